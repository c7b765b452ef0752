"""Muon without bfloat16."""

import pytest
import torch

from assistant.speech.training.muon import FullPrecisionMuon, orthogonal

pytestmark = pytest.mark.model

COEFFICIENTS = (3.4445, -4.775, 2.0315)


@pytest.mark.parametrize("shape", [(3, 8, 8), (2, 4, 16), (2, 16, 4)])
def test_singular_values_come_near_one(shape: tuple[int, ...]) -> None:
    """And the singular vectors stay: the product of the given matrix and the result is symmetric."""
    given = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    made = orthogonal(given, COEFFICIENTS, n_steps=5, eps=1e-7)
    values = torch.linalg.svdvals(made)
    assert float(values.min()) > 0.3
    assert float(values.max()) < 1.3
    product = given @ made.mT if shape[1] <= shape[2] else given.mT @ made
    assert torch.allclose(product, product.mT, atol=1e-4)


def test_steps_are_those_of_torch_but_for_its_precision() -> None:
    """Three steps from the same weights along the same gradients end within bfloat16's precision of each other."""
    generator = torch.Generator().manual_seed(2)
    start = torch.randn(6, 10, generator=generator)
    gradients = [torch.randn(6, 10, generator=generator) for _ in range(3)]
    ends = []
    for kind in (torch.optim.Muon, FullPrecisionMuon):
        weight = torch.nn.Parameter(start.clone())
        optimizer = kind([weight], lr=0.02, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")
        for gradient in gradients:
            weight.grad = gradient.clone()
            optimizer.step()
        ends.append((weight.detach(), optimizer.state_dict()["state"][0]["momentum_buffer"]))
    (weights, momentum), (our_weights, our_momentum) = ends
    assert torch.allclose(our_momentum, momentum)
    assert torch.allclose(our_weights, weights, atol=2e-3)
    assert not torch.allclose(our_weights, start, atol=2e-2)
