"""Whether a counter can serve."""

from pathlib import Path
from typing import Any

import pytest

from assistant.errors import StoreUnavailable
from assistant.server.counter import Counter
from assistant.server.health import is_ready, readiness
from retrieval.errors import SnapshotCorrupt
from tests.server.caller import play, small_open_shop

pytestmark = pytest.mark.unit

ALL_WELL = {"store": "ok", "models.demo": "ok", "snapshot.demo": "ok"}


class DearParser:
    """Costs a language model's tokens."""

    def parse(self, *arguments: object) -> None:
        raise AssertionError("anybody may ask whether the server is ready, and would have tokens spent")


def test_counter_is_ready_and_no_language_model_is_asked(tmp_path: Path) -> None:
    async def scenario(counter: Counter) -> None:
        assert readiness(counter) == ALL_WELL
        assert is_ready(readiness(counter))

    play(tmp_path, scenario, shop=small_open_shop(parser=DearParser()))


def test_what_is_wrong_is_named_by_its_kind_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The texts of errors name addresses and files."""

    def fail(error: Exception) -> Any:
        def check(*arguments: object) -> None:
            raise error

        return check

    async def scenario(counter: Counter) -> None:
        shop = counter.shops["demo"].shop
        with monkeypatch.context() as patch:
            patch.setattr(counter.store, "check", fail(StoreUnavailable("db.internal does not answer")))
            patch.setattr(shop, "search", fail(SnapshotCorrupt("/var/lib/shop/facets is damaged")))
            patch.setattr(shop.embedder, "embed", fail(RuntimeError("no memory")))
            found = readiness(counter)
        assert found == {
            "store": "StoreUnavailable",
            "models.demo": "RuntimeError",
            "snapshot.demo": "SnapshotCorrupt",
        }
        assert not is_ready(found)

    play(tmp_path, scenario)


def test_counter_that_drains_is_not_ready(tmp_path: Path) -> None:
    """So that nobody new is sent to it, though all is well."""

    async def scenario(counter: Counter) -> None:
        counter.is_draining = True
        assert readiness(counter) == {**ALL_WELL, "draining": "yes"}
        assert not is_ready(readiness(counter))

    play(tmp_path, scenario)
