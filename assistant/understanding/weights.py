"""What a wish or a demand reaches: "ideally silk", "in blue if possible", "must be cotton", "最好是防水的"."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

_SOFT = re.compile(
    r"(?<![a-z])(?:ideally|prefer(?:ably|ence for|red)?|preferring|if (?:at all )?possible|if you (?:have|can)|"
    r"would be (?:nice|great|good|ideal|a plus|lovely|cool|perfect|even better)|(?:is|as) a (?:plus|bonus)|"
    r"bonus (?:points )?(?:for|if)|nice to have|maybe|perhaps|hopefully|could be|possibly|leaning towards?|"
    r"i'd like it if|wouldn't mind|not (?:essential|required|necessary|a must)|optional)(?![a-z])|"
    r"最好|尽量|如果可以|如果可能|可以的话|可能的话|有的话|优先|更好|更佳|加分|偏好|比较喜欢|偏向|倾向|要是能|希望能?|"
    r"能.{0,6}就好|也许|或许|可能的"
)
_SOFT_AFTER = re.compile(
    r"if |would be|is a|as a|nice to|not |optional|更|加分|就好|可以的话|有的话|可能的话|如果可以|如果可能|优先"
)
"""Those of the wishes that may stand behind what they are about."""
_HARD = re.compile(
    r"(?<![a-z])(?:must(?: be| have)?|ha(?:s|ve) to(?: be| have)?|needs? to be|got to be|gotta|only|definitely|"
    r"strictly|"
    r"absolutely|essential|required|mandatory|non-?negotiable|it's important that|make sure|deal ?breaker)(?![a-z])|"
    r"必须|一定(?:要|得)|务必|只要|只能|只想|只看|只买|得是|绝对|确保"
)
_CLAUSE_END = re.compile(
    r"[,.;!?，。；！？、](?!\d)|(?<![a-z])(?:but|however|although|though)(?![a-z])|但是?|不过|而且"
)
_PAUSE = re.compile(r"(?:的话)?\s*[,，:：]\s*")


@dataclass(frozen=True, slots=True)
class Weights:
    """Stretches of text whose constraints are wishes (`soft`) or demands (`hard`), and where the cues stand."""

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
    """`starts` are where the utterance's constraints begin, in order.

    A cue reaches forward to the end of its clause; one that stands behind what it is about ("in silk if possible"), or
    has nothing left to reach in its clause, takes the constraint just before it.
    """
    ends = [match.start() for match in _CLAUSE_END.finditer(folded)]
    soft_cues, hard_cues = tuple(_SOFT.finditer(folded)), tuple(_HARD.finditer(folded))
    return Weights(
        soft=tuple(_stretch(folded, cue, starts, ends, may_trail=True) for cue in soft_cues),
        hard=tuple(_stretch(folded, cue, starts, ends, may_trail=False) for cue in hard_cues),
        cues=tuple(cue.span() for cue in (*soft_cues, *hard_cues)),
    )


def _stretch(
    folded: str, cue: re.Match[str], starts: Sequence[int], ends: Sequence[int], *, may_trail: bool
) -> tuple[int, int]:
    # "Ideally, something in silk": the comma right after the cue ends nothing.
    pause = _PAUSE.match(folded, cue.end())
    begin = pause.end() if pause else cue.end()
    next_end = bisect_left(ends, begin)
    end = ends[next_end] if next_end < len(ends) else len(folded)
    following = bisect_left(starts, begin)
    is_ahead = following < len(starts) and starts[following] < end
    last = bisect_left(starts, cue.start()) - 1
    if last < 0:
        return cue.start(), end
    is_same_clause = bisect_left(ends, starts[last]) == bisect_left(ends, cue.start())
    trails = may_trail and is_same_clause and _SOFT_AFTER.match(cue.group()) is not None
    return (starts[last], starts[last] + 1) if trails or not is_ahead else (cue.start(), end)
