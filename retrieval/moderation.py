"""Moderation of catalogue pictures and shoppers' photos: what they are most like, by zero-shot prompts of the loaded CLIP.

The pocket model does not moderate: no caption that it was trained on says what is unsuitable. Of 658 ordinary pictures
(fashion, shoppers' photos of clothes, the demo shop's) none was more like an unsuitable prompt than like a suitable one,
which says as little of them as it would of others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from retrieval.embedder_factory import LazyImageEmbedder
from retrieval.embedders import Embeddings, ImageEmbedder
from retrieval.errors import PhotoError

PROMPTS_FILE = Path(__file__).resolve().parent.parent / "prompts" / "moderation.yaml"

MARGIN = 0.02
"""By how much a picture must be more like an unsuitable prompt than like any suitable one, as cosines: at CLIP's logit
scale of 100 (Radford et al. 2021, section 2.5) odds of e² : 1, 7 : 1. Lower refuses more."""


@dataclass(frozen=True, slots=True)
class ModerationPrompts:
    """Texts that describe pictures: unsuitable ones by the kind of concern, and what a shop's pictures are usually of."""

    unsuitable: Mapping[str, tuple[str, ...]]
    suitable: tuple[str, ...]


def load_prompts(path: Path = PROMPTS_FILE) -> ModerationPrompts:
    """Raises OSError, yaml.YAMLError, KeyError for a file that is not of this form."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    unsuitable = {concern: tuple(texts) for concern, texts in content["unsuitable"].items()}
    return ModerationPrompts(unsuitable, tuple(content["suitable"]))


def moderator_for(embedder: ImageEmbedder) -> "Moderator | None":
    """None where the model is too small to tell."""
    if isinstance(embedder, LazyImageEmbedder) and embedder.is_pocket:
        return None
    return Moderator(embedder, load_prompts())


class Moderator:
    """Compares pictures, as vectors of the embedder, with what they may be of."""

    def __init__(self, embedder: ImageEmbedder, prompts: ModerationPrompts) -> None:
        self._embedder = embedder
        self._prompts = prompts
        self._concerns = [concern for concern, texts in prompts.unsuitable.items() for _ in texts]

    @cached_property
    def _texts(self) -> tuple[Embeddings, Embeddings]:
        """Unit vectors of the unsuitable prompts and of the suitable ones."""
        unsuitable = [text for texts in self._prompts.unsuitable.values() for text in texts]
        return self._embedder.embed_texts(unsuitable), self._embedder.embed_texts(self._prompts.suitable)

    def refusals(self, vectors: Embeddings) -> dict[int, PhotoError]:
        """What is wrong with which of the pictures, (n, d) unit rows; a row of zeros is nothing. Raises ModelUnavailable."""
        unsuitable, suitable = (vectors @ texts.T for texts in self._texts)
        rows = (unsuitable.max(axis=1) - suitable.max(axis=1) >= MARGIN).nonzero()[0]
        worst = unsuitable.argmax(axis=1)
        return {int(row): _refusal(self._concerns[worst[row]]) for row in rows}


def _refusal(concern: str) -> PhotoError:
    return PhotoError(
        "unsuitable",
        f"The picture seems unsuitable for a shop ({concern.replace('_', '-')}).",
        remedy="Use another one.",
    )
