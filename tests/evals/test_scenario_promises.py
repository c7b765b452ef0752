"""A turn that breaks a promise is caught, whatever its scenario expects."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.messages import Card, CartLine, Language, Outcome, Understanding
from evals.scenario_promises import check_promises, sayable_amounts
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint
from retrieval.results import Relaxed
from tests.evals.turns import BLUE_DRESS, RED_DRESS, played, wish

pytestmark = pytest.mark.unit

GOOD = played(RED_DRESS, BLUE_DRESS)
UNDER_60 = wish("price", 60.0, "lte")


def test_turn_that_keeps_every_promise_has_no_problem() -> None:
    """Cards that meet the ledger, named in their order."""
    assert check_promises(GOOD, "en") == []


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"action": "failed"}, "the turn failed"),
    ({"timings_ms": {"cards": 9.0, "total": 5.0}}, "the cards came after the words"),
    ({"language": "zh"}, "understood as zh, not en"),
    (
        {"ledger": [UNDER_60]},
        "Noor Shirt Dress (dress-2-blue-m) is shown but does not meet price<=60",
    ),
    (
        {"ledger": [wish("availability", ["preorder"])], "cards": [RED_DRESS], "reply": "Petra Midi Dress"},
        "Petra Midi Dress (dress-1-red-m) is shown but does not meet availability=preorder",
    ),
    ({"cards": [RED_DRESS, RED_DRESS | {"rank": 2}]}, "a product is shown twice"),
    ({"cards": [RED_DRESS, BLUE_DRESS | {"rank": 3}]}, "the cards are ranked [1, 3]"),
    ({"cards": [RED_DRESS | {"reasons": []}, BLUE_DRESS]}, "Petra Midi Dress is shown without a reason"),
    ({"reply": "Noor Shirt Dress, then Petra Midi Dress."}, "the reply names the cards in another order"),
    ({"reply": "Here is something."}, "the first card is not named in the reply"),
    ({"reply": "Petra Midi Dress for $12."}, "the reply names 12, which is no price here"),
    ({"clarify": {"slot": "category", "options": ["a", "b"]}}, "a question about category, which was said"),
]


@pytest.mark.parametrize(("changes", "problem"), BROKEN, ids=[problem for _, problem in BROKEN])
def test_broken_promise_is_named(changes: dict[str, Any], problem: str) -> None:
    """Each promise can be broken, and is told from the others."""
    assert check_promises(played(RED_DRESS, BLUE_DRESS, **changes), "en") == [problem]


def test_empty_reply_is_no_answer() -> None:
    """Cards alone are not an answer."""
    assert "the reply is empty" in check_promises(played(reply=" \n"), "en")


def test_card_out_of_stock_is_a_broken_promise_unless_stock_was_given_up() -> None:
    """Stock is a wish that nobody has to say, and is given up only by name."""
    gone = RED_DRESS | {"attributes": RED_DRESS["attributes"] | {"availability": "out_of_stock"}}  # type: ignore[operator]
    assert check_promises(played(gone), "en") == [
        "Petra Midi Dress (dress-1-red-m) is shown but does not meet availability=in_stock"
    ]
    given_up = wish("availability", ["in_stock"]) | {"loosened": None}
    assert check_promises(played(gone, relaxed=[given_up]), "en") == []


def test_wish_given_up_by_name_binds_no_longer_and_a_loosened_one_binds_as_loosened() -> None:
    """80 is above the 60 that was given up; it is also above the 70 that 60 was loosened to."""
    dropped = UNDER_60 | {"loosened": None}
    assert check_promises(played(BLUE_DRESS | {"rank": 1}, ledger=[UNDER_60], relaxed=[dropped]), "en") == []
    loosened = UNDER_60 | {"loosened": wish("price", 70.0, "lte")}
    assert check_promises(played(BLUE_DRESS | {"rank": 1}, ledger=[UNDER_60], relaxed=[loosened]), "en") == [
        "Noor Shirt Dress (dress-2-blue-m) is shown but does not meet price<=70"
    ]


@pytest.mark.parametrize("action", ["details", "compare", "show_cart"])
def test_cards_that_the_shopper_pointed_at_need_not_meet_the_ledger(action: str) -> None:
    """What was asked about is answered, whatever is looked for now."""
    assert check_promises(played(RED_DRESS, action=action, ledger=[wish("color", ["green"])]), "en") == []


@pytest.mark.parametrize(
    ("reply", "language", "problems"),
    [
        ("我有这些：Petra Midi Dress。", "zh", []),
        ("I have these: Petra Midi Dress.", "zh", ["a Chinese reply in English"]),
        ("I have 这些: Petra Midi Dress.", "en", ["an English reply with Chinese in it"]),
        ("Nothing is called 湖蓝色. Petra Midi Dress.", "en", []),
        ("尺码 EU 42、EU 43 有货：Petra Midi Dress。", "zh", []),
    ],
)
def test_reply_is_held_to_its_language(reply: str, language: Language, problems: list[str]) -> None:
    """Titles, sizes and the shopper's own words are quoted as they are; everything else is in one language."""
    turn = played(RED_DRESS, say="Petra 湖蓝色", reply=reply.replace("湖蓝色", "湖蓝色"), language=language)
    assert check_promises(turn, language) == problems


def test_ungrounded_sentence_is_a_broken_promise() -> None:
    """What the grounding check refuses counts, whatever it says."""
    assert check_promises(replace(GOOD, n_ungrounded=2), "en") == ["2 ungrounded sentences"]


def test_amounts_on_the_table_may_be_said_and_so_may_the_shopper_s() -> None:
    """Thousands separators and both ways of writing dollars are read."""
    turn = played(RED_DRESS, say="under 200", amounts=(1056.9,), reply="Petra Midi Dress: $1,056.90, under $200.")
    assert check_promises(turn, "en") == []
    turn = played(RED_DRESS, amounts=(56.9,), language="zh", reply="有 Petra Midi Dress，售价 57.9 美元。")
    assert check_promises(turn, "zh") == ["the reply names 57.9, which is no price here"]


def test_sayable_amounts_are_prices_and_what_follows_from_them() -> None:
    """On sale at 30 from 40: saving 10, 20 below the bound of 50; two of them in the cart are 60; a euro is 1.15."""
    offer = Offer("o", 40.0, "USD", sale_price=30.0)
    product = Product("p", "Mug", (offer,))
    bound = Constraint("price", "lte", 50.0, "USD")
    outcome = Outcome(
        "search",
        cards=(Card(product, offer, 1),),
        cart=(CartLine("p", "o", 2),),
        cart_products=((product, offer),),
        constraints=(bound,),
        relaxed=(Relaxed(bound, replace(bound, value=55.0)),),
        facts={"price": ("12.50",), "size": ("EU 42",)},
    )
    understanding = Understanding("en", "search", notes=(("converted", {"rate": "1.15"}),))
    expected = {30.0, 40.0, 10.0, 50.0, 55.0, 20.0, 25.0, 5.0, 60.0, 12.5, 42.0, 0.0, 1.15}
    assert sayable_amounts(understanding, outcome) == expected
