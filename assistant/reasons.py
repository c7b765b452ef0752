"""Why a card is shown: reasons made of evidence only (the offer, the search's trace, the rest of the result)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.facts import LOW_STOCK, FactReader, facts_of
from assistant.messages import Card, Reason
from retrieval.constraints import Constraint
from retrieval.lexicon import Lexicon
from retrieval.results import Hit, Relaxed

LIKE_RANK = 20
"""A rank by the pictures that still counts as alike: as many as take part where an order is asked for as well."""

CLOSE_RANK = 10
"""A rank by the text embedding that still counts as close: the first page or two of a search on meaning alone."""


def add_reasons(
    cards: Sequence[Card],
    constraints: Sequence[Constraint],
    *,
    lexicon: Lexicon,
    hits: Sequence[Hit] = (),
    relaxed: Sequence[Relaxed] = (),
    seen: Sequence[Constraint] | None = None,
) -> tuple[Card, ...]:
    """The cards with their reasons, what sets a card apart before what it shares with the others.

    `constraints` are the ledger's in force; `hits` those that the cards were made of (matched by product); `relaxed`
    what was given up, which the cards may differ in; `seen` those of the constraints that a photo showed, None where
    there was no photo.
    """
    result = _Result(tuple(cards), tuple(constraints), tuple(relaxed), facts_of(lexicon), seen)
    by_product = {hit.product.product_id: hit for hit in hits}
    return tuple(
        replace(card, reasons=tuple(dict.fromkeys(result.reasons(card, by_product.get(card.product.product_id)))))
        for card in cards
    )


@dataclass(frozen=True)
class _Result:
    """One result list: what a card's reasons are compared within."""

    cards: tuple[Card, ...]
    constraints: tuple[Constraint, ...]
    relaxed: tuple[Relaxed, ...]
    facts: FactReader
    seen: Sequence[Constraint] | None = None

    def reasons(self, card: Card, hit: Hit | None) -> Iterator[Reason]:
        yield from self._differences(card)
        yield from self._standing(card)
        yield from self._offer(card)
        yield from self._met(card)
        yield from self._ranked_by(card, hit)

    def _differences(self, card: Card) -> Iterator[Reason]:
        for item in self.relaxed:
            if not self.facts.meets(item.constraint, card.product, card.offer):
                yield Reason("differs", item.constraint.slot, self._has(card, item.constraint))

    def _standing(self, card: Card) -> Iterator[Reason]:
        """What the card is within the result; nothing where two share the place."""
        others = [other for other in self.cards if other is not card]
        if not others:
            return
        if all(card.offer.effective_price < other.offer.effective_price for other in others):
            yield Reason("cheapest", "price", f"{card.offer.effective_price:.2f}")
        rating, count = card.product.rating, card.product.rating_count
        if rating is not None and all(round(rating, 1) > round(other.product.rating or 0, 1) for other in others):
            yield Reason("best_rated", "rating", f"{rating:.1f}")
        if count and all(count > other.product.rating_count for other in others):
            yield Reason("most_reviewed", "rating", str(count))
        if self._has_stock(card) and not any(self._has_stock(other) for other in others):
            size = next((c for c in self._wanted() if c.slot == "size" and c.op == "in"), None)
            yield Reason("only_in_stock", "size" if size else "", (card.offer.size or "") if size else "")

    def _offer(self, card: Card) -> Iterator[Reason]:
        offer = card.offer
        if offer.effective_price < offer.price:
            yield Reason("on_sale", "price", f"{offer.price - offer.effective_price:.2f}")
        if offer.availability == "in_stock" and offer.quantity is not None and 0 < offer.quantity <= LOW_STOCK:
            yield Reason("low_stock", "", str(offer.quantity))

    def _met(self, card: Card) -> Iterator[Reason]:
        for constraint in (c for c in self.constraints if not c.is_hard):
            if self.facts.meets(constraint, card.product, card.offer):
                is_seen = self.seen is not None and constraint in self.seen
                yield Reason("looks_like" if is_seen else "prefers", constraint.slot, self._has(card, constraint))
        for constraint in self.constraints:
            is_stated = constraint.is_hard and constraint.slot != "availability"
            if is_stated and self.facts.meets(constraint, card.product, card.offer):
                yield Reason("meets", constraint.slot, self._has(card, constraint))

    def _ranked_by(self, card: Card, hit: Hit | None) -> Iterator[Reason]:
        """What put the hit here besides the shopper's wishes: words, what it shares with its companion, or meaning."""
        if hit is None:
            return
        shared = [c for c in hit.preferences if c not in self.constraints and c.op == "in"]
        yield from (Reason("goes_with", c.slot, self._has(card, c)) for c in shared)
        ranks = {stage.stage: stage.rank for stage in hit.trace}
        is_alike = self.seen is not None and ranks.get("image", LIKE_RANK + 1) <= LIKE_RANK
        if is_alike:
            yield Reason("looks_like")
        if hit.matched_terms:
            yield Reason("matches_words", "", ", ".join(hit.matched_terms))
        elif not (is_alike or shared) and ranks.get("text", CLOSE_RANK + 1) <= CLOSE_RANK:
            yield Reason("close_in_meaning")

    def _has(self, card: Card, constraint: Constraint) -> str:
        """What the offer has in the constraint's slot: the wanted value where it has it, else what it states first."""
        if constraint.slot == "price":
            return f"{card.offer.effective_price:.2f}"
        if constraint.slot == "rating":
            return "" if card.product.rating is None else f"{card.product.rating:.1f}"
        if constraint.slot == "availability":
            return card.offer.availability
        has = self.facts.implied(card.product, card.offer, constraint.slot)
        wanted = [name for name in constraint.names if name in has]
        stated = self.facts.stated(card.product, card.offer, constraint.slot)
        return next(iter((*wanted, *stated)), "")

    def _has_stock(self, card: Card) -> bool:
        sizes = [c for c in self._wanted() if c.slot == "size"]
        is_size = all(self.facts.meets(c, card.product, card.offer) for c in sizes)
        return is_size and card.offer.availability == "in_stock" and card.offer.quantity != 0

    def _wanted(self) -> tuple[Constraint, ...]:
        """All that was asked for, what was given up included."""
        given_up = tuple(item.constraint for item in self.relaxed if item.constraint not in self.constraints)
        return (*self.constraints, *given_up)
