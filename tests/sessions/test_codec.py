"""What is stored of a conversation gives it back exactly."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.cart_edit import CartEdit
from assistant.dialogue_state import Event
from assistant.errors import StoreCorrupt
from assistant.ledger import Edit
from assistant.messages import Card, Outcome, Turn, Understanding
from assistant.session import Assistant
from assistant.sessions.codec import FORMAT, decode_events, decode_input, dump, encode_event, encode_input
from assistant.sessions.records import TurnInputRecord
from retrieval.constraints import Constraint
from retrieval.photos import SeenPhoto, Sight
from retrieval.query import Query
from tests.fakes import FakeShop, PlainExplainer, ScriptedParser, card, offer, product
from tests.retrieval.pictures import encoded, halves
from tests.sessions.conversations import UTTERANCES, new_assistant, small_shop

pytestmark = pytest.mark.unit

PARKA = product("parka", "Parka", offer("parka-m", "red", "M", 90.0), offer("parka-l", "red", "L", 90.0))
BLUE = Constraint("color", "in", ("blue",))


def stored(*events: Event) -> tuple[Event, ...]:
    """What comes back of events that were stored."""
    written = [encode_event(event) for event in events]
    facts = {digest: text for one in written for digest, text in one.facts.items()}
    return decode_events([one.body for one in written], facts)


def turn(outcome: Outcome, understanding: Understanding | None = None) -> Turn:
    return Turn(1, "words", understanding or Understanding("en", "search"), outcome, "reply")


EDITS = (
    Edit(remove=(BLUE,)),
    Edit(add=(Constraint("price", "lte", 99.5, "USD"),)),
    Edit(add=(Constraint("color", "in", ("red", "blue"), is_hard=False),), remove=(BLUE,)),
)
STEPS = st.lists(st.sampled_from((*UTTERANCES, *EDITS, "add", "change", "drop")), min_size=1, max_size=6)


def play(talk: Assistant, step: object) -> None:
    """A turn in words, an edit of the ledger, or one of the cart by what is on the table or in the cart."""
    if step in ("add", "change", "drop"):
        in_cart = talk.state.cart_products
        shown = [(one.product, one.offer) for one in talk.state.table]
        facts = shown if step == "add" else list(in_cart)
        if facts:
            talk.edit(CartEdit(*facts[-1], quantity={"add": 1, "change": 3, "drop": 0}[str(step)]))
    elif isinstance(step, Edit):
        talk.edit(step)
    else:
        list(talk.take_turn(str(step)))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_replay_of_a_stored_conversation_gives_an_equal_state(steps: list[object]) -> None:
    """Random conversations over the small demo shop: events, state and what was said are equal after the store."""
    talk = new_assistant()
    for step in steps:
        play(talk, step)
    events = stored(*talk.events)
    assert events == talk.events
    replayed = new_assistant()
    replayed.restore(events)
    assert replayed.state == talk.state
    assert replayed.ledger == talk.ledger


def _finite_floats() -> st.SearchStrategy[float]:
    return st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def _constraints(draw: st.DrawFn) -> Constraint:
    slot, is_hard = draw(st.text(max_size=8)), draw(st.booleans())
    if draw(st.booleans()):
        bound = draw(st.one_of(st.integers(0, 999), _finite_floats()))
        return Constraint(
            slot, draw(st.sampled_from(("lte", "gte"))), bound, draw(st.none() | st.text(max_size=3)), is_hard
        )
    names = tuple(draw(st.lists(st.text(max_size=8), max_size=3)))
    return Constraint(slot, draw(st.sampled_from(("in", "not_in"))), names, is_hard=is_hard)


st.register_type_strategy(float, _finite_floats())
st.register_type_strategy(Constraint, _constraints())


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
@pytest.mark.parametrize("kind", [Turn, Edit, CartEdit])
def test_any_value_comes_back_equal(kind: type[Event], data: st.DataObject) -> None:
    """Whatever the dataclasses can hold, not only what today's conversations put into them."""
    event: Event = data.draw(st.from_type(kind))
    assert stored(event) == (event,)


def test_product_is_stored_once_however_often_it_is_spoken_of() -> None:
    """Cards, subjects and cart of several turns: one product, its facts once, and one object when read."""
    first = turn(Outcome("search", cards=(card(PARKA, 1, "parka-l"),)))
    second = turn(
        Outcome(
            "add_to_cart",
            cards=(card(PARKA, 1),),
            subject_products=((PARKA, None), (PARKA, PARKA.offers[1])),
            cart_products=((PARKA, PARKA.offers[1]),),
        )
    )
    facts = encode_event(first).facts | encode_event(second).facts
    assert len(facts) == 1
    read = decode_events([encode_event(first).body, encode_event(second).body], facts)
    assert read == (first, second)
    assert isinstance(read[0], Turn)
    assert isinstance(read[1], Turn)
    assert read[0].outcome.cards[0].product is read[1].outcome.cart_products[0][0]
    assert "Parka" not in encode_event(second).body


def test_price_that_changed_between_turns_stays_what_was_shown() -> None:
    """The facts are those of the moment: two prices of one product are two facts."""
    cheaper = replace(PARKA, offers=(replace(PARKA.offers[0], sale_price=70.0), PARKA.offers[1]))
    turns = turn(Outcome("search", cards=(card(PARKA, 1),))), turn(Outcome("search", cards=(card(cheaper, 1),)))
    assert stored(*turns) == turns
    assert stored(*reversed(turns)) == tuple(reversed(turns))


def test_offer_that_is_not_its_products_own_is_stored_by_value() -> None:
    """A card whose product was read after an update and whose offer before it."""
    odd = Card(PARKA, replace(PARKA.offers[0], price=1.0), 1)
    assert stored(turn(Outcome("search", cards=(odd,)))) == (turn(Outcome("search", cards=(odd,))),)


def test_turn_with_a_photo_keeps_its_vector_and_not_its_bytes() -> None:
    """As the real turn has it: the place in the image space, bit by bit, and what was seen."""
    shop = FakeShop((PARKA,))
    shop.sights = (Sight("category", "jacket", 1 / 3 + 0.5),)
    talk = Assistant(shop, ScriptedParser({}), PlainExplainer())  # type: ignore[arg-type]
    file = encoded(halves(), "PNG")
    list(talk.take_turn("", photo=file))
    (read,) = stored(*talk.events)
    assert read == talk.events[0]
    assert isinstance(read, Turn)
    assert read.understanding.photo is not None
    assert read.understanding.photo.vector == b"\0\x3c"
    assert len(encode_event(read).body) < 1_000


def test_vector_of_a_large_model_fits_into_a_turn() -> None:
    """768 numbers of float16 are 1,536 bytes, 2,048 characters of base64."""
    photo = SeenPhoto("ab" * 8, "model", bytes(range(256)) * 6)
    seen = turn(Outcome("search"), Understanding("zh", "search", photo=photo))
    assert stored(seen) == (seen,)
    assert len(encode_event(seen).body) < 2_500


def test_turns_of_a_conversation_are_small() -> None:
    """At most 8 kB a turn beside the facts of its products, which are at most 6 kB each."""
    talk = new_assistant()
    for text in UTTERANCES:
        list(talk.take_turn(text))
    written = [encode_event(event) for event in talk.events]
    assert max(len(one.body.encode()) for one in written) < 8_000
    assert max(len(text.encode()) for one in written for text in one.facts.values()) < 6_000


@pytest.mark.parametrize("text", ["half a pair \ud83d", "\udcff", "zero \0 byte", "line\u2028end", "🙂", "\\ud800"])
def test_text_of_whatever_characters_is_stored_as_valid_utf8(text: str) -> None:
    """What JSON from a client can hold, a database of UTF-8 must take."""
    said = Turn(1, text, Understanding("en", "search", query=text), Outcome("search"), text)
    body = encode_event(said).body
    assert body.encode("utf-8")
    assert "\0" not in body
    assert stored(said) == (said,)
    record = TurnInputRecord("text", text, details={"words": text})
    assert encode_input(record).encode("utf-8")
    assert decode_input(encode_input(record)) == record


def test_chinese_is_stored_readable() -> None:
    """So that a search through the database's bytes finds it, and an erased one not."""
    assert "连衣裙" in encode_event(Turn(1, "连衣裙", Understanding("zh", "search"), Outcome("empty"), "")).body


def test_input_gives_back_what_came_with_it() -> None:
    """Picture and sound are kept apart, everything else in the JSON."""
    record = TurnInputRecord("photo", "like this", image=b"png", audio=b"pcm", language="zh", details={"n": [1, None]})
    assert decode_input(encode_input(record), image=b"png", audio=b"pcm") == record
    assert b"png" not in encode_input(record).encode()


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        dump({"format": FORMAT + 1, "kind": "Edit", "value": {}}),
        dump({"format": FORMAT, "kind": "Order", "value": {}}),
        dump({"format": FORMAT, "kind": "Edit", "value": {"removed_field": []}}),
        dump({"format": FORMAT, "kind": "CartEdit", "value": {"product": "0" * 32, "offer": "x/0", "quantity": 1}}),
        dump({"format": FORMAT, "kind": "Edit", "value": {"add": [{"slot": "price", "op": "lte", "value": []}]}}),
    ],
)
def test_what_cannot_be_read_is_an_error_and_no_half_conversation(body: str) -> None:
    """Another version's, somebody else's, or one whose products are gone."""
    with pytest.raises(StoreCorrupt):
        decode_events([body], {})


def test_facts_are_those_of_the_shop() -> None:
    """Every product of the small demo shop, in both languages, by way of an edit that names it."""
    shop = small_shop()
    products = [shop.product(hit.product.product_id) for hit in shop.search(Query(k=100)).hits]
    edits = tuple(CartEdit(item, item.offers[-1], 1) for item in products)
    assert len(edits) >= 50
    assert stored(*edits) == edits
    bodies = [json.loads(encode_event(edit).body)["value"] for edit in edits]
    assert all(isinstance(body["offer"], str) for body in bodies)
