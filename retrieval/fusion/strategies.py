"""The fusion strategies by name, those that learned something with what they learned."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import numpy as np

from retrieval.fusion.attention import Attention, AttentionWeights
from retrieval.fusion.average import Average
from retrieval.fusion.concatenation import Concatenation
from retrieval.fusion.maximum import Maximum
from retrieval.fusion.reciprocal_rank import ReciprocalRank
from retrieval.fusion.stage_scores import Fusion
from retrieval.fusion.weighted_sum import WeightedSum

FusionName = Literal["reciprocal_rank", "weighted_sum", "concatenation", "average", "maximum", "attention"]
DEFAULT_FUSION: FusionName = "weighted_sum"
"""Of words, where nothing is filtered, in the demo shop and the Luma store (`demo-words-…`, `luma-words-…`): P@5 of colour
and kind together .936 and .692, by reciprocal rank .695 and .692, by BM25 alone .932 and .643."""
FUSIONS: tuple[FusionName, ...] = get_args(FusionName)


def load_fusion(name: FusionName) -> Fusion:
    """The strategy of that name."""
    match name:
        case "reciprocal_rank":
            return ReciprocalRank()
        case "weighted_sum":
            return WeightedSum(_learned()["weighted_sum"])
        case "concatenation":
            return Concatenation()
        case "average":
            return Average()
        case "maximum":
            return Maximum()
        case "attention":
            weights = _learned()["attention"]
            return Attention(
                AttentionWeights(tuple(weights["stages"]), np.array(weights["coefficients"]), np.array(weights["bias"]))
            )


@cache
def _learned() -> dict[str, Any]:
    learned: dict[str, Any] = json.loads(files(__package__).joinpath("learned.json").read_text(encoding="utf-8"))
    return learned
