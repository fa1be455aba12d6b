"""Lock files: every package pinned by hash, and no address anywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON_LOCKS = ("requirements.lock", "requirements-node.lock")


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "contracts/package-lock.json"])
def test_o26__lock__holds_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "resolved" not in text
    assert not re.search(r"^-", text, re.MULTILINE), "an index or links line"


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_o26__python_lock__every_package_is_pinned_and_hashed(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert packages
    for entry in packages:
        assert re.match(r"[a-z0-9.\-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_o26__npm_lock__every_package_has_its_digest() -> None:
    lock = json.loads((ROOT / "contracts/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())


def test_lock__runtime_requirements__are_all_in_it() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = set(re.findall(r"^([a-z0-9.\-]+)==", (ROOT / "requirements.lock").read_text(), re.M))
    for requirement in wanted:
        match = re.match(r"[A-Za-z0-9.\-]+", requirement)
        assert match
        assert match[0].lower() in locked, requirement
