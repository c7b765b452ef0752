"""Text as it may be said: without markup, links and invisible characters, and cut into sentences while it arrives."""

import html
import re
import unicodedata
from collections.abc import Sequence

MAX_TITLE_CHARS = 90
"""A longer catalogue title is keyword stuffing; a reply says its beginning."""

_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\s]*\)")
_URL = re.compile(r"(?:https?://|ftp://|www\.)\S+|\b(?:javascript|data|mailto):\S+|\S+@\S+\.\w+", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_BULLET = re.compile(r"^[ \t]*(?:[-*+•]|#{1,6}|>|\d{1,2}[.)、])[ \t]+", re.MULTILINE)
_MARKS = re.compile(r"[*`~|<>{}\\]|__|\[|\]")

_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+[”’」』）)\"']*|\n+")
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*\d{1,2}\.$")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|approx|no|st|mr|mrs|ms|dr|incl|max|min)\.$", re.IGNORECASE)


def plain(text: str, *, max_chars: int = MAX_TITLE_CHARS) -> str:
    """A catalogue's text as words: no markup, no links, no invisible characters, one line, not too long."""
    unescaped = html.unescape(_drop_invisible(text))
    words = _MARKS.sub(" ", _URL.sub(" ", _TAG.sub(" ", _LINK.sub(r"\1", unescaped)))).split()
    line = " ".join(words)
    if len(line) > max_chars:
        line = line[:max_chars].rsplit(" ", 1)[0]
    return line.strip(" .。!！?？:：;；,，")


def without_markup(text: str) -> str:
    """A reply's text without markup, bullets, links and invisible characters; its line breaks stay."""
    shown = _TAG.sub("", _LINK.sub(r"\1", _drop_invisible(text)))
    return re.sub(r"[ \t]{2,}", " ", _MARKS.sub("", _BULLET.sub("", _URL.sub("", shown))))


def has_link(text: str) -> bool:
    """Whether the text points somewhere else: an address, a link, a tag."""
    return bool(_URL.search(text) or _TAG.search(text) or _LINK.search(text))


def _drop_invisible(text: str) -> str:
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cn", "Cs"))


def split_ready(text: str, protected: Sequence[str]) -> tuple[list[str], str]:
    """The complete sentences at the start of a text still being written, and what is left.

    No sentence ends inside one of the `protected` names ("No. 5 Lamp"), nor where one may just have begun.
    Each sentence keeps the whitespace after it.
    """
    ready, start = [], 0
    spans = _spans(text, protected)
    for match in _END.finditer(text):
        end = match.end()
        if end >= len(text):
            break
        if end <= start or _is_inside(match.start(), spans) or _may_begin(text, match.start(), protected):
            continue
        if match[0][0] == "." and (
            _ABBREVIATION.search(text[start : match.start() + 1]) or _LIST_NUMBER.search(text[: match.start() + 1])
        ):
            continue
        while end < len(text) and text[end].isspace():
            end += 1
        ready.append(text[start:end])
        start = end
    return ready, text[start:]


def spans_of(text: str, name: str) -> list[tuple[int, int]]:
    """Where a name stands in a text, case folded, as a whole word where it begins or ends with a Latin letter."""
    if not name:
        return []
    before = r"(?<![A-Za-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    return [match.span() for match in re.finditer(before + re.escape(name) + after, text, re.IGNORECASE)]


def _spans(text: str, names: Sequence[str]) -> list[tuple[int, int]]:
    return [span for name in names for span in spans_of(text, name)]


def _is_inside(position: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= position < end - 1 for start, end in spans)


def _may_begin(text: str, position: int, names: Sequence[str]) -> bool:
    """Whether the text's tail, from before the position on, is the beginning of a name."""
    folded = text.casefold()
    for name in names:
        for start in range(max(0, len(text) - len(name)), position + 1):
            if len(text) - start < len(name) and name.casefold().startswith(folded[start:]):
                return True
    return False
