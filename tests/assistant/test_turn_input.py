"""Typed lines: words, and photos with or without words."""

from pathlib import Path

import pytest

from assistant.turn_input import TurnInput, read_line

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("line", "given"),
    [
        (" red dress \n", TurnInput("red dress")),
        ("", TurnInput("")),
        ("/photo dress.jpg", TurnInput("", Path("dress.jpg"))),
        ("/photo dress.jpg like this but in blue", TurnInput("like this but in blue", Path("dress.jpg"))),
        ("/photo 'my dress.jpg' 要蓝色的\r\n", TurnInput("要蓝色的", Path("my dress.jpg"))),
        ('/photo "my dress.jpg"', TurnInput("", Path("my dress.jpg"))),
        ("/photo 'unfinished name", TurnInput("name", Path("'unfinished"))),
        ("/photo", TurnInput("", Path())),
        ("/photos of dresses", TurnInput("/photos of dresses")),
        ("/photo ~/dress.jpg", TurnInput("", Path.home() / "dress.jpg")),
        ("/photo ~nobody-of-this-name/dress.jpg", TurnInput("", Path("~nobody-of-this-name/dress.jpg"))),
    ],
)
def test_line_is_words_or_a_photo(line: str, given: TurnInput) -> None:
    """`/photo FILE words`, a name with spaces in quotes; anything else is words."""
    assert read_line(line) == given
