"""Loads the packages that bring compiled code, so that a missing system library is named at set-up."""

from __future__ import annotations

import ctypes.util
import importlib
import sys

MODULES = ("cv2", "av", "numpy", "onnxruntime", "cryptography", "psycopg", "aiortc", "argon2", "typst")
DEBIAN_PACKAGES = {"libEGL.so.1": "libegl1", "libGLESv2.so.2": "libgles2", "libGL.so.1": "libgl1"}


def main() -> int:
    for library in ("libEGL.so.1", "libGLESv2.so.2"):
        try:
            ctypes.CDLL(library)
        except OSError:
            return _missing(library)
    for module in MODULES:
        try:
            importlib.import_module(module)
        except ImportError as error:
            print(f"cannot load {module}: {error}")
            wanted = next((name for name in DEBIAN_PACKAGES if name in str(error)), None)
            return _missing(wanted) if wanted else 1
    return 0


def _missing(library: str) -> int:
    package = DEBIAN_PACKAGES[library]
    print(f"The system library {library} is missing. On Debian and Ubuntu: apt-get install {package}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
