"""The wordings by which a reply claims something, in both languages: what the check of a reply looks for."""

import re

NUMBER = r"\d[\d,]*(?:\.\d+)?"

SYMBOLS = {
    "us$": "USD", "$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "cn¥": "CNY",
    "¥": "CNY", "￥": "CNY", "cny": "CNY", "rmb": "CNY", "jp¥": "JPY", "jpy": "JPY", "hk$": "HKD", "ca$": "CAD",
    "a$": "AUD", "₹": "INR", "inr": "INR", "₩": "KRW", "krw": "KRW", "chf": "CHF",
}  # fmt: skip
"""What stands before an amount."""

UNITS = {
    "dollars": "USD", "dollar": "USD", "us dollars": "USD", "bucks": "USD", "usd": "USD", "美元": "USD", "美金": "USD",
    "euros": "EUR", "euro": "EUR", "eur": "EUR", "欧元": "EUR", "pounds": "GBP", "pound": "GBP", "gbp": "GBP",
    "英镑": "GBP", "yuan": "CNY", "rmb": "CNY", "cny": "CNY", "人民币": "CNY", "元人民币": "CNY", "元": "CNY",
    "块钱": "CNY", "块": "CNY", "yen": "JPY", "jpy": "JPY", "日元": "JPY", "hong kong dollars": "HKD", "港元": "HKD",
    "港币": "HKD", "canadian dollars": "CAD", "加元": "CAD", "australian dollars": "AUD", "澳元": "AUD",
    "rupees": "INR", "卢比": "INR", "won": "KRW", "韩元": "KRW", "swiss francs": "CHF", "chf": "CHF",
    "瑞士法郎": "CHF",
}  # fmt: skip
"""What stands after an amount."""

WORD_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "十": 10,
}  # fmt: skip
_HAN_DIGITS = "一二两三四五六七八九十"
_MEASURES = "件双条个只副套把顶块台对张枚盏面支辆口"


_UPPER, _LOWER = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ"
_LETTER = _UPPER + _LOWER


def _any(*forms: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(forms), flags)


def _longest_first(words: dict[str, str]) -> str:
    ends = {word: r"\b" if word.isascii() and word.isalpha() else "" for word in words}
    return "|".join(re.escape(word) + ends[word] for word in sorted(words, key=len, reverse=True))


MONEY = _any(
    rf"(?P<symbol>{'|'.join(re.escape(s) for s in sorted(SYMBOLS, key=len, reverse=True))})\s?(?P<a>{NUMBER})",
    rf"(?P<b>{NUMBER})\s*(?P<unit>{_longest_first(UNITS)})",
)
PERCENT = _any(rf"({NUMBER})\s*(?:%|％|percent)", rf"(\d(?:\.\d)?|[{_HAN_DIGITS}])\s*折")
STARS = _any(
    r"\brat(?:ed?|ings?|es? (?:it|them))\b(?:\s+(?:of|is|only|at|:))*\s*(\d(?:\.\d+)?)(?!\d|\s*reviews)",
    r"(\d(?:\.\d+)?)\s*-?\s*(?:stars?\b|out of 5|/\s?5\b)",
    r"评分(?:为|是|只有|：|:|\s)*(\d(?:\.\d+)?)",
    r"(\d(?:\.\d+)?)\s*(?:颗?星|分)",
)
RATED_FROM = _any(r"(\d\.\d)(?=\s+from\s+[\d,]+\s+review)")
REVIEWS = _any(
    rf"({NUMBER})\s+(?:customer |shopper |verified )?(?:reviews?|ratings?|reviewers|shoppers|customers|buyers)\b",
    rf"({NUMBER})\s*(?:条|个|位|人)?\s*(?:评价|评论|点评|好评|买家|顾客|用户)",
    rf"评价(?:数)?(?:最多)?，?(?:有)?\s*({NUMBER})\s*条",
)
LEFT = _any(
    rf"\b({NUMBER}|one|two|three)\s+(?:pieces? |items? |pairs? )?(?:left|remaining)\b",
    r"\blast\s+(\d+|two|three)\b",
    rf"\b(?:only|just)\s+({NUMBER}|one|two|three)\s+(?:\w+ )?in stock",
    rf"(?:剩下?|最后|库存(?:只有|还有)|仅有|只有)(?:最后)?\s*({NUMBER}|[{_HAN_DIGITS}])\s*[{_MEASURES}]",
)
OUT_OF_STOCK = _any(
    r"\b(?:out of stock|sold out|unavailable|no longer available)\b",
    r"\b(?:not|isn't|aren't|never) (?:currently )?(?:available|in stock)\b",
    r"缺货|售罄|没有?现?货|无货|断货|卖完|卖光|买不到|没有现货",
)
IN_STOCK = _any(r"\b(?:in stock|available)\b", r"有现?货|现货|库存充足|可以?买到")

SUPERLATIVE = _any(
    r"(?P<cheapest>\bcheapest|\blowest[- ]pric|\bleast expensive|\bmost affordable|最便宜|价格最低|最低价|最实惠)",
    r"(?P<dearest>\bmost expensive|\bpriciest|\bhighest[- ]pric|最贵|价格最高)",
    r"(?P<best_rated>\b(?:best|highest|top)[- ]rated|\brated (?:the )?(?:highest|best)|\bhighest rating"
    r"|评分(?:在这里面)?最高|口碑最好)",
    r"(?P<most_reviewed>\bmost[- ]review|\bmost (?:\w+ )?reviews|评价(?:数)?最多|评论最多)",
    r"(?P<bestseller>\bbest[- ]?sell|\bmost popular|\bhot[- ]sell|\btrending|热销|爆款|畅销|最受欢迎|销量|人气最)",
)
CHEAPER = _any(r"\bcheaper\b", r"\bless expensive\b", r"\bless than\b(?=.*\bat\b)", r"便宜")
DEARER = _any(r"\bdearer\b", r"\bmore expensive\b", r"\bpricier\b", r"更贵", r"贵(?=\d|\s)")

PROMISE = _any(
    r"\bfree (?:shipping|delivery|returns?|gift)",
    r"\b(?:next|same)[- ]day\b",
    r"\bships? (?:today|tomorrow|within|in \d|free)",
    r"\b(?:warranty|guaranteed?|coupon|promo(?:tion)? code|discount code|gift[- ]wrap\w*|money[- ]back|cashback)\b",
    r"\b(?:final sale|limited[- ]time|sale ends|last chance|hurry)\b",
    r"包邮|免运费|免邮|保修|质保|优惠券|优惠码|次日达|当日达|无理由|赠品|买一送一|限时|返现|正品保证|假一赔",
)
"""What only the store can promise: a reply repeats it where the product's own text says it."""

SIZE = _any(
    r"(?<![A-Za-z0-9'’$.-])(?<!\d )(?:(?:EU|US|UK)\s?\d{1,2}(?:\.\d)?|\d{2,3}x\d{2,3}(?:\s?(?:cm|in|mm))?|\d?X{0,4}[SL]|M)"
    r"(?![A-Za-z0-9'’.-]*[A-Za-z0-9'’])",
    flags=0,
)
SIZE_WORD = _any(r"\bsizes?\s+(\d+(?:\.\d+)?)\b", r"(?<![\d.-])(\d+(?:\.\d+)?)\s*[码号]")
COUNT = _any(
    rf"({NUMBER})",
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    rf"([{_HAN_DIGITS}])(?=[款种{_MEASURES}])",
)
NAME = _any(
    rf"[{_UPPER}][{_LETTER}'’&-]*[{_LOWER}][{_LETTER}'’&-]*(?:\s+(?:&\s+)?(?:[{_UPPER}][{_LETTER}'’&-]*|\d+\b))*",
    flags=0,
)

NOT = _any(
    r"\b(?:no|not|none|nothing|neither|nor|never|without|except|instead of|rather than|other than|excluding|cannot)\b"
    r"(?! only\b)",
    r"\w+n['’]t\b",
    r"不是|没有|没|不含|不带|不要|不限|并非|未|非|无(?!论)|不(?![仅但只错限])",
)
NOT_AFTER = _any(r"(?:没有|没货|没了|不出|买不到|缺货|售罄|断货)(?:了|货)?\s*[。.!！]*\s*$")
NOT_UP_TO_DE = _any(r"(?:不含|不带|不要|非)[^的]*的")
"""What these negate ends at 的: "不要红色的羊毛围巾" is wool all the same."""

_EVERYDAY = """
work works working light home solid rest set fit fits natural classic plain clear cool hot warm cold mild rain date men
women kids dance indoor
"""
EVERYDAY = frozenset(_EVERYDAY.split())
"""Words that are too ordinary to be a claim by themselves ("it works", "men or women?")."""

_CAPITALISED = """
The A An This That These Those It Its They I You We He She If For And But Also Then First Second Third Next Lastly Last
Finally Both With Only In On At My Your Our Here There Yes No Not Plus After Before Of To From As So Or Sorry Great
Lovely Glad Good Nothing None Which What Who Where How When Would Do Does Did Is Are Was Were Have Has Had Can Could
Shall Should Will May Might Must Let Tell Try Any Anything All Each Every Either Neither One Two Three Four Five Just
Exactly Going Narrowed Now Close Compared Between While Because Although Though Since Until Like Maybe Perhaps Otherwise
Overall Meanwhile JPEG PNG WebP Hello Hi Welcome Please Thanks Thank Goodbye Bye Describe Say Prices Price Total Cart Removed Added
Done Material Rating Colour Color Size Sizes Colours Colors Made Shoppers Worth Another Other More Most Best Among
Instead Unfortunately Apart Besides Choose Pick Take Consider Chinese English US EU UK GPS USB UV Bluetooth Hong Kong
Canadian Australian Swiss Christmas
"""
CAPITALISED = frozenset(_CAPITALISED.split())
"""Words written with a capital that name no product."""

ALL_OF_THEM = _any(r"\b(?:both|all|each|every)\b", r"都|全部|均|这些|这几款|两款")
WISH = _any(
    r"\byou(?:'re| are)? (?:asked|want|wanted|look|looking|said|need|prefer|mention)",
    r"\byour\b|\blooking for\b|\bas you\b|\bideally\b",
    r"最好|您(?:想|要|说|提|需)|你(?:想|要|说)|要求|您的|符合",
)
"""Marks what the shopper wants, which may be repeated though no product has it."""
OF_PHOTO = _any(r"\b(?:photo|picture|image)\b", r"照片|图片|图[里中]")
"""Marks what a photo shows, which may be said though no product has it."""
