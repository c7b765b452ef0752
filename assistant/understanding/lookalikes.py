"""Words that look like a facet but are not meant as one: "I want to watch", "her" outside "for her", "apple juice"."""

import re
from collections.abc import Callable, Sequence

from retrieval.folding import fold
from retrieval.lexicon import Mention

WINDOW = 60
"""Characters before a mention that can speak for or against it."""
NEIGHBOURS = 12
"""Mentions on either side that can."""
_VERBS = frozenset({"watch", "ring", "book", "plate", "pen"})
_AFTER_SUBJECT = re.compile(r"(?:\b(?:to|i|i'll|you|we|they|will|can|could|please|let's|let me|and then)|'ll)\s+$")
_NOT_A_TOP = re.compile(
    r"\s+(?:brands?|rated|quality|of|choices?|picks?|sell\w+|notch|ten|five|three|\d|deals?|models?|products?|items?|"
    r"options?|recommend\w+|priority|shelf|ones?|results?|left|right)\b"
)
_SMELL = re.compile(r"\b(?:smell\w*|scent\w*|fragrance|aroma|flavou?r\w*|tastes?) (?:(?:of|like|with) )?$")
_HER = frozenset({"her", "him"})
_FOR_HER = re.compile(r"\b(?:for|give|giving|gift|suits?|fits?|buy|get|surprise)\s+$")
_KIN_BEFORE = re.compile(r"(?<![a-z])(?:my|our|his|her|their|a)\s+(?:[a-z]+\s+)?$")
_HOSTED = frozenset({"wedding", "party"})
_PERSON_NEXT = re.compile(
    r"(?:给)?(?:我|你|他|她)?的?(?:人|朋友|同学|同事|老师|客户|领导|长辈|父母|爸妈|孩子|小孩|小朋友|闺蜜|室友|谁)"
)
_WEAK_OCCASIONS = frozenset(
    {"work", "class", "exercise", "training", "camp", "dance", "business", "swimming", "journey", "flight", "outside"}
)
_FOR_OCCASION = re.compile(
    r"\b(?:for|to|at|during|in|on|while|when|suitable|good|perfect|great|or|and)\s+"
    r"(?:(?:going|my|the|a|an|wearing|use|everyday|daily|casual|go|to|long|day)\s+)*$"
)
_WORD_BRANDS = frozenset(
    {
        "apple", "coach", "diesel", "fossil", "columbia", "converse", "omega", "canon", "stanley", "pandora", "vans",
        "yeti", "swatch", "wilson", "coleman",
    }
)  # fmt: skip
_BRAND_BEFORE = re.compile(r"(?:\b(?:by|from|brand|but|not|no|except|or|and|prefer|like|anything|any)|品牌|牌子)\s*$")
_BRAND_AFTER = re.compile(r"\s*(?:brand|'s|的|牌|品牌)")
_STOCK_QUESTION = re.compile(
    r"^(?:hi,? |hello,? |and |ok,? |so )?(?:is|are) (?:it|this|that|these|those|they|the|any)\b|^(?:do|"
    r"have) you (?:have|got) (?:it|this|that|them)\b|"
    r"(?:有货|现货|有库存|有现货|缺货|没货|售罄|卖完|断货)(?:了)?(?:吗|么|没|没有|不)|还有货|有没有(?:现)?货|"
    r"是否有货|还有库存"
)
_WITH_MINE = re.compile(
    r"(?:\b(?:go(?:es|ing)? (?:well |nicely )?with|match(?:es|ing)?|pair(?:s|ed)? with|wear (?:it |them )?with|"
    r"complement\w*|worn with|"
    r"goes under|wear (?:under|over)|suits?) (?:(?:a|an|my|the|his|her|these|this|those|that|some) )+|"
    r"(?<!look for )(?<!looking for )(?<!search for )\bfor (?:my|his|her|our|your|the) (?:\w+ ){0,2}|"
    r"(?:搭配|配|搭|放得下|装得下|能放|能装|放)(?:我的|我这[件条双个]|这[件条双个]|那[件条双个]|你的)?)$"
)
_CARRIED = re.compile(
    r"(?:\b(?:for|with|fits?|hold(?:s|ing)?|carry(?:ing)?|protect(?:s|ing)?|inside|under|over|plus|including|includes) "
    r"(?:(?:a|an|my|the|his|her|our|your|their|\d+(?:[- ]inch)?) )*|(?:放|装|带|配)(?:得下)?)$"
)


def only_meant(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions that the words around them let be what they seem."""
    folded = fold(text)
    meant = []
    for index, mention in enumerate(mentions):
        check = _CHECKS.get(mention.slot)
        around = mentions[max(0, index - NEIGHBOURS) : index + NEIGHBOURS]
        if check is None or check(mention, folded, text, around):
            meant.append(mention)
    return meant


def _before(folded: str, mention: Mention) -> str:
    return folded[max(0, mention.start - WINDOW) : mention.start]


def _is_category(mention: Mention, folded: str, text: str, mentions: Sequence[Mention]) -> bool:
    word, before = folded[mention.start : mention.end], _before(folded, mention)
    if word in _VERBS and _AFTER_SUBJECT.search(before):
        return False
    if word == "top" and _NOT_A_TOP.match(folded, mention.end):
        return False
    others = [m for m in mentions if m.slot == "category" and m.start != mention.start]
    if any(m.start >= mention.end and folded[mention.end : m.start] in ("", " ", "-", "的") for m in others):
        return False  # "laptop backpack" is a backpack
    if _WITH_MINE.search(before):
        return False
    return not (_CARRIED.search(before) and any(m.end <= mention.start for m in others))


def _is_color(mention: Mention, folded: str, text: str, mentions: Sequence[Mention]) -> bool:
    return _SMELL.search(_before(folded, mention)) is None


def _is_gender(mention: Mention, folded: str, text: str, mentions: Sequence[Mention]) -> bool:
    word = folded[mention.start : mention.end]
    gap = folded[mention.end : mention.end + 2]
    if (word.endswith("'s") and _KIN_BEFORE.search(_before(folded, mention))) or gap.startswith("的"):
        hosted = (m for m in mentions if m.slot == "occasion" and m.value in _HOSTED)
        if any(folded[mention.end : m.start] in (" ", "的") for m in hosted):
            return False  # "my sister's wedding" does not say whom the dress is for
    return word not in _HER or _FOR_HER.search(_before(folded, mention)) is not None


def _is_occasion(mention: Mention, folded: str, text: str, mentions: Sequence[Mention]) -> bool:
    if folded[mention.start : mention.end] == "送":
        people = (m.start for m in mentions if m.slot in ("gender", "age_group"))
        near = any(0 <= start - mention.end <= 3 for start in people)
        return near or _PERSON_NEXT.match(folded, mention.end) is not None
    if folded[mention.start : mention.end] not in _WEAK_OCCASIONS:
        return True
    if _FOR_OCCASION.search(_before(folded, mention)) or folded.strip() == folded[mention.start : mention.end]:
        return True
    return any(
        m.slot == "category"
        and m.start >= mention.end
        and re.fullmatch(r"[ -](?:[a-z-]+ )?", folded[mention.end : m.start])
        for m in mentions
    )


def _is_brand(mention: Mention, folded: str, text: str, mentions: Sequence[Mention]) -> bool:
    rivals = any(m.start < mention.end and mention.start < m.end and m.slot != "brand" for m in mentions)
    if mention.value not in _WORD_BRANDS and not rivals:
        return True
    if _BRAND_BEFORE.search(_before(folded, mention)) or _BRAND_AFTER.match(folded, mention.end):
        return True
    if mention.start > 0 and text[mention.start].isupper() and not text.istitle() and not text.isupper():
        return True
    follows = (m.start for m in mentions if m.slot == "category")
    return not rivals and any(start - mention.end in (0, 1) for start in follows)


def _is_availability(mention: Mention, folded: str, text: str, mentions: Sequence[Mention]) -> bool:
    return _STOCK_QUESTION.search(folded) is None


_Check = Callable[[Mention, str, str, Sequence[Mention]], bool]
_CHECKS: dict[str, _Check] = {
    "category": _is_category,
    "color": _is_color,
    "gender": _is_gender,
    "occasion": _is_occasion,
    "brand": _is_brand,
    "availability": _is_availability,
}
