"""Makes the demo shop's products: pure, and the same for the same seed."""

from itertools import count as count_up
from random import Random

from retrieval.catalog import LocalText, Offer, Product
from retrieval.demo_shop import pricing, wording
from retrieval.demo_shop.facts import Facts, Look, draw_facts
from retrieval.demo_shop.kinds import KINDS
from retrieval.demo_shop.spec import CAPACITY_RUNS, Kind

N_DEFAULT = sum(kind.count for kind in KINDS)
CURRENCY = "USD"


def generate_products(seed: int = 7, n_products: int | None = None) -> tuple[Product, ...]:
    """The demo shop's products, by kind; None is the default size.

    A product's facts depend on the seed and its place in its kind only, so a larger shop contains the smaller one.
    """
    places = sorted(_places(N_DEFAULT if n_products is None else n_products))
    return tuple(_product(seed, KINDS[kind_row], index) for kind_row, index in places)


def _places(n_products: int) -> list[tuple[int, int]]:
    """(row of the kind, place in the kind) of `n_products`: the kinds in turn, in proportion to their counts."""
    places: list[tuple[int, int]] = []
    for cycle in count_up():
        turn = sorted(
            (place / kind.count, row, cycle * kind.count + place)
            for row, kind in enumerate(KINDS)
            for place in range(kind.count)
        )
        places += [(row, index) for _, row, index in turn]
        if len(places) >= n_products:
            break
    return places[:n_products]


def _product(seed: int, kind: Kind, index: int) -> Product:
    facts = draw_facts(seed, kind, index)
    rng = Random(f"{seed}/{kind.value}/{index}/words")
    product_id = f"{slug(kind.value)}-{index + 1:03d}"
    mean, n_ratings = pricing.rating(rng)
    local: dict[str, LocalText] = {"zh": wording.chinese(facts, rng)} if index % 2 == 0 else {}
    return Product(
        product_id=product_id, title=wording.title(facts, rng), offers=_offers(facts, product_id, rng),
        brand=facts.brand.name, category=kind.path, gender=facts.gender, age_group=facts.age_group,
        occasions=facts.occasions, features=facts.features, highlights=wording.highlights(facts),
        rating=mean, rating_count=n_ratings, description=wording.description(facts, rng),
        attributes=tuple((name, (value,)) for name, value in {"style": facts.noun, **facts.attributes}.items()),
        local=local,
    )  # fmt: skip


def _offers(facts: Facts, product_id: str, rng: Random) -> tuple[Offer, ...]:
    price = pricing.base_price(facts, rng)
    ending = rng.choice((0.0, 0.5, 0.9, 0.9, 0.95, 0.99))
    is_on_sale = rng.random() < 0.22
    is_coming = rng.random() < 0.02
    offers: list[Offer] = []
    for look in facts.looks:
        off = pricing.discount(rng) if is_on_sale and rng.random() < 0.7 else 0.0
        for place, size in enumerate(facts.sizes or (None,)):
            full = pricing.shelf_price(price * pricing.size_factor(facts, place), ending)
            sale = pricing.shelf_price(full * (1 - off), ending) if off else None
            offers.append(_offer(facts, product_id, look, size, prices=(full, sale), rng=rng, is_coming=is_coming))
    return tuple(offers)


def _offer(
    facts: Facts, product_id: str, look: Look, size: str | None, *, prices: tuple[float, float | None], rng: Random,
    is_coming: bool,
) -> Offer:  # fmt: skip
    availability, quantity = pricing.stock(rng, is_coming=is_coming)
    full, sale = prices
    picture = f"{product_id}-{slug(look.colors[0])}"
    capacity = (("capacity", (size,)),) if size and facts.kind.sizes in CAPACITY_RUNS else ()
    return Offer(
        offer_id=f"{picture}-{slug(size)}" if size else picture, price=full, currency=CURRENCY,
        sale_price=sale if sale is not None and sale < full else None, availability=availability, quantity=quantity,
        colors=look.colors, size=size, materials=look.materials, patterns=(look.pattern,),
        images=(f"images/{picture}.png",), attributes=capacity,
    )  # fmt: skip


def slug(text: str) -> str:
    """`text` in lower case with hyphens, fit for an id or a file name."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())
