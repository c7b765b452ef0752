"""Trains any open_clip model on pictures, captions and labels: several tasks at once, resumable, for so many hours.

Adapter: torch, open_clip. The learning rate follows the time that is left, so that a run ends when it was asked to,
whatever else the machine does meanwhile.
"""

import json
import logging
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import open_clip
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from safetensors.torch import save_file
from torch import nn

from retrieval.errors import TrainingError
from retrieval.training.batches import Batch, Batches, trim
from retrieval.training.image_augmentation import augment_images, resize
from retrieval.training.losses import contrastive_loss, distillation_loss, label_loss, view_loss
from retrieval.training.optimisation import has_bfloat16, parameter_groups, schedule, update_average
from retrieval.training.samples import Sample

logger = logging.getLogger(__name__)

Clip = Any
"""An open_clip model: a `torch.nn.Module` whose towers and methods differ from architecture to architecture."""

MAX_LOGIT_SCALE = 100.0
"""Source: Radford et al. 2021, section 2.5."""
CHECKPOINT_EVERY_S = 240.0
EVALUATION_BATCH = 128
HISTORY_EVERY = 20
"""Steps between two points of the curves."""
LOW_RESOLUTION = 0.75
"""Side of the pictures of the first part of the training, relative to the model's own."""


@dataclass(frozen=True, slots=True)
class TaskWeights:
    """What each task counts; 0 leaves it out."""

    names: float = 1.0
    captions: float = 0.5
    category: float = 0.3
    color: float = 0.3
    distillation: float = 0.5
    views: float = 0.2


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. `hours` are hours of training, over all resumptions; `steps` end it earlier where they are given.

    `low_resolution_share` is the share of the time spent on smaller pictures, which only a convolutional tower allows.
    """

    hours: float = 1.0
    steps: int | None = None
    batch_size: int = 256
    n_captions: int = 128
    n_views: int = 48
    learning_rate: float = 1.5e-3
    low_resolution_share: float = 0.75
    augment_images: bool = True
    augment_texts: bool = True
    weights: TaskWeights = field(default_factory=TaskWeights)
    seed: int = 1


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Samples with their canvases (n, h, w, 3) uint8, their teacher vectors (n, d) float32 and the rows held out."""

    samples: list[Sample]
    canvases: npt.NDArray[np.uint8]
    teachers: npt.NDArray[np.float32]
    train_rows: npt.NDArray[np.int64]
    held_out_rows: npt.NDArray[np.int64]


class Heads(nn.Module):
    """The tasks beside the contrastive one, on top of the embedding; thrown away after training."""

    def __init__(self, dimension: int, *, n_categories: int, n_colors: int, teacher_dimension: int) -> None:
        super().__init__()
        self.category = nn.Linear(dimension, n_categories)
        self.color = nn.Linear(dimension, n_colors)
        self.teacher = nn.Linear(dimension, teacher_dimension)


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
            _dimension(source),
            n_categories=self._category_labels.shape[1],
            n_colors=self._color_labels.shape[1],
            teacher_dimension=data.teachers.shape[1],
        ).to(self._device)
        self._average = deepcopy(self._model)
        self._optimizer = torch.optim.AdamW(
            parameter_groups([self._model, self._heads]), lr=recipe.learning_rate, betas=(0.9, 0.98)
        )
        self._generator = torch.Generator().manual_seed(recipe.seed)
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
        for batch in batches.draw(recipe.seed + self.progress.step):
            losses = self._step(batch)
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

    def _step(self, batch: Batch) -> dict[str, float]:
        share = self._share()
        rate = self._recipe.learning_rate * schedule(share)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._model.train()
        with self._autocast():
            losses = self._losses(batch, size=self._size(share))
        weights = asdict(self._recipe.weights)
        total = sum((weights[name] * loss for name, loss in losses.items()), torch.zeros((), device=self._device))
        self._optimizer.zero_grad()
        total.backward()
        nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._optimizer.step()
        with torch.no_grad():
            self._model.logit_scale.clamp_(max=float(np.log(MAX_LOGIT_SCALE)))
        update_average(self._average, self._model, n_updates=self.progress.step)
        return {
            "loss": float(total.detach()),
            "learning_rate": rate,
            **{name: float(loss.detach()) for name, loss in losses.items()},
        }

    def _share(self) -> float:
        """How much of the training is done, 0 to 1."""
        of_time = self.progress.elapsed_s / (self._recipe.hours * 3600)
        of_steps = self.progress.step / self._recipe.steps if self._recipe.steps else 0.0
        return min(1.0, max(of_time, of_steps))

    def _losses(self, batch: Batch, *, size: tuple[int, int]) -> dict[str, torch.Tensor]:
        weights, n_views = self._recipe.weights, self._recipe.n_views if self._recipe.weights.views else 0
        plain = batch.images.float() / 255
        if self._recipe.augment_images:
            pictures = augment_images(torch.cat([plain, plain[:n_views]]), self._generator, size=size)
        else:
            pictures = resize(torch.cat([plain, plain[:n_views]]), size=size)
        every = self._encode_images(self._model, pictures)
        images, views = every[: len(plain)], every[len(plain) :]
        names = encode_texts(self._model, batch.names.to(self._device))
        scale = self._model.logit_scale.exp()
        losses = {"names": contrastive_loss(images, names, batch.is_same_name.to(self._device), scale)}
        n = len(batch.captions)
        if weights.captions:
            captions = encode_texts(self._model, batch.captions.to(self._device))
            losses["captions"] = contrastive_loss(images[:n], captions, batch.is_same_caption.to(self._device), scale)
        for task, labels in (("category", self._category_labels), ("color", self._color_labels)):
            if getattr(weights, task):
                losses[task] = label_loss(getattr(self._heads, task)(16 * images), labels[batch.index].to(self._device))
        if weights.distillation:
            teachers = torch.from_numpy(self._data.teachers[batch.index]).to(self._device)
            losses["distillation"] = distillation_loss(self._heads.teacher(names), teachers) + distillation_loss(
                self._heads.teacher(images), teachers
            )
        if n_views:
            losses["views"] = view_loss(images[:n_views], views)
        return losses

    def _encode_images(self, model: Clip, pictures: torch.Tensor) -> torch.Tensor:
        pixels = ((pictures - self._mean) / self._std).to(self._device, memory_format=torch.channels_last)
        return F.normalize(model.encode_image(pixels).float(), dim=-1)

    def _floats(self, rows: npt.NDArray[np.int64]) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(self._data.canvases[rows])).permute(0, 3, 1, 2).float() / 255

    def _size(self, share: float) -> tuple[int, int]:
        height, width = self._data.canvases.shape[1:3]
        is_small = share < self._recipe.low_resolution_share and _any_size(self._model)
        factor = LOW_RESOLUTION if is_small else 1.0
        return int(height * factor), int(width * factor)

    def _autocast(self) -> AbstractContextManager[Any]:
        is_half = has_bfloat16(self._device)
        return torch.autocast(self._device.type, torch.bfloat16) if is_half else nullcontext()

    def _save(self) -> None:
        """The checkpoint, and the averaged model beside it as a folder that open_clip loads; replaced in one go."""
        state = {
            "model": self._model.state_dict(), "average": self._average.state_dict(), "heads": self._heads.state_dict(),
            "optimizer": self._optimizer.state_dict(), "generator": self._generator.get_state(),
            "progress": json.dumps(asdict(self.progress)),
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
            self._generator.set_state(state["generator"])
            self.progress = Progress(**json.loads(state["progress"]))
        except (OSError, RuntimeError, KeyError, ValueError, EOFError) as error:
            raise TrainingError(
                f"{path} is not a checkpoint of this training ({error}).", remedy="Train in another directory."
            ) from error


def load_for_training(source: Path) -> Clip:
    """The model of a `local-dir:` folder, with its weights where there are some."""
    has_weights = any(source.glob("open_clip_*model.safetensors")) or any(source.glob("open_clip_*model.bin"))
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        model: Clip = open_clip.create_model(f"local-dir:{source}", load_weights=has_weights)
    finally:
        logging.disable(level)
    return model


def export(model: nn.Module, source: Path, directory: Path) -> None:
    """Writes the model in half precision as a folder that `local-dir:` loads, beside it what belongs to it."""
    directory.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        if file.suffix in (".json", ".txt", ".model", ".onnx"):
            shutil.copyfile(file, directory / file.name)
    weights = {
        name: value.half().contiguous() if value.is_floating_point() else value
        for name, value in model.state_dict().items()
    }
    save_file(weights, directory / "open_clip_model.part")
    (directory / "open_clip_model.part").replace(directory / "open_clip_model.safetensors")


def encode_texts(model: Clip, tokens: torch.Tensor) -> torch.Tensor:
    """(n, d) unit rows of (n, t) trimmed tokens; open_clip's masks, and some of its towers, are for full length only."""
    if not hasattr(model, "text"):
        tokens = F.pad(tokens, (0, model.context_length - tokens.shape[1]))
    with _mask_cut_to(model, tokens.shape[1]):
        return F.normalize(model.encode_text(tokens).float(), dim=-1)


@contextmanager
def _mask_cut_to(model: Clip, length: int) -> Iterator[None]:
    tower = getattr(model, "text", None)
    mask = getattr(tower, "attn_mask", None)
    if tower is None or mask is None:
        yield
        return
    tower.attn_mask = mask[:length, :length]
    try:
        yield
    finally:
        tower.attn_mask = mask


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


def _dimension(source: Path) -> int:
    config = json.loads((source / "open_clip_config.json").read_text(encoding="utf-8"))
    return int(config["model_cfg"]["embed_dim"])


def _any_size(model: Clip) -> bool:
    """Whether the image tower is convolutional; one with positions takes pictures of one size only."""
    return not any("pos_embed" in name or "positional" in name for name, _ in model.visual.named_parameters())
