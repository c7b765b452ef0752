"""An 8-bit copy of a model that has graphs, for CPUs: about half the time a picture where there is no AVX-512, the same neighbours.

Adapter: onnx, onnxruntime. Pictures of the shop's own tell which numbers each layer meets; the copy is a folder like the
model's, which `local-dir:` takes. Weights have 7 bits: on processors without VNNI the sum of two products of 8 bits each
overflows. Pocket CLIP, 4,277 pictures, one thread of such a processor: 4.2 ms a picture became 2.4, vectors have a cosine
of .995 to the original's, P@10 of the same type was .697 and is .696; with 8 bits the cosine was .60.
Source: Wu et al. 2020, "Integer Quantization for Deep Learning Inference", for ranges by calibration and scales a channel.
"""

import logging
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from safetensors.numpy import load_file, save_file

from retrieval.embedder_factory import POCKET_DIRECTORY, POCKET_MODEL
from retrieval.errors import ModelUnavailable, TrainingError
from retrieval.onnx_embedder import BATCH_SIZE, IMAGE_GRAPH, TEXT_GRAPH, WEIGHTS, OnnxClipEmbedder
from retrieval.training.batches import open_canvases, write_canvases
from retrieval.training.samples import Sample, read_samples

N_PICTURES = 512
"""Pictures that are enough to know the ranges."""
MIN_PICTURES = 16
N_TIMED = 128
COPIED = ("open_clip_config.json", "tokenizer.json", "tokenizer_config.json", TEXT_GRAPH)
TOWER = "visual."
INPUT = "image"
"""What `training.graphs` calls the image tower's input."""

Pictures = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The copy against the model: milliseconds a picture of each, and the mean and lowest cosine of their vectors."""

    model_ms: float
    copy_ms: float
    mean_cosine: float
    lowest_cosine: float


def copy_to_int8(data: Path, out: Path, *, model: str = POCKET_MODEL) -> Comparison:
    """The copy of "pocket" or of "local-dir:FOLDER", its ranges from pictures of a feed or a parquet drawn by chance.

    Raises TrainingError for too few pictures, FeedError, ModelUnavailable for a folder without graphs or weights.
    """
    source = POCKET_DIRECTORY if model == POCKET_MODEL else Path(model.removeprefix("local-dir:")).expanduser()
    _check(source, out)
    embedder = OnnxClipEmbedder(source)
    with TemporaryDirectory(prefix="shopkeeper-int8-") as name:
        work = Path(name)
        write_canvases(_drawn(read_samples(data)), work / "pictures", embedder.prepare)
        pictures = np.array(open_canvases(work / "pictures"))
        if len(pictures) < MIN_PICTURES:
            raise TrainingError(
                f"{data} has {len(pictures)} pictures.", remedy=f"Give {MIN_PICTURES} or more, better {N_PICTURES}."
            )
        out.mkdir(parents=True, exist_ok=True)
        _write_copy(source, out, work, _Calibration(embedder, pictures))
    return _compare(embedder, OnnxClipEmbedder(out), pictures[:N_TIMED])


def _check(source: Path, out: Path) -> None:
    if not (source / IMAGE_GRAPH).is_file():
        raise ModelUnavailable(
            f"{source} has no graphs to copy.", remedy="Write them: python -m retrieval.training.graphs FOLDER."
        )
    if out.resolve() == source.resolve():
        raise TrainingError(f"{out} is the model itself.", remedy="Name another folder for the copy.")


def _drawn(samples: Iterable[Sample]) -> list[Sample]:
    """`N_PICTURES` of them, each as likely as the others. Source: Vitter 1985, "Random Sampling with a Reservoir", R."""
    rng = Random(0)
    kept: list[Sample] = []
    for number, sample in enumerate(samples):
        if number < N_PICTURES:
            kept.append(sample)
        elif (place := rng.randrange(number + 1)) < N_PICTURES:
            kept[place] = sample
    return kept


def _write_copy(source: Path, out: Path, work: Path, calibration: "_Calibration") -> None:
    """`work` is for what lies between: the graph with its weights, and the same folded."""
    weights = load_file(source / WEIGHTS)
    if not any(name.startswith(TOWER) for name in weights):
        raise ModelUnavailable(f"{source} is such a copy already.", remedy="Copy the model that it was made of.")
    onnx.save(_with_weights(source / IMAGE_GRAPH, weights), work / "whole.onnx")
    with _quiet():
        quant_pre_process(work / "whole.onnx", work / "folded.onnx", skip_symbolic_shape=True)
        quantize_static(
            work / "folded.onnx", out / IMAGE_GRAPH, calibration, per_channel=True, reduce_range=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv", "Gemm", "MatMul"],
        )  # fmt: skip
    save_file({name: array for name, array in weights.items() if not name.startswith(TOWER)}, out / WEIGHTS)
    for name in COPIED:
        shutil.copyfile(source / name, out / name)


def _with_weights(graph: Path, weights: dict[str, npt.NDArray[np.generic]]) -> onnx.ModelProto:
    """The graph with its weights in it, in single precision."""
    model = onnx.load(str(graph), load_external_data=False)
    for tensor in model.graph.initializer:
        if tensor.data_location == onnx.TensorProto.EXTERNAL:
            array = weights[tensor.name]
            kept = array.astype(np.float32) if array.dtype.kind == "f" else array
            tensor.CopyFrom(numpy_helper.from_array(kept, tensor.name))
    return model


class _Calibration(CalibrationDataReader):  # type: ignore[misc]
    """Batch after batch of what the tower is given."""

    def __init__(self, model: OnnxClipEmbedder, pictures: Pictures) -> None:
        self._model = model
        self._batches = iter(np.array_split(pictures, max(1, len(pictures) // BATCH_SIZE)))

    def get_next(self) -> dict[str, npt.NDArray[np.float32]] | None:
        """None at the end."""
        batch = next(self._batches, None)
        return None if batch is None else {INPUT: self._model.pixels(batch)}


def _compare(model: OnnxClipEmbedder, copy: OnnxClipEmbedder, pictures: Pictures) -> Comparison:
    (rows, model_ms), (copied, copy_ms) = _timed(model, pictures), _timed(copy, pictures)
    cosines = (rows * copied).sum(axis=1)
    return Comparison(model_ms, copy_ms, float(cosines.mean()), float(cosines.min()))


def _timed(embedder: OnnxClipEmbedder, pictures: Pictures) -> tuple[npt.NDArray[np.float32], float]:
    batches = [pictures[at : at + BATCH_SIZE] for at in range(0, len(pictures), BATCH_SIZE)]
    embedder.embed_prepared(batches[0])
    started_s = perf_counter()
    rows = np.concatenate([embedder.embed_prepared(batch) for batch in batches])
    return rows, (perf_counter() - started_s) * 1000 / len(pictures)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without onnxruntime's advice to prepare a model that has been prepared."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
