"""The command's output: the figures of a report, as a line of JSON and as tables."""

from pathlib import Path

import pytest

from assistant.messages import ParseContext, Understanding
from evals.utterance_command import report_json, show
from evals.utterance_eval import LabelledUtterance, UtteranceReport, score
from retrieval.constraints import Constraint

pytestmark = pytest.mark.unit

RED = Constraint("color", "in", ("red",))


@pytest.fixture
def report() -> UtteranceReport:
    """One utterance understood, one with its constraint missed and its intent wrong."""
    labelled = [
        LabelledUtterance("en-001", "hello", "greet", (), ParseContext()),
        LabelledUtterance("en-002", "red", "refine", (RED,), ParseContext()),
    ]
    return score(labelled, [Understanding("en", "greet"), Understanding("en", "search")])


def test_json_line_has_the_figures_and_the_misses_where_asked_for(report: UtteranceReport) -> None:
    """Half of the intents, none of the constraints."""
    line = report_json(Path("en.jsonl"), report, misses=False)
    assert (line["file"], line["n_utterances"], line["intent_accuracy"], line["n_misses"]) == ("en.jsonl", 2, 0.5, 1)
    assert line["constraints"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n_labelled": 1}
    assert "misses" not in line
    miss = report_json(Path("en.jsonl"), report, misses=True)["misses"][0]
    assert (miss["id"], miss["intent"], miss["labelled_intent"]) == ("en-002", "search", "refine")
    assert (miss["missing"], miss["extra"]) == (["color in red"], [])


def test_tables_name_the_file_the_intents_and_the_misses(
    report: UtteranceReport, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a person reads."""
    show(Path("en.jsonl"), report, misses=True)
    shown = capsys.readouterr().out
    assert "intent accuracy 0.500" in shown
    assert "refine" in shown
    assert "en-002 'red'; intent search, not refine; missing color in red" in shown
