"""The command's output: the figures of a report, as a line of JSON and as tables."""

from pathlib import Path

import pytest

from assistant.errors import AssistantError
from evals.metrics import METRICS, Interval
from evals.retrieval_command import report_json, run, show
from evals.retrieval_eval import Figures, RetrievalReport

pytestmark = pytest.mark.unit


def figures(evidence: str, strategy: str, mean: float) -> Figures:
    interval = Interval(mean, mean - 0.01, mean + 0.01)
    return Figures(evidence, strategy, strategy != "", dict.fromkeys(METRICS, interval), {"hats": (mean, 0.25)})


REPORT = RetrievalReport(
    "small",
    "A query → its answer.",
    4,
    3,
    1,
    10,
    (figures("BM25", "", 0.4), figures("hybrid", "reciprocal_rank", 0.61239)),
)


def test_json_line_has_the_means_intervals_and_groups() -> None:
    """Four digits, every row."""
    line = report_json(REPORT)
    assert (line["dataset"], line["n_items"], line["n_queries"], line["n_unjudged"], line["k"]) == (
        "small",
        4,
        3,
        1,
        10,
    )
    row = line["rows"][1]
    assert (row["evidence"], row["strategy"], row["is_filtered"]) == ("hybrid", "reciprocal_rank", True)
    assert row["metrics"]["nDCG"] == {"mean": 0.6124, "low": 0.6024, "high": 0.6224}
    assert row["groups"] == {"hats": {"precision": 0.6124, "recall": 0.25}}


def test_table_fits_a_narrow_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Eighty columns hold every mean and interval uncut, and say what was left out."""
    monkeypatch.setenv("COLUMNS", "80")
    show(REPORT)
    shown = capsys.readouterr().out
    assert "3 queries, 1 without a relevant item left out; 4 items" in shown
    assert "hybrid," in shown
    assert shown.count("0.612") == len(METRICS)
    assert shown.count(".602-.622") == len(METRICS)
    assert "reciprocal_rank" in shown
    assert "0.400 0.250" in shown
    assert "…" not in shown


def test_folder_that_is_no_dataset_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that says which, and why."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssistantError, match="nowhere cannot be evaluated"):
        run([tmp_path / "nowhere"], model="none", k=10, n_candidates=100, distance="cosine", json_output=True)
