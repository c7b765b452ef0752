"""Recordings of every format and rate, and files that are none: a clear error, and never more than a turn in memory."""

import io
import tracemalloc
from pathlib import Path

import av
import numpy as np
import pytest

from assistant.errors import AudioUnreadable
from assistant.speech.audio import BYTES_PER_MS, MAX_TURN_S, to_samples
from assistant.speech.audio_files import read_audio

pytestmark = pytest.mark.unit

RECORDINGS = Path(__file__).with_name("recordings")


def tone(seconds: float, rate: int, layout: str, *, level: float = 0.5) -> np.ndarray:
    """440 Hz on every channel, shape (1, n * channels)."""
    wave = level * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return np.repeat(wave, 2 if layout == "stereo" else 1)[None]


def encoded(container: str, codec: str, *, seconds: float = 1.0, rate: int = 16_000, layout: str = "mono") -> bytes:
    """A file of a tone."""
    file = io.BytesIO()
    unsigned = codec == "pcm_u8"
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate, layout=layout)
        wave = tone(seconds, rate, layout)
        values = (wave * 127 + 128).astype(np.uint8) if unsigned else (wave * 32767).astype(np.int16)
        channels = 2 if layout == "stereo" else 1
        for start in range(0, values.shape[1], 4096 * channels):
            piece = np.ascontiguousarray(values[:, start : start + 4096 * channels])
            frame = av.AudioFrame.from_ndarray(piece, format="u8" if unsigned else "s16", layout=layout)
            frame.sample_rate = rate
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


@pytest.mark.parametrize("name", ["en.flac", "en.mp3", "en.m4a", "zh.ogg"])
def test_every_format_is_decoded(name: str) -> None:
    """To PCM16 mono 16 kHz of about the recording's length."""
    pcm = read_audio(RECORDINGS / name)
    assert 2000 < len(pcm) / BYTES_PER_MS < 4000
    assert np.abs(to_samples(pcm)).max() > 0.1


@pytest.mark.parametrize(
    ("codec", "rate", "layout"),
    [
        ("pcm_u8", 8_000, "mono"),
        ("pcm_s16le", 48_000, "stereo"),
        ("pcm_s16le", 44_100, "mono"),
        ("pcm_s16le", 192_000, "stereo"),
    ],
)
def test_eight_bits_48_khz_and_stereo_are_converted(codec: str, rate: int, layout: str) -> None:
    """A second stays a second, and a tone a tone."""
    samples = to_samples(read_audio(encoded("wav", codec, rate=rate, layout=layout)))
    assert abs(len(samples) - 16_000) < 200
    strongest = np.argmax(np.abs(np.fft.rfft(samples))) * 16_000 / len(samples)
    assert abs(strongest - 440) < 5


def test_clipped_recording_is_read_as_it_is() -> None:
    """Loud is no error."""
    square = np.sign(tone(1, 16_000, "mono")[0])
    header = encoded("wav", "pcm_s16le")
    start = header.index(b"data") + 8
    clipped = header[:start] + (square * 32767).astype("<i2").tobytes()
    assert np.abs(to_samples(read_audio(clipped))).max() > 0.99


def test_flac_that_inflates_is_stopped_in_bounded_memory() -> None:
    """Two hours of silence in a small file: refused after a minute of it."""
    bomb = silent_flac(7200)
    assert len(bomb) < 300_000
    tracemalloc.start()
    with pytest.raises(AudioUnreadable, match=f"longer than {MAX_TURN_S} s"):
        read_audio(bomb, name="bomb.flac")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def silent_flac(seconds: int) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="flac") as output:
        stream = output.add_stream("flac", rate=16_000, layout="mono")
        stream.codec_context.options = {"frame_size": "65535"}
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 16_000), dtype=np.int16), format="s16", layout="mono")
        frame.sample_rate = 16_000
        for _ in range(seconds):
            frame.pts = None
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


@pytest.mark.parametrize("keep", [0.3, 0.7])
@pytest.mark.parametrize("name", ["en.flac", "en.mp3", "zh.ogg"])
def test_truncated_file_is_heard_to_where_it_goes_or_refused(name: str, keep: float) -> None:
    """Never an error that nobody wrote a message for."""
    content = (RECORDINGS / name).read_bytes()
    try:
        pcm = read_audio(content[: int(len(content) * keep)])
    except AudioUnreadable:
        return
    assert 0 < len(pcm) < 4000 * BYTES_PER_MS


def test_truncated_m4a_is_refused() -> None:
    """Its index is at its end."""
    with pytest.raises(AudioUnreadable, match="damaged"):
        read_audio((RECORDINGS / "en.m4a").read_bytes()[:4000])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"hello", "no recording"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "no recording"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "no recording"),
        (b"RIFF\0\0\0\0WAVE", "damaged|no sound"),
        (b"OggS" + bytes(100), "damaged|no sound"),
        (b"fLaC" + b"\xff" * 200, "damaged|no sound"),
        (b"\xff\xfb" + bytes(300), "damaged|no sound"),
        (b"\x1aE\xdf\xa3" + bytes(50), "damaged|no sound"),
        (b"\0\0\0\x18ftypM4A " + bytes(50), "damaged|no sound"),
    ],
)
def test_what_is_no_recording_is_refused(content: bytes, problem: str) -> None:
    """With a message that says what to send; playlists, which may name other files, are never opened."""
    with pytest.raises(AudioUnreadable, match=problem):
        read_audio(content)


def test_mislabelled_file_is_read_by_what_it_is(tmp_path: Path) -> None:
    """A FLAC that is called .wav."""
    path = tmp_path / "voice.wav"
    path.write_bytes((RECORDINGS / "en.flac").read_bytes())
    assert len(read_audio(path)) > 2000 * BYTES_PER_MS


def test_header_with_an_absurd_rate_is_refused() -> None:
    """One sample a second would be resampled to sixteen thousand."""
    wav = bytearray(encoded("wav", "pcm_s16le"))
    wav[24:28] = (1).to_bytes(4, "little")
    with pytest.raises(AudioUnreadable, match="1 samples a second"):
        read_audio(bytes(wav))


def test_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_audio(tmp_path / "none.wav")
