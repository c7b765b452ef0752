"""`shopkeeper bench turn`: where the time of a text turn goes, in a shop of a given size, with the models in use."""

import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.app import index_shop, open_assistant
from assistant.config import Settings, load_settings
from assistant.conversation import Conversation
from assistant.messages import Language
from assistant.session import ReplyDelta, TurnDone
from assistant.terminal import progress
from retrieval.demo_shop import generate_products
from retrieval.demo_shop.writer import product_line

SEED = 7
N_CONVERSATIONS = 20
N_WARM_UP = 2
"""Conversations played first and not counted: files and code are read in once a process, not once a turn."""

STAGES = ("decode", "look", "understand", "decide", "act", "cards", "ask", "first words", "explain", "total")
"""In the order of a turn; "cards", "first words" and "total" count from the utterance, the others are durations. To
"act" is mostly to search."""

WORDS: Mapping[Language, Mapping[str, Sequence[str]]] = {
    "en": {
        "kind": (
            "dress",
            "rain jacket",
            "running shoes",
            "backpack",
            "headphones",
            "sweater",
            "kettle",
            "lamp",
            "scarf",
        ),
        "color": ("red", "black", "navy", "green", "white", "blue or grey"),
        "material": ("wool", "cotton", "leather", "recycled polyester"),
        "price": ("40", "80", "$120", "two hundred dollars"),
        "use": ("hiking", "the office", "a wedding", "travelling"),
    },
    "zh": {
        "kind": ("连衣裙", "雨衣", "跑鞋", "双肩包", "头戴式耳机", "毛衣", "水壶", "台灯", "围巾"),
        "color": ("红色", "黑色", "藏青色", "绿色", "白色", "蓝色或者灰色"),
        "material": ("羊毛", "棉", "真皮", "再生涤纶"),
        "price": ("40块", "80元", "120美元", "两百块"),
        "use": ("徒步", "上班", "婚礼", "旅行"),
    },
}

SCRIPT: Mapping[Language, Sequence[str]] = {
    "en": (
        "hi, I'm looking for a {color} {kind} under {price}",
        "something in {material}, good for {use}",
        "not {color} please",
        "actually a {kind}, at least 4 stars",
        "show me more",
        "compare the first two",
        "is the second one available in M?",
        "something like the first one but in {material}",
        "what would go with it?",
        "add the first one to my cart",
    ),
    "zh": (
        "你好，我想买{color}的{kind}，{price}以内",
        "要{material}的，{use}用",
        "不要{color}",
        "还是看看{kind}吧，至少四星",
        "再看几款",
        "比较一下前两款",
        "第二款有M码吗？",
        "有没有和第一款类似，但是{material}的？",
        "它可以搭配什么？",
        "把第一款加入购物车",
    ),
}


@dataclass(frozen=True, slots=True)
class TurnBench:
    """Milliseconds of each turn, by stage."""

    n_products: int
    n_turns: int
    open_s: float
    stages: Mapping[str, Sequence[float]]


def run(products: int, *, json_output: bool) -> None:
    """Measures and prints; the shop is built once and kept in the cache."""
    settings = load_settings()
    settings = build_shop(settings, products, quiet=json_output)
    bench = measure(settings, products)
    if json_output:
        sys.stdout.write(json.dumps(bench_json(bench)) + "\n")
    else:
        show(bench)


def build_shop(settings: Settings, n_products: int, *, quiet: bool) -> Settings:
    """The settings of a generated shop without pictures; one that is there already is not built again."""
    directory = settings.cache_directory / "bench" / f"{n_products}-products"
    settings = settings.model_copy(update={"shop": directory / "shop"})
    with progress(quiet=quiet) as on_progress:
        index_shop(write_feed(directory / "products.jsonl", n_products), settings, on_progress=on_progress)
    return settings


def write_feed(path: Path, n_products: int | None = None) -> Path:
    """The feed of a generated shop; None is the demo shop's own size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as feed:
        feed.writelines(map(product_line, generate_products(SEED, n_products)))
    return path


def measure(settings: Settings, n_products: int) -> TurnBench:
    """Plays the conversations."""
    started = perf_counter()
    conversation = open_assistant(settings)
    open_s = perf_counter() - started
    stages: dict[str, list[float]] = defaultdict(list)
    n_turns = 0
    for number, texts in enumerate(conversations()):
        conversation.assistant.restore(())
        for text in texts:
            timings = time_turn(conversation, text)
            if number >= N_WARM_UP:
                n_turns += 1
                for stage, ms in timings.items():
                    stages[stage].append(ms)
    return TurnBench(n_products, n_turns, open_s, stages)


def conversations(n: int = N_WARM_UP + N_CONVERSATIONS) -> Iterator[Sequence[str]]:
    """So many conversations, by turns in English and Chinese, the same in every run."""
    rng = Random(SEED)
    for number in range(n):
        language: Language = "zh" if number % 2 else "en"
        words = WORDS[language]
        yield [text.format(**{name: rng.choice(words[name]) for name in words}) for text in SCRIPT[language]]


def time_turn(conversation: Conversation, text: str, photo: bytes | None = None) -> Mapping[str, float]:
    """The stages of one turn, and when its first words came."""
    timings: dict[str, float] = {}
    started = perf_counter()
    for event in conversation.take_turn(text, photo):
        if isinstance(event, ReplyDelta):
            timings.setdefault("first words", (perf_counter() - started) * 1000)
        elif isinstance(event, TurnDone):
            timings |= event.turn.timings_ms
    return timings


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def bench_json(bench: TurnBench) -> dict[str, Any]:
    """The line of `--json`."""
    return {
        "n_products": bench.n_products,
        "n_turns": bench.n_turns,
        "open_s": round(bench.open_s, 3),
        "stages_ms": {
            stage: {"p50": round(percentile(values, 0.5), 2), "p95": round(percentile(values, 0.95), 2)}
            for stage, values in _in_order(bench)
        },
    }


def show(bench: TurnBench) -> None:
    """A row a stage."""
    table = Table(
        box=None, header_style="bold", title=f"{bench.n_turns} turns in a shop of {bench.n_products} products"
    )
    table.add_column("ms")
    for column in ("p50", "p95", "max"):
        table.add_column(column, justify="right")
    for stage, values in _in_order(bench):
        numbers = (percentile(values, share) for share in (0.5, 0.95, 1.0))
        table.add_row(stage, *(f"{number:.1f}" for number in numbers))
    console = Console()
    console.print(table)
    console.print(f"opening the shop and its models took {bench.open_s:.2f} s")


def _in_order(bench: TurnBench) -> list[tuple[str, Sequence[float]]]:
    known = [stage for stage in STAGES if stage in bench.stages]
    return [(stage, bench.stages[stage]) for stage in (*known, *(set(bench.stages) - set(known)))]
