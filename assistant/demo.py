"""The demo: build the demo shop where it is missing or old, play a scripted shopper, go on as a chat.

Only what the shopper types and photographs is scripted; every answer is parsed, searched and worded on the spot.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.markup import escape

from assistant import app, terminal, terminal_speech
from assistant.config import ServerSettings, Settings
from assistant.conversation import Conversation
from assistant.errors import SpeechError
from assistant.speech.microphone import at_real_time
from assistant.speech.recordings import hearing_of
from assistant.turn_input import TurnInput
from retrieval.demo_shop.writer import IMAGES
from retrieval.shop import Shop

SCRIPT = (
    TurnInput("hi! I'm looking for a waterproof jacket for hiking, under $150"),
    TurnInput("in navy or black, size M please"),
    TurnInput("is the second one available in XL?"),
    TurnInput("compare the first two"),
    TurnInput("add the first one to my cart"),
    TurnInput("navy"),
    TurnInput("我想给妈妈买一条羊毛围巾，不要红色的，100块以内"),
    TurnInput("米色那条加入购物车"),
    TurnInput("do you have something like this?", Path("dress-006-red.png")),
    TurnInput("in black, under $60"),
    TurnInput("有没有和这个差不多的，但是要蓝色的", Path("backpack-007-red.png")),
    TurnInput("wireless headphones under $30 with noise cancelling, rated at least 4.8"),
    TurnInput("what's in my cart?"),
    TurnInput("thanks, that was quick!"),
)
"""What the scripted shopper types, turn by turn, and the pictures of the demo shop that are photographed for it."""

SENTENCE = Path(__file__).parent / "speech" / "recordings" / "demo.ogg"
"""What the shopper says last: "Show me black running shoes under one hundred dollars", spoken by espeak-ng."""


def run_demo(settings: Settings, *, fresh: bool, chat_after: bool, json_output: bool) -> None:
    """The whole demo; with `json_output` one JSON line a turn and no chat."""
    with terminal.progress(quiet=json_output) as on_progress:
        feed = app.ensure_demo_shop(settings, fresh=fresh, on_progress=on_progress)
    script = _with_photos(feed.parent / IMAGES, settings.home / "demo" / "photos")
    shop = app.open_configured_shop(settings)
    conversation = app.open_assistant(settings, shop=shop)
    if json_output:
        for turn in conversation.take_turns(script):
            print(json.dumps(turn, ensure_ascii=False), flush=True)
        return
    conversation.warm_up()
    for given in script:
        terminal.play_turn(conversation, given, typed=True)
    _play_spoken_turn(conversation, settings, shop)
    terminal.console.print(f"[dim]The same in a browser: shopkeeper serve, then {_address(settings.server)}[/]\n")
    if chat_after and sys.stdin.isatty() and terminal.console.is_terminal:
        terminal.chat(conversation)


def _address(server: ServerSettings) -> str:
    return server.public_url or f"http://{server.host}:{server.port}/"


def _play_spoken_turn(conversation: Conversation, settings: Settings, shop: Shop) -> None:
    """A recorded sentence, heard at its own pace and answered; where nothing can hear it, that is said."""
    try:
        listener = app.open_listener(settings, shop)
        events = terminal_speech.hear(listener, at_real_time(app.read_recording(SENTENCE)))
        heard = hearing_of(events)
    except SpeechError as error:
        terminal.console.print(f"[dim]The spoken turn is left out: {escape(str(error))}[/]\n")
        return
    terminal.play_turn(conversation, TurnInput(heard.text, hearing=heard), echo=False)


def _with_photos(pictures: Path, photos: Path) -> Iterator[TurnInput]:
    """The script, each photo taken when its turn comes."""
    from retrieval.demo_shop.photograph import photograph  # here, since importing Pillow takes 0.1 s

    photos.mkdir(parents=True, exist_ok=True)
    for given in SCRIPT:
        if given.photo is None:
            yield given
            continue
        photo = (photos / given.photo).with_suffix(".jpg")
        photo.write_bytes(photograph(pictures / given.photo))
        yield TurnInput(given.text, photo)
