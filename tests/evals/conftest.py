"""The shops that conversations are played with: indexed once and kept, so that the next run starts at once."""

from hashlib import sha256
from pathlib import Path

import pytest

from assistant.app import DEMO_SEED, index_shop
from assistant.config import Settings, load_settings
from retrieval import demo_shop
from retrieval.demo_shop import write_demo_shop


@pytest.fixture(scope="session")
def home(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pytest's own cache folder where there is one; what is indexed there is checked against its feed every time."""
    cache = getattr(pytestconfig, "cache", None)
    return Path(cache.mkdir("shops")) if cache else tmp_path_factory.mktemp("shops")


@pytest.fixture(scope="session")
def demo_settings(home: Path) -> Settings:
    """The demo shop."""
    settings = load_settings(home=home, shop=home / "demo")
    index_shop(_draw_demo_feed(home / "demo-feed"), settings, on_progress=lambda *progress: None)
    return settings


def _draw_demo_feed(folder: Path) -> Path:
    """The demo shop's feed; its pictures take minutes, so that they are drawn again only when the shop's code changes."""
    sources = sorted(Path(demo_shop.__file__).parent.rglob("*.py"))
    drawn_by = sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    stamp = folder / "drawn_by"
    if not stamp.exists() or stamp.read_text() != drawn_by:
        write_demo_shop(folder, seed=DEMO_SEED)
        stamp.write_text(drawn_by)
    return folder / "products.jsonl"


@pytest.fixture(scope="session")
def luma_settings(home: Path, luma_feed: Path) -> Settings:
    """The Luma store; skips where its feed is absent."""
    settings = load_settings(home=home, shop=home / "luma")
    index_shop(luma_feed, settings, on_progress=lambda *progress: None)
    return settings
