"""open_clip models while they are trained: loaded, encoding texts of any length, written as folders that are loaded.

Adapter: torch, open_clip.
"""

import ctypes
import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import open_clip
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from safetensors.torch import save_file
from torch import nn

Clip = Any
"""An open_clip model: a `torch.nn.Module` whose towers and methods differ from architecture to architecture."""

_M_TRIM_THRESHOLD, _M_MMAP_MAX = -1, -4
"""Source: malloc.h of the GNU C library."""


def load_for_training(source: Path) -> Clip:
    """The model of a `local-dir:` folder, with its weights where there are some."""
    has_weights = any(source.glob("open_clip_*model.safetensors")) or any(source.glob("open_clip_*model.bin"))
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        model: Clip = open_clip.create_model(f"local-dir:{source}", load_weights=has_weights)
    finally:
        logging.disable(level)
    return model


def export(model: nn.Module, source: Path, directory: Path) -> None:
    """Writes the model in half precision as a folder that `local-dir:` loads, beside it what belongs to it."""
    directory.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        if file.suffix in (".json", ".txt", ".model", ".onnx"):
            shutil.copyfile(file, directory / file.name)
    weights = {
        name: value.half().contiguous() if value.is_floating_point() else value
        for name, value in model.state_dict().items()
    }
    save_file(weights, directory / "open_clip_model.part")
    (directory / "open_clip_model.part").replace(directory / "open_clip_model.safetensors")


def encode_texts(model: Clip, tokens: torch.Tensor) -> torch.Tensor:
    """(n, d) unit rows of (n, t) trimmed tokens; open_clip's masks, and some of its towers, are for full length only."""
    if not hasattr(model, "text"):
        tokens = F.pad(tokens, (0, model.context_length - tokens.shape[1]))
    with mask_cut_to(model, tokens.shape[1]):
        return F.normalize(model.encode_text(tokens).float(), dim=-1)


@contextmanager
def mask_cut_to(model: Clip, length: int) -> Iterator[None]:
    """The model takes tokens of this length meanwhile; again within itself, from several threads, for the same length."""
    tower = getattr(model, "text", None)
    mask = getattr(tower, "attn_mask", None)
    if tower is None or mask is None:
        yield
        return
    tower.attn_mask = mask[:length, :length]
    try:
        yield
    finally:
        tower.attn_mask = mask


def dimension_of(source: Path) -> int:
    """Numbers a vector of the model that the folder describes."""
    config = json.loads((source / "open_clip_config.json").read_text(encoding="utf-8"))
    return int(config["model_cfg"]["embed_dim"])


def takes_any_size(model: Clip) -> bool:
    """Whether the image tower is convolutional; one with positions takes pictures of one size only."""
    return not any("pos_embed" in name or "positional" in name for name, _ in model.visual.named_parameters())


def keep_freed_memory() -> None:
    """Keeps what a step frees for the next one: giving it back costs a page fault a page, a third of a step on a CPU.

    Source: mallopt(3); the C libraries that lack it need nothing.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_MMAP_MAX, 0)
        mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
