"""What a client changes besides taking turns: chips, the cart, a thumb, and the end of everything that is kept."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from assistant.dialogue_state import DialogueState, Event, fold
from assistant.errors import SessionNotFound
from assistant.server.counter import Counter
from assistant.server.edits import EditRefused, cart_edit, ledger_edit
from assistant.server.events import (
    CartChange,
    CartUpdated,
    Feedback,
    FeedbackAccepted,
    Handoff,
    LedgerEdit,
    LedgerUpdated,
    SessionErase,
    SessionErased,
)
from assistant.server.line import Line
from assistant.server.opening import Opened
from assistant.server.protocol import CLOSE_CODES
from assistant.server.turn_queue import TurnJob, TurnQueue
from assistant.sessions.records import TurnInputRecord

Change = LedgerEdit | CartChange | Feedback | SessionErase


class Changes:
    """Carries out the changes of one open session, each as a job of its queue."""

    def __init__(self, counter: Counter, line: Line, opened: Opened, queue: TurnQueue) -> None:
        self._counter = counter
        self._line = line
        self._opened = opened
        self._queue = queue

    def job(self, change: Change) -> Callable[[], Awaitable[None]]:
        """The job that carries it out; it raises StoreError."""
        match change:
            case LedgerEdit():
                return partial(self._edit_ledger, change)
            case CartChange():
                return partial(self._edit_cart, change)
            case Feedback():
                return partial(self._rate, change)
            case SessionErase():
                return self._erase

    async def hand_off(self) -> None:
        """Says how a person is reached."""
        shop = self._opened.shop
        is_known = any(shop.contact.model_dump().values())
        book = shop.labels[self._line.language].book
        words = book.say("handoff.known" if is_known else "handoff.unknown", {}, turn_index=0)
        await self._line.send(Handoff(message=words, contact=shop.contact))

    async def _edit_ledger(self, message: LedgerEdit) -> None:
        """The edit, stored, and then a turn that searches by it, which goes by the edit's id and is promised with it:
        the edit cannot be sent again where there is no time for the search, since what it names is no longer there.
        """
        state = await self._state()
        try:
            edit = ledger_edit(message, state, self._opened.shop.shop)
        except EditRefused as error:
            await self._line.complain("not_found", turn_id=message.edit_id, detail=error.problem)
            return
        search = TurnInputRecord("search")
        changed = await self._record(
            f"{message.edit_id}.edit", TurnInputRecord("edit"), edit, state, then=(message.edit_id, search)
        )
        if changed is None:
            await self._line.complain("duplicate", turn_id=message.edit_id)
            return
        ledger = self._opened.presenter.ledger(changed.printed_ledger, self._line.language)
        await self._line.send(LedgerUpdated(ledger=ledger))
        await self._queue.take(TurnJob(message.edit_id, lambda: search, self._counter.clock(), is_promised=True))

    async def _edit_cart(self, message: CartChange) -> None:
        state = await self._state()
        try:
            edit = await self._counter.on_thread(partial(cart_edit, message, state, self._opened.shop.shop))
        except EditRefused as error:
            await self._line.complain("not_found", turn_id=message.edit_id, detail=error.problem)
            return
        changed = await self._record(message.edit_id, TurnInputRecord("cart"), edit, state)
        if changed is None:
            await self._line.complain("duplicate", turn_id=message.edit_id)
            return
        view = self._opened.presenter.cart(changed.cart, changed.cart_products, self._line.language)
        await self._line.send(CartUpdated(**dict(view), edit_id=message.edit_id))

    async def _rate(self, message: Feedback) -> None:
        try:
            await self._store("feedback", message.turn_id, message.rating, message.reason or "")
        except SessionNotFound:  # of the turn: the session is held
            await self._line.complain("not_found", turn_id=message.turn_id)
        else:
            await self._line.send(FeedbackAccepted(turn_id=message.turn_id))

    async def _erase(self) -> None:
        keys = self._opened.keys
        await self._counter.on_thread(partial(self._counter.store.erase, keys.session_id))
        self._counter.states.forget(keys)
        await self._line.send(SessionErased())
        await self._line.hang_up(CLOSE_CODES["done"], "erased")

    async def _record(
        self,
        edit_id: str,
        record: TurnInputRecord,
        event: Event,
        state: DialogueState,
        *,
        then: tuple[str, TurnInputRecord] | None = None,
    ) -> DialogueState | None:
        """The state after an edit that is stored now; None for one that was stored before. `then`: see the store."""
        if not await self._store("record", edit_id, record, event, {}, then=then):
            return None
        changed = fold(state, event)
        self._counter.states.put(self._opened.keys, changed)
        return changed

    async def _store(self, method: str, *arguments: object, **options: object) -> Any:
        keys = self._opened.keys
        write = partial(getattr(self._counter.store, method), keys.session_id, *arguments, epoch=keys.epoch, **options)
        return await self._counter.on_thread(write)

    async def _state(self) -> DialogueState:
        return await self._counter.on_thread(self._queue.place.load_state)
