"""Rows of a separated-values file in which some quotes are not where they should be.

A lone quote at the start of a cell makes an ordinary reader swallow every row up to the next quote in the file. Here a
row takes further lines in only where those lines are no rows by themselves.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import FeedError
from retrieval.feeds.text_file import read_lines
from retrieval.feeds.validation import Problems

MAX_JOINED_LINES = 50
"""Lines that one quoted cell may span."""

_DELIMITERS = "\t,;"

Cells = list[str]
Lines = Sequence[tuple[int, str | None]]


@dataclass(frozen=True, slots=True)
class Table:
    """The header's cells, and for each row its line and as many cells as the header has."""

    header: Cells
    rows: Iterator[tuple[int, Cells]]


def read_table(path: Path, problems: Problems) -> Table:
    """Rows that do not have the header's number of cells are rejected. Raises FeedError for an unreadable file."""
    lines = [(number, text) for number, text in read_lines(path) if text is None or text.strip()]
    if not lines or lines[0][1] is None:
        raise FeedError(f"{path} has no header line.", remedy="Its first line must name the columns.")
    first = lines[0][1]
    delimiter = max(_DELIMITERS, key=first.count)
    header = _split_strictly(first, delimiter) or _split_loosely(first, delimiter)
    csv.field_size_limit(2**31 - 1)  # the lines are bounded already
    return Table(header, _rows(lines[1:], len(header), delimiter, problems))


def _rows(lines: Lines, width: int, delimiter: str, problems: Problems) -> Iterator[tuple[int, Cells]]:
    position = 0
    while position < len(lines):
        number, text = lines[position]
        if text is None:
            problems.reject(number, "", "the line is longer than 4 MB")
            position += 1
            continue
        cells, n_lines = _read_row(lines[position : position + MAX_JOINED_LINES], width, delimiter)
        if len(cells) == width:
            yield number, cells
        else:
            problems.reject(number, "", f"has {len(cells)} columns, the header {width}")
        position += n_lines


def _read_row(lines: Lines, width: int, delimiter: str) -> tuple[Cells, int]:
    """The cells of the row that begins with the first line, and how many lines it takes."""
    first = lines[0][1] or ""
    alone = _split_strictly(first, delimiter)
    if alone is not None and len(alone) == width:
        return alone, 1
    joined = _join(lines, width, delimiter) if '"' in first else None
    loose = _split_loosely(first, delimiter)
    if joined is None:
        return loose, 1
    stands_alone = all(
        text is not None and len(_split_loosely(text, delimiter)) == width for _, text in lines[: joined[1]]
    )
    return (loose, 1) if stands_alone else joined


def _join(lines: Lines, width: int, delimiter: str) -> tuple[Cells, int] | None:
    text = lines[0][1] or ""
    for n_lines, (_, following) in enumerate(lines[1:], start=2):
        if following is None:
            return None
        text += "\n" + following
        if '"' in following:
            cells = _split_strictly(text, delimiter)
            if cells is not None and len(cells) == width:
                return cells, n_lines
    return None


def _split_strictly(text: str, delimiter: str) -> Cells | None:
    """None where the quotes are not those of the format."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return None


def _split_loosely(text: str, delimiter: str) -> Cells:
    """Quotes are ordinary characters between tabs; between commas the reader makes of them what it can."""
    if delimiter == "\t":
        return text.split(delimiter)
    return next(csv.reader([text], delimiter=delimiter), [])
