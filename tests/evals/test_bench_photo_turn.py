"""What the photo benchmark is made of; how fast a turn is, is not a test's business."""

from collections import Counter
from io import BytesIO
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from evals.bench_photo_turn import N_PHOTOS, N_WARM_UP, PHONE, SEED, draw_near, photo_turns, take
from evals.corruptions import CORRUPTIONS
from retrieval.demo_shop import generate_products

pytestmark = pytest.mark.unit

UP, RIGHT = (np.eye(64, dtype=np.float32)[row] for row in (0, 1))


def test_turns_are_the_same_in_every_run_with_and_without_words_in_both_languages() -> None:
    """Every blank is filled in."""
    first, second = list(photo_turns(["a.png", "b.png"])), list(photo_turns(["a.png", "b.png"]))
    assert first == second
    assert len(first) == N_WARM_UP + N_PHOTOS
    assert sum(not turn.text for turn in first[N_WARM_UP:]) == N_PHOTOS // 4
    assert not any("{" in turn.text for turn in first)
    assert {any("\u4e00" <= char <= "\u9fff" for char in turn.text) for turn in first if turn.text} == {True, False}


def test_words_and_cameras_meet_in_all_ways() -> None:
    """Each camera takes as many photos: 96 / 6; each takes every wording twice, two of the eight without words."""
    turns = list(photo_turns(["a.png"]))[N_WARM_UP:]
    assert Counter(turn.camera for turn in turns) == dict.fromkeys((PHONE, *CORRUPTIONS), 16)
    assert Counter(turn.camera for turn in turns if not turn.text) == dict.fromkeys((PHONE, *CORRUPTIONS), 4)


def test_known_look_keeps_its_vector_and_a_further_one_is_near_its_kind_and_colour() -> None:
    """The first boots are drawn; boots beyond them in the same colour are 0.97 alike to that drawing (1 / √1.05)."""
    products = [product for product in generate_products(SEED, 3000) if product.product_id.startswith("boot-")]
    looks = [offer.images[0] for product in products for offer in product.offers]
    drawn = next(look for look in looks if look.endswith("-black.png"))
    other = next(look for look in looks if look.endswith("-brown.png"))
    index, embeddings = draw_near(products, {drawn: UP, other: RIGHT})
    vectors = dict(zip(index.paths, embeddings, strict=True))
    assert np.array_equal(vectors[drawn], UP)
    further = next(look for look in looks if look.endswith("-black.png") and look != drawn)
    assert vectors[further] @ UP == pytest.approx(0.97, abs=0.02)
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-5)


def test_offers_of_one_look_share_its_row() -> None:
    """Sizes of one colour are one picture."""
    (product,) = generate_products(SEED, 1)
    looks = [offer.images[0] for offer in product.offers]
    index, embeddings = draw_near([product], {looks[0]: UP})
    assert index.is_sound()
    assert (index.n_offers, index.n_pictures) == (len(product.offers), len(set(looks)))
    assert [index.paths[row] for row in index.shown] == looks
    assert embeddings.shape == (len(set(looks)), 64)


@pytest.mark.parametrize("camera", [PHONE, *CORRUPTIONS])
def test_camera_makes_another_file_of_the_drawing(tmp_path: Path, camera: str) -> None:
    """That is a picture, and the same one for the same seed."""
    path = tmp_path / "drawing.png"
    Image.effect_mandelbrot((128, 128), (-2, -1, 1, 1), 50).convert("RGB").save(path)
    photo = take(path, camera, Random(1))
    assert photo == take(path, camera, Random(1)) != path.read_bytes()
    assert Image.open(BytesIO(photo)).mode == "RGB"
