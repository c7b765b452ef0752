"""What a clause claims: amounts, ratings, stock, sizes, colours and other facets, ranks, promises, names."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from retrieval.lexicon import Lexicon
from retrieval.sizes import canonical_size

ClaimKind = Literal[
    "money", "percent", "rating", "reviews", "left", "in_stock", "out_of_stock", "size", "facet", "superlative",
    "cheaper", "dearer", "promise", "number", "name",
]  # fmt: skip

FACET_SLOTS = frozenset({"color", "material", "pattern", "feature", "occasion", "gender", "age_group", "category"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim at a place of the clause. `values` are its possible readings, any of which may be the true one.

    money: (currency, amount as text); facet: (slot, value); name: ("first", word) for the first word of a sentence,
    which is capitalised anyway; all others: ("", value).
    """

    kind: ClaimKind
    start: int
    values: tuple[tuple[str, str], ...] = ()
    is_negated: bool = False


_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_SYMBOLS = {
    "us$": "USD", "$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "cn¥": "CNY", "¥": "CNY",
    "￥": "CNY", "cny": "CNY", "rmb": "CNY", "jp¥": "JPY", "jpy": "JPY", "hk$": "HKD", "ca$": "CAD", "a$": "AUD", "₹": "INR",
    "inr": "INR", "₩": "KRW", "krw": "KRW", "chf": "CHF",
}  # fmt: skip
_UNITS = {
    "dollars": "USD", "dollar": "USD", "us dollars": "USD", "bucks": "USD", "usd": "USD", "美元": "USD", "美金": "USD",
    "euros": "EUR", "euro": "EUR", "eur": "EUR", "欧元": "EUR", "pounds": "GBP", "pound": "GBP", "gbp": "GBP", "英镑": "GBP",
    "yuan": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "元人民币": "CNY", "元": "CNY", "块钱": "CNY", "块": "CNY",
    "yen": "JPY", "jpy": "JPY", "日元": "JPY", "hong kong dollars": "HKD", "港元": "HKD", "港币": "HKD",
    "canadian dollars": "CAD", "加元": "CAD", "australian dollars": "AUD", "澳元": "AUD", "rupees": "INR", "卢比": "INR",
    "won": "KRW", "韩元": "KRW", "swiss francs": "CHF", "chf": "CHF", "瑞士法郎": "CHF",
}  # fmt: skip
_BEFORE = "|".join(re.escape(symbol) for symbol in sorted(_SYMBOLS, key=len, reverse=True))
_AFTER = "|".join(f"{u}\\b" if u.isascii() else u for u in sorted(_UNITS, key=len, reverse=True))
_MONEY = re.compile(rf"(?P<symbol>{_BEFORE})\s?(?P<a>{_NUMBER})|(?P<b>{_NUMBER})\s*(?P<unit>{_AFTER})", re.IGNORECASE)
_PERCENT = re.compile(rf"({_NUMBER})\s*(?:%|％|percent)|(\d(?:\.\d)?|[一二三四五六七八九])\s*折", re.IGNORECASE)
_STARS = re.compile(
    r"\brat(?:ed?|ings?|es? (?:it|them))\b(?:\s+(?:of|is|only|at|:))*\s*(\d(?:\.\d+)?)(?!\d|\s*reviews)"
    r"|(\d(?:\.\d+)?)\s*-?\s*(?:stars?\b|out of 5|/\s?5\b)|评分(?:为|是|只有|：|:|\s)*(\d(?:\.\d+)?)|(\d(?:\.\d+)?)\s*(?:颗?星|分)",
    re.IGNORECASE,
)
_RATED_FROM = re.compile(r"(\d\.\d)(?=\s+from\s+[\d,]+\s+review)", re.IGNORECASE)
_REVIEWS = re.compile(
    rf"({_NUMBER})\s+(?:customer |shopper |verified )?(?:reviews?|ratings?|reviewers|shoppers|customers|buyers)\b"
    rf"|({_NUMBER})\s*(?:条|个|位|人)?\s*(?:评价|评论|点评|好评|买家|顾客|用户)|评价(?:数)?(?:最多)?，?(?:有)?\s*({_NUMBER})\s*条",
    re.IGNORECASE,
)
_WORD_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_MEASURES = "件双条个只副套把顶块台对张枚盏面支辆口"
_LEFT = re.compile(
    rf"\b({_NUMBER}|one|two|three)\s+(?:pieces? |items? |pairs? )?(?:left|remaining)\b|\blast\s+(\d+|two|three)\b"
    rf"|\b(?:only|just)\s+({_NUMBER}|one|two|three)\s+(?:\w+ )?in stock"
    rf"|(?:剩下?|最后|库存(?:只有|还有)|仅有|只有)(?:最后)?\s*({_NUMBER}|[一两二三四五六七八九十])\s*[{_MEASURES}]",
    re.IGNORECASE,
)
_OUT = re.compile(
    r"\b(?:out of stock|sold out|unavailable|no longer available|(?:not|isn't|aren't|never) (?:currently )?(?:available|in stock))\b"
    r"|缺货|售罄|没有?现?货|无货|断货|卖完|卖光|买不到|没有现货",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in stock|available)\b|有现?货|现货|库存充足|可以?买到", re.IGNORECASE)
_SUPERLATIVES = {
    "cheapest": r"\bcheapest|\blowest[- ]pric|\bleast expensive|\bmost affordable|最便宜|价格最低|最低价|最实惠",
    "dearest": r"\bmost expensive|\bpriciest|\bhighest[- ]pric|最贵|价格最高",
    "best_rated": r"\b(?:best|highest|top)[- ]rated|\brated (?:the )?(?:highest|best)|\bhighest rating|评分(?:在这里面)?最高|口碑最好",
    "most_reviewed": r"\bmost[- ]review|\bmost (?:\w+ )?reviews|评价(?:数)?最多|评论最多",
    "bestseller": r"\bbest[- ]?sell|\bmost popular|\bhot[- ]sell|\btrending|热销|爆款|畅销|最受欢迎|销量|人气最",
}
_SUPERLATIVE = re.compile("|".join(f"(?P<{name}>{form})" for name, form in _SUPERLATIVES.items()), re.IGNORECASE)
_CHEAPER = re.compile(r"\bcheaper\b|\bless expensive\b|\bless than\b(?=.*\bat\b)|便宜", re.IGNORECASE)
_DEARER = re.compile(r"\bdearer\b|\bmore expensive\b|\bpricier\b|更贵|贵(?=\d|\s)", re.IGNORECASE)
_PROMISE = re.compile(
    r"\bfree (?:shipping|delivery|returns?|gift)|\b(?:next|same)[- ]day\b|\bships? (?:today|tomorrow|within|in \d|free)"
    r"|\b(?:warranty|guaranteed?|coupon|promo(?:tion)? code|discount code|gift[- ]wrap\w*|money[- ]back|cashback)\b"
    r"|\b(?:final sale|limited[- ]time|sale ends|last chance|hurry)\b"
    r"|包邮|免运费|免邮|保修|质保|优惠券|优惠码|次日达|当日达|无理由|赠品|买一送一|限时|返现|正品保证|假一赔",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"(?<![A-Za-z0-9'’$.-])(?<!\d )(?:(?:EU|US|UK)\s?\d{1,2}(?:\.\d)?|\d{2,3}x\d{2,3}|[2-5]?X{0,3}[SL]|M)(?![A-Za-z0-9'’.-]*[A-Za-z0-9'’])"
)
_SIZE_WORD = re.compile(r"\bsizes?\s+(\d+(?:\.\d+)?)\b|(\d+(?:\.\d+)?)\s*[码号]", re.IGNORECASE)
_COUNT = re.compile(rf"({_NUMBER})|\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b|([一两二三四五六七八九十])(?=[款种{_MEASURES}])", re.IGNORECASE)  # fmt: skip
_NAME = re.compile(r"[A-Z][A-Za-z'’&-]*[a-z][A-Za-z'’&-]*(?:\s+(?:&\s+)?(?:[A-Z][A-Za-z'’&-]*|\d+\b))*")

_NOT = re.compile(
    r"\b(?:no|not|none|nothing|neither|nor|never|without|except|instead of|rather than|other than|excluding|cannot)\b(?! only\b)"
    r"|\w+n['’]t\b|不是|没有|没|不含|不带|不要|不限|并非|未|非|无(?!论)|不(?![仅但只错限])",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(r"(?:没有|没货|没了|不出|买不到|缺货|售罄|断货)(?:了|货)?\s*[。.!！]*\s*$")
_NOT_UP_TO_DE = re.compile(r"(?:不含|不带|不要|非)[^的]*的")
"""What these negate ends at 的: "不要红色的羊毛围巾" is wool all the same."""


_COMMON = frozenset(
    "work works working light home solid rest set fit fits natural classic plain clear cool hot warm cold mild rain date "
    "men women kids dance indoor 款 人 分 新 大 小 长 短".split()
)
"""Words that are too ordinary to be a claim by themselves ("it works", "men or women?")."""


def extract(clause: str, lexicon: Lexicon, *, is_start: bool = False) -> list[Claim]:
    """The claims of a clause, names of products already blanked out; `is_start`: the sentence begins with it."""
    text = clause
    claims: list[Claim] = []
    for kind, pattern, read in _READERS:
        text = _take(text, pattern, kind, read, claims)
    text = _take_facets(text, lexicon, claims)
    text = _take(text, _COUNT, "number", _read_count, claims)
    for match in _NAME.finditer(text):
        is_first_word = is_start and " " not in match[0] and not clause[: match.start()].strip(" \x00“\"'(")
        claims.append(Claim("name", match.start(), (("first" if is_first_word else "", match[0]),)))
    return [_with_polarity(claim, clause, claims) for claim in claims]


def _take(text: str, pattern: re.Pattern[str], kind: ClaimKind, read: "Reader", claims: list[Claim]) -> str:
    """Reads all matches as claims and blanks them out, so that no later pattern reads them again."""
    for match in pattern.finditer(text):
        claims.append(Claim(kind, match.start(), tuple(read(match))))
    return pattern.sub(lambda match: "\x01" * len(match[0]), text)


Reader = Callable[[re.Match[str]], Iterable[tuple[str, str]]]


def _read_money(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    symbol, unit = match["symbol"], match["unit"]
    currency = _SYMBOLS[symbol.casefold()] if symbol else _UNITS[unit.casefold()]
    yield currency, _plain_number(match["a"] or match["b"])


def _read_percent(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """Chinese names what is left to pay: 八折, "eight tenths", is 20 % off."""
    tenths = float(_WORD_NUMBERS.get(match[2] or "", 0) or match[2] or 0)
    yield "", _plain_number(match[1]) if match[1] else f"{100 - 10 * tenths:g}"


def _read_number(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    found = next(group for group in match.groups() if group)
    yield "", str(_WORD_NUMBERS.get(found.casefold(), "")) or _plain_number(found)


def _read_count(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield from _read_number(match)


def _read_size(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "", canonical_size(next((group for group in match.groups() if group), match[0]))


def _read_superlative(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    assert match.lastgroup is not None, "each alternative is a named group"
    yield "", match.lastgroup


def _read_whole(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "", match[0]


_READERS: Sequence[tuple[ClaimKind, re.Pattern[str], Reader]] = (
    ("promise", _PROMISE, _read_whole),
    ("money", _MONEY, _read_money),
    ("percent", _PERCENT, _read_percent),
    ("left", _LEFT, _read_number),
    ("rating", _RATED_FROM, _read_number),
    ("reviews", _REVIEWS, _read_number),
    ("superlative", _SUPERLATIVE, _read_superlative),
    ("rating", _STARS, _read_number),
    ("cheaper", _CHEAPER, _read_whole),
    ("dearer", _DEARER, _read_whole),
    ("out_of_stock", _OUT, _read_whole),
    ("in_stock", _IN, _read_whole),
    ("size", _SIZE, _read_size),
    ("size", _SIZE_WORD, _read_size),
)
"""The order matters: each pattern sees only what those before it have left."""


def _take_facets(text: str, lexicon: Lexicon, claims: list[Claim]) -> str:
    """One claim a place, with all that the words there may mean."""
    at: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for mention in lexicon.find(text):
        at.setdefault((mention.start, mention.end), []).append((mention.slot, mention.value))
    for (start, end), values in at.items():
        is_claim = any(slot in FACET_SLOTS for slot, _ in values)
        if is_claim and text[start:end].casefold() not in _COMMON:
            claims.append(Claim("facet", start, tuple(values)))
            text = text[:start] + "\x01" * (end - start) + text[end:]
    return text


def _with_polarity(claim: Claim, clause: str, claims: Sequence[Claim]) -> Claim:
    """A claim is negated by a "not" before it in the clause, one that no other claim contains ("无线", "不锈钢")."""
    before = clause[: claim.start]
    for other in claims:
        if other.kind == "facet" and other.start < claim.start:
            before = before[: other.start] + "\x01\x01" + before[other.start + 2 :]
    is_negated = bool(_NOT.search(_NOT_UP_TO_DE.sub("", before)) or _NOT_AFTER.search(clause))
    return Claim(claim.kind, claim.start, claim.values, is_negated)


def _plain_number(text: str) -> str:
    return f"{float(text.replace(',', '')):g}" if float(text.replace(",", "")) < 1e6 else text.replace(",", "")
