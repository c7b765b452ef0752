"""Which colours the subject of a photo has, by its pixels: what differs from the background, named in Lab.

Nothing here is learned, so that it works for every shop and every image model; what it cannot know is the light that a
photo was taken in.
"""

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from retrieval.photos import Photo

Lab = npt.NDArray[np.float32]
"""(n, 3): lightness 0 to 100, green to red, blue to yellow."""

SRGB: Mapping[str, str] = {
    "black": "1a1a1c", "white": "fafafa", "grey": "8e8f92", "charcoal": "44474b", "navy": "1f2a4d", "blue": "2b5cc4",
    "light blue": "9cc4e6", "red": "c8202c", "burgundy": "6e1a2d", "pink": "f08fb0", "purple": "6f3a94",
    "lavender": "b9a5dc", "green": "2f8a4a", "mint": "a8dcc4", "olive": "6b6b35", "teal": "1d7a80",
    "turquoise": "3ec4c4", "yellow": "f2d02e", "mustard": "c99a23", "orange": "ee7d22", "coral": "f4796a",
    "peach": "f8c4a4", "rust": "a8482a", "brown": "6b4630", "tan": "c69a6c", "khaki": "a8996e", "beige": "dccbb0",
    "cream": "f4ead2", "ivory": "f8f4e4", "gold": "d0a640", "silver": "bcc0c4", "rose gold": "d49a8c",
    "bronze": "8c6a3c", "copper": "b4693c", "magenta": "c8287c", "champagne": "e8d4b4", "taupe": "8c7f72",
    "mauve": "a87c94", "indigo": "38327c", "lime": "a8dc3c", "salmon": "f49484", "amber": "e49a1c",
}  # fmt: skip
"""What the lexicon's colours look like, as hexadecimal sRGB: what shops sell under the name, not the purest hue."""

SIDE_PX = 48
"""The photo is looked at in so many rows and columns."""
BACKGROUND_DELTA_E = 10.0
"""Pixels nearer than this to the background's colour belong to it; 2.3 is just noticeable, shadows are wider."""
PLAIN_BACKGROUND_SHARE = 0.6
"""Where so much of the frame has one colour, that is the background."""
MIN_SUBJECT_SHARE = 0.04
"""A subject smaller than this is no subject: white on white; then the middle of the photo counts."""
WHITE = 250
MIN_BACKGROUND = 90
MAX_TINT = 12.0
"""A background that is lighter than `MIN_BACKGROUND` of 255 and has no more colour than this is a white one, badly lit."""
MIDDLE_RADIUS = 0.63
"""Of half the photo's sides; a third of its pixels."""
N_CLUSTERS = 4
MIN_COLOR_SHARE = 0.15
"""Of the subject; less is a detail or a shadow."""


def colors_of(photo: Photo, names: Collection[str]) -> dict[str, float]:
    """The share of the photo's subject that has each of the named colours, largest first; details are left out.

    `names` are those of the shop; one that is not in `SRGB` is never seen.
    """
    known = [name for name in SRGB if name in names]
    if not known:
        return {}
    references = lab(np.array([tuple(bytes.fromhex(SRGB[name])) for name in known], np.uint8))
    centres, shares = _clusters(_subject(photo))
    nearest = np.argmin(_distances(centres, references), axis=1)
    found: dict[str, float] = {}
    for at, share in zip(nearest.tolist(), shares.tolist(), strict=True):
        found[known[at]] = found.get(known[at], 0.0) + share
    ordered = sorted(found.items(), key=lambda item: -item[1])
    return {name: share for name, share in ordered if share >= MIN_COLOR_SHARE}


def lab(srgb: npt.NDArray[np.uint8]) -> Lab:
    """(n, 3) sRGB as CIE L*a*b* under D65. Source: IEC 61966-2-1 and CIE 15:2004."""
    value = srgb.astype(np.float32) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T / _WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), xyz * 7.787 + 16 / 116)
    channels = [116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])]
    points: Lab = np.stack(channels, axis=1).astype(np.float32)
    return points


_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]],
    np.float32,
)
_WHITE = np.array([0.95047, 1.0, 1.08883], np.float32)


def _subject(photo: Photo) -> Lab:
    """The pixels that are not background."""
    pixels = np.frombuffer(photo.pixels, np.uint8).reshape(photo.height, photo.width, 3)
    rows, columns = (np.linspace(0, size - 1, min(size, SIDE_PX)).astype(int) for size in pixels.shape[:2])
    small = pixels[rows][:, columns]
    height, width = small.shape[:2]
    frame = np.zeros((height, width), np.bool_)
    depth = max(1, min(height, width) // 16)
    frame[:depth], frame[-depth:], frame[:, :depth], frame[:, -depth:] = True, True, True, True
    small = _relit(small.reshape(-1, 3), frame.ravel())
    points = lab(small)
    border = points[frame.ravel()]
    background = np.median(border, axis=0)
    if np.mean(_distances(border, background[None])[:, 0] < BACKGROUND_DELTA_E) >= PLAIN_BACKGROUND_SHARE:
        subject = points[_distances(points, background[None])[:, 0] >= BACKGROUND_DELTA_E]
        if len(subject) >= MIN_SUBJECT_SHARE * len(points):
            return subject
    down, across = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None]
    return np.asarray(points[(np.hypot(down, across) <= MIDDLE_RADIUS).ravel()])


def _relit(pixels: npt.NDArray[np.uint8], frame: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """The pixels as they would be if a background that is some shade of grey were white: a dark or tinted photo."""
    background = np.median(pixels[frame], axis=0)
    _, green_red, blue_yellow = lab(background[None].astype(np.uint8))[0]
    if background.min() < MIN_BACKGROUND or np.hypot(green_red, blue_yellow) > MAX_TINT:
        return pixels
    return np.asarray(np.clip(pixels * (WHITE / background), 0, 255), np.uint8)


def _clusters(points: Lab) -> tuple[Lab, npt.NDArray[np.float64]]:
    """The centres of at most `N_CLUSTERS` groups of colours, and the share of each, by k-means from spread-out starts."""
    centres = [points[np.argmin(_distances(points, points.mean(axis=0)[None])[:, 0])]]
    for _ in range(N_CLUSTERS - 1):
        far = _distances(points, np.array(centres)).min(axis=1)
        if far.max() < BACKGROUND_DELTA_E:
            break
        centres.append(points[np.argmax(far)])
    found = np.array(centres)
    for _ in range(8):
        member = np.argmin(_distances(points, found), axis=1)
        found = np.array(
            [points[member == at].mean(axis=0) if np.any(member == at) else c for at, c in enumerate(found)]
        )
    member = np.argmin(_distances(points, found), axis=1)
    return found.astype(np.float32), np.bincount(member, minlength=len(found)) / len(points)


def _distances(points: Lab, others: Lab) -> npt.NDArray[np.float32]:
    """(n, m) colour differences, lightness at half its weight: light and shadow change it, not the hue."""
    weight = np.array([0.5, 1.0, 1.0], np.float32)
    return np.asarray(np.linalg.norm((points[:, None] - others[None]) * weight, axis=2))
