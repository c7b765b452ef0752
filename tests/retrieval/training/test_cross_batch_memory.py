"""The memory of the last batches."""

import numpy as np
import pytest
import torch

from retrieval.training.cross_batch_memory import N_REMEMBERED, CrossBatchMemory

pytestmark = pytest.mark.model  # torch is imported


def test_memory_gives_back_what_it_was_given_in_order() -> None:
    memory = CrossBatchMemory(2)
    memory.push(torch.eye(2), 2 * torch.eye(2), np.array([4, 9]))
    memory.push(torch.ones(1, 2), torch.zeros(1, 2), np.array([5]))
    assert memory.rows.tolist() == [4, 9, 5]
    assert memory.images.tolist() == [[1, 0], [0, 1], [1, 1]]
    assert memory.texts.tolist() == [[2, 0], [0, 2], [0, 0]]


def test_new_memory_is_empty() -> None:
    memory = CrossBatchMemory(3)
    assert memory.images.shape == memory.texts.shape == (0, 3)
    assert memory.rows.shape == (0,)


def test_oldest_are_forgotten() -> None:
    """One more than it holds: the first is gone."""
    memory = CrossBatchMemory(1)
    memory.push(torch.zeros(1, 1), torch.zeros(1, 1), np.array([1]))
    memory.push(torch.ones(N_REMEMBERED, 1), torch.ones(N_REMEMBERED, 1), np.full(N_REMEMBERED, 2))
    assert memory.rows.tolist() == [2] * N_REMEMBERED
    assert memory.images.min() == memory.texts.min() == 1
