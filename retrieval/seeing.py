"""What a shopper's photo shows, in the shop's own facet values: by the pictures that look like it, and by its colours.

Nobody tells the model what kinds of things the shop sells: the shop's pictures nearest to the photo vote with the facet
values of their offers, the nearer the louder. How near is near differs from model to model, so that nearness is counted
from what the shop's pictures have in common with the photo on average: 0 is that, 1 is the same picture.
"""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from retrieval.colors import colors_of
from retrieval.embedders import ImageEmbedder
from retrieval.errors import ModelMismatch
from retrieval.facets import FacetIndex
from retrieval.image_stage import ShopPictures
from retrieval.lexicon import Lexicon
from retrieval.moderation import moderator_for
from retrieval.photo_views import relit, views_of
from retrieval.photos import Photo, SeenPhoto, Sight
from retrieval.scoring import ProductRows, Vector

N_VOTERS = 20
"""Pictures that vote."""
LOUDNESS = 0.03
"""A picture whose nearness is less than the nearest one's by this much has a vote of 1/e."""
KIND_SHARE = 0.5
"""Of the votes: the narrowest kind of product with so many is what the photo shows."""
PATTERN_SHARE = 0.5
"""Of the votes, for a pattern that most of the shop does not have: that a thing is plain is not worth telling."""
FAMILIAR, STRANGE = 0.84, 0.76
"""From the first nearness of the nearest picture on the votes count in full, from the second down not at all: then the
photo shows nothing that is for sale. Measured with the pocket model: pictures of the shop, photographed askew in dim
light, are at .84 and more (95 % at .90) in the demo shop and at .88 and more in a clothes shop; of groceries 95 % are
below .70 and .75 there, all below .78, and a meadow is at .76 and .58."""
PIXEL_SHARE = 0.4
"""How much of a colour's confidence is the photo's own pixels; the rest are the votes."""
MIN_CONFIDENCE = 0.2
"""What is less certain is not worth telling."""
MAX_COLORS = 2


class PhotoReader:
    """Looks at photos with the eyes of one shop."""

    def __init__(
        self, pictures: ShopPictures, facets: FacetIndex, embedder: ImageEmbedder, *, lexicon: Lexicon
    ) -> None:
        """Raises ModelMismatch where the shop's pictures were seen by another model than `embedder`."""
        if embedder.model_id != pictures.model_id:
            raise ModelMismatch(
                f"The shop's pictures were seen by the model {pictures.model_id}, not {embedder.model_id}.",
                remedy="Index the feed again with this model, or configure that one.",
            )
        self._pictures = pictures
        self._facets = facets
        self._embedder = embedder
        self._moderator = moderator_for(embedder)
        self._lexicon = lexicon

    def look(self, photo: Photo) -> SeenPhoto:
        """Raises ModelUnavailable, and PhotoError for a photo that no shop wants to see."""
        vectors = self._embedder.embed_photos(views_of(photo))
        if self._moderator and (refusals := self._moderator.refusals(vectors[:1])):
            raise refusals[0]
        vector, rows, nearness = max(map(self._nearest, vectors), key=lambda found: float(found[2][0]))
        positions, offers = self._pictures.index.offers_with(rows)
        voters = offers[np.unique(positions, return_index=True)[1]]
        votes = np.exp((nearness - nearness[0]) / LOUDNESS)
        votes *= familiarity(float(nearness[0])) / votes.sum()
        sights = [
            *self._kind(voters, votes),
            *self._colors(relit(photo), voters, votes),
            *self._pattern(voters, votes),
        ]
        certain = sorted((sight for sight in sights if sight.confidence >= MIN_CONFIDENCE), key=lambda s: -s.confidence)
        return SeenPhoto(photo.photo_id, self._embedder.model_id, vector.astype("<f2").tobytes(), tuple(certain))

    def _nearest(self, vector: Vector) -> tuple[Vector, ProductRows, npt.NDArray[np.float64]]:
        """The vector, the pictures nearest to it, and their nearness: 0 for the shop's average, 1 for the same."""
        rows, similarities = self._pictures.scorer.top(vector, None, N_VOTERS)
        average = float(self._middle @ vector)
        return vector, rows, (similarities - average) / max(1 - average, 1e-6)

    def _kind(self, voters: npt.NDArray[np.int64], votes: npt.NDArray[np.float64]) -> list[Sight]:
        """The narrowest kind of product that most voters are of, or else the one with the most votes."""
        shares = self._shares("category", voters, votes)
        if not shares:
            return []
        most = max(shares.values())
        enough = min(most, KIND_SHARE * votes.sum())
        postings = self._facets.postings["category"]
        kinds = [kind for kind, share in shares.items() if share >= enough]
        narrowest = min(kinds, key=lambda kind: (postings[kind].n_products, -self._depth(kind), -shares[kind], kind))
        return [Sight("category", narrowest, min(1.0, shares[narrowest]))]

    @cached_property
    def _middle(self) -> Vector:
        """(d,) the mean of the shop's pictures."""
        return np.asarray(self._pictures.embeddings.mean(axis=0), np.float32)

    def _depth(self, kind: str) -> int:
        return len(self._lexicon.broader("category", kind))

    def _colors(self, photo: Photo, voters: npt.NDArray[np.int64], votes: npt.NDArray[np.float64]) -> list[Sight]:
        """The colours that pixels and voters agree on best."""
        shares = self._shares("color", voters, votes)
        painted = colors_of(photo, self._facets.postings.get("color", {}))
        familiar = float(votes.sum())
        certainty = {
            color: (PIXEL_SHARE * painted.get(color, 0.0) * familiar + (1 - PIXEL_SHARE) * shares.get(color, 0.0))
            for color in {*shares, *painted}
        }
        best = sorted(certainty, key=lambda color: (-certainty[color], color))[:MAX_COLORS]
        return [Sight("color", color, min(1.0, certainty[color])) for color in best]

    def _pattern(self, voters: npt.NDArray[np.int64], votes: npt.NDArray[np.float64]) -> list[Sight]:
        usual = self._facets.n_products / 2
        return [
            Sight("pattern", pattern, min(1.0, share))
            for pattern, share in self._shares("pattern", voters, votes).items()
            if share >= PATTERN_SHARE * votes.sum() and self._facets.postings["pattern"][pattern].n_products < usual
        ]

    def _shares(self, slot: str, voters: npt.NDArray[np.int64], votes: npt.NDArray[np.float64]) -> Mapping[str, float]:
        """The votes for each value of a slot."""
        shares = {}
        for value in self._facets.postings.get(slot, {}):
            rows = self._facets.rows_of(slot, value)
            places = np.minimum(np.searchsorted(rows, voters), len(rows) - 1)
            if share := float(votes[rows[places] == voters].sum()):
                shares[value] = share
        return shares


def familiarity(nearness: float) -> float:
    """0 to 1: whether something so near in the shop says anything about the photo."""
    return float(np.clip((nearness - STRANGE) / (FAMILIAR - STRANGE), 0.0, 1.0))
