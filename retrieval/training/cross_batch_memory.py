"""What the towers made of the last pictures and names, for a batch to be told from as well. Adapter: torch.

Source: Wang et al. 2020, "Cross-Batch Memory for Embedding Learning".
"""

import numpy as np
import numpy.typing as npt
import torch

N_REMEMBERED = 8192
"""Pictures and names of the last steps that those of a batch are told from as well: a name is sought among all pictures
of a shop, not among 256."""


class CrossBatchMemory:
    """What the towers made of the last pictures and their names: they move slowly, so it still holds."""

    def __init__(self, dimension: int) -> None:
        self._images, self._texts = torch.zeros(0, dimension), torch.zeros(0, dimension)
        self._names: npt.NDArray[np.int64] = np.zeros(0, np.int64)

    def push(self, images: torch.Tensor, texts: torch.Tensor, names: npt.NDArray[np.int64]) -> None:
        """Remembers (n, d) pictures and texts with the numbers (n,) of their names; the oldest are forgotten."""
        self._images = torch.cat([self._images.to(images.device), images])[-N_REMEMBERED:]
        self._texts = torch.cat([self._texts.to(texts.device), texts])[-N_REMEMBERED:]
        self._names = np.concatenate([self._names, names])[-N_REMEMBERED:]

    def others(self, names: npt.NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor]:
        """(m, d) pictures and texts of other names than these."""
        rows = torch.from_numpy(np.flatnonzero(~np.isin(self._names, names)))
        return self._images[rows], self._texts[rows]
