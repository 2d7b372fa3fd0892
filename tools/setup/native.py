"""Loads the packages that bring compiled code, so that a wheel unfit for this machine is named at set-up."""

from __future__ import annotations

import importlib
import sys

MODULES = (
    "aiortc",
    "argon2",
    "av",
    "cryptography",
    "cv2",
    "numpy",
    "obstore",
    "onnx",
    "onnxruntime",
    "psycopg",
    "typst",
)


def main() -> int:
    for module in MODULES:
        try:
            importlib.import_module(module)
        except ImportError as error:
            print(f"The package {module} is installed but cannot be loaded on this machine: {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
