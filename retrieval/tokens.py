"""Words of English and Chinese text as index terms: stems, and bigrams of Chinese characters."""

import re
from functools import lru_cache

from snowballstemmer import stemmer

from retrieval.folding import fold

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:['.-][^\W_{_HAN}]+)*")
_INNER = re.compile(r"['.-]")
_english = stemmer("english")

_ENGLISH = (
    "a about above actually all also am an and another any anything are around as at available be been below "
    "best better between bit bucks budget but buy by can cheap cheaper cheapest cost could couple didn't do "
    "does doesn't dollars don't few for from get give go good great had has have hello help her hey hi him "
    "his how i i'd i'll i'm i've if im in into is isn't it it's items its just kind less let let's like "
    "looking lot made make maybe me mine more most much must my need needs new nice no not now of ok okay on "
    "one ones only or other our out over perfect please pm prefer price priced product products really "
    "recommend s shop should show so some something sort stuff such t than thank thanks that that's the their "
    "them then there these they thing things this those to today too type under up us usd use wanna want "
    "wants was we well what what's which who will with within without won't would yeah yes you your yours "
)
STOPWORDS = frozenset(_ENGLISH.split())
"""Words that say nothing about a product: their absence from the catalogue is no news to the shopper."""

_CHINESE = (
    "我你您他她它的了吗呢吧啊呀和与或在是有个件条双款种些要想请给帮找买看能可以一这那什么都也就很不没别太再还最更让把"
)
HAN_STOPWORDS = frozenset(_CHINESE)
"""Characters of Chinese function words; a run made of nothing else is no content word."""


def words_of(text: str) -> list[str]:
    """The words in order, folded; a run of Chinese characters is one word."""
    return _WORD.findall(fold(text))


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of `words_of` stand in the text: start and end (exclusive)."""
    return [match.span() for match in _WORD.finditer(fold(text))]


def is_han(word: str) -> bool:
    """Whether a word of `words_of` is a run of Chinese characters."""
    return "\u3400" <= word[0] <= "\ufaff" and not "\uac00" <= word[0] <= "\ud7ff"


@lru_cache(maxsize=200_000)
def spellings_of(word: str) -> tuple[tuple[str, ...], ...]:
    """The index terms of one word of `words_of`: each spelling is a group of terms that together stand for the word.

    English: the Porter2 stem; a compound ("t-shirt") is spelt by its parts or unjoined ("tshirt"). Chinese: overlapping
    bigrams, or the character itself for a run of one.
    Source: https://snowballstem.org/algorithms/english/stemmer.html
    """
    if is_han(word):
        return (tuple(word[i : i + 2] for i in range(len(word) - 1)) or (word,),)
    parts = _INNER.split(word.removesuffix("'s"))
    joined = (_stem("".join(parts)),)
    return (joined,) if len(parts) == 1 else (tuple(_stem(part) for part in parts), joined)


def terms_of(word: str) -> tuple[str, ...]:
    """All index terms of a word, each once."""
    return tuple(dict.fromkeys(term for spelling in spellings_of(word) for term in spelling))


def is_content(word: str) -> bool:
    """Whether a word says something about a product."""
    if is_han(word):
        return not all(char in HAN_STOPWORDS for char in word)
    return word not in STOPWORDS and len(word) > 1


def _stem(word: str) -> str:
    return str(_english.stemWord(word))
