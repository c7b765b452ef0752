"""The terminal's voice, with small programs in the place of espeak-ng."""

import stat
import time
from pathlib import Path

import pytest

from assistant.speech.espeak import EspeakVoice, open_voice
from assistant.speech.voice import SilentVoice

pytestmark = pytest.mark.unit


def program(folder: Path, script: str) -> str:
    path = folder / "speaker"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def finish(voice: EspeakVoice) -> None:
    assert voice._process is not None
    voice._process.wait(timeout=10)


def test_sentence_reaches_the_program_as_text_not_as_an_option(tmp_path: Path) -> None:
    """On its standard input, with the voice of the language."""
    voice = EspeakVoice(program(tmp_path, f'echo "$@" > {tmp_path}/options; cat > {tmp_path}/text'))
    voice.start("--help; 红色的夹克", "zh")
    finish(voice)
    assert (tmp_path / "text").read_text(encoding="utf-8") == "--help; 红色的夹克"
    assert "-v cmn-latn-pinyin" in (tmp_path / "options").read_text(encoding="utf-8")
    assert not voice.is_speaking


def test_stop_ends_it_at_once(tmp_path: Path) -> None:
    voice = EspeakVoice(program(tmp_path, "exec sleep 30"))
    voice.start("a long sentence", "en")
    assert voice.is_speaking
    started_s = time.monotonic()
    voice.stop()
    assert not voice.is_speaking
    assert time.monotonic() - started_s < 5


def test_program_that_fails_is_warned_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """No sound card: what is said is shown anyway."""
    voice = EspeakVoice(program(tmp_path, "exit 3"))
    for _ in range(2):
        voice.start("hello", "en")
        finish(voice)
        assert not voice.is_speaking
    assert [record.getMessage() for record in caplog.records] == ["espeak-ng cannot speak here (exit code 3)"]


def test_without_the_program_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert isinstance(open_voice(), SilentVoice)
