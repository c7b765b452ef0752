"""Amounts of money in a text: a number with a currency beside it, or a bare number that a bound may make a price."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.understanding.numbers import Number

_PREFIXES = {
    "us$": "USD", "hk$": "HKD", "a$": "AUD", "c$": "CAD", "$": "$", "€": "EUR", "£": "GBP", "¥": "¥", "₩": "KRW",
    "₹": "INR", "usd": "USD", "eur": "EUR", "gbp": "GBP", "cny": "CNY", "rmb": "CNY", "jpy": "JPY", "hkd": "HKD",
    "人民币": "CNY", "美元": "USD", "美金": "USD", "欧元": "EUR",
}  # fmt: skip
_SUFFIXES = {
    "us dollars?": "USD", "dollars?": "$", "bucks?": "", "usd": "USD", "euros?": "EUR", "eur": "EUR",
    "pounds?": "GBP", "quid": "GBP", "gbp": "GBP", "sterling": "GBP", "yen": "JPY", "jpy": "JPY", "yuan": "CNY",
    "rmb": "CNY", "cny": "CNY", "renminbi": "CNY", "kuai": "", "hkd": "HKD", "francs?": "CHF", "chf": "CHF",
    "rupees?": "INR", "won": "KRW", "roubles?": "RUB", "sek": "SEK", "aud": "AUD", "cad": "CAD",
}  # fmt: skip
_SIGNS = {
    "元人民币": "CNY", "块人民币": "CNY", "元rmb": "CNY", "人民币": "CNY", "美元": "USD", "美金": "USD", "美刀": "USD",
    "刀": "USD", "欧元": "EUR", "欧": "EUR", "英镑": "GBP", "镑": "GBP", "日元": "JPY", "日币": "JPY", "韩元": "KRW",
    "港币": "HKD", "港元": "HKD", "台币": "TWD", "卢布": "RUB", "块钱": "", "块": "", "元钱": "", "元": "", "圆": "",
    "$": "$", "€": "EUR", "£": "GBP", "¥": "¥",
}  # fmt: skip
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD"})
_PREFIX = re.compile(rf"(?:{'|'.join(map(re.escape, _PREFIXES))})\s?$")
_WORD_SUFFIX = re.compile(rf"[\s-]?(?:{'|'.join(f'({suffix})' for suffix in _SUFFIXES)})(?![a-z])")
_SIGN_SUFFIX = re.compile(rf"\s?({'|'.join(map(re.escape, _SIGNS))})(?!拼图|积木|装)")
_CURRENCIES_BY_GROUP = tuple(_SUFFIXES.values())


@dataclass(frozen=True, slots=True)
class Amount:
    """A number at `start` to `end`, its currency included.

    `currency` is ISO 4217, "" for words that mean whatever the shop uses ("bucks", "块"), None for a bare number.
    """

    start: int
    end: int
    value: float
    upper: float
    currency: str | None
    scale: float = 1.0


def find_amounts(folded: str, numbers: Iterable[Number], shop_currency: str) -> tuple[Amount, ...]:
    """Every number as an amount. "$" and "¥" are the shop's own where it trades in a dollar, in yuan or yen."""
    return tuple(_amount(folded, number, shop_currency) for number in numbers)


def _amount(folded: str, number: Number, shop_currency: str) -> Amount:
    start, end, currency = number.start, number.end, None
    if prefix := _PREFIX.search(folded, max(0, start - 6), start):
        start, currency = prefix.start(), _PREFIXES[prefix.group().strip()]
    if suffix := _WORD_SUFFIX.match(folded, end):
        assert suffix.lastindex is not None, "one of the groups has matched"
        end, currency = suffix.end(), currency or _CURRENCIES_BY_GROUP[suffix.lastindex - 1]
    elif sign := _SIGN_SUFFIX.match(folded, end):
        end, currency = sign.end(), currency or _SIGNS[sign[1]]
    return Amount(start, end, number.value, number.upper, _settled(currency, shop_currency), number.scale)


def _settled(currency: str | None, shop_currency: str) -> str | None:
    if currency == "$":
        return shop_currency if shop_currency in _DOLLARS else "USD"
    if currency == "¥":
        return shop_currency if shop_currency == "JPY" else "CNY"
    return currency
