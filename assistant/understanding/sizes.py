"""Sizes and measures in a text: "size M", "EU 42", "32x34", "W32 L34", "10.5", "中号", "42码", "500ml".

A size that the shop lacks stays as it was said: that is what makes a true no possible. A measure goes to the facet of
the catalogue that has it (capacity, thickness, size), a bound on it to all of the facet's values within; where no facet
of the catalogue is counted in its unit, it is left to the free-text search.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.understanding.measures import COMPARISON_LEFT, COMPARISON_RIGHT, MEASURE, measured_values
from retrieval.lexicon import Mention
from retrieval.sizes import canonical_size
from retrieval.vocabulary import Vocabulary

_LETTERS = r"(?:x{1,4}[sl]|[2-5]x[sl]?|[sml])"
_WORDS = r"(?:(?:extra[- ]){1,2}(?:small|large)|x{1,2}-?(?:small|large)|small|medium|large|one[- ]size|free[- ]size)"
_SYSTEM = r"(?:eur?|uk|us|cn|jp)"
_NUMBER = r"\d{1,3}(?:\.\d)?y?"
_PAIR = r"(?:w\s?)?\d{2}\s?[x×*/]\s?(?:l\s?)?\d{2}|w\s?\d{2}[\s/,]*l\s?\d{2}|\d{2}\s?w[\s/,]*\d{2}\s?l"
_ANY = rf"(?:{_PAIR}|{_SYSTEM}\s?\d{{1,2}}(?:\.\d)?|{_NUMBER}(?:\s?{_SYSTEM})?|{_WORDS}|{_LETTERS})"
_END = r"(?![a-z0-9'&]|[.-]\d|-[a-z])"
_START = r"(?<![a-z0-9'&.$€£¥-])"
_MONEY = r"\s?(?:[块元刀$€£¥%]|美|欧|dollars?|bucks|usd|eur|pounds?|or (?:less|under|more)|以[内下上]|左右|之内)"
_CUED = re.compile(
    rf"{_START}(?:(?:my |in )?(?:sizes?(?![a-z])|sz)(?: (?:is|of|a|an|in|the|should be|must be))?[\s:]*|"
    rf"(?:尺码|尺寸|码数|大小)(?:是|要|为|:|选)?\s*|穿|戴)(?:an? )?({_ANY}){_END}"
)
_TRAILED = re.compile(
    rf"{_START}({_PAIR}|{_WORDS}|{_LETTERS}|{_NUMBER})(?:\s?(?:码半?|号)(?!码|楼|线)|[- ](?:sizes?|sized)(?![a-z]))"
)
_LISTED = re.compile(
    rf"\s*(?:or|and|,|/|、|或者?|和|,\s*or)\s*(?:an? |size |in )*({_ANY})(?:\s?[码号])?{_END}(?!{_MONEY})"
)
_SYSTEMIC = re.compile(
    rf"{_START}({_SYSTEM})\s?(?:size |码)?(\d{{1,2}}(?:\.\d)?){_END}|{_START}(\d{{1,2}}(?:\.\d)?)\s?({_SYSTEM}){_END}"
)
_PAIRED = re.compile(
    rf"{_START}({_PAIR}){_END}|(\d{{2}})[- ](?:inch )?waist[\s,]*(?:and |with )?(?:a )?"
    r"(\d{2})[- ](?:inch )?(?:leg|length|inseam)|"
    r"waist (\d{2})[\s,]*(?:and )?(?:leg|length|inseam) (\d{2})|腰围?\s?(\d{2})[\s,]*(?:裤长|长|腿长)\s?(\d{2})"
)
_AREA = re.compile(rf"{_START}(\d{{2,3}})\s?(?:cm)?\s?(?:[x×*]|by)\s?(\d{{2,3}})\s?(?:cm(?![a-z])|厘米|公分)")
_WAIST = re.compile(r"waist(?: size)?(?: is| of)?:? (\d{2})(?!\d)|(\d{2})[- ](?:inch )?waist|腰围\s?(\d{2})(?!\d)")
_LOOSE_LETTERS = re.compile(
    rf"{_START}(?:x{{1,4}}[sl]|[2-5]xl){_END}|(?<=[\u4e00-\u9fff])(?:x{{1,4}}[sl]|[2-5]xl){_END}"
)
_LOOSE_LETTER = re.compile(r"(?<![A-Za-z0-9'’&.$-])[SML](?![A-Za-z0-9'’&.]|-[A-Za-z])")
_IN_LETTER = re.compile(
    rf"{_START}in (?:an? )?([sml]|{_WORDS})(?=$|[\s,.?!;]*$|[,.?!;]| (?:or|and|for|with|under|please)\b)"
)
_LOOSE_WORDS = re.compile(rf"{_START}(?:{_WORDS}){_END}")
_IN_NUMBER = re.compile(rf"{_START}in (?:an? )?(\d{{1,2}}(?:\.\d)?){_END}")
_SHOE_NUMBER = re.compile(
    rf"{_START}(3[4-9](?:\.5)?|4[0-8](?:\.5)?|\d{{1,2}}\.5){_END}(?!(?:\s?(?:and|to|-|到)\s?\d+)?{_MONEY})"
)
_CHINESE = re.compile(r"加大码|加大号|加加大号|特大号|超大号|特小号|加小号|大码|中码|小码|大号|中号|小号|均码")
_CHINESE_SIZES = {
    "加大码": "XL", "加大号": "XL", "特大号": "XXL", "加加大号": "XXL", "超大号": "XXL", "特小号": "XS", "加小号": "XS",
    "大码": "L", "中码": "M", "小码": "S", "大号": "L", "中号": "M", "小号": "S", "均码": "one size",
}  # fmt: skip
_RANGE = re.compile(r"EU (\d\d)-(\d\d)")
WORN = frozenset({"clothing", "shoe"})
"""Departments in which "small" is a size; a small backpack is only a small backpack."""


def find_sizes(text: str, folded: str, vocabulary: Vocabulary, *, departments: frozenset[str]) -> tuple[Mention, ...]:
    """All sizes and measures, in order, not overlapping; several values at one place are alternatives.

    `departments` are the categories that the utterance or the conversation is about, with all that they imply.
    """
    found: list[Mention] = []
    for start, end, slot, values in _candidates(text, folded, vocabulary, departments):
        if all(end <= other.start or start >= other.end for other in found):
            wider = [] if not departments or "shoe" in departments else _ranges(values, vocabulary)
            found += (Mention(start, end, slot, value) for value in (*values, *wider))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _ranges(sizes: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """The shop's ranges that the sizes lie in: socks in "EU 35-38" fit "EU 37"."""
    known = [(size, match) for size in vocabulary.values("size") if (match := _RANGE.fullmatch(size))]
    said = [float(size[3:]) for size in sizes if re.fullmatch(r"EU \d\d(?:\.5)?", size)]
    return [size for size, match in known if any(float(match[1]) <= number <= float(match[2]) for number in said)]


def read_size(text: str, vocabulary: Vocabulary) -> str:
    """The shop's spelling of a size: "42" is "EU 42" where only that exists; unknown sizes are only made canonical."""
    said = canonical_size(_swapped(text.strip()))
    if said.upper() in ("2X", "3X", "4X", "5X"):
        said = canonical_size(said + "L")
    known = vocabulary.slots.get("size", {})
    folded = {value.casefold(): value for value in known}
    for candidate in (said, f"EU {said}", f"US {said}", f"UK {said}", f"{said}Y"):
        if candidate.casefold() in folded:
            return folded[candidate.casefold()]
    if re.fullmatch(r"(?:3[4-9]|4\d|5[0-5])(?:\.5)?", said) and any(value.startswith("EU ") for value in known):
        return f"EU {said}"
    return said.upper() if len(said) <= 4 and not said.isdigit() else said


def _swapped(size: str) -> str:
    """ "42 EU" is "EU 42", "32w 34l" is "32x34"."""
    if match := re.fullmatch(rf"(\d+(?:\.\d)?)\s?({_SYSTEM})", size, re.IGNORECASE):
        return f"{match[2]} {match[1]}"
    if match := re.fullmatch(r"(?:w\s?)?(\d{2})\s?w?[\sx×*/,]*l?\s?(\d{2})\s?l?", size, re.IGNORECASE):
        return f"{match[1]}x{match[2]}"
    return size


_Candidate = tuple[int, int, str, Sequence[str]]


def _candidates(text: str, folded: str, vocabulary: Vocabulary, departments: frozenset[str]) -> Iterator[_Candidate]:
    """From the surest to the least sure; of two that overlap the first counts."""
    yield from _pairs(folded, vocabulary)
    for match in _SYSTEMIC.finditer(folded):
        size = f"{match[1] or match[4]} {match[2] or match[3]}"
        yield match.start(), match.end(), "size", (read_size(size, vocabulary),)
    yield from _cued(folded, vocabulary)
    yield from _measures(folded, vocabulary)
    for match in _CHINESE.finditer(folded):
        yield match.start(), match.end(), "size", (read_size(_CHINESE_SIZES[match.group()], vocabulary),)
    loose = [*_LOOSE_LETTERS.finditer(folded)]
    if not text.isupper() or len(text) <= 4:
        loose += _LOOSE_LETTER.finditer(text)
    if departments & WORN or not departments:
        words = _LOOSE_WORDS.finditer(folded)
        loose += (match for match in words if departments or match.group() not in ("small", "medium", "large"))
    for match in loose:
        yield match.start(), match.end(), "size", (read_size(match.group(), vocabulary),)
    for match in _IN_LETTER.finditer(folded):
        if match[1] not in ("small", "medium", "large") or departments & WORN or not departments:
            yield match.start(1), match.end(1), "size", (read_size(match[1], vocabulary),)
    yield from _loose_numbers(folded, vocabulary, departments)


def _pairs(folded: str, vocabulary: Vocabulary) -> Iterator[_Candidate]:
    for match in _AREA.finditer(folded):
        yield match.start(), match.end(), "size", (read_size(f"{match[1]}x{match[2]} cm", vocabulary),)
    for match in _PAIRED.finditer(folded):
        numbers = re.findall(r"\d+", match.group())
        if int(numbers[0]) >= 20 and int(numbers[1]) >= 20:
            yield match.start(), match.end(), "size", (read_size("x".join(numbers[:2]), vocabulary),)
    for match in _WAIST.finditer(folded):
        waist = next(group for group in match.groups() if group)
        sizes = tuple(size for size in vocabulary.values("size") if size.startswith(f"{waist}x"))
        yield match.start(), match.end(), "size", sizes or (read_size(waist, vocabulary),)


def _cued(folded: str, vocabulary: Vocabulary) -> Iterator[_Candidate]:
    for pattern in (_CUED, _TRAILED):
        for match in pattern.finditer(folded):
            end = match.end() if pattern is _TRAILED else match.end(1)
            if tail := re.compile(r"\s?(?:码|号)").match(folded, end):
                end = tail.end()
            yield match.start(), end, "size", (read_size(match[1], vocabulary),)
            while listed := _LISTED.match(folded, end):
                end = listed.end()
                yield listed.start(1), end, "size", (read_size(listed[1], vocabulary),)


def _measures(folded: str, vocabulary: Vocabulary) -> Iterator[_Candidate]:
    for match in MEASURE.finditer(folded):
        left = COMPARISON_LEFT.search(folded, max(0, match.start() - 24), match.start())
        right = COMPARISON_RIGHT.match(folded, match.end())
        comparison = left.lastgroup if left else right.lastgroup if right else None
        slot, values = measured_values(
            float(match["number"].replace(",", "")), match["unit"], vocabulary, comparison=comparison
        )
        if slot:
            yield left.start() if left else match.start(), right.end() if right else match.end(), slot, values


def _loose_numbers(folded: str, vocabulary: Vocabulary, departments: frozenset[str]) -> Iterator[_Candidate]:
    """A bare number is a size where the shop has it as one: "sneakers in 42", "10.5 shoes"."""
    known = vocabulary.slots.get("size", {})
    for match in _IN_NUMBER.finditer(folded):
        if read_size(match[1], vocabulary) in known:
            yield match.start(1), match.end(1), "size", (read_size(match[1], vocabulary),)
    if "shoe" in departments:
        for match in _SHOE_NUMBER.finditer(folded):
            size = read_size(match[1], vocabulary)
            is_bound = COMPARISON_LEFT.search(folded, max(0, match.start() - 24), match.start())
            if not is_bound and (size in known or "." in match[1]):
                yield match.start(1), match.end(1), "size", (size,)
