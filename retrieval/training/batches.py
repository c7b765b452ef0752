"""Batches for CLIP training: pictures gathered, captions drawn, augmented and tokenised, ahead of the model.

Adapter: torch. The pictures are resized once and kept in a memory-mapped file of uint8.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import torch

from retrieval.errors import PhotoError, TrainingError
from retrieval.photos import Photo, decode_photo
from retrieval.training.samples import Sample
from retrieval.training.text_augmentation import augment_text

logger = logging.getLogger(__name__)

Canvases = npt.NDArray[np.uint8]
P_CHINESE = 0.4
"""How often the second caption of a sample that has Chinese ones is one of them."""
DECODE_CHUNK = 512
N_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Batch:
    """One step's data. `images` (n, 3, h, w) uint8; `names` (n, t) and `captions` (m, t') token ids, trimmed, those of the
    first m samples; the `is_same` matrices (n, n) and (m, m) mark what means the same.
    """

    index: npt.NDArray[np.int64]
    images: torch.Tensor
    names: torch.Tensor
    captions: torch.Tensor
    is_same_name: torch.Tensor
    is_same_caption: torch.Tensor


def write_canvases(samples: Iterable[Sample], path: Path, prepare: Callable[[Photo], Canvases]) -> list[Sample]:
    """Resizes every picture by `prepare`, into a (n, h, w, 3) uint8 file; returns the samples without the bytes.

    Samples whose picture cannot be read are left out with a warning. Raises TrainingError where none is left.
    """

    def canvas(sample: Sample) -> Canvases | None:
        try:
            return prepare(decode_photo(sample.image))
        except PhotoError as error:
            logger.warning("a picture is left out: %s", error)
            return None

    kept: list[Sample] = []
    with ThreadPoolExecutor(2) as workers, path.open("wb") as file:
        shape: tuple[int, ...] = ()
        for chunk in _chunks(samples, DECODE_CHUNK):
            for sample, pixels in zip(chunk, workers.map(canvas, chunk), strict=True):
                if pixels is not None:
                    shape = pixels.shape
                    file.write(pixels.tobytes())
                    kept.append(_without_image(sample))
    if not kept:
        raise TrainingError("There is no usable picture in the training data.", remedy="Check the paths in the feed.")
    path.with_suffix(".shape").write_text(" ".join(map(str, (len(kept), *shape))), encoding="utf-8")
    return kept


def open_canvases(path: Path) -> Canvases:
    """(n, h, w, 3), mapped read-only. Raises OSError, ValueError."""
    shape = tuple(int(number) for number in path.with_suffix(".shape").read_text(encoding="utf-8").split())
    return np.memmap(path, np.uint8, "r", shape=shape)


class Batches:
    """Draws batches for ever; the same seed draws the same ones. `weights` are the samples' chances."""

    def __init__(
        self,
        samples: Sequence[Sample],
        canvases: Canvases,
        rows: npt.NDArray[np.int64],
        tokenize: Callable[[list[str]], torch.Tensor],
        *,
        size: int,
        n_captions: int,
        augment_texts: bool = True,
    ) -> None:
        self._samples = samples
        self._canvases = canvases
        self._rows = rows
        self._tokenize = tokenize
        self._size = min(size, len(rows))
        self._n_captions = min(n_captions, self._size)
        self._augments = augment_texts

    def draw(self, seed: int) -> Iterator[Batch]:
        """Epoch after epoch, each in a new order; the next batches are made while the last are trained on."""
        with ThreadPoolExecutor(1) as ahead:
            pending: deque[Future[Batch]] = deque()
            for index in self._indices(seed):
                pending.append(ahead.submit(self._batch, index, Random(f"{seed}/{index[0]}/{index[-1]}")))
                if len(pending) > N_AHEAD:
                    yield pending.popleft().result()

    def _indices(self, seed: int) -> Iterator[npt.NDArray[np.int64]]:
        generator = np.random.default_rng(seed)
        while True:
            order = generator.permutation(self._rows)
            for start in range(0, len(order) - self._size + 1, self._size):
                yield order[start : start + self._size]

    def _batch(self, index: npt.NDArray[np.int64], rng: Random) -> Batch:
        samples = [self._samples[row] for row in index]
        names = [_draw_name(sample, rng) for sample in samples]
        captions = [_draw_caption(sample, rng) for sample in samples[: self._n_captions]]
        said = [augment_text(text, rng) if self._augments else text for text in (*names, *captions)]
        images = torch.from_numpy(np.ascontiguousarray(self._canvases[np.sort(index)])).permute(0, 3, 1, 2)
        back = torch.from_numpy(np.argsort(np.argsort(index)))
        return Batch(
            index=index,
            images=images[back],
            names=trim(self._tokenize(said[: len(names)])),
            captions=trim(self._tokenize(said[len(names) :])),
            is_same_name=_is_same(names, samples),
            is_same_caption=_is_same(captions, samples[: self._n_captions]),
        )


def trim(tokens: torch.Tensor) -> torch.Tensor:
    """Without the columns that are padding in every row."""
    used = int((tokens != 0).sum(1).max()) if tokens.numel() else 0
    return tokens[:, : max(used, 1)]


def _draw_name(sample: Sample, rng: Random) -> str:
    return rng.choice(sample.titles or sample.captions or sample.captions_zh or ("",))


def _draw_caption(sample: Sample, rng: Random) -> str:
    if sample.captions_zh and rng.random() < P_CHINESE:
        return rng.choice(sample.captions_zh)
    return rng.choice(sample.captions or sample.titles or sample.captions_zh or ("",))


def _is_same(texts: Sequence[str], samples: Sequence[Sample]) -> torch.Tensor:
    """(n, n) bool: equal words before augmentation, or pictures of one thing."""
    number: dict[str, int] = {}
    word = torch.tensor([number.setdefault(text.casefold(), len(number)) for text in texts])
    group = torch.tensor(
        [number.setdefault("\0" + (sample.group or str(at)), len(number)) for at, sample in enumerate(samples)]
    )
    return (word[:, None] == word[None]) | (group[:, None] == group[None])


def _without_image(sample: Sample) -> Sample:
    return Sample(
        b"", sample.titles, sample.captions, sample.captions_zh, sample.categories, sample.colors, sample.group
    )


def _chunks(samples: Iterable[Sample], size: int) -> Iterator[list[Sample]]:
    chunk: list[Sample] = []
    for sample in samples:
        chunk.append(sample)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
