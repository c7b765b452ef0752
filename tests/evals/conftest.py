"""The shops that conversations are played with: indexed once and kept, so that the next run starts at once."""

from pathlib import Path

import pytest

from assistant.app import index_shop
from assistant.config import Settings, load_settings
from evals.bench_turn import write_feed


@pytest.fixture(scope="session")
def home(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pytest's own cache folder where there is one; what is indexed there is checked against its feed every time."""
    cache = getattr(pytestconfig, "cache", None)
    return Path(cache.mkdir("shops")) if cache else tmp_path_factory.mktemp("shops")


@pytest.fixture(scope="session")
def demo_settings(home: Path) -> Settings:
    """The demo shop, without its pictures."""
    settings = load_settings(home=home, shop=home / "demo")
    index_shop(write_feed(home / "demo-feed" / "products.jsonl"), settings, on_progress=lambda *progress: None)
    return settings


@pytest.fixture(scope="session")
def luma_settings(home: Path, luma_feed: Path) -> Settings:
    """The Luma store; skips where its feed is absent."""
    settings = load_settings(home=home, shop=home / "luma")
    index_shop(luma_feed, settings, on_progress=lambda *progress: None)
    return settings
