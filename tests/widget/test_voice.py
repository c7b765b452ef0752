"""The microphone's path: from the sound of a file to PCM frames at the server, and from its events to what is seen and read.

Chromium's fake microphone plays the file over and over. The server plays a script; speech that it only pretends to hear
is of no matter here: what must be right is the sound it gets and what the panel does with the events.
"""

import shutil
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.widget.conftest import ARGUMENTS, CHROMIUM, Chat, Store
from tests.widget.scripted_server import ScriptedServer, answer, card, opened
from tests.widget.test_panel_states import send, wait_for

pytestmark = pytest.mark.model

TONE_HZ = 440
RATE_HZ = 16_000
HEARD_BYTES = RATE_HZ * 2
"""A second of it."""

VOICE = {"photos": True, "voice": True, "handoff": True}
FAKE_SPEECH = """window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", {value: {
  getVoices: () => [{lang: "en-US", localService: true}, {lang: "zh-CN", localService: true}],
  speak(utterance) { window.spoken.push({text: utterance.text, lang: utterance.lang, voice: utterance.voice.lang}); this.now = utterance; },
  cancel() { window.spoken.push("cancelled"); },
}});"""
"""A browser without a window has no voices; what is asked of it is written down."""


@pytest.fixture(scope="module")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of a tone at 48 kHz, as a device would sample it."""
    path = tmp_path_factory.mktemp("sound") / "tone.wav"
    samples = 0.5 * np.sin(2 * np.pi * TONE_HZ * np.arange(48_000) / 48_000)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 48_000, "NONE", ""))
        file.writeframes((samples * 32_767).astype("<i2").tobytes())
    return path


@pytest.fixture(scope="module")
def listening_browser(browser: Browser, tone: Path) -> Iterator[Browser]:
    """A browser of the same kind whose microphone hears the tone."""
    arguments = (*ARGUMENTS, f"--use-file-for-fake-audio-capture={tone}")
    with browser.browser_type.launch(executable_path=CHROMIUM, args=arguments) as listening:
        yield listening


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server with ears; a test says what it hears."""
    with ScriptedServer(
        lambda message, line: [opened(features=VOICE)] if message["type"] == "session.start" else []
    ) as server:
        yield server


@pytest.fixture
def chat(listening_browser: Browser, server: ScriptedServer) -> Iterator[Chat]:
    """The panel of that server."""
    context = listening_browser.new_context(permissions=["microphone"])
    page = context.new_page()
    page.add_init_script(FAKE_SPEECH)
    page.goto(f"{server.origin}/panel?shop=demo&lang=en")
    chat = Chat(page, page)
    chat.is_online()
    yield chat
    context.close()


def start_speaking(chat: Chat, server: ScriptedServer) -> str:
    """Opens the microphone; the id of the turn."""
    chat.panel.get_by_role("button", name="Speak", exact=True).click()
    expect(chat.panel.locator(".interim")).to_be_visible()
    wait_for(lambda: server.sent("input_audio.start"))
    turn_id: str = server.sent("input_audio.start")[-1]["turn_id"]
    return turn_id


def test_sound_arrives_as_16_khz_pcm_with_the_tone_that_was_played(chat: Chat, server: ScriptedServer) -> None:
    """From 48 kHz to 16 kHz without a change of pitch, of level, or of anything in between."""
    start_speaking(chat, server)
    wait_for(lambda: len(server.lines[-1].audio) > 2 * HEARD_BYTES)
    chat.panel.get_by_role("button", name="Done speaking").click()
    wait_for(lambda: server.sent("input_audio.stop"))
    audio = bytes(server.lines[-1].audio)
    assert len(audio) % 1280 == 0  # whole frames of 40 ms
    samples = np.frombuffer(audio[-HEARD_BYTES:], "<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert abs(int(spectrum.argmax()) * RATE_HZ / len(samples) - TONE_HZ) <= 2
    assert 0.02 < np.sqrt(np.mean((samples / 32_768) ** 2)) < 0.9
    expect(chat.panel.locator(".voice")).to_be_hidden()


def test_what_is_heard_is_shown_becomes_a_turn_and_is_answered_aloud(chat: Chat, server: ScriptedServer) -> None:
    """Level and interim words while speaking; the final words as a bubble; the reply read in its language; the next turn open."""
    turn_id = start_speaking(chat, server)
    level = chat.panel.locator(".meter")
    expect(level).not_to_have_attribute("style", "--level: 0.000;")
    server.say({"type": "speech.started", "turn_id": turn_id, "at_ms": 100.0})
    server.say({"type": "transcript.interim", "turn_id": turn_id, "text": "a red", "language": "en"})
    expect(chat.panel.locator(".interim")).to_have_text("a red")
    server.say({"type": "transcript.final", "turn_id": turn_id, "text": "a red dress", "language": "en"})
    wait_for(lambda: len(server.sent("input_audio.start")) == 2)
    server.say(
        *answer(turn_id, card(1, "Red Dress", "red"), text="One, for $51.", spoken="One, for fifty-one dollars.")
    )
    chat.is_answered(1)
    expect(chat.last.locator(".bubble")).to_have_text("a red dress")
    assert chat.page.evaluate("spoken") == [{"text": "One, for fifty-one dollars.", "lang": "en-US", "voice": "en-US"}]
    expect(chat.panel.locator(".interim")).to_have_text("I’m listening …")


def test_reply_in_chinese_is_read_by_a_chinese_voice(chat: Chat, server: ScriptedServer) -> None:
    turn_id = start_speaking(chat, server)
    server.say({"type": "transcript.final", "turn_id": turn_id, "text": "红色连衣裙", "language": "zh"})
    server.say(*answer(turn_id, card(1, "Red Dress", "red"), text="有一款。", language="zh"))
    chat.is_answered(1)
    assert chat.page.evaluate("spoken") == [{"text": "有一款。", "lang": "zh-CN", "voice": "zh-CN"}]


def test_speaking_up_stops_the_voice_and_the_reply(chat: Chat, server: ScriptedServer) -> None:
    """Barge-in: while a reply is being read, and while one is being written."""
    turn_id = start_speaking(chat, server)
    server.say({"type": "transcript.final", "turn_id": turn_id, "text": "a red dress", "language": "en"})
    server.say(*answer(turn_id, card(1, "Red Dress", "red"), text="A long reply."))
    chat.is_answered(1)
    wait_for(lambda: len(server.sent("input_audio.start")) == 2)
    second = server.sent("input_audio.start")[-1]["turn_id"]
    server.say({"type": "speech.started", "turn_id": second, "at_ms": 50.0})
    wait_for(lambda: chat.page.evaluate("spoken").count("cancelled") == 1)
    assert server.sent("reply.cancel") == []  # nothing was being written any more
    server.say({"type": "transcript.final", "turn_id": second, "text": "in blue", "language": "en"})
    server.say({"type": "turn.accepted", "turn_id": second})
    wait_for(lambda: len(server.sent("input_audio.start")) == 3)
    third = server.sent("input_audio.start")[-1]["turn_id"]
    server.say({"type": "speech.started", "turn_id": third, "at_ms": 50.0})
    wait_for(lambda: server.sent("reply.cancel"))


def test_cancelled_speech_is_forgotten_and_the_keyboard_is_back(chat: Chat, server: ScriptedServer) -> None:
    start_speaking(chat, server)
    chat.panel.get_by_role("button", name="Cancel speaking").click()
    wait_for(lambda: server.sent("input_audio.cancel"))
    expect(chat.input).to_be_visible()
    expect(chat.turns).to_have_count(0)
    n_bytes = len(server.lines[-1].audio)
    server.script = lambda message, line: answer(message["turn_id"]) if message["type"] == "input.text" else []
    send(chat, "never mind")
    chat.is_answered(1)
    assert len(server.lines[-1].audio) == n_bytes


def test_microphone_that_is_refused_is_explained(browser: Browser, server: ScriptedServer) -> None:
    """No permission: a sentence says what to do, and typing goes on."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));"
    )
    page.goto(f"{server.origin}/panel?shop=demo&lang=en")
    page.get_by_role("button", name="Speak", exact=True).click()
    expect(page.locator(".problem")).to_contain_text("The microphone could not be opened.")
    expect(page.locator(".input")).to_be_visible()
    context.close()


def test_spoken_turn_with_the_real_server(store: Store, browser: Browser, tmp_path: Path) -> None:
    """The whole way, heard by the pocket Whisper: words spoken into the microphone are constraints, cards and an answer."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("needs a voice: apt-get install espeak-ng")
    sentence = tmp_path / "sentence.wav"
    words = "I'm looking for a blue jacket in size M"
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "150", "-w", str(sentence), words], check=True)
    arguments = (*ARGUMENTS, f"--use-file-for-fake-audio-capture={sentence}%noloop")
    with browser.browser_type.launch(executable_path=CHROMIUM, args=arguments) as listening:
        page = listening.new_context(permissions=["microphone"]).new_page()
        page.goto(f"{store.origin}/panel?shop=demo&lang=en")
        chat = Chat(page, page)
        chat.is_online()
        expect(chat.panel.locator(".starter:not(.skeleton)").first).to_be_visible()
        chat.panel.get_by_role("button", name="Speak", exact=True).click()
        expect(chat.last).to_have_attribute("data-state", "done", timeout=30_000)
        assert sorted(chat.chips.all_inner_texts()) == ["blue", "jackets", "size M"]
        expect(chat.cards.first).to_contain_text("size M")
