"""Conversations to be stored: with the real parser, search and words over a small demo shop."""

import atexit
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from assistant.explainer import CheckedExplainer
from assistant.phrases import load_phrases
from assistant.renderer import Renderer
from assistant.session import Assistant
from assistant.understanding.embedded_parser import EmbeddedParser
from retrieval.demo_shop.generator import generate_products
from retrieval.demo_shop.writer import product_line
from retrieval.shop import Shop, open_shop
from tests.retrieval.shops import WordEmbedder, index

UTTERANCES = (
    "jackets under 150", "something waterproof for her", "red or blue", "cheaper", "show me more", "a rain jacket in M",
    "tell me more about the second one", "compare the first two", "is the first one available in L?", "buy the first one",
    "M", "the black one", "two of them", "what is in my cart?", "remove it", "what goes with it?", "more like the first",
    "start over", "hello", "where is my order?", "no leather please", "", "🙂 ?!", "rated 4.5 or better", "forget the price",
    "连衣裙,300块以下", "便宜一点", "第二个有M码吗", "加入购物车", "要羊毛的", "全部重来", "杯子", "比较前两个",
)  # fmt: skip


@lru_cache
def small_shop() -> Shop:
    """Seventy products of the demo shop, without pictures."""
    folder = Path(mkdtemp(prefix="shopkeeper-test-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    feed = folder / "products.jsonl"
    feed.write_text("".join(map(product_line, generate_products(n_products=70))), encoding="utf-8")
    embedder = WordEmbedder()
    index(feed, folder / "shop", embedder=embedder)
    return open_shop(folder / "shop", embedder=embedder)


@lru_cache
def _parser() -> EmbeddedParser:
    shop = small_shop()
    return EmbeddedParser(
        shop.embedder,
        lexicon=shop.lexicon,
        vocabulary=shop.vocabulary,
        rates={"USD": 1.0, "CNY": 0.14},
        cache_directory=shop.directory / "cache",
    )


def new_assistant() -> Assistant:
    shop = small_shop()
    renderer = Renderer(load_phrases(), shop.lexicon, shop.vocabulary, shop.currency)
    explainer = CheckedExplainer(renderer, lexicon=shop.lexicon, vocabulary=shop.vocabulary)
    return Assistant(shop, _parser(), explainer)
