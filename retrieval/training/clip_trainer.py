"""Trains any open_clip model on pictures, captions and labels: several tasks at once, resumable, for so many hours.

Adapter: torch, open_clip. The learning rate follows the time that is left, so that a run ends when it was asked to,
whatever else the machine does meanwhile.
"""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import open_clip
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import nn

from retrieval.errors import TrainingError
from retrieval.training.batches import Batch, Batches, trim
from retrieval.training.clip_models import (
    Clip,
    dimension_of,
    encode_texts,
    export,
    keep_freed_memory,
    load_for_training,
    mask_cut_to,
    takes_any_size,
)
from retrieval.training.cross_batch_memory import CrossBatchMemory
from retrieval.training.image_augmentation import augment_images, resize, undo_some
from retrieval.training.losses import contrastive_loss, distillation_loss, label_loss, label_pairs_loss, view_loss
from retrieval.training.optimisation import (
    batch_workers,
    has_bfloat16,
    parameter_groups,
    put_mean_gradients,
    schedule,
    update_average,
)
from retrieval.training.samples import Sample

MAX_LOGIT_SCALE = 100.0
"""Source: Radford et al. 2021, section 2.5."""
CHECKPOINT_EVERY_S = 240.0
EVALUATION_BATCH = 128
HISTORY_EVERY = 20
"""Steps between two points of the curves."""
N_OTHERS = 8192
"""Names of other samples that a batch's pictures are told from, beside those of the batch: a name is to be found among
forty thousand, not among 256, and the teacher's vectors of them are there already."""
FINISH_SHARE, PLAIN_AT_FINISH = 0.2, 0.7
"""In the last fifth of the time most pictures are seen as they are: a shop's pictures are neither askew nor dark, and
what the changes teach has been learned by then.
Source: He et al. 2019, "Data Augmentation Revisited: Rethinking the Distribution Gap between Clean and Augmented Data".
"""
LOW_RESOLUTION = 0.75
"""Side of the pictures of the first part of the training, relative to the model's own."""


@dataclass(frozen=True, slots=True)
class TaskWeights:
    """What each task counts; 0 leaves it out.

    `names` and `captions`: pictures against what the text tower makes of their words. `teacher`: pictures against a
    learned projection of what MiniLM makes of them, from which the picture side learns what words have in common
    long before the text tower knows it. `distillation`: the text tower against that projection. `kinds`: pictures of one
    kind of product find each other, `shades`: among those the ones of one colour do.
    """

    names: float = 1.0
    captions: float = 0.5
    teacher: float = 0.5
    distillation: float = 0.5
    category: float = 0.5
    color: float = 0.5
    kinds: float = 0.3
    shades: float = 0.3
    views: float = 0.2


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. `hours` are hours of training, over all resumptions; `steps` end it earlier where they are given.

    `low_resolution_share` is the share of the time spent on smaller pictures, which only a convolutional tower allows.
    """

    hours: float = 1.0
    steps: int | None = None
    batch_size: int = 256
    n_captions: int = 96
    n_views: int = 24
    learning_rate: float = 1.5e-3
    low_resolution_share: float = 0.6
    augment_images: bool = True
    augment_texts: bool = True
    weights: TaskWeights = field(default_factory=TaskWeights)
    seed: int = 1


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Samples with their canvases (n, h, w, 3) uint8, their teacher vectors and the rows held out.

    `teachers` (n, 2, d): of each sample's name and of its first caption.
    """

    samples: list[Sample]
    canvases: npt.NDArray[np.uint8]
    teachers: npt.NDArray[np.float16]
    train_rows: npt.NDArray[np.int64]
    held_out_rows: npt.NDArray[np.int64]


class Heads(nn.Module):
    """The tasks beside the contrastive one, on top of the embedding; thrown away after training."""

    def __init__(self, dimension: int, *, n_categories: int, n_colors: int, teacher_dimension: int) -> None:
        super().__init__()
        self.category = nn.Linear(dimension, n_categories)
        self.color = nn.Linear(dimension, n_colors)
        self.teacher = nn.Linear(teacher_dimension, dimension, bias=False)


@dataclass(slots=True)
class Progress:
    """How far a run is; `history` has one entry for each point of the curves."""

    step: int = 0
    elapsed_s: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)


class ClipTrainer:
    """One training run in `work_directory`, which holds its checkpoint; the same directory goes on where it stopped.

    `source` is a folder with `open_clip_config.json` and a tokenizer, with weights (fine-tuning) or without.
    """

    def __init__(self, source: Path, work_directory: Path, data: TrainingData, recipe: Recipe) -> None:
        keep_freed_memory()
        self._source = source
        self._work = work_directory
        self._data = data
        self._recipe = recipe
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(recipe.seed)
        self._model: Clip = load_for_training(source)
        self._model.to(device=self._device, memory_format=torch.channels_last)
        self._tokenizer = open_clip.get_tokenizer(f"local-dir:{source}")
        self._mean, self._std = (
            torch.tensor(value).view(1, 3, 1, 1)
            for value in (self._model.visual.image_mean, self._model.visual.image_std)
        )
        self._category_labels, self._color_labels = _labels(data.samples)
        self._heads = Heads(
            dimension_of(source),
            n_categories=self._category_labels.shape[1],
            n_colors=self._color_labels.shape[1],
            teacher_dimension=data.teachers.shape[2],
        ).to(self._device)
        self._average = deepcopy(self._model)
        self._optimizer = torch.optim.AdamW(
            parameter_groups([self._model, self._heads]), lr=recipe.learning_rate, betas=(0.9, 0.98)
        )
        self._parameters = [p for group in self._optimizer.param_groups for p in group["params"]]
        self._n_workers, self._workers = batch_workers(self._device)
        self._name_of, self._teachers_of_names = _unique(data.teachers[:, 0])
        self._known_names = np.unique(self._name_of[data.train_rows])
        self._memory = CrossBatchMemory(dimension_of(source))
        self.progress = Progress()
        self._resume()

    def run(self, on_progress: Callable[[Progress], None]) -> Progress:
        """Trains until the recipe's hours are over; `on_progress` hears of every step."""
        recipe = self._recipe
        batches = Batches(
            self._data.samples,
            self._data.canvases,
            self._data.train_rows,
            self._tokenizer,
            size=recipe.batch_size,
            n_captions=recipe.n_captions,
            augment_texts=recipe.augment_texts,
        )
        saved_s, last = self.progress.elapsed_s, time.monotonic()
        draws = batches.draw(recipe.seed + self.progress.step)
        for step_batches in zip(*(draws,) * self._n_workers, strict=False):
            losses = self._step(step_batches)
            now = time.monotonic()
            self.progress.elapsed_s += now - last
            last = now
            self.progress.step += 1
            is_over = self._share() >= 1
            saves = is_over or self.progress.elapsed_s - saved_s >= min(CHECKPOINT_EVERY_S, recipe.hours * 360)
            if saves or self.progress.step % HISTORY_EVERY == 0:
                point = {"step": self.progress.step, "elapsed_s": self.progress.elapsed_s, **losses}
                self.progress.history.append(point | (self.evaluate() if saves else {}))
            if saves:
                self._save()
                saved_s = self.progress.elapsed_s
            on_progress(self.progress)
            if is_over:
                break
        return self.progress

    def evaluate(self) -> dict[str, float]:
        """The averaged model on the held-out samples, among themselves: pictures by name, and pictures by picture."""
        rows = self._data.held_out_rows
        if not len(rows):
            return {}
        images, texts, names = self._embed_held_out(rows)
        found = (images @ images.T).fill_diagonal_(-1).topk(min(10, len(rows)), 1).indices
        return {
            "held_out_recall_at_10": _recall_at_10(images, texts, names),
            "same_type_p_at_10": _precision(found, self._category_labels[rows]),
            "same_color_p_at_10": _precision(found, self._color_labels[rows]),
        }

    def _embed_held_out(self, rows: npt.NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor, list[str]]:
        model = self._average.eval()
        samples = [self._data.samples[row] for row in rows]
        names = [(sample.titles or sample.captions or sample.captions_zh)[0] for sample in samples]
        images, texts = [], []
        with torch.inference_mode():
            for at in range(0, len(rows), EVALUATION_BATCH):
                images.append(self._encode_images(model, self._floats(rows[at : at + EVALUATION_BATCH])).cpu())
                tokens = trim(self._tokenizer(names[at : at + EVALUATION_BATCH])).to(self._device)
                texts.append(encode_texts(model, tokens).cpu())
        return torch.cat(images), torch.cat(texts), names

    def _step(self, batches: Sequence[Batch]) -> dict[str, float]:
        """One step on the mean of the batches' gradients; returns the mean of each loss."""
        share = self._share()
        rate = self._recipe.learning_rate * schedule(share)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._model.train()
        n_tokens = max(tokens.shape[1] for batch in batches for tokens in (batch.names, batch.captions))
        with mask_cut_to(self._model, n_tokens):
            jobs = [
                self._workers.submit(self._gradients, batch, self._size(share), n_tokens, seed)
                for seed, batch in enumerate(batches, self.progress.step * len(batches))
            ]
            losses, gradients, embedded = zip(*(job.result() for job in jobs), strict=True)
        for batch, (images, texts) in zip(batches, embedded, strict=True):
            self._memory.push(images, texts, batch.index)
        put_mean_gradients(self._parameters, gradients)
        nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        with torch.no_grad():
            self._model.logit_scale.clamp_(max=float(np.log(MAX_LOGIT_SCALE)))
        update_average(self._average, self._model, n_updates=self.progress.step)
        means = {name: sum(own[name] for own in losses) / len(losses) for name in losses[0]}
        return {"learning_rate": rate, **means}

    def _gradients(
        self, batch: Batch, size: tuple[int, int], n_tokens: int, seed: int
    ) -> tuple[dict[str, float], tuple[torch.Tensor, ...], tuple[torch.Tensor, torch.Tensor]]:
        """The losses of a batch, "loss" being their sum by weight, its gradient by each parameter, and the embeddings."""
        generator = torch.Generator().manual_seed(self._recipe.seed * 1_000_003 + seed)
        with self._autocast():
            losses, embedded = self._losses(batch, size, n_tokens, generator)
        weights = asdict(self._recipe.weights)
        total = sum((weights[name] * loss for name, loss in losses.items()), torch.zeros((), device=self._device))
        gradients = torch.autograd.grad(total, self._parameters, allow_unused=True, materialize_grads=True)
        means = {name: float(loss.detach()) for name, loss in {"loss": total, **losses}.items()}
        return means, gradients, embedded

    def _share(self) -> float:
        """How much of the training is done, 0 to 1."""
        of_time = self.progress.elapsed_s / (self._recipe.hours * 3600)
        of_steps = self.progress.step / self._recipe.steps if self._recipe.steps else 0.0
        return min(1.0, max(of_time, of_steps))

    def _losses(
        self, batch: Batch, size: tuple[int, int], n_tokens: int, generator: torch.Generator
    ) -> tuple[dict[str, torch.Tensor], tuple[torch.Tensor, torch.Tensor]]:
        weights, n_views = self._recipe.weights, self._recipe.n_views if self._recipe.weights.views else 0
        every = self._encode_images(self._model, self._pictures(batch, n_views, size, generator))
        images, views = every[: len(batch.index)], every[len(batch.index) :]
        n, scale = len(batch.captions), self._model.logit_scale.exp()
        said = [F.pad(tokens, (0, n_tokens - tokens.shape[1])) for tokens in (batch.names, batch.captions)]
        texts = encode_texts(self._model, torch.cat(said).to(self._device))
        names, captions = texts[: len(images)], texts[len(images) :]
        same_name, same_caption = batch.is_same_name.to(self._device), batch.is_same_caption.to(self._device)
        is_new = torch.from_numpy(~np.isin(self._name_of[self._memory.rows], self._name_of[batch.index]))
        seen, called = self._memory.images[is_new], self._memory.texts[is_new]
        losses = {"names": contrastive_loss(images, names, same_name, scale, other_images=seen, other_texts=called)}
        if weights.captions:
            losses["captions"] = contrastive_loss(images[:n], captions, same_caption, scale)
        if weights.teacher or weights.distillation:
            given = torch.from_numpy(self._data.teachers[batch.index]).to(self._device).float()
            teachers = F.normalize(self._heads.teacher(given).float(), dim=-1)
            others = self._other_names(batch.index, generator)
            losses["teacher"] = contrastive_loss(
                images, teachers[:, 0], same_name, scale, other_texts=others
            ) + contrastive_loss(images[:n], teachers[:n, 1], same_caption, scale)
            taught = teachers.detach()
            losses["distillation"] = distillation_loss(names, taught[:, 0]) + distillation_loss(captions, taught[:n, 1])
        for task, labels in (("category", self._category_labels), ("color", self._color_labels)):
            if getattr(weights, task):
                losses[task] = label_loss(getattr(self._heads, task)(16 * images), labels[batch.index].to(self._device))
        if weights.kinds or weights.shades:
            losses |= self._label_pairs(batch, images)
        if n_views:
            losses["views"] = view_loss(images[:n_views], views)
        return losses, (images.detach(), names.detach())

    def _label_pairs(self, batch: Batch, images: torch.Tensor) -> dict[str, torch.Tensor]:
        """The losses "kinds" and "shades" of a batch's pictures among themselves and those of the last steps."""
        rows = np.concatenate([batch.index, self._memory.rows])
        others = torch.cat([images, self._memory.images])
        is_other = torch.from_numpy(batch.index[:, None] != rows).to(self._device)
        same_kind, same_color = (
            (labels[batch.index].to(self._device) @ labels[rows].to(self._device).T > 0) & is_other
            for labels in (self._category_labels, self._color_labels)
        )
        return {
            "kinds": label_pairs_loss(images, others, same_kind, is_other),
            "shades": label_pairs_loss(images, others, same_kind & same_color, same_kind),
        }

    def _pictures(self, batch: Batch, n_views: int, size: tuple[int, int], generator: torch.Generator) -> torch.Tensor:
        """The batch's pictures, and the first of them once more, each seen in its own way."""
        plain = batch.images.float() / 255
        twice = torch.cat([plain, plain[:n_views]])
        if not self._recipe.augment_images:
            return resize(twice, size=size)
        changed = augment_images(twice, generator, size=size)
        if self._share() >= 1 - FINISH_SHARE:  # second views stay changed: the first may be seen as it is
            undo_some(changed[: len(plain)], plain, generator, share=PLAIN_AT_FINISH)
        return changed

    def _other_names(self, index: npt.NDArray[np.int64], generator: torch.Generator) -> torch.Tensor:
        """(m, d) projections of what the teacher makes of names that no picture of the batch has."""
        drawn = torch.randint(len(self._known_names), (N_OTHERS,), generator=generator).numpy()
        rows = np.setdiff1d(self._known_names[drawn], self._name_of[index])
        given = torch.from_numpy(self._teachers_of_names[rows]).to(self._device).float()
        return F.normalize(self._heads.teacher(given).float(), dim=-1)

    def _encode_images(self, model: Clip, pictures: torch.Tensor) -> torch.Tensor:
        pixels = ((pictures - self._mean) / self._std).to(self._device, memory_format=torch.channels_last)
        return F.normalize(model.encode_image(pixels).float(), dim=-1)

    def _floats(self, rows: npt.NDArray[np.int64]) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(self._data.canvases[rows])).permute(0, 3, 1, 2).float() / 255

    def _size(self, share: float) -> tuple[int, int]:
        height, width = self._data.canvases.shape[1:3]
        is_small = share < self._recipe.low_resolution_share and takes_any_size(self._model)
        factor = LOW_RESOLUTION if is_small else 1.0
        return int(height * factor), int(width * factor)

    def _autocast(self) -> AbstractContextManager[Any]:
        is_half = has_bfloat16(self._device)
        return torch.autocast(self._device.type, torch.bfloat16) if is_half else nullcontext()

    def _save(self) -> None:
        """The checkpoint, and the averaged model beside it as a folder that open_clip loads; replaced in one go."""
        state = {
            "model": self._model.state_dict(), "average": self._average.state_dict(), "heads": self._heads.state_dict(),
            "optimizer": self._optimizer.state_dict(), "progress": json.dumps(asdict(self.progress)),
        }  # fmt: skip
        partial = self._work / "checkpoint.part"
        torch.save(state, partial)
        partial.replace(self._work / "checkpoint.pt")
        export(self._average, self._source, self._work / "model")

    def _resume(self) -> None:
        path = self._work / "checkpoint.pt"
        if not path.exists():
            return
        try:
            state = torch.load(path, map_location=self._device, weights_only=True)
            for module, name in ((self._model, "model"), (self._average, "average"), (self._heads, "heads")):
                module.load_state_dict(state[name])
            self._optimizer.load_state_dict(state["optimizer"])
            self.progress = Progress(**json.loads(state["progress"]))
        except (OSError, RuntimeError, KeyError, ValueError, EOFError) as error:
            raise TrainingError(
                f"{path} is not a checkpoint of this training ({error}).", remedy="Train in another directory."
            ) from error


def _unique(vectors: npt.NDArray[np.float16]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float16]]:
    """The number of each row's value, and the values (m, d)."""
    as_bytes = np.ascontiguousarray(vectors).view(f"V{vectors.itemsize * vectors.shape[1]}")[:, 0]
    _, first, number = np.unique(as_bytes, return_index=True, return_inverse=True)
    return number.astype(np.int64), vectors[first]


def _recall_at_10(images: torch.Tensor, texts: torch.Tensor, names: list[str]) -> float:
    number: dict[str, int] = {}
    name = torch.tensor([number.setdefault(text, len(number)) for text in names])
    top = (texts @ images.T).topk(min(10, len(names)), 1).indices
    found = (name[top] == name[:, None]).sum(1) / (name[:, None] == name[None]).sum(1)
    return float(found.mean())


def _precision(found: torch.Tensor, labels: torch.Tensor) -> float:
    """Share of the (n, 10) found rows with a label of the row they were found for; rows without labels don't count."""
    known = labels.sum(1) > 0
    shares = (labels[found] * labels[:, None]).sum(2).clamp(max=1).mean(1)
    return float(shares[known].mean()) if known.any() else float("nan")


def _labels(samples: list[Sample]) -> tuple[torch.Tensor, torch.Tensor]:
    """(n, n_categories) and (n, n_colors) float32 of zeros and ones; labels that differ in case and marks are one."""
    tables = []
    for slot in ("categories", "colors"):
        values = [{"".join(filter(str.isalnum, v.casefold())) for v in getattr(sample, slot)} for sample in samples]
        number = {value: at for at, value in enumerate(sorted(set().union(*values)))}
        table = torch.zeros(len(samples), max(1, len(number)))
        for row, own in enumerate(values):
            for value in own:
                table[row, number[value]] = 1
        tables.append(table)
    return tables[0], tables[1]
