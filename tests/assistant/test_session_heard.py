"""Spoken turns, from the outside: what was heard doubtfully is asked about, in both languages, before it is acted on."""

from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from assistant.explainer import CheckedExplainer
from assistant.messages import Turn
from assistant.phrases import load_phrases
from assistant.renderer import Renderer
from assistant.session import Assistant, TurnDone
from assistant.speech.transcriber import HeardWord, Hearing
from assistant.understanding.embedded_parser import EmbeddedParser
from retrieval.constraints import Constraint
from retrieval.embedders import Embeddings
from retrieval.lexicon import load_lexicon
from tests.fakes import FakeShop, offer, product

pytestmark = pytest.mark.unit

PARKA = product(
    "parka",
    "Parka",
    offer("red-m", "red", "M", 60.0),
    offer("red-l", "red", "L", 60.0),
    offer("blue-l", "blue", "L", 55.0),
)
BOMBER = product("bomber", "Bomber", offer("bomber-m", "red", "M", 80.0))
SIZE_M = Constraint("size", "in", ("M",))


class WordEmbedder:
    """Texts with the same words are near each other."""

    model_id = "words"
    dimension = 512

    def embed(self, texts: Sequence[str]) -> Embeddings:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split() if text.isascii() else text:
                row[crc32(word.encode()) % self.dimension] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    shop = FakeShop([PARKA, BOMBER], load_lexicon())
    parser = EmbeddedParser(
        WordEmbedder(), lexicon=shop.lexicon, vocabulary=shop.vocabulary, rates={}, cache_directory=tmp_path
    )
    renderer = Renderer(load_phrases(), shop.lexicon, shop.vocabulary, "USD")
    explainer = CheckedExplainer(renderer, lexicon=shop.lexicon, vocabulary=shop.vocabulary)
    return Assistant(shop, parser, explainer)  # type: ignore[arg-type]


def say(assistant: Assistant, text: str, *doubtful: str) -> Turn:
    """A spoken turn in which the named words were heard doubtfully."""
    pieces = text.split() if text.isascii() else [letter for letter in text if not letter.isspace()]
    words = tuple(HeardWord(piece.strip("，,.?"), 0.3 if piece in doubtful else 0.95, 0, 1) for piece in pieces)
    hearing = Hearing(text, "en" if text.isascii() else "zh", words)
    done = [event for event in assistant.take_turn(text, hearing=hearing) if isinstance(event, TurnDone)]
    return done[0].turn


def constraints(assistant: Assistant) -> set[Constraint]:
    return {entry.constraint for entry in assistant.ledger}


@pytest.mark.parametrize(
    ("text", "doubtful", "asked"),
    [
        ("a red jacket in size M", "M", "I'm not sure I heard that right: size M?"),
        ("红色夹克，M码", "M", "我没听清，是 M 码吗？"),
    ],
)
def test_doubtful_constraint_is_searched_for_and_asked_about(
    assistant: Assistant, text: str, doubtful: str, asked: str
) -> None:
    """The cards go by it, the reply ends with the question."""
    turn = say(assistant, text, doubtful)
    assert turn.outcome.cards
    assert SIZE_M in constraints(assistant)
    assert turn.outcome.clarification is not None
    assert turn.outcome.clarification.heard == SIZE_M
    assert turn.reply.endswith(asked)


@pytest.mark.parametrize(("text", "no"), [("a red jacket in size M", "no"), ("红色夹克，M码", "不是")])
def test_no_takes_the_doubtful_constraint_back(assistant: Assistant, text: str, no: str) -> None:
    """The rest of what was said stands."""
    say(assistant, text, "M")
    turn = say(assistant, no)
    slots = {constraint.slot for constraint in constraints(assistant)}
    assert "size" not in slots
    assert {"category", "color"} <= slots
    assert turn.outcome.kind == "search"


@pytest.mark.parametrize(("text", "yes"), [("a red jacket in size M", "yes"), ("红色夹克，M码", "对")])
def test_yes_confirms_it(assistant: Assistant, text: str, yes: str) -> None:
    """Nothing is asked again."""
    say(assistant, text, "M")
    turn = say(assistant, yes)
    assert SIZE_M in constraints(assistant)
    assert turn.outcome.clarification is None or turn.outcome.clarification.heard is None
    assert turn.outcome.cards


def test_another_value_answers_as_well(assistant: Assistant) -> None:
    """ "L", to "did you say size M?"."""
    say(assistant, "a red jacket in size M", "M")
    say(assistant, "L")
    assert Constraint("size", "in", ("L",)) in constraints(assistant)
    assert SIZE_M not in constraints(assistant)


def test_nothing_goes_into_the_cart_on_a_doubtful_word(assistant: Assistant) -> None:
    """It is asked first; a yes then buys what was asked for, a no asks which."""
    say(assistant, "a red jacket")
    asked = say(assistant, "add the first one in L to my cart", "L")
    assert asked.outcome.kind == "clarify_heard"
    assert not asked.outcome.cart
    assert asked.reply == "Did you say size L?"
    bought = say(assistant, "yes")
    assert [line.offer_id for line in bought.outcome.cart] == ["red-l"]


def test_no_to_a_doubtful_purchase_buys_nothing(assistant: Assistant) -> None:
    """Which size it should be is open again."""
    say(assistant, "a red jacket")
    say(assistant, "add the first one in L to my cart", "L")
    turn = say(assistant, "no")
    assert not turn.outcome.cart
    assert turn.outcome.kind == "choose_variant"


def test_doubtful_answer_to_which_size_is_asked_about(assistant: Assistant) -> None:
    """The purchase waits, and a yes completes it."""
    say(assistant, "a red jacket")
    assert say(assistant, "add the first one to my cart").outcome.kind == "choose_variant"
    assert say(assistant, "L", "L").outcome.kind == "clarify_heard"
    bought = say(assistant, "yes")
    assert [line.offer_id for line in bought.outcome.cart] == ["red-l"]


def test_misheard_word_is_put_right_before_it_is_understood(assistant: Assistant) -> None:
    """ "A read jackit" is a red jacket, with no question."""
    turn = say(assistant, "a read jackit", "read", "jackit")
    assert Constraint("color", "in", ("red",)) in constraints(assistant)
    assert turn.understanding.doubted == ()


def test_text_that_was_corrected_by_hand_is_not_doubted(assistant: Assistant) -> None:
    """A hearing of other words counts for nothing."""
    old = Hearing("a red jacket in size N", "en", (HeardWord("N", 0.1, 0, 1),))
    events = assistant.take_turn("a red jacket in size M", hearing=old)
    turn = next(event.turn for event in events if isinstance(event, TurnDone))
    assert turn.understanding.doubted == ()


def test_replay_gives_the_same_state(assistant: Assistant) -> None:
    """The doubt is part of the stored turn."""
    say(assistant, "a red jacket in size M", "M")
    state, events = assistant.state, assistant.events
    assistant.restore(events)
    assert assistant.state == state
