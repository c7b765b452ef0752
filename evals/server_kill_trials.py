"""Kills the server with SIGKILL in the middle of many turns: `python -m evals.server_kill_trials --shoppers 100`.

Each shopper says one thing a round. The server is killed while they wait, started again, and every shopper takes its session
up. What was acknowledged must be answered without being sent again; what was not is sent again with the same id. In the
end each turn stands in the history once, with the right answer.
"""

import asyncio
import json
import shutil
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from uuid import uuid4

import typer
from websockets.exceptions import WebSocketException

from assistant.app import ensure_demo_shop, open_assistant
from assistant.config import load_settings
from evals.bench_turn import conversations
from evals.served import ServedShop, served
from evals.shoppers import Line, Script, Shopper, play

SETTLE_S = 0.5
"""From the first message to the earliest kill: some turns are promised by then, some answered, some not even read."""

RETRY_AFTER_MS = 500
"""Where a refusal does not say."""


@dataclass(slots=True)
class Trial:
    """One shopper through all rounds: the turn under way, whether it was acknowledged, and what came of each."""

    shopper: Shopper
    script: Script
    turn_id: str = ""
    is_acknowledged: bool = False
    is_answered: bool = False
    asked: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Count:
    """Turns by what had come of them when the server was killed, and what was wrong in the end."""

    answered: int = 0
    acknowledged: int = 0
    unheard: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def main(
    shoppers: Annotated[int, typer.Option(min=1)] = 100,
    rounds: Annotated[int, typer.Option(min=1, max=10)] = 5,
    seed: int = 1,
) -> None:
    """Prints a line of JSON; ends with 1 where anything was lost, answered twice or wrong."""
    settings = load_settings()
    ensure_demo_shop(settings)
    scripts = play(open_assistant(settings), conversations())
    with TemporaryDirectory() as folder:
        shutil.copytree(settings.cache_directory, Path(folder) / "cache", ignore=shutil.ignore_patterns("bench"))
        with served(settings.shop_directory.resolve(), Path(folder)) as server:
            count = asyncio.run(_run(server, scripts, shoppers, rounds=rounds, rng=Random(seed)))
    bad = count.lost + count.twice + count.wrong
    numbers = {name: getattr(count, name) for name in ("answered", "acknowledged", "unheard")}
    faults = {name: len(getattr(count, name)) for name in ("lost", "twice", "wrong")}
    print(json.dumps({"turns": shoppers * rounds, **numbers, **faults}))
    for complaint in bad[:5]:
        print(complaint)
    raise typer.Exit(1 if bad else 0)


async def _run(server: ServedShop, scripts: Sequence[Script], n: int, *, rounds: int, rng: Random) -> Count:
    trials = [Trial(Shopper(server), rng.choice(scripts)) for _ in range(n)]
    await asyncio.gather(*(trial.shopper.open() for trial in trials))
    count = Count()
    for number in range(rounds):
        asking = [asyncio.create_task(_ask(trial, number, rng.uniform(0, 1.0))) for trial in trials]
        await asyncio.sleep(SETTLE_S + rng.uniform(0, 1.5))
        server.stop(signal.SIGKILL)
        await asyncio.gather(*asking)
        for trial in trials:
            count.answered += trial.is_answered
            count.acknowledged += trial.is_acknowledged and not trial.is_answered
            count.unheard += not trial.is_acknowledged
        server.start()
        for history, trial in zip(
            await asyncio.gather(*(_take_up(trial, number) for trial in trials)), trials, strict=True
        ):
            _check(history, trial, number, count)
    for trial in trials:
        await trial.shopper.close()
    return count


async def _ask(trial: Trial, number: int, after_s: float) -> None:
    """Says the line of the round, and listens until the answer is complete or the line is dead."""
    trial.turn_id, trial.is_acknowledged, trial.is_answered = str(uuid4()), False, False
    trial.asked.append(trial.turn_id)
    try:
        await asyncio.sleep(after_s)
        await _say(trial, number)
        while not trial.is_answered:
            event = await trial.shopper.receive()
            if event.get("turn_id") == trial.turn_id:
                trial.is_acknowledged |= event["type"] == "turn.accepted"
                trial.is_answered = event["type"] == "reply.done"
    except (OSError, WebSocketException):
        pass


async def _say(trial: Trial, number: int) -> None:
    message = {"type": "input.text", "turn_id": trial.turn_id, "text": trial.script[number].text}
    await trial.shopper.send(message)


async def _take_up(trial: Trial, number: int) -> list[dict[str, Any]]:
    """Takes the session up, waits for the answer that is owed, and the history after that."""
    opened = await trial.shopper.open()
    is_told = any(entry["turn_id"] == trial.turn_id and entry["reply"] for entry in opened["history"])
    if not is_told:
        if not trial.is_acknowledged and trial.turn_id not in opened["pending"]:
            await _say(trial, number)
        while True:
            event = await trial.shopper.receive()
            if event.get("turn_id") != trial.turn_id:
                continue
            if event["type"] in ("reply.done", "reply.cancelled"):
                break
            if event["type"] == "error":  # refused, since everybody comes back at once: nothing was promised
                await asyncio.sleep((event.get("retry_after_ms") or RETRY_AFTER_MS) / 1000)
                await _say(trial, number)
    await trial.shopper.close()
    history: list[dict[str, Any]] = (await trial.shopper.open())["history"]
    return history


def _check(history: Sequence[dict[str, Any]], trial: Trial, number: int, count: Count) -> None:
    for turn_id, line in zip(trial.asked, trial.script[: number + 1], strict=True):
        entries = [entry for entry in history if entry["turn_id"] == turn_id]
        if not entries or not entries[0]["reply"]:
            count.lost.append(f"lost: {line.text!r}")
        elif len(entries) > 1:
            count.twice.append(f"twice: {line.text!r}")
        elif not _is_right(entries[0], line):
            count.wrong.append(f"wrong: {line.text!r}: {entries[0]['reply']['text']!r}")


def _is_right(entry: dict[str, Any], line: Line) -> bool:
    offers = tuple(card["offer_id"] for card in (entry["cards"] or {"cards": []})["cards"])
    return offers == line.offers and entry["reply"]["text"] == line.reply


if __name__ == "__main__":
    typer.run(main)
