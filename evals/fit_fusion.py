"""Learns what fusion cannot know by itself: `python -m evals.fit_fusion --model NAME DATASET…`.

For the weighted sum, what each stage is worth on the whole; for attention, how that depends on the query. Both maximise
the mean log probability of the relevant candidates under a softmax of the fused scores, by Adam over all queries at once:
every relevant candidate counts. (Where any one was enough, stages were believed that put one relevant item first and
then nothing, and the fusion did worse in English than BM25 alone.) The datasets must be about training pictures only
(`fitting-en`, `fitting-zh`).

Source of the loss: Cao et al. 2007, "Learning to Rank: From Pairwise Approach to Listwise Approach" (ListNet, top one).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import typer
from rich.console import Console
from rich.progress import Progress

from evals.datasets import RetrievalDataset, read_dataset
from evals.retrieval_command import CACHE, open_models
from evals.retrieval_evidence import Candidates, gather_evidence
from retrieval.embedding_cache import EmbeddingCache
from retrieval.fusion.attention import N_FEATURES, features_of
from retrieval.fusion.normalisation import z_score
from retrieval.fusion.stage_scores import StageScores, aligned

STAGES = ("text", "lexical", "image")
N_STEPS = 400
LEARNING_RATE = 0.05
WEIGHT_DECAY = 1e-3
"""On the coefficients only: without evidence all queries are weighed alike."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One query: `scores` (n_stages, n) normalised, zeros for absent stages, `features` (n_stages, N_FEATURES)."""

    scores: Array
    features: Array
    is_present: npt.NDArray[np.bool_]
    is_relevant: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Batch:
    """All queries, candidates padded: `scores` (q, s, n), `features` (q, s, f), `present` (q, s), masks (q, n)."""

    scores: Array
    features: Array
    present: npt.NDArray[np.bool_]
    relevant: npt.NDArray[np.bool_]
    candidate: npt.NDArray[np.bool_]


Parameters = dict[str, Array]
"""`coefficients` (s, f), `bias` (s,), and `temperature` (1,), the logarithm of what the fused scores are scaled by."""


def lessons(dataset: RetrievalDataset, evidence: Mapping[str, Candidates]) -> list[Lesson]:
    """Of the queries for which some candidates are relevant and others are not."""
    found = []
    for row, query in enumerate(dataset.queries):
        relevant = dataset.relevant(query)
        stages = [evidence[name].of(row) for name in STAGES if name in evidence]
        stages = [stage for stage in stages if len(stage.items)]
        items, _ = aligned(stages)
        if 0 < np.count_nonzero(relevant[items]) < len(items):
            found.append(_lesson(stages, relevant))
    return found


def _lesson(stages: Sequence[StageScores], relevant: npt.NDArray[np.bool_]) -> Lesson:
    items, scores = aligned(stages)
    places = [STAGES.index(stage.stage) for stage in stages]
    all_scores, features = np.zeros((len(STAGES), len(items))), np.zeros((len(STAGES), N_FEATURES))
    all_scores[places], features[places] = z_score(scores), features_of(stages)
    is_present = np.isin(np.arange(len(STAGES)), places)
    return Lesson(all_scores, features, is_present, relevant[items])


def batch_of(found: Sequence[Lesson]) -> Batch:
    """Pads the candidates to the longest list."""
    n = max(lesson.scores.shape[1] for lesson in found)

    def padded(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return np.pad(rows, [(0, 0)] * (rows.ndim - 1) + [(0, n - rows.shape[-1])])

    return Batch(
        scores=np.stack([padded(lesson.scores) for lesson in found]),
        features=np.stack([lesson.features for lesson in found]),
        present=np.stack([lesson.is_present for lesson in found]),
        relevant=np.stack([padded(lesson.is_relevant) for lesson in found]),
        candidate=np.stack([padded(np.ones(lesson.scores.shape[1], np.bool_)) for lesson in found]),
    )


def loss_and_gradient(parameters: Parameters, batch: Batch) -> tuple[float, Parameters]:
    """The cross-entropy with a target that is spread evenly over the relevant, and its derivatives by the parameters."""
    logits = np.einsum("qsf,sf->qs", batch.features, parameters["coefficients"]) + parameters["bias"]
    weights = _softmax(np.where(batch.present, logits, -np.inf))
    scale = np.exp(parameters["temperature"][0])
    fused = np.einsum("qs,qsn->qn", weights, batch.scores)
    p = _softmax(np.where(batch.candidate, scale * fused, -np.inf))
    target = batch.relevant / batch.relevant.sum(axis=1, keepdims=True)
    by_fused = (p - target) / len(p)  # of the loss by scale * fused
    by_weights = scale * np.einsum("qn,qsn->qs", by_fused, batch.scores)
    by_logits = weights * (by_weights - (weights * by_weights).sum(axis=1, keepdims=True))
    gradient = {
        "coefficients": np.einsum("qs,qsf->sf", by_logits, batch.features) + WEIGHT_DECAY * parameters["coefficients"],
        "bias": by_logits.sum(axis=0),
        "temperature": np.array([scale * (by_fused * fused).sum()]),
    }
    decay = 0.5 * WEIGHT_DECAY * float((parameters["coefficients"] ** 2).sum())
    return float(-(target * np.log(np.maximum(p, 1e-300))).sum(axis=1).mean()) + decay, gradient


def _softmax(logits: Array) -> Array:
    values = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(values / values.sum(axis=1, keepdims=True))


def fit(batch: Batch, *, is_query_dependent: bool) -> tuple[Parameters, float]:
    """The parameters after `N_STEPS` of Adam, and their loss; coefficients stay 0 unless `is_query_dependent`."""
    parameters: Parameters = {
        "coefficients": np.zeros((len(STAGES), N_FEATURES)), "bias": np.zeros(len(STAGES)), "temperature": np.zeros(1)
    }  # fmt: skip
    first, second = ({name: np.zeros_like(value) for name, value in parameters.items()} for _ in range(2))
    for step in range(1, N_STEPS + 1):
        _, gradient = loss_and_gradient(parameters, batch)
        for name, slope in gradient.items():
            if name == "coefficients" and not is_query_dependent:
                continue
            first[name] = 0.9 * first[name] + 0.1 * slope
            second[name] = 0.999 * second[name] + 0.001 * slope**2
            move = first[name] / (1 - 0.9**step) / (np.sqrt(second[name] / (1 - 0.999**step)) + 1e-8)
            parameters[name] = parameters[name] - LEARNING_RATE * move
    return parameters, loss_and_gradient(parameters, batch)[0]


def learned(batch: Batch) -> dict[str, Any]:
    """What `retrieval/fusion/learned.json` holds."""
    static, static_loss = fit(batch, is_query_dependent=False)
    dependent, loss = fit(batch, is_query_dependent=True)
    weights = _softmax(static["bias"][None])[0]
    return {
        "weighted_sum": {stage: round(float(weight), 4) for stage, weight in zip(STAGES, weights, strict=True)},
        "attention": {
            "stages": list(STAGES),
            "coefficients": np.round(dependent["coefficients"], 4).tolist(),
            "bias": np.round(dependent["bias"], 4).tolist(),
        },
        "loss": {"weighted_sum": round(static_loss, 4), "attention": round(loss, 4)},
    }


def main(
    datasets: Annotated[list[Path], typer.Argument(help="Folders of queries about training pictures.")],
    model: Annotated[str, typer.Option("--model", help="The image model.")] = "pocket",
    candidates: Annotated[int, typer.Option("--candidates", min=10, help="What each stage recalls.")] = 100,
) -> None:
    """Learns from DATASETS and writes the weights into `retrieval/fusion/learned.json`."""
    CACHE.mkdir(parents=True, exist_ok=True)
    cache = EmbeddingCache(CACHE / "vectors.sqlite")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        models = open_models(model, cache, progress)
        found: list[Lesson] = []
        for folder in datasets:
            dataset = read_dataset(folder)
            found += lessons(dataset, gather_evidence(dataset, models, n_candidates=candidates))
    cache.close()
    content = learned(batch_of(found))
    text = json.dumps({**content, "model": models.image.model_id if models.image else ""}, indent=1)
    Path(str(files("retrieval.fusion").joinpath("learned.json"))).write_text(text + "\n", encoding="utf-8")
    typer.echo(text)


if __name__ == "__main__":
    typer.run(main)
