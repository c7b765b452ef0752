"""A conversation as a terminal or a machine sees it."""

from pathlib import Path

import pytest
from PIL import Image

from assistant.conversation import Conversation
from assistant.messages import StatedConstraint, Understanding
from assistant.phrases import load_phrases
from assistant.renderer import Renderer
from assistant.session import TurnDone
from assistant.turn_input import TurnInput
from retrieval.constraints import Constraint
from retrieval.photos import Sight
from tests.fakes import FakeShop, PlainExplainer, ScriptedParser, offer, product

pytestmark = pytest.mark.unit

BLUE = Constraint("color", "in", ("blue",))
GOWN = product("gown", "Gown", offer("gown-red", "red", "M", 90.0), offer("gown-blue", "blue", "M", 80.5), kind="dress")
SCRIPT = {"blue please": Understanding("en", "search", constraints=(StatedConstraint(BLUE, "blue"),))}


@pytest.fixture
def conversation() -> Conversation:
    shop = FakeShop((GOWN,))
    shop.sights = (Sight("category", "dress", 0.9),)
    renderer = Renderer(load_phrases(), shop.lexicon, shop.vocabulary, shop.currency)
    return Conversation(shop, ScriptedParser(SCRIPT), PlainExplainer(), renderer=renderer)  # type: ignore[arg-type]


def test_inputs_become_a_json_object_a_turn(conversation: Conversation, tmp_path: Path) -> None:
    """Words, then a photo alone; the second turn knows what it shows."""
    photo = tmp_path / "photo.png"
    Image.new("RGB", (64, 64), (200, 30, 40)).save(photo)
    words, seen = conversation.take_turns([TurnInput("blue please"), TurnInput("", photo)])
    assert (words["turn"], [card["offer_id"] for card in words["cards"]]) == (1, ["gown-blue"])
    assert (seen["turn"], seen["photo"]["sights"]) == (2, [{"slot": "category", "value": "dress", "confidence": 0.9}])


def test_values_of_a_turn_are_said_in_both_languages(conversation: Conversation) -> None:
    """The offer's variant, an amount, a constraint, the title."""
    done = list(conversation.take_turn("blue please"))[-1]
    assert isinstance(done, TurnDone)
    (card,) = done.turn.outcome.cards
    assert conversation.variant(card, "en") == "blue · size M"
    assert conversation.variant(card, "zh").startswith("蓝色")
    assert conversation.money(80.5, "en") == "$80.50"
    assert conversation.say_constraint(BLUE, "zh") == "蓝色"
    assert conversation.title(card.product, "en") == "Gown"
    assert [entry.constraint for entry in conversation.ledger] == [BLUE]


def test_reasons_come_with_their_words(conversation: Conversation) -> None:
    """None without words is among them."""
    done = list(conversation.take_turn("blue please"))[-1]
    assert isinstance(done, TurnDone)
    said = conversation.reasons(done.turn.outcome.cards[0], "en")
    assert said
    assert all(text for _, text in said)
    assert "blue" in [text for _, text in said]
