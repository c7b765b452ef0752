"""The values that travel through a turn: what was understood, what is shown, what is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint
from retrieval.photos import SeenPhoto, Sight
from retrieval.query import Sort
from retrieval.results import Relaxed, StageTrace

Language = Literal["en", "zh"]
Sentiment = Literal["positive", "neutral", "negative"]
Intent = Literal[
    "search", "refine", "more", "compare", "details", "similar", "complement", "add_to_cart", "remove_from_cart",
    "show_cart", "order_status", "cancel_order", "return", "exchange", "refund", "policy", "greet", "thanks", "goodbye",
    "help", "human", "out_of_scope",
]  # fmt: skip
INTENTS: tuple[str, ...] = get_args(Intent)

SERVICE_INTENTS = frozenset({"order_status", "cancel_order", "return", "exchange", "refund", "policy", "human"})
"""Intents of the service counter, recognised now and answered honestly until it opens."""

CHANGING_INTENTS = frozenset({"add_to_cart", "remove_from_cart"})
"""Intents that nothing is done about while it is not certain what was said."""


@dataclass(frozen=True, slots=True)
class StatedConstraint:
    """A constraint and the words of the utterance that state it ("under 50")."""

    constraint: Constraint
    words: str


ReferenceKind = Literal["ordinal", "attribute", "category", "superlative", "pronoun", "all"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of something already shown.

    ordinal: `value` is the position from 1, negative from the end ("the last one" is -1), one Reference each; or
    "middle", or "other", the one of two that is not in focus.
    attribute: `slot` and `value` ("the blue one" is color, "blue"; "the Halden one" is brand).
    category: `value` is the category ("that jacket").
    superlative: `slot` price or rating, `value` "min" or "max" ("the cheapest one" is price, "min").
    pronoun: "it", "that", "this one", "它": what was last in focus. all: "both", "all of them", "these".
    """

    kind: ReferenceKind
    words: str
    slot: str = ""
    value: str | int = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """What one utterance says, after the validator.

    `query` is what is left for free-text search, in the shopper's own words without the constraints' words; it may be
    empty. `retracted` are slots whose constraints are taken back ("forget the brand"); "*" is everything ("start over").
    `sort` is an explicit wish for an order ("the cheapest ones"). `quantity` is a count to buy ("two of them"), else 1;
    `is_quantity_said` tells "one of them" from no count at all.
    `comparative` is a direction against what is on the table: ("price", "lower") for "cheaper", ("price", "higher"),
    ("rating", "higher") for "better rated". `asks_availability` marks a yes/no question ("is it available in M?").
    `notes` are things the reply must say once: ("converted", {...}), ("no_rate", {...}), ("model_failed", {}),
    ("contradiction", {...}), ("truncated", {...}), ("photo", {"fault": ...}) where a photo came that is of no use.
    `parser` names who understood: "embedded" or "llm". `photo` is the photo that came with the utterance.
    `doubted` are those of the constraints that rest on words which were heard doubtfully: the shop asks about the first.
    """

    language: Language
    intent: Intent
    sentiment: Sentiment = "neutral"
    constraints: tuple[StatedConstraint, ...] = ()
    query: str = ""
    references: tuple[Reference, ...] = ()
    retracted: tuple[str, ...] = ()
    sort: Sort | None = None
    quantity: int = 1
    is_quantity_said: bool = False
    comparative: tuple[str, str] | None = None
    asks_availability: bool = False
    notes: tuple[tuple[str, Mapping[str, str]], ...] = ()
    parser: str = "embedded"
    photo: SeenPhoto | None = None
    doubted: tuple[StatedConstraint, ...] = ()


@dataclass(frozen=True, slots=True)
class ParseContext:
    """What a parser may know of the conversation: enough to tell a refinement from a new search, no more.

    `categories` are the category values now in the ledger; `n_shown` cards are on the table; `asked_slot` is the slot of
    the clarifying question just asked, None if none; `language` is the conversation's so far, for utterances like "M".
    `photo` is what a photo shows that comes with the utterance and that its "this" means; None where none came.
    """

    categories: tuple[str, ...] = ()
    n_shown: int = 0
    asked_slot: str | None = None
    language: Language = "en"
    photo: tuple[Sight, ...] | None = None


Provenance = Literal["said", "carried", "relaxed", "edited", "photo"]


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A constraint of the ledger, where it came from, the words, and the turn (from 1) that brought it."""

    constraint: Constraint
    provenance: Provenance
    words: str
    turn: int


ReasonKind = Literal[
    "meets",  # a constraint the offer meets; slot, value
    "prefers",  # a soft constraint the offer meets; slot, value
    "matches_words",  # query words found in the product's own text; value = the words
    "close_in_meaning",  # ranked by the text embedding; no claim of fact beyond that
    "goes_with",  # what it shares with the product that it is to go with; slot, value
    "looks_like",  # looks like the photo; with slot and value: has what was seen in the photo
    "cheapest", "best_rated", "only_in_stock", "most_reviewed", "on_sale", "low_stock",  # within the result
    "differs",  # a relaxed constraint the offer does not meet; slot, value = what the offer has instead
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a card is here. `value` is a canonical facet value, a number as text, or words; "" where the kind says all."""

    kind: ReasonKind
    slot: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What the shopper sees: one product at one offer. `rank` counts from 1 in the order of the prose."""

    product: Product
    offer: Offer
    rank: int
    reasons: tuple[Reason, ...] = ()
    trace: tuple[StageTrace, ...] = ()


@dataclass(frozen=True, slots=True)
class Clarification:
    """One question: about which slot, and the values offered as answers, most frequent first.

    With `heard` it is whether that was said, which was heard doubtfully ("Did you say size M?"); yes and no answer it.
    """

    slot: str
    options: tuple[str, ...]
    heard: Constraint | None = None


@dataclass(frozen=True, slots=True)
class CartLine:
    """A chosen variant and how many."""

    product_id: str
    offer_id: str
    quantity: int


ActionKind = Literal[
    "search", "more", "compare", "details", "check_availability", "similar", "complement", "choose_variant",
    "add_to_cart", "remove_from_cart", "show_cart", "clarify_reference", "clarify_heard", "service", "greet", "thanks", "goodbye", "help",
    "out_of_scope", "empty", "failed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn did: everything the explanation may speak of, and everything the state's fold needs.

    `kind` is the action taken. `cards` are shown, in order; `relaxed` names what was given up when they are near misses.
    `subjects` are (product_id, offer_id) in focus for details, comparison and cart turns, offer_id "" if not chosen.
    `answer` is the truth of a yes/no question. `cart` is the cart after the turn. `facts` are further values the words
    may use (canonical names and numbers as text), e.g. the available sizes of a true no.
    `constraints` are the ledger's in force for this turn (without the house default of stock), so that the words can
    say what was looked for. `subject_products` are the products and offers of `subjects`, aligned (offer None if not
    chosen), and `cart_products` those of `cart`, aligned: the words read facts from these, never from the shop.
    `seen` are those of the constraints that were seen in the photo that was searched with; None without a photo.
    """

    kind: ActionKind
    cards: tuple[Card, ...] = ()
    n_matching: int = 0
    relaxed: tuple[Relaxed, ...] = ()
    clarification: Clarification | None = None
    subjects: tuple[tuple[str, str], ...] = ()
    answer: bool | None = None
    cart: tuple[CartLine, ...] = ()
    unmatched_terms: tuple[str, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    subject_products: tuple[tuple[Product, Offer | None], ...] = ()
    cart_products: tuple[tuple[Product, Offer], ...] = ()
    seen: tuple[Constraint, ...] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One shopper utterance and the full answer to it: the unit that is stored and folded. `index` counts from 1.

    `n_ungrounded` counts sentences of the reply that were replaced or left out for want of evidence.
    """

    index: int
    text: str
    understanding: Understanding
    outcome: Outcome
    reply: str
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    n_ungrounded: int = 0
