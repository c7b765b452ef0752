"""The demo shop's range: what each kind of product may be."""

from retrieval.demo_shop.kinds.accessories import ACCESSORIES
from retrieval.demo_shop.kinds.bags import BAGS
from retrieval.demo_shop.kinds.bottoms import BOTTOMS
from retrieval.demo_shop.kinds.dresses import DRESSES
from retrieval.demo_shop.kinds.electronics import ELECTRONICS
from retrieval.demo_shop.kinds.home import HOME
from retrieval.demo_shop.kinds.jewellery import JEWELLERY
from retrieval.demo_shop.kinds.kitchen import KITCHEN
from retrieval.demo_shop.kinds.outerwear import OUTERWEAR
from retrieval.demo_shop.kinds.shoes import SHOES
from retrieval.demo_shop.kinds.sport import SPORT
from retrieval.demo_shop.kinds.tops import TOPS
from retrieval.demo_shop.kinds.toys import TOYS
from retrieval.demo_shop.spec import Kind

KINDS: tuple[Kind, ...] = (
    *TOPS,
    *OUTERWEAR,
    *BOTTOMS,
    *DRESSES,
    *ACCESSORIES,
    *SHOES,
    *BAGS,
    *JEWELLERY,
    *ELECTRONICS,
    *HOME,
    *KITCHEN,
    *SPORT,
    *TOYS,
)
"""Every kind, department by department."""
