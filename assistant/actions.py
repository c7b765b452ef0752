"""What the policy can decide: small values, each marked by whether carrying it out changes anything."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from assistant.messages import ActionKind, Card, CartLine
from retrieval.constraints import Constraint
from retrieval.photos import SeenPhoto
from retrieval.query import Query

Effect = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class SearchAction:
    """Search and lay a list on the table. `ask_about` are the slots a clarifying question may be about.

    `comparison` is the bound among the query's constraints that only compares with what is on the table ("cheaper").
    """

    effect: ClassVar[Effect] = "read"
    kind: Literal["search", "more", "similar"]
    query: Query
    ask_about: tuple[str, ...] = ()
    is_question: bool = False
    comparison: Constraint | None = None


@dataclass(frozen=True, slots=True)
class ComplementAction:
    """Products that go with one already shown, or with what looks most like a photo; `exclude` were shown."""

    effect: ClassVar[Effect] = "read"
    companion: str | SeenPhoto
    constraints: tuple[Constraint, ...]
    k: int
    exclude: frozenset[str] = frozenset()
    kind: Literal["complement", "more"] = "complement"


@dataclass(frozen=True, slots=True)
class DescribeAction:
    """Tell of products already shown, one or several side by side."""

    effect: ClassVar[Effect] = "read"
    kind: Literal["details", "compare"]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class AvailabilityAction:
    """A yes/no question about a product: is there an offer in stock that meets `asked`, and `kept` as well?"""

    effect: ClassVar[Effect] = "read"
    card: Card
    asked: tuple[Constraint, ...]
    kept: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class AddToCartAction:
    """Buy the variant that the shopper chose (`chosen` in words, `kept` in the ledger), or ask which."""

    effect: ClassVar[Effect] = "write"
    product_id: str
    chosen: tuple[Constraint, ...]
    kept: tuple[Constraint, ...]
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class RemoveFromCartAction:
    """Take lines out of the cart, or `quantity` of the only line; None takes all of it."""

    effect: ClassVar[Effect] = "write"
    lines: tuple[CartLine, ...]
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class AskWhichAction:
    """Ask which product is meant; `candidates` are those that may be, empty where nothing was shown."""

    effect: ClassVar[Effect] = "read"
    candidates: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class AskHeardAction:
    """Ask whether a constraint was said that was heard doubtfully, before anything is done that goes by it."""

    effect: ClassVar[Effect] = "read"
    heard: Constraint


@dataclass(frozen=True, slots=True)
class AskBoundsAction:
    """Ask which of two contradicting wishes for a slot stands."""

    effect: ClassVar[Effect] = "read"
    slot: str


@dataclass(frozen=True, slots=True)
class SayAction:
    """Nothing to look up: the cart, a greeting, help, an honest "not yet"."""

    effect: ClassVar[Effect] = "read"
    kind: ActionKind


Action = (
    SearchAction
    | ComplementAction
    | DescribeAction
    | AvailabilityAction
    | AddToCartAction
    | RemoveFromCartAction
    | AskWhichAction
    | AskHeardAction
    | AskBoundsAction
    | SayAction
)
