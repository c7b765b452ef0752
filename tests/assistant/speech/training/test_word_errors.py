"""Word errors, against jiwer and by hand."""

import jiwer
import pytest

from assistant.speech.training.word_errors import WordErrors, total, units, word_errors

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("said", "written", "expected"),
    [
        ("a red dress", "a red dress", WordErrors(3, 0, 0, 0)),
        ("A red dress!", "a bread dress please", WordErrors(2, 1, 0, 1)),
        ("under fifty dollars", "", WordErrors(0, 0, 3, 0)),
        ("", "thank you", WordErrors(0, 0, 0, 2)),
        ("红色的连衣裙", "红色连衣群", WordErrors(4, 1, 1, 0)),
        ("xl码的t恤", "XL 码的 T恤", WordErrors(5, 0, 0, 0)),
    ],
)
def test_errors_are_the_fewest_edits(said: str, written: str, expected: WordErrors) -> None:
    """Case and punctuation are no errors; a Chinese character is a word."""
    assert word_errors(said, written) == expected


def test_counts_are_jiwer_s() -> None:
    """The usual library counts the same."""
    said, written = "show me the red one in size ten please", "show the bread one in a size ten peas"
    measured = jiwer.process_words(said, written)
    errors = word_errors(said, written)
    assert errors.rate == pytest.approx(measured.wer)
    assert (errors.hits, errors.substitutions, errors.deletions, errors.insertions) == (
        measured.hits, measured.substitutions, measured.deletions, measured.insertions,
    )  # fmt: skip


def test_total_weighs_by_words() -> None:
    """2 errors in 10 words: not the mean of 1 and 1/9."""
    short, long = word_errors("yes", "no"), word_errors("a b c d e f g h i", "a b c d e f g h j")
    assert total([short, long]).rate == pytest.approx(0.2)
    assert total([]).rate == 0.0


def test_invented_words_of_silence_are_errors() -> None:
    """Where nothing was said, anything heard is all wrong."""
    assert word_errors("", "hello").rate == 1.0
    assert word_errors("", "").rate == 0.0


def test_units_are_words_and_characters() -> None:
    """Mixed sentences too."""
    assert units("iPhone手机 case") == ["iphone", "手", "机", "case"]
