"""`shopkeeper bench embed`: embedding picture files, end to end, against the image model alone, in one run."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from assistant.config import Settings, load_settings
from retrieval.demo_shop.writer import IMAGES, write_demo_shop
from retrieval.embedder_factory import load_image_embedder
from retrieval.embedders import Embeddings
from retrieval.errors import PhotoError
from retrieval.image_pipeline import BATCH_PHOTOS, embed_files
from retrieval.photos import Photo, read_photo

ROUNDS = 3
"""Pipeline and model take turns, so that a machine that speeds up or slows down does so for both."""

N_PRODUCTS = 250
"""Of the demo shop: some 700 pictures, PNG files of 480 x 480 pixels."""

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"})


class _Tower(Protocol):
    """What both adapters have below `embed_photos`."""

    def prepare(self, photo: Photo) -> npt.NDArray[np.uint8]: ...

    def embed_prepared(self, pictures: npt.NDArray[np.uint8]) -> Embeddings: ...


@dataclass(frozen=True, slots=True)
class EmbedBench:
    """`pipeline_s` and `model_s` are seconds a round: from file names to vectors, and from pixels in memory to vectors.

    `pipeline_cpu_s` and `model_cpu_s` are the CPU time of all rounds: on a machine with other work, the fairer measure.
    """

    model_id: str
    n_pictures: int
    file_bytes: int
    pipeline_s: tuple[float, ...]
    model_s: tuple[float, ...]
    pipeline_cpu_s: float
    model_cpu_s: float

    @property
    def pipeline_per_s(self) -> float:
        """Pictures a second, over all rounds."""
        return self.n_pictures * len(self.pipeline_s) / sum(self.pipeline_s)

    @property
    def model_per_s(self) -> float:
        """Pictures a second, over all rounds."""
        return self.n_pictures * len(self.model_s) / sum(self.model_s)


def run(folder: Path | None, *, model: str, n_pictures: int | None, json_output: bool) -> None:
    """Measures and prints; the demo shop's pictures, where no folder is given, are deleted again."""
    settings = load_settings()
    settings.cache_directory.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.cache_directory, prefix="bench-embed-") as temporary:
        if folder is None:
            write_demo_shop(Path(temporary), n_products=N_PRODUCTS)
            folder = Path(temporary) / IMAGES
        bench = measure(settings, _pictures_in(folder)[:n_pictures], model=model)
    if json_output:
        sys.stdout.write(json.dumps(bench_json(bench)) + "\n")
    else:
        show(bench)


def measure(settings: Settings, paths: Sequence[Path], *, model: str) -> EmbedBench:
    """Pipeline, model, pipeline, model …; pictures that cannot be used are left out. Raises ModelUnavailable."""
    embedder = load_image_embedder(model, device=settings.device)
    photos = {path: photo for path in paths if (photo := _try_to_read(path)) is not None}
    files = list(photos)
    tower = cast("_Tower", embedder.loaded)
    prepared = [
        np.stack([tower.prepare(photos[path]) for path in files[start : start + BATCH_PHOTOS]])
        for start in range(0, len(files), BATCH_PHOTOS)
    ]
    del photos
    embed_files(files[:BATCH_PHOTOS], embedder)  # what is slow the first time is not what is measured
    pipeline, model_alone = [], []
    for _ in range(ROUNDS):
        pipeline.append(_timed(lambda: embed_files(files, embedder)))
        model_alone.append(_timed(lambda: [tower.embed_prepared(batch) for batch in prepared]))
    (pipeline_s, pipeline_cpu_s), (model_s, model_cpu_s) = (
        zip(*rounds, strict=True) for rounds in (pipeline, model_alone)
    )
    file_bytes = sum(path.stat().st_size for path in files)
    return EmbedBench(
        embedder.model_id, len(files), file_bytes, pipeline_s, model_s, sum(pipeline_cpu_s), sum(model_cpu_s)
    )


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and seconds of CPU time of all threads."""
    started, cpu = perf_counter(), process_time()
    work()
    return perf_counter() - started, process_time() - cpu


def _pictures_in(folder: Path) -> list[Path]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not paths:
        raise FileNotFoundError(2, "There are no pictures in this folder", str(folder))
    return paths


def _try_to_read(path: Path) -> Photo | None:
    try:
        return read_photo(path)
    except PhotoError:
        return None


def bench_json(bench: EmbedBench) -> dict[str, Any]:
    """The line of `--json`."""
    return {
        "model": bench.model_id,
        "n_pictures": bench.n_pictures,
        "mean_kb": round(bench.file_bytes / bench.n_pictures / 1000, 1),
        "model_per_s": round(bench.model_per_s, 1),
        "pipeline_per_s": round(bench.pipeline_per_s, 1),
        "share": round(bench.pipeline_per_s / bench.model_per_s, 3),
        "cpu_share": round(bench.model_cpu_s / bench.pipeline_cpu_s, 3),
    }


def show(bench: EmbedBench) -> None:
    """A row a rate."""
    values = bench_json(bench)
    title = f"{values['n_pictures']} pictures of {values['mean_kb']} kB, {values['model']}"
    table = Table(box=None, header_style="bold", title=title)
    table.add_column("")
    for column in ("pictures a second", "of the model's own", "by CPU time"):
        table.add_column(column, justify="right")
    table.add_row("model alone", f"{bench.model_per_s:.1f}", "", "")
    table.add_row(
        "files to vectors", f"{bench.pipeline_per_s:.1f}", f"{values['share']:.0%}", f"{values['cpu_share']:.0%}"
    )
    Console().print(table)
