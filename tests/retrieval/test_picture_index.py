"""Which pictures which offers show, there and back."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.picture_index import PictureIndex, gather, picture_file

pytestmark = pytest.mark.unit

INDEX = PictureIndex(["a", "b", "c"], np.array([0, 2, 2, 3, 4]), np.array([0, 1, 1, 2]))
"""Offer 0 shows a and b, offer 1 nothing, offer 2 b, offer 3 c."""


def test_pictures_of_offers_are_marked() -> None:
    """Those of offers 1 and 2 are b alone."""
    assert INDEX.of_offers(np.array([False, True, True, False])).tolist() == [False, True, False]


def test_every_offer_with_a_picture_is_found() -> None:
    """c is offer 3's; b is that of 0 and 2."""
    positions, offers = INDEX.offers_with(np.array([2, 1]))
    assert (positions.tolist(), offers.tolist()) == ([0, 1, 1], [3, 0, 2])


def test_every_picture_of_an_offer_is_found() -> None:
    """Offer 1 has none."""
    positions, pictures = INDEX.pictures_of(np.array([1, 0]))
    assert (positions.tolist(), pictures.tolist()) == ([1, 1], [0, 1])


def test_arrays_and_back_are_the_same() -> None:
    """With paths in any script."""
    index = PictureIndex(["图 1.png", ""], np.array([0, 1]), np.array([1]))
    again = PictureIndex.from_arrays(index.to_arrays())
    assert (again.paths, again.first_shown.tolist(), again.shown.tolist()) == (["图 1.png", ""], [0, 1], [1])


@pytest.mark.parametrize(("first", "shown"), [([0, 2], [0]), ([1, 1], [0]), ([0, 1], [5]), ([0, 1], [-1])])
def test_numbers_out_of_bounds_are_noticed(first: list[int], shown: list[int]) -> None:
    """A list that ends elsewhere, and a picture that is not there."""
    assert INDEX.is_sound()
    assert not PictureIndex(["a"], np.array(first), np.array(shown, np.int64)).is_sound()


def test_gather_of_nothing_is_nothing() -> None:
    """No rows, no values."""
    positions, values = gather(np.array([0, 2]), np.array([7, 8]), np.zeros(0, np.int64))
    assert (len(positions), len(values)) == (0, 0)


def test_only_files_inside_the_folder_are_pictures(tmp_path: Path) -> None:
    """Not URLs, not what is missing, not the machine's other files, not names that cannot be."""
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    assert picture_file(folder, "a.png") == (folder / "a.png").resolve()
    for image in ("https://example.com/a.png", "b.png", "../secret.png", str(tmp_path / "secret.png"), "a\0.png"):
        assert picture_file(folder, image) is None
