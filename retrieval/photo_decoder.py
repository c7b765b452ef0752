"""Pillow decodes what shoppers and feeds send, within bounds that are checked before a pixel is decoded."""

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from retrieval.errors import PhotoError
from retrieval.photo_container import essence_of
from retrieval.photos import MAX_SIDE, Photo, PhotoFormat

# Metadata that is wrong is nobody's business here; `catch_warnings` would be every thread's.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

MIN_SIDE = 16
"""A smaller picture shows nothing that could be recognised, nor does one that is 32 times as long as wide; tracking
pixels and separators of feeds are such."""

MAX_PIXELS = 16_000_000
"""Decoded at once, 4 bytes each in Pillow."""

MAX_JPEG_PIXELS = 64_000_000
"""A JPEG is decoded at a half, a quarter or an eighth of its size, so that a 50-megapixel phone's photo passes."""

_CLASSES: dict[PhotoFormat, type[ImageFile.ImageFile]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WebP": WebPImageFile,
    "GIF": GifImageFile,
    "BMP": BmpImageFile,
}
"""Called directly: `Image.open` imports all fifty plugins before it gives up on a damaged file."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by its EXIF orientation."""


def decode(data: bytes, photo_format: PhotoFormat, *, enough: int) -> Photo:
    """See `retrieval.photos.decode_photo`, which has looked at the first bytes. Raises PhotoError."""
    with _translating():
        essence = essence_of(data, photo_format)
        with _CLASSES[photo_format](BytesIO(essence.data)) as image:
            _check_size(image, enough)
            image.load()
            picture = _shrink(_reduce(_to_rgb(image), enough))
        if essence.orientation in _TURNS:
            picture = picture.transpose(_TURNS[essence.orientation])
    return Photo(hashlib.sha256(data).hexdigest()[:16], picture.tobytes(), *picture.size)


def photo_image(photo: Photo) -> Image.Image:
    """The photo as Pillow's image, mode RGB."""
    return Image.frombytes("RGB", (photo.width, photo.height), photo.pixels)


@contextmanager
def _translating() -> Iterator[None]:
    """Every failure: Pillow lets through whatever a damaged file provokes in its decoders, failed assertions too."""
    try:
        yield
    except PhotoError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:
        raise PhotoError(
            "damaged", "The picture is damaged or was cut off.", remedy="Send it again, or another one."
        ) from error


def _check_size(image: ImageFile.ImageFile, enough: int) -> None:
    """Refuses what is too small or too large, and tells a JPEG to decode to a fraction of its size."""
    width, height = image.size
    if min(_fitting(width, height, MAX_SIDE)) < MIN_SIDE:
        raise PhotoError(
            "too_small", f"The picture has only {width} x {height} pixels.", remedy="Send a larger one of the same."
        )
    if width * height > (MAX_JPEG_PIXELS if isinstance(image, JpegImageFile) else MAX_PIXELS):
        raise _too_many_pixels()
    image.draft(None, _fitting(width, height, enough))
    if image.width * image.height > MAX_PIXELS:  # long and narrow: not made smaller
        raise _too_many_pixels()


def _too_many_pixels() -> PhotoError:
    return PhotoError(
        "too_many_pixels",
        f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels"
        f" ({MAX_JPEG_PIXELS // 1_000_000} million as JPEG).",
        remedy="Send a smaller one.",
    )


def _fitting(width: int, height: int, max_side: int) -> tuple[int, int]:
    """The size with the longer side cut to `max_side`, proportions kept."""
    scale = min(1.0, max_side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _reduce(picture: Image.Image, enough: int) -> Image.Image:
    """By a whole number, which is much faster, to no less than what is enough for the longer side."""
    factor = max(picture.size) // enough
    return picture.reduce(factor) if factor > 1 else picture


def _shrink(picture: Image.Image) -> Image.Image:
    size = _fitting(*picture.size, MAX_SIDE)
    return picture if size == picture.size else picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _to_rgb(image: Image.Image) -> Image.Image:
    """Eight bits a channel, on white."""
    if image.mode.startswith("I"):  # 16 bits of grey; Pillow's own conversion cuts off at 255
        image = image.convert("I").point(lambda value: value / 257).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    if layer.getchannel("A").getextrema() == (255, 255):
        return layer.convert("RGB")  # opaque all over, as many drawings are: laying it on white takes 1 ms more
    ground = Image.new("RGB", image.size, "white")
    ground.paste(layer, mask=layer)
    return ground
