"""openai-whisper adapter: any of its models by name or path, from the pocket model of this repository to `turbo`.

Only as much sound as there is gets encoded. Whisper pads everything to 30 s; here the table of positions is cut to the
length of the utterance, so that three seconds cost a tenth of that.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from math import ceil
from threading import Lock
from urllib.error import URLError

import numpy as np
import torch
import whisper
from whisper.audio import HOP_LENGTH, N_SAMPLES_PER_TOKEN, log_mel_spectrogram
from whisper.decoding import DecodingOptions, DecodingResult
from whisper.model import Whisper, disable_sdpa
from whisper.tokenizer import Tokenizer, get_tokenizer

from assistant.errors import SpeechUnavailable
from assistant.messages import Language
from assistant.speech.audio import RATE_HZ
from assistant.speech.transcriber import HeardWord, Hearing, Samples

PADDING_S = 0.5
"""Silence appended to what is encoded: Whisper was trained on sound that ends in silence, and cuts its last word short
where it does not."""

MS_PER_POSITION = 1000 * N_SAMPLES_PER_TOKEN // RATE_HZ
"""20 ms."""

POSITIONS_PER_STEP = 1000 // MS_PER_POSITION
"""Contexts are whole seconds long: a model may be trained on thirty lengths, hardly on fifteen hundred."""

TOKENS_PER_S = 16
FREE_TOKENS = 16
"""More text than this is not spoken in a second; a model that rambles is stopped there."""

MIN_PROMPTED_STATE = 384
"""Widths from `tiny` on: OpenAI's models were trained with the text before as a prompt, a pocket model was not."""

MAX_SINGLE_THREADED_STATE = 383
"""Widths up to here are computed by one thread: their matrices are so small that several only wait for each other, on busy
processors ten times as long as one takes for all of it (2.8 s of speech, pocket model: 0.5 to 1.5 s against 8 to 10 s)."""

MAX_PROMPT_TOKENS = 100
"""Half a hundred names; the decoder reads them once an utterance."""

Detected = tuple[Language, float]
"""The likeliest of the configured languages, and the probability that it is one of them."""


class WhisperTranscriber:
    """A `Transcriber`. `languages` are those that a shopper may speak; `names` are words that the catalogue is full of."""

    def __init__(
        self, model: Whisper, *, languages: Sequence[Language], beam_size: int = 1, names: Sequence[str] = ()
    ) -> None:
        self._model = model
        self._languages = tuple(languages)
        self._beam_size = beam_size if beam_size > 1 else None  # None is greedy decoding
        self._prompt = prompt_of(names, model) if model.dims.n_text_state >= MIN_PROMPTED_STATE else None
        self._dtype = torch.float16 if model.device.type == "cuda" else torch.float32
        self._lock = _lock_of(model)

    def transcribe(self, samples: Samples) -> Hearing:
        """What is said. Raises ValueError for sound that is longer than the model's window."""
        model = self._model
        with self._lock, fitting_threads(model), torch.inference_mode():
            return self._heard(samples)

    def _heard(self, samples: Samples) -> Hearing:
        model = self._model
        mel, n_positions = spectrogram(samples, model)
        with audio_context(model, n_positions):
            features = model.embed_audio(mel[None].to(self._dtype))
            language, known_p = self._detect(features)
            result = model.decode(features, self._options(language, len(samples) / RATE_HZ))[0]
            tokenizer = _tokenizer(model, language)
            words = heard_words(
                model, tokenizer, features, result.tokens, n_heard=ceil(len(samples) / N_SAMPLES_PER_TOKEN)
            )
        return _hearing(result, language, words, known_p)

    def _detect(self, features: torch.Tensor) -> Detected:
        if not self._model.is_multilingual:
            return "en", 1.0
        _, (probabilities,) = self._model.detect_language(features, _tokenizer(self._model, None))
        known = {language: probabilities[language] for language in self._languages}
        return max(known, key=lambda language: known[language]), sum(known.values())

    def _options(self, language: Language, seconds: float) -> DecodingOptions:
        longest = self._model.dims.n_text_ctx // 2 - 1
        return DecodingOptions(
            language=language,
            beam_size=self._beam_size,
            prompt=self._prompt,
            sample_len=min(ceil(seconds * TOKENS_PER_S) + FREE_TOKENS, longest),
            suppress_tokens=[-1, *(_foreign_tokens(self._model) if language == "en" else ())],
            without_timestamps=True,
            fp16=self._dtype == torch.float16,
        )


@cache
def _foreign_tokens(model: Whisper) -> tuple[int, ...]:
    """What a pocket model must not write in English: all that is no ASCII. One that has heard little puts a Chinese
    character into an English sentence now and then; OpenAI's don't, and may write "café".
    """
    if model.dims.n_audio_state >= MIN_PROMPTED_STATE:
        return ()
    tokenizer = _tokenizer(model, None)
    spelled = tokenizer.encoding.decode_single_token_bytes
    return tuple(token for token in range(tokenizer.eot) if not spelled(token).isascii())


@cache
def load_whisper(name: str, device: str) -> Whisper:
    """A model by the name of one of OpenAI's or by its path, once for all its users. Raises `SpeechUnavailable`."""
    try:
        return whisper.load_model(name, device=device).eval()
    except (URLError, OSError, RuntimeError, KeyError, TypeError, ValueError, AttributeError, EOFError) as error:
        raise SpeechUnavailable(
            f"The speech model {name!r} cannot be loaded ({_first_line(error)}).",
            remedy=f"Set SHOPKEEPER_SPEECH_MODEL to one of {', '.join(whisper.available_models())}, to the path of a"
            " checkpoint, or to none; the first use of a named model needs a network.",
        ) from error
    except Exception as error:  # pickle.UnpicklingError and what else a hostile file makes torch raise
        if type(error).__module__ not in ("_pickle", "pickle", "zipfile"):
            raise
        raise SpeechUnavailable(f"{name} is no Whisper checkpoint.", remedy="Name another file.") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def spectrogram(samples: Samples, model: Whisper) -> tuple[torch.Tensor, int]:
    """The log mel spectrogram, shape (n_mels, 2 * n_positions), and the number of encoder positions that it fills.

    Raises ValueError for sound that is longer than the model's window.
    """
    needed = (
        ceil((len(samples) / RATE_HZ + PADDING_S) * 1000 / MS_PER_POSITION / POSITIONS_PER_STEP) * POSITIONS_PER_STEP
    )
    n_positions = min(needed, model.dims.n_audio_ctx)
    n_samples = n_positions * N_SAMPLES_PER_TOKEN
    if len(samples) > n_samples:
        raise ValueError(
            f"{len(samples) / RATE_HZ:.1f} s of sound are too much for a window of {n_samples / RATE_HZ:.0f} s"
        )
    mel = log_mel_spectrogram(samples, model.dims.n_mels, padding=n_samples - len(samples), device=model.device)
    assert mel.shape[-1] * HOP_LENGTH == n_samples, "Whisper's frames are hops"
    return mel, n_positions


@contextmanager
def audio_context(model: Whisper, n_positions: int) -> Iterator[None]:
    """Within it the model is one for so many encoder positions (20 ms each), and all of the library works accordingly.

    The encoder's own code insists on as many positions as its table has, and `decode` takes for features what has as
    many rows as `dims` say; so both are cut, and put back. Sinusoids of the first positions are the same in any table.
    """
    encoder, dims = model.encoder, model.dims
    table, n_all = encoder.positional_embedding, dims.n_audio_ctx
    encoder.positional_embedding, dims.n_audio_ctx = table[:n_positions], n_positions
    try:
        yield
    finally:
        encoder.positional_embedding, dims.n_audio_ctx = table, n_all


@contextmanager
def fitting_threads(model: Whisper) -> Iterator[None]:
    """Within it torch computes with one thread where the model is too small for several. Other models keep theirs."""
    n_threads = torch.get_num_threads()
    is_small = model.device.type == "cpu" and model.dims.n_audio_state <= MAX_SINGLE_THREADED_STATE
    torch.set_num_threads(1 if is_small else n_threads)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)


def heard_words(
    model: Whisper, tokenizer: Tokenizer, features: torch.Tensor, tokens: Sequence[int], *, n_heard: int
) -> tuple[HeardWord, ...]:
    """The words of a decoded text with how sure the model is of each, by one more pass of the decoder over all of them.

    A word's probability is the mean of its tokens', as in the library's own word timestamps. Its time is where the
    alignment heads look when they write it; the library finds that by dynamic time warping, which for a few words in a
    few seconds is more than their times are worth. `n_heard` positions have sound in them, the rest is padding.
    """
    if not tokens:
        return ()
    n_before = len(tokenizer.sot_sequence_including_notimestamps)
    given = torch.tensor([[*tokenizer.sot_sequence_including_notimestamps, *tokens]], device=features.device)
    logits, weights = _attended(model, given, features)
    steps = torch.arange(len(tokens), device=features.device)
    p = logits[n_before - 1 : -1].softmax(dim=-1)[steps, given[0, n_before:]].cpu().numpy()
    peaks = weights[n_before - 1 : -1, :n_heard].argmax(dim=-1).cpu().numpy()
    starts_ms = np.maximum.accumulate(peaks) * MS_PER_POSITION
    return _joined(tokenizer, tokens, p, [*starts_ms.tolist(), n_heard * MS_PER_POSITION])


def _attended(model: Whisper, tokens: torch.Tensor, features: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The logits of each next token, shape (n_tokens, n_vocab), and where the alignment heads look at it, (n_tokens, n)."""
    seen: list[torch.Tensor] = []
    hooks = [
        block.cross_attn.register_forward_hook(lambda module, given, out: seen.append(out[1][0]))
        for block in model.decoder.blocks
    ]
    try:
        with disable_sdpa():  # only the plain attention returns its weights
            logits = model.logits(tokens, features)[0]
    finally:
        for hook in hooks:
            hook.remove()
    heads = model.alignment_heads.indices().T.tolist()
    weights = torch.stack([seen[layer][head].softmax(dim=-1) for layer, head in heads]).mean(dim=0)
    return logits, weights


def _joined(
    tokenizer: Tokenizer, tokens: Sequence[int], p: np.ndarray, bounds_ms: Sequence[int]
) -> tuple[HeardWord, ...]:
    """Tokens joined to words (characters, in Chinese); punctuation alone is no word."""
    texts, groups = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
    words, start = [], 0
    for text, group in zip(texts[:-1], groups[:-1], strict=True):
        end = start + len(group)
        if any(character.isalnum() for character in text):
            bare = text.strip().strip('.,!?。，！？、;；:："“”')
            words.append(HeardWord(bare, float(p[start:end].mean()), bounds_ms[start], bounds_ms[end]))
        start = end
    return tuple(words)


def _hearing(
    result: DecodingResult, language: Language, words: tuple[HeardWord, ...], known_language_p: float
) -> Hearing:
    return Hearing(
        text=result.text.strip(),
        language=language,
        words=words,
        mean_log_p=float(result.avg_logprob),
        no_speech_p=0.0 if np.isnan(result.no_speech_prob) else float(result.no_speech_prob),
        compression_ratio=float(result.compression_ratio) if result.text else 1.0,
        known_language_p=known_language_p,
    )


def prompt_of(names: Sequence[str], model: Whisper) -> list[int] | None:
    """As many of the names as fit, the first ones being the most important, as the text that came before."""
    tokenizer = _tokenizer(model, "en")
    kept: list[int] = []
    for name in names:
        tokens = tokenizer.encode(f" {name},")
        if len(kept) + len(tokens) > MAX_PROMPT_TOKENS:
            break
        kept += tokens
    return kept or None


def _tokenizer(model: Whisper, language: Language | None) -> Tokenizer:
    return get_tokenizer(model.is_multilingual, num_languages=model.num_languages, language=language, task="transcribe")


@cache
def _lock_of(model: Whisper) -> Lock:
    """One for each model: `audio_context` and the library's caches are no place for two threads."""
    return Lock()
