"""Reciprocal rank fusion."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import reciprocal_rank_fusion

pytestmark = pytest.mark.unit


def test_scores_add_over_rankings() -> None:
    """1 is first and second: 1/61 + 1/62; 2 is second: 1/62; 3 is first: 1/61."""
    fused = reciprocal_rank_fusion([[1, 2], [3, 1]])
    assert [item for item, _ in fused] == [1, 3, 2]
    assert [score for _, score in fused] == pytest.approx([1 / 61 + 1 / 62, 1 / 61, 1 / 62])


def test_equal_scores_keep_the_order_of_items() -> None:
    """Two firsts tie; the lower number comes first."""
    assert [item for item, _ in reciprocal_rank_fusion([[9], [4]])] == [4, 9]


def test_no_rankings_fuse_to_nothing() -> None:
    """Nothing in, nothing out."""
    assert reciprocal_rank_fusion([]) == []
    assert reciprocal_rank_fusion([[], []]) == []


@given(st.lists(st.lists(st.integers(0, 30), unique=True), max_size=4))
def test_fusion_holds_each_item_once_best_first(rankings: list[list[int]]) -> None:
    """Every item of any ranking, once, in falling order of score; the order of the rankings does not matter."""
    fused = reciprocal_rank_fusion(rankings)
    assert sorted(item for item, _ in fused) == sorted({item for ranking in rankings for item in ranking})
    assert all(before >= after for (_, before), (_, after) in pairwise(fused))
    again = dict(reciprocal_rank_fusion(rankings[::-1]))
    assert all(again[item] == pytest.approx(score) for item, score in fused)
