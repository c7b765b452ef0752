"""How a recogniser is judged, with one that reads what was said off a table."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.messages import ParseContext, StatedConstraint, Understanding
from assistant.speech.training.word_errors import WordErrors
from assistant.speech.transcriber import Hearing, Samples
from evals.utterance_eval import LabelledUtterance
from evals.voice_command import Screen
from evals.voice_eval import Heard, by_voice, judge_clips, judge_orders, judge_paths
from evals.voice_sets import (
    CONDITIONS,
    SNR_DB,
    Clip,
    SpokenOrder,
    held_out_clips,
    in_condition,
    is_held_out_order,
    spoken_orders,
)
from retrieval.constraints import Constraint

pytestmark = pytest.mark.unit


def sound(number: int) -> Samples:
    """A second of a tone by which the fake knows the clip."""
    return (0.1 * np.sin(np.arange(16000) * (0.05 + number / 100))).astype(np.float32)


class TableTranscriber:
    """Writes what the table has for a clip's first ten samples."""

    def __init__(self, *written: tuple[Samples, Hearing]) -> None:
        self._table = {samples[:10].tobytes(): hearing for samples, hearing in written}

    def transcribe(self, samples: Samples) -> Hearing:
        return self._table[samples[:10].tobytes()]


def test_clips_are_judged_together() -> None:
    """One substitution in five words; one of two languages right."""
    clips = [Clip("a red dress", "en", "flite rms", sound(1)), Clip("blue hat", "en", "espeak-ng en+f4", sound(2))]
    transcriber = TableTranscriber(
        (clips[0].samples, Hearing("A bread dress.", "en")), (clips[1].samples, Hearing("blue hat", "zh"))
    )
    row, heard = judge_clips(transcriber, clips, "clean")
    assert row.errors == WordErrors(4, 1, 0, 0)
    assert (row.n, row.language_right, row.sound_s) == (2, 0.5, 2.0)
    assert by_voice(heard) == {"espeak-ng en+f4": WordErrors(2, 0, 0, 0), "flite rms": WordErrors(2, 1, 0, 0)}
    with pytest.raises(ValueError, match="no clips"):
        judge_clips(transcriber, [], "clean")


def test_paths_compare_typed_and_spoken() -> None:
    """Of two utterances the text path gets both right, the voice path one."""

    def labelled(id_: str, color: str) -> LabelledUtterance:
        constraint = Constraint("color", "in", (color,), unit=None, is_hard=True)
        return LabelledUtterance(id_, color, "search", (constraint,), ParseContext(language="en"))

    def understand(hearing: Hearing, one: LabelledUtterance) -> Understanding:
        constraint = Constraint("color", "in", (hearing.text,), unit=None, is_hard=True)
        return Understanding(intent="search", language="en", constraints=(StatedConstraint(constraint, hearing.text),))

    utterances = [labelled("en-1", "red"), labelled("en-2", "blue")]
    clips = [Clip("red", "en", "v", sound(1)), Clip("blue", "en", "v", sound(2))]
    transcriber = TableTranscriber((sound(1), Hearing("red", "en")), (sound(2), Hearing("blew", "en")))
    report = judge_paths(transcriber, utterances, clips, understand)
    assert (report.text_right, report.voice_right, report.kept) == (1.0, 0.5, 0.5)


def test_orders_are_right_slot_by_slot() -> None:
    """A slot counts where its words stand one after the other, as whole words."""
    orders = [
        SpokenOrder("a", {"drink": "iced mocha", "size": "large"}, sound(1)),
        SpokenOrder("b", {"drink": "latte"}, sound(2)),
    ]
    transcriber = TableTranscriber(
        (sound(1), Hearing("a large mocha iced", "en")), (sound(2), Hearing("one latte please", "en"))
    )
    report = judge_orders(transcriber, orders)
    assert (report.n, report.n_slots, report.slots_right, report.orders_right) == (2, 3, 2, 1)


def test_conditions_change_the_sound_and_nothing_else() -> None:
    """Each the same whenever it is made; noise as loud as it says, a telephone without treble."""
    clip = Clip("a", "en", "v", (sound(3) + sound(90) * 0.5).astype(np.float32))
    for condition in CONDITIONS:
        (changed,), (again,) = in_condition([clip], condition), in_condition([clip], condition)
        assert np.array_equal(changed.samples, again.samples)
        assert len(changed.samples) == len(clip.samples)
        assert (changed.text, changed.voice) == (clip.text, clip.voice)
    (noisy,) = in_condition([clip], f"noise {SNR_DB:.0f} dB")
    scale = np.dot(noisy.samples, clip.samples) / np.dot(clip.samples, clip.samples)
    added = noisy.samples - scale * clip.samples
    assert 10 * np.log10(np.mean((scale * clip.samples) ** 2) / np.mean(added**2)) == pytest.approx(SNR_DB, abs=1.0)


def test_half_of_the_orders_is_held_out() -> None:
    """By the name alone."""
    names = [f"{n:08x}-51bb" for n in range(2000)]
    assert 0.45 < sum(map(is_held_out_order, names)) / len(names) < 0.55


def test_tables_show_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    """Errors with their kinds, voices, and what was misheard where that is asked for."""
    clip = Clip("a red dress", "en", "flite rms", sound(1))
    row, heard = judge_clips(TableTranscriber((clip.samples, Hearing("a bread dress", "en"))), [clip], "clean")
    Screen("pocket", misses=True).errors([row], heard)
    printed = capsys.readouterr().out
    assert "0.333" in printed
    assert "flite rms: 'a red dress' -> 'a bread dress'" in printed
    assert isinstance(heard[0], Heard)


def test_real_orders_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    """The two halves have no recording in common and are all recordings."""
    default = Path(__file__).parents[3] / "shared" / "data"
    folder = Path(os.environ.get("SHOPKEEPER_DATA", default)) / "spoken_orders"
    if not folder.is_dir():
        pytest.skip(f"needs the spoken orders at {folder}; set SHOPKEEPER_DATA")
    judged, others = spoken_orders(folder), spoken_orders(folder, held_out=False)
    n_all = len(json.loads((folder / "dev.json").read_text(encoding="utf-8")))
    assert len(judged) + len(others) == n_all
    assert not {order.name for order in judged} & {order.name for order in others}
    assert all(len(order.samples) > 8000 and order.slots for order in judged)


@pytest.mark.skipif(not all(map(shutil.which, ("espeak-ng", "flite"))), reason="needs espeak-ng and flite")
def test_held_out_clips_are_spoken_in_held_out_voices() -> None:
    """In both languages, with silence around the words."""
    for language in ("en", "zh"):
        clips = held_out_clips(language, 3)  # type: ignore[arg-type]
        assert [clip.text for clip in clips] == [clip.text for clip in held_out_clips(language, 3)]  # type: ignore[arg-type]
        assert all(np.abs(clip.samples[:4000]).max() == 0 for clip in clips)
