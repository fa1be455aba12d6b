"""Private files: refused when others can read them, written whole or not at all, by one at a
time.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from rwa import files
from rwa.errors import ConfigurationError
from rwa.files import alone, read_private, write_private


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_o02__others_may_read_or_write__refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"x")
    file.chmod(mode)
    with pytest.raises(ConfigurationError, match="others can read it"):
        read_private(file, 10)


def test_o10__another_is_writing__refused_and_free_again_after(tmp_path: Path) -> None:
    file = tmp_path / "vault"
    with (
        alone(file),
        pytest.raises(ConfigurationError, match="another command is writing it"),
        alone(file),
    ):
        pytest.fail("two write at once")
    with alone(file):
        pass


def test_o23__folder_absent__refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be written: No such file"):
        write_private(tmp_path / "absent" / "vault", b"x")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_o23__disk_fails__the_old_file_stands_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = tmp_path / "vault"
    write_private(file, b"old")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*{"fsync": (os, "fsync"), "replace": (Path, "replace")}[step], full)
    with pytest.raises(ConfigurationError, match="cannot be written: No space left"):
        write_private(file, b"new")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("vault", b"old")]


@pytest.mark.parametrize(
    ("step", "left"), [("open", b"old"), ("fsync", b"old"), ("replace", b"old"), ("sync", b"new")]
)
def test_o07__killed_at_any_step__the_old_file_or_the_new_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, left: bytes
) -> None:
    file = tmp_path / "vault"
    write_private(file, b"old")
    target: dict[str, tuple[Any, str]] = {
        "open": (os, "open"),
        "fsync": (os, "fsync"),
        "replace": (Path, "replace"),
        "sync": (files, "_sync_folder"),
    }
    if (child := os.fork()) == 0:
        monkeypatch.setattr(*target[step], lambda *_: os._exit(9))
        write_private(file, b"new")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert read_private(file, 10) == left


def test_write__new_file__nobody_else_reads_it(tmp_path: Path) -> None:
    write_private(tmp_path / "vault", b"x")
    assert (tmp_path / "vault").stat().st_mode & 0o777 == 0o600
