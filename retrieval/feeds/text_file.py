"""Lines of a text file that someone else wrote: byte-order marks, wrong encodings, files that are no text at all."""

import codecs
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from retrieval.errors import FeedError

MAX_LINE_BYTES = 4_000_000
"""A longer line is no product; reading on would only fill the memory."""

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_AS_UTF8 = "Save it as UTF-8"


def check_feed_file(path: Path) -> None:
    """Raises FeedError for what is missing, is no file, may not be read, or is empty."""
    if not path.exists():
        raise FeedError(f"There is no feed {path}.", remedy="Check the path.")
    if path.is_dir():
        raise FeedError(f"{path} is a folder.", remedy="Name the feed's file in it.")
    try:
        with path.open("rb") as file:
            is_empty = not file.read(1)
    except OSError as error:
        raise FeedError(f"{path} cannot be read ({error.strerror}).", remedy="Check its permissions.") from error
    if is_empty:
        raise FeedError(f"{path} is empty.", remedy="Export the feed again.")


def read_lines(path: Path) -> Iterator[tuple[int, str | None]]:
    """The file's lines, numbered from 1, without their ends; None for a line of more than `MAX_LINE_BYTES`.

    UTF-8 with or without a mark, or UTF-16 with one. Raises FeedError for anything else.
    """
    try:
        with path.open("rb") as file:
            mark = file.read(4)
            is_utf16 = mark.startswith(_UTF16_MARKS) and not mark.startswith(codecs.BOM_UTF32_LE)
            file.seek(len(codecs.BOM_UTF8) if mark.startswith(codecs.BOM_UTF8) else 0)
            yield from _utf16_lines(file, path) if is_utf16 else _utf8_lines(file, path)
    except OSError as error:
        raise FeedError(f"{path} cannot be read ({error.strerror}).", remedy="Check the disk and try again.") from error


def _utf8_lines(file: BinaryIO, path: Path) -> Iterator[tuple[int, str | None]]:
    number = 0
    while True:
        offset = file.tell()
        raw = file.readline(MAX_LINE_BYTES + 1)
        if not raw:
            return
        number += 1
        if len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n"):
            _skip_line(file)
            yield number, None
            continue
        if b"\0" in raw and number == 1:
            raise FeedError(f"{path} is not a text file.", remedy=f"{_AS_UTF8} (.jsonl, .tsv or .csv).")
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise _not_utf8(path, raw, offset=offset + error.start, number=number) from error
        yield number, text.rstrip("\r\n")


def _skip_line(file: BinaryIO) -> None:
    while (raw := file.readline(MAX_LINE_BYTES)) and not raw.endswith(b"\n"):
        pass


def _utf16_lines(file: BinaryIO, path: Path) -> Iterator[tuple[int, str | None]]:
    raw = file.read()
    try:
        text = raw.decode("utf-16")
    except UnicodeDecodeError as error:
        raise FeedError(
            f"{path} is broken: it begins as UTF-16 but is not at byte {error.start}.", remedy=f"{_AS_UTF8}."
        ) from error
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        yield number, line.rstrip("\r")


def _not_utf8(path: Path, raw: bytes, *, offset: int, number: int) -> FeedError:
    encoding = _guess_encoding(raw)
    return FeedError(
        f"{path} is not UTF-8 text: line {number}, byte {offset} (it looks like {encoding}).",
        remedy=f"{_AS_UTF8}, for example: iconv -f {encoding} -t UTF-8 {os.fspath(path.name)} > new{path.suffix}",
    )


def _guess_encoding(raw: bytes) -> str:
    """Chinese text in GB 18030 comes in pairs of high bytes; an accented letter of Windows-1252 stands alone."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return "WINDOWS-1252"
    n_chinese = sum("\u4e00" <= char <= "\u9fff" for char in text)
    n_high = sum(byte >= 0x80 for byte in raw)
    is_paired = any(a >= 0x80 and b >= 0x80 for a, b in pairwise(raw))
    return "GB18030" if is_paired and n_chinese * 2 >= n_high * 0.8 else "WINDOWS-1252"
