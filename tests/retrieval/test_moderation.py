"""Moderation by prompts, with a model in two dimensions whose answers can be worked out by hand."""

from collections.abc import Sequence
from math import cos, sin

import numpy as np
import pytest

from retrieval.embedder_factory import LazyImageEmbedder, load_image_embedder
from retrieval.embedders import Embeddings
from retrieval.moderation import MARGIN, ModerationPrompts, Moderator, load_prompts, moderator_for
from retrieval.photos import Photo

pytestmark = pytest.mark.unit

PROMPTS = ModerationPrompts({"violence": ("blood",), "self_harm": ("cuts",)}, ("clothes", "food"))
ANGLES = {"blood": 1.0, "cuts": 2.0, "clothes": 0.0, "food": -1.0}
"""In radians: each text is a direction in the plane."""


class PlaneEmbedder:
    model_id = "plane"
    dimension = 2
    sees_px = 256

    def embed_texts(self, texts: Sequence[str]) -> Embeddings:
        return np.array([[cos(ANGLES[text]), sin(ANGLES[text])] for text in texts], np.float32)

    def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
        raise NotImplementedError


def at(*angles: float) -> Embeddings:
    return np.array([[cos(angle), sin(angle)] for angle in angles], np.float32)


def test_picture_like_an_unsuitable_prompt_is_refused_with_its_concern() -> None:
    """At 1.1 the nearest prompt is blood (0.1 away), at 1.9 cuts; at 0.1 and -0.9 it is clothes and food."""
    refusals = Moderator(PlaneEmbedder(), PROMPTS).refusals(at(1.1, 0.1, 1.9, -0.9))
    assert {row: error.fault for row, error in refusals.items()} == {0: "unsuitable", 2: "unsuitable"}
    assert "violence" in str(refusals[0])
    assert "self-harm" in str(refusals[2])


def test_picture_between_the_prompts_is_let_through() -> None:
    """Halfway between clothes (0) and blood (1) both cosines are cos 0.5; towards blood by x, they differ by about
    2 · sin 0.5 · x = 0.96 x, so that the margin of 0.02 is reached at x = 0.021."""
    refusals = Moderator(PlaneEmbedder(), PROMPTS).refusals(at(0.5, 0.515, 0.525))
    assert MARGIN == 0.02
    assert list(refusals) == [2]


def test_picture_that_could_not_be_embedded_is_not_refused_again() -> None:
    """A row of zeros is as like everything as anything."""
    assert Moderator(PlaneEmbedder(), PROMPTS).refusals(np.zeros((1, 2), np.float32)) == {}


def test_pocket_model_does_not_moderate() -> None:
    """Any other model does, and is not loaded for that before it is asked."""
    assert moderator_for(load_image_embedder(device="cpu")) is None

    def load() -> PlaneEmbedder:
        raise AssertionError("loaded too early")

    assert moderator_for(LazyImageEmbedder("large", load)) is not None
    assert moderator_for(PlaneEmbedder()) is not None


def test_prompts_that_come_with_the_shop_are_read() -> None:
    """Each a text of its own."""
    prompts = load_prompts()
    texts = [*prompts.suitable, *(text for texts in prompts.unsuitable.values() for text in texts)]
    assert len(texts) == len(set(texts)) > 20
    assert {"nudity", "violence"} <= set(prompts.unsuitable)
