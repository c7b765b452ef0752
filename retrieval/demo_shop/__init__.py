"""A believable shop to try things on: generated products and an illustration of each look."""

from retrieval.demo_shop.generator import generate_products
from retrieval.demo_shop.render import draw_offer
from retrieval.demo_shop.writer import DemoShopReport, write_demo_shop

__all__ = ["DemoShopReport", "draw_offer", "generate_products", "write_demo_shop"]
