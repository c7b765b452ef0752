"""Turns with a photo, from the outside: the ledger, what is searched for, bad pictures, replay."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from assistant import wire
from assistant.dialogue_state import DialogueState
from assistant.ledger import Edit
from assistant.messages import StatedConstraint, Turn, Understanding
from assistant.photo_turn import Look, look_at
from assistant.session import Assistant, TurnDone
from retrieval.constraints import Constraint
from retrieval.errors import SnapshotError
from retrieval.photos import Sight
from tests.fakes import FakeShop, PlainExplainer, ScriptedParser, offer, product

pytestmark = pytest.mark.unit

GOWN = product("gown", "Gown", offer("gown-red", "red", "M", 90.0), offer("gown-blue", "blue", "M", 80.0), kind="dress")
PARKA = product("parka", "Parka", offer("parka-m", "red", "M", 60.0))

DRESS = Sight("category", "dress", 0.9)
RED = Sight("color", "red", 0.8)
MAYBE_WOOL = Sight("material", "wool", 0.3)

SEEN_DRESS = Constraint("category", "in", ("dress",), is_hard=False)
SEEN_RED = Constraint("color", "in", ("red",), is_hard=False)
BLUE = Constraint("color", "in", ("blue",))
UNDER_85 = Constraint("price", "lte", 85.0, "USD")
JACKETS = Constraint("category", "in", ("jacket",))
FOR_HER = Constraint("gender", "in", ("female",))


def said(intent: str, *constraints: Constraint, **rest: object) -> Understanding:
    stated = tuple(StatedConstraint(constraint, "words") for constraint in constraints)
    return Understanding("en", intent, constraints=stated, **rest)  # type: ignore[arg-type]


SCRIPT = {
    "like this": said("search"),
    "like this but in blue": said("search", BLUE),
    "any colour": said("search", retracted=("color",)),
    "in blue": said("refine", BLUE),
    "under 85": said("refine", UNDER_85),
    "jackets": said("search", JACKETS),
    "dresses": said("search", Constraint("category", "in", ("dress",))),
    "jackets for her": said("search", JACKETS, FOR_HER),
    "more like this": said("similar"),
    "where is my order": said("order_status"),
    "what goes with this": said("complement"),
}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.new("RGB", (64, 64), (200, 30, 40)).save(path)
    return path


class Talk:
    """A conversation with a shop of one dress and one jacket, whose photos all show what they are told to."""

    def __init__(self, *sights: Sight) -> None:
        self.shop = FakeShop((PARKA, GOWN))
        self.shop.sights = sights
        self.parser = ScriptedParser(SCRIPT)
        self.assistant = Assistant(self.shop, self.parser, PlainExplainer())  # type: ignore[arg-type]

    def say(self, text: str, photo: bytes | Path | None = None) -> Turn:
        done = list(self.assistant.take_turn(text, photo=photo))[-1]
        assert isinstance(done, TurnDone)
        return done.turn

    @property
    def wishes(self) -> dict[Constraint, str]:
        return {entry.constraint: entry.provenance for entry in self.assistant.ledger}


def test_photo_alone_is_a_search_for_what_it_surely_shows(photo: Path) -> None:
    """Kind and colour are soft wishes "seen in the photo"; what is not sure is none."""
    talk = Talk(DRESS, RED, MAYBE_WOOL)
    turn = talk.say("", photo)
    assert talk.wishes == {SEEN_DRESS: "photo", SEEN_RED: "photo"}
    assert turn.understanding.intent == "search"
    assert turn.outcome.kind == "search"
    query = talk.shop.queries[-1]
    assert query.photo == turn.understanding.photo
    assert query.text == ""
    assert not any(constraint.is_hard for constraint in query.constraints if constraint.slot != "availability")
    assert turn.outcome.seen == (SEEN_DRESS, SEEN_RED)


def test_parser_is_told_what_the_photo_shows(photo: Path) -> None:
    """Its "this" is the photo; without a photo there is nothing to be told."""
    talk = Talk(DRESS)
    talk.say("like this", photo)
    talk.say("under 85")
    assert [context.photo for context in talk.parser.contexts] == [(DRESS,), None]


def test_words_override_what_is_seen(photo: Path) -> None:
    """ "Like this but in blue": the red of the photo is gone, the kind stays."""
    talk = Talk(DRESS, RED)
    talk.say("like this but in blue", photo)
    assert talk.wishes == {SEEN_DRESS: "photo", BLUE: "said"}


def test_words_of_a_later_turn_override_what_is_seen(photo: Path) -> None:
    """A follow-up keeps the photo in the search, and its colour only until another one is said."""
    talk = Talk(DRESS, RED)
    seen = talk.say("", photo).understanding.photo
    talk.say("in blue")
    assert talk.wishes == {SEEN_DRESS: "photo", BLUE: "said"}
    talk.say("under 85")
    assert talk.wishes == {SEEN_DRESS: "photo", BLUE: "carried", UNDER_85: "said"}
    assert talk.shop.queries[-1].photo == seen


def test_retracted_slot_is_not_taken_from_the_photo(photo: Path) -> None:
    """ "Like this, any colour" wishes for no colour."""
    talk = Talk(DRESS, RED)
    talk.say("any colour", photo)
    assert talk.wishes == {SEEN_DRESS: "photo"}


def test_later_photo_replaces_what_the_earlier_one_brought(photo: Path) -> None:
    """Another kind is a new search; the words of the old one are over."""
    talk = Talk(DRESS, RED)
    talk.say("", photo)
    talk.say("under 85")
    talk.shop.sights = (Sight("category", "jacket", 0.9),)
    talk.say("", photo)
    assert talk.wishes == {Constraint("category", "in", ("jacket",), is_hard=False): "photo"}


def test_photo_of_the_same_kind_with_words_keeps_what_was_said(photo: Path) -> None:
    """A rain jacket is a jacket, and blue changes nothing of the price."""
    talk = Talk(Sight("category", "rain jacket", 0.9), RED)
    talk.say("jackets")
    talk.say("under 85")
    talk.say("like this but in blue", photo)
    assert set(talk.wishes) == {JACKETS, UNDER_85, BLUE}
    assert talk.shop.queries[-1].photo is not None


def test_photo_of_another_kind_with_words_starts_anew(photo: Path) -> None:
    """A dress among jackets is a new topic."""
    talk = Talk(DRESS)
    talk.say("jackets")
    talk.say("under 85")
    talk.say("like this but in blue", photo)
    assert talk.wishes == {SEEN_DRESS: "photo", BLUE: "said"}


def test_person_is_kept_where_it_says_something_of_what_is_seen(photo: Path) -> None:
    """The dress is for her as well; that no shop knows shoes for her is no reason to find none."""
    talk = Talk(DRESS)
    talk.shop.stock([PARKA, replace(GOWN, gender="female"), product("boot", "Boot", offer("boot-1"), kind="boot")])
    talk.say("jackets for her")
    talk.say("", photo)
    assert talk.wishes == {FOR_HER: "carried", SEEN_DRESS: "photo"}
    talk.shop.sights = (Sight("category", "boot", 0.9),)
    talk.say("", photo)
    assert talk.wishes == {Constraint("category", "in", ("boot",), is_hard=False): "photo"}


def test_new_search_forgets_the_photo(photo: Path) -> None:
    """ "Jackets" after a dress: neither its picture nor its colour is searched with."""
    talk = Talk(DRESS, RED)
    talk.say("", photo)
    turn = talk.say("jackets")
    assert talk.wishes == {JACKETS: "said"}
    assert talk.shop.queries[-1].photo is None
    assert turn.outcome.seen is None


def test_unsure_kind_is_enough_to_know_a_new_topic(photo: Path) -> None:
    """Perhaps a dress, certainly no jacket; but "dresses" says what it is."""
    talk = Talk(Sight("category", "dress", 0.3))
    talk.say("", photo)
    talk.say("dresses")
    assert talk.shop.queries[-1].photo is not None
    talk.say("jackets")
    assert talk.shop.queries[-1].photo is None


def test_more_like_this_goes_on_with_the_photo(photo: Path) -> None:
    """With nothing else in focus, "this" is still the photo."""
    talk = Talk(DRESS)
    talk.say("", photo)
    turn = talk.say("more like this")
    assert turn.outcome.kind == "more"
    assert talk.shop.queries[-1].photo is not None


def test_what_is_seen_can_be_removed_by_hand(photo: Path) -> None:
    """The next search goes without it, and still by the photo."""
    talk = Talk(DRESS, RED)
    talk.say("", photo)
    talk.assistant.edit(Edit(remove=(SEEN_RED,)))
    talk.say("under 85")
    assert talk.wishes == {SEEN_DRESS: "photo", UNDER_85: "said"}
    assert talk.shop.queries[-1].photo is not None


def test_service_is_not_distracted_by_a_photo(photo: Path) -> None:
    """A question about an order stays one; nothing is searched."""
    talk = Talk(DRESS)
    turn = talk.say("where is my order", photo)
    assert turn.outcome.kind == "service"
    assert talk.wishes == {}
    assert talk.shop.queries == []


def test_what_goes_with_a_photo_goes_with_what_looks_like_it(photo: Path) -> None:
    """The nearest product stands for the photo; the list is no longer about looks."""
    talk = Talk(Sight("category", "jacket", 0.9), RED)
    turn = talk.say("what goes with this", photo)
    assert turn.outcome.kind == "complement"
    assert turn.outcome.subjects == (("parka", ""),)
    assert [card.product.product_id for card in turn.outcome.cards] == ["gown"]
    assert talk.wishes == {}
    assert talk.assistant.state.photo is None


def test_photo_travels_as_json(photo: Path) -> None:
    """Its place in the image space in base64 (the fake's is 1.0 in half precision), and what it shows."""
    seen = Talk(DRESS).say("", photo).understanding.photo
    assert seen is not None
    assert wire.photo_json(seen) == {
        "photo_id": seen.photo_id,
        "model_id": "fake",
        "vector": "ADw=",
        "sights": [{"slot": "category", "value": "dress", "confidence": 0.9}],
    }
    assert wire.photo_json(None) is None


def test_cards_say_that_they_look_like_the_photo(photo: Path) -> None:
    """The picture's own rank, and what was seen and is there."""
    talk = Talk(DRESS, RED)
    turn = talk.say("", photo)
    gown = next(card for card in turn.outcome.cards if card.product.product_id == "gown")
    like = [(reason.slot, reason.value) for reason in gown.reasons if reason.kind == "looks_like"]
    assert like == [("category", "dress"), ("color", "red"), ("", "")]
    assert not any(reason.kind == "prefers" for reason in gown.reasons)


def test_replay_gives_the_same_state(photo: Path) -> None:
    """The turn keeps what was seen, not the picture: it may be gone."""
    talk = Talk(DRESS, RED)
    talk.say("", photo)
    talk.say("in blue")
    photo.unlink()
    again = Talk()
    again.assistant.restore(talk.assistant.events)
    assert again.assistant.state == talk.assistant.state
    assert again.assistant.state != DialogueState()


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "empty"),
        (b"a text called photo.jpg", "no_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported"),
        (b"\xff\xd8\xff\xe0 cut", "damaged"),
    ],
)
def test_bad_picture_is_noted_and_the_words_are_answered(data: bytes, fault: str) -> None:
    """In blue, whatever became of "like this"."""
    talk = Talk(DRESS)
    turn = talk.say("like this but in blue", data)
    assert turn.understanding.notes == (("photo", {"fault": fault}),)
    assert talk.wishes == {BLUE: "said"}
    assert [card.offer.offer_id for card in turn.outcome.cards] == ["gown-blue"]


@pytest.mark.parametrize("text", ["", "like this"])
def test_bad_picture_alone_searches_nothing(text: str) -> None:
    """Without words of their own there is nothing to look for."""
    talk = Talk(DRESS)
    turn = talk.say(text, b"no picture")
    assert turn.outcome.kind == "empty"
    assert turn.understanding.notes == (("photo", {"fault": "no_picture"}),)
    assert talk.shop.queries == []


def test_missing_file_is_a_fault_of_the_photo(tmp_path: Path) -> None:
    """A path that leads nowhere does not end the turn."""
    assert look_at(tmp_path / "nowhere.jpg", FakeShop(())) == Look(fault="missing")  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [SnapshotError("no pictures"), MemoryError()])
def test_shop_that_cannot_look_says_so(photo: Path, error: Exception) -> None:
    """Whatever keeps the shop from looking at photos, the words are answered."""
    talk = Talk(DRESS)
    talk.shop.blindness = error
    turn = talk.say("under 85", photo)
    assert turn.understanding.notes == (("photo", {"fault": "blind"}),)
    assert turn.outcome.kind == "search"
    assert talk.wishes == {UNDER_85: "said"}


def test_photo_of_nothing_for_sale_is_not_searched_with(photo: Path) -> None:
    """No sights: the reply says so, and the words alone decide."""
    talk = Talk()
    turn = talk.say("under 85", photo)
    assert turn.understanding.notes == (("photo", {"fault": "nothing"}),)
    assert talk.shop.queries[-1].photo is None
