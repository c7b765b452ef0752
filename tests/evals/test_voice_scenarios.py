"""Scenario turns typed and spoken, with the real demo conversation's checks and a recogniser that mishears on purpose."""

import pytest

from evals.scenarios import SCENARIOS, load_scenarios
from evals.voice_command import spread
from evals.voice_scenarios import UNSAYABLE, ScenarioPaths, ScenarioTurn, TurnPair, sayable_turns, summarise_pairs

pytestmark = pytest.mark.unit


def test_turns_of_both_languages_are_judged_by_their_ledger() -> None:
    """Many of each; none with a photo, none that nobody can say, and what nobody says aloud is in a file of its own."""
    turns = sayable_turns("demo")
    for language in ("en", "zh"):
        assert sum(turn.language == language for turn in turns) >= 40
    assert all(turn.turn.expect.ledger or turn.turn.expect.names("ledger_exactly") for turn in turns)
    assert all(turn.turn.photo is None and turn.turn.say.strip() for turn in turns)
    unsayable = {scenario.id for scenario in load_scenarios(SCENARIOS.rglob(f"{UNSAYABLE}.yaml"))}
    assert unsayable
    assert not unsayable & {turn.scenario.id for turn in turns}


def test_language_is_that_of_the_words() -> None:
    """An English turn in a Chinese scenario is read by an English voice."""
    mixed = [turn for turn in sayable_turns("demo") if turn.language != turn.scenario.language]
    assert all(turn.turn.text.isascii() == (turn.language == "en") for turn in mixed)


def test_figures_are_by_language() -> None:
    """Of two turns that were right typed, one was right spoken: a half is kept."""
    english = [turn for turn in sayable_turns("demo") if turn.language == "en"]

    def pair(turn: ScenarioTurn, *, text: bool, voice: bool) -> TurnPair:
        return TurnPair(turn, turn.turn.text, text, voice)

    pairs = [
        pair(english[0], text=True, voice=True),
        pair(english[1], text=True, voice=False),
        pair(english[2], text=False, voice=False),
    ]
    assert summarise_pairs(pairs) == [ScenarioPaths("en", 3, 2, 1)]
    assert summarise_pairs(pairs)[0].kept == 0.5
    assert ScenarioPaths("en", 1, 0, 0).kept == 0.0


def test_spread_takes_from_all_over() -> None:
    """Every tenth of a hundred; all where there are fewer than asked for."""
    assert spread(range(100), 10) == list(range(0, 100, 10))
    assert spread("abc", 5) == ["a", "b", "c"]
