"""Where the pocket model is looked for, and what is said where it isn't."""

from hashlib import sha256
from pathlib import Path

import pytest

from assistant.errors import SpeechUnavailable
from assistant.speech import pocket

pytestmark = pytest.mark.unit


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pocket, "MODEL", tmp_path / "model.pt")
    monkeypatch.setattr(pocket, "CHECKSUM", tmp_path / "model.pt.sha256")
    return tmp_path


def test_model_with_its_checksum_is_found(folder: Path) -> None:
    (folder / "model.pt").write_bytes(b"weights")
    (folder / "model.pt.sha256").write_text(sha256(b"weights").hexdigest() + "\n", encoding="ascii")
    assert pocket.pocket_path() == folder / "model.pt"


def test_missing_model_says_how_to_get_one(folder: Path) -> None:
    with pytest.raises(SpeechUnavailable, match="shopkeeper train whisper"):
        pocket.pocket_path()


def test_other_model_is_refused(folder: Path) -> None:
    (folder / "model.pt").write_bytes(b"other weights")
    (folder / "model.pt.sha256").write_text(sha256(b"weights").hexdigest(), encoding="ascii")
    with pytest.raises(SpeechUnavailable, match="not the model"):
        pocket.pocket_path()
