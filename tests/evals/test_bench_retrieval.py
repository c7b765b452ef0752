"""The benchmark of filtered search, at a size that takes no time."""

import pytest
from rich.console import Console

from evals.bench_retrieval import FILTERS, print_report, run_retrieval_bench

pytestmark = pytest.mark.unit


def test_bench_measures_all_contenders_side_by_side() -> None:
    """Ours and the scan are exact at every filter and return all there is up to ten; skipped is said to be skipped."""
    stages: set[str] = set()
    report = run_retrieval_bench(2_000, on_progress=lambda stage, done, total: stages.add(stage), chroma_max_rows=0)
    assert {one.contender for one in report.measurements} == {"ours", "scan"}
    assert len(report.measurements) == 2 * len(FILTERS)
    assert all(one.recall == 1.0 for one in report.measurements)
    assert [one.min_returned for one in report.measurements[: len(FILTERS)]] == [2, 10, 10, 10, 10]
    assert "chroma where" in report.skipped
    assert "ours" in stages


def test_report_is_printed_as_a_table() -> None:
    """One row a filter."""
    console = Console(record=True, width=120)
    print_report(run_retrieval_bench(1_000, chroma_max_rows=0), console)
    text = console.export_text()
    assert all(name in text for name in ("0.1 %", "none", "ours", "scan", "chroma where: skipped"))
