"""The documents say what is there, in both languages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh-CN.md")
PYTHON = ("backend", "notifications", "vision", "deploy", "tools/supervisor", "tools/setup")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def settings_in_table(name: str) -> set[str]:
    rows = [line.split("|")[1] for line in text(name).splitlines() if line.startswith("| `")]
    return {word for row in rows for word in re.findall(r"`([A-Z_]{4,})`", row)}


def settings_in_code() -> set[str]:
    pattern = re.compile(r'(?<!request\.)\b(?:env(?:iron)?(?:\.get\(|\[)|_port\(env, |_number\(env, )"([A-Z_]{4,})"')
    files = [file for folder in PYTHON for file in (ROOT / folder).rglob("*.py") if "node_modules" not in file.parts]
    return {name for file in files for name in pattern.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", READMES)
def test_every_setting_that_the_code_reads_is_in_the_readme(name: str) -> None:
    inner = {
        "MINGCHU_EXPECT",  # the supervisor tells web what to wait for
        "MINGCHU_DEMO",  # DEMO at the command line
        "MEDIA_HOST",  # follows HOST
        "MINGCHU_PUSH_ALLOW_PRIVATE",  # tests only
        "MINGCHU_STILL_EVERY_S",  # tests only
    }
    assert settings_in_code() - inner - settings_in_table(name) == set()


@pytest.mark.parametrize("name", READMES)
def test_the_readme_names_no_setting_that_nothing_reads(name: str) -> None:
    assert settings_in_table(name) - settings_in_code() - {"DEMO"} == set()


def test_both_readmes_have_the_same_parts() -> None:
    english, chinese = (text(name).splitlines() for name in READMES)
    for start in ("## ", "| ", "**", "```", "!["):
        count = [sum(line.startswith(start) for line in lines) for lines in (english, chinese)]
        assert count[0] == count[1], f"lines that start with {start!r}: {count[0]} English, {count[1]} Chinese"


@pytest.mark.parametrize("name", [*READMES, "ARCHITECTURE.md", "DECISIONS.md", "GLOSSARY.md"])
def test_links_between_documents_lead_somewhere(name: str) -> None:
    targets = re.findall(r"(?<!!)\[[^]]*\]\(([^)#:]+)\)", text(name))
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_every_make_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?m)(?:^|`)make ([a-z]+)", text("README.md"))) - targets == set()


def test_a_decision_takes_at_most_fifteen_lines() -> None:
    decisions = re.split(r"^## ", text("DECISIONS.md"), flags=re.MULTILINE)[1:]
    long = [part.splitlines()[0] for part in decisions if len([line for line in part.splitlines() if line]) > 15]
    assert long == []


def test_every_part_of_the_layout_exists() -> None:
    named = re.findall(r"`((?:backend|notifications|vision|pwa|tools|tests|deploy)/[\w./-]+)`", text("ARCHITECTURE.md"))
    assert [path for path in named if not list(ROOT.glob(path + "*"))] == []
