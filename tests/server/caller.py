"""A counter in the test's own process, over a small shop without models, and a client of it without a socket."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.config import ServerSettings
from assistant.conversation import labels_of
from assistant.explainer import CheckedExplainer
from assistant.phrases import load_phrases
from assistant.renderer import Renderer
from assistant.resolution import facets_of
from assistant.security.image_hosts import ImageHosts
from assistant.security.origins import OriginList
from assistant.security.tokens import TokenSigner
from assistant.server.counter import Counter
from assistant.server.events import HandoffContact
from assistant.server.metrics import Metrics
from assistant.server.open_shop import OpenShop
from assistant.server.talk import Talk
from assistant.server.turn_runner import TurnRunner
from assistant.sessions.store import SessionStore
from tests.server.live import WITHIN_S
from tests.sessions.conversations import new_assistant, small_shop

ORIGIN = "http://127.0.0.1:8000"

Json = dict[str, Any]


def small_open_shop(**changed: Any) -> OpenShop:
    """Seventy products of the demo shop, as the counter serves them."""
    shop = small_shop()
    renderer = Renderer(load_phrases(), shop.lexicon, shop.vocabulary, shop.currency)
    parts: Json = {
        "id": "demo",
        "name": "Demo",
        "shop": shop,
        "parser": new_assistant()._parser,
        "new_explainer": lambda: CheckedExplainer(renderer, lexicon=shop.lexicon, vocabulary=shop.vocabulary),
        "renderer": renderer,
        "labels": labels_of(shop),
        "facets": facets_of(shop.lexicon),
        "contact": HandoffContact(email="help@store.example"),
    }
    return OpenShop(**{**parts, **changed})


def small_counter(folder: Path, *, shop: OpenShop | None = None, **settings: Any) -> Counter:
    """A counter of that shop, whose conversations are kept in `folder`."""
    store = SessionStore(f"sqlite:///{folder / 'sessions.db'}")
    store.migrate()
    own = OriginList([ORIGIN])
    return Counter(
        ServerSettings(**settings),
        shops={"demo": shop or small_open_shop()},
        store=store,
        signer=TokenSigner(["k" * 32], claim=store.claim_token, own=own),
        own=own,
        hosts=ImageHosts(()),
        metrics=Metrics(),
        runner=TurnRunner(1, max_waiting=4),
    )


def close(counter: Counter) -> None:
    """All but the shop, which other tests use as well."""
    counter.shops = {}
    counter.close()


class Caller:
    """A client without a socket."""

    def __init__(self, counter: Counter, *, address: str = "here") -> None:
        self._counter = counter
        self._events: asyncio.Queue[Json] = asyncio.Queue()
        self.types: list[str] = []
        self.keys: Json = {}
        self.talk = Talk(counter, origin=ORIGIN, address=address, send_text=self._sent, hang_up=self._hung_up)

    async def open(self, **fields: Any) -> Json:
        token = self._counter.signer.issue("demo", ORIGIN, time.time())
        await self.send(type="session.start", protocol=1, shop="demo", token=token, **fields)
        opened = await self.until("session.created", "session.resumed", "error")
        self.keys = {name: opened.get(name) for name in ("session_id", "resume_token")}
        return opened

    async def ask(self, text: str, *, turn_id: str = "t1") -> Json:
        """Takes a turn to its end; what came of it by type."""
        await self.send(type="input.text", turn_id=turn_id, text=text)
        return await self.follow(turn_id)

    async def follow(self, turn_id: str) -> Json:
        came: Json = {}
        while True:
            event = await self.next()
            came[event["type"]] = event
            if event["type"] in ("reply.done", "reply.cancelled", "error") and event.get("turn_id") == turn_id:
                return came

    async def send(self, **message: Any) -> None:
        await self.talk.receive(json.dumps(message))

    async def until(self, *types: str) -> Json:
        while (event := await self.next())["type"] not in types:
            pass
        return event

    async def next(self) -> Json:
        async with asyncio.timeout(WITHIN_S):
            event = await self._events.get()
        self.types.append(event["type"])
        return event

    async def _sent(self, text: str) -> None:
        self._events.put_nowait(json.loads(text))

    async def _hung_up(self, code: int, reason: str) -> None:
        self._events.put_nowait({"type": "closed", "code": code, "reason": reason})


Scenario = Callable[[Counter], Any]


def play(folder: Path, scenario: Scenario, **options: Any) -> None:
    """Plays a scenario, a coroutine function, against a small counter."""

    async def run() -> None:
        counter = small_counter(folder, **options)
        try:
            await scenario(counter)
        finally:
            close(counter)

    asyncio.run(run())
