"""The command line: `shopkeeper`. Commands parse arguments and print; `app` builds what they use.

Nothing heavy is imported at the top, so that `--help` stays under 0.4 s.
"""

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import AssistantError
from assistant.sessions.commands import sessions_app
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from assistant.config import Settings

app = typer.Typer(
    name="shopkeeper",
    help="A shopping assistant for your own catalogue: it types, searches exactly, and says why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(sessions_app, name="sessions")

JsonOption = Annotated[bool, typer.Option("--json", help="Print machine-readable lines.")]
ShopOption = Annotated[
    Path | None, typer.Option("--shop", help="The shop's directory; the demo shop where nothing is said.")
]


@app.command()
def demo(
    json_output: JsonOption = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Build the demo shop anew.")] = False,
    chat_after: Annotated[bool, typer.Option("--chat/--no-chat", help="Go on as a chat in a terminal.")] = True,
) -> None:
    """Build the demo shop, play a conversation against it, and go on as a chat."""
    from assistant import demo as demo_module

    demo_module.run_demo(_settings(), fresh=fresh, chat_after=chat_after, json_output=json_output)


@app.command()
def index(
    feed: Annotated[Path, typer.Argument(help="products.jsonl, or a Merchant Center feed (.tsv, .csv).")],
    shop: ShopOption = None,
    json_output: JsonOption = False,
) -> None:
    """Read a product feed and make it searchable."""
    from assistant import app as composition
    from assistant import terminal

    settings = _settings(shop=shop)
    with terminal.progress(quiet=json_output) as on_progress:
        report = composition.index_shop(feed, settings, on_progress=on_progress)
    printable = composition.report_json(report)
    if json_output:
        print_json(printable)
    else:
        terminal.show_report(printable, settings.shop_directory)


@app.command()
def update(
    offer_id: Annotated[str, typer.Argument(help="The offer (variant) to change.")],
    shop: ShopOption = None,
    price: Annotated[float | None, typer.Option(help="The new price.")] = None,
    sale_price: Annotated[float | None, typer.Option(help="The new sale price; 0 ends the sale.")] = None,
    availability: Annotated[str | None, typer.Option(help="in_stock, out_of_stock, preorder or backorder.")] = None,
    quantity: Annotated[int | None, typer.Option(help="How many are left.")] = None,
    json_output: JsonOption = False,
) -> None:
    """Change the price or stock of one offer, at once and for good, without a rebuild."""
    from retrieval.updates import OfferUpdate, update_offer

    ends_sale = sale_price == 0
    change = OfferUpdate(
        offer_id,
        price=price,
        sale_price=None if ends_sale else sale_price,
        ends_sale=ends_sale,
        availability=availability,  # type: ignore[arg-type]  # checked by update_offer
        quantity=quantity,
    )
    update_offer(_settings(shop=shop).shop_directory, change)
    if json_output:
        print_json({"offer_id": offer_id, "updated": True})
    else:
        typer.echo(f"Updated {offer_id}.")


@app.command()
def chat(
    shop: ShopOption = None,
    json_output: JsonOption = False,
    connect: Annotated[
        str | None, typer.Option("--connect", help="Talk to a server instead: ws://HOST:PORT.", show_default=False)
    ] = None,
    shop_id: Annotated[str, typer.Option("--shop-id", help="Which of the server's shops.")] = "demo",
) -> None:
    """Talk to the shop, one line a turn (from a pipe as well); an empty line or Ctrl-D ends it.

    "/photo FILE words" shows it a picture, with or without words.
    """
    from assistant import app as composition
    from assistant import terminal
    from assistant.turn_input import read_line

    if connect is not None:
        _chat_with_server(connect, shop_id, json_output=json_output)
        return
    assistant = composition.open_assistant(_settings(shop=shop))
    if json_output:
        for turn in assistant.take_turns(map(read_line, sys.stdin)):
            print_json(turn)
    else:
        terminal.chat(assistant)


def _chat_with_server(url: str, shop_id: str, *, json_output: bool) -> None:
    from assistant.server import chat_terminal
    from assistant.server.chat_client import RemoteTalk
    from assistant.turn_input import read_line

    talk = RemoteTalk(url, shop=shop_id)
    if json_output:
        print_json(talk.open())
        for event in talk.take_turns(map(read_line, sys.stdin)):
            print_json(event)
        talk.close()
    else:
        chat_terminal.chat(talk)


@app.command()
def serve(
    shop: ShopOption = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="The port.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes that share the port.")] = None,
) -> None:
    """Serve the chat widget, its WebSocket, a demo store page, health and metrics, all on one port."""
    from assistant import app_server

    settings = _settings(shop=shop)
    given = {name: value for name, value in (("host", host), ("port", port), ("workers", workers)) if value is not None}
    settings = settings.model_copy(update={"server": settings.server.model_copy(update=given)})
    server = settings.server
    typer.echo(f"Serving on http://{server.host}:{server.port}/ (Ctrl-C ends it)", err=True)
    app_server.run_server(settings)


@app.command()
def ask(
    text: Annotated[
        list[str] | None, typer.Argument(help="What the shopper says; several texts are turns.", show_default=False)
    ] = None,
    image: Annotated[
        Path | None,
        typer.Option("--image", help="A photo that comes with the first text, or alone.", exists=True, dir_okay=False),
    ] = None,
    audio: Annotated[
        Path | None,
        typer.Option("--audio", help="A recording that is the first turn.", exists=True, dir_okay=False),
    ] = None,
    shop: ShopOption = None,
    json_output: JsonOption = False,
) -> None:
    """Ask the shop; several texts are the turns of one conversation, a recording comes before them."""
    from assistant import app as composition
    from assistant import terminal
    from assistant.turn_input import TurnInput

    if not text and image is None and audio is None:
        raise typer.BadParameter("Say something, show a photo with --image, or play a recording with --audio.")
    settings = _settings(shop=shop)
    opened = composition.open_configured_shop(settings)
    inputs = [TurnInput(said) for said in text or ()]
    if audio is not None:
        heard = composition.hear_recording(settings, opened, audio)
        inputs.insert(0, TurnInput(heard.text, hearing=heard))
    first, *others = inputs or [TurnInput("")]
    turns = [replace(first, photo=image), *others]
    assistant = composition.open_assistant(settings, shop=opened)
    if json_output:
        for turn in assistant.take_turns(turns):
            print_json(turn)
    else:
        for given in turns:
            terminal.play_turn(assistant, given)


@app.command()
def transcribe(
    file: Annotated[Path, typer.Argument(help="A recording: WAV, FLAC, OGG, MP3, M4A or WebM.")],
    shop: ShopOption = None,
    json_output: JsonOption = False,
) -> None:
    """Write down what is said in a recording, with how sure each word is."""
    from assistant import app as composition
    from assistant import terminal_speech

    settings = _settings(shop=shop)
    heard = composition.transcript_json(settings, composition.open_configured_shop(settings), file)
    if json_output:
        print_json(heard)
    else:
        terminal_speech.show_transcript(heard)


@app.command()
def listen(
    file: Annotated[
        Path | None, typer.Argument(help="A recording in the place of the microphone, at its own pace.")
    ] = None,
    speak: Annotated[bool, typer.Option("--speak/--silent", help="Speak the replies, where espeak-ng is.")] = True,
    shop: ShopOption = None,
) -> None:
    """Talk to the shop: it listens, shows what it hears, answers and speaks, and stops when you do. Ctrl-C ends it."""
    from assistant import app as composition
    from assistant import terminal_speech
    from assistant.speech.espeak import open_voice
    from assistant.speech.microphone import at_real_time, microphone
    from assistant.speech.voice import SilentVoice

    settings = _settings(shop=shop)
    opened = composition.open_configured_shop(settings)
    listener = composition.open_listener(settings, opened)
    frames = microphone() if file is None else at_real_time(composition.read_recording(file))
    conversation = composition.open_assistant(settings, shop=opened)
    conversation.warm_up()
    terminal_speech.listen(conversation, listener, frames, open_voice() if speak else SilentVoice())


@app.command()
def parse(
    text: Annotated[str, typer.Argument(help="An utterance, in English or Chinese.")],
    shop: ShopOption = None,
    json_output: JsonOption = False,
) -> None:
    """Show what the assistant understands of an utterance."""
    from assistant import app as composition
    from assistant import terminal

    understood = composition.parse_text(_settings(shop=shop), text)
    if json_output:
        print_json(understood)
    else:
        terminal.show_understanding(understood)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Words to search for; may be empty.")] = "",
    where: Annotated[
        list[str] | None, typer.Option("--where", "-w", help="A hard constraint: color=red,blue  color!=red  price<=50")
    ] = None,
    prefer: Annotated[list[str] | None, typer.Option("--prefer", "-p", help="A soft constraint, same forms.")] = None,
    image: Annotated[Path | None, typer.Option("--image", help="A picture that they should look like.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many products.")] = 5,
    shop: ShopOption = None,
    json_output: JsonOption = False,
) -> None:
    """Search the catalogue directly: words, a picture and exact constraints, no dialogue."""
    from assistant import app as composition
    from assistant import terminal

    settings = _settings(shop=shop)
    hits = composition.search_shop(settings, text, where=where or (), prefer=prefer or (), image=image, k=k)
    if json_output:
        for hit in hits:
            print_json(hit)
    else:
        terminal.show_hits(hits)


@app.command()
def models(shop: ShopOption = None, json_output: JsonOption = False) -> None:
    """List the models in use: which, from where, and whether they are ready."""
    from assistant import app as composition
    from assistant import terminal

    rows = composition.list_models(_settings(shop=shop))
    if json_output:
        for row in rows:
            print_json(row)
    else:
        terminal.show_models(rows)


def _settings(**arguments: object) -> "Settings":
    from assistant.config import load_settings

    return load_settings(**arguments)


def print_json(value: Any) -> None:
    """One line of JSON on standard output, out at once."""
    import json

    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _add_plugins(plugins: Iterable[Any]) -> None:
    """Commands that other packages bring (`eval` and `bench` come from `evals`), so that nobody imports them."""
    for plugin in sorted(plugins, key=lambda plugin: str(plugin.name)):
        app.add_typer(plugin.load(), name=plugin.name)


@contextmanager
def _errors_as_messages() -> Iterator[None]:
    """Every expected failure ends as one line on standard error and a non-zero exit."""
    try:
        yield
    except typer.TyperException as error:  # a command line that cannot be read
        message = error.format_message()
        context = getattr(error, "ctx", None)
        if context and message == context.get_help():  # a bare `shopkeeper` or `shopkeeper eval`
            typer.echo(message, err=True)
            raise SystemExit(error.exit_code) from error
        command = context.command_path if context else "shopkeeper"
        raise _fail(f"{message.rstrip('.')}. See {command} --help.", exit_code=error.exit_code) from error
    except (RetrievalError, AssistantError) as error:
        raise _fail(str(error)) from error
    except (KeyboardInterrupt, typer.Abort):
        raise SystemExit(130) from None
    except BrokenPipeError:  # the reader of our output went away: nothing to say, and nobody to say it to
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise _fail(f"{error.strerror or error}{where}. Check the path, its permissions and the disk.") from error


def _fail(message: str, *, exit_code: int = 1) -> SystemExit:
    """Says it in one line without the escape sequences that a path or an id may hold; the exit to raise."""
    shown = "".join(character if character.isprintable() else " " for character in message)
    typer.echo(f"shopkeeper: {' '.join(shown.split())}", err=True)
    return SystemExit(exit_code)


def _prepare_streams() -> None:
    """What is no UTF-8 is read and printed with substitutes (a JSON line stays one); a closed stream is an empty one."""
    for name, mode, errors in (
        ("stdin", "r", "replace"),
        ("stdout", "w", "backslashreplace"),
        ("stderr", "w", "backslashreplace"),
    ):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115  open for as long as the program runs
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def main() -> None:
    """Entry point of the `shopkeeper` program."""
    _prepare_streams()
    with _errors_as_messages():
        _add_plugins(entry_points(group="shopkeeper.commands"))
        exit_code = app(prog_name="shopkeeper", standalone_mode=False)
        sys.stdout.flush()  # here, where a reader that has gone away is no news
    raise SystemExit(exit_code or 0)
