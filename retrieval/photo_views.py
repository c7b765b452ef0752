"""Ways of looking at a shopper's photo: as it is, as bright as a catalogue's picture, and from a little further away.

Catalogue pictures show a whole thing on a bright ground; phones take it in dim light and too near.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from retrieval.photos import Photo

WHITE_PERCENTILE = 98
"""What is brighter than this share of the photo, in all three colours, was white."""
MAX_GAIN = 1.8
"""Of the brightness: a photo without anything white is not made pale."""
MIN_GAIN = 1.05
DISTANCE = 1.2
"""Side of the ground that the photo is laid on, relative to its own."""

Pixels = npt.NDArray[np.uint8]


def views_of(photo: Photo) -> tuple[Photo, ...]:
    """The photo itself first, then the other ways of looking at it that differ from it."""
    lit = relit(photo)
    return (photo, further_away(photo)) if lit == photo else (photo, lit, further_away(lit))


def relit(photo: Photo) -> Photo:
    """As bright as it takes to make its whitest parts white; a photo that has white parts already is left alone."""
    pixels = _pixels(photo)
    white = float(np.percentile(pixels.min(axis=2), WHITE_PERCENTILE))
    gain = min(MAX_GAIN, 255 / max(white, 1.0))
    if gain < MIN_GAIN:
        return photo
    brighter = (np.arange(256) * gain).clip(0, 255).astype(np.uint8)
    return replace(photo, pixels=brighter[pixels].tobytes())


def further_away(photo: Photo) -> Photo:
    """In the middle of a larger white ground."""
    height, width = round(photo.height * DISTANCE), round(photo.width * DISTANCE)
    ground = np.full((height, width, 3), 255, np.uint8)
    top, left = (height - photo.height) // 2, (width - photo.width) // 2
    ground[top : top + photo.height, left : left + photo.width] = _pixels(photo)
    return replace(photo, pixels=ground.tobytes(), width=width, height=height)


def _pixels(photo: Photo) -> Pixels:
    return np.frombuffer(photo.pixels, np.uint8).reshape(photo.height, photo.width, 3)
