"""The runner: what passes, what fails, and what says nothing of the assistant."""

from collections.abc import Callable
from typing import Any

import pytest

from evals.scenario_checks import PlayedTurn
from evals.scenario_runner import Player, ShopAbsentError, Summary, play_scenario, play_scenarios, summarise
from evals.scenarios import PhotoShown, Scenario
from retrieval.errors import SnapshotMissing
from tests.evals.turns import RED_DRESS, played

pytestmark = pytest.mark.unit


class ScriptedPlayer:
    """Answers with the turns it was given, and remembers what it was told."""

    def __init__(self, *turns: PlayedTurn | Exception) -> None:
        self._turns = turns
        self.heard: list[str] = []

    def restart(self) -> None:
        self.heard = []

    def play(self, text: str, photo: PhotoShown | None = None) -> PlayedTurn:
        turn = self._turns[len(self.heard)]
        self.heard.append(text)
        if isinstance(turn, Exception):
            raise turn
        return turn


def scenario(*expectations: dict[str, Any], shop: str = "demo", **turn: Any) -> Scenario:
    turns = [{"say": "dress", "expect": expect, **turn} for expect in expectations]
    return Scenario.model_validate({"name": "any", "language": "en", "shop": shop, "turns": turns})


def opening(player: Player) -> Callable[[str], Player]:
    return lambda name: player


def test_scenario_whose_turns_all_hold_passes() -> None:
    """Later turns are judged with the earlier ones at hand."""
    player = ScriptedPlayer(played(RED_DRESS), played(RED_DRESS))
    result = play_scenario(scenario({"intent": "search"}, {"cards": {"same_as": [[1, 1]]}}), player)
    assert (result.status, result.problems, player.heard) == ("passed", (), ["dress", "dress"])


def test_expectation_that_does_not_hold_fails_the_scenario_but_does_not_end_it() -> None:
    """Each problem names its turn, from 1."""
    player = ScriptedPlayer(played(RED_DRESS), played(RED_DRESS))
    result = play_scenario(scenario({"intent": "more"}, {"cards": {"min": 2}}), player)
    assert result.status == "failed"
    assert [str(problem) for problem in result.problems] == [
        "turn 1 'dress': intent search, not more",
        "turn 2 'dress': 1 cards, at least 2 expected",
    ]


def test_broken_promise_fails_a_scenario_that_expects_nothing() -> None:
    """A turn without an answer fails whatever was expected of it."""
    result = play_scenario(scenario({}), ScriptedPlayer(played(reply="")))
    assert result.status == "failed"


def test_reply_may_be_expected_in_another_language_than_the_scenario_s() -> None:
    """A shopper may change the language within a conversation."""
    turn = played(language="zh", reply="您想找什么？")
    assert play_scenario(scenario({}, language="zh"), ScriptedPlayer(turn)).status == "passed"
    assert play_scenario(scenario({}), ScriptedPlayer(turn)).status == "failed"


def test_text_is_repeated_as_often_as_the_turn_says() -> None:
    """Long texts need not be written out."""
    player = ScriptedPlayer(played())
    play_scenario(scenario({}, repeat=3), player)
    assert player.heard == ["dressdressdress"]


def test_failing_disk_is_an_error_and_no_failure() -> None:
    """What the machine does says nothing of the assistant."""
    result = play_scenario(scenario({}), ScriptedPlayer(OSError("No space left on device")))
    assert (result.status, result.reason) == ("error", "OSError: No space left on device")


def test_shop_without_data_is_skipped_and_one_that_cannot_be_opened_is_an_error() -> None:
    """Each shop is opened once, and its scenarios share the reason."""
    opened: list[str] = []

    def open_player(name: str) -> Player:
        opened.append(name)
        if name == "luma":
            raise ShopAbsentError("needs the feed")
        raise SnapshotMissing("Nothing is indexed here.")

    scenarios = [scenario({}), scenario({}, shop="luma"), scenario({})]
    results = list(play_scenarios(scenarios, open_player))
    assert [result.status for result in results] == ["error", "skipped", "error"]
    assert results[1].reason == "needs the feed"
    assert results[0].reason == "SnapshotMissing: Nothing is indexed here."
    assert opened == ["demo", "luma"]


def test_summary_averages_over_what_could_be_played() -> None:
    """One passed, one failed, one error: half of the two that were played."""
    player = ScriptedPlayer(played(RED_DRESS))
    scenarios = [scenario({}), scenario({"intent": "more"})]
    results = [*play_scenarios(scenarios, opening(player)), play_scenario(scenario({}), ScriptedPlayer(OSError("x")))]
    summary = summarise(results)
    assert summary == Summary(n_passed=1, n_failed=1, n_skipped=0, n_errors=1)
    assert summary.pass_rate == 0.5
    assert not summary.is_success


@pytest.mark.parametrize(
    ("counts", "is_success"),
    [((3, 0, 0, 0), True), ((3, 0, 2, 0), True), ((3, 1, 0, 0), False), ((3, 0, 0, 1), False), ((0, 0, 2, 0), False)],
)
def test_run_succeeds_only_where_something_was_played_and_nothing_went_wrong(
    counts: tuple[int, int, int, int], is_success: bool
) -> None:
    """Everything skipped is no success."""
    assert Summary(*counts).is_success == is_success
