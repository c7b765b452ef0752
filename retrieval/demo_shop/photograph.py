"""A picture of the demo shop as a shopper's phone would take it: askew, a little too near, in dim light, as JPEG."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageEnhance

TILT_DEGREES = 6.0
MARGIN = 0.08
"""Of each side, beyond the frame."""
LIGHT = 0.8
JPEG_QUALITY = 60


def photograph(picture: Path) -> bytes:
    """The photo's file. Raises OSError where there is no such picture."""
    with Image.open(picture) as file:
        image = file.convert("RGB")
    corner = image.getpixel((0, 0))
    image = image.rotate(TILT_DEGREES, Image.Resampling.BICUBIC, fillcolor=corner)
    left, top = round(MARGIN * image.width), round(MARGIN * image.height)
    image = image.crop((left, top, image.width - left, image.height - top))
    file_out = BytesIO()
    ImageEnhance.Brightness(image).enhance(LIGHT).save(file_out, "JPEG", quality=JPEG_QUALITY)
    return file_out.getvalue()
