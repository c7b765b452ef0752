"""A turn of the counter: whatever fails, what was promised ends."""

from pathlib import Path

import pytest

from assistant.server.counter import Counter
from assistant.session import APOLOGY
from tests.server.caller import Caller, play

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("language", ["en", "zh"])
def test_turn_that_cannot_be_shown_ends_with_an_apology_and_the_talk_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """It would fail again each time that the client comes back, so it is not left pending."""

    def fail(*arguments: object, **options: object) -> None:
        raise LookupError("a dress for somebody")

    async def scenario(counter: Counter) -> None:
        caller = Caller(counter)
        await caller.open(language=language)
        with monkeypatch.context() as patch:
            patch.setattr(counter.presenters["demo"], "cards", fail)
            came = await caller.ask("a dress" if language == "en" else "连衣裙")
        assert came["reply.done"]["text"] == APOLOGY[language]
        assert "cards" not in came
        assert (await caller.ask("a jacket" if language == "en" else "夹克", turn_id="t2"))["cards"]["cards"]
        again = Caller(counter)
        opened = await again.open(**caller.keys)
        assert [entry["turn_id"] for entry in opened["history"]] == ["t1", "t2"]
        assert opened["history"][0]["reply"]["text"] == APOLOGY[language]
        assert opened["pending"] == []

    play(tmp_path, scenario)
