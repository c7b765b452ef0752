"""Pictures seen in other ways."""

import pytest
import torch

from retrieval.training.image_augmentation import augment_images, resize, undo_some

pytestmark = pytest.mark.model  # torch is imported


def test_augmented_pictures_keep_shape_and_range() -> None:
    images = torch.rand(16, 3, 40, 32, generator=torch.Generator().manual_seed(1))
    seen = augment_images(images, torch.Generator().manual_seed(2), size=(30, 24))
    assert seen.shape == (16, 3, 30, 24)
    assert 0 <= float(seen.min()) <= float(seen.max()) <= 1


def test_augmentation_is_reproducible_and_changes_each_picture_in_its_own_way() -> None:
    images = torch.rand(1, 3, 40, 32).expand(8, 3, 40, 32).contiguous()
    first = augment_images(images, torch.Generator().manual_seed(3), size=(40, 32))
    assert torch.equal(first, augment_images(images, torch.Generator().manual_seed(3), size=(40, 32)))
    assert not torch.allclose(first[0], first[1])


def test_colour_survives() -> None:
    """A red square stays more red than green or blue, however it is turned and lit: colours are labels."""
    images = torch.ones(32, 3, 40, 32)
    images[:, 1:, 8:32, 6:26] = 0.1
    seen = augment_images(images, torch.Generator().manual_seed(4), size=(40, 32))
    center = seen[:, :, 18:22, 14:18].mean(dim=(2, 3))
    assert bool((center[:, 0] > center[:, 1]).all())
    assert bool((center[:, 0] > center[:, 2]).all())


def test_resize_leaves_the_right_size_alone() -> None:
    images = torch.rand(1, 3, 4, 4)
    assert resize(images, size=(4, 4)) is images
    assert float(resize(torch.full((1, 3, 4, 4), 0.5), size=(2, 2)).mean()) == pytest.approx(0.5)


def test_some_changes_are_undone() -> None:
    """About a share of the pictures is as it was, at the changed ones' size; the rest is left alone."""
    images, changed = torch.zeros(400, 3, 8, 8), torch.ones(400, 3, 4, 4)
    undo_some(changed, images, torch.Generator().manual_seed(1), share=0.7)
    means = changed.mean(dim=(1, 2, 3))
    assert set(means.tolist()) == {0.0, 1.0}
    assert float(means.mean()) == pytest.approx(0.3, abs=0.08)
