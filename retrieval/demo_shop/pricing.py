"""Prices, sales, stock and ratings of the demo shop."""

import math
from collections.abc import Mapping
from random import Random

from retrieval.catalog import Availability
from retrieval.demo_shop.facts import Facts
from retrieval.demo_shop.spec import PRICED_BY_SIZE

KIDS_FACTOR = 0.62
MATERIAL_FACTOR: Mapping[str, float] = {
    "cashmere": 1.6, "silk": 1.3, "merino wool": 1.2, "leather": 1.15, "down": 1.15, "wool": 1.05, "faux leather": 0.8,
    "polyester": 0.9, "gold": 1.5, "plastic": 0.9,
}  # fmt: skip
FEATURE_FACTOR: Mapping[str, float] = {"noise-cancelling": 1.25, "waterproof": 1.08, "gps": 1.15, "handmade": 1.1}

STOCK_SHARES = ((1 / 12, "out"), (0.12, "low"))
"""Shares of offers that are out of stock, and down to the last three."""


def base_price(facts: Facts, rng: Random) -> float:
    """What the smallest size costs in US dollars before any sale."""
    low, high = facts.kind.price
    price = low + (high - low) * rng.betavariate(1.8, 2.6)
    price *= facts.style.factor * facts.brand.tier * (KIDS_FACTOR if facts.is_for_kids else 1.0)
    for material in facts.looks[0].materials:
        price *= MATERIAL_FACTOR.get(material, 1.0)
    for feature in facts.features:
        price *= FEATURE_FACTOR.get(feature, 1.0)
    return min(max(price, low * 0.6), high * 2.2)


def shelf_price(amount: float, ending: float) -> float:
    """`amount` as a shop would write it: whole dollars and an ending such as .90, whole tens minus one when dear."""
    if amount >= 150:
        return round(amount / 10) * 10.0 - 1.0
    return max(math.floor(amount), 2) + ending


def size_factor(facts: Facts, place: int) -> float:
    """How much dearer the size at `place` (from 0) is than the smallest."""
    if facts.kind.sizes not in PRICED_BY_SIZE:
        return 1.0
    return 1.0 + (0.5 if facts.kind.sizes in ("rugs", "dumbbells") else 0.22) * place


def discount(rng: Random) -> float:
    """The share taken off in a sale."""
    return rng.choice((0.15, 0.2, 0.2, 0.25, 0.3, 0.4))


def stock(rng: Random, *, is_coming: bool) -> tuple[Availability, int | None]:
    """Availability and the number on the shelf (None: not counted yet)."""
    if is_coming:
        return "preorder", None
    draw = rng.random()
    if draw < STOCK_SHARES[0][0]:
        return "out_of_stock", 0
    if draw < STOCK_SHARES[0][0] + STOCK_SHARES[1][0]:
        return "in_stock", rng.randint(1, 3)
    return "in_stock", rng.randint(4, 60)


def rating(rng: Random) -> tuple[float | None, int]:
    """Mean and count of the ratings; about one product in twelve has none yet."""
    if rng.random() < 0.08:
        return None, 0
    count = max(1, round(math.exp(rng.gauss(4.2, 1.3))))
    return round(3.0 + 1.9 * rng.betavariate(4.6, 2.4), 1), min(count, 9000)
