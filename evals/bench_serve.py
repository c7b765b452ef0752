"""`shopkeeper bench serve`: how many shoppers a server has time for. Adapter: matplotlib.

Scripted shoppers hold real conversations with a real server process on the same machine and check every answer. Their
own work is on the same processors, so that a server that has the machine to itself does better.
"""

import asyncio
import json
import resource
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import matplotlib.pyplot as plt
from rich.console import Console
from rich.table import Table

from assistant.app import ensure_demo_shop, open_assistant
from assistant.config import Settings, load_settings
from assistant.terminal import progress
from evals.bench_turn import conversations, percentile
from evals.served import ServedShop, served
from evals.shoppers import Script, Shopper, Tally, play, shop_for

SEED = 11
THINK_S = 5.0
COME_IN_S = 10.0
"""Everybody is in the shop and has said something by then; what is measured comes after."""

LEVELS = (1, 25, 50, 100, 150, 200, 300, 400)
TARGET_MS = 300.0
"""What 95 of 100 first cards should not exceed with 200 shoppers."""

N_SCRIPTS = 100
"""Different conversations, so that few words of one shopper were said by another just before."""

OPEN_AT_ONCE = 50
"""Idle connections that are opened at the same time."""

MEMORY_EVERY_S = 30.0

TICKS_MS = (10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class Load:
    """What so many shoppers met with: latencies in ms, the server's memory (MB) and share of one processor."""

    shoppers: int
    turns: int
    turns_per_s: float
    first_card_p50_ms: float
    first_card_p95_ms: float
    first_card_max_ms: float
    done_p95_ms: float
    wrong: int
    lost: int
    refused: int
    memory_mb: float
    processors: float


def run(
    levels: Sequence[int], *, seconds: float, idle: int, workers: int, plot: Path | None, json_output: bool
) -> None:
    """Measures each number of shoppers for so long, then the memory of `idle` connections; prints and plots."""
    settings = load_settings()
    console = Console(quiet=json_output)
    with _running(settings, workers=workers, quiet=json_output) as (server, scripts):
        table = _table()
        loads = []
        for n in levels:
            loads.append(measure(server, scripts, n, seconds=seconds, seed=SEED + n))
            table.add_row(*_row(loads[-1]))
            if json_output:
                sys.stdout.write(json.dumps(asdict(loads[-1])) + "\n")
                sys.stdout.flush()
        if loads:
            console.print(table)
        if idle:
            n_bytes = asyncio.run(_idle_bytes(server, idle))
            console.print(f"{idle} idle sessions: {n_bytes / 1024:.1f} KiB each")
            if json_output:
                sys.stdout.write(json.dumps({"idle": idle, "bytes_each": round(n_bytes)}) + "\n")
    if plot is not None and loads:
        draw(loads, plot)
        console.print(f"The curve is in {plot}.")


def soak(n_shoppers: int, *, minutes: float, workers: int, json_output: bool) -> None:
    """Keeps so many shoppers for so long and prints the server's memory every half minute."""
    with _running(load_settings(), workers=workers, quiet=json_output) as (server, scripts):
        tally, memory = asyncio.run(_soak(server, scripts, n_shoppers, seconds=minutes * 60))
    settled = memory[len(memory) // 4 :]  # the first quarter warms up
    drift = (settled[-1] - settled[0]) / settled[0] if len(settled) > 1 else 0.0
    result = {
        "shoppers": n_shoppers,
        "minutes": minutes,
        "turns": len(tally.done_ms),
        "memory_mb": [round(value / 2**20, 1) for value in memory],
        "drift_after_warm_up": round(drift, 4),
        "first_card_p95_ms": round(percentile(tally.first_card_ms, 0.95), 1),
        "wrong": len(tally.wrong),
        "lost": tally.lost,
        "refused": tally.refused,
    }
    if json_output:
        sys.stdout.write(json.dumps(result) + "\n")
        return
    for name, value in result.items():
        Console().print(f"{name.replace('_', ' ')}: {value}")


def measure(server: ServedShop, scripts: Sequence[Script], n_shoppers: int, *, seconds: float, seed: int) -> Load:
    """So many shoppers for so long. One shopper does not think, since there is nobody to wait for."""
    cpu_s, started = server.cpu_s, perf_counter()
    tally = asyncio.run(
        _crowd(server, scripts, n_shoppers, think_s=THINK_S if n_shoppers > 1 else 0.05, seconds=seconds, seed=seed)
    )
    elapsed_s = perf_counter() - started
    for complaint in tally.wrong[:3]:
        sys.stderr.write(f"wrong: {complaint}\n")
    return Load(
        shoppers=n_shoppers,
        turns=len(tally.done_ms),
        turns_per_s=round(len(tally.done_ms) / seconds, 1),
        first_card_p50_ms=round(percentile(tally.first_card_ms, 0.5), 1),
        first_card_p95_ms=round(percentile(tally.first_card_ms, 0.95), 1),
        first_card_max_ms=round(max(tally.first_card_ms), 1),
        done_p95_ms=round(percentile(tally.done_ms, 0.95), 1),
        wrong=len(tally.wrong),
        lost=tally.lost,
        refused=tally.refused,
        memory_mb=round(server.memory_bytes / 2**20, 1),
        processors=round((server.cpu_s - cpu_s) / elapsed_s, 2),
    )


def draw(loads: Sequence[Load], path: Path) -> None:
    """The capacity curve: first cards by the number of shoppers."""
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    shoppers = [load.shoppers for load in loads]
    axes.plot(shoppers, [load.first_card_p50_ms for load in loads], "o-", label="median")
    axes.plot(shoppers, [load.first_card_p95_ms for load in loads], "o-", label="95th percentile")
    axes.axhline(TARGET_MS, color="grey", linestyle=":", label=f"{TARGET_MS:.0f} ms")
    axes.set(xlabel="shoppers, thinking 5 s between turns", ylabel="message to first cards, ms", yscale="log")
    axes.set_yticks(TICKS_MS, labels=map(str, TICKS_MS))
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left")
    figure.savefig(path, dpi=120)
    plt.close(figure)


@contextmanager
def _running(settings: Settings, *, workers: int, quiet: bool) -> Iterator[tuple[ServedShop, list[Script]]]:
    """A server of the demo shop with an empty store, and conversations with their right answers."""
    _allow_many_files()
    with progress(quiet=quiet) as on_progress:
        ensure_demo_shop(settings, on_progress=on_progress)
    conversation = open_assistant(settings)
    scripts = play(conversation, conversations(N_SCRIPTS))
    with TemporaryDirectory() as folder:
        if settings.cache_directory.exists():
            shutil.copytree(settings.cache_directory, Path(folder) / "cache", ignore=shutil.ignore_patterns("bench"))
        with served(settings.shop_directory.resolve(), Path(folder), workers=workers) as server:
            yield server, scripts


def _allow_many_files() -> None:
    """As many open files as this process may have: each connection is one, here and in the server that inherits it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _crowd(
    server: ServedShop, scripts: Sequence[Script], n: int, *, think_s: float, seconds: float, seed: int
) -> Tally:
    from_s = perf_counter() + (COME_IN_S if n > 1 else 0.0)
    tally, until = Tally(from_s), from_s + seconds
    shoppers = [
        shop_for(server, scripts, tally, rng=Random(f"{seed}/{number}"), think_s=think_s, until=until)
        for number in range(n)
    ]
    await asyncio.gather(*shoppers)
    return tally


async def _soak(server: ServedShop, scripts: Sequence[Script], n: int, *, seconds: float) -> tuple[Tally, list[int]]:
    crowd = asyncio.create_task(_crowd(server, scripts, n, think_s=THINK_S, seconds=seconds, seed=SEED))
    memory = []
    while not crowd.done():
        await asyncio.wait([crowd], timeout=MEMORY_EVERY_S)
        memory.append(server.memory_bytes)
    return await crowd, memory


async def _idle_bytes(server: ServedShop, n: int) -> float:
    """What one open session that says nothing costs the server."""
    warm_up = await _open_many(server, OPEN_AT_ONCE)
    before = server.memory_bytes
    idle = await _open_many(server, n)
    taken = server.memory_bytes - before
    for one in (*warm_up, *idle):
        await one.close()
    return taken / n


async def _open_many(server: ServedShop, n: int) -> list[Shopper]:
    opened: list[Shopper] = []
    while len(opened) < n:
        group = [Shopper(server) for _ in range(min(OPEN_AT_ONCE, n - len(opened)))]
        await asyncio.gather(*(one.open() for one in group))
        opened += group
    return opened


def _table() -> Table:
    table = Table(box=None, header_style="bold", title="first cards over the socket, demo shop")
    for column in (
        "shoppers", "turns", "turns/s", "p50 ms", "p95 ms", "max ms", "reply p95", "wrong", "lost", "refused", "MB",
        "processors",
    ):  # fmt: skip
        table.add_column(column, justify="right")
    return table


def _row(load: Load) -> list[str]:
    return [str(value) for value in asdict(load).values()]
