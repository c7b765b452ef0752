"""resvg adapter: vector drawing to PNG."""

import resvg_py

PICTURE_PX = 480


def rasterise(svg: str, *, width_px: int = PICTURE_PX) -> bytes:
    """`svg` as a PNG file, `width_px` pixels wide.

    Raises ValueError for text that is not a drawing.
    """
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width_px, skip_system_fonts=True))
