"""How a session is opened: who may, what is stored of it, and everything that a client draws it from. Blocking."""

from dataclasses import dataclass
from functools import reduce
from typing import Any

from assistant.dialogue_state import DialogueState, fold
from assistant.errors import SessionNotFound, TokenRefused
from assistant.messages import Language
from assistant.server.counter import Counter
from assistant.server.events import (
    ClientLimits,
    Features,
    HistoryEntry,
    HistoryInput,
    SessionOpened,
    SessionStart,
    ShopInfo,
)
from assistant.server.open_shop import OpenShop
from assistant.server.presenter import Presenter
from assistant.sessions.records import HistoryItem, PendingTurn, SessionKeys, StoredSession

DRAWN = frozenset({"text", "photo", "voice", "search"})
"""Kinds of input that a client draws; of edits it sees what came of them."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that is held now, the event that says so, and the turns that were promised and not answered yet."""

    keys: SessionKeys
    shop: OpenShop
    presenter: Presenter
    language: Language
    event: SessionOpened
    pending: tuple[PendingTurn, ...] = ()


def open_session(counter: Counter, message: SessionStart, origin: str, *, now_s: float) -> Opened:
    """Checks the token and creates the session, or takes it up. `now_s` since 1970, UTC.

    Raises TokenRefused, SessionNotFound, StoreError.
    """
    shop = counter.shops.get(message.shop)
    if shop is None:
        raise SessionNotFound("There is no such shop here.", remedy="Correct data-shop of the script tag.")
    if message.token is None:
        raise TokenRefused("missing", "There is no entrance token.", remedy="Fetch one from /token.")
    counter.signer.verify(message.token, shop.id, origin, now_s)
    presenter = counter.presenters[shop.id]
    if message.session_id is not None and message.resume_token is not None:
        stored = counter.store.resume(message.session_id, message.resume_token, shop=shop.id, language=message.language)
        return _resumed(counter, shop, presenter, stored)
    language = message.language or "en"
    keys = counter.store.create(shop.id, language)
    counter.states.put(keys, DialogueState(language=language))
    event = SessionOpened(
        type="session.created", starters=presenter.starters(language), **_about(counter, shop, keys, language)
    )
    return Opened(keys, shop, presenter, language, event)


def _resumed(counter: Counter, shop: OpenShop, presenter: Presenter, stored: StoredSession) -> Opened:
    keys, language = stored.keys, stored.language
    state = reduce(fold, stored.events, DialogueState(language=language))
    counter.states.put(keys, state)
    event = SessionOpened(
        type="session.resumed",
        history=[_entry(item) for item in stored.history if item.input.kind in DRAWN],
        pending=[turn.turn_id for turn in stored.pending],
        ledger=presenter.ledger(state.printed_ledger, language),
        cart=presenter.cart(state.cart, state.cart_products, language),
        starters=presenter.starters(language),
        **_about(counter, shop, keys, language),
    )
    return Opened(keys, shop, presenter, language, event, stored.pending)


def _about(counter: Counter, shop: OpenShop, keys: SessionKeys, language: Language) -> dict[str, Any]:
    return {
        "session_id": keys.session_id,
        "resume_token": keys.resume_token,
        "shop": ShopInfo(id=shop.id, name=shop.name, currency=shop.shop.currency),
        "language": language,
        "features": Features(
            photos=shop.sees_photos,
            voice=shop.new_listener is not None,
            handoff=any(shop.contact.model_dump().values()),
        ),
        "limits": ClientLimits(audio_s=counter.limits.max_audio_s),
    }


def _entry(item: HistoryItem) -> HistoryEntry:
    kind = item.input.kind
    assert kind in DRAWN, f"a client draws no {kind}"
    return HistoryEntry(
        turn_id=item.turn_id,
        input=HistoryInput(kind=kind, text=item.input.text),  # type: ignore[arg-type]  # one of DRAWN
        cards=item.shown.get("cards"),
        reply=item.shown.get("reply"),
        cancelled=item.shown.get("cancelled"),
        rating=item.rating,
    )
