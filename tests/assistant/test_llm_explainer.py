"""What a language model is told of a turn with a photo, and what it may say of it."""

import json

import pytest

from assistant.explainer import CheckedExplainer
from assistant.ledger import seen_constraints
from assistant.llm_explainer import LLMWriter
from assistant.messages import Outcome, Understanding
from retrieval.photos import SeenPhoto, Sight
from tests.assistant.showcase import LYRA, VOCABULARY, cards, lexicon
from tests.chat_fakes import QueuedChatModel

pytestmark = pytest.mark.unit

SIGHTS = (Sight("category", "dress", 0.9), Sight("color", "blue", 0.8), Sight("pattern", "floral", 0.3))
ASKED = Understanding("en", "search", photo=SeenPhoto("0" * 16, "fake", b"", SIGHTS))
FOUND = Outcome("search", cards=cards(LYRA), n_matching=9, seen=seen_constraints(SIGHTS[:1]))


def write(*words: str, understanding: Understanding = ASKED, outcome: Outcome = FOUND) -> tuple[str, dict[str, object]]:
    """What is left of a model's words after the check, and the evidence that it was given."""
    model = QueuedChatModel("".join(words))
    writer = LLMWriter(model, say_reasons=lambda card: [], deadline_s=1)
    checked = CheckedExplainer(writer, lexicon=lexicon(), vocabulary=VOCABULARY)
    text = "".join(checked.explain(understanding, outcome, 1))
    return text, json.loads(model.prompts[0][1].content)


def test_model_is_told_what_is_sure_of_the_photo() -> None:
    """What this turn's photo shows; later what of it is still wished for; nothing without a photo."""
    told = [
        write("Here.", understanding=understanding, outcome=outcome)[1]["their_photo_shows"]
        for understanding, outcome in (
            (ASKED, FOUND),
            (Understanding("en", "refine"), FOUND),
            (Understanding("en", "search"), Outcome("search", cards=cards(LYRA), n_matching=1)),
        )
    ]
    assert told == [{"category": ["dress"], "color": ["blue"]}, {"category": ["dress"]}, None]


def test_photo_may_be_spoken_of_and_a_card_may_not_be_like_it() -> None:
    """Blue is true of the photo, and of no red dress."""
    text, _ = write("Your photo seems to show a blue dress. ", "The Lyra Silk Evening Dress is blue.")
    assert "Your photo seems to show a blue dress." in text
    assert "Dress is blue" not in text
