"""`shopkeeper bench turn --photo`: where the time of a turn with a photo goes, from the file's bytes to the words.

The shop is the generated one of `bench turn`, which comes without pictures, since drawing 27,000 of them takes half an
hour. Those of its products that the demo shop has as well are known by the demo shop's drawings; each further look gets
a vector near that of a drawing of the same kind in the same colour. Search and voting meet as many pictures as in a shop
that was drawn in full, as much alike; only what those show is nobody's to see. The photos are drawings of the demo shop
as shoppers' cameras would take them.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter

import numpy as np

from assistant.app import open_assistant, open_image_embedder
from assistant.config import Settings, load_settings
from assistant.conversation import Conversation
from assistant.messages import Language
from evals.bench_turn import SEED, WORDS, TurnBench, bench_json, build_shop, show, time_turn
from evals.corruptions import CORRUPTIONS, corrupted
from evals.shops import prepare_demo
from retrieval.catalog import Product
from retrieval.demo_shop import generate_products
from retrieval.demo_shop.photograph import photograph
from retrieval.embedder_factory import load_text_embedder
from retrieval.embedders import Embeddings
from retrieval.errors import ModelUnavailable
from retrieval.image_stage import ShopPictures, unit
from retrieval.lexicon import load_lexicon
from retrieval.photos import decode_photo
from retrieval.picture_index import PictureIndex
from retrieval.scoring import Vector
from retrieval.shop import Shop, choose_scorer
from retrieval.snapshot import open_snapshot

N_PHOTOS = 96
"""Each of the eight wordings of `SCRIPT` with each of the six cameras, twice."""

N_WARM_UP = 8
"""Photos shown first and not counted."""

SPREAD = 0.23
"""Norm of a look's own part beside that of the drawing it is drawn near: two of one kind and colour then have a cosine
of 0.95, the demo shop's median."""

PHONE = "phone"
"""A photo as a phone takes it, beside `CORRUPTIONS`."""

SCRIPT: Mapping[Language, Sequence[str]] = {
    "en": ("", "do you have this?", "like this but in {color}", "something like this in {material}, under {price}"),
    "zh": ("", "有没有类似的？", "和这个差不多，但是要{color}的", "要{material}的，像这样的，{price}以内"),
}
"""What is said to a photo; with the empty words it comes alone."""


@dataclass(frozen=True, slots=True)
class PhotoTurn:
    """A photo to take: which drawing, how it is taken, and the words that come with it."""

    picture: str
    camera: str
    text: str


def run(products: int, *, json_output: bool) -> None:
    """Measures and prints; what is built for it is kept. Raises ModelUnavailable where no photos are looked at."""
    settings = load_settings()
    demo = prepare_demo(settings, quiet=json_output)
    built = build_shop(settings, products, quiet=json_output)
    bench = measure(built, demo, products)
    if json_output:
        sys.stdout.write(json.dumps(bench_json(bench)) + "\n")
    else:
        show(bench)


def measure(settings: Settings, demo: Settings, n_products: int) -> TurnBench:
    """Shows every photo to a conversation of its own."""
    drawings = demo_pictures(demo)
    pictures = draw_near(generate_products(SEED, n_products), drawings)
    folder = demo.home / "demo" / "feed"
    started = perf_counter()
    conversation = open_assistant(settings, shop=open_pictured(settings, *pictures))
    open_s = perf_counter() - started
    stages: dict[str, list[float]] = defaultdict(list)
    for number, turn in enumerate(photo_turns(sorted(drawings))):
        photo = take(folder / turn.picture, turn.camera, Random(turn.picture))
        timings = time_photo_turn(conversation, turn.text, photo)
        if number >= N_WARM_UP:
            for stage, ms in timings.items():
                stages[stage].append(ms)
    return TurnBench(n_products, N_PHOTOS, open_s, stages)


def demo_pictures(demo: Settings) -> Mapping[str, Vector]:
    """The vectors of the demo shop's drawings by their paths in its feed."""
    with closing(open_snapshot(demo.shop_directory)) as snapshot:
        if snapshot.manifest.image_model_id is None:
            raise ModelUnavailable("No image model is configured.", remedy="Set image_model.")
        return dict(zip(snapshot.pictures.paths, np.array(snapshot.image_embeddings), strict=True))


def draw_near(products: Sequence[Product], drawings: Mapping[str, Vector]) -> tuple[PictureIndex, Embeddings]:
    """Every look of the products: the drawing's vector where there is one, else one near a drawing that is like it."""
    rng = np.random.default_rng(SEED)
    alike: dict[tuple[str, ...], list[Vector]] = defaultdict(list)
    for path, vector in drawings.items():
        kind, _, color = _look(path)
        alike[kind, color].append(vector)
        alike[kind,].append(vector)
    offers = [offer for product in products for offer in product.offers]
    row_of = {path: row for row, path in enumerate(dict.fromkeys(offer.images[0] for offer in offers))}
    rows = []
    for path in row_of:
        kind, _, color = _look(path)
        near = alike[kind, color] or alike[kind,]
        centre = near[rng.integers(len(near))]
        own = rng.standard_normal(len(centre)) * SPREAD / np.sqrt(len(centre))
        rows.append(drawings[path] if path in drawings else unit(centre + own.astype(np.float32)))
    shown = np.array([row_of[offer.images[0]] for offer in offers])
    return PictureIndex(list(row_of), np.arange(len(offers) + 1), shown), np.array(rows, np.float32)


def _look(path: str) -> tuple[str, str, str]:
    """Kind, number and colour of a picture: "images/rain-jacket-003-navy.png"."""
    words = Path(path).stem.split("-")
    number = next(at for at, word in enumerate(words) if word.isdigit())
    return "-".join(words[:number]), words[number], "-".join(words[number + 1 :])


def open_pictured(settings: Settings, index: PictureIndex, embeddings: Embeddings) -> Shop:
    """The shop of the settings, with these pictures."""
    snapshot = open_snapshot(settings.shop_directory)
    embedder = open_image_embedder(settings)
    assert embedder is not None, "the demo shop's pictures were seen by it"
    scorer = choose_scorer(embeddings, device=settings.device)
    return Shop(
        snapshot,
        directory=settings.shop_directory,
        embedder=load_text_embedder(settings.text_model, device=settings.device),
        lexicon=load_lexicon(),
        scorer=choose_scorer(snapshot.text_embeddings, device=settings.device),
        pictures=ShopPictures(index, embeddings, scorer, embedder.model_id),
        image_embedder=embedder,
    )


def photo_turns(pictures: Sequence[str]) -> Iterator[PhotoTurn]:
    """The warm-up and the measured turns, the same in every run."""
    rng = Random(SEED)
    cameras = (PHONE, *CORRUPTIONS)
    wordings: list[tuple[Language, str]] = [(language, text) for language in SCRIPT for text in SCRIPT[language]]
    for number in range(N_WARM_UP + N_PHOTOS):
        language, text = wordings[number % len(wordings)]
        camera = cameras[number // len(wordings) % len(cameras)]
        words = {name: rng.choice(choices) for name, choices in WORDS[language].items()}
        yield PhotoTurn(rng.choice(pictures), camera, text.format(**words))


def take(picture: Path, camera: str, rng: Random) -> bytes:
    """The photo's file."""
    return photograph(picture) if camera == PHONE else corrupted(picture.read_bytes(), camera, rng)


def time_photo_turn(conversation: Conversation, text: str, photo: bytes) -> Mapping[str, float]:
    """The stages of a turn with a photo. Its seeing is split by decoding the file once more: the rest is the look."""
    conversation.assistant.restore(())
    started = perf_counter()
    decode_photo(photo)
    decode_ms = (perf_counter() - started) * 1000
    timings = dict(time_turn(conversation, text, photo))
    return {"decode": decode_ms, "look": max(0.0, timings.pop("see") - decode_ms), **timings}
