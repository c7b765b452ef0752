"""An utterance made safe to read, and the language it is in."""

import re
import unicodedata

from assistant.messages import Language
from retrieval.folding import han_runs

MAX_CHARS = 2000
"""An utterance is cut here: nobody types more in a shop, and every stage stays within its time."""

_LATIN_WORD = re.compile(r"[a-zA-ZÀ-ɏ]{2,}")
_KEPT_CONTROLS = frozenset("\n\t\r")


def clean(text: str) -> str:
    """NFKC, control and invisible characters out, whitespace folded to single spaces, cut at `MAX_CHARS`.

    Format characters (bidi marks, zero-width joiners), private and unassigned ones and lone surrogates all go.
    """
    # NFKC can make one character eighteen, so what is far past the cut is not worth normalising.
    plain = unicodedata.normalize("NFKC", text[: 4 * MAX_CHARS])
    visible = "".join(" " if c in _KEPT_CONTROLS else c for c in plain if c in _KEPT_CONTROLS or _is_visible(c))
    return " ".join(visible.split())[:MAX_CHARS].rstrip()


def _is_visible(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")


def detect_language(text: str, default: Language) -> Language:
    """Chinese where at least as many Chinese words as Latin ones stand; `default` where there are neither ("M", "42").

    Two Chinese characters count as one word.
    """
    n_han = sum(end - start for start, end in han_runs(text))
    n_latin = len(_LATIN_WORD.findall(text))
    if n_han == n_latin == 0:
        return default
    if n_han == 0:
        # "XXL" or "ok" says nothing about the language of the conversation.
        return "en" if n_latin > 1 or default == "en" else default
    return "zh" if n_han >= 2 * n_latin or n_han / 2 >= n_latin else "en"
