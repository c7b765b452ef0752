"""The command that builds the datasets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals import build_datasets

pytestmark = pytest.mark.unit


def test_only_the_named_parts_are_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each dataset is named when it is there."""

    def build(data: Path, out: Path) -> Iterator[str]:
        yield f"{data.name}-dataset"

    def fail(data: Path, out: Path) -> Iterator[str]:
        raise AssertionError("not asked for")

    monkeypatch.setattr(build_datasets, "BUILDERS", {"one": build, "other": fail})
    build_datasets.main(Path("data"), tmp_path, ["one"])
    assert capsys.readouterr().out == f"{tmp_path / 'data-dataset'}\n"
