"""Kills indexing and updating with SIGKILL at random moments and looks for anything lost or torn.

    python -m evals.kill_trials --trials 200

Each trial forks one process that indexes a feed and one that updates prices and stock, kills both, and opens the shop.
It must be the old or the new snapshot, byte for byte whole; every update that was acknowledged must be there, and
nothing that was never asked for. Half of the kills fall in a stage chosen at random, so that the short ones (publishing
takes milliseconds) are hit as often as the long ones; the others at any moment of the run.

What this does not show: a loss of power, which forgets what the disk had not written yet. The vectors come from a
hashing embedder, since no model's accuracy is at stake here and 200 trials should take minutes.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from evals.forked_child import Child, Tell, fork
from retrieval.catalog import Product
from retrieval.embedders import Embeddings
from retrieval.errors import RetrievalError, SnapshotMissing
from retrieval.feeds import read_feed
from retrieval.ingest import STAGES, index_feed
from retrieval.snapshot import Snapshot, open_snapshot
from retrieval.snapshot_catalog import CatalogFile
from retrieval.snapshot_files import CATALOG
from retrieval.updates import OfferUpdate, update_offer

N_PRODUCTS = 200
TRIALS_A_SHOP = 25
"""Then a new shop is begun, so that first indexings are killed too."""

VECTOR_TRIALS = 5
"""One trial in so many builds Chroma's index as well."""

REACH = 3.0
"""Kills fall up to so many times a stage's own duration after its beginning: with two processes at work it takes
longer, and some trials shall end after it."""


class HashingEmbedder:
    """A deterministic stand-in for a model: every word has a fixed random direction, a text is their unit sum."""

    model_id = "hashing-64"
    dimension = 64

    def embed(self, texts: Sequence[str]) -> Embeddings:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.split():
                row += np.random.default_rng(zlib.crc32(word.encode())).standard_normal(self.dimension, np.float32)
            row /= np.linalg.norm(row) or 1
        return rows


def write_feed(path: Path, version: int) -> None:
    """Two versions share three quarters of their products, at other prices and with other words in some titles."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(version * N_PRODUCTS // 4, version * N_PRODUCTS // 4 + N_PRODUCTS):
            offers = [
                {"offer_id": f"p{n}-{size}", "price": 10 + n + version, "currency": "USD", "quantity": 3, "size": size}
                for size in ("S", "M")
            ]
            title = f"Plain shirt {n}" + (" renewed" if version and n % 3 == 0 else "")
            file.write(json.dumps({"product_id": f"p{n}", "title": title, "category": ["Shirts"], "offers": offers}))
            file.write("\n")


class Trials:
    """The trials on one shop after another; `problems` are what was found lost or torn."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.problems: list[str] = []
        self.n_killed_in = dict.fromkeys((*STAGES, "anywhere"), 0)
        self.n_acknowledged = 0
        self.n_published = 0
        self._random = random.Random(seed)
        self._folder = folder
        self._feeds = [folder / "feed0.jsonl", folder / "feed1.jsonl"]
        for version, path in enumerate(self._feeds):
            write_feed(path, version)
        self._products = [read_feed(path).products for path in self._feeds]
        self._shared_offers = sorted(self._offer_ids(0) & self._offer_ids(1))
        self._next_price = 1_000
        self._begin_shop(0)
        self._stage_s = self._measure()

    def run(self, n_trials: int) -> None:
        for number in range(n_trials):
            if number % TRIALS_A_SHOP == 0:
                self._begin_shop(number)
            self._run_trial(number)
            if number % 20 == 19:
                print(f"{number + 1} trials, {len(self.problems)} lost or torn", flush=True)
        shutil.rmtree(self._shop)

    def _begin_shop(self, number: int) -> None:
        self._shop = self._folder / f"shop{number}"
        self._live: tuple[str, int] | None = None  # snapshot id, version of the feed
        self._updated: dict[str, set[float]] = {}  # offer -> the prices that it may have now

    def _measure(self) -> dict[str, float]:
        """How long each stage takes when nobody interrupts."""
        began: list[tuple[str, float]] = []

        def note(stage: str, done: int, total: int) -> None:
            if not began or began[-1][0] != stage:
                began.append((stage, time.monotonic()))

        index_feed(self._feeds[0], self._shop, embedder=HashingEmbedder(), with_vectors=False)
        shutil.rmtree(self._shop)
        start = time.monotonic()
        index_feed(
            self._feeds[0],
            self._shop,
            embedder=HashingEmbedder(),
            on_progress=note,
            with_vectors=False,
        )
        end = time.monotonic()
        shutil.rmtree(self._shop)
        stops = [moment for _, moment in began[1:]] + [end]
        spent = dict.fromkeys(STAGES, 0.0)
        for (stage, moment), stop in zip(began, stops, strict=True):
            spent[stage] += stop - moment
        return {**spent, "vectors": 0.3, "anywhere": end - start}

    def _run_trial(self, number: int) -> None:
        version = 1 - self._live[1] if self._live else self._random.randrange(2)
        with_vectors = number % VECTOR_TRIALS == 0
        indexer = fork(lambda tell: self._index(version, with_vectors, tell))
        updater = fork(self._update)
        stage = self._random.choice(STAGES if with_vectors else STAGES[:-1]) if number % 2 else "anywhere"
        if stage != "anywhere":
            indexer.wait_for(stage)
        time.sleep(self._random.uniform(0, self._stage_s[stage] * REACH))
        for child in self._random.sample([indexer, updater], 2):
            child.end(kill=True)
        self.n_killed_in[stage] += 1
        self._note_errors(number, indexer, updater)
        checker = fork(lambda tell: self._check(version, indexer, updater, tell))
        if checker.end(kill=False) or checker.lines != ["whole"]:
            found = [line for line in checker.lines if line != "whole"]
            self.problems.append(f"trial {number} (killed in {stage}): {'; '.join(found) or 'the check crashed'}")
        self._look(version, indexer, updater)

    def _note_errors(self, number: int, *children: Child) -> None:
        errors = [line for child in children for line in child.lines if line.startswith("error")]
        self.problems += [f"trial {number}: {line}" for line in errors]

    def _index(self, version: int, with_vectors: bool, tell: Tell) -> None:
        told: set[str] = set()

        def note(stage: str, done: int, total: int) -> None:
            if stage not in told:
                if not told:
                    tell(f"began {time.monotonic()}")
                told.add(stage)
                tell(stage)

        index_feed(
            self._feeds[version],
            self._shop,
            embedder=HashingEmbedder(),
            on_progress=note,
            with_vectors=with_vectors,
        )

    def _update(self, tell: Tell) -> None:
        """Each price is used once, so that a value says which update it came from."""
        if self._live is None:
            return
        for price in range(self._next_price, self._next_price + 100_000):
            offer_id = self._random.choice(self._shared_offers)
            tell(f"try {offer_id} {price} {time.monotonic()}")
            update_offer(self._shop, OfferUpdate(offer_id, price=float(price), quantity=price))
            tell(f"ack {offer_id} {price}")

    def _possible_prices(self, updater: Child, *, after: float, before: dict[str, set[float]]) -> dict[str, set[float]]:
        """For each updated offer the prices it may have; updates tried before `after` may count or not."""
        possible = {offer_id: set(prices) for offer_id, prices in before.items()}
        tried: dict[str, float] = {}
        for line in updater.lines:
            if not line.startswith(("try", "ack")):
                continue  # an error, which is reported already
            word, offer_id, price, *moment = line.split()
            if word == "try":
                tried[price] = float(moment[0])
                possible[offer_id] = possible.get(offer_id, {0.0}) | {float(price)}
            elif tried[price] > after:
                possible[offer_id] = {float(price)}
            else:
                possible[offer_id] = {other for other in possible[offer_id] if other in (0.0, float(price))}
        return possible

    def _expected(self, snapshot: Snapshot, version: int, indexer: Child, updater: Child) -> dict[str, set[float]]:
        """The prices that updates may have given each offer; 0 stands for the feed's own."""
        if self._live and snapshot.manifest.snapshot_id == self._live[0]:
            return self._possible_prices(updater, after=0.0, before=self._updated)
        began = next(float(line.split()[1]) for line in indexer.lines if line.startswith("began"))
        return self._possible_prices(updater, after=began, before={})

    def _check(self, version: int, indexer: Child, updater: Child, tell: Tell) -> None:
        """In a child of its own: opening Chroma starts threads, which the next fork would not survive."""
        try:
            snapshot = open_snapshot(self._shop)
        except SnapshotMissing:
            tell("whole" if self._live is None else "the shop is gone")
            return
        with closing(snapshot):
            is_old = self._live is not None and snapshot.manifest.snapshot_id == self._live[0]
            feed_version = self._live[1] if is_old and self._live else version
            snapshot.verify()
            self._check_products(snapshot, self._products[feed_version], tell)
            self._check_updates(snapshot, self._expected(snapshot, version, indexer, updater), tell)
            vectors = snapshot.vectors()
            if vectors is not None:
                if vectors.count() != snapshot.n_products:
                    tell("Chroma's index is torn")
                vectors.close()
        tell("whole")

    def _check_products(self, snapshot: Snapshot, expected: Sequence[Product], tell: Tell) -> None:
        with closing(CatalogFile(snapshot.directory / CATALOG)) as catalog:
            stored = [catalog.product(row) for row in range(snapshot.n_products)]
        if stored != list(expected):
            tell("the products are those of neither feed")

    def _check_updates(self, snapshot: Snapshot, expected: dict[str, set[float]], tell: Tell) -> None:
        for row, product in enumerate(snapshot.products):
            for offer, offer_row in zip(product.offers, snapshot.facets.offers_of(row), strict=True):
                own_price = 0.0 if offer.price < 1_000 else offer.price
                if own_price not in expected.get(offer.offer_id, {0.0}):
                    tell(f"{offer.offer_id} costs {offer.price}, not one of {expected.get(offer.offer_id)}")
                if snapshot.facets.price[offer_row] != offer.price:
                    tell(f"{offer.offer_id} has another price in the facet columns")
                if own_price and offer.quantity != own_price:
                    tell(f"the update of {offer.offer_id} is torn")

    def _look(self, version: int, indexer: Child, updater: Child) -> None:
        """Takes the shop as it is now for the old one of the next trial."""
        acknowledged = [line.split()[2] for line in updater.lines if line.startswith("ack")]
        tried = [int(line.split()[2]) for line in updater.lines if line.startswith("try")]
        self.n_acknowledged += len(acknowledged)
        self._next_price = max([self._next_price, *(price + 1 for price in tried)])
        try:
            snapshot = open_snapshot(self._shop)
        except RetrievalError:
            return
        with closing(snapshot):
            if self._live is None or snapshot.manifest.snapshot_id != self._live[0]:
                self.n_published += 1
                live = (snapshot.manifest.snapshot_id, version)
            else:
                live = self._live
            possible = self._expected(snapshot, version, indexer, updater)
            prices = {offer.offer_id: offer.price for product in snapshot.products for offer in product.offers}
            self._updated = {
                offer_id: {prices[offer_id] if prices[offer_id] >= 1_000 else 0.0}
                for offer_id in possible
                if offer_id in prices
            }
            self._live = live

    def _offer_ids(self, version: int) -> set[str]:
        return {offer.offer_id for product in self._products[version] for offer in product.offers}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    import retrieval.vector_store  # noqa: F401 - imported once here, so that no forked child pays for it

    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        trials = Trials(Path(folder), options.seed)
        trials.run(options.trials)
    for problem in trials.problems:
        print(problem)
    killed = ", ".join(f"{stage} {n}" for stage, n in trials.n_killed_in.items())
    print(f"{options.trials} trials in {time.monotonic() - start:.0f} s; killed in: {killed}")
    print(f"{trials.n_published} snapshots published, {trials.n_acknowledged} updates acknowledged")
    print(f"{len(trials.problems)} lost or torn")
    return 1 if trials.problems else 0


if __name__ == "__main__":
    sys.exit(main())
