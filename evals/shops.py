"""The shops that evaluations are run on: the demo shop, and the Luma store where its feed is at hand."""

import os
from pathlib import Path

from assistant.app import ensure_demo_shop, index_shop, open_assistant
from assistant.config import Settings, load_settings
from assistant.conversation import Conversation
from assistant.terminal import progress
from evals.scenario_runner import ConversationPlayer, Player, ShopAbsentError

DATA_VARIABLE = "SHOPKEEPER_DATA"
"""The folder of real data; beside the checkout where it is not set."""


def luma_feed() -> Path:
    """The Luma store's Merchant Center feed. Raises `ShopAbsentError`."""
    default = Path(__file__).parents[2] / "shared" / "data"
    feed = Path(os.environ.get(DATA_VARIABLE, default)) / "luma" / "products.tsv"
    if not feed.exists():
        raise ShopAbsentError(f"needs the Luma feed at {feed}; set {DATA_VARIABLE} to the folder above luma/")
    return feed


def prepare_demo(settings: Settings, *, quiet: bool) -> Settings:
    """The settings of the demo shop, which is built where it is not there."""
    settings = settings.model_copy(update={"shop": None})
    with progress(quiet=quiet) as on_progress:
        ensure_demo_shop(settings, on_progress=on_progress)
    return settings


def prepare_luma(settings: Settings, *, quiet: bool) -> Settings:
    """The settings of the Luma shop, which is indexed where its feed is new. Raises `ShopAbsentError`."""
    feed = luma_feed()
    settings = settings.model_copy(update={"shop": settings.home / "luma"})
    with progress(quiet=quiet) as on_progress:
        index_shop(feed, settings, on_progress=on_progress)
    return settings


def open_conversation(name: str, *, shop: Path | None = None, quiet: bool = True) -> Conversation:
    """A conversation with the shop of this name, or with the one in the directory `shop` whatever it is called."""
    settings = load_settings(shop=shop)
    if shop is None:
        prepare = {"demo": prepare_demo, "luma": prepare_luma}[name]
        settings = prepare(settings, quiet=quiet)
    return open_assistant(settings)


def open_player(name: str, *, shop: Path | None = None, quiet: bool = True) -> Player:
    """Plays scenarios with the shop of this name. Raises `ShopAbsentError`."""
    return ConversationPlayer(open_conversation(name, shop=shop, quiet=quiet))
