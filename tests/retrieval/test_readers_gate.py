"""The gate: a change waits for those who read, and those who come later wait for the change."""

import threading

import pytest

from retrieval.readers_gate import ReadersGate

pytestmark = pytest.mark.unit

WITHIN_S = 20.0


def test_change_waits_for_readers_and_goes_before_later_ones() -> None:
    """Two read at a time; then one changes; then the third reads."""
    gate = ReadersGate()
    happened: list[str] = []
    both_read, leave, wants_to_change = threading.Barrier(3), threading.Event(), threading.Event()

    def read_early() -> None:
        with gate.reading():
            both_read.wait(WITHIN_S)
            leave.wait(WITHIN_S)
            happened.append("early")

    def change() -> None:
        wants_to_change.set()
        with gate.changing():
            happened.append("change")

    def read_late() -> None:
        with gate.reading():
            happened.append("late")

    early = [threading.Thread(target=read_early) for _ in range(2)]
    for thread in early:
        thread.start()
    both_read.wait(WITHIN_S)
    changing, late = threading.Thread(target=change), threading.Thread(target=read_late)
    changing.start()
    assert wants_to_change.wait(WITHIN_S)
    while not gate._entrance.locked():  # until it stands at the gate
        changing.join(0.01)
    late.start()
    late.join(0.1)
    assert happened == []
    leave.set()
    for thread in (*early, changing, late):
        thread.join(WITHIN_S)
    assert happened == ["early", "early", "change", "late"]


def test_gate_is_free_again_after_an_error() -> None:
    """On either side."""
    gate = ReadersGate()
    for block in (gate.reading, gate.changing, gate.reading):
        with pytest.raises(KeyError), block():
            raise KeyError
    with gate.changing():
        pass
