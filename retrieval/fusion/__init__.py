"""Fusion: one order of candidates from the evidence of several stages. One strategy a file, chosen by name."""

from retrieval.fusion.reciprocal_rank import RRF_K, reciprocal_rank_fusion
from retrieval.fusion.stage_scores import Fusion, StageScores
from retrieval.fusion.strategies import DEFAULT_FUSION, FUSIONS, FusionName, load_fusion

__all__ = [
    "DEFAULT_FUSION", "FUSIONS", "RRF_K", "Fusion", "FusionName", "StageScores", "load_fusion", "reciprocal_rank_fusion",
]  # fmt: skip
