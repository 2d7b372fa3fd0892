"""The house's own rules, each with something that breaks it."""

from pathlib import Path

import pytest

from tools.checks import generated, sizes, traces, tree
from tools.generate.catalog import catalog_typescript
from tools.generate.files import ROOT, GeneratedFile


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_file_of_more_than_400_lines_is_found(tmp_path: Path) -> None:
    long, fine = write(tmp_path, "long.vue", "x\n" * 401), write(tmp_path, "fine.ts", "x\n" * 400)
    assert [finding.split(":")[0] for finding in sizes.findings([long, fine])] == [str(long)]


def test_a_function_of_more_than_60_lines_is_found(tmp_path: Path) -> None:
    path = write(tmp_path, "long.py", "async def walk():\n" + "    pass\n" * 60)
    assert list(sizes.findings([path])) == [f"{path}:1: walk has 61 lines, more than 60"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("package-lock.json", '{"resolved": "https://registry.example/x.tgz"}'),
        ("README.md", "see /ho" + "me/someone/notes"),
        ("Dockerfile", "RUN pip install --index" + "-url http://mirror.example x"),
    ],
)
def test_a_trace_of_one_machine_is_found(tmp_path: Path, name: str, text: str) -> None:
    assert len(list(traces.findings([write(tmp_path, name, text)]))) == 1


def test_addresses_of_the_product_are_no_traces(tmp_path: Path) -> None:
    assert list(traces.findings([write(tmp_path, "x.py", "'https://example.org/home/x'  # and /api/work")])) == []


def test_a_generated_file_that_is_behind_its_source_is_found(tmp_path: Path) -> None:
    file = GeneratedFile(ROOT / "docs" / "no-such-file.json", lambda: "new")
    assert list(generated.findings([file])) == [
        "docs/no-such-file.json: not what its source says; run `make generate` and commit the file"
    ]


def test_the_catalog_for_the_app_names_each_violation_in_both_languages() -> None:
    text = catalog_typescript()
    assert "CLOTHES: { zh: '未穿工作服', en: 'No work clothes', severity: 'major'" in text
    assert "export type ViolationType = keyof typeof violations" in text


def test_generated_files_are_known_as_such() -> None:
    assert tree.is_generated(ROOT / "pwa" / "src" / "generated" / "catalog.ts")
    assert not tree.is_generated(ROOT / "pwa" / "src" / "main.ts")
