"""What a person sees in a terminal: progress bars, cards on a shelf, chips of the ledger, streamed words."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from assistant.dialogue_state import LIST_KINDS
from assistant.messages import Card, Language, LedgerEntry, Reason
from assistant.pictures import PictureUnreadable, can_show_pictures, draw_photo, draw_picture
from assistant.session import CardsReady, ReplyDelta, TurnDone, TurnEvent, Understood
from assistant.turn_input import TurnInput, read_line
from retrieval.errors import PhotoError
from retrieval.photos import read_photo

if TYPE_CHECKING:
    from assistant.conversation import Conversation

CARD_COLUMNS = 26
"""A card's width in character cells: a price line with an old price fits."""

PICTURE_COLUMNS = 22
KEYSTROKE_S = 0.018
"""About a fast typist, so that the demo can be read along."""

MIN_RATED = 10
"""Units that a stage must have for a rate to mean something."""

MAX_REASONS = 3
MAX_WARNINGS = 5

BREAKS = re.compile(r"(?<=[\s\u3000-\u9fff\uff00-\uffef])(?![\u3001-\u3002\uff01-\uff1f\u201d）》])|(?<!^)(?=\n)")
"""Where a line may break: after white space, and after a Chinese character unless a closing mark follows."""

console = Console(highlight=False)

PROVENANCE_MARKS = {"carried": "↷ ", "relaxed": "≈ ", "edited": "✎ ", "photo": "◉ ", "said": ""}


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A callback `(stage, done, total)` that draws one bar a stage on standard error.

    Silent where `quiet` or where nobody watches, so that an error is alone in a log.
    """
    errors = Console(stderr=True)
    if quiet or not errors.is_terminal:
        yield lambda stage, done, total: None
        return
    columns = (
        TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), RateColumn(),
    )  # fmt: skip
    with Progress(*columns, console=errors) as bars:
        tasks: dict[str, TaskID] = {}

        def on_progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                _finish(bars)
                tasks[stage] = bars.add_task(stage, total=total or None)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield on_progress
        _finish(bars)


class RateColumn(ProgressColumn):
    """Units a second, where a stage has many of them."""

    def render(self, task: Task) -> Text:
        """Empty until two steps were timed."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f}/s" if speed and task.total and task.total > MIN_RATED else "", style="dim")


def _finish(bars: Progress) -> None:
    """Fills the bars of the stages that are over; those that were not counted count as one."""
    for task in bars.tasks:
        bars.update(task.id, completed=task.total or 1, total=task.total or 1)


def chat(conversation: "Conversation") -> None:
    """An interactive conversation; an empty line, Ctrl-D or Ctrl-C ends it."""
    conversation.warm_up()
    console.print(
        "[dim]Type what you are looking for, in English or 中文; /photo FILE shows a photo. An empty line ends the chat.[/]"
    )
    while True:
        try:
            line = console.input("[bold cyan]you ›[/] ").strip()
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        if not line:
            return
        play_turn(conversation, read_line(line), echo=False)


def play_turn(
    conversation: "Conversation",
    given: TurnInput,
    *,
    echo: bool = True,
    typed: bool = False,
    on_event: Callable[[TurnEvent], None] | None = None,
) -> None:
    """One turn: the shopper's line, the cards as soon as they are there, then the words as they come.

    `on_event` sees every event of the turn as well: whoever speaks the reply.
    """
    if echo:
        _show_utterance(given.text, typed=typed)
    if given.photo is not None:
        _show_photo(given.photo)
    language: Language = "en"
    flow = WordFlow(console)
    for event in conversation.take_turn(given.text, given.photo, given.hearing):
        if on_event:
            on_event(event)
        match event:
            case Understood(understanding):
                language = understanding.language
            case CardsReady(outcome, ledger, elapsed_ms):
                if outcome.kind in LIST_KINDS:
                    _show_ledger(conversation, ledger, language)
                if outcome.cards:
                    _show_shelf(conversation, outcome.cards, language)
                    cards = "1 card" if len(outcome.cards) == 1 else f"{len(outcome.cards)} cards"
                    console.print(Text(f"{cards} in {elapsed_ms:.0f} ms", style="dim"))
                console.print(Text("shop › ", style="bold green"), end="")
                flow.start(column=cell_len("shop › "))
            case ReplyDelta(piece):
                flow.write(piece)
            case TurnDone():
                flow.write(" ")
                console.print("\n")


class WordFlow:
    """Streams words to a terminal, breaking lines between words (between any two characters in Chinese)."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._column = 0
        self._pending = ""

    def start(self, *, column: int) -> None:
        """A new text begins at this column, from 0."""
        self._column = column
        self._pending = ""

    def write(self, piece: str) -> None:
        """Prints the words that are complete; the last one waits for its end."""
        *complete, self._pending = BREAKS.split(self._pending + piece)
        for part in complete:
            self._put(part)

    def _put(self, part: str) -> None:
        if part == "\n":
            self._console.print()
            self._column = 0
            return
        width = cell_len(part)
        if self._column + cell_len(part.rstrip()) > self._console.width:
            self._console.print()
            self._column, part = 0, part.lstrip()
            width = cell_len(part)
        self._console.print(Text(part), end="", soft_wrap=True)
        self._column += width


def _show_utterance(text: str, *, typed: bool) -> None:
    text = _printable(text)
    console.print(Text("you › ", style="bold cyan"), end="")
    if typed and console.is_terminal:
        for character in text:
            console.print(Text(character), end="")
            time.sleep(KEYSTROKE_S)
        console.print()
    else:
        console.print(Text(text))


def _printable(text: str) -> str:
    """Without escape sequences."""
    return "".join(character if character.isprintable() else " " for character in text)


def _show_photo(path: Path) -> None:
    """The shopper's photo, where the terminal can show one; else its name."""
    with suppress(PhotoError):  # what is wrong with it, the reply says
        if can_show_pictures(console):
            console.print(draw_photo(read_photo(path), n_columns=PICTURE_COLUMNS))
            return
    console.print(Text(f"[{_printable(path.name)}]", style="dim"))


def _show_ledger(conversation: "Conversation", ledger: Sequence[LedgerEntry], language: Language) -> None:
    if not ledger:
        return
    chips = Text("       ")
    for entry in ledger:
        mark = PROVENANCE_MARKS[entry.provenance]
        style = "black on grey78" if entry.constraint.is_hard else "grey78 on grey30"
        chips.append(f" {mark}{conversation.say_constraint(entry.constraint, language)} ", style=style)
        chips.append(" ")
    console.print(chips)


def _show_shelf(conversation: "Conversation", cards: Sequence[Card], language: Language) -> None:
    """The cards side by side, all cards of a row equally high."""
    n_per_row = max(1, (console.width + 1) // (CARD_COLUMNS + 1))
    for start in range(0, len(cards), n_per_row):
        row = cards[start : start + n_per_row]
        bodies = [_card_body(conversation, card, language) for card in row]
        inner = console.options.update(width=CARD_COLUMNS - 4)
        height = max(len(console.render_lines(body, inner)) for body in bodies) + 2
        shelf = Table.grid(padding=(0, 1, 0, 0))
        frame = partial(Panel, title_align="left", width=CARD_COLUMNS, height=height, border_style="grey50")
        shelf.add_row(*(frame(body, title=str(card.rank)) for card, body in zip(row, bodies, strict=True)))
        console.print(shelf)


def _card_body(conversation: "Conversation", card: Card, language: Language) -> RenderableType:
    parts: list[RenderableType] = []
    path = conversation.shop.image_path(card.offer) if can_show_pictures(console) else None
    if path is not None:
        try:
            parts.append(draw_picture(path, n_columns=PICTURE_COLUMNS))
        except PictureUnreadable:
            parts.append(Text("(no picture)", style="dim"))
    parts.append(Text(conversation.title(card.product, language), style="bold"))
    parts.append(_price_line(conversation, card, language))
    if card.product.rating is not None:
        parts.append(Text(f"★ {card.product.rating:.1f} ({card.product.rating_count})", style="yellow"))
    parts.append(Text(conversation.variant(card, language), style="dim"))
    said = [said for said in conversation.reasons(card, language) if said[0].slot != "category"]  # the title says that
    parts.extend(_reason_line(*reason, language) for reason in said[:MAX_REASONS])
    return Group(*parts)


def _reason_line(reason: Reason, words: str, language: Language) -> Text:
    mark, style = ("≈", "yellow") if reason.kind == "differs" else ("✓", "green")
    gap = " " if language == "en" else ""  # a space would be the only place to break a Chinese line at
    return Text(mark + gap + words, style=style, overflow="fold")


def _price_line(conversation: "Conversation", card: Card, language: Language) -> Text:
    line = Text(conversation.money(card.offer.effective_price, language), style="bold yellow")
    if card.offer.sale_price is not None:
        line.append(" ")
        line.append(conversation.money(card.offer.price, language), style="dim strike")
    return line


def show_understanding(understood: dict[str, Any]) -> None:
    """A parse as a table."""
    console.print(
        f"[bold]{understood['intent']}[/]  ({understood['language']}, {understood['sentiment']}, "
        f"by the {understood['parser']} parser)"
    )
    table = Table("slot", "op", "value", "unit", "hard", "said", box=None, header_style="dim")
    for item in understood["constraints"]:
        value = ", ".join(item["value"]) if isinstance(item["value"], list) else f"{item['value']:g}"
        row = (item["slot"], item["op"], value, item["unit"] or "", "yes" if item["is_hard"] else "no", item["source"])
        table.add_row(*map(escape, row))
    if understood["constraints"]:
        console.print(table)
    for name in ("query", "references", "retracted", "sort", "notes"):
        if understood[name]:
            console.print(f"[dim]{name}:[/] {escape(str(understood[name]))}")


def show_hits(hits: Sequence[dict[str, Any]]) -> None:
    """Search hits as a table with the trace of each."""
    if not hits:
        console.print("Nothing meets every constraint.")
        return
    table = Table("#", "title", "price", "offer", "facets", "trace", box=None, header_style="dim")
    for hit in hits:
        shown = {slot: hit["attributes"].get(slot) for slot in ("color", "size", "material")}
        facets = " · ".join(", ".join(values) for values in shown.values() if values)
        trace = "  ".join(f"{stage['stage']} #{stage['rank']}" for stage in hit["trace"])
        price = f"{hit['price']:.2f} {hit['currency']}"
        table.add_row(str(hit["rank"]), *map(escape, (hit["title"], price, hit["offer_id"], facets, trace)))
    console.print(table)


def show_models(rows: Sequence[dict[str, Any]]) -> None:
    """The models in use as a table."""
    table = Table("role", "model", "library", "state", box=None, header_style="dim")
    for row in rows:
        table.add_row(*(escape(str(row[name])) for name in ("role", "model", "library", "state")))
    console.print(table)


def show_report(report: dict[str, Any], directory: Path) -> None:
    """What indexing did, and the rows it had to leave out."""
    if report["unchanged"]:
        console.print(f"Nothing changed: {report['n_products']} products are up to date ({report['seconds']:.1f} s).")
    else:
        console.print(
            f"[bold]{report['n_products']}[/] products, {report['n_offers']} offers in {report['seconds']:.1f} s "
            f"({report['n_embedded']} embedded, {report['n_reused']} unchanged) → {escape(str(directory))}"
        )
        if report["n_seen"]:
            console.print(f"[bold]{report['n_seen']}[/] pictures looked at, {report['seen_per_s']:.0f} a second")
    if report["n_unreadable"]:
        console.print(f"[yellow]Pictures left out: {report['n_unreadable']}[/]; the first ones:")
        for path, why in list(report["unreadable"].items())[:MAX_WARNINGS]:
            console.print(escape(f"  {path}: {why}"))
    if report["rejected"]:
        console.print(f"[yellow]Rows or offers left out: {report['n_rejected']}[/]; the first ones:")
        _show_rows(report["rejected"])
    if report["warnings"]:
        console.print(f"[yellow]Facts left out or corrected: {report['n_warnings']}[/]; the first ones:")
        _show_rows(report["warnings"][:MAX_WARNINGS])


def _show_rows(rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        field = f", {row['field']}" if row["field"] else ""
        console.print(escape(f"  line {row['line']}{field}: {row['reason']}"))
