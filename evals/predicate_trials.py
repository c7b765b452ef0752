"""Random queries over random small catalogues: the facet index against a predicate written straight off the rules.

Run it: python -m evals.predicate_trials --n 10000
"""

import random
from collections.abc import Sequence
from typing import Annotated

import numpy as np
import typer

from retrieval.catalog import AVAILABILITIES, Offer, Product
from retrieval.constraints import Constraint
from retrieval.facets import FacetIndex, build_facets
from retrieval.lexicon import Lexicon

_VALUES = {
    "color": ("red", "blue", "green", "navy"),
    "size": ("S", "M", "EU 42"),
    "material": ("wool", "cotton"),
    "pattern": ("striped", "solid"),
    "brand": ("aa", "bb"),
    "gender": ("male", "female", "unisex"),
    "category": ("hat", "coat", "lamp"),
    "occasion": ("party", "work"),
    "feature": ("soft", "hooded"),
    "closure": ("zip", "button"),
}
_QUERIES_PER_CATALOGUE = 25


def run_trials(n: int, *, seed: int = 0) -> int:
    """How many of n random queries the index answers otherwise than the plain predicate does."""
    rng = random.Random(seed)
    n_different = 0
    for number in range(n):
        if number % _QUERIES_PER_CATALOGUE == 0:
            products = [_random_product(rng, at) for at in range(rng.randint(1, 6))]
            index = build_facets(products, Lexicon(()))
            index = FacetIndex.from_arrays(index.to_arrays()) if rng.random() < 0.5 else index
        constraints = [_random_constraint(rng) for _ in range(rng.randint(0, 4))]
        expected = [meets_all(p, offer, constraints) for p in products for offer in p.offers]
        if not np.array_equal(index.mask(constraints), expected):
            n_different += 1
    return n_different


def meets_all(product: Product, offer: Offer, constraints: Sequence[Constraint]) -> bool:
    """The predicate as the rules state it, one offer at a time."""
    return all(_meets(product, offer, constraint) for constraint in constraints)


def _meets(product: Product, offer: Offer, constraint: Constraint) -> bool:
    if constraint.slot in ("price", "rating"):
        value = offer.effective_price if constraint.slot == "price" else product.rating
        if value is None:
            return False
        return value <= constraint.number if constraint.op == "lte" else value >= constraint.number
    has_any = bool(set(_facet(product, offer, constraint.slot)) & set(constraint.names))
    return has_any if constraint.op == "in" else not has_any


def _facet(product: Product, offer: Offer, slot: str) -> Sequence[str]:
    facts: dict[str, Sequence[str]] = {
        "color": offer.colors,
        "size": (offer.size,) if offer.size else (),
        "material": offer.materials,
        "pattern": offer.patterns,
        "brand": (product.brand,),
        "gender": (product.gender,),
        "category": product.category,
        "occasion": product.occasions,
        "feature": product.features,
        "availability": (offer.availability,),
    }
    attributes = dict(product.attributes), dict(offer.attributes)
    return facts[slot] if slot in facts else [v for some in attributes for v in some.get(slot, ())]


def _random_product(rng: random.Random, number: int) -> Product:
    def some(slot: str) -> tuple[str, ...]:
        return tuple(rng.sample(_VALUES[slot], rng.randint(0, 2)))

    offers = tuple(
        Offer(
            offer_id=f"{number}-{at}",
            price=float(rng.randint(1, 8)) + 1,
            currency="USD",
            sale_price=float(rng.randint(1, 8)) if rng.random() < 0.3 else None,
            availability=rng.choice(AVAILABILITIES),  # type: ignore[arg-type]
            quantity=rng.choice([None, 0, 3]),
            colors=some("color"),
            size=rng.choice([None, *_VALUES["size"]]),
            materials=some("material"),
            patterns=some("pattern"),
            attributes=(("closure", some("closure")),),
        )
        for at in range(rng.randint(1, 5))
    )
    return Product(
        product_id=str(number),
        title="Thing",
        offers=offers,
        brand=rng.choice(["", *_VALUES["brand"]]),
        category=some("category"),
        gender=rng.choice(["", *_VALUES["gender"]]),
        occasions=some("occasion"),
        features=some("feature"),
        rating=rng.choice([None, 1.0, 2.5, 4.0, 5.0]),
        rating_count=3,
        attributes=(("closure", some("closure")),),
    )


def _random_constraint(rng: random.Random) -> Constraint:
    slot = rng.choice([*_VALUES, "availability", "price", "rating", "unheard"])
    if slot in ("price", "rating"):
        return Constraint(slot, rng.choice(["lte", "gte"]), rng.choice([1.0, 2.5, 4.0, 5.0, 8.0, 9.0]))
    known = {**_VALUES, "availability": AVAILABILITIES}.get(slot, ())
    values = rng.sample([*known, "unknown"], rng.randint(0, 2) if known else 1)
    return Constraint(slot, rng.choice(["in", "not_in"]), tuple(values), is_hard=rng.random() < 0.5)


def main(n: Annotated[int, typer.Option("--n", min=1, help="How many queries.")] = 10_000) -> None:
    """Compares and says how many of the answers differ; exits with 1 if any does."""
    n_different = run_trials(n)
    typer.echo(f"{n:,} random queries, {n_different} differences")
    raise typer.Exit(1 if n_different else 0)


if __name__ == "__main__":
    typer.run(main)
