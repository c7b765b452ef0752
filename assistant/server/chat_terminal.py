"""What a person sees of a talk with a server in a terminal: cards in short, then the words as they come."""

from collections.abc import Callable
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from assistant.server.chat_client import RemoteTalk
from assistant.terminal import WordFlow, console
from assistant.turn_input import read_line

Event = dict[str, Any]

MAX_REASONS = 3
SHOP = "shop › "


def chat(talk: RemoteTalk, read: Callable[[str], str] = console.input) -> None:
    """An interactive talk; an empty line, Ctrl-D or Ctrl-C ends it."""
    opened = talk.open()
    console.print(Text(f"{opened['shop']['name']}: type, or /photo FILE. An empty line ends the talk.", style="dim"))
    while True:
        try:
            line = read("[bold cyan]you ›[/] ").strip()
        except (EOFError, KeyboardInterrupt):
            console.print()
            break
        if not line:
            break
        _show_turn(talk, line)
    talk.close()


def _show_turn(talk: RemoteTalk, line: str) -> None:
    flow = WordFlow(console)
    for event in talk.take_turn(read_line(line)):
        match event["type"]:
            case "cards":
                _show_cards(event)
                console.print(Text(SHOP, style="bold green"), end="")
                flow.start(column=cell_len(SHOP))
            case "reply.delta":
                flow.write(event["text"])
            case "reply.done":
                flow.write(" ")
                console.print("\n")
            case "error":
                console.print(Text(f"{event['message']} {event['remedy']}", style="yellow"))


def _show_cards(event: Event) -> None:
    for card in event["cards"]:
        line = Text(f" {card['rank']}  ", style="dim")
        line.append(card["title"], style="bold")
        line.append(f"  {card['variant']}  " if card["variant"] else "  ", style="dim")
        line.append(card["price_label"], style="bold yellow")
        if card["list_price_label"]:
            line.append(" ")
            line.append(card["list_price_label"], style="dim strike")
        if card["reasons"]:
            line.append("  ✓ " + " · ".join(card["reasons"][:MAX_REASONS]), style="green")
        console.print(line)
