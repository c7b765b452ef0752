"""Text as the pocket model writes it: lower case, no punctuation, so that a word is written in one way only. Pure."""

import re
import zlib

from assistant.messages import Language
from retrieval.folding import fold

HELD_OUT_SHARE = 0.04
"""Of all sentences, whoever thinks them up: none of them is trained on, in any voice."""

_KEPT_POINT = re.compile(r"(?<=\d)[.](?=\d)")
_POINT_MARK = "\0"
_DROPPED = re.compile(r"(?<![a-z])'|'(?![a-z])|[^\w\s'\0]|_")
_HAN = "㐀-䶿一-鿿"
_SPACE_AROUND_HAN = re.compile(rf"(?<=[{_HAN}])\s+|\s+(?=[{_HAN}])")


def heard(text: str) -> str:
    """The text as it is heard: "Slim-fit jeans, size 10.5!" is "slim fit jeans size 10.5"; Chinese has no spaces."""
    bare = _DROPPED.sub(" ", _KEPT_POINT.sub(_POINT_MARK, fold(text).replace("’", "'")))
    spaced = " ".join(bare.replace(_POINT_MARK, ".").split())
    return _SPACE_AROUND_HAN.sub("", spaced)


def language_of(text: str) -> Language:
    """Chinese as soon as there is a Chinese character in it."""
    return "zh" if re.search(f"[{_HAN}]", text) else "en"


def is_held_out(text: str) -> bool:
    """Whether the sentence belongs to those that are never trained on: by the sentence alone, so that every run agrees."""
    return zlib.crc32(heard(text).encode()) / 2**32 < HELD_OUT_SHARE
