"""The composition root of `shopkeeper serve`: opens the counter's shops, its store and its keys from the settings."""

import logging
from collections.abc import Callable
from functools import partial

from assistant.app import make_explainer, open_chat_model, open_configured_shop, open_listeners, open_parser
from assistant.chat_model import ChatModel
from assistant.config import Settings, ShopSettings
from assistant.conversation import labels_of
from assistant.errors import SpeechUnavailable
from assistant.phrases import load_phrases
from assistant.renderer import Renderer
from assistant.resolution import facets_of
from assistant.security.image_hosts import ImageHosts
from assistant.security.origins import OriginList, own_origins, page_origins
from assistant.security.tokens import TokenSigner, load_or_create_key
from assistant.server.counter import Counter
from assistant.server.events import HandoffContact
from assistant.server.metrics import Metrics
from assistant.server.open_shop import OpenShop
from assistant.server.ration import Ration, RationedModel
from assistant.server.serve import serve
from assistant.server.turn_runner import TurnRunner
from assistant.sessions.store import SessionStore
from assistant.speech.listener import Listener
from retrieval.shop import Shop

log = logging.getLogger(__name__)

DEMO = "demo"

EMBEDDED_THREADS = 1
"""Turns at a time where the embedded parser and renderer do the work. Two hand the interpreter to and fro at each matrix
product: 200 shoppers of two workers waited 143 ms for their first cards (p95) with two, 82 ms with one."""

CHAT_MODEL_THREADS = 16
"""Turns at a time where most of the time is spent waiting for a language model."""


def run_server(settings: Settings) -> None:
    """Serves until it is told to stop. Raises SettingsError, StoreError, SnapshotError before it begins."""
    open_store(settings).migrate()
    _keys(settings)  # made once, before several workers would each make one
    for shop in _shops(settings).values():
        open_configured_shop(settings.model_copy(update={"shop": shop.directory})).close()
    serve(settings.server, partial(open_counter, settings))


def open_counter(settings: Settings) -> Counter:
    """The counter of one process."""
    server = settings.server
    own = OriginList(own_origins(server.host, server.port, server.public_url))
    store, metrics = open_store(settings), Metrics()
    n_threads = server.turn_threads or (CHAT_MODEL_THREADS if settings.chat_model else EMBEDDED_THREADS)
    return Counter(
        server,
        shops={name: open_shop_of(settings, name, shop, metrics) for name, shop in _shops(settings).items()},
        store=store,
        signer=TokenSigner(_keys(settings), claim=store.claim_token, own=own),
        own=own,
        hosts=ImageHosts(server.image_hosts),
        metrics=metrics,
        runner=TurnRunner(n_threads, max_waiting=server.max_turns_waiting),
    )


def open_store(settings: Settings) -> SessionStore:
    """Where conversations are kept."""
    settings.home.mkdir(parents=True, exist_ok=True)
    ttl_s = settings.server.session_ttl_days * 24 * 3600
    return SessionStore(settings.sessions_url, ttl_s=ttl_s, keep_media=settings.server.keep_media)


def open_shop_of(settings: Settings, name: str, about: ShopSettings, metrics: Metrics) -> OpenShop:
    """One shop with everything that its conversations share."""
    settings = settings.model_copy(update={"shop": about.directory})
    shop = open_configured_shop(settings)
    chat_model = _rationed_model(settings, metrics)
    renderer = Renderer(load_phrases(), shop.lexicon, shop.vocabulary, shop.currency)
    return OpenShop(
        id=name,
        name=about.name or name.capitalize(),
        shop=shop,
        parser=open_parser(settings, shop, chat_model),
        new_explainer=partial(make_explainer, settings, shop, renderer, chat_model),
        renderer=renderer,
        labels=labels_of(shop),
        facets=facets_of(shop.lexicon),
        sees_photos=shop.looks_at_photos,
        new_listener=_listeners(settings, shop),
        origins=page_origins(about.origins),
        contact=HandoffContact(email=about.email, phone=about.phone, url=about.url, hours=about.hours),
    )


def _rationed_model(settings: Settings, metrics: Metrics) -> ChatModel | None:
    ration = Ration(settings.server.model_tokens_per_shop)

    def count(n_read: int, n_written: int) -> None:
        metrics.count_tokens(n_read, n_written)
        ration.spend(n_read, n_written)

    model = open_chat_model(settings, on_usage=count)
    return None if model is None else RationedModel(model, ration)


def _listeners(settings: Settings, shop: Shop) -> Callable[[], Listener] | None:
    """Makes listeners for shoppers who speak; None where the shop has nobody to listen, which is said once."""
    try:
        return open_listeners(settings, shop)
    except SpeechUnavailable as error:
        log.info("shoppers cannot speak here: %s", error)
        return None


def _shops(settings: Settings) -> dict[str, ShopSettings]:
    """The shops to serve, each with its directory: the demo shop, or the one of the settings, where none is named."""
    named = settings.server.shops or {DEMO: ShopSettings(name="Shopkeeper demo")}
    return {
        name: shop.model_copy(update={"directory": shop.directory or settings.shop_directory})
        for name, shop in named.items()
    }


def _keys(settings: Settings) -> list[str]:
    """The keys that sign tokens, the first one first."""
    given = [key.get_secret_value() for key in settings.server.token_keys]
    return given or [load_or_create_key(settings.home)]
