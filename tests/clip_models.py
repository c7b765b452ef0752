"""Small open_clip models with random weights, saved as the folders that `local-dir:` names.

The same seed gives the same weights. They know nothing of pictures, but the same picture has the same vector, and a
slightly altered one a vector near it: enough for everything but quality.
"""

import json
from pathlib import Path
from typing import Any

TINY = {
    "embed_dim": 32,
    "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "head_width": 32, "patch_size": 16},
    "text_cfg": {"context_length": 24, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 1},
}


def save_clip(folder: Path, *, architecture: str | None = None, seed: int = 0, **changes: Any) -> str:
    """Writes a model of that architecture (one that open_clip knows) or a tiny one; its name for `load_image_embedder`.

    `changes` replace keys of the tiny model's configuration: `save_clip(folder, embed_dim=16)`.
    """
    import open_clip  # importing it takes 15 s, and a test that needs no model shall not wait for it
    import torch
    from safetensors.torch import save_file

    config = open_clip.get_model_config(architecture) if architecture else TINY | changes
    torch.manual_seed(seed)
    model = open_clip.create_model(architecture) if architecture else open_clip.CLIP(**config)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config, "preprocess_cfg": {}}))
    state = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(state, folder / "open_clip_model.safetensors")
    return f"local-dir:{folder}"
