"""Sentences from files."""

import json
from pathlib import Path

import pytest

from assistant.speech.training.texts import read_texts, shop_words
from retrieval.errors import FeedError, TrainingError

pytestmark = pytest.mark.unit


def test_lines_and_json_are_read(tmp_path: Path) -> None:
    """One sentence a line, or CLINC's form; the labels are left out."""
    (tmp_path / "a.txt").write_text("one thing\nanother\n", encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"train": [["a third", "label"]]}), encoding="utf-8")
    assert read_texts([tmp_path / "a.txt", tmp_path / "b.json"]) == ["one thing", "another", "a third"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[1, 2", b'["a"]', b'{"train": 5}'])
def test_other_files_are_refused(tmp_path: Path, content: bytes) -> None:
    """With what to give instead."""
    path = tmp_path / "b.json"
    path.write_bytes(content)
    with pytest.raises(TrainingError, match="one sentence a line"):
        read_texts([path])
    with pytest.raises(TrainingError, match="cannot be read"):
        read_texts([tmp_path / "absent.txt"])


def test_demo_shop_s_words_are_in_both_languages() -> None:
    """Titles as they are sold, and the brands."""
    words = shop_words(None)
    assert "Maren Oake" in words.brands
    assert any("一" <= character <= "鿿" for title in words.titles for character in title)
    assert len(set(words.titles)) == len(words.titles) > 500


def test_feed_that_is_none_is_refused(tmp_path: Path) -> None:
    """By the reader of feeds itself."""
    with pytest.raises(FeedError):
        shop_words(tmp_path / "absent.jsonl")
