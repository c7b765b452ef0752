"""The words about a photo, in both languages, and the check that they pass."""

from typing import get_args

import pytest

from assistant.explainer import CheckedExplainer
from assistant.labels import Labels
from assistant.ledger import seen_constraints
from assistant.messages import Language, Outcome, Understanding
from assistant.phrases import load_phrases
from assistant.reasons import add_reasons
from assistant.renderer_photo import sights_phrase
from retrieval.constraints import Constraint
from retrieval.errors import PhotoFault
from retrieval.photos import SeenPhoto, Sight
from tests.assistant.showcase import KESTREL, LYRA, QUARRY, VOCABULARY, cards, lexicon, renderer

pytestmark = pytest.mark.unit

SIGHTS = (Sight("category", "dress", 0.9), Sight("color", "blue", 0.8), Sight("pattern", "floral", 0.7))
RED = Constraint("color", "in", ("red",))
SOFT_DRESS = Constraint("category", "in", ("dress",), is_hard=False)


def photo(*sights: Sight) -> SeenPhoto:
    return SeenPhoto("0" * 16, "fake", b"", sights)


def reply(understanding: Understanding, outcome: Outcome, *, turn_index: int = 1) -> str:
    """What is said once the check has gone over it; nothing may be left out."""
    checked = CheckedExplainer(renderer(), lexicon=lexicon(), vocabulary=VOCABULARY)
    text = "".join(checked.explain(understanding, outcome, turn_index))
    assert checked.n_ungrounded == 0, text
    return text


def listing(*constraints: Constraint, seen: tuple[Constraint, ...] = (), n_matching: int = 3) -> Outcome:
    shown = add_reasons(cards(LYRA, QUARRY, KESTREL), constraints, lexicon=lexicon(), seen=seen)
    return Outcome("search", cards=shown, n_matching=n_matching, constraints=constraints, seen=seen)


@pytest.mark.parametrize(
    ("sights", "en", "zh"),
    [
        (SIGHTS, "a blue floral dress", "蓝色碎花连衣裙"),
        ((Sight("category", "jeans", 0.9), Sight("color", "black", 0.9)), "black jeans", "黑色牛仔裤"),
        ((Sight("category", "sneaker", 0.9),), "sneakers", "运动鞋"),
        ((Sight("category", "backpack", 0.9), Sight("color", "orange", 0.6)), "an orange backpack", "橙色双肩包"),
        ((Sight("color", "red", 0.9), Sight("color", "white", 0.6)), "something red and white", "红色和白色的东西"),
        ((Sight("category", "dress", 0.4),), "", ""),
    ],
)
def test_sights_are_named_as_one_thing(sights: tuple[Sight, ...], en: str, zh: str) -> None:
    """What is sure, looks in front of the name; nothing for what is not."""
    said: dict[Language, str] = {
        language: sights_phrase(sights, Labels(book, lexicon=lexicon(), vocabulary=VOCABULARY, currency="USD"))
        for language, book in load_phrases().items()
    }
    assert said == {"en": en, "zh": zh}


@pytest.mark.parametrize("turn_index", [1, 2])
def test_photo_alone_is_answered_with_what_is_seen(turn_index: int) -> None:
    """First what the photo shows, then what looks like it; no count of all that the shop has."""
    seen = seen_constraints(SIGHTS)
    outcome = listing(*seen, seen=seen, n_matching=500)
    text = reply(Understanding("en", "search", photo=photo(*SIGHTS)), outcome, turn_index=turn_index)
    assert "a blue floral dress" in text.split(":")[0]
    assert "500" not in text
    assert "照片" in reply(Understanding("zh", "search", photo=photo(*SIGHTS)), outcome, turn_index=turn_index)


def test_overridden_sight_is_still_told() -> None:
    """The photo shows a blue dress though red is asked for; the count is of what is red."""
    outcome = listing(SOFT_DRESS, RED, seen=(SOFT_DRESS,), n_matching=42)
    outcome = Outcome(**{**{name: getattr(outcome, name) for name in outcome.__slots__}, "cards": outcome.cards[:1]})
    text = reply(Understanding("en", "search", photo=photo(*SIGHTS)), outcome)
    assert "blue floral dress" in text
    assert "42 red products" in text
    assert "42 款红色商品" in reply(Understanding("zh", "search", photo=photo(*SIGHTS)), outcome)


def test_follow_up_speaks_of_the_photo_again() -> None:
    """Without a new photo, "it" would be unclear."""
    outcome = listing(SOFT_DRESS, seen=(SOFT_DRESS,))
    assert "your photo:" in reply(Understanding("en", "refine"), outcome)
    assert "照片" in reply(Understanding("zh", "refine"), outcome)


def test_unsure_photo_is_admitted() -> None:
    """Cards are shown all the same; what they show is not claimed of the photo."""
    outcome = listing(seen=())
    text = reply(Understanding("en", "search", photo=photo(Sight("category", "dress", 0.3))), outcome)
    assert "your photo" in text
    assert "dress" not in text.split(":")[0]


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("fault", [*get_args(PhotoFault), "blind", "nothing"])
def test_each_fault_has_an_answer(fault: str, language: Language) -> None:
    """A photo that is of no use and no words: the reply is why, and nothing else."""
    understanding = Understanding(language, "out_of_scope", notes=(("photo", {"fault": fault}),))
    text = reply(understanding, Outcome("empty"))
    assert text
    assert not any(phrase in text for phrase in load_phrases()[language].phrases["empty"])


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("fault", [*get_args(PhotoFault), "blind", "nothing"])
def test_fault_is_told_before_the_words_are_answered(fault: str, language: Language) -> None:
    """The check of the reply knows that nothing of it speaks of a product."""
    understanding = Understanding(language, "search", notes=(("photo", {"fault": fault}),))
    text = reply(understanding, Outcome("search", cards=cards(LYRA), n_matching=1, constraints=(RED,)))
    assert text.startswith(load_phrases()[language].phrases[f"photo.fault.{fault}"][0])


def test_sight_that_a_card_has_is_a_reason_to_choose_it() -> None:
    """Only one of three is red: that sets it apart, "as in your photo"."""
    seen = (Constraint("color", "in", ("red",), is_hard=False),)
    assert "red, as in your photo" in reply(
        Understanding("en", "search", photo=photo(Sight("color", "red", 0.9))), listing(*seen, seen=seen), turn_index=2
    ) or "red like in your photo" in reply(
        Understanding("en", "search", photo=photo(Sight("color", "red", 0.9))), listing(*seen, seen=seen), turn_index=2
    )


def test_reasons_say_what_looks_alike() -> None:
    """On the card: the photo as a whole, and what was seen in it."""
    seen = (Constraint("color", "in", ("red",), is_hard=False),)
    card = listing(*seen, seen=seen).cards[0]
    said = [renderer().say_reason(reason, card, "en") for reason in card.reasons if reason.kind == "looks_like"]
    assert said == ["red, as in your photo"]
