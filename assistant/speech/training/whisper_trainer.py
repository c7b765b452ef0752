"""Trains a pocket Whisper on a corpus: resumable, for so many hours, in bfloat16 where the hardware has it.

Adapter: torch, whisper. Beside the library's own task a second one stands on the encoder: to name the phonemes that the
synthesiser spoke (CTC). It finds within minutes where in the sound what is, which the decoder alone takes hours to find
out, and is thrown away after training. The model reads only as many positions as there is sound, as it will in use.
"""

import json
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from pickle import UnpicklingError

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import nn
from whisper.model import ModelDimensions, Whisper, disable_sdpa

from assistant.speech.training.corpus import FRAMES_PER_S, MEL_RANGE, Corpus, Utterance
from assistant.speech.training.mel_augmentation import Strength, grown
from assistant.speech.training.muon import FullPrecisionMuon
from assistant.speech.training.pocket_model import (
    POCKET,
    PocketVocabulary,
    decode_greedily,
    export,
    load_weights,
    small_model,
)
from assistant.speech.training.utterance_batches import IGNORED, UtteranceBatch, UtteranceBatches, Wanted
from assistant.speech.training.word_errors import total, word_errors
from assistant.speech.whisper_transcriber import audio_context
from retrieval.errors import TrainingError
from retrieval.training.optimisation import (
    WEIGHT_DECAY,
    batch_workers,
    has_bfloat16,
    parameter_groups,
    put_mean_gradients,
    schedule,
    update_average,
)

CHECKPOINT_EVERY_S = 300.0
HISTORY_EVERY = 20
"""Steps between two points of the curves."""
EVALUATION_BATCH = 25
TAIL_FRAMES = 50
"""Silence after an utterance that is judged: half a second, as the recogniser appends."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. `hours` are hours of training, over all resumptions; `steps` end it earlier where they are given.

    `batch_frames` are frames (10 ms) a batch, silence included. The first `short_share` of the time goes to utterances
    of up to `short_frames`, barely changed: they are learned fast, and what follows builds on them. From there to
    `grown_share` the changes grow from `first_growth` to their full `strength`: all at once, they undo what was learned.
    """

    hours: float = 2.0
    steps: int | None = None
    batch_frames: int = 8_000
    learning_rate: float = 2e-3
    phoneme_weight: float = 0.5
    short_share: float = 0.1
    grown_share: float = 1.0
    first_growth: float = 0.0
    short_frames: int = 200
    strength: Strength = field(default_factory=Strength)
    dimensions: ModelDimensions = field(default_factory=lambda: POCKET)
    seed: int = 1


LEARNED = Recipe(learning_rate=5e-4, phoneme_weight=0.0, short_share=0.0, first_growth=0.5, grown_share=2.0)
"""For a pocket model that goes on learning: it knows changed speech already, and ends at three quarters of the strength.

Its head for phonemes was thrown away; what a new one, that knows nothing, says of the encoder undoes what was learned:
at a rate of 1.5e-3 errors rose from .27 to .38 in ten minutes. Sixteen thousand new utterances in this way left English
and Chinese errors where they were (.267 and .207 before, .276 and .212 after): it takes hours, as the first time.
"""


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What is trained on and what is judged by; `noises` are (m, frames, mels) spectrograms in Whisper's units."""

    corpus: Corpus
    held_out: Corpus
    noises: torch.Tensor
    vocabulary: PocketVocabulary
    phonemes: tuple[str, ...]


@dataclass(slots=True)
class Progress:
    """How far a run is; `history` has one entry for each point of the curves."""

    step: int = 0
    elapsed_s: float = 0.0
    n_utterances: int = 0
    history: list[dict[str, float]] = field(default_factory=list)


class WhisperTrainer:
    """One training run in `work`, which holds its checkpoint; the same directory goes on where it stopped.

    `source` is a pocket model's checkpoint to begin with; None begins with nothing.
    """

    def __init__(self, work: Path, data: TrainingData, recipe: Recipe, *, source: Path | None = None) -> None:
        self._work = work
        self._data = data
        self._recipe = recipe
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._dtype = torch.bfloat16 if has_bfloat16(self._device) else torch.float32
        torch.manual_seed(recipe.seed)
        self._model = small_model(recipe.dimensions, data.vocabulary).to(self._device)
        if source:
            load_weights(self._model, data.vocabulary, source)
        self._phoneme_head = nn.Linear(recipe.dimensions.n_audio_state, len(data.phonemes) + 1).to(self._device)
        self._average = deepcopy(self._model)
        self._optimizers = optimizers_of([self._model, self._phoneme_head], recipe.learning_rate)
        self._parameters = [*self._model.parameters(), *self._phoneme_head.parameters()]
        n_workers, self._workers = batch_workers(self._device)
        self._replicas = [_replica(self._model) for _ in range(n_workers)]
        self.progress = Progress()
        self._resume()

    def run(self, on_progress: Callable[[Progress], None]) -> Progress:
        """Trains until the recipe's hours are over; `on_progress` hears of every step."""
        data, progress = self._data, self.progress
        batches = UtteranceBatches(data.corpus, data.vocabulary, data.phonemes, data.noises)
        saved_s, last = progress.elapsed_s, time.monotonic()
        draws = batches.draw(self._recipe.seed + progress.step, self._wanted)
        for step_batches in zip(*(draws,) * len(self._replicas), strict=False):
            losses = self._step(step_batches)
            now = time.monotonic()
            progress.elapsed_s += now - last
            last = now
            progress.step += 1
            progress.n_utterances += sum(len(batch.mels) for batch in step_batches)
            is_over = self._share() >= 1
            saves = is_over or progress.elapsed_s - saved_s >= min(CHECKPOINT_EVERY_S, self._recipe.hours * 360)
            if saves or progress.step % HISTORY_EVERY == 0:
                point = {"step": progress.step, "elapsed_s": progress.elapsed_s, "n_utterances": progress.n_utterances}
                progress.history.append(point | losses | (self.evaluate() if saves else {}))
            if saves:
                self._save()
                saved_s = progress.elapsed_s
            on_progress(progress)
            if is_over:
                break
        return progress

    def evaluate(self) -> dict[str, float]:
        """The averaged model on the held-out corpus, without noise: word errors in English, of characters in Chinese."""
        rates = {}
        for language in ("en", "zh"):
            spoken = [one for one in self._data.held_out.utterances if one.language == language]
            if spoken:
                errors = [word_errors(one.text, text) for one, text in zip(spoken, self.hear(spoken), strict=True)]
                rates[f"{language}_error_rate"] = total(errors).rate
        return rates

    def hear(self, utterances: Sequence[Utterance]) -> list[str]:
        """What the averaged model writes for utterances of the held-out corpus."""
        heard: dict[int, str] = {}
        order = sorted(range(len(utterances)), key=lambda row: utterances[row].n_frames)
        for start in range(0, len(order), EVALUATION_BATCH):
            rows = order[start : start + EVALUATION_BATCH]
            some = [utterances[row] for row in rows]
            with torch.inference_mode():
                features = self._encode(self._average, self._padded(some))
                languages = [one.language for one in some]
                texts = decode_greedily(self._average, self._data.vocabulary, features, languages)
            heard |= zip(rows, texts, strict=True)
        return [heard[row] for row in range(len(utterances))]

    def _padded(self, utterances: Sequence[Utterance]) -> torch.Tensor:
        longest = (max(one.n_frames for one in utterances) + TAIL_FRAMES + 1) // 2 * 2
        tops = torch.tensor([one.top for one in utterances])[:, None, None]
        bytes_ = torch.zeros(len(utterances), longest, self._recipe.dimensions.n_mels)
        for row, one in enumerate(utterances):
            bytes_[row, : one.n_frames] = torch.from_numpy(self._data.held_out.mel(one).copy())
        return (bytes_ * (MEL_RANGE / 255) + (tops - MEL_RANGE)).transpose(1, 2)

    def _wanted(self) -> Wanted:
        recipe, share = self._recipe, self._share()
        longest = recipe.short_frames if share < recipe.short_share else 30 * FRAMES_PER_S
        passed = (share - recipe.short_share) / (recipe.grown_share - recipe.short_share)
        growth = recipe.first_growth + (1 - recipe.first_growth) * min(1.0, max(0.0, passed))
        return Wanted(recipe.batch_frames, longest, grown(recipe.strength, growth))

    def _step(self, batches: Sequence[UtteranceBatch]) -> dict[str, float]:
        """One step on the mean of the batches' gradients; returns the mean of each loss."""
        rate = self._recipe.learning_rate * schedule(self._share())
        for group in (group for optimizer in self._optimizers for group in optimizer.param_groups):
            group["lr"] = rate
        with disable_sdpa():  # on a CPU its gradient costs more than plain products: 33 against 39 utterances a second
            losses, gradients = zip(*self._workers.map(self._gradients, self._replicas, batches), strict=True)
        put_mean_gradients(self._parameters, gradients)
        norm = nn.utils.clip_grad_norm_(self._parameters, 1.0)
        if torch.isfinite(norm):  # a batch that overflows is lost, the run is not
            for optimizer in self._optimizers:
                optimizer.step()
            update_average(self._average, self._model, n_updates=self.progress.step)
        return {name: sum(own[name] for own in losses) / len(losses) for name in losses[0]} | {"learning_rate": rate}

    def _gradients(self, model: Whisper, batch: UtteranceBatch) -> tuple[dict[str, float], tuple[torch.Tensor, ...]]:
        """The losses of a batch, "loss" being their sum by weight, and its gradient by each parameter."""
        words, phonemes = self._losses(model, batch)
        loss: torch.Tensor = words + self._recipe.phoneme_weight * phonemes
        gradients = torch.autograd.grad(loss, self._parameters, allow_unused=True, materialize_grads=True)
        losses = {"loss": loss, "words": words, "phonemes": phonemes}
        return {name: float(value.detach()) for name, value in losses.items()}, gradients

    def _losses(self, model: Whisper, batch: UtteranceBatch) -> tuple[torch.Tensor, torch.Tensor]:
        features = self._encode(model, batch.mels)
        logits = model.decoder(batch.given.to(self._device), features)
        words = F.cross_entropy(logits.flatten(0, 1), batch.expected.flatten().to(self._device), ignore_index=IGNORED)
        if not (self._recipe.phoneme_weight and batch.n_phonemes.any()):
            return words, torch.zeros((), device=self._device)
        scores = F.log_softmax(self._phoneme_head(features.float()), dim=-1).transpose(0, 1)
        known = batch.n_phonemes > 0
        phonemes = F.ctc_loss(
            scores[:, known.to(self._device)], batch.phonemes.to(self._device), batch.positions[known].to(self._device),
            batch.n_phonemes[known].to(self._device), zero_infinity=True,
        )  # fmt: skip
        return words, phonemes

    def _encode(self, model: Whisper, mels: torch.Tensor) -> torch.Tensor:
        with audio_context(model, mels.shape[2] // 2):
            features: torch.Tensor = model.encoder(mels.to(self._device, self._dtype))
        return features

    def _share(self) -> float:
        """How much of the training is done, 0 to 1."""
        of_time = self.progress.elapsed_s / (self._recipe.hours * 3600)
        of_steps = self.progress.step / self._recipe.steps if self._recipe.steps else 0.0
        return min(1.0, max(of_time, of_steps))

    def _save(self) -> None:
        """The checkpoint, and beside it the averaged model as `whisper.load_model` loads it; each replaced in one go."""
        state = {
            "model": self._model.state_dict(), "average": self._average.state_dict(),
            "phoneme_head": self._phoneme_head.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self._optimizers],
            "progress": json.dumps(asdict(self.progress)),
        }  # fmt: skip
        partial = self._work / "checkpoint.part"
        torch.save(state, partial)
        partial.replace(self._work / "checkpoint.pt")
        export(self._average, self._data.vocabulary, self._work / "model" / "model.pt")

    def _resume(self) -> None:
        path = self._work / "checkpoint.pt"
        if not path.exists():
            return
        try:
            state = torch.load(path, map_location=self._device, weights_only=True)
            parts = ((self._model, "model"), (self._average, "average"), (self._phoneme_head, "phoneme_head"))
            for module, name in parts:
                module.load_state_dict(state[name])
            for optimizer, kept in zip(self._optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(kept)
            self.progress = Progress(**json.loads(state["progress"]))
        except (OSError, RuntimeError, KeyError, ValueError, TypeError, EOFError, UnpicklingError) as error:
            raise TrainingError(
                f"{path} is not a checkpoint of this training ({error}).", remedy="Train in another directory."
            ) from error


def _replica(model: Whisper) -> Whisper:
    """The same weights in another module: `audio_context` changes a module, which only one thread may do at a time."""
    return deepcopy(model, memo={id(parameter): parameter for parameter in model.parameters()})


def optimizers_of(modules: list[nn.Module], learning_rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices between layers, AdamW for the rest, at one rate.

    On a tiny vocabulary it came in half the steps to fewer errors than AdamW alone in English, to more in Chinese.
    Source: Liu et al. 2025, "Muon is Scalable for LLM Training", whose scaling lets both share rate and decay.
    """
    named = [(name, parameter) for module in modules for name, parameter in module.named_parameters()]
    inner = [parameter for name, parameter in named if "blocks" in name and parameter.ndim == 2]
    is_inner = {id(parameter) for parameter in inner}
    groups = parameter_groups(modules)
    for group in groups:
        group["params"] = [parameter for parameter in group["params"] if id(parameter) not in is_inner]
    muon = torch.optim.Muon if has_bfloat16(inner[0].device) else FullPrecisionMuon
    return [
        torch.optim.AdamW(groups, lr=learning_rate, betas=(0.9, 0.98), fused=True),
        muon(inner, lr=learning_rate, weight_decay=WEIGHT_DECAY, adjust_lr_fn="match_rms_adamw"),
    ]
