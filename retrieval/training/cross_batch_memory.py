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
    """What the towers made of the last pictures and their names: they move slowly, so it still holds.

    `images` and `texts` (m, d), and `rows` (m,), which samples they are of.
    """

    def __init__(self, dimension: int) -> None:
        self.images, self.texts = torch.zeros(0, dimension), torch.zeros(0, dimension)
        self.rows: npt.NDArray[np.int64] = np.zeros(0, np.int64)

    def push(self, images: torch.Tensor, texts: torch.Tensor, rows: npt.NDArray[np.int64]) -> None:
        """Remembers (n, d) pictures and texts of the samples `rows` (n,); the oldest are forgotten."""
        self.images = torch.cat([self.images.to(images.device), images])[-N_REMEMBERED:]
        self.texts = torch.cat([self.texts.to(texts.device), texts])[-N_REMEMBERED:]
        self.rows = np.concatenate([self.rows, rows])[-N_REMEMBERED:]
