"""Pictures seen in other ways: flipped, turned, zoomed, cropped, lit differently, blurred, noisy, compressed.

Adapter: torch. Pictures are (n, 3, h, w) float32 in [0, 1] on white ground, as catalogue pictures are.
"""

import io
from random import Random

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from PIL import Image

P_FLIP = 0.5
P_PLAIN = 0.2
"""Share of pictures that keep their place and size."""
MAX_TURN_RAD = 0.3
"""17 degrees."""
P_STRONG = 0.4
"""Share of pictures that are also darkened, blurred, noisy or compressed as a shopper's photo may be."""
P_JPEG = 0.1


def augment_images(images: torch.Tensor, generator: torch.Generator, *, size: tuple[int, int]) -> torch.Tensor:
    """Each picture in its own way, as (n, 3, *size); brightness and contrast change, hue never does: colours are labels."""
    turned = _warp(images, generator, size=size)
    lit = _relight(turned, generator)
    return _degrade(lit, generator).clamp_(0, 1)


def resize(images: torch.Tensor, *, size: tuple[int, int]) -> torch.Tensor:
    """(n, 3, *size) by area."""
    same = tuple(images.shape[-2:]) == size
    return images if same else F.interpolate(images, size=size, mode="bilinear", antialias=True, align_corners=False)


def undo_some(changed: torch.Tensor, images: torch.Tensor, generator: torch.Generator, *, share: float) -> None:
    """Puts back a `share` of the (n, 3, h, w) changed pictures, in place, as the images show them but for their size."""
    stays = torch.rand(len(changed), generator=generator) < share
    if stays.any():
        changed[stays] = resize(images[stays], size=(changed.shape[2], changed.shape[3]))


def _uniform(n: int, low: float, high: float, generator: torch.Generator) -> torch.Tensor:
    return torch.empty(n).uniform_(low, high, generator=generator)


def _warp(images: torch.Tensor, generator: torch.Generator, *, size: tuple[int, int]) -> torch.Tensor:
    """Flip, turn, zoom, stretch and shift in one resampling; what comes in from outside is white."""
    n, _, height, width = images.shape
    is_plain = torch.rand(n, generator=generator) < P_PLAIN
    angle = _uniform(n, -MAX_TURN_RAD, MAX_TURN_RAD, generator)
    zoom = torch.exp(_uniform(n, -0.3, 0.18, generator))
    stretch = torch.exp(_uniform(n, -0.08, 0.08, generator))
    flip = torch.where(torch.rand(n, generator=generator) < P_FLIP, -1.0, 1.0)
    shift = torch.empty(n, 2).uniform_(-0.18, 0.18, generator=generator)
    angle, zoom, stretch = (
        torch.where(is_plain, plain, value)
        for value, plain in ((angle, torch.zeros(())), (zoom, torch.ones(())), (stretch, torch.ones(())))
    )
    aspect = width / height
    cos, sin = torch.cos(angle), torch.sin(angle)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = cos * zoom * stretch * flip
    theta[:, 0, 1] = -sin * zoom / aspect * flip
    theta[:, 1, 0] = sin * zoom * aspect
    theta[:, 1, 1] = cos * zoom / stretch
    theta[:, :, 2] = torch.where(is_plain[:, None], torch.zeros(()), shift)
    grid = F.affine_grid(theta, [n, 3, *size], align_corners=False)
    return 1 - F.grid_sample(1 - resize(images, size=size), grid, align_corners=False)


def _relight(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    n = len(images)
    contrast = _uniform(n, 0.75, 1.2, generator).view(n, 1, 1, 1)
    brightness = _uniform(n, 0.75, 1.15, generator).view(n, 1, 1, 1)
    mean = images.mean(dim=(1, 2, 3), keepdim=True)
    return ((images - mean) * contrast + mean) * brightness


def _degrade(images: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """A third of the pictures become a bad photo: dark, blurred, noisy, or compressed until it shows."""
    which = torch.rand(len(images), generator=generator)
    strong = which < P_STRONG
    dark, blurred, noisy = (
        strong & (which >= a * P_STRONG) & (which < b * P_STRONG) for a, b in ((0, 0.5), (0.5, 0.75), (0.75, 1))
    )
    if dark.any():
        images[dark] *= _uniform(int(dark.sum()), 0.3, 0.8, generator).view(-1, 1, 1, 1)
    if blurred.any():
        height, width = images.shape[-2:]
        factor = float(_uniform(1, 1.4, 2.6, generator))
        small = resize(images[blurred], size=(max(8, int(height / factor)), max(8, int(width / factor))))
        images[blurred] = F.interpolate(small, size=(height, width), mode="bilinear", align_corners=False)
    if noisy.any():
        images[noisy] += 0.06 * torch.randn(images[noisy].shape, generator=generator)
    compressed = torch.rand(len(images), generator=generator) < P_JPEG
    for at in torch.nonzero(compressed).flatten().tolist():
        images[at] = _through_jpeg(images[at], Random(int(which[at] * 1e6)).randint(15, 50))
    return images


def _through_jpeg(image: torch.Tensor, quality: int) -> torch.Tensor:
    pixels = (image.clamp(0, 1) * 255).byte().permute(1, 2, 0).numpy()
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    return torch.from_numpy(np.array(Image.open(file))).permute(2, 0, 1).float() / 255
