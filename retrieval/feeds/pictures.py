"""Whether a picture that a feed names is there to be shown."""

import os
import re
from pathlib import Path

_URL = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class PictureFolder:
    """The folder of a feed; each of its folders is listed once, since offers share pictures by the thousand."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listed: dict[Path, frozenset[str]] = {}
        self._answers: dict[str, str | None] = {}

    def why_not(self, image: str) -> str | None:
        """Why the picture cannot be shown; None where it can. The web is not asked about URLs.

        A path must stay inside the feed's folder: a feed shall not make the shop show files of the machine.
        """
        if image not in self._answers:
            self._answers[image] = self._look_for(image)
        return self._answers[image]

    def _look_for(self, image: str) -> str | None:
        if _URL.match(image):
            return None
        if _SCHEME.match(image) or Path(image).is_absolute() or ".." in Path(image).parts:
            return "is not a path inside the feed's folder"
        path = self._folder / image
        return None if path.name in self._names_in(path.parent) else "does not exist"

    def _names_in(self, folder: Path) -> frozenset[str]:
        if folder not in self._listed:
            try:
                with os.scandir(folder) as entries:
                    self._listed[folder] = frozenset(entry.name for entry in entries if entry.is_file())
            except OSError:
                self._listed[folder] = frozenset()
        return self._listed[folder]
