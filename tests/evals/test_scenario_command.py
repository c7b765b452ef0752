"""The command: exit codes, a line of JSON a scenario, JUnit XML."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from evals import scenario_command
from evals.scenario_command import run, write_junit
from evals.scenario_runner import Player, ScenarioResult, ShopAbsentError, TurnProblem
from evals.scenarios import Scenario
from tests.evals.test_scenario_runner import ScriptedPlayer
from tests.evals.turns import RED_DRESS, played

pytestmark = pytest.mark.unit

TWO_SHOPS = """
- {name: fine, language: en, shop: demo, turns: [{say: dress, expect: {intent: search}}]}
- {name: absent, language: en, shop: luma, turns: [{say: dress}]}
"""


def open_demo_only(name: str, **options: object) -> Player:
    if name == "luma":
        raise ShopAbsentError("needs the feed")
    return ScriptedPlayer(played(RED_DRESS))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two scenarios, and a player in place of the assistant."""
    monkeypatch.setattr(scenario_command, "open_player", open_demo_only)
    path = tmp_path / "two.yaml"
    path.write_text(TWO_SHOPS, encoding="utf-8")
    return path


def test_command_prints_a_line_a_scenario_and_the_summary_last(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Skipped scenarios do not fail the command."""
    assert run([file], shop=None, junit=None, json_output=True) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["scenario"], line["status"]) for line in lines[:2]] == [
        ("demo-fine-en", "passed"),
        ("luma-absent-en", "skipped"),
    ]
    assert lines[2] == {"n_passed": 1, "n_failed": 0, "n_skipped": 1, "n_errors": 0, "pass_rate": 1.0}


def test_command_shows_what_went_wrong_and_fails(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table names the scenario, the lines below it the turn and the problem."""
    file.write_text(TWO_SHOPS.replace("intent: search", "intent: more"), encoding="utf-8")
    assert run([file], shop=None, junit=None, json_output=False) == 1
    shown = capsys.readouterr().out
    assert "turn 1 'dress': intent search, not more" in shown
    assert "0 passed, 1 failed, 1 skipped, 0 could not be played: 0.0% of those played" in shown


def test_command_refuses_a_file_that_is_no_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong file is told from a wrong answer by the exit code, and named."""
    path = tmp_path / "wrong.yaml"
    path.write_text("- {name: x}", encoding="utf-8")
    assert run([path], shop=None, junit=None, json_output=True) == 2
    assert "wrong.yaml: x: language: Field required" in capsys.readouterr().err


def test_junit_tells_failures_errors_and_skips_apart(tmp_path: Path) -> None:
    """A suite a shop; texts with control characters stay valid XML."""
    results = [
        ScenarioResult(_scenario("passes"), "passed", seconds=1.5),
        ScenarioResult(_scenario("fails"), "failed", (TurnProblem(1, "\x00<&>", "no cards"),)),
        ScenarioResult(_scenario("breaks"), "error", reason="OSError: disk"),
        ScenarioResult(_scenario("waits", "luma"), "skipped", reason="no feed"),
    ]
    path = tmp_path / "reports" / "junit.xml"
    write_junit(results, path)
    root = ElementTree.parse(path).getroot()
    demo, luma = root.findall("testsuite")
    assert demo.attrib == {
        "name": "demo", "tests": "3", "failures": "1", "errors": "1", "skipped": "0", "time": "1.500",
    }  # fmt: skip
    assert luma.get("skipped") == "1"
    assert [[child.tag for child in case] for case in demo.findall("testcase")] == [[], ["failure"], ["error"]]
    assert demo.findtext("testcase/failure") == "turn 1 '\\x00<&>': no cards"


def _scenario(name: str, shop: str = "demo") -> Scenario:
    return Scenario.model_validate({"name": name, "language": "zh", "shop": shop, "turns": [{"say": "裙子"}]})
