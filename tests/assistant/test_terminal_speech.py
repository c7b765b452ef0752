"""The line that the shopper's words grow on: what it says where there were none, and where there is no room."""

import pytest

from assistant import terminal
from assistant.messages import Language
from assistant.speech.events import FinalTranscript, InterimTranscript, Unheard
from assistant.terminal_speech import HeardLine, _fitting

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("language", "unheard", "shown"),
    [
        ("en", "unclear", "say it again"), ("zh", "repetitive", "再说一遍"), ("zh", "foreign", "听不懂"),
        ("en", "no_speech", "(no words)"), ("zh", "phantom", "没有话语"),
    ],
)  # fmt: skip
def test_what_was_not_made_out_is_said_in_the_shoppers_language(
    language: Language, unheard: Unheard, shown: str
) -> None:
    """Words of the shop, no names of gates."""
    with terminal.console.capture() as printed:
        HeardLine().show(InterimTranscript("red", "en"))
        HeardLine().show(FinalTranscript("", language, unheard=unheard))
    assert shown in printed.get()
    assert unheard not in printed.get()


def test_terminal_without_room_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """And waits for nothing either."""
    monkeypatch.setattr(type(terminal.console), "width", property(lambda console: 4))
    assert _fitting("a red jacket") == ""
