"""Recordings as shoppers send them: WAV, FLAC, OGG/Opus, MP3, M4A, WebM, decoded by PyAV in pieces and within bounds.

A recording is read until it is longer than a turn may be, whatever its header says and however well it is packed; what is
held at any time is one frame of the decoder and the sound so far, two megabytes at most.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from assistant.errors import AudioUnreadable
from assistant.speech.audio import BYTES_PER_MS, MAX_TURN_S, RATE_HZ

FORMATS = "WAV, FLAC, OGG, MP3, M4A or WebM"

RATES_HZ = range(4_000, 192_001)
"""Telephones to studios. Beyond them a header lies, and resampling would be asked for millions of samples a frame."""

MAX_CHANNELS = 8

MAX_FRAMES_PER_S = 4_000
"""Of the shortest frames that any of the formats has in earnest (a quarter of a millisecond)."""

HEAD_BYTES = 4_096


def read_audio(source: Path | bytes, *, name: str = "") -> bytes:
    """The recording as PCM16 mono 16 kHz, at most `MAX_TURN_S`. Raises `AudioUnreadable`, and OSError for no file."""
    name = name or (source.name if isinstance(source, Path) else "The recording")
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as file:
        pcm = _decode(file, name)
    if not pcm:
        raise AudioUnreadable(f"{name} has no sound in it.", remedy="Record it again.")
    return bytes(pcm)


def _decode(file: IO[bytes], name: str) -> bytearray:
    pcm = bytearray()
    with (
        _translated(name),
        av.open(file, mode="r", format=_format_of(file, name), metadata_errors="replace") as container,
    ):
        if not container.streams.audio:
            raise AudioUnreadable(f"{name} has no sound in it.", remedy=f"Send {FORMATS}.")
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
        for n_frames, frame in enumerate(container.decode(container.streams.audio[0])):
            _check(frame, n_frames, name)
            for piece in resampler.resample(frame):
                pcm += piece.to_ndarray().tobytes()
            if len(pcm) > MAX_TURN_S * 1000 * BYTES_PER_MS:
                raise AudioUnreadable(
                    f"{name} is longer than {MAX_TURN_S} s.", remedy="Say it in less, or in several recordings."
                )
        for piece in resampler.resample(None):
            pcm += piece.to_ndarray().tobytes()
    return pcm


def _check(frame: AudioFrame, n_frames: int, name: str) -> None:
    if frame.sample_rate not in RATES_HZ or len(frame.layout.channels) > MAX_CHANNELS:
        raise AudioUnreadable(
            f"{name} says that it has {frame.sample_rate} samples a second on {len(frame.layout.channels)} channels.",
            remedy=f"Record it with {RATES_HZ.start} to {RATES_HZ.stop - 1} samples a second, mono or stereo.",
        )
    if n_frames > MAX_FRAMES_PER_S * MAX_TURN_S:
        raise AudioUnreadable(f"{name} is damaged.", remedy="Record it again.")


def _format_of(file: IO[bytes], name: str) -> str:
    """The container by what the file begins with, whatever it is called. A playlist, which may name any other file or
    address, is none of these and is never opened."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not head:
        raise AudioUnreadable(f"{name} is empty.", remedy="Record it again.")
    if (found := _sniff(head)) is None:
        raise AudioUnreadable(f"{name} is no recording that can be read.", remedy=f"Send {FORMATS}.")
    return found


def _sniff(head: bytes) -> str | None:
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "wav"
    if head[:3] == b"ID3":
        return "flac" if b"fLaC" in head else "mp3"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[0] == 0xFF and len(head) > 1 and head[1] & 0xE0 == 0xE0:
        return "aac" if head[1] & 0xF6 == 0xF0 else "mp3"
    starts = {b"fLaC": "flac", b"OggS": "ogg", b"\x1aE\xdf\xa3": "matroska"}
    return starts.get(head[:4])


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, ValueError, IndexError, UnicodeDecodeError) as error:
        raise AudioUnreadable(f"{name} is damaged or cut short.", remedy=f"Record it again, as {FORMATS}.") from error
