"""What every training of ours has in common: how fast it learns, what it averages, what it decays. Adapter: torch."""

from math import cos, pi
from typing import Any

import torch
from torch import nn

WARM_UP_SHARE = 0.03
WEIGHT_DECAY = 0.05
EMA_DECAY = 0.99
"""Of the averaged weights a step: they remember the last few hundred steps, also of a run of some thousand."""


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
