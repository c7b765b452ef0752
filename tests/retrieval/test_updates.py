"""Price and stock updates: durable, validated, seen by open snapshots, superseded by the next indexing."""

import os
import sqlite3
import threading
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval import updates
from retrieval.catalog import AVAILABILITIES, Availability, Offer
from retrieval.errors import SnapshotCorrupt, SnapshotMissing, UpdateRejected
from retrieval.ingest import index_feed
from retrieval.snapshot import Snapshot, open_snapshot
from retrieval.updates import (
    OfferUpdate,
    UpdateReader,
    apply_update,
    merge_updates,
    open_log,
    update_offer,
    update_offers,
)
from tests.retrieval.shops import WordEmbedder, index, open_shop_of, write_feed

pytestmark = pytest.mark.unit

BASE = Offer("p0-S", 10.0, "USD", quantity=5)


def offer_of(snapshot: Snapshot, offer_id: str = "p0-S") -> Offer:
    return snapshot.products.product(snapshot.products.row_of(offer_id.split("-")[0])).offer(offer_id)


@pytest.mark.parametrize(
    ("update", "after"),
    [
        (OfferUpdate("o", price=8), Offer("o", 8, "USD", 6, "in_stock", 5)),
        (OfferUpdate("o", price=5), Offer("o", 5, "USD", None, "in_stock", 5)),
        (OfferUpdate("o", sale_price=4), Offer("o", 10, "USD", 4, "in_stock", 5)),
        (OfferUpdate("o", ends_sale=True), Offer("o", 10, "USD", None, "in_stock", 5)),
        (OfferUpdate("o", quantity=0), Offer("o", 10, "USD", 6, "out_of_stock", 0)),
        (OfferUpdate("o", availability="preorder"), Offer("o", 10, "USD", 6, "preorder", 5)),
        (OfferUpdate("o", availability="backorder", quantity=0), Offer("o", 10, "USD", 6, "backorder", 0)),
    ],
)
def test_update_changes_only_what_it_names(update: OfferUpdate, after: Offer) -> None:
    """From 10 USD, on sale for 6, five in stock; a sale that is not below the price is over."""
    assert apply_update(Offer("o", 10, "USD", 6, "in_stock", 5), update) == after


def test_quantity_does_not_put_a_preorder_in_stock() -> None:
    """Only the two states that are about stock follow the quantity."""
    preorder = Offer("o", 10, "USD", availability="preorder")
    assert apply_update(preorder, OfferUpdate("o", quantity=3)).availability == "preorder"
    sold_out = Offer("o", 10, "USD", availability="out_of_stock", quantity=0)
    assert apply_update(sold_out, OfferUpdate("o", quantity=3)).availability == "in_stock"


UPDATES = st.builds(
    OfferUpdate,
    st.just("p0-S"),
    price=st.none() | st.sampled_from([5.0, 10.0, 20.0]),
    sale_price=st.none() | st.sampled_from([4.0, 9.0]),
    availability=st.none() | st.sampled_from(AVAILABILITIES),
    quantity=st.none() | st.integers(0, 2),
) | st.just(OfferUpdate("p0-S", ends_sale=True))


@given(st.lists(UPDATES, min_size=1, max_size=6), st.integers(1, 5))
def test_merging_is_associative(updates: list[OfferUpdate], split: int) -> None:
    """It does not matter how many updates a reader takes at a time."""
    parts = [part for part in (updates[:split], updates[split:]) if part]
    assert reduce(merge_updates, [reduce(merge_updates, part) for part in parts]) == reduce(merge_updates, updates)


@given(st.lists(UPDATES, min_size=1, max_size=6))
def test_merged_stock_is_the_stock_after_each_in_turn(updates: list[OfferUpdate]) -> None:
    """Quantity and availability, from every availability that an offer can have."""
    availability: Availability
    for availability in get_args(Availability):
        start = Offer("p0-S", 10.0, "USD", availability=availability)
        merged = apply_update(start, reduce(merge_updates, updates))
        stepwise = reduce(apply_update, updates, start)
        assert (merged.availability, merged.quantity, merged.price) == (
            stepwise.availability,
            stepwise.quantity,
            stepwise.price,
        )


@pytest.fixture(scope="module")
def busy_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("busy")
    open_shop_of(folder, "Red shirt")
    return folder / "shop"


@settings(max_examples=40, deadline=None)  # each update waits for the disk
@given(st.lists(UPDATES, min_size=1, max_size=6))
def test_log_without_its_hidden_updates_says_the_same(busy_shop: Path, updates: list[OfferUpdate]) -> None:
    """What `update_offers` drops from the log could not have been seen any more."""
    before = open_log(busy_shop / "updates.sqlite")
    valid = []
    for update in updates:
        try:
            update_offer(busy_shop, update)
        except UpdateRejected:
            continue
        valid.append(update)
    logged = UpdateReader(busy_shop / "updates.sqlite", before).read_new()
    assert len(logged) <= len(valid)
    if valid:
        assert apply_update(BASE, reduce(merge_updates, logged)) == apply_update(BASE, reduce(merge_updates, valid))


def test_update_reaches_products_and_facets_of_an_open_snapshot(tmp_path: Path) -> None:
    """After `refresh_updates`, without opening anything again."""
    snapshot = open_shop_of(tmp_path, "Red shirt", "Blue shirt")
    update_offer(tmp_path / "shop", OfferUpdate("p1-M", price=7.5, quantity=0))
    assert offer_of(snapshot, "p1-M").price == 10.0
    assert snapshot.refresh_updates() == 1
    assert snapshot.refresh_updates() == 0
    assert offer_of(snapshot, "p1-M") == Offer("p1-M", 7.5, "USD", None, "out_of_stock", 0, size="M")
    assert snapshot.facets.price[3] == 7.5
    assert snapshot.facets.availability[3] == AVAILABILITIES.index("out_of_stock")
    assert snapshot.facets.quantity[3] == 0


def test_update_is_there_when_the_shop_is_opened_again(tmp_path: Path) -> None:
    """It is on disk when `update_offer` returns."""
    open_shop_of(tmp_path, "Red shirt")
    update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=7.5))
    update_offer(tmp_path / "shop", OfferUpdate("p0-S", sale_price=6.0))
    snapshot = open_snapshot(tmp_path / "shop")
    assert (offer_of(snapshot).price, offer_of(snapshot).sale_price, snapshot.facets.price[0]) == (7.5, 6.0, 6.0)


def test_update_of_another_process_is_seen(tmp_path: Path) -> None:
    """A server sees what the command line changes."""
    snapshot = open_shop_of(tmp_path, "Red shirt")
    child = os.fork()
    if not child:
        update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=7.5))
        os._exit(0)
    os.waitpid(child, 0)
    assert snapshot.refresh_updates() == 1
    assert offer_of(snapshot).price == 7.5


def test_indexing_supersedes_the_updates_before_it(tmp_path: Path) -> None:
    """Also where the feed is the same: the feed is the truth when it is indexed."""
    open_shop_of(tmp_path, "Red shirt")
    update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=7.5))
    report = index(tmp_path / "feed.jsonl", tmp_path / "shop")
    assert not report.unchanged
    assert offer_of(open_snapshot(tmp_path / "shop")).price == 10.0
    assert index(tmp_path / "feed.jsonl", tmp_path / "shop").unchanged


def test_update_during_indexing_survives_it(tmp_path: Path) -> None:
    """Made while the new snapshot is being built, it holds in the old and in the new one."""
    old = open_shop_of(tmp_path, "Red shirt")
    write_feed(tmp_path, ["Red shirt", "Blue shirt"], price=20.0)

    def at(stage: str, action: Callable[[], None]) -> Callable[[str, int, int], None]:
        return lambda now, done, total: action() if (now, done) == (stage, 3) else None

    index_feed(
        tmp_path / "feed.jsonl",
        tmp_path / "shop",
        embedder=WordEmbedder(),
        on_progress=at("index", lambda: update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=7.5))),
        with_vectors=False,
    )
    old.refresh_updates()
    new = open_snapshot(tmp_path / "shop")
    assert (offer_of(old).price, offer_of(new).price, offer_of(new, "p0-M").price) == (7.5, 7.5, 20.0)


def test_update_of_an_offer_that_the_next_feed_drops_is_ignored(tmp_path: Path) -> None:
    """It does not stop the others."""
    open_shop_of(tmp_path, "Red shirt", "Blue shirt")
    write_feed(tmp_path, ["Red shirt"])
    index_feed(
        tmp_path / "feed.jsonl",
        tmp_path / "shop",
        embedder=WordEmbedder(),
        on_progress=lambda stage, done, total: (
            update_offers(tmp_path / "shop", [OfferUpdate("p1-S", price=3.0), OfferUpdate("p0-S", price=3.0)])
            if (stage, done) == ("index", 3)
            else None
        ),
        with_vectors=False,
    )
    assert offer_of(open_snapshot(tmp_path / "shop")).price == 3.0


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        (OfferUpdate("p0-S"), "changes nothing"),
        (OfferUpdate("nobody", price=5), "no such offer"),
        (OfferUpdate("p0-S", price=0), "positive number"),
        (OfferUpdate("p0-S", price=-3), "positive number"),
        (OfferUpdate("p0-S", price=float("nan")), "positive number"),
        (OfferUpdate("p0-S", price=1e30), "up to 1,000,000,000"),
        (OfferUpdate("p0-S", sale_price=10), "not below the price 10"),
        (OfferUpdate("p0-S", sale_price=5, ends_sale=True), "ends the sale"),
        (OfferUpdate("p0-S", quantity=-1), "whole number from 0"),
        (OfferUpdate("p0-S", availability="gone"), "availability must be one of"),  # type: ignore[arg-type]
    ],
)
def test_update_that_makes_no_sense_is_refused(busy_shop: Path, update: OfferUpdate, reason: str) -> None:
    """With the reason."""
    index(busy_shop.parent / "feed.jsonl", busy_shop)
    with pytest.raises(UpdateRejected, match=reason):
        update_offer(busy_shop, update)


def test_one_bad_update_refuses_all(tmp_path: Path) -> None:
    """All or nothing."""
    snapshot = open_shop_of(tmp_path, "Red shirt")
    with pytest.raises(UpdateRejected):
        update_offers(tmp_path / "shop", [OfferUpdate("p0-S", price=5), OfferUpdate("nobody", price=5)])
    assert snapshot.refresh_updates() == 0


def test_sale_price_is_compared_with_the_updated_price(tmp_path: Path) -> None:
    """Not with the one of the feed."""
    open_shop_of(tmp_path, "Red shirt")
    update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=5))
    with pytest.raises(UpdateRejected, match="not below the price 5"):
        update_offer(tmp_path / "shop", OfferUpdate("p0-S", sale_price=8))


def test_update_without_a_shop_is_refused(tmp_path: Path) -> None:
    """And founds none."""
    with pytest.raises(SnapshotMissing):
        update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=5))
    assert not (tmp_path / "shop").exists()


def test_stock_updates_don_t_make_the_log_grow(tmp_path: Path) -> None:
    """A hundred sales of one offer are one line."""
    open_shop_of(tmp_path, "Red shirt")
    for quantity in range(100, 0, -1):
        update_offer(tmp_path / "shop", OfferUpdate("p0-S", quantity=quantity))
    with sqlite3.connect(tmp_path / "shop" / "updates.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM updates").fetchone() == (1,)
    connection.close()


def test_lost_log_never_repeats_a_number(tmp_path: Path) -> None:
    """Numbers start at the clock, so an old snapshot does not take a new update for a superseded one."""
    first = open_log(tmp_path / "updates.sqlite")
    (tmp_path / "updates.sqlite").unlink()
    assert open_log(tmp_path / "updates.sqlite") > first > 1.6e15


def test_damaged_log_is_reported(tmp_path: Path) -> None:
    """Opening says so rather than showing old prices; indexing again is the remedy."""
    open_shop_of(tmp_path, "Red shirt")
    for path in (tmp_path / "shop").glob("updates.sqlite*"):
        path.write_bytes(b"junk" * 1000)
    with pytest.raises(SnapshotCorrupt, match="shopkeeper index"):
        open_snapshot(tmp_path / "shop")
    with pytest.raises(SnapshotCorrupt):
        update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=5))


def test_reader_on_a_full_disk_reads_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shop goes on at the prices it has, unless some of them lie where they cannot be read."""
    open_shop_of(tmp_path, "Shirt").close()
    update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=7.0))
    log, connect = tmp_path / "shop" / "updates.sqlite", updates._connect

    class FullDisk:
        def execute(self, statement: str) -> None:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
            raise error

        def close(self) -> None: ...

    monkeypatch.setattr(updates, "_connect", lambda path, mode: FullDisk() if "rw" in mode else connect(path, mode))
    assert UpdateReader(log, after=0).read_new() == [OfferUpdate("p0-S", price=7.0)]
    log.with_name("updates.sqlite-wal").write_bytes(b"updates")
    with pytest.raises(SnapshotCorrupt, match="Free some space"):
        UpdateReader(log, after=0).read_new()


def test_updates_that_two_threads_read_are_taken_over_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that has read the first price is held up before it takes it over; the second price must win."""
    snapshot = open_shop_of(tmp_path, "Red shirt")
    note, is_first, has_read, go_on = snapshot.products.note, threading.Event(), threading.Event(), threading.Event()

    def slow_note(update: OfferUpdate) -> None:
        if not is_first.is_set():
            is_first.set()
            has_read.set()
            assert go_on.wait(20)
        note(update)

    monkeypatch.setattr(snapshot.products, "note", slow_note)
    update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=7.5))
    first, second = (threading.Thread(target=snapshot.refresh_updates) for _ in range(2))
    first.start()
    assert has_read.wait(20)
    update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=6.5))
    second.start()
    second.join(0.5)  # it waits for the first, where it does as it should
    go_on.set()
    for thread in (first, second):
        thread.join(20)
    assert offer_of(snapshot).price == 6.5
    assert snapshot.facets.price[0] == 6.5
