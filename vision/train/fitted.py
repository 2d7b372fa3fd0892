"""Phone and smoke: their files, figures and model cards. They are fitted without PyTorch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from vision.detectors.phone import probability
from vision.train import phone, smoke
from vision.train.data import TrainingFolder
from vision.train.limits import BySize

_START = "NanoDet-m (Apache-2.0, RangiLyu and contributors), as it is"


def make_phone(folder: TrainingFolder, models_dir: Path, out: Path, cards: Path, version: str, seed: int) -> Path:
    """The calibration's file. `seed` is not needed: nothing is drawn."""
    made = phone.calibrate(phone.gather(folder, models_dir), version)
    path = _write(out / "phone.json", made.facts.as_json())
    counts = _counts([(each.label, each.is_worker) for each in made.hands])
    found = np.array([probability(made.facts, each.largest, each.at_ear) for each in made.hands])
    said = found >= made.facts.yes_from
    shown = _shown(said, [(each.label, each.is_worker) for each in made.hands])
    facts = made.facts
    text = [
        f"# phone {version}",
        'Judges PHONE from close-ups of the hands: NanoDet\'s class "cell phone", calibrated. The probability is the'
        f" logistic function of {facts.slope} * logit(score) + {facts.offset}, and {facts.at_ear} more for a hand at"
        " the ear.",
        _origin(path, "phone", seed, version),
        _data(folder, counts, "phone in hand"),
        f"## Figures\n\nOn the pictures that the three numbers were fitted to: {shown}. YES from {facts.yes_from},"
        f" NO from {facts.no_from}, with phones half of all that is seen.\n\n{_table(made.by_size)}\n\n"
        f"Looked at from {facts.min_pixels} px of a hand's box (0.24 m) on; an empty hand is believed from"
        f" {facts.min_pixels_no} px on, and only when both hands are seen.",
        "## Limits\n\n- Finds about half of the phones near by and few far away; what it says is mostly right.\n"
        "- Glasses, inhalers and telephone handsets held like a phone are what it mistakes most.\n"
        "- A trained second opinion on the same close-ups (79 phones) was worse than the detector itself.\n"
        "- Nobody in the pictures wears gloves, and none was taken by a surveillance camera.",
    ]
    _finish(cards / "phone.md", text, {"facts": facts.as_json(), "counts": counts, "by_pixels": _json(made.by_size)})
    return path


def make_smoke(folder: TrainingFolder, models_dir: Path, out: Path, cards: Path, version: str, seed: int) -> Path:
    """The weights' file."""
    made = smoke.fit(smoke.gather(folder, models_dir, seed), version, seed)
    weights = [float(f"{value:.5g}") for value in made.weights]
    content = {"facts": made.facts.as_json(), "offset": round(made.offset, 5), "weights": weights}
    path = _write(out / "smoke.json", content)
    kinds = [(person.label, person.is_worker) for person in made.people]
    counts = _counts(kinds)
    facts = made.facts
    text = [
        f"# smoke {version}",
        "Judges SMOKE from close-ups of head and hands: a logistic function of what the backbone sees in them."
        " The rule's standing is suspect: a person confirms first.",
        _origin(path, "smoke", seed, version),
        _data(folder, counts, "smoking"),
        f"## Figures\n\nCross-validation by photograph, near copies on the same side, in"
        f" {len(made.people)} people: {_shown(made.apart >= facts.yes_from, kinds)}. YES from {facts.yes_from}, NO from"
        f" {facts.no_from}, with smokers half of all that is seen.\n\n{_table(made.by_size)}\n\n"
        f"Looked at from {facts.min_pixels} px of a head's (0.29 m) or hand's (0.24 m) box on; no cigarette is"
        f" believed from {facts.min_pixels_no} px on.",
        "## Limits\n\n- Web portraits and film stills; no surveillance camera, nobody further away than a few metres.\n"
        "- The workers' photographs are of one source. Fitted without it, 11 in 100 workers got YES where 55 in 100"
        " smokers did: kitchens that look like none of these sources may see more false alarms.\n"
        "- Hands at the face (drinking, coughing, calling) are what it mistakes most.\n"
        "- The source of the smokers states no licence; it looks like Khan's set (Mendeley Data, CC BY 4.0), which is"
        " not verified. A site that minds switches the type off.",
    ]
    _finish(cards / "smoke.md", text, {"facts": facts.as_json(), "counts": counts, "by_pixels": _json(made.by_size)})
    return path


FITTED: dict[str, Callable[[TrainingFolder, Path, Path, Path, str, int], Path]] = {
    "phone": make_phone,
    "smoke": make_smoke,
}


def _write(path: Path, content: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=None) + "\n", encoding="utf-8")
    return path


def _finish(card: Path, text: list[str], figures: dict[str, Any]) -> None:
    card.parent.mkdir(parents=True, exist_ok=True)
    card.write_text("\n\n".join(text) + "\n", encoding="utf-8")
    card.with_suffix(".json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _origin(path: Path, name: str, seed: int, version: str) -> str:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return (
        f"- File: `{path.name}`, SHA-256 `{sha256}`\n- Made on {date.today().isoformat()}, seed {seed}\n"  # noqa: DTZ011
        f"- Command: `python -m vision train {name} DIR --seed {seed} --version {version}`\n- Start: {_START}"
    )


def _data(folder: TrainingFolder, counts: dict[str, int], name: str) -> str:
    task = "phone" if name != "smoking" else "smoking"
    sources = {row.source: row.licence or "none stated" for row in folder.rows(task, "clothes")}
    lines = [f"- {source}: {licence}" for source, licence in sources.items()]
    listed = f"{counts['yes']} people with {name}, {counts['no']} without, {counts['worker']} workers (without)"
    return f"## Data\n\nTraining split: {listed}.\n\n" + "\n".join(lines)


def _counts(kinds: list[tuple[int, bool]]) -> dict[str, int]:
    return {
        "yes": sum(label for label, _ in kinds),
        "no": sum(not label and not is_worker for label, is_worker in kinds),
        "worker": sum(is_worker for _, is_worker in kinds),
    }


def _shown(said: Any, kinds: list[tuple[int, bool]]) -> str:
    groups = {"true ones": (1, False), "of the others": (0, False), "of the workers": (0, True)}
    hits = {
        name: sum(bool(yes) for yes, kind in zip(said, kinds, strict=True) if kind == wanted)
        for name, wanted in groups.items()
    }
    return ", ".join(f"{hits[name]} {name} of {kinds.count(wanted)} get YES" for name, wanted in groups.items())


def _table(by_size: BySize) -> str:
    lines = ["| pixels of the part | true ones that get YES | others that get YES |", "|---|---|---|"]
    lines += [f"| {size} | {a} of {b} | {c} of {d} |" for size, (a, b, c, d) in sorted(by_size.items())]
    return "\n".join(lines)


def _json(by_size: BySize) -> dict[str, list[int]]:
    return {str(size): list(values) for size, values in by_size.items()}
