"""A talk with a server as a person in a terminal sees it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant.server import chat_terminal
from assistant.turn_input import TurnInput

pytestmark = pytest.mark.unit

CARD = {
    "rank": 1, "title": "茶歇 [bold]连衣裙[/]", "variant": "红色 · M 码", "price_label": "$60", "list_price_label": "$80",
    "reasons": ["红色", "M 码", "现货", "评分高"],
}  # fmt: skip
PLAIN = {**CARD, "rank": 2, "title": "Shirt", "variant": "", "list_price_label": None, "reasons": []}


class ScriptedTalk:
    """A server that answers everything alike."""

    def __init__(self, *events: dict[str, Any]) -> None:
        self._events = events
        self.taken: list[TurnInput] = []
        self.is_closed = False

    def open(self) -> dict[str, Any]:
        return {"shop": {"name": "Tea & Co [red]"}}

    def take_turn(self, given: TurnInput) -> Iterator[dict[str, Any]]:
        self.taken.append(given)
        yield from self._events

    def close(self) -> None:
        self.is_closed = True


def seen(talk: ScriptedTalk, read: Callable[[str], str]) -> str:
    with chat_terminal.console.capture() as capture:
        chat_terminal.chat(talk, read)  # type: ignore[arg-type]
    return capture.get()


def typing(*lines: str) -> Callable[[str], str]:
    waiting = iter(lines)
    return lambda prompt: next(waiting)


def test_cards_come_before_the_words_and_say_what_matters() -> None:
    """Old price and three reasons; what looks like markup in a seller's title or the shop's name is text."""
    talk = ScriptedTalk(
        {"type": "turn.accepted"},
        {"type": "cards", "cards": [CARD, PLAIN]},
        {"type": "reply.delta", "text": "第一件"},
        {"type": "reply.delta", "text": "是红色的。"},
        {"type": "reply.done"},
    )
    shown = seen(talk, typing("  连衣裙 ", ""))
    assert talk.taken == [TurnInput("连衣裙")]
    assert talk.is_closed
    opening, first, second, *reply = shown.splitlines()
    assert "Tea & Co [red]" in opening
    assert first.split() == [
        "1",
        "茶歇",
        "[bold]连衣裙[/]",
        "红色",
        "·",
        "M",
        "码",
        "$60",
        "$80",
        "✓",
        "红色",
        "·",
        "M",
        "码",
        "·",
        "现货",
    ]
    assert second.split() == ["2", "Shirt", "$60"]
    assert "第一件是红色的。" in "".join(reply)


def test_error_is_said_with_what_to_do() -> None:
    talk = ScriptedTalk({"type": "error", "message": "现在很忙。", "remedy": "请稍等几秒再试。"})
    assert "现在很忙。 请稍等几秒再试。" in seen(talk, typing("hello", ""))


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_talk_ends_with_ctrl_d_and_ctrl_c(end: type[BaseException]) -> None:
    """As with an empty line, and without a word about it."""

    def read(prompt: str) -> str:
        raise end

    talk = ScriptedTalk()
    seen(talk, read)
    assert (talk.taken, talk.is_closed) == ([], True)
