"""Self-corrections: "a blue, no wait, green cushion" is green, "白色的，算了还是黑色吧" black."""

import re
from collections.abc import Sequence

from assistant.understanding.bounds import Bound
from assistant.understanding.matcher import Found

REACH = 40
"""Characters after the correction within which its new word must begin."""
_CORRECTION = re.compile(
    r"(?<![a-z])(?:no,? wait|wait,? no|oh wait|hang on|hold on|scratch that|(?:no|or|oh),? (?:i mean|actually|rather)|"
    r"i meant?|make that|correction|on second thoughts?|no,? make (?:it|that)|my mistake|"
    r"(?<=[,.;?] )(?:actually|sorry|wait|no(?=,)))(?![a-z])|"
    r"算了[,，]?(?:还是|换成|改成)|不对|不[,，](?:是|要|还是)|(?<=[,，。])(?:等等|等一下|等下)|说错了?|哦不|噢不|啊不|我是说|更正|"
    r"(?<=[,，。;；])(?:还是(?:要|换成|改成|来|选)?(?=[^,，。?？]{1,8}吧)|改成|换成|改为)"
)
_KEPT = frozenset({"feature", "occasion", "gender", "age_group", "availability"})
"""Slots whose values add up: "waterproof, no wait, also windproof" takes nothing back."""


def corrected(folded: str, found: Sequence[Found], bounds: Sequence[Bound]) -> tuple[list[Found], list[Bound]]:
    """What is left of both, in order, without what a later word of the same slot puts right."""
    wrong: set[int] = set()
    items: list[Found | Bound] = sorted((*found, *bounds), key=lambda item: item.start)
    for cue in _CORRECTION.finditer(folded):
        later = [item for item in items if cue.end() <= item.start <= cue.end() + REACH]
        slots = {item.slot for item in later} - _KEPT
        wrong |= {id(item) for item in items if item.end <= cue.start() and item.slot in slots}
    return [item for item in found if id(item) not in wrong], [item for item in bounds if id(item) not in wrong]
