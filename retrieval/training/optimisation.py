"""What every training of ours has in common: how fast it learns, what it averages, what it decays. Adapter: torch."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from math import cos, pi
from typing import Any

import torch
from torch import nn

WARM_UP_SHARE = 0.03
WEIGHT_DECAY = 0.05
EMA_DECAY = 0.99
"""Of the averaged weights a step: they remember the last few hundred steps, also of a run of some thousand."""

MAX_WORKERS = 2
"""Batches a step on a CPU at most, each in a thread of its own. Threads that share one operation wait for each other at
every operation: on two cores that had other work as well, a batch of pictures took 6.5 s that way and 4.5 s this way."""


def batch_workers(device: torch.device) -> tuple[int, ThreadPoolExecutor]:
    """How many batches make a step, and the threads that take one each; all processors of a CPU are shared among them."""
    n_threads = torch.get_num_threads()
    n_workers = min(MAX_WORKERS, n_threads) if device.type == "cpu" else 1
    share = n_threads // n_workers
    return n_workers, ThreadPoolExecutor(n_workers, initializer=torch.set_num_threads, initargs=(share,))


def put_mean_gradients(parameters: Iterable[nn.Parameter], gradients: Sequence[Sequence[torch.Tensor]]) -> None:
    """Each parameter's gradient becomes the mean of what the batches, the rows of `gradients`, say of it."""
    for parameter, *given in zip(parameters, *gradients, strict=True):
        parameter.grad = torch.stack(given).mean(0)


def has_bfloat16(device: torch.device) -> bool:
    """Whether the hardware has it; elsewhere it is emulated, a hundred times slower than float32."""
    return device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()


@torch.no_grad()
def update_average(average: nn.Module, model: nn.Module, *, n_updates: int) -> None:
    """Moves the averaged weights and statistics a little towards the model's; at first by more, since it knows little."""
    decay = min(EMA_DECAY, (1 + n_updates) / (10 + n_updates))
    for mean, value in zip(average.state_dict().values(), model.state_dict().values(), strict=True):
        if mean.is_floating_point():
            mean.lerp_(value, 1 - decay)
        else:
            mean.copy_(value)


def schedule(share: float) -> float:
    """Of the peak learning rate, after this share of the time: linear warm-up, then half a cosine."""
    if share < WARM_UP_SHARE:
        return (share + 1e-3) / (WARM_UP_SHARE + 1e-3)
    return 0.5 * (1 + cos(pi * (share - WARM_UP_SHARE) / (1 - WARM_UP_SHARE))) * 0.99 + 0.01


def parameter_groups(modules: list[nn.Module]) -> list[dict[str, Any]]:
    """Weight decay for matrices and kernels; none for biases, norms and scales."""
    parameters = [p for module in modules for p in module.parameters() if p.requires_grad]
    return [
        {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": WEIGHT_DECAY},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
    ]
