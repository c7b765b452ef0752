"""The pocket Whisper: its dimensions, the few tokens of Whisper's vocabulary that it is trained on, and its export.

Adapter: torch, whisper. Training knows some thousand of the 51,865 tokens; the softmax over those is exact for all texts
that are made of them. The exported model has every row: what was never trained on gets `NEVER`, a logit that cannot win.

That is built of one place of the last layer norm, whose weight is 0 and whose bias is `ALWAYS_ON`: there every trained
token has a bias of its own, and every other token `NEVER / ALWAYS_ON`, and 0 elsewhere.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch import nn
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import get_tokenizer

from assistant.messages import Language
from retrieval.errors import TrainingError

POCKET = ModelDimensions(
    n_mels=80, n_audio_ctx=1500, n_audio_state=256, n_audio_head=4, n_audio_layer=4,
    n_vocab=51865, n_text_ctx=448, n_text_state=256, n_text_head=4, n_text_layer=2,
)  # fmt: skip
"""19.4 M weights, 38.7 MB in halves, of which the vocabulary's rows are 13.3 M. Of the rest most stands in the encoder,
where reading depends on it; two layers of decoder spell what four of encoder have heard."""

ALWAYS_ON = 4.0
NEVER = -40.0
"""e^-40 beside 50,000 tokens is nothing, in half precision too."""

MAX_WRITTEN = 48
"""Tokens after which the model rambles: no sentence of the corpus has as many."""

TOKENIZER = get_tokenizer(multilingual=True, num_languages=99, language="en", task="transcribe")
LANGUAGE_TOKENS: dict[Language, int] = {code: TOKENIZER.to_language_token(code) for code in ("en", "zh")}


@dataclass(frozen=True, slots=True)
class PocketVocabulary:
    """The tokens that are trained on, in the order of their rows in the small model."""

    tokens: tuple[int, ...]

    def rows(self, tokens: Iterable[int]) -> list[int]:
        """Their rows. Raises KeyError for a token that is not in it."""
        row = _row_of(self)
        return [row[token] for token in tokens]

    def text(self, rows: Iterable[int]) -> str:
        """What the rows spell, without specials."""
        tokens = (self.tokens[row] for row in rows)
        text: str = TOKENIZER.encoding.decode([token for token in tokens if token < TOKENIZER.eot])
        return text.strip()


_ROWS: dict[PocketVocabulary, dict[int, int]] = {}


def _row_of(vocabulary: PocketVocabulary) -> dict[int, int]:
    if vocabulary not in _ROWS:
        _ROWS[vocabulary] = {token: row for row, token in enumerate(vocabulary.tokens)}
    return _ROWS[vocabulary]


def text_tokens(text: str, language: Language) -> list[int]:
    """Whisper's own tokens of a text; English begins with a space, as in all that Whisper writes."""
    return TOKENIZER.encoding.encode(f" {text}" if language == "en" else text) if text else []


def start_tokens(language: Language) -> list[int]:
    """What the decoder is given before the text."""
    return [TOKENIZER.sot, LANGUAGE_TOKENS[language], TOKENIZER.transcribe, TOKENIZER.no_timestamps]


def vocabulary_of(texts: Iterable[tuple[str, Language]]) -> PocketVocabulary:
    """The tokens of the texts, the specials that are needed, and every byte, so that nothing cannot be written."""
    used = {token for text, language in texts for token in text_tokens(text, language)}
    specials = {TOKENIZER.eot, TOKENIZER.no_speech, *start_tokens("en"), *start_tokens("zh")}
    return PocketVocabulary(tuple(sorted(used | specials | set(range(256)))))


def small_model(dimensions: ModelDimensions, vocabulary: PocketVocabulary) -> Whisper:
    """A new Whisper with the vocabulary's rows only, initialised for training."""
    model = Whisper(replace(dimensions, n_vocab=len(vocabulary.tokens)))
    decoder = model.decoder
    nn.init.normal_(decoder.token_embedding.weight, std=0.02)
    nn.init.normal_(decoder.positional_embedding, std=0.01)
    n_layers = dimensions.n_audio_layer + dimensions.n_text_layer
    for name, parameter in model.named_parameters():
        if name.endswith(("out.weight", "mlp.2.weight")):  # so that the sum of all layers starts small
            nn.init.normal_(parameter, std=0.02 / n_layers**0.5)
        elif name.endswith(("query.weight", "key.weight", "value.weight", "mlp.0.weight")):
            nn.init.normal_(parameter, std=parameter.shape[1] ** -0.5)
    with torch.no_grad():
        decoder.ln.weight[0], decoder.ln.bias[0] = 0.0, ALWAYS_ON
    decoder.ln.weight.register_hook(_without_first)
    decoder.ln.bias.register_hook(_without_first)
    return model


def _without_first(gradient: torch.Tensor) -> torch.Tensor:
    kept = gradient.clone()
    kept[0] = 0
    return kept


def export(model: Whisper, vocabulary: PocketVocabulary, path: Path, *, n_vocab: int = POCKET.n_vocab) -> str:
    """Writes the checkpoint that `whisper.load_model(path)` loads, in halves; returns its SHA-256, in a file beside it."""
    weights = {name: value.detach().half().contiguous().cpu() for name, value in model.state_dict().items()}
    small = weights["decoder.token_embedding.weight"]
    rows = torch.zeros(n_vocab, small.shape[1], dtype=torch.half)
    rows[:, 0] = NEVER / ALWAYS_ON
    rows[torch.tensor(vocabulary.tokens)] = small
    weights["decoder.token_embedding.weight"] = rows
    content = {"dims": asdict(replace(model.dims, n_vocab=n_vocab)), "model_state_dict": weights}
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    torch.save(content, partial)
    digest = hashlib.sha256(partial.read_bytes()).hexdigest()
    partial.replace(path)
    path.with_name(path.name + ".sha256").write_text(digest + "\n", encoding="ascii")
    return digest


def trained_tokens(path: Path) -> tuple[int, ...]:
    """The tokens that an exported pocket model was trained on. Raises TrainingError."""
    rows = _checkpoint(path)["model_state_dict"]["decoder.token_embedding.weight"]
    return tuple(torch.nonzero(_is_trained(rows)).flatten().tolist())


def _is_trained(rows: torch.Tensor) -> torch.Tensor:
    """(n,) of (n, d) rows of the vocabulary, as `export` writes them."""
    return rows[:, 0] != NEVER / ALWAYS_ON


def load_weights(model: Whisper, vocabulary: PocketVocabulary, path: Path) -> None:
    """Puts an exported model's weights into a small one; rows of tokens that it doesn't know stay as they are.

    Raises TrainingError where its dimensions are others.
    """
    content = _checkpoint(path)
    if replace(ModelDimensions(**content["dims"]), n_vocab=model.dims.n_vocab) != model.dims:
        raise TrainingError(f"{path} is no pocket model: {content['dims']}.", remedy="Train from nothing.")
    given = content["model_state_dict"]
    old = given["decoder.token_embedding.weight"][torch.tensor(vocabulary.tokens)].float()
    new = model.state_dict()["decoder.token_embedding.weight"]
    rows = torch.where(_is_trained(old)[:, None], old, new)
    model.load_state_dict({**given, "decoder.token_embedding.weight": rows})


def _checkpoint(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError, KeyError, EOFError, UnpicklingError) as error:
        raise TrainingError(f"{path} cannot be read ({error}).", remedy="Name a Whisper checkpoint.") from error
    if "decoder.token_embedding.weight" not in content.get("model_state_dict", {}):
        raise TrainingError(f"{path} is no Whisper checkpoint.", remedy="Name one.")
    return content


def decode_greedily(
    model: Whisper, vocabulary: PocketVocabulary, features: torch.Tensor, languages: Sequence[Language]
) -> list[str]:
    """What the small model writes for each of the (n, n_positions, d) features, the languages being known."""
    end = vocabulary.rows([TOKENIZER.eot])[0]
    written = torch.tensor([vocabulary.rows(start_tokens(language)) for language in languages], device=features.device)
    n_given = written.shape[1]
    is_over = torch.zeros(len(languages), dtype=torch.bool, device=features.device)
    while written.shape[1] < MAX_WRITTEN and not is_over.all():
        best = model.decoder(written, features)[:, -1].argmax(-1)
        is_over |= best == end
        written = torch.cat([written, best.masked_fill(is_over, end)[:, None]], dim=1)
    return [vocabulary.text(row[n_given:]) for row in written.tolist()]
