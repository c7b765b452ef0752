"""An utterance made safe to read, and the language it is in."""

import re
import unicodedata

from assistant.messages import Language
from retrieval.folding import drop_escapes, han_runs

MAX_CHARS = 2000
"""An utterance is cut here: nobody types more in a shop, and every stage stays within its time."""

_ZH_GRAMMAR = re.compile(r"[我你您他她的了吗呢吧是有没不想要给帮找请这那哪么能会可以件条双款和或在把被就都也还]")
_EN_GRAMMAR = re.compile(
    r"\b(?:i|i'm|i'd|me|my|you|your|we|it|is|are|am|do|does|have|has|can|could|would|want|need|like|looking|show|"
    r"find|get|give|a|an|the|this|that|these|those|some|any|for|with|without|in|of|to|from|and|or|but|not|please|what|"
    r"which|how|under|over|than)\b",
    re.IGNORECASE,
)
_LATIN_WORD = re.compile(r"[a-zA-ZÀ-ɏ]{2,}")
_KEPT_CONTROLS = frozenset("\n\t\r")


def clean(text: str) -> str:
    """NFKC, control and invisible characters and terminal escapes out, whitespace folded to single spaces, cut at `MAX_CHARS`.

    Format characters (bidi marks, zero-width joiners), private and unassigned ones and lone surrogates all go.
    """
    # NFKC can make one character eighteen, so what is far past the cut is not worth normalising.
    plain = unicodedata.normalize("NFKC", drop_escapes(text[: 4 * MAX_CHARS]))
    visible = "".join(" " if c in _KEPT_CONTROLS else c for c in plain if c in _KEPT_CONTROLS or _is_visible(c))
    return " ".join(visible.split())[:MAX_CHARS].rstrip()


def _is_visible(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")


def detect_language(text: str, default: Language) -> Language:
    """Of a mixed text, the language of its grammar: "我想要一件 waterproof 的 jacket" is Chinese, its nouns borrowed.

    Where neither grammar prevails, Chinese if at least half as many Chinese characters as Latin words stand in it.
    `default` where there are no words ("M", "42").
    """
    n_han = sum(end - start for start, end in han_runs(text))
    n_latin = len(_LATIN_WORD.findall(text))
    if n_han == n_latin == 0:
        return default
    if n_han == 0:
        # "XXL" or "ok" says nothing about the language of the conversation.
        return "en" if n_latin > 1 or default == "en" else default
    lead = len(_ZH_GRAMMAR.findall(text)) - len(_EN_GRAMMAR.findall(text))
    if lead:
        return "zh" if lead > 0 else "en"
    return "zh" if n_han >= 2 * n_latin else "en"
