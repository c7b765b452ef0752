"""What a scenario expects of a turn, compared with what came of it. Pure: JSON of a turn in, problems out.

Cards are judged by the facts printed on them, never by the search that found them.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evals.scenarios import ANY, CardsExpected, CartExpected, Expectation, ReplyExpected, Shown
from retrieval.constraints import Constraint

Json = Mapping[str, Any]
History = Sequence["PlayedTurn"]


@dataclass(frozen=True, slots=True)
class PlayedTurn:
    """A turn as it happened.

    `json` is what `ask --json` prints. `titles` are, per card, the names that it may go by in the reply. `cart` are the
    cards of the cart's lines, in order. `amounts` are all the money that the reply may speak of, `n_ungrounded` the
    sentences that the grounding check refuses.
    """

    say: str
    json: Json
    titles: tuple[tuple[str, ...], ...] = ()
    cart: tuple[Json, ...] = ()
    amounts: frozenset[float] = frozenset()
    n_ungrounded: int = 0

    @property
    def cards(self) -> Sequence[Json]:
        """The cards shown, in order."""
        cards: Sequence[Json] = self.json["cards"]
        return cards


def check_expectation(expect: Expectation, played: PlayedTurn, history: History) -> list[str]:
    """What does not hold, in words; `history` are the turns before, the first one first."""
    return [
        *_check_plain(expect, played.json),
        *check_ledger(expect, played.json["ledger"]),
        *_check_seen(expect, played.json["ledger"]),
        *_check_cards(expect.cards, played, history),
        *_check_cart(expect.cart, played, history),
        *_check_reply(expect.reply, played.json["reply"]),
    ]


def meets(card: Json, wish: Constraint) -> bool:
    """Whether the offer on a card meets a constraint; a price or rating that is not known meets no bound."""
    if isinstance(wish.value, tuple):
        values = facts_of(card, wish.slot)
        return bool(values & set(wish.value)) == (wish.op == "in")
    number = card["price"] if wish.slot == "price" else card["attributes"].get(wish.slot)
    if number is None:
        return False
    return bool(number <= wish.value if wish.op == "lte" else number >= wish.value)


def facts_of(card: Json, slot: str) -> set[str]:
    """The values of a slot that the card says it has."""
    values = card["attributes"].get(slot, ())
    return {values} if isinstance(values, str) else set(values or ())


def describe(wish: Constraint) -> str:
    """A constraint in the form that scenarios use."""
    signs = {"in": "=", "not_in": "!=", "lte": "<=", "gte": ">="}
    value = ",".join(wish.names) if wish.names else f"{wish.number:g}"
    return f"{'' if wish.is_hard else 'soft '}{wish.slot}{signs[wish.op]}{value}"


def read_constraint(entry: Json) -> Constraint:
    """A constraint of the turn's JSON."""
    value = tuple(entry["value"]) if isinstance(entry["value"], (list, tuple)) else entry["value"]
    return Constraint(entry["slot"], entry["op"], value, unit=entry.get("unit"), is_hard=entry["is_hard"])


def same_wish(first: Constraint, second: Constraint) -> bool:
    """Equal but for the unit and the order of names; amounts to the cent."""
    return _key(first) == _key(second)


def _key(wish: Constraint) -> tuple[object, ...]:
    value = frozenset(wish.value) if isinstance(wish.value, tuple) else round(wish.value, 2)
    return wish.slot, wish.op, value, wish.is_hard


def _check_plain(expect: Expectation, json: Json) -> Iterator[str]:
    for key in ("intent", "action"):
        allowed: Collection[str] = getattr(expect, key)
        if allowed and json[key] not in allowed:
            yield f"{key} {json[key]}, not {' or '.join(allowed)}"
    if expect.sentiment and json["sentiment"] != expect.sentiment:
        yield f"sentiment {json['sentiment']}, not {expect.sentiment}"
    if expect.names("answer") and json["answer"] is not expect.answer:
        yield f"answer {json['answer']}, not {expect.answer}"
    if expect.names("fault"):
        faults = [note["fault"] for note in json["notes"] if note["kind"] == "photo"]
        if faults != ([expect.fault] if expect.fault else []):
            yield f"faults of the photo {faults or 'none'}, not {expect.fault or 'none'}"
    if expect.relaxed is not None:
        given_up = {item["slot"] for item in json["relaxed"]}
        if given_up != set(expect.relaxed):
            yield f"relaxed {sorted(given_up) or 'nothing'}, not {sorted(expect.relaxed) or 'nothing'}"
    if expect.names("clarify"):
        yield from _check_question(expect.clarify, json["clarify"])
    if expect.within_ms is not None and json["timings_ms"].get("cards", 0.0) > expect.within_ms:
        yield f"cards after {json['timings_ms']['cards']:.0f} ms, not within {expect.within_ms:.0f} ms"


def _check_question(allowed: Collection[str], question: Json | None) -> Iterator[str]:
    if question is None and allowed:
        yield f"no question, expected one about {' or '.join(allowed)}"
    elif question is not None and not (set(allowed) & {question["slot"], ANY}):
        yield f"a question about {question['slot']}, expected {' or '.join(allowed) or 'none'}"


def check_ledger(expect: Expectation, ledger: Sequence[Json]) -> Iterator[str]:
    """What is wrong with the constraints after a turn."""
    entries = [read_constraint(entry) for entry in ledger]
    wanted = (*expect.ledger, *(expect.ledger_exactly or ()))
    for wish in wanted:
        if not any(same_wish(wish, entry) for entry in entries):
            yield f"not in the ledger: {describe(wish)} (it has {'; '.join(map(describe, entries)) or 'nothing'})"
    if expect.ledger_exactly is not None:
        for entry in entries:
            if not any(same_wish(wish, entry) for wish in wanted):
                yield f"in the ledger, but not wanted: {describe(entry)}"
    for slot in expect.ledger_absent:
        if any(entry.slot == slot for entry in entries):
            yield f"still in the ledger: {slot}"


def _check_seen(expect: Expectation, ledger: Sequence[Json]) -> Iterator[str]:
    """What comes from a photo only ever ranks, so that the forms need not say that it is soft."""
    seen = [replace(read_constraint(entry), is_hard=True) for entry in ledger if entry["provenance"] == "photo"]
    for wish in expect.seen:
        if not any(same_wish(wish, entry) for entry in seen):
            yield f"not seen in the photo: {describe(wish)} (seen: {'; '.join(map(describe, seen)) or 'nothing'})"


def _check_cards(expect: CardsExpected, played: PlayedTurn, history: History) -> Iterator[str]:
    cards = played.cards
    if len(cards) < expect.min:
        yield f"{len(cards)} cards, at least {expect.min} expected"
    if expect.max is not None and len(cards) > expect.max:
        yield f"{len(cards)} cards, at most {expect.max} expected"
    for card in cards:
        yield from (f"{_name(card)} does not meet {describe(wish)}" for wish in expect.all if not meets(card, wish))
        yield from (f"{_name(card)} meets {describe(wish)}" for wish in expect.none_of if meets(card, wish))
    for wish in expect.some:
        if not any(meets(card, wish) for card in cards):
            yield f"no card meets {describe(wish)}"
    for wish in expect.first:
        if not cards or not meets(cards[0], wish):
            yield f"the first card does not meet {describe(wish)}"
    for text in expect.titles_contain:
        if not any(text.casefold() in name.casefold() for names in played.titles for name in names):
            yield f"no title contains {text!r}"
    yield from _check_against_earlier(expect, cards, history)
    if expect.sorted and not _is_sorted(cards, expect.sorted):
        yield f"the cards are not in the order {expect.sorted}"


def _check_against_earlier(expect: CardsExpected, cards: Sequence[Json], history: History) -> Iterator[str]:
    products = [card["product_id"] for card in cards]
    if expect.same_as is not None:
        wanted = [_shown(place, history) for place in expect.same_as]
        if products != wanted:
            yield f"the cards are {products}, not {wanted}"
    if expect.new:
        seen = {card["product_id"] for turn in history for card in turn.cards}
        yield from (f"{_name(card)} was shown before" for card in cards if card["product_id"] in seen)
    if expect.cheaper_than_turn is not None:
        before = history[expect.cheaper_than_turn - 1].cards
        lowest = min((card["price"] for card in before), default=0.0)
        yield from (f"{_name(card)} is not below {lowest}" for card in cards if card["price"] >= lowest)


def _is_sorted(cards: Sequence[Json], order: str) -> bool:
    if order == "rating_desc":
        values = [-(card["attributes"]["rating"] or 0.0) for card in cards]
    else:
        values = [card["price"] if order == "price_asc" else -card["price"] for card in cards]
    return values == sorted(values)


def _check_cart(expect: CartExpected, played: PlayedTurn, history: History) -> Iterator[str]:
    lines = played.json["cart"]
    n_items = sum(line["quantity"] for line in lines)
    if expect.lines is not None and len(lines) != expect.lines:
        yield f"{len(lines)} lines in the cart, not {expect.lines}"
    if expect.total_items is not None and n_items != expect.total_items:
        yield f"{n_items} items in the cart, not {expect.total_items}"
    for wish in expect.offer:
        if not played.cart or not meets(played.cart[-1], wish):
            yield f"the last line of the cart does not meet {describe(wish)}"
    if expect.same_as is not None:
        wanted = _shown(expect.same_as, history)
        last = lines[-1]["product_id"] if lines else None
        if last != wanted:
            yield f"the last line of the cart is {last}, not {wanted}"


def _check_reply(expect: ReplyExpected, reply: str) -> Iterator[str]:
    for alternatives in expect.contains:
        if not any(_says(reply, text) for text in alternatives):
            yield f"the reply does not say {' or '.join(map(repr, alternatives))}"
    yield from (f"the reply says {text!r}" for text in expect.absent if _says(reply, text))


def _says(reply: str, text: str) -> bool:
    """Whether the text is there, as words of its own: "not" does not say "no". Chinese has no gaps to go by."""
    words = re.escape(text.casefold())
    before = "(?<![a-z0-9])" if re.match("[a-z0-9]", words) else ""
    after = "(?![a-z0-9])" if re.search("[a-z0-9]$", words) else ""
    return re.search(before + words + after, reply.casefold()) is not None


def _shown(place: Shown, history: History) -> str | None:
    """The product of an earlier card, None where that turn did not show so many."""
    turn, rank = place
    cards = history[turn - 1].cards if turn <= len(history) else ()
    return str(cards[rank - 1]["product_id"]) if rank <= len(cards) else None


def _name(card: Json) -> str:
    return f"{card['title']} ({card['offer_id']})"
