"""Scenario turns typed and spoken, by a recogniser that mishears on purpose."""

from pathlib import Path

import numpy as np
import pytest

from assistant.conversation import Conversation
from assistant.errors import NothingHeard
from assistant.explainer import CheckedExplainer
from assistant.phrases import load_phrases
from assistant.renderer import Renderer
from assistant.speech.transcriber import Hearing, Samples
from assistant.understanding.embedded_parser import EmbeddedParser
from evals.scenarios import SCENARIOS, Scenario, load_scenarios
from evals.voice_command import spread
from evals.voice_scenarios import (
    UNSAYABLE,
    ScenarioPaths,
    ScenarioTurn,
    TurnPair,
    play_pairs,
    sayable_turns,
    summarise_pairs,
)
from retrieval.lexicon import load_lexicon
from tests.assistant.test_session_heard import WordEmbedder
from tests.fakes import FakeShop, offer, product

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


def test_spoken_turn_follows_the_typed_ones(tmp_path: Path) -> None:
    """One mishearing counts once: the turn after it is judged as if it had been heard; silence leaves the ledger alone."""
    forms = [("a red jacket", ["color=red"]), ("size M", ["color=red", "size=M"]), ("not red", ["size=M"])]
    scenario = Scenario.model_validate(
        {
            "name": "three-turns", "language": "en", "shop": "demo",
            "turns": [{"say": said, "expect": {"ledger": ledger}} for said, ledger in forms],
        }
    )  # fmt: skip
    turns = [ScenarioTurn(scenario, index) for index in range(3)]
    heard = {1.0: "a bed jacket", 2.0: "size M"}

    def hear(samples: Samples) -> Hearing:
        if samples[0] not in heard:
            raise NothingHeard("Nobody speaks in that.")
        return Hearing(heard[samples[0]], "en")

    sounds = [np.full(10, number, dtype=np.float32) for number in (1, 2, 3)]
    pairs = list(play_pairs(small_conversation(tmp_path), turns, sounds, hear))
    assert [pair.written for pair in pairs] == ["a bed jacket", "size M", ""]
    assert [pair.is_text_right for pair in pairs] == [True, True, True]
    assert [pair.is_voice_right for pair in pairs] == [False, True, True]


def small_conversation(cache: Path) -> Conversation:
    """A shop with one jacket and a parser that compares words."""
    jacket = product("jacket", "Jacket", offer("red-m", "red", "M"), offer("blue-m", "blue", "M"))
    shop = FakeShop([jacket], load_lexicon())
    parser = EmbeddedParser(
        WordEmbedder(), lexicon=shop.lexicon, vocabulary=shop.vocabulary, rates={}, cache_directory=cache
    )
    renderer = Renderer(load_phrases(), shop.lexicon, shop.vocabulary, "USD")
    explainer = CheckedExplainer(renderer, lexicon=shop.lexicon, vocabulary=shop.vocabulary)
    return Conversation(shop, parser, explainer, renderer=renderer)  # type: ignore[arg-type]
