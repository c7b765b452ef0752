"""The memory of the last batches."""

import numpy as np
import pytest
import torch

from retrieval.training.cross_batch_memory import N_REMEMBERED, CrossBatchMemory

pytestmark = pytest.mark.model  # torch is imported


def test_memory_gives_back_what_has_another_name() -> None:
    """Pictures and texts of names 1 and 2 are remembered; beside name 2 only those of 1 are others."""
    memory = CrossBatchMemory(2)
    memory.push(torch.eye(2), 2 * torch.eye(2), np.array([1, 2]))
    images, texts = memory.others(np.array([2, 7]))
    assert images.tolist() == [[1, 0]]
    assert texts.tolist() == [[2, 0]]


def test_new_memory_is_empty() -> None:
    images, texts = CrossBatchMemory(3).others(np.array([1]))
    assert images.shape == texts.shape == (0, 3)


def test_oldest_are_forgotten() -> None:
    """One more than it holds: the first is gone."""
    memory = CrossBatchMemory(1)
    for name in (1, 2):
        rows = torch.full((N_REMEMBERED - 1, 1), float(name))
        memory.push(rows, rows, np.full(len(rows), name))
    images, _ = memory.others(np.array([2]))
    assert len(images) == 1
    assert float(images[0, 0]) == 1.0
