"""One reply being spoken: its language, its turn, and what it has said already."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.facts import FactReader
from assistant.labels import Labels
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint

BREAK = "\n"
"""Stands between sentences where a new paragraph begins."""

_VARIANT_SLOTS = ("color", "size")
_PHRASE_END = re.compile(r"\s(?:with|for|in|by|from|-|–|\|)\s|,|\s\(")


class Speaker:
    """Says phrases, never the same variant twice in a row; knows the labels and the facts."""

    def __init__(self, labels: Labels, facts: FactReader, turn_index: int) -> None:
        self.labels = labels
        self.facts = facts
        self._turn_index = turn_index
        self._n_said: Counter[str] = Counter()

    @property
    def is_chinese(self) -> bool:
        """Whether the reply is in Chinese."""
        return self.labels.language == "zh"

    def say(self, key: str, **values: str) -> str:
        """The phrase, in the variant whose turn it is."""
        nth = self._n_said[key]
        self._n_said[key] += 1
        sentence = self.labels.book.say(key, values, turn_index=self._turn_index, nth=nth)
        return f"T{sentence[1:]}" if sentence.startswith("the ") and sentence.endswith((".", ":", "?")) else sentence

    def title(self, product: Product) -> str:
        """The title within a sentence: "the Kestrel Rain Jacket"."""
        title = self.labels.title(product)
        return title if self.is_chinese or title.casefold().startswith(("the ", "a ", "an ")) else f"the {title}"

    def number(self, product: Product) -> dict[str, str]:
        """Verbs and pronouns for the product: "these shoes are", "this coat is"."""
        noun = _PHRASE_END.split(self.labels.title(product))[0].casefold()
        is_plural = noun.endswith("s") and not noun.endswith(("ss", "us", "is", "as"))
        return dict(self.labels.book.tables["plural" if is_plural else "singular"])

    def clauses(self, parts: Sequence[str]) -> str:
        """Clauses in a row within one sentence."""
        return ("，" if self.is_chinese else ", ").join(parts)

    def price(self, offer: Offer) -> str:
        """What the shopper pays."""
        return self.labels.money(offer.effective_price, offer.currency)

    def rating(self, product: Product) -> str:
        """The rating with its count, "" where nobody rated."""
        return "" if product.rating is None else self.labels.rating(product.rating, product.rating_count)

    def features(self, product: Product, offer: Offer) -> list[str]:
        """The features that the shop's language knows; a catalogue's own ("TSA approved", "trail") fit no sentence."""
        return [f for f in self.facts.stated(product, offer, "feature") if self.labels.is_known("feature", f)]

    def unit(self, product: Product) -> str:
        """The measure word for pieces of it (Chinese)."""
        return self.labels.unit(self.facts.implied(product, None, "category"))

    def variant(self, product: Product, offer: Offer, *, slots: Iterable[str] = _VARIANT_SLOTS) -> str:
        """ "navy, size M"; "" where the offer has neither."""
        parts = []
        for slot in slots:
            values = [self.labels.value(slot, value) for value in self.facts.stated(product, offer, slot)]
            if values:
                parts.append(self.labels.listed(values))
        return self.variant_of(parts)

    def variant_of(self, parts: Sequence[str]) -> str:
        """ "navy, size M", "藏青色 M 码"."""
        return self.labels.glued(*parts) if self.is_chinese else ", ".join(parts)

    def names(self, constraint: Constraint, *, last: str = "or") -> str:
        """The values that a constraint names."""
        if constraint.slot == "size":
            return self.labels.sizes(constraint.names, last=last)
        return self.labels.listed([self.labels.value(constraint.slot, name) for name in constraint.names], last=last)
