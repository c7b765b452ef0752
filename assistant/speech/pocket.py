"""Where the pocket Whisper lies, checked before it is loaded."""

import hashlib
from pathlib import Path

from assistant.errors import SpeechUnavailable

FOLDER = Path(__file__).with_name("pocket_whisper")
MODEL = FOLDER / "model.pt"
CHECKSUM = FOLDER / "model.pt.sha256"
"""The hexadecimal digest of the model, alone on a line."""


def pocket_path() -> Path:
    """The checkpoint. Raises `SpeechUnavailable` where there is none, or another than the checksum says."""
    if not (MODEL.is_file() and CHECKSUM.is_file()):
        raise SpeechUnavailable(
            "The pocket speech model is not part of this version.",
            remedy="Train it with: shopkeeper train whisper; or set SHOPKEEPER_SPEECH_MODEL to a Whisper model.",
        )
    if hashlib.sha256(MODEL.read_bytes()).hexdigest() != CHECKSUM.read_text(encoding="ascii").strip():
        raise SpeechUnavailable(
            f"{MODEL} is not the model that belongs to this version.", remedy="Install Shopkeeper again."
        )
    return MODEL
