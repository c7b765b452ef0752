"""What a negation reaches: "not red or pink", "anything but Nike", "leather-free", "除了黑色", "红色和粉色都不要"."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.matcher import Found

_FILLERS = (
    r"want|wanting|like|need|wear|love|be|being|have|having|it|to|any|anything|something|in|with|of|made|from|a|an|the|"
    r"really|that|is|are|them|those|these|ones?|too|very|colou?rs?|brands?|by|contains?|include|containing|including|"
    r"for|as|so|much|show|me|give|see|interested|fan|big|into|keen|on|get|buy|stuff|things?|all|which|my|shade|real|"
    r"pure|actual|other|kind|sort|comes?|coming|has|using|use|material|fabric"
)
_EN_GAP = re.compile(rf"\s*(?:(?:{_FILLERS})\b\s*){{0,6}}")
_ZH_GAP = re.compile(
    r"\s*(?:任何|什么|那种|这种|太过|太|很|那么|有|是|的|含|带|带有|买|穿|看|看到|给我|推荐|品牌|颜色|材质|牌子|选|纯|全|"
    r"用|做|要|那些|带着|一点|都|大|材料){0,4}\s*"
)
_LIST = re.compile(
    r"\s*(?:,|、|/|,?\s*(?:and|or|nor|or in|and in)\b|或者?|和|跟|以及|也不要|不要|,?\s*no\b)\s*"
    r"(?:(?:any|a|an|the|in|not|no)\b\s*|[也还是]\s*)*的?\s*"
)
_JOINED = re.compile(r"[a-z或和跟不、/]")
"""Commas list on only together with "or" and its kin: in "not red, blue" the blue is wanted."""
_NO_EN = re.compile(
    r"(?<![a-z])(?:(?<!if )(?<!why )not(?! (?:only|just|sure|necessarily|bad|really sure))|"
    r"(?:do|does|did|is|are|was|wo|ca|should|must|would|could)n'?t|cannot|"
    r"no(?! (?:more|less|problem|preference|idea|matter|need|worries|thank|longer|later|higher|lower|rush|limit|doubt|"
    r"one|in particular))|"
    r"non(?=[ -])|without|w/o|except(?:ing)?(?: for)?|exclud(?:e|ing)|other than|"
    r"(?:anything|all|everything|any \w+) but|nothing|none|never|avoid(?:ing)?|hates?|dislikes?|neither|nor|"
    r"free (?:of|from)|instead of|rather than|apart from|aside from|besides|minus|allergic to|leave out|sick of|"
    r"can't stand)(?![a-z])"
)
_NO_ZH = re.compile(
    # "要不要", "有没有" and their kind ask, they do not refuse.
    r"(?!(?<=要)不要|(?<=是)不是|(?<=能)不能|(?<=会)不会|(?<=有)没有|(?<=可)不可|(?<=该)不该)"
    r"(?:不(?:想要|想买|想|要|能是|能有|能|是|含有?|带有?|喜欢|太喜欢|考虑|用|穿|买|选|爱|接受|推荐|希望)?|"
    r"没有|无(?!所谓|论)|非(?!常)|除了|除开|除(?!此)|别(?!的|人|针)|讨厌|避免|避开|排除|拒绝)"
    r"(?!超过|限|管|一定|过|错|好意思|高于|低于)"
)
_NO_AFTER_EN = re.compile(r"[- ]free(?![a-z])")
_NO_AFTER_ZH = re.compile(
    r"(?:的|色的)?(?:除外|以外|之外|(?:都|就)?不要(?!太)|不行|就?算了|免了|(?:都|就)?不考虑|(?:都)?不喜欢)"
    r"(?=$|[,，。.!！;；\s])"
)
_BACK_LIST = re.compile(r"(?:色?的)?(?:和|跟|、|或者?|or|and|\s)*")
_BESIDES = re.compile(r"除了.{1,12}?(?:还|也)(?:要|得|需|想|能|可以)")


@dataclass(frozen=True, slots=True)
class Negated:
    """A Found that is not wanted; `start` and `end` take in the words that say so."""

    start: int
    end: int


def find_negated(folded: str, found: Sequence[Found], claimed: Sequence[tuple[int, int]]) -> dict[int, Negated]:
    """Index into `found` (in order of position) -> where and how its negation is said."""
    negated: dict[int, Negated] = {}
    starts = [item.start for item in found]
    covered = bytearray(len(folded))
    for start, end in (*((item.start, item.end) for item in found), *claimed):
        covered[start:end] = b"\1" * (end - start)
    for match in (*_NO_EN.finditer(folded), *_NO_ZH.finditer(folded)):
        end = match.end()
        if end - match.start() > 1 and match.group()[0] in "没不" and end - 1 in starts:
            end -= 1  # in "没有帽子" the value is "有帽子": its first character is not the negation's
        if any(covered[match.start() : end]) or (match.group() == "除了" and _BESIDES.match(folded, match.start())):
            continue
        gap = _EN_GAP if match.group().isascii() else _ZH_GAP
        first = bisect_left(starts, end)
        if first < len(found) and gap.fullmatch(folded, end, found[first].start):
            _reach(folded, found, first, match.start(), negated)
    for index, item in enumerate(found):
        if (after := _NO_AFTER_EN.match(folded, item.end)) or (after := _NO_AFTER_ZH.match(folded, item.end)):
            _reach_back(folded, found, index, after.end(), negated)
    return negated


def _reach(folded: str, found: Sequence[Found], first: int, start: int, negated: dict[int, Negated]) -> None:
    """From the negation at `start` over the first value and the list it opens ("red, pink or orange")."""
    negated[first] = Negated(start, found[first].end)
    last = found[first]
    for index in range(first + 1, len(found)):
        item = found[index]
        if index in negated:
            return
        if item.start == last.start:
            negated.setdefault(index, Negated(start, item.end))
            continue
        between = folded[last.end : item.start]
        if item.slot != last.slot or not _LIST.fullmatch(between) or not _JOINED.search(between):
            return
        negated.setdefault(index, Negated(item.start, item.end))
        last = item


def _reach_back(folded: str, found: Sequence[Found], index: int, end: int, negated: dict[int, Negated]) -> None:
    item = found[index]
    negated.setdefault(index, Negated(item.start, end))
    while index > 0 and found[index - 1].slot == item.slot and found[index - 1].end <= item.start:
        if not _BACK_LIST.fullmatch(folded, found[index - 1].end, item.start):
            return
        index, item = index - 1, found[index - 1]
        negated.setdefault(index, Negated(item.start, item.end))
