"""What a shopper says at a terminal: words, and `/photo FILE words` for a photo with or without words."""

import os
from dataclasses import dataclass
from pathlib import Path

from assistant.speech.transcriber import Hearing

COMMAND = "/photo"


@dataclass(frozen=True, slots=True)
class TurnInput:
    """The words of a turn, which may be empty beside a photo; the photo's file; how the words were heard, if spoken."""

    text: str
    photo: Path | None = None
    hearing: Hearing | None = None


def read_line(line: str) -> TurnInput:
    """A typed line. A file with spaces in its name is put in quotes; after `/photo` alone there is no file to be found."""
    line = line.strip()
    command, _, rest = line.partition(" ")
    if command != COMMAND:
        return TurnInput(line)
    rest = rest.strip()
    quote = rest[:1]
    if quote in ("'", '"') and quote in rest[1:]:
        name, _, text = rest[1:].partition(quote)
    else:
        name, _, text = rest.partition(" ")
    return TurnInput(text.strip(), Path(os.path.expanduser(name)))
