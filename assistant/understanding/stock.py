"""Wishes about what is out of stock: "including out of stock", "缺货的也行", "nothing out of stock"."""

import re

from assistant.understanding.matcher import Found

_INCLUDED = re.compile(
    r"(?<![a-z])(?:including|include|also show|show me also|even if(?: it's| it is| they're| they are)?|even when|"
    r"with)(?: the| those| items| ones| that are)*"
    r" (?:out[ -]of[ -]stock|sold[ -]out|unavailable)(?: (?:ones|items|products))?|"
    r"(?:out[ -]of[ -]stock|sold[ -]out|unavailable)(?: (?:ones|items|products))? (?:is |are )?(?:too|as well|also|"
    r"ok|okay|fine)(?: (?:fine|ok|okay))?(?![a-z])|"
    r"(?:包括|包含|算上|连同|连)(?:缺货|没货|无货|售罄|断货)的?(?:商品|也)?(?:显示)?|(?:缺货|没货|无货|售罄|"
    r"断货)的?(?:也|都)(?:可以|行|要|算|没关系|无所谓|显示|看看?)"
)


def find_stock(folded: str) -> tuple[Found, ...]:
    """Where the shopper wants to see what is out of stock as well."""
    return tuple(
        Found(match.start(), match.end(), "availability", ("in_stock", "out_of_stock"))
        for match in _INCLUDED.finditer(folded)
    )
