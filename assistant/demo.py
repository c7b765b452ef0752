"""The demo: build the demo shop where it is missing or old, play a scripted shopper, go on as a chat.

Only what the shopper types is scripted; every answer is parsed, searched and worded on the spot.
"""

import json
import sys

from assistant import app, terminal
from assistant.config import Settings

SCRIPT = (
    "hi! I'm looking for a waterproof jacket for hiking, under $150",
    "in navy or black, size M please",
    "is the second one available in XL?",
    "compare the first two",
    "add the first one to my cart",
    "navy",
    "我想给妈妈买一条羊毛围巾，不要红色的，100块以内",
    "米色那条加入购物车",
    "wireless headphones under $30 with noise cancelling, rated at least 4.8",
    "what's in my cart?",
    "thanks, that was quick!",
)
"""What the scripted shopper types, turn by turn."""


def run_demo(settings: Settings, *, fresh: bool, chat_after: bool, json_output: bool) -> None:
    """The whole demo; with `json_output` one JSON line a turn and no chat."""
    with terminal.progress(quiet=json_output) as on_progress:
        app.ensure_demo_shop(settings, fresh=fresh, on_progress=on_progress)
    conversation = app.open_assistant(settings)
    if json_output:
        for turn in conversation.take_turns(SCRIPT):
            print(json.dumps(turn, ensure_ascii=False), flush=True)
        return
    conversation.warm_up()
    for line in SCRIPT:
        terminal.play_turn(conversation, line, typed=True)
    if chat_after and sys.stdin.isatty() and terminal.console.is_terminal:
        terminal.chat(conversation)
