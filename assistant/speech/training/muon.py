"""Muon for hardware without bfloat16, in which torch's own computes: emulated, it cost more than all the rest of a step.

Adapter: torch. State and settings are those of `torch.optim.Muon`, so that a checkpoint goes on with either.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor


class FullPrecisionMuon(torch.optim.Muon):
    """`torch.optim.Muon` with `adjust_lr_fn="match_rms_adamw"` in the parameters' own precision.

    Source: Liu et al. 2025, "Muon is Scalable for LLM Training", algorithm 2.
    """

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:  # type: ignore[override]
        """One step; parameters without a gradient stay as they are."""
        loss = closure() if closure else None
        for group in self.param_groups:
            by_shape: dict[torch.Size, list[Tensor]] = defaultdict(list)
            for parameter in group["params"]:
                if parameter.grad is not None:
                    by_shape[parameter.shape].append(parameter)
            for shape, parameters in by_shape.items():
                wanted = torch.stack([self._wanted(parameter, group) for parameter in parameters])
                moves = orthogonal(wanted, group["ns_coefficients"], n_steps=group["ns_steps"], eps=group["eps"])
                rate = 0.2 * max(shape) ** 0.5 * group["lr"]
                for parameter, move in zip(parameters, moves, strict=True):
                    parameter.mul_(1 - group["lr"] * group["weight_decay"]).sub_(move, alpha=rate)
        return loss

    def _wanted(self, parameter: Tensor, group: dict[str, Any]) -> Tensor:
        """Where the gradient and its running mean want to go, the mean looking one step ahead (Nesterov)."""
        gradient = parameter.grad
        assert gradient is not None, "only asked for parameters with one"
        mean = self.state[parameter].setdefault("momentum_buffer", torch.zeros_like(gradient))
        mean.lerp_(gradient, 1 - group["momentum"])
        return gradient.lerp(mean, group["momentum"]) if group["nesterov"] else mean


def orthogonal(matrices: Tensor, coefficients: tuple[float, float, float], *, n_steps: int, eps: float) -> Tensor:
    """(n, a, b) matrices with all singular values near 1 and the singular vectors of the (n, a, b) given ones.

    Each step maps every singular value x of the matrices, scaled to at most 1, to the odd polynomial
    c1 x + c2 x^3 + c3 x^5 of the `coefficients`. Source: Jordan et al. 2024, "Muon".
    """
    linear, cubic, quintic = coefficients
    is_tall = matrices.shape[1] > matrices.shape[2]
    wide = matrices.mT if is_tall else matrices
    now: Tensor = wide / torch.linalg.matrix_norm(wide, keepdim=True).clamp(min=eps)
    for _ in range(n_steps):
        squares = now @ now.mT
        now = linear * now + (cubic * squares + quintic * squares @ squares) @ now
    return now.mT if is_tall else now
