"""`rwa`: exit codes, one line for each foreseen error, one JSON object, and no traceback."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from rwa import __version__
from rwa.refusals import REFUSALS
from tests import anvil
from tests.cli.conftest import ROOT, Command
from tests.conftest import require_anvil
from tests.trials import SMALL, changed, line_of, with_day

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


@pytest.mark.parametrize(
    ("text", "at", "field"),
    [
        (changed("seed: 7", "seed: 7\ncolour: red"), "colour", "colour: unknown field"),
        (changed("seed: 7", "seed: '7'"), "seed: '7'", "seed: an integer is expected"),
        (changed("PK00TRIAL848", "PK00TRIAL840"), "PK00TRIAL840", "instruments.bill.isin: "),
        (changed("date: 2026-01-07", "date: 2026-01-01"), "date: 2026-01-01", "days[3].date: "),
        (changed("enrol: {exchange: alpha", "enrol: {exchange: no-one"), "no-one", "days[1].dir"),
        (BOMB, "a: &a", "a: the anchor &a is not allowed"),
    ],
)
def test_run__bad_trial__one_line_exit_3_and_nothing_written(
    rwa: Command, tmp_path: Path, text: str, at: str, field: str
) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    done = rwa("run", "bad.yaml")
    assert done.returncode == 3
    assert done.stderr.startswith(f"rwa: bad.yaml:{line_of(text, at)}: {field}"), done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert [file.name for file in tmp_path.iterdir()] == ["bad.yaml"]


def test_run__file_of_ten_megabytes__one_line_and_exit_3(rwa: Command, tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"a: b\n" * 2_000_000)
    done = rwa("run", "large.yaml")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "rwa: large.yaml: the file is too large: 262,144 bytes at most\n"


def test_run__missing_file__one_line_and_exit_3(rwa: Command, tmp_path: Path) -> None:
    done = rwa("run", "absent.yaml")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "rwa: absent.yaml: no such file or directory\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("run", "no-such-trial"), "rwa: no trial is called 'no-such-trial'"),
        (("run", "--engine", "geth"), "rwa: no engine is called 'geth'"),
        (("run", "--engine", "u:canary@host:8545"), "rwa: no engine is called that: eth-tester"),
    ],
)
def test_run__wrong_use__one_line_and_exit_2(
    rwa: Command, arguments: tuple[str, ...], reason: str
) -> None:
    done = rwa(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(reason)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [("run", "--seed", "x"), ("run", "--no-such"), ("fly",)])
def test_run__wrong_option__usage_exit_2_no_traceback(
    rwa: Command, arguments: tuple[str, ...]
) -> None:
    done = rwa(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_run__unwritable_folder__one_line_exit_3_before_anything_is_played(
    rwa: Command, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    done = rwa("run", "--out", "file/run")
    assert done.returncode == 3
    assert done.stderr.startswith("rwa: file/run: cannot be written")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder nobody may write to: Linux")
def test_run__folder_nobody_may_write_to__one_line_and_exit_3(rwa: Command) -> None:
    done = rwa("run", "--out", "/proc/run")
    assert done.returncode == 3
    assert done.stderr.startswith("rwa: /proc/run: cannot be written")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ws://user:canary@127.0.0.1:9/canary", "ws://127.0.0.1:9"),
        ("HTTP://user:canary@127.0.0.1:9/canary", "http://127.0.0.1:9"),
        ("http://user:canary/tail@127.0.0.1", "a hidden address"),
    ],
)
def test_o01__run__address_of_a_node_with_secrets__none_shown(
    rwa: Command, address: str, shown: str
) -> None:
    done = rwa("run", "--engine", address)
    assert done.returncode == 4
    assert done.stderr.startswith(f"rwa: the chain at {shown} cannot be reached: ")
    assert done.stderr.count("\n") == 1
    assert "canary" not in done.stderr + done.stdout


@pytest.mark.anvil
def test_o01__run__node_past_the_trials_start__told_without_its_secrets(rwa: Command) -> None:
    require_anvil()
    with anvil.running(2_000_000_000) as url:
        done = rwa(
            "run", "--engine", url.replace("http://", "HTTP://user:canary@") + "/?key=canary"
        )
    assert done.returncode == 3
    assert done.stderr.startswith(f"rwa: {url}: its clock stands at 2033-05-18")
    assert "canary" not in done.stderr + done.stdout


def test_run__node_that_does_not_answer__one_line_and_exit_4(rwa: Command, tmp_path: Path) -> None:
    done = rwa("run", "--engine", "http://127.0.0.1:9")
    assert done.returncode == 4
    assert done.stderr.startswith("rwa: the chain at http://127.0.0.1:9 cannot be reached")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.glob("**/*.partial"))


def test_run__refused_directive__exit_6_with_its_files(rwa: Command, tmp_path: Path) -> None:
    text = with_day("- transfer: {instrument: gold, from: AL-001, to: BE-001, amount: 1}")
    (tmp_path / "trial.yaml").write_text(text)
    done = rwa("run", "trial.yaml", "--out", "run")
    assert done.returncode == 6
    assert "refused-directive (NOT EXPECTED)" in done.stdout
    assert (tmp_path / "run" / "refusals.csv").is_file()


def test_run__expectation_not_met__exit_7(rwa: Command, tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(changed("headroom_usd: 200,000", "headroom_usd: 1"))
    done = rwa("run", "trial.yaml")
    assert done.returncode == 7
    assert "not as the trial expects: at the end: headroom_usd: US$1.00 expected" in done.stdout


def test_run__json__one_object_and_a_quiet_stderr(rwa: Command, tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(SMALL)
    done = rwa("run", "trial.yaml", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    figures = json.loads(done.stdout)
    assert figures["ok"] is True
    assert figures["trial"] == "small"
    assert figures["seed"] == 7
    assert figures["cap_usd"] == "1000000.000000"
    assert figures["headroom_usd"] == "200000.000000"
    assert {"by_class", "instruments", "exchanges", "holders", "transactions"} <= set(figures)
    assert {"date", "actor", "action", "rule", "sentence"} <= set(figures["refusals"][0])
    assert figures["findings"] == []
    run_dir = tmp_path / figures["run_dir"]
    assert {file.name for file in run_dir.iterdir()} == {
        "events.jsonl",
        "summary.json",
        "instruments.csv",
        "register.csv",
        "payments.csv",
        "record_dates.csv",
        "refusals.csv",
        "deployment.json",
    }
    summary = json.loads((run_dir / "summary.json").read_text())
    assert figures == {**summary, "run_dir": figures["run_dir"]}


def test_run__json_and_not_as_expected__json_alone_and_exit_7(rwa: Command, tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(changed("headroom_usd: 200,000", "headroom_usd: 1"))
    done = rwa("run", "trial.yaml", "--json")
    assert (done.returncode, done.stderr) == (7, "")
    figures = json.loads(done.stdout)
    assert figures["ok"] is False
    assert figures["differences"] == [
        "at the end: headroom_usd: US$1.00 expected, US$200,000.00 found"
    ]


def test_run__output_of_another_encoding__told_all_the_same(rwa: Command, tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(SMALL)
    done = rwa("run", "trial.yaml", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Result: as the trial expects" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("option", ["--json", "--seed=7"])
def test_run__output_that_takes_no_more__one_line_and_the_files_are_named(
    tmp_path: Path, option: str
) -> None:
    (tmp_path / "trial.yaml").write_text(SMALL)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "rwa", "run", "trial.yaml", option],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr == (
        "rwa: the output: cannot be written: No space left on device; "
        "the run's files are in runs/small-1\n"
    )


def test_interrupt__while_the_command_is_still_being_loaded__no_traceback(tmp_path: Path) -> None:
    interrupting = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"
    (tmp_path / "typer.py").write_text(interrupting)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    done = subprocess.run(
        [sys.executable, "-c", "from rwa.__main__ import main\nmain()"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_run__stopped_in_the_middle__nothing_half_written_and_no_traceback(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "rwa", "run", "--out", "run"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        # A background job starts with SIGINT ignored; a terminal's does not.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".run.*.partial")) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    running.send_signal(number)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (code, "")
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_run__summary__plain_text_within_100_columns(rwa: Command, tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_text(SMALL)
    done = rwa("run", "trial.yaml", "--seed", "11", NO_COLOR="1")
    assert done.returncode == 0
    assert "Trial small, seed 11" in done.stdout
    assert "\x1b" not in done.stdout
    assert all(len(line) <= 100 and line == line.rstrip() for line in done.stdout.splitlines())
    assert "CapExceeded" in done.stdout
    assert "runs/small-1/" in done.stdout


@pytest.mark.parametrize("arguments", [("--help",), ("run", "--help"), ("--version",)])
def test_help__any__never_imports_the_chain(rwa: Command, arguments: tuple[str, ...]) -> None:
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print([n for n in ('web3', 'eth_tester', 'eth', 'eth_account')"
        " if n in sys.modules], file=sys.stderr))\n"
        "from rwa.__main__ import main\n"
        "main()\n"
    )
    done = rwa(*arguments, program=("-c", code))
    assert done.returncode == 0
    assert done.stderr == "[]\n"


@pytest.mark.anvil
def test_run__node_whose_clock_is_past_the_start__one_sentence_with_the_flags(
    rwa: Command, tmp_path: Path
) -> None:
    require_anvil()
    (tmp_path / "trial.yaml").write_text(SMALL)
    with anvil.running(1_800_000_000) as url:
        done = rwa("run", "trial.yaml", "--engine", url)
    assert (done.returncode, done.stdout) == (3, "")
    assert "and the trial starts on 2026-01-05: start it with --timestamp 1767553199" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.anvil
def test_run__node_started_with_the_flags_of_the_sentence__plays(
    rwa: Command, tmp_path: Path
) -> None:
    require_anvil()
    (tmp_path / "trial.yaml").write_text(SMALL)
    with anvil.running(1_767_553_199) as url:
        done = rwa("run", "trial.yaml", "--json", "--engine", url)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True


def test_version__asked__told(rwa: Command) -> None:
    assert rwa("--version").stdout == f"rwa {__version__}\n"


def test_completion__bash__a_script_that_completes_commands() -> None:
    command = [str(Path(sys.executable).with_name("rwa"))]
    undetected = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    script = subprocess.run(
        [*command, "--show-completion", "bash"], capture_output=True, text=True, env=undetected
    )
    assert "_RWA_COMPLETE=complete_bash" in script.stdout
    words = {"_RWA_COMPLETE": "complete_bash", "COMP_WORDS": "rwa tri", "COMP_CWORD": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **words})
    assert done.stdout.split() == ["trials"]


@pytest.mark.parametrize(("setting", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_no_color__on_a_terminal__no_colour(
    tmp_path: Path, setting: dict[str, str], coloured: bool
) -> None:
    """The progress bar is coloured; bold and dim are no colours, and stay."""
    (tmp_path / "trial.yaml").write_text(SMALL)
    mine, theirs = pty.openpty()
    clean = {name: text for name, text in os.environ.items() if name != "NO_COLOR"}
    environment = {**clean, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **setting}
    play = [sys.executable, "-m", "rwa", "run", "trial.yaml"]
    playing = subprocess.Popen(play, cwd=tmp_path, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # a terminal that was closed ends with an error on Linux
        while part := os.read(mine, 65_536):
            shown += part
    os.close(mine)
    assert playing.wait() == 0
    assert b"Trial small" in shown
    assert bool(re.search(rb"\x1b\[[\d;]*3[0-7]", shown)) == coloured


def test_trials__bundled__listed(rwa: Command) -> None:
    done = rwa("trials")
    assert done.returncode == 0
    assert "pakistan-pilot" in done.stdout


def test_trials__refusals__every_name_an_attempt_may_give(rwa: Command) -> None:
    done = rwa("trials", "--refusals")
    assert done.returncode == 0
    lines = done.stdout.splitlines()[1:]
    assert {line.split()[0] for line in lines if not line.startswith(" ")} == set(REFUSALS)
    (told,) = (line.split() for line in lines if line.startswith("CapExceeded "))
    assert told[1:5] == ["cap", "the", "issue", "would"]


def test_compile__json__sizes_below_the_limit(rwa: Command) -> None:
    done = rwa("compile", "--json")
    assert done.returncode == 0
    record = json.loads(done.stdout)
    assert record["limit"] == 24_576
    assert {"Programme", "Participants", "Bond"} <= set(record["contracts"])
    assert "runtime bytes" in rwa("compile").stdout
