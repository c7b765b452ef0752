"""From data to a trained CLIP model: prepares the samples once, then trains or goes on training.

Adapter: open_clip. Everything lies in one directory: `samples.jsonl`, `canvases`, `teachers.npy`, `source/`,
`checkpoint.pt`, `model/`, `curves.png`.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import open_clip
from open_clip.push_to_hf_hub import save_for_hf

from retrieval.embedder_factory import POCKET_DIRECTORY, POCKET_MODEL, load_text_embedder
from retrieval.errors import ModelUnavailable, TrainingError
from retrieval.photo_decoder import photo_image
from retrieval.photos import Photo
from retrieval.training.batches import open_canvases, write_canvases
from retrieval.training.clip_trainer import ClipTrainer, Progress, Recipe, TrainingData
from retrieval.training.pocket import write_pocket
from retrieval.training.samples import Sample, read_samples

PREPARED = "prepared"
"""Marks a directory in which everything lies that training reads."""
HELD_OUT = 1000
"""Samples held out for the curves at most; a twentieth of a small set."""
TEACHER_CHUNK = 2048

Report = Callable[[str, int, int], None]


def train_clip(
    data: Path,
    work: Path,
    *,
    model: str,
    from_scratch: bool = False,
    recipe: Recipe,
    on_stage: Report,
    on_progress: Callable[[Progress], None],
) -> Path:
    """Fine-tunes `model` ("pocket" or any open_clip name) on `data`; returns the folder of the trained model.

    `from_scratch` trains the pocket architecture from nothing instead, with a tokenizer of the data's own words.
    Raises TrainingError, FeedError, ModelUnavailable.
    """
    work.mkdir(parents=True, exist_ok=True)
    if not (work / PREPARED).exists():
        on_stage("pictures", 0, 0)
        write_pocket(work / "source", _texts(data)) if from_scratch else write_source(model, work / "source")
        _prepare(data, work, distils=recipe.weights.teacher + recipe.weights.distillation > 0, on_stage=on_stage)
    ClipTrainer(work / "source", work, load_training_data(work), recipe).run(on_progress)
    return work / "model"


def write_source(model: str, source: Path) -> None:
    """Writes any open_clip model as a `local-dir:` folder, where training finds all that it needs.

    Raises ModelUnavailable.
    """
    local = f"local-dir:{POCKET_DIRECTORY}" if model == POCKET_MODEL else model
    if local.startswith("local-dir:"):
        folder = Path(local.removeprefix("local-dir:")).expanduser()
        if not (folder / "open_clip_config.json").is_file():
            raise ModelUnavailable(f"There is no open_clip model in {folder}.", remedy="Check the folder's name.")
        shutil.copytree(folder, source, dirs_exist_ok=True)
        return
    name, _, tag = model.partition("/") if ":" not in model else (model, "", "")
    try:
        network, _, _ = open_clip.create_model_and_transforms(name, pretrained=tag or None)
        tokenizer, config = open_clip.get_tokenizer(name), open_clip.get_model_config(name)
    except (OSError, RuntimeError, ValueError) as error:
        raise ModelUnavailable(
            f"The image model {model} cannot be loaded ({error}).", remedy="See `open_clip.list_pretrained()`."
        ) from error
    save_for_hf(network, tokenizer, config, str(source), safe_serialization=True)


def _texts(data: Path) -> Iterator[str]:
    for sample in read_samples(data):
        yield from (*sample.titles, *sample.captions, *sample.captions_zh)


def _prepare(data: Path, work: Path, *, distils: bool, on_stage: Report) -> None:
    samples = _write_canvases(data, work)
    with (work / "samples.jsonl").open("w", encoding="utf-8") as file:
        for sample in samples:
            file.write(json.dumps({**asdict(sample), "image": ""}, ensure_ascii=False) + "\n")
    teachers = embed_teachers(samples, on_stage) if distils else np.zeros((len(samples), 2, 1), np.float16)
    np.save(work / "teachers.npy", teachers)
    (work / PREPARED).touch()


def _write_canvases(data: Path, work: Path) -> list[Sample]:
    source = work / "source"
    *geometry, _, _ = open_clip.create_model_and_transforms(f"local-dir:{source}", load_weights=False)[2].transforms

    def canvas(photo: Photo) -> npt.NDArray[np.uint8]:
        picture = photo_image(photo)
        for step in geometry:
            picture = step(picture)
        return np.asarray(picture)

    return write_canvases(read_samples(data), work / "canvases", canvas)


def embed_teachers(samples: Sequence[Sample], on_stage: Report) -> npt.NDArray[np.float16]:
    """(n, 2, 384) MiniLM vectors of each sample's name and of its first English caption; one stands in for the other."""
    words = [
        ((sample.titles or sample.captions or ("",))[0], (sample.captions or sample.titles or ("",))[0])
        for sample in samples
    ]
    unique = sorted({text for pair in words for text in pair}, key=len)
    embedder = load_text_embedder(purpose="bulk")
    embedder.expect(len(unique))
    rows = []
    for start in range(0, len(unique), TEACHER_CHUNK):
        on_stage("teacher", start, len(unique))
        rows.append(embedder.embed(unique[start : start + TEACHER_CHUNK]).astype(np.float16))
    row_of = {text: row for row, text in enumerate(unique)}
    vectors: npt.NDArray[np.float16] = np.concatenate(rows)
    return np.asarray(vectors[np.array([[row_of[text] for text in pair] for pair in words])])


def load_training_data(work: Path) -> TrainingData:
    """What `prepare` wrote. Raises TrainingError."""
    try:
        lines = (work / "samples.jsonl").read_text(encoding="utf-8").splitlines()
        samples = [_sample(json.loads(line)) for line in lines]
        canvases, teachers = open_canvases(work / "canvases"), np.load(work / "teachers.npy")
    except (OSError, ValueError, TypeError) as error:
        raise TrainingError(f"{work} cannot be read ({error}).", remedy="Remove it and train again.") from error
    held_out = _held_out(samples)
    return TrainingData(samples, canvases, teachers, np.flatnonzero(~held_out), np.flatnonzero(held_out))


def _sample(fields: dict[str, object]) -> Sample:
    lists = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    return Sample(b"", group=str(fields.get("group") or ""), **lists)


def _held_out(samples: Sequence[Sample]) -> npt.NDArray[np.bool_]:
    """Whole names are held out, so that no held-out name has been trained on."""
    names = sorted({sample.titles[0] for sample in samples if sample.titles})
    Random(0).shuffle(names)
    n = min(HELD_OUT, len(samples) // 20)
    chosen: set[str] = set(names[:n])
    held_out = np.array([bool(sample.titles) and sample.titles[0] in chosen for sample in samples])
    held_out[np.flatnonzero(held_out)[n:]] = False
    return held_out
