"""What all tests share: the marker rule, no network, and where the real data lies."""

import os
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MARKERS = {"unit", "model"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test without a marker fails the collection."""
    unmarked = [item.nodeid for item in items if not MARKERS & {mark.name for mark in item.iter_markers()}]
    if unmarked:
        raise pytest.UsageError(f"tests without one of the markers {sorted(MARKERS)}: {unmarked[:5]}")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the tests may look beyond this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        assert host in ("127.0.0.1", "::1", "localhost", "local"), f"a test tried to reach {host}"
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def luma_feed() -> Path:
    """The Luma store's Merchant Center feed; the test is skipped where the data folder is absent."""
    folder = Path(os.environ.get("SHOPKEEPER_DATA", ROOT.parent / "shared" / "data"))
    feed = folder / "luma" / "products.tsv"
    if not feed.exists():
        pytest.skip(f"needs the Luma feed at {feed}; set SHOPKEEPER_DATA")
    return feed
