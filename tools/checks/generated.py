"""Generated files say what their sources say now."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator

from tools.generate.files import FILES, GeneratedFile


def findings(files: Iterable[GeneratedFile] = FILES) -> Iterator[str]:
    for file in files:
        try:
            wanted = file.text()
        except subprocess.CalledProcessError as error:
            reason = " / ".join(error.stderr.strip().splitlines()[-2:])
            yield f"{file.name}: `{' '.join(error.cmd)}` failed: {reason}"
            continue
        if not file.path.exists() or file.path.read_text() != wanted:
            yield f"{file.name}: not what its source says; run `make generate` and commit the file"
