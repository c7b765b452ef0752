"""Bounds on prices and ratings: "under 100", "50 to 80 bucks", "四星以上".

How a bound is read: "under" and "at most" are both `lte`, "over" and "at least" both `gte` (bounds are inclusive).
"around x" is 0.8 x to 1.2 x. An amount of money without any comparison ("$50", "100块的") is what the shopper is ready
to pay, hence `lte`. A bare number is a price only beside a comparison, and not before another unit ("under 50 cm").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.understanding.money import Amount
from assistant.understanding.numbers import Number

AROUND = 0.2
"""Half width of the band that "around x" means, as a share of x."""
MAX_STARS = 5.0

Relation = Literal["lte", "gte", "around"]


@dataclass(frozen=True, slots=True)
class Bound:
    """`slot` (price or rating) compared with `value` in `unit`; said at `start` to `end`."""

    start: int
    end: int
    slot: str
    op: Literal["lte", "gte"]
    value: float
    unit: str


_NOT = r"(?:not?|nothing|never|can't|cannot|don't|doesn't|shouldn't|isn't|mustn't|won't|n't)"
_TO = r"(?:be |cost |want to |to |going to |go |spend |pay )*"
_LESS = r"(?:less|lower|cheaper|under|below|fewer)"
_MORE = r"(?:more|higher|greater|over|above|exceed(?:ing)?|beyond|past|pricier)"
_LEFT: tuple[tuple[Relation, str], ...] = (
    ("gte", rf"{_NOT} (?:be )?{_LESS}(?: than)?|不低于|不少于|不小于|不能低于|不得低于"),
    (
        "lte",
        rf"{_NOT} {_TO}{_MORE}(?: expensive)?(?: than)?|不要?超过|别超过?|不能超过|不超出|"
        r"不高于|不大于|不贵于|不能高于",
    ),
    (
        "around",
        r"around|about|roughly|approx(?:imately|\.)?|circa|close to|in the (?:region|neighbou?rhood) of|~|"
        r"大约|大概|差不多|将近|接近|约",
    ),
    (
        "lte",
        r"(?:less|lower|cheaper|fewer)(?: expensive)?(?: than)?|below|beneath|under(?:neath)?|up to|upto|"
        r"(?:at|the) (?:the )?(?:very )?most|max(?:imum|\.)?(?: of| is| price(?: is| of)?)?:?|within|<=?|≤|"
        r"(?:budget|limit|cap|ceiling)(?:'s|s)?(?: is| of| was|:|=| to| at)?|cap(?:ped)?(?: it)? at|limited to|"
        r"spend(?:ing)?(?: up to| at most| only)?|pay(?: up to)?|afford|(?:have|got|with)(?: only)?(?= ?$)|"
        r"不到|低于|少于|小于|最多|至多|顶多|最高|便宜于|控制在|"
        r"(?:上限|预算|价格|价位|价钱|售价)(?:是|为|在|有|只有|就|大概|控制在|:)*",
    ),
    (
        "gte",
        r"at least|at minimum|more(?: expensive)? than|greater than|higher than|over|above|exceeding|"
        r"starting (?:at|from)|upwards? of|north of|min(?:imum|\.)?(?: of| is| price(?: is| of)?)?:?|>=?|≥|from|"
        r"超过|高于|大于|多于|至少|起码|最少|最低|贵于",
    ),
)
_RIGHT: tuple[tuple[Relation, str], ...] = (
    ("around", r"(?:-?ish|or so|give or take|more or less|approximately|左右|上下|附近|前后|的样子)"),
    (
        "lte",
        r"(?:or (?:less|under|below|cheaper|lower|fewer)|and (?:under|below|less)|max(?:imum)?|tops?|"
        r"at (?:the )?most|budget|limit|以内|之内|以下|封顶|之下|为限|内|的?预算)",
    ),
    (
        "gte",
        r"(?:或|及)?(?:or (?:more|above|over|higher|up|better|greater)|and (?:up|above|over|more|higher|better)|"
        r"\+|plus|upwards?|min(?:imum)?|at least|以上|往上|之上|开外|起步|起)",
    ),
)
_LEAD = re.compile(r"(?:(?:my|the|a) )?(?:budget|price|预算|价格|价位)(?:'s| is| of|:|是|在|为|大概)*\s*$")
_LEFT_PATTERNS = tuple(
    (relation, re.compile(rf"(?<![a-z])(?:{words})\s*(?:(?:about|around|only|just|the|of|a|an|在|是|为|就)\s*)*$"))
    for relation, words in _LEFT
)
_RIGHT_PATTERNS = tuple((relation, re.compile(rf"\s*-?(?:{words})(?![a-z])")) for relation, words in _RIGHT)
_RANGE = re.compile(r"\s*(?:-|~|to|and|or|through|到|至|和)\s*")
_BETWEEN = re.compile(
    r"(?:between|from|in|price|range|prices?|介于|在|从|预算|价格|价位|价钱)"
    r"(?:\s*(?:is|of|the|:|,|，|在|是|为|嘛|呢|吧|的话|就|大概|大约))*\s*$"
)
_RANGE_TAIL = re.compile(r"\s*(?:之间|的价位|价位|价格|price range|range|budget|左右|以内|的预算)")
_OTHER_UNIT = re.compile(
    r"\s?-?(?:cm|mm|m|km|inch(?:es)?|in(?=\b(?! (?:a |the |my )?[a-z]))|feet|foot|ft|kg|g|grams?|lbs?|oz|ml|l|"
    r"lit(?:er|re)s?|hours?|hrs?|h|min(?:ute)?s?|days?|weeks?|months?|years?|yrs?|people|persons?|players?|pieces?|"
    r"pcs|items?|pairs?|of them|stars?|mah|w|watts?|gb|tb|db|%|percent|am|pm|x|colou?rs?|sizes?|options?|choices|"
    r"results?|products?|miles?|degrees?|pockets?)(?![a-z])|"
    r"\s?(?:厘米|公分|毫米|英寸|公斤|千克|毫升|小时|分钟|毫安|[米寸克斤升秒天周个件条双只款种岁码号人位片星颗分瓦折年月次样套层度代楼倍])"
)
_NOTHING_COUNTED = re.compile(r"\s*(?:$|[,.;!?，。；！？的])")
_STARS = re.compile(
    r"(\s*\+)?\s*-?(?:stars?(?![a-z])|★|星级?|out of (?:5|five)(?: stars?)?|/\s?5(?: stars?)?|分)(\s*\+)?"
    r"(?:好评|评价|评分)?"
)
_HALF = re.compile(r"\s?(?:and a half|½|星半)")
_RATED = re.compile(
    r"(?:(?:rated|ratings?|scored?|scores|reviews?|reviewed|stars?)"
    r"(?: (?:is|are|of|be|being|average|must be|should be))*:?|"
    r"(?:评分|评价|星级|打分|好评|得分)(?:要|得|在|是|为|必须)*)\s*$"
)
_NEXT_NUMBER = re.compile(
    r"\s+(?:than )?(?:[$€£¥]\s?)?(?:\d|(?:a|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety) ?(?:hundred|thousand|dollars|bucks|euros|$))"
)
_GLUED = re.compile(r"[a-z0-9]")
_WINDOW = 48
"""Characters to the left in which the words of a bound are looked for."""


def find_prices(folded: str, amounts: Sequence[Amount], shop_currency: str) -> tuple[Bound, ...]:
    """The bounds on the price, in order; those of a range or a band come in pairs, the lower one first."""
    found: list[Bound] = []
    index = 0
    while index < len(amounts):
        step, bounds = 1, _range_of(folded, amounts[index : index + 2], shop_currency)
        if bounds:
            step = 2
        else:
            bounds = _single(folded, amounts[index], shop_currency)
        found += bounds
        index += step
    return tuple(found)


def _range_of(folded: str, pair: Sequence[Amount], shop_currency: str) -> list[Bound]:
    if len(pair) < 2 or not (glue := _RANGE.fullmatch(folded, pair[0].end, pair[1].start)):
        return []
    low, high = pair
    left = _BETWEEN.search(folded, max(0, low.start - _WINDOW), low.start)
    tail = _RANGE_TAIL.match(folded, high.end)
    compared = _relation_left(folded, low.start)
    has_currency = low.currency is not None or high.currency is not None
    if not (has_currency or left or tail or compared or _is_sum(folded, low, high)) or _is_other_unit(folded, high):
        return []
    if glue.group().strip() in ("and", "or", "和") and not (
        left and left.group().startswith(("between", "介于", "在"))
    ):
        return []
    if compared and compared[0] == "gte" and not left:
        return []
    first, last = _scaled(low, high), high.upper
    if first >= last:
        return []
    start = min(left.start() if left else low.start, compared[1] if compared else low.start)
    end = tail.end() if tail else high.end
    unit = low.currency or high.currency or shop_currency
    return [Bound(start, end, "price", "gte", first, unit), Bound(start, end, "price", "lte", last, unit)]


def _is_sum(folded: str, low: Amount, high: Amount) -> bool:
    """Whether two bare numbers can hardly be anything but prices: "500到800", with nothing counted behind them."""
    return _NOTHING_COUNTED.match(folded, high.end) is not None and all(
        amount.value >= 100 and amount.value % 10 == 0 for amount in (low, high)
    )


def _scaled(low: Amount, high: Amount) -> float:
    """ "1-2k" is 1000 to 2000, "三到五百" 300 to 500: the unit said once counts for both."""
    scaled = low.value * high.scale
    return scaled if low.scale == 1 and high.scale > 1 and low.value < 100 and scaled < high.value else low.value


def _single(folded: str, amount: Amount, shop_currency: str) -> list[Bound]:
    left, right = _relation_left(folded, amount.start), _relation_right(folded, amount.end)
    if amount.currency is None and not _may_be_bare(folded, amount, left, right):
        return []
    relations = [side[0] for side in (right, left) if side]
    # "预算500以上": the word after the number is the comparison, the one before only introduces it.
    relation: Relation = "around" if "around" in relations else next(iter(relations), "lte")
    low, high = amount.value, amount.upper
    if relation == "around" and low == high:
        low, high = round((1 - AROUND) * low, 2), round((1 + AROUND) * high, 2)
    is_band = relation == "around" or (high != low and not relations)
    start, end = left[1] if left else amount.start, right[1] if right else amount.end
    if lead := _LEAD.search(folded, max(0, start - _WINDOW), start):
        start = lead.start()
    unit = amount.currency or shop_currency
    bounds = [Bound(start, end, "price", "gte", low, unit)] if is_band or relation == "gte" else []
    if is_band or relation == "lte":
        bounds.append(Bound(start, end, "price", "lte", high, unit))
    return bounds


def _may_be_bare(
    folded: str, amount: Amount, left: tuple[Relation, int] | None, right: tuple[Relation, int] | None
) -> bool:
    """Whether a number without a currency is a price: "from 50", "have 2" and a bare "5+" say too little."""
    if _is_other_unit(folded, amount) or _GLUED.match(folded, amount.end):
        return False
    if folded[amount.start : amount.end] == "one":  # "a cheaper one" is a thing, not an amount
        return False
    if not left:
        return amount.value >= 10 and (right is not None or (amount.upper != amount.value >= 100))
    introduced = folded[left[1] : amount.start].split()
    return introduced[0] not in ("from", "with", "have", "got", "in") if introduced else True


def _relation_left(folded: str, position: int) -> tuple[Relation, int] | None:
    """The comparison before `position` and where it begins."""
    window = folded[max(0, position - _WINDOW) : position]
    for relation, pattern in _LEFT_PATTERNS:
        if match := pattern.search(window):
            return relation, position - len(window) + match.start()
    return None


def _relation_right(folded: str, position: int) -> tuple[Relation, int] | None:
    for relation, pattern in _RIGHT_PATTERNS:
        match = pattern.match(folded, position)
        # In "under 50 and over 80" the "over" is the next number's.
        if match and not (match.group().lstrip().startswith(("and", "or")) and _NEXT_NUMBER.match(folded, match.end())):
            return relation, match.end()
    return None


def _is_other_unit(folded: str, amount: Amount) -> bool:
    return amount.currency is None and _OTHER_UNIT.match(folded, amount.end) is not None


def find_ratings(folded: str, numbers: Sequence[Number]) -> tuple[Bound, ...]:
    """The bounds on the rating; a plain "4 stars" means at least so many."""
    return tuple(bound for number in numbers if (bound := _rating(folded, number)) is not None)


def _rating(folded: str, number: Number) -> Bound | None:
    if not 0 < number.value <= MAX_STARS:
        return None
    left = _relation_left(folded, number.start)
    start = left[1] if left else number.start
    rated = _RATED.search(folded, max(0, start - _WINDOW), start)
    half = _HALF.match(folded, number.end)
    stars = _STARS.match(folded, half.end() if half and "星" not in half.group() else number.end)
    if stars and not rated and "分" in stars.group() and not _relation_right(folded, stars.end()):
        stars = None
    if not rated and not stars:
        return None
    end = max(stars.end() if stars else number.end, half.end() if half else 0)
    right = _relation_right(folded, end)
    if stars and not (rated or left or right) and folded[number.start : end] == "三星":
        return None  # the brand, not the stars
    relation = right[0] if right else left[0] if left else "gte"
    start = rated.start() if rated else start
    end = right[1] if right else end
    stars_said = number.value + (0.5 if half else 0.0)
    return Bound(start, end, "rating", "lte" if relation == "lte" else "gte", min(stars_said, MAX_STARS), "stars")
