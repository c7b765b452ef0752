"""The counter of one process: the shops it serves, where conversations are kept, and what all connections share."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, TypeVar

from assistant.dialogue_state import DialogueState, fold
from assistant.messages import Language
from assistant.security.image_hosts import ImageHosts
from assistant.security.origins import OriginList
from assistant.security.tokens import TokenSigner
from assistant.server.limits import KeyedBuckets, Occupancy, Rate, SocketLimits
from assistant.server.metrics import Metrics
from assistant.server.open_shop import OpenShop
from assistant.server.presenter import Presenter
from assistant.server.state_cache import StateCache
from assistant.server.turn_runner import TurnRunner
from assistant.sessions.records import SessionKeys
from assistant.sessions.store import SessionStore

if TYPE_CHECKING:
    from assistant.config import ServerSettings
    from assistant.server.talk import Talk

log = logging.getLogger(__name__)
Value = TypeVar("Value")

STORE_THREADS = 4
"""For what is no turn: opening a session, an edit, a thumb."""

SPEECH_THREADS = 2


@dataclass
class Counter:
    """Everything that a connection needs. `talks` are the open connections of this process, by session."""

    settings: "ServerSettings"
    shops: Mapping[str, OpenShop]
    store: SessionStore
    signer: TokenSigner
    own: OriginList
    hosts: ImageHosts
    metrics: Metrics
    runner: TurnRunner
    limits: SocketLimits = field(default_factory=SocketLimits)
    clock: Callable[[], float] = time.monotonic
    is_draining: bool = False
    connections: "set[Talk]" = field(default_factory=set)
    talks: "dict[str, Talk]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.states = StateCache()
        self.presenters = {name: Presenter(shop, self.hosts) for name, shop in self.shops.items()}
        self.occupancy = Occupancy(self.settings.max_connections_per_address)
        self.address_turns = KeyedBuckets(_per_minute(self.settings.turns_per_address))
        self.address_sessions = KeyedBuckets(  # as many as may be open at a time; later ones are to have a turn each
            Rate(per_s=self.settings.turns_per_address / 60, burst=self.settings.max_connections_per_address)
        )
        self.session_turns = KeyedBuckets(self.limits.turns)
        self.shop_turns = KeyedBuckets(_per_minute(self.settings.turns_per_shop))
        self.all_origins = OriginList([*self.own.origins, *(o for shop in self.shops.values() for o in shop.origins)])
        self._threads = ThreadPoolExecutor(STORE_THREADS, thread_name_prefix="store")
        self._speech_threads = ThreadPoolExecutor(SPEECH_THREADS, thread_name_prefix="speech")

    async def on_thread(self, work: Callable[[], Value]) -> Value:
        """The result of something that blocks for milliseconds."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def on_speech_thread(self, work: Callable[[], Value]) -> Value:
        """The result of listening, which takes long and must not keep sessions from being opened."""
        return await asyncio.get_running_loop().run_in_executor(self._speech_threads, work)

    def load_state(self, keys: SessionKeys, language: Language) -> DialogueState:
        """A conversation's state, replayed from the store where it was not used for a while. Blocking."""
        state = self.states.get(keys)
        if state is None:
            state = reduce(fold, self.store.events(keys.session_id), DialogueState(language=language))
            self.states.put(keys, state)
        return state

    def origins_of(self, shop: OpenShop) -> OriginList:
        """The pages that may fetch a token for a shop: its own, and this server's."""
        return OriginList([*self.own.origins, *shop.origins])

    def warm_up(self) -> None:
        """Loads what the first shopper of each shop would otherwise wait for."""
        for name, shop in self.shops.items():
            shop.warm_up()
            for language in shop.labels:
                self.presenters[name].starters(language)

    def close(self) -> None:
        """Gives threads, files and connections back."""
        self.runner.close()
        self._speech_threads.shutdown(wait=False, cancel_futures=True)
        self._threads.shutdown(wait=True, cancel_futures=True)
        self.store.close()
        for shop in self.shops.values():
            shop.shop.close()


def _per_minute(n: int) -> Rate:
    return Rate(per_s=n / 60, burst=n)
