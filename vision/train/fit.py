"""Fits a network to samples and asks it, in PyTorch on the CPU."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vision.train.augment import Conditions, centre, kitchen
from vision.train.calibrate import Floats
from vision.train.data import WIDE_MARGIN, Sample
from vision.train.network import INVERSE_DEVIATION, MEAN, Weights, forward
from vision.types import Image

_DECAY = 0.03
_DROPOUT = 0.25
_LEAST_STEPS = 24
_SMOOTHING = 0.02
_BORROWED_RATE = 0.3
_NEW = ("squeeze.", "answer.")
# Edges and colours are the same everywhere: the first layers stay as they came from the person detector.
_KEPT = ("c0.", "c1.", "c2.", "c3.", "c4.")


def fit(
    start: Weights,
    samples: Sequence[Sample],
    conditions: Conditions,
    side: int,
    epochs: float,
    seed: int,
    rate: float,
    batch_size: int,
) -> Weights:
    """Weights after `epochs` over the samples, each time under other conditions. Every class weighs the same."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    tensors = {name: torch.tensor(value, requires_grad=not name.startswith(_KEPT)) for name, value in start.items()}
    counts = np.bincount([sample.label for sample in samples], minlength=len(start["answer.bias"]))
    class_weight = torch.tensor(len(samples) / np.maximum(counts, 1) / len(counts), dtype=torch.float32)
    new = [tensor for name, tensor in tensors.items() if name.startswith(_NEW)]
    borrowed = [tensor for name, tensor in tensors.items() if not name.startswith((*_NEW, *_KEPT))]
    optimiser = torch.optim.AdamW([{"params": new}, {"params": borrowed}], lr=rate, weight_decay=_DECAY)
    steps = max(int(np.ceil(len(samples) * epochs / batch_size)), _LEAST_STEPS)
    rates = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=[rate, rate * _BORROWED_RATE], total_steps=steps, pct_start=0.2
    )
    order = _endless_order(len(samples), chance)
    for _ in range(steps):
        batch = [samples[next(order)] for _ in range(batch_size)]
        images = [kitchen(sample.image, side, WIDE_MARGIN, conditions, chance) for sample in batch]
        labels = torch.tensor([sample.label for sample in batch])
        logits = forward(tensors, _tensor(images), _DROPOUT)
        loss = torch.nn.functional.cross_entropy(logits, labels, class_weight, label_smoothing=_SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        rates.step()
    return {name: tensor.detach().numpy().copy() for name, tensor in tensors.items()}


def ask(weights: Weights, images: Sequence[Image]) -> Floats:
    """Logits (n, classes) for pictures of the network's size."""
    tensors = {name: torch.tensor(value) for name, value in weights.items()}
    with torch.no_grad():
        parts = [forward(tensors, _tensor(images[at : at + 256])) for at in range(0, len(images), 256)]
    return np.asarray(torch.cat(parts).numpy(), np.float64)


def views(samples: Sequence[Sample], side: int) -> list[Image]:
    """What the network would see of each sample, undisturbed."""
    return [centre(sample.image, side, WIDE_MARGIN) for sample in samples]


def kitchen_views(samples: Sequence[Sample], side: int, conditions: Conditions, seed: int) -> list[Image]:
    """A view of each sample under random conditions, the same one for the same seed."""
    chance = np.random.default_rng(seed)
    return [kitchen(sample.image, side, WIDE_MARGIN, conditions, chance) for sample in samples]


def use_threads(count: int) -> None:
    torch.set_num_threads(count)


def _tensor(images: Sequence[Image]) -> Any:
    stacked: NDArray[np.float32] = (np.stack(images).astype(np.float32) - MEAN) * INVERSE_DEVIATION
    return torch.from_numpy(np.ascontiguousarray(stacked.transpose(0, 3, 1, 2)))


def _endless_order(count: int, chance: np.random.Generator) -> Any:
    while True:
        yield from chance.permutation(count).tolist()
