"""The kill trials themselves: they run, and they would notice."""

import subprocess
import sys
from pathlib import Path

import pytest

from evals.forked_child import Child, Tell, fork
from evals.kill_trials import HashingEmbedder, write_feed
from retrieval.errors import FeedError
from retrieval.feeds import read_feed

pytestmark = pytest.mark.unit


def test_few_trials_lose_nothing() -> None:
    """In a process of its own, since the trials fork."""
    command = [sys.executable, "-m", "evals.kill_trials", "--trials", "4"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[2])
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.endswith("0 lost or torn\n")


def _tell_and_hang(tell: Tell) -> None:
    tell("first")
    tell("second")
    while True:
        pass


def test_killed_child_has_told_what_it_did() -> None:
    """Every line that was sent before the kill arrives."""
    child: Child = fork(_tell_and_hang)
    child.wait_for("second")
    status = child.end(kill=True)
    assert child.lines == ["first", "second"]
    assert status == 9


def test_error_of_a_child_is_told() -> None:
    """A trial in which the shop itself fails must not count as one that lost nothing."""

    def fail(tell: Tell) -> None:
        raise FeedError("bad feed.")

    child = fork(fail)
    child.end(kill=False)
    assert child.lines == ["error bad feed."]


def test_two_feeds_share_three_quarters(tmp_path: Path) -> None:
    """200 products each, 150 of them common, all at other prices."""
    products = []
    for version in (0, 1):
        write_feed(tmp_path / f"{version}.jsonl", version)
        products.append({product.product_id: product for product in read_feed(tmp_path / f"{version}.jsonl").products})
    common = products[0].keys() & products[1].keys()
    assert (len(products[0]), len(common)) == (200, 150)
    assert all(products[0][key].offers[0].price != products[1][key].offers[0].price for key in common)


def test_hashing_embedder_gives_unit_rows() -> None:
    """And zeros for no words."""
    rows = HashingEmbedder().embed(["red shirt", ""])
    assert abs(float((rows[0] ** 2).sum()) - 1) < 1e-5
    assert not rows[1].any()
