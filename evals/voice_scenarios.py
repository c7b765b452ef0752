"""The text turns of the scenarios, typed and spoken: what a voice keeps of the constraints that a keyboard gets right.

A turn is judged where its scenario says what the ledger must be after it. Each spoken turn follows the typed ones before it,
so that one mishearing counts once. It is heard as `ask --audio` hears: voice detection, gates and all.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.conversation import Conversation
from assistant.errors import NothingHeard
from assistant.messages import Language
from assistant.session import TurnDone
from assistant.speech.training.heard_text import language_of
from assistant.speech.transcriber import Hearing, Samples
from assistant.wire import Json, ledger_json
from evals.scenario_checks import check_ledger
from evals.scenario_runner import ConversationPlayer
from evals.scenarios import SCENARIOS, Expectation, Scenario, ScriptedTurn, load_scenarios

UNSAYABLE = "bad_input"
"""The file of what nobody says aloud: empty, endless, in signs."""

Hear = Callable[[Samples], Hearing]
"""Sound to a hearing. Raises `NothingHeard`."""


@dataclass(frozen=True, slots=True)
class ScenarioTurn:
    """A turn that is judged, `index` from 0 in its scenario."""

    scenario: Scenario
    index: int

    @property
    def turn(self) -> ScriptedTurn:
        """What is said, and what must come of it."""
        return self.scenario.turns[self.index]

    @property
    def language(self) -> Language:
        """Of the words, which a scenario in the other language may contain."""
        return language_of(self.turn.text)


@dataclass(frozen=True, slots=True)
class TurnPair:
    """A turn typed and spoken: what was heard ("" for nothing), and whether the ledger was right after either."""

    turn: ScenarioTurn
    written: str
    is_text_right: bool
    is_voice_right: bool


@dataclass(frozen=True, slots=True)
class ScenarioPaths:
    """The turns of one language: how many, and how many had every constraint right typed and spoken."""

    language: Language
    n: int
    text_right: int
    voice_right: int

    @property
    def kept(self) -> float:
        """What the voice path keeps of the text path's figure."""
        return self.voice_right / self.text_right if self.text_right else 0.0


def sayable_turns(shop: str) -> list[ScenarioTurn]:
    """The turns of the bundled scenarios of a shop that can be spoken and are judged by their ledger."""
    files = [file for file in sorted(SCENARIOS.rglob("*.yaml")) if file.stem != UNSAYABLE]
    return [
        ScenarioTurn(scenario, index)
        for scenario in load_scenarios(files)
        if scenario.shop == shop
        for index, turn in enumerate(scenario.turns)
        if _is_judged(turn)
    ]


def _is_judged(turn: ScriptedTurn) -> bool:
    says_ledger = turn.expect.ledger or turn.expect.names("ledger_exactly")
    return bool(says_ledger and turn.photo is None and turn.repeat == 1 and any(map(str.isalpha, turn.say)))


def play_pairs(
    conversation: Conversation, turns: Sequence[ScenarioTurn], sounds: Sequence[Samples], hear: Hear
) -> Iterator[TurnPair]:
    """Each turn typed and spoken, after the turns before it were typed; those of a scenario stand together.

    `sounds` are the turns spoken, in their order.
    """
    spoken = {(turn.scenario.id, turn.index): sound for turn, sound in zip(turns, sounds, strict=True)}
    for scenario_id, own in groupby(turns, key=lambda turn: turn.scenario.id):
        by_index = {turn.index: turn for turn in own}
        player = ConversationPlayer(conversation)
        player.restart()
        for index, scripted in enumerate(next(iter(by_index.values())).scenario.turns[: max(by_index) + 1]):
            before = conversation.assistant.events
            typed = player.play(scripted.text, scripted.photo).json["ledger"]
            if index in by_index:
                after = conversation.assistant.events
                conversation.assistant.restore(before)
                written, ledger = _speak(conversation, spoken[scenario_id, index], hear)
                expect = scripted.expect
                yield TurnPair(by_index[index], written, _holds(expect, typed), _holds(expect, ledger))
                conversation.assistant.restore(after)


def _speak(conversation: Conversation, sound: Samples, hear: Hear) -> tuple[str, Sequence[Json]]:
    """What is heard of a spoken turn, and the ledger after it; where nothing is, the ledger is what it was."""
    try:
        hearing = hear(sound)
    except NothingHeard:
        return "", ledger_json(conversation.ledger)
    for event in conversation.take_turn(hearing.text, hearing=hearing):
        if isinstance(event, TurnDone):
            return hearing.text, ledger_json(conversation.ledger)
    raise AssertionError("a turn ends")


def _holds(expect: Expectation, ledger: Sequence[Json]) -> bool:
    return not any(check_ledger(expect, ledger))


def summarise_pairs(pairs: Iterable[TurnPair]) -> list[ScenarioPaths]:
    """A row a language."""
    by_language: dict[Language, list[TurnPair]] = {}
    for pair in pairs:
        by_language.setdefault(pair.turn.language, []).append(pair)
    return [
        ScenarioPaths(language, len(own), sum(p.is_text_right for p in own), sum(p.is_voice_right for p in own))
        for language, own in sorted(by_language.items())
    ]
