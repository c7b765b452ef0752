"""What a negation, a wish or a demand in an utterance reaches: "not red or pink", "ideally silk", "must be cotton"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understanding.matcher import Found

_FILLERS = (
    r"want|wanting|like|need|wear|love|be|being|have|having|it|to|any|anything|something|in|with|of|made|from|a|an|the|"
    r"really|that|is|are|them|those|these|ones?|too|very|colou?rs?|brands?|by|contains?|include|containing|including|for|"
    r"as|so|much|show|me|give|see|interested|fan|big|into|keen|on|get|buy|stuff|things?|all|which|my|shade|real|pure|"
    r"actual|other|kind|sort|comes?|coming|has|using|use|material|fabric"
)
_EN_GAP = re.compile(rf"\s*(?:(?:{_FILLERS})\b\s*){{0,6}}")
_ZH_GAP = re.compile(
    r"\s*(?:任何|什么|那种|这种|太过|太|很|那么|有|是|的|含|带|带有|买|穿|看|看到|给我|推荐|品牌|颜色|材质|牌子|选|纯|全|用|做|要|那些|带着|一点|都|大|材料){0,4}\s*"
)
_LIST = re.compile(
    r"\s*(?:,|、|/|,?\s*(?:and|or|nor|or in|and in)\b|或者?|和|跟|以及|也不要|不要|,?\s*no\b)\s*(?:(?:any|a|an|the|in|not|no|也|还|是)\b\s*)*的?\s*"
)
_NO_EN = re.compile(
    r"(?<![a-z])(?:(?<!if )(?<!why )not(?! (?:only|just|sure|necessarily|bad|really sure))|"
    r"(?:do|does|did|is|are|was|wo|ca|should|must|would|could)n'?t|cannot|"
    r"no(?! (?:more|less|problem|preference|idea|matter|need|worries|thank|longer|later|higher|lower|rush|limit|doubt|one|in particular))|"
    r"non(?=[ -])|without|w/o|except(?:ing)?(?: for)?|exclud(?:e|ing)|other than|(?:anything|all|everything|any \w+) but|nothing|none|"
    r"never|avoid(?:ing)?|hates?|dislikes?|neither|nor|free (?:of|from)|instead of|rather than|apart from|aside from|"
    r"besides|minus|allergic to|leave out|sick of|can't stand)(?![a-z])"
)
_NO_ZH = re.compile(
    r"(?<![有要是能会可该])(?:不(?:想要|想买|想|要|能是|能有|能|是|含有?|带有?|喜欢|太喜欢|考虑|用|穿|买|选|爱|接受|推荐|希望)?|没有|无(?!所谓|论)|"
    r"非(?!常)|除了|除开|除(?!此)|别(?!的|人|针)|讨厌|避免|避开|排除|拒绝)(?!超过|限|管|一定|过|错|好意思|高于|低于)"
)
_NO_AFTER_EN = re.compile(r"[- ]free(?![a-z])")
_NO_AFTER_ZH = re.compile(
    r"(?:的|色的)?(?:除外|以外|之外|(?:都|就)?不要(?!太)|不行|就?算了|免了|(?:都|就)?不考虑|(?:都)?不喜欢)(?=$|[,，。.!！;；\s])"
)
_BESIDES = re.compile(r"除了.{1,12}?(?:还|也)(?:要|得|需|想|能|可以)")

_SOFT = re.compile(
    r"(?<![a-z])(?:ideally|prefer(?:ably|ence for|red)?|preferring|if (?:at all )?possible|if you (?:have|can)|would be (?:nice|great|good|ideal|a plus|lovely|cool|perfect|even better)|"
    r"(?:is|as) a (?:plus|bonus)|bonus (?:points )?(?:for|if)|nice to have|maybe|perhaps|hopefully|could be|possibly|leaning towards?|"
    r"i'd like it if|wouldn't mind|not (?:essential|required|necessary|a must)|optional)(?![a-z])|"
    r"最好|尽量|如果可以|如果可能|可以的话|可能的话|有的话|优先|更好|更佳|加分|偏好|比较喜欢|偏向|倾向|要是能|希望能?|能.{0,6}就好|也许|或许|可能的"
)
_SOFT_AFTER = re.compile(
    r"if |would be|is a|as a|nice to|not |optional|更|加分|就好|可以的话|有的话|可能的话|如果可以|如果可能|优先"
)
_HARD = re.compile(
    r"(?<![a-z])(?:must(?! have been)|has to|have to|needs? to be|got to be|gotta|only|definitely|strictly|absolutely|essential|required|"
    r"mandatory|non-?negotiable|it's important that|make sure|deal ?breaker)(?![a-z])|必须|一定(?:要|得)|务必|只要|只能|只想|只看|只买|得是|绝对|确保"
)
_CLAUSE_END = re.compile(
    r"[,.;!?，。；！？、](?!\d)|(?<![a-z])(?:but|however|although|though)(?![a-z])|但是?|不过|而且"
)


@dataclass(frozen=True, slots=True)
class Negated:
    """A Found that is not wanted; `start` and `end` take in the words that say so."""

    start: int
    end: int


def find_negated(folded: str, found: Sequence[Found], claimed: Sequence[tuple[int, int]]) -> dict[int, Negated]:
    """Index into `found` (in order of position) -> where and how its negation is said."""
    negated: dict[int, Negated] = {}
    for match in [*_NO_EN.finditer(folded), *_NO_ZH.finditer(folded)]:
        if _overlaps(match.start(), match.end(), [*((f.start, f.end) for f in found), *claimed]):
            continue
        if match.group() == "除了" and _BESIDES.match(folded, match.start()):
            continue
        gap = _ZH_GAP if not match.group().isascii() else _EN_GAP
        _reach(folded, found, match.start(), match.end(), gap=gap, negated=negated)
    for index, item in enumerate(found):
        if (after := _NO_AFTER_EN.match(folded, item.end)) or (after := _NO_AFTER_ZH.match(folded, item.end)):
            _reach_back(folded, found, index, after.end(), negated)
    return negated


def _reach(
    folded: str, found: Sequence[Found], start: int, position: int, *, gap: re.Pattern[str], negated: dict[int, Negated]
) -> None:
    """From the negation over the first value and the list it opens ("red, pink or orange")."""
    first: Found | None = None
    for index, item in enumerate(found):
        if item.start < position:
            if first and item.start == first.start:
                negated.setdefault(index, Negated(start, item.end))
            continue
        between = folded[position : item.start]
        is_reached = gap.fullmatch(between) if first is None else _LIST.fullmatch(between) and item.slot == first.slot
        if not is_reached:
            return
        if first is not None and _CLAUSE_END.search(between) and not _is_listed(between):
            return
        negated.setdefault(index, Negated(start if first is None else item.start, item.end))
        first, position = item, item.end


def _is_listed(between: str) -> bool:
    """Commas list on only together with "or" and its kin: in "not red, blue" the blue is wanted."""
    return "、" in between or "/" in between or re.search(r"[a-z或和跟不]", between) is not None


def _reach_back(folded: str, found: Sequence[Found], index: int, end: int, negated: dict[int, Negated]) -> None:
    item = found[index]
    negated.setdefault(index, Negated(item.start, end))
    while index > 0 and found[index - 1].slot == item.slot and found[index - 1].end <= item.start:
        if not re.fullmatch(r"(?:色?的)?(?:和|跟|、|或者?|or|and|\s)*", folded[found[index - 1].end : item.start]):
            return
        index, item = index - 1, found[index - 1]
        negated.setdefault(index, Negated(item.start, item.end))


@dataclass(frozen=True, slots=True)
class Weights:
    """Stretches of text whose constraints are wishes (`soft`) or demands (`hard`)."""

    soft: tuple[tuple[int, int], ...]
    hard: tuple[tuple[int, int], ...]
    cues: tuple[tuple[int, int], ...]

    def is_soft(self, start: int) -> bool:
        """Whether what begins at `start` is a wish."""
        return any(low <= start < high for low, high in self.soft)

    def is_demanded(self, start: int) -> bool:
        """Whether what begins at `start` is a demand."""
        return any(low <= start < high for low, high in self.hard)


def find_weights(folded: str, starts: Sequence[int]) -> Weights:
    """`starts` are where the utterance's constraints begin.

    A cue reaches forward to the end of its clause; one that stands behind what it is about ("in silk if possible"), or
    has nothing before it in the clause to reach, takes the constraint just before it.
    """
    soft = _stretches(folded, _SOFT, starts)
    hard = _stretches(folded, _HARD, starts)
    cues = tuple(m.span() for pattern in (_SOFT, _HARD) for m in pattern.finditer(folded))
    return Weights(soft, hard, cues)


def _stretches(folded: str, cue: re.Pattern[str], starts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    stretches = []
    for match in cue.finditer(folded):
        ends = [m.start() for m in _CLAUSE_END.finditer(folded, match.end())]
        end = ends[0] if ends else len(folded)
        ahead = any(match.end() <= start < end for start in starts)
        before = [start for start in starts if start < match.start()]
        trails = _SOFT_AFTER.match(match.group()) is not None and cue is _SOFT
        if before and (not ahead or (trails and _same_clause(folded, before[-1], match.start()))):
            if _same_clause(folded, before[-1], match.start()) or not ahead:
                stretches.append((before[-1], before[-1] + 1))
        else:
            stretches.append((match.end(), end))
    return tuple(stretches)


def _same_clause(folded: str, start: int, end: int) -> bool:
    return _CLAUSE_END.search(folded[start:end]) is None


def _overlaps(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < taken_end and taken_start < end for taken_start, taken_end in spans)
