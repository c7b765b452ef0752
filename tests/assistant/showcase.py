"""A handful of products, worked out by hand, that the tests of the words speak of."""

from functools import lru_cache

from assistant.messages import Card, Outcome
from assistant.phrases import load_phrases
from assistant.reasons import add_reasons
from assistant.renderer import Renderer
from retrieval.catalog import LocalText, Offer, Product
from retrieval.constraints import Constraint
from retrieval.lexicon import Lexicon, load_lexicon
from retrieval.results import Relaxed
from retrieval.vocabulary import Vocabulary


@lru_cache
def lexicon() -> Lexicon:
    return load_lexicon()


def offer(name: str, price: float, *, color: str = "navy", size: str | None = "M", **rest: object) -> Offer:
    return Offer(name, price, "USD", colors=(color,), size=size, **rest)  # type: ignore[arg-type]


KESTREL = Product(
    "kestrel",
    "Kestrel Rain Jacket",
    (
        offer("kestrel-navy-m", 89.0, materials=("polyester",), quantity=2),
        offer("kestrel-navy-l", 89.0, size="L", materials=("polyester",), quantity=9),
        offer("kestrel-black-s", 95.0, color="black", size="S", materials=("polyester",)),
        offer("kestrel-navy-xl", 89.0, size="XL", materials=("polyester",), availability="out_of_stock"),
    ),
    brand="Skarholm",
    category=("Clothing", "Outerwear", "Jackets"),
    gender="female",
    occasions=("hiking",),
    features=("waterproof", "pockets"),
    rating=4.6,
    rating_count=120,
    local={"zh": LocalText("红隼防水夹克")},
)
QUARRY = Product(
    "quarry",
    "Quarry Denim Jacket",
    (
        offer("quarry-blue-m", 120.0, color="blue", materials=("denim",), sale_price=62.5),
        offer("quarry-red-m", 120.0, color="red", materials=("denim",)),
    ),
    brand="Carrowby",
    category=("Clothing", "Outerwear", "Jackets"),
    gender="unisex",
    occasions=("casual",),
    features=("hooded",),
    rating=4.1,
    rating_count=32,
)
LYRA = Product(
    "lyra",
    "Lyra Silk Evening Dress",
    (offer("lyra-red-s", 179.0, color="red", size="S", materials=("silk",)),),
    brand="Velisse",
    category=("Clothing", "Dresses"),
    gender="female",
    occasions=("party",),
    features=("lightweight",),
    rating=4.8,
    rating_count=1,
    local={"zh": LocalText("天琴真丝晚礼服")},
)
VOCABULARY = Vocabulary(
    slots={"brand": {"skarholm": 1, "carrowby": 1, "velisse": 1, "tidewick": 3}, "size": {"S": 2, "M": 3, "L": 1}},
    currency="USD",
    labels={("brand", name.casefold()): name for name in ("Skarholm", "Carrowby", "Velisse", "Tidewick")},
)

JACKETS = Constraint("category", "in", ("jacket",))
UNDER_100 = Constraint("price", "lte", 100.0, unit="USD")


@lru_cache
def renderer() -> Renderer:
    return Renderer(load_phrases(), lexicon(), VOCABULARY)


def cards(
    *products: Product, constraints: tuple[Constraint, ...] = (), relaxed: tuple[Relaxed, ...] = ()
) -> tuple[Card, ...]:
    plain = [Card(product, product.offers[0], rank) for rank, product in enumerate(products, 1)]
    return add_reasons(plain, constraints, lexicon=lexicon(), relaxed=relaxed)


def listing(
    *products: Product,
    constraints: tuple[Constraint, ...] = (JACKETS,),
    relaxed: tuple[Relaxed, ...] = (),
    n_matching: int | None = None,
) -> Outcome:
    shown = cards(*products, constraints=constraints, relaxed=relaxed)
    n = len(shown) if n_matching is None else n_matching
    return Outcome("search", cards=shown, n_matching=n, constraints=constraints, relaxed=relaxed)
