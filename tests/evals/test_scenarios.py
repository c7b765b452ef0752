"""The bundled conversations are played with the real assistant; their files are read strictly."""

from collections import Counter
from pathlib import Path

import pytest

from assistant.app import open_assistant
from assistant.config import Settings
from assistant.messages import INTENTS
from evals.scenario_runner import ConversationPlayer, play_scenario
from evals.scenarios import Scenario, ScenarioError, load_scenarios, read_form
from retrieval.constraints import Constraint

BUNDLED = load_scenarios()
SMALLEST = "- {name: x, language: en, shop: demo, turns: [{say: hi, expect: {%s}}]}"


def of_shop(shop: str) -> pytest.MarkDecorator:
    scenarios = [scenario for scenario in BUNDLED if scenario.shop == shop]
    return pytest.mark.parametrize("scenario", scenarios, ids=lambda scenario: f"{scenario.name}-{scenario.language}")


@pytest.fixture(scope="session")
def demo_player(demo_settings: Settings) -> ConversationPlayer:
    return ConversationPlayer(open_assistant(demo_settings))


@pytest.fixture(scope="session")
def luma_player(luma_settings: Settings) -> ConversationPlayer:
    return ConversationPlayer(open_assistant(luma_settings))


@pytest.mark.model
@of_shop("demo")
def test_conversation_in_demo_shop_goes_as_expected(scenario: Scenario, demo_player: ConversationPlayer) -> None:
    """Every expectation and every promise holds."""
    result = play_scenario(scenario, demo_player)
    assert (result.status, [str(problem) for problem in result.problems], result.reason) == ("passed", [], "")


@pytest.mark.model
@of_shop("luma")
def test_conversation_in_luma_store_goes_as_expected(scenario: Scenario, luma_player: ConversationPlayer) -> None:
    """The same features work on a feed that was not written for them."""
    result = play_scenario(scenario, luma_player)
    assert (result.status, [str(problem) for problem in result.problems], result.reason) == ("passed", [], "")


@pytest.mark.unit
def test_bundled_scenarios_are_as_many_as_promised() -> None:
    """At least 40 for the demo shop, half of them Chinese twins, and 15 for the Luma store."""
    names = {(shop, language): set[str]() for shop in ("demo", "luma") for language in ("en", "zh")}
    for scenario in BUNDLED:
        names[scenario.shop, scenario.language].add(scenario.name)
    assert len(names["demo", "zh"]) >= 22
    assert names["demo", "zh"] == names["demo", "en"]
    assert len(names["luma", "en"] | names["luma", "zh"]) >= 15


@pytest.mark.unit
@pytest.mark.parametrize("language", ["en", "zh"])
def test_bundled_scenarios_expect_every_intent(language: str) -> None:
    """No intent goes unplayed in either language."""
    turns = [turn for scenario in BUNDLED if scenario.language == language for turn in scenario.turns]
    expected = Counter(turn.expect.intent[0] for turn in turns if len(turn.expect.intent) == 1)
    assert set(INTENTS) - set(expected) == set()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("form", "constraint"),
    [
        ("color=red, blue", Constraint("color", "in", ("red", "blue"))),
        ("brand!=nike", Constraint("brand", "not_in", ("nike",))),
        ("price<=49.90", Constraint("price", "lte", 49.9)),
        ("soft rating >= 4", Constraint("rating", "gte", 4.0, is_hard=False)),
        ("capacity=1.5 l", Constraint("capacity", "in", ("1.5 l",))),
    ],
)
def test_form_is_read_as_the_constraint_it_writes(form: str, constraint: Constraint) -> None:
    """The forms of the README."""
    assert read_form(form) == constraint


@pytest.mark.unit
@pytest.mark.parametrize("form", ["red", "color>=red", "price=50", "price<=cheap", "color=", "", 5, None])
def test_text_that_is_no_form_is_refused(form: object) -> None:
    """Rather than being a constraint that always holds."""
    with pytest.raises(ValueError, match=r"\w"):
        read_form(form)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("expect", "problem"),
    [
        ("intnet: search", "turn 1.expect.intnet: Extra inputs are not permitted"),
        ("intent: serach", "turn 1.expect.intent.1: Input should be 'search'"),
        ("cards: {mn: 1}", "turn 1.expect.cards.mn: Extra inputs are not permitted"),
        ("cards: {all: [color=red]}", "turn 1.expect.cards: Value error, min is missing"),
        ("cards: {min: 1, all: [red]}", "turn 1.expect.cards.all.1: Value error, 'red' is none of"),
        ("relaxed: price", "turn 1.expect.relaxed: Input should be a valid tuple"),
        ("answer: maybe", "turn 1.expect.answer: Input should be a valid boolean"),
        ("intent: search, intent: more", "the key 'intent' stands here more than once"),
    ],
)
def test_misspelt_expectation_is_refused_and_named(expect: str, problem: str, tmp_path: Path) -> None:
    """The message leads to the file, the scenario, the turn and the key."""
    path = tmp_path / "file.yaml"
    path.write_text(SMALLEST % expect, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenarios([path])
    assert str(caught.value).startswith(str(path))
    assert problem in str(caught.value)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("turn", "problem"),
    [
        ("{expect: {}}", "turn 1: Value error, neither say nor photo is there"),
        ("{photo: {}}", "turn 1.photo: Value error, odd is None, not one of empty"),
        ("{photo: {odd: cmyk}}", "turn 1.photo: Value error, odd is cmyk, not one of empty"),
        ("{photo: {offer: [a, b], odd: bomb}}", "turn 1.photo: Value error, odd is bomb, not one of cut"),
        ("{photo: {offer: a}}", "turn 1.photo.offer"),
    ],
)
def test_turn_that_shows_nothing_known_is_refused(turn: str, problem: str, tmp_path: Path) -> None:
    """A photo is of an offer, or a picture of nothing with a name."""
    path = tmp_path / "file.yaml"
    path.write_text(f"- {{name: x, language: en, shop: demo, turns: [{turn}]}}", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenarios([path])
    assert problem in str(caught.value)


@pytest.mark.unit
@pytest.mark.parametrize("content", ["name: x", "- [", "- 5", "\xff"])
def test_file_that_is_no_list_of_scenarios_is_refused(content: str, tmp_path: Path) -> None:
    """Whatever is in it, the error is the same and names the file."""
    path = tmp_path / "file.yaml"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(ScenarioError, match=r"file\.yaml"):
        load_scenarios([path])


@pytest.mark.unit
def test_folder_is_read_whole_and_names_are_unique_in_it(tmp_path: Path) -> None:
    """Twins share a name, two scenarios of one language do not."""
    (tmp_path / "deeper").mkdir()
    with pytest.raises(ScenarioError, match=r"no \.yaml file"):
        load_scenarios([tmp_path])
    (tmp_path / "a.yaml").write_text(SMALLEST % "", encoding="utf-8")
    (tmp_path / "deeper" / "b.yaml").write_text((SMALLEST % "").replace("en", "zh"), encoding="utf-8")
    assert [scenario.id for scenario in load_scenarios([tmp_path])] == ["demo-x-en", "demo-x-zh"]
    (tmp_path / "c.yaml").write_text(SMALLEST % "", encoding="utf-8")
    with pytest.raises(ScenarioError, match="demo-x-en"):
        load_scenarios([tmp_path])
