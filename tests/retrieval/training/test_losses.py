"""The tasks' losses, against values worked out by hand."""

import math

import pytest
import torch

from retrieval.training.losses import contrastive_loss, distillation_loss, label_loss, label_pairs_loss, view_loss

pytestmark = pytest.mark.model  # torch is imported


def test_contrastive_loss_of_orthogonal_pairs() -> None:
    """With logits [[s, 0], [0, s]] each row costs log(1 + e^-s)."""
    eye = torch.eye(2)
    loss = contrastive_loss(eye, eye, torch.eye(2, dtype=torch.bool), torch.tensor(3.0))
    assert float(loss) == pytest.approx(math.log(1 + math.exp(-3)), abs=1e-6)


def test_contrastive_loss_forgives_a_caption_that_means_the_same() -> None:
    """Two equal texts: the target is a half each, and equal logits are then as good as can be: log 2."""
    texts = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    loss = contrastive_loss(texts, texts, torch.ones(2, 2, dtype=torch.bool), torch.tensor(10.0))
    assert float(loss) == pytest.approx(math.log(2), abs=1e-6)


def test_contrastive_loss_tells_apart_from_others_too() -> None:
    """With one more text and two more pictures at right angles a row costs log(1 + 2e^-s), a column log(1 + 3e^-s)."""
    eye = torch.eye(4)
    pairs, text, images = eye[:2], eye[2:3], eye[2:]
    same = torch.eye(2, dtype=torch.bool)
    loss = contrastive_loss(pairs, pairs, same, torch.tensor(3.0), other_images=images, other_texts=text)
    by_image, by_text = math.log(1 + 2 * math.exp(-3)), math.log(1 + 3 * math.exp(-3))
    assert float(loss) == pytest.approx((by_image + by_text) / 2, abs=1e-6)


def test_label_loss_takes_any_of_the_labels_and_skips_the_unlabelled() -> None:
    """Logits 0: three classes cost log 3 for one label, log(3/2) for either of two."""
    logits = torch.zeros(3, 3)
    labels = torch.tensor([[1.0, 0, 0], [1.0, 1.0, 0], [0, 0, 0]])
    assert float(label_loss(logits, labels)) == pytest.approx((math.log(3) + math.log(1.5)) / 2, abs=1e-6)
    assert float(label_loss(logits, torch.zeros(3, 3))) == 0


def test_distillation_loss_is_the_missing_cosine() -> None:
    student, teacher = torch.tensor([[2.0, 0], [0, 1.0]]), torch.tensor([[1.0, 0], [1.0, 0]])
    assert float(distillation_loss(student, teacher)) == pytest.approx(0.5)


def test_view_loss_falls_as_views_agree() -> None:
    eye = torch.eye(4)
    assert float(view_loss(eye, eye)) < float(view_loss(eye, eye.flip(0)))


def test_label_pairs_loss_draws_pictures_of_one_kind_together_and_skips_the_rest() -> None:
    """Two shirts that look alike and a shoe that does not: each shirt's odds against the shoe are e^10 to 1."""
    images = torch.tensor([[1.0, 0], [1.0, 0], [0, 1.0]])
    is_other = ~torch.eye(3, dtype=torch.bool)
    same_kind = torch.tensor([[0, 1, 0], [1, 0, 0], [0, 0, 0]]).bool()
    loss = label_pairs_loss(images, images, same_kind, is_other)
    assert float(loss) == pytest.approx(math.log(1 + math.exp(-10)), abs=1e-6)
    assert float(label_pairs_loss(images, images, torch.zeros(3, 3).bool(), is_other)) == 0


def test_label_pairs_loss_tells_apart_only_what_it_is_told_to() -> None:
    """A blue shirt beside another and a red one, equally far: odds of 1 to 1. A shoe that looks the same is no shirt."""
    image = torch.tensor([[1.0, 0]])
    others = torch.tensor([[0, 1.0], [0, -1.0], [1.0, 0]])
    same_color, same_kind = torch.tensor([[True, False, False]]), torch.tensor([[True, True, False]])
    assert float(label_pairs_loss(image, others, same_color, same_kind)) == pytest.approx(math.log(2))
