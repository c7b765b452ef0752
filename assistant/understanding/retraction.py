"""What an utterance takes back: "forget the brand", "any colour is fine", "颜色无所谓", "start over"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.understanding.matcher import STANDARD_SLOTS, Found
from retrieval.vocabulary import Vocabulary

EVERYTHING = "*"
_EN_NAMES: Mapping[str, str] = {
    "brand": "brands?|labels?|makers?|manufacturer",
    "color": "colou?rs?",
    "size": "sizes?|sizing",
    "material": "materials?|fabrics?",
    "pattern": "patterns?|prints?",
    "price": "price(?: range| limit| cap)?|prices|budget|cost|spending limit|money",
    "rating": "ratings?|reviews?|stars",
    "gender": "gender",
    "age_group": "age(?: group)?",
    "occasion": "occasions?",
    "feature": "features?",
    "availability": "stock|availability",
    "category": "category|type of product",
}
_ZH_NAMES: Mapping[str, str] = {
    "brand": "品牌|牌子",
    "color": "颜色|色彩",
    "size": "尺码|尺寸|大小|码数",
    "material": "材质|面料|材料|质地",
    "pattern": "图案|花纹",
    "price": "价格|价钱|价位|预算|钱",
    "rating": "评分|评价|星级",
    "gender": "性别",
    "age_group": "年龄",
    "occasion": "场合",
    "feature": "功能",
    "availability": "库存",
}
_EN_VERB = (
    r"(?:forget|ignore|drop|remove|skip|scrap|lose|clear|reset|disregard|never ?mind|leave out|get rid of|relax|"
    r"(?:do(?:es)?n't|do not) (?:worry|care|mind|bother) (?:about|what|which)?|(?:do(?:es)?n't|do not) mind|"
    r"not (?:fussed|bothered|picky|fussy|concerned) about|no longer care about|stop filtering by)"
)
_FINE = r"(?:fine|ok(?:ay)?|good|do|works?|great|acceptable|possible|alright)"
_NO_MATTER = (
    r"(?:matter|important|relevant|an? (?:issue|concern|problem|factor)|anything|any|open|flexible|irrelevant|whatever|"
    r"up to you|no (?:object|issue|problem|concern))"
)
_RESTRICTION = r"(?: (?:limit|filter|constraint|requirement|restriction|preference|thing|part|cap)s?)*"
_EN_TEMPLATES = (
    rf"{_EN_VERB} +(?:about +)?(?:(?:the|my|that|any|a|for) +)*SLOT(?![a-z]){_RESTRICTION}",
    rf"(?:the )?SLOT (?:really |just )?(?:doesn't|does not|don't|isn't|is not|can be|is|are|aren't)(?: really|"
    rf" actually| that)? "
    rf"{_NO_MATTER}(?: at all| any ?more)?(?: to me)?",
    rf"(?<!have )(?<!got )(?<!there )(?:any|whatever|whichever) SLOT(?![a-z])(?: (?:is|are|will|would be|"
    rf"would))?(?: {_FINE})?",
    r"no (?:particular |specific )?SLOT (?:preference|limit|requirement|restriction|in mind)s?",
    r"no (?:preference|limit|restriction|requirement)s? (?:on|for|about|in|regarding|as to) (?:the )?SLOT",
    r"regardless of (?:the )?SLOT",
    r"(?:open|flexible) (?:to|on|about|with|in) (?:any |all |the )?SLOT",
)
_ZH_FINE = (
    r"(?:不限制?|无所谓|随便|随意|不重要|不要紧|没关系|没有?要求|不作要求|无要求|不挑|都?(?:可以|行|成)(?!吗)|都好|"
    r"不是问题|没问题|不用管|不管了?|算了|不考虑)"
)
_ZH_TEMPLATES = (
    r"不限(?:制|定)?于?SLOT",
    rf"SLOT(?:的话|方面|上)?(?:都|也|就)*{_ZH_FINE}了?",
    r"什么(?:样的)?SLOT的?都?(?:可以|行|好|无所谓)",
    r"(?:随便|不论|无论|不管)什么(?:样的)?SLOT的?(?:都)?(?:可以|行|好)?",
    r"任何SLOT都?(?:可以|行|好)?",
    r"(?:不管|不用管|别管|不在乎|不在意|不考虑|忽略|忘了|忘掉|去掉|取消|不看|不挑|去除|删掉|删除)(?:一下|这个|那个|"
    r"对)?SLOT(?:了|吧|的?限制|的?要求|的?条件|什么的)*",
)
_START_OVER = re.compile(
    r"(?<![a-z])(?:start(?:ing)? (?:over|again|afresh|from scratch)|begin again|from scratch|forget (?:everything|"
    r"it all|all (?:of )?(?:that|this))|"
    r"(?:clear|reset|remove|drop) (?:everything|all(?: (?:of )?(?:the |my )?(?:filters|constraints|that))?|(?:the |"
    r"my )?filters)|new search|"
    r"scrap (?:everything|it all|all that))(?![a-z])|^reset$|"
    r"重新(?:来|开始|找|搜)|从头(?:开始|来|再来)|^重来|清空(?!购物车)(?:条件|筛选|全部|所有)*|全部(?:取消|清除|清空|"
    r"不要)|重置|"
    r"(?:忘掉|忘了|取消|清除)(?:前面|之前|所有|全部)[^,，。]{0,6}|之前(?:的|说的)?(?:条件)?(?:都|全)?(?:不算|不要了|"
    r"作废|取消)"
)
_BUT = re.compile(r" (?:but|except|other than|apart from|besides)(?![a-z])")
_VALUE_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:forget(?: about)?|never ?mind|scrap|(?:doesn't|does not|don't|do not) (?:need|have) to (?:be|"
    r"have|come)|needn't be|"
    r"(?:doesn't|does not|don't|do not) (?:really )?need|no need (?:for|to be)|not necessarily|no longer (?:need|"
    r"want|has to be))"
    r"\s+(?:(?:it|to be|be|in|a|an|the|my|about|for|any|with|made of|from) )*|"
    r"(?:不一定(?:非?要|非得|得|要是|是)?|不必(?:是|要)?|不用(?:非得|非要|是|有)?|不需要|无需|不非要|不再(?:要|需要)|"
    r"不是非(?:要|得)|忘了|去掉|取消)(?:是|要|有|得)?)$"
)
_VALUE_AFTER = re.compile(
    r"(?: (?:doesn't matter|does not matter|isn't (?:necessary|needed|important|required)|is not (?:necessary|needed|"
    r"important|required))|"
    r"的?(?:可有可无|不是必[须需]的?|无所谓|不强求|不重要))"
)
_DROPPED = re.compile(
    r"(?:(?<![a-z])(?:drop|ditch|lose|remove|skip|scrap|ignore|leave out|get rid of|take (?:off|away))"
    r" (?:(?:the|that|my|a|an|any) )?|(?:去掉|取消|删掉|删除|不看|不管)(?:那个|这个|掉)?)$"
)
_A_DEMAND = re.compile(
    r" (?:thing|part|bit|requirement|filter|condition|constraint|restriction|limit|criterion|preference)s?(?![a-z])|"
    r"(?:这个|那个)?的?(?:要求|条件|限制|筛选)"
)
"""Behind a value: what is dropped is the demand, not a product ("remove the red one")."""
_NO_PREFERENCE = re.compile(
    r"(?:no,? )?(?:(?:any(?:thing|one)?|either|all|whatever|whichever)(?: (?:one|of them|is|are|works?|will|would|do|"
    r"fine|ok|okay|good|goes|you (?:like|want|have)))*|"
    r"(?:i )?(?:really )?(?:don't|do not) (?:care|mind)|(?:it )?doesn't matter|(?:i have )?no (?:strong |"
    r"particular )?preference|surprise me|not important|no|nope|not really|"
    r"不?随便|都(?:可以|行|好|成)|无所谓|没关系|没(?:有)?(?:要求|偏好|所谓)|不限|没有|任意|都无所谓|你(?:定|决定|"
    r"推荐)(?:吧)?)[.!。！~\s]*"
)


@dataclass(frozen=True, slots=True)
class Retraction:
    """A slot taken back, "*" for all, said at `start` to `end`."""

    start: int
    end: int
    slot: str


def find_retractions(folded: str, vocabulary: Vocabulary) -> tuple[Retraction, ...]:
    """Retractions that name the slot, or everything."""
    if over := _START_OVER.search(folded):
        return (Retraction(over.start(), over.end(), EVERYTHING),)
    found: list[Retraction] = []
    own = frozenset(slot for slot in vocabulary.slots if slot not in STANDARD_SLOTS and slot.isidentifier())
    for guard, patterns in _patterns(own):
        if not guard.search(folded):
            continue
        for match in (match for pattern in patterns for match in pattern.finditer(folded)):
            slot = next(name for name, said in match.groupdict().items() if said)
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                # In "any colour but red" the words also belong to the negation, so they are not taken from it.
                end = match.start() if _BUT.match(folded, match.end()) else match.end()
                found.append(Retraction(match.start(), end, slot))
    return tuple(sorted(found, key=lambda retraction: retraction.start))


@lru_cache(maxsize=8)
def _patterns(own: frozenset[str]) -> tuple[tuple[re.Pattern[str], tuple[re.Pattern[str], ...]], ...]:
    """For each language: what must be there at all, and the templates; `own` are the catalogue's further facets."""
    named = {**_EN_NAMES, **{slot: re.escape(slot).replace("_", "[ _]") for slot in sorted(own)}}
    compiled = []
    for templates, names, edge in ((_EN_TEMPLATES, named, "a-z"), (_ZH_TEMPLATES, _ZH_NAMES, "\\0")):
        groups = "|".join(f"(?P<{slot}>{name})" for slot, name in names.items())
        bounded = rf"(?<![{edge}])(?:{groups})(?![{edge}])"
        guard = re.compile("|".join(names.values()))
        compiled.append((guard, tuple(re.compile(template.replace("SLOT", bounded)) for template in templates)))
    return tuple(compiled)


def retracted_values(folded: str, found: Sequence[Found]) -> dict[int, Retraction]:
    """Index into `found` -> retraction, for values that are taken back by name ("forget the red")."""
    taken: dict[int, Retraction] = {}
    for index, item in enumerate(found):
        before = _VALUE_BEFORE.search(folded, max(0, item.start - 60), item.start)
        after = _VALUE_AFTER.match(folded, item.end)
        if demand := _A_DEMAND.match(folded, item.end):
            dropped = _DROPPED.search(folded, max(0, item.start - 60), item.start)
            before, after = (dropped, demand) if dropped else (before, after)
        if (before or after) and item.slot != "category":
            start, end = before.start() if before else item.start, after.end() if after else item.end
            taken[index] = Retraction(start, end, item.slot)
    return taken


def has_no_preference(folded: str) -> bool:
    """Whether the whole text answers a question with "any is fine"."""
    return _NO_PREFERENCE.fullmatch(folded.strip()) is not None
