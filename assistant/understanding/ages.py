"""Ages said in years or months ("for my 5 year old", "3岁"), as age groups."""

import re

from assistant.understanding.matcher import Found
from assistant.understanding.numbers import find_numbers

_YEARS = re.compile(r"[\s-]?(?:years?|yrs?|yr)[\s-]?olds?(?![a-z])|\s?-?(?:yo|y/o)(?![a-z])|\s?周?岁(?:大|半)?")
_MONTHS = re.compile(r"[\s-]?months?[\s-]?olds?(?![a-z])|\s?个月大?(?:的(?:宝宝|婴儿|孩子))?")
TODDLER_YEARS = 3
"""Up to this age a child is a toddler."""
ADULT_YEARS = 18


def find_ages(folded: str) -> tuple[Found, ...]:
    """The age groups of the ages said. "Newborn" has no number; a month counts as infancy."""
    found = []
    for number in find_numbers(folded):
        if years := _YEARS.match(folded, number.end):
            found.append(Found(number.start, years.end(), "age_group", (_group(number.value),)))
        elif (months := _MONTHS.match(folded, number.end)) and ("old" in months.group() or "大" in months.group()):
            found.append(Found(number.start, months.end(), "age_group", ("infant",)))
    return tuple(found)


def _group(years: float) -> str:
    if years < 1:
        return "infant"
    if years <= TODDLER_YEARS:
        return "toddler"
    return "kids" if years < ADULT_YEARS else "adult"
