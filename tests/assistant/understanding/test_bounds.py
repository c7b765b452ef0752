"""Bounds on price and rating, in both languages."""

import pytest

from assistant.understanding.bounds import find_prices, find_ratings
from assistant.understanding.money import find_amounts
from assistant.understanding.numbers import find_numbers
from retrieval.folding import fold

pytestmark = pytest.mark.unit


def bounds(text: str, currency: str = "USD") -> list[str]:
    """Every bound as "op value unit", ratings first."""
    folded = fold(text)
    ratings = find_ratings(folded, find_numbers(folded))
    numbers = [n for n in find_numbers(folded) if all(not r.start <= n.start < r.end for r in ratings)]
    prices = find_prices(folded, find_amounts(folded, numbers, currency), currency)
    return [f"{b.op} {b.value:g} {b.unit}" for b in (*ratings, *prices)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under 100", ["lte 100 USD"]),
        ("a cheaper one", []),
        ("something cheaper than one hundred", ["lte 100 USD"]),
        ("below $50", ["lte 50 USD"]),
        ("less than 30", ["lte 30 USD"]),
        ("no more than 60 dollars", ["lte 60 USD"]),
        ("not over 60", ["lte 60 USD"]),
        ("nothing over 40", ["lte 40 USD"]),
        ("I don't want to spend more than 50", ["lte 50 USD"]),
        ("up to 45", ["lte 45 USD"]),
        ("at most 90 euros", ["lte 90 EUR"]),
        ("max 60", ["lte 60 USD"]),
        ("$50 max", ["lte 50 USD"]),
        ("50 or less", ["lte 50 USD"]),
        ("budget of 50", ["lte 50 USD"]),
        ("my budget is 80", ["lte 80 USD"]),
        ("a $50 dress", ["lte 50 USD"]),
        ("under two hundred", ["lte 200 USD"]),
        ("under £60", ["lte 60 GBP"]),
        ("under $1,500.50", ["lte 1500.5 USD"]),
        ("over 80", ["gte 80 USD"]),
        ("at least 80 bucks", ["gte 80 USD"]),
        ("no less than 20", ["gte 20 USD"]),
        ("over 50 but under 100", ["gte 50 USD", "lte 100 USD"]),
        ("under 50 and over 80", ["lte 50 USD", "gte 80 USD"]),
        ("50 to 80 bucks", ["gte 50 USD", "lte 80 USD"]),
        ("between $20 and $40", ["gte 20 USD", "lte 40 USD"]),
        ("between 20 and 40", ["gte 20 USD", "lte 40 USD"]),
        ("from $20 to $40", ["gte 20 USD", "lte 40 USD"]),
        ("$20-$40", ["gte 20 USD", "lte 40 USD"]),
        ("1-2k dollars", ["gte 1000 USD", "lte 2000 USD"]),
        ("around 2k", ["gte 1600 USD", "lte 2400 USD"]),
        ("100 bucks or so", ["gte 80 USD", "lte 120 USD"]),
        ("my budget is around 100", ["gte 80 USD", "lte 120 USD"]),
        ("under 50 cm", []),
        ("at least 2 pairs", []),
        ("over 20 litres", []),
        ("from 50", []),
        ("two of them", []),
        ("under 2oo", []),
        ("不超过三百元", ["lte 300 USD"]),
        ("100块以内", ["lte 100 USD"]),
        ("两百以下", ["lte 200 USD"]),
        ("预算500", ["lte 500 USD"]),
        ("300元的外套", ["lte 300 USD"]),
        ("价格在200以内", ["lte 200 USD"]),
        ("最高500", ["lte 500 USD"]),
        ("不低于50元", ["gte 50 USD"]),
        ("两千以上", ["gte 2000 USD"]),
        ("一千五左右", ["gte 1200 USD", "lte 1800 USD"]),
        ("预算500左右", ["gte 400 USD", "lte 600 USD"]),
        ("50到80块", ["gte 50 USD", "lte 80 USD"]),
        ("三到五百块", ["gte 300 USD", "lte 500 USD"]),
        ("100到200之间的", ["gte 100 USD", "lte 200 USD"]),
        ("三百多", ["gte 300 USD", "lte 400 USD"]),
        ("大概两三百块", ["gte 200 USD", "lte 300 USD"]),
        ("50美元以下", ["lte 50 USD"]),
        ("人民币300以内", ["lte 300 CNY"]),
        ("50刀以内", ["lte 50 USD"]),
        ("¥300以内", ["lte 300 CNY"]),
        ("最多两件", []),
        ("500块拼图", []),
        ("at least 4 stars", ["gte 4 stars"]),
        ("4 stars and up", ["gte 4 stars"]),
        ("4+ stars", ["gte 4 stars"]),
        ("rated above 4.5", ["gte 4.5 stars"]),
        ("rating over 4", ["gte 4 stars"]),
        ("4 out of 5", ["gte 4 stars"]),
        ("no more than four stars", ["lte 4 stars"]),
        ("四星以上", ["gte 4 stars"]),
        ("评分4.5以上", ["gte 4.5 stars"]),
        ("5星好评", ["gte 5 stars"]),
        ("三星手机", []),
        ("评分4以上，200以下", ["gte 4 stars", "lte 200 USD"]),
    ],
)
def test_bound_said_is_found(text: str, expected: list[str]) -> None:
    """Comparison words around numbers become inclusive bounds, and other units stay what they are."""
    assert bounds(text) == expected


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("under $50", "CAD", ["lte 50 CAD"]),
        ("under $50", "EUR", ["lte 50 USD"]),
        ("50块以内", "EUR", ["lte 50 EUR"]),
        ("under ¥5000", "JPY", ["lte 5000 JPY"]),
        ("5000 yen at most", "USD", ["lte 5000 JPY"]),
    ],
)
def test_currency_sign_is_read_in_the_shops_terms(text: str, currency: str, expected: list[str]) -> None:
    """Ambiguous signs are the shop's own where it trades in such a currency; plain units are always the shop's."""
    assert bounds(text, currency) == expected
