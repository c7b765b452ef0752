"""What shoppers' cameras do to a picture of a product: blur, crop, rotation, hard compression, dim light."""

import io
from collections.abc import Callable, Mapping
from random import Random

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

BACKGROUND = (255, 255, 255)


def blur(image: Image.Image, rng: Random) -> Image.Image:
    """Out of focus: a Gaussian of 1 to 2 % of the width."""
    return image.filter(ImageFilter.GaussianBlur(image.width * rng.uniform(0.01, 0.02)))


def crop(image: Image.Image, rng: Random) -> Image.Image:
    """Too near: 75 to 90 % of each side is left, anywhere in the picture."""
    width, height = (round(side * rng.uniform(0.75, 0.9)) for side in image.size)
    left, top = rng.randint(0, image.width - width), rng.randint(0, image.height - height)
    return image.crop((left, top, left + width, top + height))


def rotation(image: Image.Image, rng: Random) -> Image.Image:
    """Held askew: 5 to 20 degrees either way."""
    angle = rng.choice((-1, 1)) * rng.uniform(5, 20)
    return image.rotate(angle, Image.Resampling.BILINEAR, fillcolor=BACKGROUND)


def jpeg(image: Image.Image, rng: Random) -> Image.Image:
    """Sent through a messenger: JPEG of quality 30."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=30)
    return Image.open(buffer).convert("RGB")


def dark(image: Image.Image, rng: Random) -> Image.Image:
    """In dim light: 35 to 60 % of the brightness."""
    return ImageEnhance.Brightness(image).enhance(rng.uniform(0.35, 0.6))


CORRUPTIONS: Mapping[str, Callable[[Image.Image, Random], Image.Image]] = {
    "blur": blur, "crop": crop, "rotation": rotation, "jpeg": jpeg, "dark": dark,
}  # fmt: skip


def corrupted(data: bytes, name: str, rng: Random) -> bytes:
    """A picture file, corrupted, as a PNG file. `rng` decides how much, so that the same seed gives the same picture."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    buffer = io.BytesIO()
    CORRUPTIONS[name](image, rng).save(buffer, "PNG")
    return buffer.getvalue()
