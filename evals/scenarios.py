"""Scripted conversations: what the shopper says, turn by turn, and what must come of it. Read strictly from YAML.

The keys are explained in `scenarios/README.md`. Whatever a file holds that is not one of them is an error, since a
misspelt expectation would be one that always holds.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from assistant.messages import ActionKind, Intent, Language, Sentiment
from evals.odd_photos import ALONE, OF_OFFERS
from retrieval.constraints import NUMERIC_SLOTS, Constraint, Op

SCENARIOS = Path(__file__).with_name("scenarios")

ShopName = Literal["demo", "luma"]

ANY = "any"
"""In `clarify`: a question, about whatever it is."""

_FORM = re.compile(r"(?:(soft)\s+)?([a-z_]+)\s*(<=|>=|!=|=)\s*(\S.*?)\s*")
_OPS: dict[str, Op] = {"<=": "lte", ">=": "gte", "=": "in", "!=": "not_in"}


class ScenarioError(ValueError):
    """A scenario file says something that is no scenario; the message names the file and the place in it."""


def read_form(text: object) -> Constraint:
    """A constraint from `color=red,blue`, `color!=red`, `price<=50` or `soft occasion=hiking`. Raises ValueError."""
    match = _FORM.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"{text!r} is none of slot=a,b  slot!=a  slot<=1  slot>=1")
    soft, slot, sign, value = match.groups()
    op = _OPS[sign]
    if (slot in NUMERIC_SLOTS) != (op in ("lte", "gte")):
        raise ValueError(f"{sign} does not go with {slot}")
    if slot in NUMERIC_SLOTS:
        return Constraint(slot, op, float(value), is_hard=soft is None)
    return Constraint(slot, op, tuple(part.strip() for part in value.split(",")), is_hard=soft is None)


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _as_answers(value: object) -> object:
    """None is "no question", one name or several are what the question may be about."""
    return [] if value is None else _as_list(value)


Form = Annotated[Constraint, BeforeValidator(read_form)]
OneOrMore = BeforeValidator(_as_list)
Alternatives = Annotated[tuple[str, ...], OneOrMore]
"""Any one of these texts."""

Shown = tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]]
"""A card shown earlier: its turn and its rank, both from 1."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def names(self, key: str) -> bool:
        """Whether the file says anything under this key; null is something."""
        return key in self.model_fields_set


class CardsExpected(_Strict):
    """What the cards must be; forms are compared with the facts of the offer on the card."""

    min: int = 0
    max: int | None = None
    all: tuple[Form, ...] = ()
    some: tuple[Form, ...] = ()
    none_of: tuple[Form, ...] = ()
    first: tuple[Form, ...] = ()
    titles_contain: tuple[str, ...] = ()
    same_as: tuple[Shown, ...] | None = None
    new: bool = False
    sorted: Literal["price_asc", "price_desc", "rating_desc"] | None = None
    cheaper_than_turn: int | None = None

    @model_validator(mode="after")
    def _check_vacuous(self) -> "CardsExpected":
        if (self.all or self.none_of or self.sorted or self.cheaper_than_turn) and not self.min:
            raise ValueError("min is missing: without a card, whatever is said of all of them holds")
        return self


class CartExpected(_Strict):
    """The cart after the turn; `offer` are forms that the line added last meets, `same_as` the card it came from."""

    lines: int | None = None
    total_items: int | None = None
    offer: tuple[Form, ...] = ()
    same_as: Shown | None = None


class ReplyExpected(_Strict):
    """Texts that are in the reply and that are not: whole words, letters compared without case."""

    contains: tuple[Alternatives, ...] = ()
    absent: tuple[str, ...] = ()


class Expectation(_Strict):
    """What a turn must come to. What is not named is not looked at, except for the promises, which hold always."""

    intent: Annotated[tuple[Intent, ...], OneOrMore] = ()
    action: Annotated[tuple[ActionKind, ...], OneOrMore] = ()
    sentiment: Sentiment | None = None
    ledger: tuple[Form, ...] = ()
    ledger_exactly: tuple[Form, ...] | None = None
    ledger_absent: tuple[str, ...] = ()
    cards: CardsExpected = CardsExpected()
    relaxed: tuple[str, ...] | None = None
    clarify: Annotated[tuple[str, ...], BeforeValidator(_as_answers)] = ()
    answer: bool | None = None
    seen: tuple[Form, ...] = ()
    fault: str | None = None
    cart: CartExpected = CartExpected()
    reply: ReplyExpected = ReplyExpected()
    within_ms: Annotated[float, Field(gt=0)] | None = None


class PhotoShown(_Strict):
    """A photo that the shopper shows: of an offer (its product's id and its own), made odd or not, or of nothing."""

    offer: tuple[str, str] | None = None
    odd: str | None = None

    @model_validator(mode="after")
    def _check_names(self) -> "PhotoShown":
        known = OF_OFFERS if self.offer else ALONE
        if self.odd not in known and not (self.offer and self.odd is None):
            raise ValueError(f"odd is {self.odd}, not one of {', '.join(known)}")
        return self


class ScriptedTurn(_Strict):
    """What the shopper says and shows, in which language the reply is to be (None: the scenario's), and what must come
    of it.
    """

    say: str = ""
    photo: PhotoShown | None = None
    repeat: Annotated[int, Field(ge=1)] = 1
    language: Language | None = None
    expect: Expectation = Expectation()

    @model_validator(mode="after")
    def _check_silent(self) -> "ScriptedTurn":
        if self.photo is None and "say" not in self.model_fields_set:
            raise ValueError("neither say nor photo is there")
        return self

    @property
    def text(self) -> str:
        """What the shopper says, as often as the scenario has it repeated."""
        return self.say * self.repeat


class Scenario(_Strict):
    """A conversation. Twins in two languages share their name."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    language: Language
    shop: ShopName
    turns: Annotated[tuple[ScriptedTurn, ...], Field(min_length=1)]

    @property
    def id(self) -> str:
        """Unique among all scenarios."""
        return f"{self.shop}-{self.name}-{self.language}"


def load_scenarios(paths: Iterable[Path] = ()) -> tuple[Scenario, ...]:
    """The scenarios of files and folders, the bundled ones where none is named. Raises `ScenarioError`."""
    files = [file for path in (tuple(paths) or (SCENARIOS,)) for file in _files(path)]
    scenarios = tuple(scenario for file in files for scenario in _load_file(file))
    repeated = [name for name, n in Counter(scenario.id for scenario in scenarios).items() if n > 1]
    if repeated:
        raise ScenarioError(f"several scenarios are called {', '.join(sorted(repeated))}")
    return scenarios


def _files(path: Path) -> Sequence[Path]:
    found = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    if not found:
        raise ScenarioError(f"{path}: no .yaml file in this folder")
    return found


def _load_file(path: Path) -> list[Scenario]:
    """A file is a list of scenarios."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeyLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ScenarioError(f"{path}: {error}") from error
    if not isinstance(content, list):
        raise ScenarioError(f"{path}: not a list of scenarios")
    return [_scenario(item, f"{path}: {_called(item, number)}") for number, item in enumerate(content, 1)]


def _scenario(item: Any, where: str) -> Scenario:
    try:
        return Scenario.model_validate(item)
    except ValidationError as error:
        wrong = "; ".join(f"{_place(detail['loc'])}: {detail['msg']}" for detail in error.errors())
        raise ScenarioError(f"{where}: {wrong}") from error


def _called(item: Any, number: int) -> str:
    return str(item.get("name", f"scenario {number}")) if isinstance(item, dict) else f"scenario {number}"


def _place(location: tuple[int | str, ...]) -> str:
    """`turn 2.expect.cards`: turns count from 1 for whoever reads the file."""
    parts = [str(part + 1) if isinstance(part, int) else part for part in location]
    return ".".join(parts).replace("turns.", "turn ", 1)


class _UniqueKeyLoader(yaml.CSafeLoader):
    """YAML says that keys are unique; PyYAML lets the last one win, and an expectation would be lost unnoticed."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        repeated = {key for key in keys if keys.count(key) > 1}
        if repeated:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {min(repeated)!r} stands here more than once", node.start_mark
            )
        return super().construct_mapping(node, deep)
