"""One conversation: text and photos in, events out. The cards leave before any word is written.

see → understand → hear → decide → act → cards → explain → fold. Nothing here knows a catalogue or a language.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Literal

from assistant.actions import Action
from assistant.cart_edit import CartEdit
from assistant.dialogue_state import DialogueState, Event, changes_search, fold, hear
from assistant.explainer import Explainer
from assistant.interpretation import interpret
from assistant.ledger import Edit, Ledger, values_in
from assistant.messages import Outcome, ParseContext, Turn, Understanding
from assistant.photo_turn import Look, look_at
from assistant.policy import decide
from assistant.policy_clarify import heard_question
from assistant.resolution import Facets, facets_of
from assistant.speech.transcriber import Hearing
from assistant.tools import Tools
from assistant.understanding.mishearing import Ear, Mended, doubted
from assistant.understanding.parser import Parser
from assistant.understanding.text import MAX_CHARS, clean
from retrieval.shop import Shop

log = logging.getLogger(__name__)

MAX_UTTERANCE_BYTES = 20_000
"""Longer text is no utterance; even looking at it would only cost time. The parser's own limit is lower."""

APOLOGY = {
    "en": "Sorry, something went wrong on my side and I couldn't finish that. Please try again.",
    "zh": "抱歉，我这边出了点问题，没能完成。请再试一次。",
}
"""Here and not under prompts/, since reading the phrases may be what failed."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the utterance means."""

    understanding: Understanding


@dataclass(frozen=True, slots=True)
class CardsReady:
    """What the turn did, before anything is said about it; `elapsed_ms` since the utterance arrived.

    The question that a list may end with comes later, with the words: the outcome of the turn has it, this one not yet.
    """

    outcome: Outcome
    ledger: Ledger
    elapsed_ms: float


@dataclass(frozen=True, slots=True)
class ReplyDelta:
    """The next piece of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class TurnDone:
    """The turn is over and part of the conversation, unless its outcome is "failed"."""

    turn: Turn


TurnEvent = Understood | CardsReady | ReplyDelta | TurnDone


class Assistant:
    """A conversation of one shopper with one shop; not for two threads at once."""

    def __init__(
        self,
        shop: Shop,
        parser: Parser,
        explainer: Explainer,
        *,
        state: DialogueState | None = None,
        facets: Facets | None = None,
        ear: Ear | None = None,
    ) -> None:
        """`facets` and `ear` are the shop's, where many conversations use them; shop and parser may be shared, too.

        The explainer may not: it counts what it left out of one reply.
        """
        self._start = state or DialogueState()
        self._shop = shop
        self._parser = parser
        self._explainer = explainer
        self._facets = facets or facets_of(shop.lexicon)
        self._tools = Tools(shop, self._facets)
        self._ear = ear
        self._events: list[Event] = []
        self._state = self._start

    @property
    def state(self) -> DialogueState:
        """The state after the last turn."""
        return self._state

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The turns so far, the oldest first."""
        return tuple(event for event in self._events if isinstance(event, Turn))

    @property
    def events(self) -> tuple[Event, ...]:
        """Turns and edits, as `restore` takes them."""
        return tuple(self._events)

    @property
    def ledger(self) -> Ledger:
        """What the shopper wants, as the shopper sees it."""
        return self._state.printed_ledger

    def restore(self, events: Iterable[Event]) -> None:
        """Takes up a stored conversation in place of this one."""
        self._events = list(events)
        self._state = self._start
        for event in self._events:
            self._state = fold(self._state, event)

    def edit(self, edit: Edit | CartEdit) -> None:
        """Changes the ledger or the cart by hand; the next turn goes by it."""
        self._events.append(edit)
        self._state = fold(self._state, edit)

    def search_again(self) -> Iterator[TurnEvent]:
        """A turn without words: what the wish finds as it is now, after an edit of the ledger."""
        watch = _Stopwatch()
        state = self._state
        is_empty = not (state.ledger or state.query or state.photo or state.anchor)
        try:
            yield from self._answer("", Understanding(state.language, "search"), is_empty, watch)
        except Exception as error:
            _log_failure("search", state.n_turns + 1, error)
            yield from self._apologise("", watch)

    def take_turn(
        self, text: str, *, photo: bytes | Path | None = None, hearing: Hearing | None = None
    ) -> Iterator[TurnEvent]:
        """The events of one turn, to be read to the end: what is not read is not done.

        `photo` is the file of a picture, or what is in it; alone it asks for what it shows. One that is of no use is told
        so in the reply, and the words are answered. `hearing` is how the text was heard, where it was spoken; it counts
        only as long as nobody changed the text since. Always ends with `TurnDone`. A turn that fails apologises and leaves
        the conversation as it was.
        """
        watch = _Stopwatch()
        try:
            yield from self._take_turn(text, photo, hearing, watch)
        except Exception as error:
            _log_failure("turn", self._state.n_turns + 1, error)
            yield from self._apologise(text, watch)

    def _take_turn(
        self, text: str, photo: bytes | Path | None, hearing: Hearing | None, watch: "_Stopwatch"
    ) -> Iterator[TurnEvent]:
        look = None
        if photo is not None:
            with watch.stage("see"):
                look = look_at(photo, self._shop)
        with watch.stage("understand"):
            understanding, is_empty = self._understand(self._mend(text, hearing), look)
        yield from self._answer(text, understanding, is_empty, watch)

    def _answer(
        self, text: str, understanding: Understanding, is_empty: bool, watch: "_Stopwatch"
    ) -> Iterator[TurnEvent]:
        yield Understood(understanding)
        with watch.stage("decide"):
            heard = hear(self._state, understanding)
            action = None if is_empty else decide(heard, understanding, self._facets)
        with watch.stage("act"):
            outcome = self._tools.run(action, heard) if action else self._stand_still("empty")
        turn = Turn(heard.n_turns, text, understanding, outcome, reply="")
        yield CardsReady(outcome, fold(self._state, turn).printed_ledger, watch.mark("cards"))
        with watch.stage("ask"):
            turn = replace(turn, outcome=self._with_question(action, turn))
        pieces = []
        with watch.stage("explain"):
            for piece in self._explain(turn):
                pieces.append(piece)
                yield ReplyDelta(piece)
        watch.mark("total")
        n_ungrounded = self._explainer.n_ungrounded
        turn = replace(turn, reply="".join(pieces), timings_ms=watch.timings_ms, n_ungrounded=n_ungrounded)
        self._state = fold(self._state, turn)
        self._events.append(turn)
        yield TurnDone(turn)

    def _mend(self, text: str, hearing: Hearing | None) -> Mended:
        """The text with what was misheard put right, where it was heard and is still as it was heard."""
        if hearing is None or hearing.text != text:
            return Mended(text)
        self._ear = self._ear or Ear(self._shop.lexicon, self._shop.vocabulary)
        return self._ear.mend(hearing)

    def _understand(self, mended: Mended, look: Look | None) -> tuple[Understanding, bool]:
        """The understanding, and whether there was nothing to understand."""
        state, text = self._state, mended.text
        kept = text.encode("utf-8", "replace")[:MAX_UTTERANCE_BYTES].decode("utf-8", "ignore")
        if clean(kept):
            understanding = self._parser.parse(kept, parse_context(state, look))
            understanding = replace(understanding, doubted=doubted(understanding.constraints, mended))
        elif look is None:
            return Understanding(state.language, "out_of_scope"), True
        else:
            understanding = Understanding(state.language, "search")
        if look is not None:
            understanding = replace(understanding, photo=look.photo, notes=(*understanding.notes, *look.notes))
        is_cut = len(kept) < len(text) or len(kept.strip()) > MAX_CHARS
        if is_cut and not any(kind == "truncated" for kind, _ in understanding.notes):
            understanding = replace(understanding, notes=(*understanding.notes, ("truncated", {})))
        settled = interpret(
            state,
            understanding,
            text=clean(kept),
            facets=self._facets,
            lexicon=self._shop.lexicon,
            counts=self._shop.facet_counts,
        )
        is_unseen = look is not None and look.fault is not None and settled.intent in ("search", "refine")
        if is_unseen and not changes_search(replace(settled, sort=None)):  # "do you have this?", "the cheapest like it"
            return replace(settled, intent="out_of_scope"), True
        return settled, False

    def _with_question(self, action: Action | None, turn: Turn) -> Outcome:
        """The outcome with a clarifying question, where one helps; the cards do not wait for it, nor fail with it.

        What was heard doubtfully is asked about first: whatever else is asked rests on it.
        """
        outcome = turn.outcome
        if turn.understanding.doubted and outcome.clarification is None:
            return replace(outcome, clarification=heard_question(turn.understanding.doubted[0].constraint))
        try:
            question = self._tools.question(action, outcome) if action else None
        except Exception as error:
            _log_failure("question", self._state.n_turns + 1, error)
            return outcome
        return replace(outcome, clarification=question) if question else outcome

    def _explain(self, turn: Turn) -> Iterator[str]:
        """The reply; where the words fail, the cards stand and the apology follows what was said."""
        try:
            yield from self._explainer.explain(turn.understanding, turn.outcome, turn.index)
        except Exception as error:
            _log_failure("explanation", turn.index, error)
            yield APOLOGY[turn.understanding.language]

    def _apologise(self, text: str, watch: "_Stopwatch") -> Iterator[TurnEvent]:
        state = self._state
        outcome = self._stand_still("failed")
        apology = APOLOGY[state.language]
        yield CardsReady(outcome, self.ledger, watch.mark("cards"))
        yield ReplyDelta(apology)
        watch.mark("total")
        understanding = Understanding(state.language, "out_of_scope")
        yield TurnDone(Turn(state.n_turns + 1, text, understanding, outcome, apology, watch.timings_ms))

    def _stand_still(self, kind: Literal["empty", "failed"]) -> Outcome:
        return Outcome(kind, cart=self._state.cart, cart_products=self._state.cart_products)


def parse_context(state: DialogueState, look: Look | None = None) -> ParseContext:
    """What a parser may know of the conversation and of the photo that comes with the utterance."""
    sights = look.photo.sights if look and look.photo else ()
    return ParseContext(
        categories=values_in(state.ledger, "category"),
        n_shown=len(state.table),
        asked_slot=state.question.slot if state.question else None,
        language=state.language,
        photo=None if look is None else sights,
    )


def _log_failure(what: str, turn_index: int, error: Exception) -> None:
    """Which turn failed, how and where, but nothing that the shopper said (an error's text may quote it)."""
    frames = []
    trace = error.__traceback__
    while trace:
        frames.append(f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error("%s of turn %d failed: %s at %s", what, turn_index, type(error).__name__, " > ".join(frames))


class _Stopwatch:
    """Times the stages of a turn."""

    def __init__(self) -> None:
        self._started = perf_counter()
        self.timings_ms: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = perf_counter()
        try:
            yield
        finally:
            self.timings_ms[name] = (perf_counter() - started) * 1000

    def mark(self, name: str) -> float:
        """Notes the time since the turn began."""
        self.timings_ms[name] = (perf_counter() - self._started) * 1000
        return self.timings_ms[name]
