"""Draws an offer's picture."""

from collections.abc import Callable, Mapping
from hashlib import sha256

from retrieval.catalog import Offer, Product
from retrieval.demo_shop.art import (
    accessories,
    bags,
    boots,
    bottoms,
    brewing,
    dresses,
    electronics,
    hats,
    home,
    jewellery,
    kitchen,
    outerwear,
    shoes,
    sport,
    tops,
    toys,
    watches,
)
from retrieval.demo_shop.art.canvas import Canvas, Subject

DRAWERS: Mapping[str, Callable[[Canvas], None]] = {
    "T-shirts": tops.t_shirt, "Shirts": tops.shirt, "Blouses": tops.blouse, "Sweaters": tops.sweater,
    "Hoodies": tops.hoodie, "Tank tops": tops.tank_top, "Jackets": outerwear.jacket,
    "Rain jackets": outerwear.rain_jacket, "Coats": outerwear.coat, "Jeans": bottoms.jeans,
    "Trousers": bottoms.trousers, "Shorts": bottoms.shorts, "Skirts": bottoms.skirt, "Leggings": bottoms.leggings,
    "Dresses": dresses.dress, "Scarves": accessories.scarf, "Hats": hats.hat, "Gloves": accessories.gloves,
    "Belts": accessories.belt, "Socks": accessories.socks, "Sunglasses": accessories.sunglasses,
    "Sneakers": shoes.sneaker, "Running shoes": shoes.running_shoe, "Boots": boots.boot, "Sandals": shoes.sandal,
    "Heels": shoes.heels, "Loafers": shoes.loafer, "Backpacks": bags.backpack, "Handbags": bags.handbag,
    "Tote bags": bags.tote_bag, "Suitcases": bags.suitcase, "Wallets": bags.wallet, "Necklaces": jewellery.necklace,
    "Earrings": jewellery.earrings, "Rings": jewellery.ring, "Bracelets": jewellery.bracelet,
    "Watches": watches.watch, "Headphones": electronics.headphones, "Earbuds": electronics.earbuds,
    "Speakers": electronics.speaker, "Keyboards": electronics.keyboard, "Computer mice": electronics.computer_mouse,
    "Power banks": electronics.power_bank, "Smartwatches": electronics.smartwatch, "Lamps": home.lamp,
    "Rugs": home.rug, "Cushions": home.cushion, "Blankets": home.blanket, "Vases": home.vase, "Candles": home.candle,
    "Mirrors": home.mirror, "Mugs": kitchen.mug, "Frying pans": kitchen.frying_pan, "Kettles": brewing.kettle,
    "Coffee makers": brewing.coffee_maker, "Knives": kitchen.knife, "Water bottles": kitchen.water_bottle,
    "Lunch boxes": kitchen.lunch_box, "Yoga mats": sport.yoga_mat, "Dumbbells": sport.dumbbell,
    "Tennis rackets": sport.tennis_racket, "Footballs": sport.football, "Tents": sport.tent,
    "Sleeping bags": sport.sleeping_bag, "Bicycle helmets": sport.bicycle_helmet, "Puzzles": toys.puzzle,
    "Soft toys": toys.soft_toy, "Building blocks": toys.building_blocks, "Board games": toys.board_game,
    "Toy cars": toys.toy_car, "Dolls": toys.doll,
}  # fmt: skip
"""Last segment of the category path -> its drawing function."""


def draw_offer(product: Product, offer: Offer) -> str:
    """The picture of `offer` as SVG text, 480 by 480 units; it depends on nothing but their facts.

    Raises KeyError for a product of a kind that the demo shop does not have.
    """
    art = Canvas(subject_of(product, offer))
    is_small = art.subject.is_for_kids
    if is_small:
        art.push("translate(36 40) scale(.85)")
    DRAWERS[art.subject.kind](art)
    if is_small:
        art.pop()
    return art.svg()


def subject_of(product: Product, offer: Offer) -> Subject:
    """The facts of `offer` that can be seen."""
    attributes = {name: values[0] for name, values in (*product.attributes, *offer.attributes)}
    return Subject(
        kind=product.category[-1], style=attributes.get("style", "").removeprefix("faux "), attributes=attributes,
        features=frozenset(product.features), colors=offer.colors, pattern=offer.patterns[0], materials=offer.materials,
        is_for_kids=product.age_group == "kids" and product.category[0] != "Toys",
        variant=sha256(product.product_id.encode()).digest()[0],
    )  # fmt: skip
