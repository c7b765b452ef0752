"""Picture files for tests: encoded ones, and those that somebody sends who means no good."""

import io
import struct
import zlib

from PIL import Image

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
ORIENTATION = 0x0112


def encoded(picture: Image.Image, picture_format: str, **options: object) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    picture.save(file, picture_format, **options)
    return file.getvalue()


def halves(width: int = 64, height: int = 32) -> Image.Image:
    """Left half red, right half blue."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture


def exif(orientation: int) -> Image.Exif:
    """EXIF that says only how the camera was held."""
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    return tags


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk with its length and checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_bomb(width: int = 13_344, height: int = 13_344) -> bytes:
    """22 kB that decode to 178 million black pixels, one bit each."""
    row = bytes(1 + -(-width // 8))
    deflate = zlib.compressobj(9)
    rows = b"".join(deflate.compress(row) for _ in range(height)) + deflate.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")
