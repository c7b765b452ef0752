"""Small real classes that stand in for the slow or far-away ones in tests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.messages import Card, Outcome, ParseContext, Understanding
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint
from retrieval.facets import FacetIndex, build_facets
from retrieval.lexical import build_lexical
from retrieval.lexicon import Concept, Lexicon
from retrieval.photos import Photo, SeenPhoto, Sight
from retrieval.query import Query
from retrieval.results import Hit, Ranking, Relaxation, Relaxed, StageTrace
from retrieval.vocabulary import build_vocabulary


def concept(slot: str, value: str, zh: str = "", broader: tuple[str, ...] = ()) -> Concept:
    """A concept whose only English form is its value."""
    return Concept(slot, value, (value,), (zh,) if zh else (), broader)


SMALL_LEXICON = Lexicon(
    (
        concept("category", "clothing", "服装"),
        concept("category", "jacket", "夹克", ("clothing",)),
        concept("category", "rain jacket", "雨衣", ("jacket", "clothing")),
        concept("category", "bomber jacket", "飞行夹克", ("jacket", "clothing")),
        concept("category", "dress", "连衣裙", ("clothing",)),
        concept("category", "shoe", "鞋"),
        concept("category", "boot", "靴子", ("shoe",)),
        concept("category", "fridge", "冰箱"),
        concept("color", "red", "红色"),
        concept("color", "blue", "蓝色"),
        concept("color", "black", "黑色"),
        concept("material", "wool", "羊毛"),
        concept("material", "cotton", "棉"),
        concept("feature", "waterproof", "防水"),
        concept("gender", "female", "女"),
        concept("gender", "male", "男"),
    )
)


def offer(
    offer_id: str, color: str = "", size: str | None = None, price: float = 50.0, *, quantity: int | None = 5
) -> Offer:
    """An offer in USD, out of stock where the quantity is 0."""
    return Offer(
        offer_id,
        price,
        "USD",
        availability="out_of_stock" if quantity == 0 else "in_stock",
        quantity=quantity,
        colors=(color,) if color else (),
        size=size,
    )


def product(product_id: str, title: str, *offers: Offer, kind: str = "jacket", rating: float | None = None) -> Product:
    """A product of one kind with its offers."""
    return Product(product_id, title, offers, category=(kind,), rating=rating, rating_count=10 if rating else 0)


def card(item: Product, rank: int, offer_id: str = "") -> Card:
    """The card of a product at one of its offers, the first where none is named."""
    return Card(item, item.offer(offer_id) if offer_id else item.offers[0], rank)


class FakeShop:
    """A shop whose predicate is exact and whose ranking is the order of its products (or of their prices).

    Every photo shows its `sights`; it cannot look at photos where `blindness` is an error.
    """

    def __init__(self, products: Sequence[Product], lexicon: Lexicon = SMALL_LEXICON) -> None:
        self.lexicon = lexicon
        self.currency = "USD"
        self.queries: list[Query] = []
        self.sights: tuple[Sight, ...] = ()
        self.blindness: Exception | None = None
        self.stock(products)

    def stock(self, products: Sequence[Product]) -> None:
        """Replaces the catalogue, as prices and stock change under a conversation."""
        self._products = {item.product_id: item for item in products}
        self._facets: FacetIndex = build_facets(products, self.lexicon)
        self.vocabulary = build_vocabulary(self._facets, build_lexical(products, self.lexicon))

    def search(self, query: Query) -> Ranking:
        self.queries.append(query)
        hard = [constraint for constraint in query.constraints if constraint.is_hard]
        found = [(item, offers[0]) for item in self._products.values() if (offers := self._fitting(item, hard))]
        if query.sort == "price_asc":
            found.sort(key=lambda pair: pair[1].effective_price)
        new = [pair for pair in found if pair[0].product_id not in query.exclude][: query.k]
        stage = "image" if query.photo else "text"
        hits = tuple(
            Hit(item, chosen, rank, 1 / rank, (StageTrace(stage, rank, 1 / rank),))
            for rank, (item, chosen) in enumerate(new, 1)
        )
        words = query.text.casefold().split()
        return Ranking(hits, len(found), unmatched_terms=tuple(word for word in words if word.startswith("unheard")))

    def look(self, photo: Photo) -> SeenPhoto:
        if self.blindness:
            raise self.blindness
        return SeenPhoto(photo.photo_id, "fake", b"\0\x3c", self.sights)

    def relax(self, query: Query) -> Relaxation | None:
        """Gives up the last constraint whose loss leaves something."""
        for constraint in reversed(query.constraints):
            left = tuple(other for other in query.constraints if other != constraint)
            ranking = self.search(replace(query, constraints=left))
            self.queries.pop()
            if ranking.hits:
                return Relaxation((Relaxed(constraint),), ranking)
        return None

    def product(self, product_id: str) -> Product:
        return self._products[product_id]

    def matching_offers(self, product_id: str, constraints: Sequence[Constraint]) -> tuple[Offer, ...]:
        return tuple(self._fitting(self._products[product_id], constraints))

    def facet_counts(self, constraints: Sequence[Constraint], slot: str) -> Mapping[str, int]:
        return self._facets.counts(slot, self._facets.mask(constraints))

    def complements(self, product_id: str, *, k: int, constraints: Sequence[Constraint] = ()) -> Ranking:
        kind = self._products[product_id].category
        others = [item for item in self._products.values() if item.category != kind]
        found = [(item, offers[0]) for item in others if (offers := self._fitting(item, constraints))]
        return Ranking(tuple(Hit(p, o, rank, 1.0) for rank, (p, o) in enumerate(found[:k], 1)), len(found))

    def _fitting(self, item: Product, constraints: Iterable[Constraint]) -> list[Offer]:
        row = list(self._products).index(item.product_id)
        mask = self._facets.mask(constraints)
        return [item.offers[i] for i, n in enumerate(self._facets.offers_of(row)) if mask[n]]


class ScriptedParser:
    """Understands exactly the utterances it is given; raises KeyError for any other."""

    def __init__(self, script: Mapping[str, Understanding]) -> None:
        self._script = script
        self.contexts: list[ParseContext] = []

    def parse(self, text: str, context: ParseContext) -> Understanding:
        self.contexts.append(context)
        return self._script[text]


class PlainExplainer:
    """Says the kind of the outcome and how many cards there are, in two pieces."""

    n_ungrounded = 0

    def explain(self, understanding: Understanding, outcome: Outcome, turn_index: int) -> Iterator[str]:
        yield f"{outcome.kind} "
        yield str(len(outcome.cards))


class BrokenExplainer:
    """Fails after its first words."""

    n_ungrounded = 0

    def explain(self, understanding: Understanding, outcome: Outcome, turn_index: int) -> Iterator[str]:
        yield "Well, "
        raise RuntimeError("the shopper said something secret")
