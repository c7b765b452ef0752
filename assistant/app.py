"""The composition root: builds the shop, the parser, the explainer and the conversation from the settings."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import wire
from assistant.config import Settings
from assistant.constraint_forms import read_constraint
from assistant.conversation import Conversation
from assistant.errors import SpeechUnavailable
from assistant.explainer import CheckedExplainer, Explainer
from assistant.ledger import seen_constraints
from assistant.llm_explainer import LLMExplainer, LLMWriter
from assistant.llm_parser import LLMParser
from assistant.messages import ParseContext
from assistant.phrases import load_phrases
from assistant.renderer import Renderer
from assistant.resolution import facets_of
from assistant.speech.audio import BYTES_PER_MS
from assistant.speech.listener import Listener
from assistant.speech.pocket import pocket_path
from assistant.speech.recordings import events_of, hearing_of
from assistant.speech.transcriber import Hearing, OneAtATime
from assistant.understanding.embedded_parser import EmbeddedParser
from assistant.understanding.examples import load_examples
from assistant.understanding.parser import Parser
from retrieval.catalog import RejectedRow
from retrieval.demo_shop import write_demo_shop
from retrieval.embedder_factory import DEFAULT_MODEL, LazyImageEmbedder, load_image_embedder, load_text_embedder
from retrieval.errors import ModelUnavailable, SnapshotError
from retrieval.ingest import IndexReport, index_feed
from retrieval.minilm import model_directory
from retrieval.photos import read_photo
from retrieval.query import Query
from retrieval.shop import Shop, open_shop
from retrieval.snapshot_writer import Progress

if TYPE_CHECKING:
    from assistant.chat_model import ChatModel
    from assistant.speech.transcriber import Transcriber

logger = logging.getLogger(__name__)

MAX_ROWS_PRINTED = 20
"""Rejected rows named in a report; a feed with more wrong rows than that is wrong in the same few ways."""

DEMO_SEED = 7

NO_MODEL = "none"

POCKET_MODEL = "pocket"

PROMPTED_SLOTS = ("brand", "category")
"""What a catalogue is full of and a recogniser has not heard of."""

EXAMPLES_IN_PROMPT = 3
"""Examples of each intent and language in the language model's prompt."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


def open_configured_shop(settings: Settings) -> Shop:
    """The shop of the settings. Raises `SnapshotMissing` and its kin, each saying what to do.

    Without its image model it opens all the same, and looks at no photos.
    """
    embedder = load_text_embedder(settings.text_model, purpose="query", device=settings.device)
    try:
        image_embedder = open_image_embedder(settings)
    except ModelUnavailable as error:
        logger.warning("photos are not looked at: %s", error)
        image_embedder = None
    return open_shop(
        settings.shop_directory,
        embedder=embedder,
        image_embedder=image_embedder,
        fusion=settings.fusion,
        device=settings.device,
    )


def open_image_embedder(settings: Settings) -> LazyImageEmbedder | None:
    """The configured image model, None where none is wanted. Raises `ModelUnavailable`."""
    if settings.image_model == NO_MODEL:
        return None
    return load_image_embedder(settings.image_model, device=settings.device)


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


def open_chat_model(settings: Settings, *, on_usage: Callable[[int, int], None] | None = None) -> "ChatModel | None":
    """The configured chat model, None where none is; `on_usage` is told its tokens. Raises `SettingsError`."""
    if settings.chat_model is None:
        return None
    from assistant.langchain_model import load_chat_model  # langchain: seconds to import

    key = settings.chat_api_key.get_secret_value() if settings.chat_api_key else None
    return load_chat_model(settings.chat_model, base_url=settings.chat_base_url, api_key=key, on_usage=on_usage)


def open_listener(settings: Settings, shop: Shop) -> Listener:
    """A listener for one stream of sound. Raises `SpeechUnavailable` where there is no recogniser to load."""
    from assistant.speech.silero import SileroVoice  # onnxruntime, and the recogniser's torch: seconds to import

    return Listener(open_transcriber(settings, shop), SileroVoice())


def open_listeners(settings: Settings, shop: Shop) -> Callable[[], Listener]:
    """Makes listeners for any number of streams of sound, which share one recogniser. Raises `SpeechUnavailable`."""
    from assistant.speech.silero import SileroVoice

    transcriber = OneAtATime(open_transcriber(settings, shop))
    SileroVoice()  # raises where its model is not the one that was tested
    return lambda: Listener(transcriber, SileroVoice())


def read_recording(file: Path) -> bytes:
    """A recording as PCM16 mono 16 kHz. Raises `AudioUnreadable`."""
    from assistant.speech.audio_files import read_audio  # PyAV: a tenth of a second to import

    return read_audio(file)


def hear_recording(settings: Settings, shop: Shop, file: Path) -> Hearing:
    """What is said in a recording. Raises `SpeechError`."""
    pcm = read_recording(file)
    return hearing_of(events_of(open_listener(settings, shop), pcm))


def transcript_json(settings: Settings, shop: Shop, file: Path) -> wire.Json:
    """What `transcribe --json` prints. Raises `SpeechError`."""
    pcm = read_recording(file)
    return wire.hearing_json(hearing_of(events_of(open_listener(settings, shop), pcm)), n_ms=len(pcm) // BYTES_PER_MS)


def open_transcriber(settings: Settings, shop: Shop) -> "Transcriber":
    """The configured recogniser, which knows the shop's brands and kinds of product. Raises `SpeechUnavailable`."""
    name = speech_model_name(settings)
    from assistant.speech.whisper_transcriber import WhisperTranscriber, load_whisper

    names = [shop.vocabulary.label(slot, name) for slot in PROMPTED_SLOTS for name in shop.vocabulary.values(slot)]
    return WhisperTranscriber(
        load_whisper(name, settings.device),
        languages=settings.speech_languages,
        beam_size=settings.speech_beam_size,
        names=names,
    )


def speech_model_name(settings: Settings) -> str:
    """What openai-whisper loads: a name or a path. Raises `SpeechUnavailable` where there is nothing to load."""
    if settings.speech_model == NO_MODEL:
        raise SpeechUnavailable("This shop does not listen.", remedy="Set SHOPKEEPER_SPEECH_MODEL to a speech model.")
    return str(pocket_path()) if settings.speech_model == POCKET_MODEL else settings.speech_model


def open_assistant(settings: Settings, *, shop: Shop | None = None) -> Conversation:
    """A new conversation with the shop of the settings, or with one that is open already."""
    shop = shop or open_configured_shop(settings)
    chat_model = open_chat_model(settings)
    renderer = Renderer(load_phrases(), shop.lexicon, shop.vocabulary, shop.currency)
    explainer = make_explainer(settings, shop, renderer, chat_model)
    return Conversation(shop, open_parser(settings, shop, chat_model), explainer, renderer=renderer)


def make_explainer(settings: Settings, shop: Shop, renderer: Renderer, chat_model: "ChatModel | None") -> Explainer:
    """Who puts turns into words, for one conversation: the renderer, behind the chat model where one is configured."""
    rendered = CheckedExplainer(renderer, lexicon=shop.lexicon, vocabulary=shop.vocabulary)
    if chat_model is None:
        return rendered
    written = LLMWriter(
        chat_model,
        say_reasons=lambda card: [renderer.say_reason(reason, card, "en") for reason in card.reasons],
        deadline_s=settings.explain_deadline_s,
    )
    checked = CheckedExplainer(written, lexicon=shop.lexicon, vocabulary=shop.vocabulary)
    return LLMExplainer(checked, fallback=rendered)


def index_shop(feed: Path, settings: Settings, *, on_progress: Progress) -> IndexReport:
    """Makes the feed the shop of the settings, and embeds the intents' examples if that was never done."""
    embedder = load_text_embedder(settings.text_model, purpose="bulk", device=settings.device)
    report = index_feed(
        feed,
        settings.shop_directory,
        embedder=embedder,
        image_embedder=open_image_embedder(settings),
        on_progress=on_progress,
    )
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
    elif not is_indexed(settings):
        index_shop(feed, settings, on_progress=on_progress)
    return feed


def is_indexed(settings: Settings) -> bool:
    """Whether there is a shop to open that sees as the settings say; a damaged one is no shop, and indexing mends it."""
    try:
        shop = open_shop(settings.shop_directory)
    except SnapshotError:
        return False
    embedder = open_image_embedder(settings)
    return shop.image_model_id == (embedder and embedder.model_id)


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
        "n_pictures": report.n_pictures,
        "n_seen": report.n_seen,
        "seen_per_s": round(report.seen_per_s, 1),
        "n_unreadable": len(report.unreadable),
        "unreadable": dict(list(report.unreadable.items())[:MAX_ROWS_PRINTED]),
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
        {
            "role": "image embedding",
            "model": settings.image_model,
            "library": "open_clip",
            "state": "no photos are looked at" if settings.image_model == NO_MODEL else "loaded when first used",
        },
        {
            "role": "speech",
            "model": settings.speech_model,
            "library": "openai-whisper",
            "state": _speech_state(settings),
        },
        {"role": "chat", "model": chat, "library": "langchain" if settings.chat_model else "-", "state": "ready"},
    ]


def _speech_state(settings: Settings) -> str:
    if settings.speech_model == NO_MODEL:
        return "nothing is listened to"
    try:
        speech_model_name(settings)
    except SpeechUnavailable as error:
        return error.problem
    return "loaded when first used"


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
    settings: Settings, text: str, *, where: Sequence[str], prefer: Sequence[str], k: int, image: Path | None = None
) -> list[wire.Json]:
    """The hits of a direct search, as `search --json` prints them. Raises `PhotoError` for what is no picture."""
    photo = read_photo(image) if image else None
    shop = open_configured_shop(settings)
    constraints = tuple(
        read_constraint(form, shop, is_hard=is_hard)
        for forms, is_hard in ((where, True), (prefer, False))
        for form in forms
    )
    facets = facets_of(shop.lexicon)
    seen = shop.look(photo) if photo else None
    constraints += seen_constraints(seen.sights, spoken={c.slot for c in constraints}) if seen else ()
    ranking = shop.search(Query(text=text, constraints=constraints, k=k, photo=seen))
    return [wire.hit_json(hit, facets) for hit in ranking.hits]
