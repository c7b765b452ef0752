"""One turn of the counter, on a thread of the pool: stored, taken, shown piece by piece, stored again.

A turn is promised (`turn.accepted`) only when its input is on the disk, and it is over only when its answer is: whatever
dies in between, whoever takes the conversation up finds it among the pending ones and answers it then, once.
"""

import logging
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.dialogue_state import DialogueState, Event, fold
from assistant.errors import StoreError
from assistant.messages import Language, Outcome, Turn, Understanding
from assistant.server.events import (
    Cards,
    CartUpdated,
    LedgerUpdated,
    ReplyCancelled,
    ReplyDelta,
    ReplyDone,
    ServerMessage,
)
from assistant.server.open_shop import OpenShop
from assistant.server.presenter import Presenter
from assistant.server.turn_runner import RunningTurn
from assistant.session import APOLOGY, CardsReady, TurnDone, TurnEvent, Understood
from assistant.session import ReplyDelta as Words
from assistant.sessions.records import SessionKeys, TurnInputRecord
from assistant.sessions.store import SessionStore
from assistant.speech.transcriber import hearing_of_details

log = logging.getLogger(__name__)

Shown = Mapping[str, Any]
Record = Callable[[], TurnInputRecord]
"""Makes the record of an input, on a thread of the pool, since a picture is decoded for it. Raises PhotoError."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a turn is taken: whose conversation, in which shop, and how its state is had."""

    shop: OpenShop
    presenter: Presenter
    store: SessionStore
    keys: SessionKeys
    load_state: Callable[[], DialogueState]


@dataclass(frozen=True, slots=True)
class Step:
    """Something to show. `part` is what it was made of; `state` is the conversation's where the turn is over."""

    events: tuple[ServerMessage, ...] = ()
    part: TurnEvent | None = None
    state: DialogueState | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The turn is on the disk; this is the state it finds, and what was stored of it."""

    state: DialogueState
    record: TurnInputRecord


@dataclass(frozen=True, slots=True)
class Refused:
    """The turn is there already; nothing is done about it."""


def take_turn(
    place: Place, turn_id: str, make_record: Record, running: RunningTurn[Any], *, is_accepted: bool
) -> Generator[Accepted | Refused | Step, None, None]:
    """The steps of a turn; `is_accepted` where it is taken up again. Raises StoreError, PhotoError.

    Once it is accepted it ends, if only with an apology: a turn that was left pending for a fault of ours would be taken
    up, and fail, each time that the client comes back.
    """
    keys = place.keys
    record = make_record()
    if not is_accepted and not place.store.accept(keys.session_id, turn_id, record, epoch=keys.epoch):
        yield Refused()
        return
    state = place.load_state()
    yield Accepted(state, record)
    try:
        yield from _steps(place, turn_id, record, state, running)
    except StoreError:
        raise
    except Exception as error:  # its text may quote the shopper
        log.error("a turn could not be shown or stored: %s", type(error).__name__)
        yield from _end(place, turn_id, _failed(record, state), state, _Shown(), running)


def _steps(
    place: Place, turn_id: str, record: TurnInputRecord, state: DialogueState, running: RunningTurn[Any]
) -> Iterator[Step]:
    shown = _Shown()
    for part in _events(place, record, state):
        if isinstance(part, TurnDone):
            yield from _end(place, turn_id, part, state, shown, running)
        else:
            yield Step(tuple(_say(place.presenter, turn_id, part, shown)), part)


def _failed(record: TurnInputRecord, state: DialogueState) -> TurnDone:
    """The end of a turn that came to nothing."""
    outcome = Outcome("failed", cart=state.cart, cart_products=state.cart_products)
    understanding = Understanding(state.language, "out_of_scope")
    return TurnDone(Turn(state.n_turns + 1, record.text, understanding, outcome, APOLOGY[state.language]))


def _events(place: Place, record: TurnInputRecord, state: DialogueState) -> Iterator[TurnEvent]:
    assistant = place.shop.assistant(state)
    if record.kind == "search":
        return assistant.search_again()
    hearing = hearing_of_details(record.details) if record.kind == "voice" else None
    return assistant.take_turn(record.text, photo=record.image, hearing=hearing)


class _Shown:
    """What the client has seen of the turn so far."""

    language: Language = "en"
    cards: Cards | None = None


def _say(presenter: Presenter, turn_id: str, part: TurnEvent, shown: _Shown) -> Iterator[ServerMessage]:
    match part:
        case Understood(understanding):
            shown.language = understanding.language
        case CardsReady(outcome, ledger, elapsed_ms):
            yield LedgerUpdated(ledger=presenter.ledger(ledger, shown.language))
            shown.cards = presenter.cards(turn_id, outcome, shown.language, elapsed_ms=elapsed_ms)
            yield shown.cards
        case Words(text):
            yield ReplyDelta(turn_id=turn_id, text=text)


def _end(
    place: Place, turn_id: str, done: TurnDone, state: DialogueState, shown: _Shown, running: RunningTurn[Any]
) -> Iterator[Step]:
    """Stores the turn and ends it, unless somebody stopped it first; one that failed leaves the state as it was."""
    if not running.claim():
        return
    turn = done.turn
    event = None if turn.outcome.kind == "failed" else turn
    after = fold(state, turn) if event else state
    reply = place.presenter.done(turn_id, turn)
    _store(place, turn_id, event, shown_json(shown.cards, reply))
    yield Step((*_cart_change(place, state, after, turn.understanding.language), reply), done, after)


def finish_stopped(
    place: Place, turn_id: str, text: str, state: DialogueState, parts: list[TurnEvent], reason: str
) -> Step:
    """Ends a turn that was stopped: as far as cards were shown it took place, else it did not. Raises StoreError."""
    shown = _Shown()
    understanding: Understanding | None = None
    outcome: Outcome | None = None
    words = ""
    for part in parts:
        for event in _say(place.presenter, turn_id, part, shown):
            words += event.text if isinstance(event, ReplyDelta) else ""
        if isinstance(part, Understood):
            understanding = part.understanding
        elif isinstance(part, CardsReady):
            outcome = part.outcome
    turn = None
    if understanding and outcome and outcome.kind != "failed":
        turn = Turn(state.n_turns + 1, text, understanding, outcome, words)
    after = fold(state, turn) if turn else state
    reply = place.presenter.done(turn_id, replace(turn, timings_ms={})) if turn and words else None
    shown_now = {**shown_json(shown.cards, reply), "cancelled": reason}
    _store(place, turn_id, turn, shown_now)
    cancelled = ReplyCancelled(turn_id=turn_id, reason=reason)  # type: ignore[arg-type]  # one of its literals
    return Step((*_cart_change(place, state, after, shown.language), cancelled), None, after)


def shown_json(cards: Cards | None, reply: ReplyDone | None) -> dict[str, Any]:
    """What history keeps of a turn: the events that a client draws it from."""
    return {
        "cards": cards.model_dump(mode="json") if cards else None,
        "reply": reply.model_dump(mode="json") if reply else None,
        "cancelled": None,
    }


def _store(place: Place, turn_id: str, event: Event | None, shown: Shown) -> None:
    place.store.finish(place.keys.session_id, turn_id, event, shown, epoch=place.keys.epoch)


def _cart_change(
    place: Place, before: DialogueState, after: DialogueState, language: Language
) -> Iterator[ServerMessage]:
    if after.cart != before.cart:
        view = place.presenter.cart(after.cart, after.cart_products, language)
        yield CartUpdated(**dict(view))
