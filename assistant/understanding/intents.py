"""Which of the intents an utterance has: cues first, then what it is made of, then its nearest examples.

A cue that leaves no doubt decides, unless the rest of the utterance contradicts it ("show me more in blue" is a
refinement). Otherwise structure decides between a new wish (`search`: a kind of product, or a description) and a change
to the wish on the table (`refine`: constraints, directions, retractions alone). Only what has neither is left to the
examples.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, cast

from assistant.messages import SERVICE_INTENTS, Intent, Language, ParseContext
from assistant.understanding.cues import WINDOW, Patterns, load_yaml
from assistant.understanding.examples import Votes
from retrieval.folding import fold

ABOUT_SHOWN: Final = ("details", "add_to_cart", "remove_from_cart", "compare", "similar", "complement")
"""Intents whose noun phrases point at what was shown."""
PRODUCT_INTENTS: Final = ("search", "refine")
NEAR = 0.7
"""Likeness from which an example outweighs the structure of an utterance."""
MAX_BARE = 12
"""Characters of an utterance that is hardly more than its pronoun: "this one please"."""
FAR: Final[Mapping[Language, float]] = {"en": 0.5, "zh": 0.35}
"""Likeness below which an example says nothing: what is like no example is no business of a shop."""


class IntentCues:
    """The rules of `intents.yaml`, the first that matches decides, and the marks that help to weigh the rest."""

    def __init__(self, directory: Path | None = None) -> None:
        content = load_yaml("cues", "intents", directory)
        shorthand = content["shorthand"]
        self._rules = [
            (cast(Intent, rule["intent"]), Patterns({"en": rule.get("en", ""), "zh": rule.get("zh", "")}, shorthand))
            for rule in content["rules"]
        ]
        self._marks = {name: Patterns(sources, shorthand) for name, sources in content["marks"].items()}

    def has(self, mark: str, core: str) -> bool:
        """Whether `core` bears one of the marks."""
        return self._marks[mark].search(core[:WINDOW]) is not None

    def blanked(self, text: str, cue: Intent | None, blank: str) -> str:
        """`text` without the words for the cart, where that is what "my bag" means."""
        if cue not in ("add_to_cart", "remove_from_cart", "show_cart"):
            return text
        letters = list(text)
        for match in self._marks["cart"].finditer(fold(text)):
            letters[match.start() : match.end()] = blank * (match.end() - match.start())
        return "".join(letters)

    def wanted_instead(self, text: str, blank: str) -> str:
        """`text` from where it says what the thing held is to be exchanged for; blanks where it does not say it."""
        starts = [match.end() for match in self._marks["wanted_instead"].finditer(fold(text))]
        start = max((at for at in starts if text[at:].strip(" .!?。！？")), default=len(text))
        return blank * start + text[start:]

    def find(self, core: str) -> Intent | None:
        """The intent that `core` (folded, without its greeting) states beyond doubt, None if there is none."""
        for intent, patterns in self._rules:
            if patterns.search(core[:WINDOW]):
                return intent
        return None


@cache
def intent_cues() -> IntentCues:
    """The installed rules, compiled once."""
    return IntentCues()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What else an utterance holds.

    `core` is folded and without its greeting; `cue` is what `IntentCues.find` says of it. `categories` are the kinds of
    product wished for, `slots` the slots of the other constraints, neither counting what is inside a reference.
    `is_directed` says that it has a comparative, a sort or a retraction. `points` counts references to shown products,
    pronouns aside; `has_pronoun` tells of those. `residue` is what is left for free-text search, `names_product`
    whether the catalogue's titles know its words.
    """

    core: str
    language: Language
    cue: Intent | None
    context: ParseContext
    categories: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    is_directed: bool = False
    points: int = 0
    has_pronoun: bool = False
    residue: str = ""
    names_product: bool = False

    def has(self, mark: str) -> bool:
        """Whether the words bear a mark of `intents.yaml`."""
        return intent_cues().has(mark, self.core)

    @property
    def in_context(self) -> bool:
        """Whether there is a wish on the table."""
        return bool(self.context.n_shown or self.context.categories or self.context.asked_slot)

    @property
    def changes(self) -> bool:
        """Whether it states anything that can change a wish."""
        return bool(self.slots) or self.is_directed

    @property
    def names_new_kind(self) -> bool:
        """Whether it names a kind of product that is not on the table."""
        return not set(self.categories) <= set(self.context.categories)

    @property
    def is_question(self) -> bool:
        """Whether it asks."""
        return self.has("question")

    @property
    def is_new_wish(self) -> bool:
        """Whether it opens as a new wish does: "I'm looking for", "我想买"."""
        return self.has("new_wish")


def classify(evidence: Evidence, vote: Callable[[], Votes]) -> Intent:
    """The intent. `vote` is asked only where cues and structure leave it open, since it costs an embedding."""
    if evidence.cue is not None:
        return _confirm(evidence.cue, evidence)
    if evidence.points and not evidence.categories:
        return _classify_pointing(evidence, vote())
    if evidence.categories:
        return _wish(evidence) if evidence.is_new_wish else _classify_kind(evidence, vote())
    if evidence.changes:
        is_bare = not evidence.residue and not evidence.is_question and not evidence.has_pronoun
        return _change(evidence) if is_bare else _classify_change(evidence, vote())
    return _classify_plain(evidence, vote())


def _confirm(cue: Intent, evidence: Evidence) -> Intent:
    """The cue, unless what it needs is missing, or what comes with it makes it a wish."""
    points = bool(evidence.points) or evidence.has_pronoun
    is_unseen = not evidence.context.n_shown or bool(evidence.context.categories and evidence.names_new_kind)
    kind_unseen = bool(evidence.categories) and not evidence.points and not evidence.context.n_shown
    is_contradicted = {
        "more": evidence.changes or evidence.names_new_kind,
        "refine": bool(evidence.categories),
        "details": evidence.names_new_kind and not points,
        "compare": bool(evidence.categories) and is_unseen and not points,
        "add_to_cart": kind_unseen and not evidence.has("cart"),
    }
    if is_contradicted.get(cue, False):
        return _wish(evidence)
    if cue == "refine" and evidence.context.n_shown == 1 and evidence.is_question and evidence.slots:
        return "details"
    return cue


def _wish(evidence: Evidence) -> Intent:
    """A wish with a kind of product, or without: new, or a change to the one on the table."""
    known = set(evidence.categories) & set(evidence.context.categories)
    if evidence.categories:
        return "refine" if known and evidence.changes else "search"
    return "refine" if evidence.changes else "search"


def _classify_pointing(evidence: Evidence, votes: Votes) -> Intent:
    if evidence.is_directed and not evidence.is_question:
        return "refine"
    if not evidence.is_question and evidence.has("buying"):
        return "add_to_cart"
    is_like_an_example = votes.nearest >= NEAR and votes.best in (*ABOUT_SHOWN, *SERVICE_INTENTS)
    return cast(Intent, votes.best) if is_like_an_example and not evidence.is_question else "details"


def _classify_kind(evidence: Evidence, votes: Votes) -> Intent:
    """A kind of product is named, but "where are the boots I ordered" wishes for none."""
    is_owned = evidence.has("owned")
    if votes.best in SERVICE_INTENTS and (votes.nearest >= NEAR or is_owned):
        return cast(Intent, votes.best)
    if _is_elsewhere(evidence, votes):
        return "out_of_scope"
    if evidence.has_pronoun and evidence.is_question:
        return "details"
    return _wish(evidence)


def _classify_change(evidence: Evidence, votes: Votes) -> Intent:
    """Constraints or directions without a kind of product."""
    if votes.best not in (*PRODUCT_INTENTS, *ABOUT_SHOWN, "more") and votes.nearest >= NEAR:
        return cast(Intent, votes.best)
    if _is_elsewhere(evidence, votes):
        return "out_of_scope"
    if evidence.is_directed and not evidence.has_pronoun:
        return _change(evidence)
    if evidence.is_question and evidence.slots and (evidence.has_pronoun or _asks_of_the_shown(evidence, votes)):
        return "details"
    return _change(evidence)


def _change(evidence: Evidence) -> Intent:
    """A change to the wish on the table; a new wish where it opens like one and describes something."""
    if evidence.is_directed and not evidence.slots:
        return "refine"
    describes = bool(evidence.residue) or "occasion" in evidence.slots or evidence.has("product")
    if evidence.in_context:
        says_what_for = bool(evidence.residue) or "occasion" in evidence.slots
        is_open_wish = says_what_for and evidence.has("open_wish") and evidence.context.asked_slot is None
        opens = evidence.is_new_wish or is_open_wish
        return "search" if opens and describes and not evidence.is_directed else "refine"
    return "search" if evidence.is_new_wish or describes else "refine"


def _asks_of_the_shown(evidence: Evidence, votes: Votes) -> bool:
    """ "Are the straps adjustable", "有蓝色的吗" of a single card."""
    n_shown = evidence.context.n_shown
    is_like_details = votes.best == "details" and votes.nearest >= FAR[evidence.language]
    return n_shown == 1 or (n_shown > 0 and (is_like_details or evidence.has("of_shown")))


def _is_elsewhere(evidence: Evidence, votes: Votes) -> bool:
    """Whether a constraint's word is a coincidence: "why is the sky blue", "who won the football game"."""
    if evidence.is_new_wish or votes.best in PRODUCT_INTENTS:
        return False
    is_likely = evidence.is_question or votes.nearest >= NEAR
    return evidence.has("elsewhere") or (votes.best == "out_of_scope" and is_likely)


def _classify_plain(evidence: Evidence, votes: Votes) -> Intent:
    """Neither a kind of product nor a constraint."""
    is_like_an_example = votes.nearest >= FAR[evidence.language]
    asks_of_shown = evidence.is_question and evidence.context.n_shown > 0
    if asks_of_shown and evidence.has_pronoun:
        return cast(Intent, votes.best) if votes.nearest >= NEAR else "details"
    if evidence.has_pronoun and evidence.context.n_shown and len(evidence.core) <= MAX_BARE:
        return "details"
    if evidence.has("elsewhere") and votes.best != "search":
        return "out_of_scope"
    if evidence.is_new_wish and evidence.residue and (not is_like_an_example or votes.best == "out_of_scope"):
        return "search"
    if evidence.is_new_wish and not evidence.residue and votes.nearest < NEAR:
        return "search"
    if evidence.names_product and not evidence.is_question and not is_like_an_example:
        return "search"
    if evidence.has("product") and evidence.residue and votes.best == "search":
        return "search"
    if not is_like_an_example:
        is_shop_talk = votes.best != "out_of_scope" and evidence.has("of_shown")
        return "details" if asks_of_shown and is_shop_talk else "out_of_scope"
    if votes.best == "refine":
        return "refine" if evidence.in_context and not evidence.is_new_wish else "search"
    return cast(Intent, votes.best)
