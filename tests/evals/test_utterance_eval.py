"""The measure of understanding: counted as one would by hand, over labels that follow their own guideline."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.messages import INTENTS, Intent, ParseContext, StatedConstraint, Understanding
from evals.utterance_eval import UTTERANCES, Score, describe, evaluate, load_utterances, score
from retrieval.constraints import NUMERIC_SLOTS, Constraint

pytestmark = pytest.mark.unit

MAIN, HELDOUT = ("en", "zh"), ("en_heldout", "zh_heldout")


@dataclass(frozen=True)
class ScriptedParser:
    """Answers with what it was given for the text; remembers nothing."""

    script: dict[str, Understanding]

    def parse(self, text: str, context: ParseContext) -> Understanding:
        return self.script[text]


def understood(intent: Intent, *constraints: Constraint) -> Understanding:
    return Understanding("en", intent, constraints=tuple(StatedConstraint(c, "words") for c in constraints))


def row(number: int, text: str, intent: str, *constraints: Constraint, **more: object) -> dict[str, object]:
    labels = [{"slot": c.slot, "op": c.op, "value": c.value, "unit": c.unit, "is_hard": c.is_hard} for c in constraints]
    return {"id": f"en-{number:03d}", "text": text, "intent": intent, "constraints": labels, **more}


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return path


RED = Constraint("color", "in", ("red",))
DRESS = Constraint("category", "in", ("dress",))
TWO_COLORS = Constraint("color", "in", ("black", "navy"))
TWO_COLORS_TURNED = Constraint("color", "in", ("navy", "black"))
UNDER_100 = Constraint("price", "lte", 100, unit="USD")
UNDER_90 = Constraint("price", "lte", 90, unit="USD")
SOFT_WOOL = Constraint("material", "in", ("wool",), is_hard=False)
HARD_WOOL = Constraint("material", "in", ("wool",))


def test_report_of_scripted_parser_has_the_hand_worked_figures(tmp_path: Path) -> None:
    """Five utterances, two intents wrong, one number wrong, one value extra, one hardness wrong."""
    path = write(
        tmp_path / "five.jsonl",
        row(1, "red dress under 100", "search", DRESS, RED, UNDER_100),
        row(2, "black or navy", "refine", TWO_COLORS),
        row(3, "ideally wool", "refine", SOFT_WOOL),
        row(4, "hello", "greet"),
        row(5, "under 90 euros", "refine", Constraint("price", "lte", 90, unit="EUR"), note="currency"),
    )
    script = {
        "red dress under 100": understood("search", DRESS, RED, UNDER_90),
        "black or navy": understood("search", TWO_COLORS_TURNED),
        "ideally wool": understood("refine", HARD_WOOL),
        "hello": understood("thanks", RED),
        "under 90 euros": understood("refine", UNDER_100),
    }
    report = evaluate(ScriptedParser(script), path)
    # Right: dress, red; both colours in either order; wool. Labelled 3 + 1 + 1 + 0, parsed 3 + 1 + 1 + 1, no euros.
    assert report.constraints == Score(n_right=4, n_parsed=6, n_labelled=5)
    assert report.constraints.precision == pytest.approx(4 / 6)
    assert report.constraints.recall == pytest.approx(4 / 5)
    assert report.constraints.f1 == pytest.approx(8 / 11)
    # Wool was soft: one fewer.
    assert report.strict == Score(n_right=3, n_parsed=6, n_labelled=5)
    assert report.n_utterances == 5
    assert report.intent_accuracy == pytest.approx(3 / 5)
    assert report.per_intent == {
        "search": Score(n_right=1, n_parsed=2, n_labelled=1),
        "refine": Score(n_right=2, n_parsed=2, n_labelled=3),
        "greet": Score(n_right=0, n_parsed=0, n_labelled=1),
        "thanks": Score(n_right=0, n_parsed=1, n_labelled=0),
    }
    assert [str(miss) for miss in report.misses] == [
        "en-001 'red dress under 100'; missing price lte 100; extra price lte 90",
        "en-002 'black or navy'; intent search, not refine",
        "en-003 'ideally wool'; missing material in wool (soft); extra material in wool",
        "en-004 'hello'; intent thanks, not greet; extra color in red",
    ]


def test_constraint_parsed_twice_counts_once(tmp_path: Path) -> None:
    """A repeated constraint is right once and extra once."""
    utterances = load_utterances(write(tmp_path / "one.jsonl", row(1, "red", "refine", RED)))
    report = score(utterances, [understood("refine", RED, RED)])
    assert report.constraints == Score(n_right=1, n_parsed=2, n_labelled=1)
    assert report.misses[0].extra == (RED,)


def test_bound_computed_another_way_is_the_same_bound(tmp_path: Path) -> None:
    """0.1 + 0.2 and 0.3 differ in the last bit, and are one price."""
    labelled, parsed = Constraint("price", "gte", 0.3, unit="USD"), Constraint("price", "gte", 0.1 + 0.2, unit="USD")
    utterances = load_utterances(write(tmp_path / "one.jsonl", row(1, "over 30 cents", "refine", labelled)))
    assert score(utterances, [understood("refine", parsed)]).misses == ()


@pytest.mark.parametrize(
    ("counts", "figures"),
    [
        (Score(0, 0, 0), (1.0, 1.0, 1.0)),  # nothing to find, nothing found
        (Score(0, 0, 2), (0.0, 0.0, 0.0)),  # all missed
        (Score(0, 3, 0), (0.0, 0.0, 0.0)),  # all invented
        (Score(1, 2, 1), (0.5, 1.0, 2 / 3)),
    ],
)
def test_score_without_denominator_is_defined(counts: Score, figures: tuple[float, float, float]) -> None:
    """Where a denominator is zero the figure says whether something was got wrong."""
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx(figures)


def test_score_of_nothing_raises() -> None:
    """An empty file is no perfect score."""
    with pytest.raises(ValueError, match="no utterances"):
        score([], [])


def test_score_of_unequal_numbers_raises(tmp_path: Path) -> None:
    """An utterance without an answer is never skipped."""
    utterances = load_utterances(write(tmp_path / "one.jsonl", row(1, "red", "refine", RED)))
    with pytest.raises(ValueError, match="zip"):
        score(utterances, [])


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "en-001", "text": "red", "intent": "wish", "constraints": []},
        {"id": "fr-001", "text": "rouge", "intent": "refine", "constraints": []},
        {"id": "en-001", "text": "red", "constraints": []},
        {"id": "en-001", "text": "red", "intent": "refine", "constraints": [], "context": {"mood": "good"}},
    ],
)
def test_broken_line_raises_naming_file_and_line(tmp_path: Path, broken: dict[str, object]) -> None:
    """A label that cannot be read stops the run, and says where."""
    path = write(tmp_path / "broken.jsonl", row(1, "red", "refine", RED), broken)
    with pytest.raises(ValueError, match=r"broken\.jsonl:2"):
        load_utterances(path)


def test_context_of_a_line_reaches_the_parser_over_the_default(tmp_path: Path) -> None:
    """Without a context six products are shown; a line's own context stands above that."""
    context = {"n_shown": 0, "asked_slot": "size", "categories": ["jacket"]}
    plain, answer = load_utterances(
        write(tmp_path / "two.jsonl", row(1, "red", "refine"), row(2, "M", "refine", context=context))
    )
    assert plain.context == ParseContext(n_shown=6, language="en")
    assert answer.context == ParseContext(categories=("jacket",), n_shown=0, asked_slot="size", language="en")


@pytest.mark.parametrize(("names", "n_least", "n_least_each"), [(MAIN, 160, 4), (HELDOUT, 60, 1)])
def test_labelled_files_cover_every_intent(names: tuple[str, ...], n_least: int, n_least_each: int) -> None:
    """Each language has enough utterances, of every intent, search and refine about half of them."""
    for name in names:
        utterances = load_utterances(UTTERANCES / f"{name}.jsonl")
        counts = Counter(utterance.intent for utterance in utterances)
        assert len(utterances) >= n_least
        assert all(counts[intent] >= n_least_each for intent in INTENTS)
        assert 0.4 <= (counts["search"] + counts["refine"]) / len(utterances) <= 0.6


def test_labelled_utterances_are_told_apart() -> None:
    """No id twice, and no held-out text among those that parsers are worked on with."""
    utterances = [u for name in (*MAIN, *HELDOUT) for u in load_utterances(UTTERANCES / f"{name}.jsonl")]
    assert max(Counter(u.id for u in utterances).values()) == 1
    assert max(Counter(u.text.casefold() for u in utterances).values()) == 1


@pytest.mark.parametrize("name", [*MAIN, *HELDOUT])
def test_labels_follow_the_guideline(name: str) -> None:
    """Numeric slots have a bound and a unit, others lower-case names and none; a foreign currency is noted."""
    for utterance in load_utterances(UTTERANCES / f"{name}.jsonl"):
        for constraint in utterance.constraints:
            where = f"{utterance.id} {describe(constraint)}"
            assert bool(constraint.names) != (constraint.slot in NUMERIC_SLOTS), where
            assert (constraint.unit is not None) == (constraint.slot in NUMERIC_SLOTS), where
            if constraint.slot == "price":
                assert (constraint.unit != "USD") == (utterance.note == "currency"), where
            if constraint.slot != "size":
                assert all(value == value.casefold() for value in constraint.names), where
