"""The composition root: builds the shop, the parser, the explainer and the conversation from the settings."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import wire
from assistant.config import Settings
from assistant.constraint_forms import read_constraint
from assistant.explainer import CheckedExplainer, Explainer
from assistant.labels import Labels
from assistant.llm_explainer import LLMExplainer, LLMWriter
from assistant.llm_parser import LLMParser
from assistant.messages import Card, Language, LedgerEntry, ParseContext, Reason, Turn
from assistant.noun_phrase import fragment
from assistant.phrases import load_phrases
from assistant.renderer import Renderer
from assistant.resolution import facets_of
from assistant.session import Assistant, TurnDone, TurnEvent
from assistant.understanding.embedded_parser import EmbeddedParser
from assistant.understanding.examples import load_examples
from assistant.understanding.parser import Parser
from retrieval.catalog import Product, RejectedRow
from retrieval.constraints import Constraint
from retrieval.demo_shop import write_demo_shop
from retrieval.embedder_factory import DEFAULT_MODEL, load_text_embedder
from retrieval.errors import SnapshotError
from retrieval.ingest import IndexReport, index_feed
from retrieval.minilm import model_directory
from retrieval.query import Query
from retrieval.shop import Shop, open_shop
from retrieval.snapshot_writer import Progress

if TYPE_CHECKING:
    from assistant.chat_model import ChatModel

MAX_ROWS_PRINTED = 20
"""Rejected rows named in a report; a feed with more wrong rows than that is wrong in the same few ways."""

DEMO_SEED = 7

EXAMPLES_IN_PROMPT = 3
"""Examples of each intent and language in the language model's prompt."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


class Conversation:
    """One shopper and the shop, with everything that a terminal or a machine needs to show of a turn."""

    def __init__(self, shop: Shop, parser: Parser, explainer: Explainer, *, renderer: Renderer) -> None:
        self.shop = shop
        self._parser = parser
        self.assistant = Assistant(shop, parser, explainer)
        self._renderer = renderer
        self.facets = facets_of(shop.lexicon)
        self._labels = labels_of(shop)

    def take_turn(self, text: str) -> Iterator[TurnEvent]:
        """The events of a turn, as they come."""
        return self.assistant.take_turn(text)

    def take_turns(self, texts: Iterable[str]) -> Iterator[wire.Json]:
        """One object a turn, as `ask --json` prints it."""
        for text in texts:
            for event in self.take_turn(text):
                if isinstance(event, TurnDone):
                    yield self.turn_json(event.turn)

    def warm_up(self) -> None:
        """Loads what the first turn would otherwise wait for."""
        self._parser.parse("hello", ParseContext())
        self.shop.search(Query(text="hello"))

    def turn_json(self, turn: Turn) -> wire.Json:
        """The turn just taken, as JSON."""

        def say(reason: Reason, card: Card) -> str:
            return self._renderer.say_reason(reason, card, turn.understanding.language)

        return wire.turn_json(turn, self.ledger, facets=self.facets, say=say)

    @property
    def ledger(self) -> Sequence[LedgerEntry]:
        """What the shopper wants now, and since when."""
        return self.assistant.ledger

    def reasons(self, card: Card, language: Language) -> list[tuple[Reason, str]]:
        """Why the card is shown, each reason with its words."""
        said = ((reason, self._renderer.say_reason(reason, card, language)) for reason in card.reasons)
        return [(reason, text) for reason, text in said if text]

    def title(self, product: Product, language: Language) -> str:
        """The product's title, in the language where it has one."""
        return self._labels[language].title(product)

    def money(self, amount: float, language: Language) -> str:
        """An amount in the shop's currency."""
        return self._labels[language].money(amount)

    def variant(self, card: Card, language: Language) -> str:
        """What tells the offer from its product's other ones: colour and size, in words."""
        labels, offer = self._labels[language], card.offer
        values = self.facets(card.product, offer)
        parts = [labels.value("color", value) for value in values.get("color", ())]
        parts += [labels.size(value) for value in values.get("size", ())]
        return " · ".join(parts)

    def say_constraint(self, constraint: Constraint, language: Language) -> str:
        """A constraint in words, as a chip shows it."""
        return fragment(constraint, self._labels[language])


def labels_of(shop: Shop) -> dict[Language, Labels]:
    """The words for the shop's values, by language."""
    return {
        language: Labels(book, lexicon=shop.lexicon, vocabulary=shop.vocabulary, currency=shop.currency)
        for language, book in load_phrases().items()
    }


def open_configured_shop(settings: Settings) -> Shop:
    """The shop of the settings. Raises `SnapshotMissing` and its kin, each saying what to do."""
    embedder = load_text_embedder(settings.text_model, purpose="query", device=settings.device)
    return open_shop(settings.shop_directory, embedder=embedder, device=settings.device)


def open_parser(settings: Settings, shop: Shop, chat_model: "ChatModel | None" = None) -> Parser:
    """The embedded parser, behind the chat model where one is configured."""
    embedded = EmbeddedParser(
        shop.embedder,
        lexicon=shop.lexicon,
        vocabulary=shop.vocabulary,
        rates=settings.rates_to(shop.currency),
        cache_directory=settings.cache_directory,
    )
    if chat_model is None:
        return embedded
    return LLMParser(
        chat_model,
        fallback=embedded,
        lexicon=shop.lexicon,
        vocabulary=shop.vocabulary,
        rates=settings.rates_to(shop.currency),
        examples=_examples_for_prompt(),
        deadline_s=settings.understand_deadline_s,
    )


def open_chat_model(settings: Settings) -> "ChatModel | None":
    """The configured chat model, None where none is. Raises `SettingsError`."""
    if settings.chat_model is None:
        return None
    from assistant.langchain_model import load_chat_model  # langchain: seconds to import

    key = settings.chat_api_key.get_secret_value() if settings.chat_api_key else None
    return load_chat_model(settings.chat_model, base_url=settings.chat_base_url, api_key=key)


def open_assistant(settings: Settings) -> Conversation:
    """A new conversation with the shop of the settings."""
    shop = open_configured_shop(settings)
    chat_model = open_chat_model(settings)
    renderer = Renderer(load_phrases(), shop.lexicon, shop.vocabulary, shop.currency)
    explainer: Explainer = CheckedExplainer(renderer, lexicon=shop.lexicon, vocabulary=shop.vocabulary)
    if chat_model is not None:
        written = LLMWriter(
            chat_model,
            say_reasons=lambda card: [renderer.say_reason(reason, card, "en") for reason in card.reasons],
            deadline_s=settings.explain_deadline_s,
        )
        checked = CheckedExplainer(written, lexicon=shop.lexicon, vocabulary=shop.vocabulary)
        explainer = LLMExplainer(checked, fallback=explainer)
    return Conversation(shop, open_parser(settings, shop, chat_model), explainer, renderer=renderer)


def index_shop(feed: Path, settings: Settings, *, on_progress: Progress) -> IndexReport:
    """Makes the feed the shop of the settings, and embeds the intents' examples if that was never done."""
    embedder = load_text_embedder(settings.text_model, purpose="bulk", device=settings.device)
    report = index_feed(feed, settings.shop_directory, embedder=embedder, on_progress=on_progress)
    parser = open_parser(settings, open_configured_shop(settings))
    assert isinstance(parser, EmbeddedParser), "no chat model was passed"
    parser.prepare(lambda done, total: on_progress("intents", done, total))
    return report


def ensure_demo_shop(settings: Settings, *, fresh: bool = False, on_progress: Progress = no_progress) -> Path:
    """The demo shop's feed, drawn and indexed where that was not done yet or was done by another version."""
    feed = settings.home / "demo" / "feed" / "products.jsonl"
    stamp = feed.with_name("stamp.json")
    wanted = json.dumps({"version": version("shopkeeper"), "seed": DEMO_SEED})
    if fresh or not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        write_demo_shop(feed.parent, seed=DEMO_SEED, on_progress=on_progress)
        index_shop(feed, settings, on_progress=on_progress)
        stamp.write_text(wanted, encoding="utf-8")
    elif not is_indexed(settings.shop_directory):
        index_shop(feed, settings, on_progress=on_progress)
    return feed


def is_indexed(directory: Path) -> bool:
    """Whether there is a shop to open; a damaged one is no shop, and indexing mends it."""
    try:
        open_shop(directory)
    except SnapshotError:
        return False
    return True


def report_json(report: IndexReport) -> wire.Json:
    """What `index --json` prints."""
    return {
        "snapshot": report.snapshot_id,
        "n_products": report.n_products,
        "n_offers": report.n_offers,
        "n_embedded": report.n_embedded,
        "n_reused": report.n_reused,
        "unchanged": report.unchanged,
        "n_rejected": len(report.rejected),
        "rejected": [_row_json(row) for row in report.rejected[:MAX_ROWS_PRINTED]],
        "n_warnings": len(report.warnings),
        "warnings": [_row_json(row) for row in report.warnings[:MAX_ROWS_PRINTED]],
        "seconds": round(report.total_s, 3),
        "seconds_by_stage": {stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
        "embedded_per_s": round(report.embedded_per_s, 1),
        "vectors_error": report.vectors_error,
    }


def _row_json(row: RejectedRow) -> wire.Json:
    return {"line": row.line, "field": row.field, "reason": row.reason}


def list_models(settings: Settings) -> list[wire.Json]:
    """The four roles: what is configured for each, and whether it is ready."""
    text_state = "ready" if settings.text_model == DEFAULT_MODEL else "loaded when first used"
    if settings.text_model == DEFAULT_MODEL:
        model_directory()  # raises where the weights are not the expected ones
    chat = settings.chat_model or "embedded parser and renderer"
    return [
        {
            "role": "text embedding",
            "model": settings.text_model,
            "library": "sentence-transformers",
            "state": text_state,
        },
        {"role": "image embedding", "model": "none", "library": "open_clip", "state": "comes next"},
        {"role": "speech", "model": "none", "library": "openai-whisper", "state": "comes next"},
        {"role": "chat", "model": chat, "library": "langchain" if settings.chat_model else "-", "state": "ready"},
    ]


def _examples_for_prompt() -> Mapping[str, Sequence[str]]:
    """A few examples of each intent in both languages, from the files that the embedded parser reads."""
    chosen: dict[str, Sequence[str]] = {}
    for examples in load_examples():
        chosen[examples.intent] = [*examples.en[:EXAMPLES_IN_PROMPT], *examples.zh[:EXAMPLES_IN_PROMPT]]
    return chosen


def parse_text(settings: Settings, text: str) -> wire.Json:
    """What `parse` prints: an utterance without a conversation before it."""
    shop = open_configured_shop(settings)
    return wire.understanding_json(open_parser(settings, shop).parse(text, ParseContext()))


def search_shop(
    settings: Settings, text: str, *, where: Sequence[str], prefer: Sequence[str], k: int
) -> list[wire.Json]:
    """The hits of a direct search, as `search --json` prints them."""
    shop = open_configured_shop(settings)
    constraints = tuple(
        read_constraint(form, shop, is_hard=is_hard)
        for forms, is_hard in ((where, True), (prefer, False))
        for form in forms
    )
    facets = facets_of(shop.lexicon)
    ranking = shop.search(Query(text=text, constraints=constraints, k=k))
    return [wire.hit_json(hit, facets) for hit in ranking.hits]
