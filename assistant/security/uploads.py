"""Shoppers' pictures as they come over the wire: what is kept of one is its pixels and nothing else.

A file can be a picture and something else as well, and says more than it shows (where it was taken, with what). So a
file is looked at within the bounds of `retrieval.photos`, and written anew.
"""

import binascii
from base64 import b64decode
from io import BytesIO

from retrieval.errors import PhotoError
from retrieval.photos import MAX_BYTES, decode_photo

MAX_BASE64_CHARS = 4 * (MAX_BYTES // 3 + 1)

_COMPRESS_LEVEL = 1
"""Of zlib: half the size in a few milliseconds; the highest would save a tenth more in a hundred."""


def read_upload(encoded: str) -> bytes:
    """The picture of an upload in base64 as a PNG of at most 512 px, upright; decoding it gives the same pixels again.

    Nothing else of the file survives. Takes 5 to 100 ms, a refusal too. Raises PhotoError for whatever is no picture.
    """
    if len(encoded) > MAX_BASE64_CHARS:
        raise PhotoError(
            "too_many_bytes",
            f"The picture's file has more than {MAX_BYTES // 1_000_000} MB.",
            remedy="Send a smaller one.",
        )
    try:
        data = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PhotoError("damaged", "The picture is not encoded as base64.", remedy="Send it again.") from error
    photo = decode_photo(data)
    from retrieval.photo_decoder import photo_image  # here, since importing Pillow takes 0.1 s

    file = BytesIO()
    photo_image(photo).save(file, "PNG", compress_level=_COMPRESS_LEVEL)
    return file.getvalue()
