"""A small shop's vocabulary, written by hand, for the tests of the grammar and the validator."""

from functools import cache

from assistant.messages import ParseContext, StatedConstraint
from assistant.understanding.extraction import Extraction
from assistant.understanding.grammar import extract
from retrieval.lexicon import Lexicon, load_lexicon
from retrieval.vocabulary import Vocabulary


def _counts(names: str) -> dict[str, int]:
    return {name.strip(): 3 for name in names.split(",")}


SHOP = Vocabulary(
    currency="USD",
    price_range=(5.0, 600.0),
    labels={("brand", "plainsong & co"): "Plainsong & Co", ("brand", "auréline"): "Auréline"},
    title_terms=frozenset({"harbour", "fjord", "jaquard", "stride"}),
    slots={
        "category": _counts(
            "clothing, t-shirt, top, shirt, sweater, hoodie, jacket, rain jacket, coat, jeans, trousers, shorts, skirt,"
            "dress, scarf, hat, belt, shoe, sneaker, running shoe, boot, heels, bag, backpack, handbag, wallet,"
            "necklace, earrings, ring, watch, smartwatch, headphones, earbuds, speaker, power bank, lamp, cushion, vase,"
            "mug, frying pan, kettle, water bottle, yoga mat, tent, puzzle, soft toy, building blocks"
        ),
        "brand": _counts("tidewick, plainsong & co, maren oake, auréline, coral"),
        "color": _counts("black, white, grey, navy, blue, light blue, red, pink, purple, green, beige, cream, gold, silver"),
        "material": _counts("cotton, organic cotton, linen, wool, cashmere, silk, denim, leather, gold, canvas, down, gore-tex"),
        "pattern": _counts("solid, striped, floral, polka dot"),
        "gender": _counts("male, female, unisex"),
        "age_group": _counts("adult, kids, toddler"),
        "availability": _counts("in_stock, out_of_stock"),
        "size": _counts("S, M, L, XL, XXL, EU 38, EU 42, 32x34, 32x32, 30x32, US 7, 55 cm, one size, 6Y"),
        "occasion": _counts("casual, work, formal, party, wedding, hiking, running, gym, gift, winter, travel"),
        "feature": _counts("waterproof, breathable, slim fit, hooded, pockets, wireless, noise-cancelling, windproof, dimmable"),
        "capacity": _counts("500 ml, 750 ml, 1.5 l, 10000 mah, 20000 mah, 20 l, 4 person"),
        "closure": _counts("zip, button, lace-up"),
        "sleeve": _counts("long sleeve, short sleeve, sleeveless"),
        "fit": _counts("slim, regular, relaxed"),
        "length": _counts("mini, midi, maxi"),
        "pieces": _counts("500, 1000"),
        "style": _counts("denim jacket, wrap, jigsaw puzzle"),
    },
)  # fmt: skip


@cache
def lexicon() -> Lexicon:
    """The installed lexicon, loaded once."""
    return load_lexicon()


def read(text: str, *, asked: str | None = None, categories: tuple[str, ...] = ()) -> Extraction:
    """What the grammar makes of a text in this shop."""
    context = ParseContext(categories=categories, asked_slot=asked)
    return extract(text, lexicon=lexicon(), vocabulary=SHOP, context=context)


def said(text: str, *, asked: str | None = None, categories: tuple[str, ...] = ()) -> set[str]:
    """The constraints of a text in shorthand: "color in red|blue", "price lte 50 EUR", a wish with "?" at the end."""
    return {shorthand(stated) for stated in read(text, asked=asked, categories=categories).stated}


def shorthand(stated: StatedConstraint) -> str:
    """One constraint as text; the shop's own currency and the stars are left out."""
    constraint = stated.constraint
    value = "|".join(constraint.names) if constraint.names else f"{constraint.number:g}"
    unit = f" {constraint.unit}" if constraint.unit not in (None, "USD", "stars") else ""
    return f"{constraint.slot} {constraint.op} {value}{unit}{'' if constraint.is_hard else ' ?'}"
