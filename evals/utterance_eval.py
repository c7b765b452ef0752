"""How well a parser understands labelled utterances: constraints by micro precision and recall, intents by accuracy."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from assistant.messages import INTENTS, Language, ParseContext, Understanding
from assistant.understanding.parser import Parser
from retrieval.constraints import Constraint

UTTERANCES = Path(__file__).with_name("utterances")

N_SHOWN = 6
"""Products on the table for an utterance that names no context, as at most points of a conversation."""

UNSCORED_NOTE = "currency"
"""A foreign amount is labelled before conversion, a parser returns it after: its constraints are not compared."""

Key = tuple[str, str, frozenset[str] | float]
StrictKey = tuple[Key, bool]


@dataclass(frozen=True, slots=True)
class LabelledUtterance:
    """What a shopper typed, what it means, and the conversation it is said in."""

    id: str
    text: str
    intent: str
    constraints: tuple[Constraint, ...]
    context: ParseContext
    note: str = ""

    @property
    def has_scored_constraints(self) -> bool:
        """Whether its constraints count."""
        return self.note != UNSCORED_NOTE


@dataclass(frozen=True, slots=True)
class Score:
    """Counts behind precision, recall and F1. What was neither labelled nor parsed scores 1: nothing was got wrong."""

    n_right: int
    n_parsed: int
    n_labelled: int

    @property
    def precision(self) -> float:
        """Share of the parsed that is labelled."""
        return self.n_right / self.n_parsed if self.n_parsed else float(not self.n_labelled)

    @property
    def recall(self) -> float:
        """Share of the labelled that was parsed."""
        return self.n_right / self.n_labelled if self.n_labelled else float(not self.n_parsed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, written so that it needs neither to be above 0."""
        n_both = self.n_parsed + self.n_labelled
        return 2 * self.n_right / n_both if n_both else 1.0


@dataclass(frozen=True, slots=True)
class Miss:
    """An utterance understood otherwise than labelled: its constraints missing and extra, and both intents."""

    utterance: LabelledUtterance
    intent: str
    missing: tuple[Constraint, ...]
    extra: tuple[Constraint, ...]

    def __str__(self) -> str:
        parts = [f"{self.utterance.id} {self.utterance.text!r}"]
        if self.intent != self.utterance.intent:
            parts.append(f"intent {self.intent}, not {self.utterance.intent}")
        parts += [f"missing {describe(c)}" for c in self.missing]
        parts += [f"extra {describe(c)}" for c in self.extra]
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class UtteranceReport:
    """A parser against one file.

    `constraints` compares slot, operator and value (a set of names, or a number); `strict` compares `is_hard` as well.
    `per_intent` scores each intent as a class of its own. `misses` are in the file's order and name every difference,
    hardness included.
    """

    n_utterances: int
    constraints: Score
    strict: Score
    intent_accuracy: float
    per_intent: Mapping[str, Score]
    misses: tuple[Miss, ...]


def evaluate(parser: Parser, path: Path) -> UtteranceReport:
    """Parse every utterance of `path` and compare with its labels. Raises ValueError as `load_utterances` does."""
    utterances = load_utterances(path)
    return score(utterances, [parser.parse(utterance.text, utterance.context) for utterance in utterances])


def score(utterances: Iterable[LabelledUtterance], understandings: Iterable[Understanding]) -> UtteranceReport:
    """Compare what was understood with the labels, pair by pair. Raises ValueError for none or unequal numbers."""
    pairs = list(zip(utterances, understandings, strict=True))
    if not pairs:
        raise ValueError("no utterances to score")
    judged = [(labelled.constraints, _parsed(got)) for labelled, got in pairs if labelled.has_scored_constraints]
    misses = (_miss(labelled, got) for labelled, got in pairs)
    return UtteranceReport(
        n_utterances=len(pairs),
        constraints=_total((Counter(map(_key, labelled)), Counter(map(_key, parsed))) for labelled, parsed in judged),
        strict=_total((Counter(map(_strict, labelled)), Counter(map(_strict, parsed))) for labelled, parsed in judged),
        intent_accuracy=sum(labelled.intent == got.intent for labelled, got in pairs) / len(pairs),
        per_intent=_per_intent([(labelled.intent, got.intent) for labelled, got in pairs]),
        misses=tuple(miss for miss in misses if miss is not None),
    )


def load_utterances(path: Path) -> tuple[LabelledUtterance, ...]:
    """The utterances of a JSON Lines file. Raises ValueError naming the file and line that is not one."""
    utterances = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                utterances.append(_utterance(json.loads(line)))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path}:{number}: {error!r}") from error
    return tuple(utterances)


def describe(constraint: Constraint) -> str:
    """A constraint in one line: `color in black|navy (soft)`."""
    value = "|".join(constraint.names) if constraint.names else f"{constraint.value:g}"
    return f"{constraint.slot} {constraint.op} {value}{'' if constraint.is_hard else ' (soft)'}"


def _utterance(row: dict[str, Any]) -> LabelledUtterance:
    if row["intent"] not in INTENTS:
        raise ValueError(f"unknown intent {row['intent']!r}")
    language = row["id"].partition("-")[0]
    if language not in get_args(Language):
        raise ValueError(f"the id {row['id']!r} names no language")
    context = {"n_shown": N_SHOWN, **row.get("context", {})}
    context["categories"] = tuple(context.get("categories", ()))
    return LabelledUtterance(
        id=row["id"],
        text=row["text"],
        intent=row["intent"],
        constraints=tuple(map(_constraint, row["constraints"])),
        context=ParseContext(**context, language=cast(Language, language)),
        note=row.get("note", ""),
    )


def _constraint(row: dict[str, Any]) -> Constraint:
    value = tuple(row["value"]) if isinstance(row["value"], list) else row["value"]
    return Constraint(row["slot"], row["op"], value, unit=row["unit"], is_hard=row["is_hard"])


def _parsed(got: Understanding) -> tuple[Constraint, ...]:
    return tuple(stated.constraint for stated in got.constraints)


def _key(constraint: Constraint) -> Key:
    # To the cent: "around 70" is 0.8 * 70, which no two ways of computing need give to the last bit.
    value = frozenset(constraint.names) if constraint.names else round(constraint.number, 2)
    return constraint.slot, constraint.op, value


def _strict(constraint: Constraint) -> StrictKey:
    return _key(constraint), constraint.is_hard


def _total(pairs: Iterable[tuple[Counter[Any], Counter[Any]]]) -> Score:
    counts = [((labelled & parsed).total(), parsed.total(), labelled.total()) for labelled, parsed in pairs]
    return Score(*(sum(column) for column in zip(*counts, strict=True))) if counts else Score(0, 0, 0)


def _per_intent(pairs: list[tuple[str, str]]) -> dict[str, Score]:
    n_right = Counter(labelled for labelled, got in pairs if labelled == got)
    n_labelled = Counter(labelled for labelled, _ in pairs)
    n_got = Counter(got for _, got in pairs)
    present = [intent for intent in INTENTS if n_labelled[intent] or n_got[intent]]
    return {intent: Score(n_right[intent], n_got[intent], n_labelled[intent]) for intent in present}


def _miss(labelled: LabelledUtterance, got: Understanding) -> Miss | None:
    missing: tuple[Constraint, ...] = ()
    extra: tuple[Constraint, ...] = ()
    if labelled.has_scored_constraints:
        missing = _without(labelled.constraints, _parsed(got))
        extra = _without(_parsed(got), labelled.constraints)
    if not missing and not extra and got.intent == labelled.intent:
        return None
    return Miss(labelled, got.intent, missing, extra)


def _without(constraints: tuple[Constraint, ...], others: tuple[Constraint, ...]) -> tuple[Constraint, ...]:
    unmatched = Counter(map(_strict, others))
    left = []
    for constraint in constraints:
        key = _strict(constraint)
        if unmatched[key]:
            unmatched[key] -= 1
        else:
            left.append(constraint)
    return tuple(left)
