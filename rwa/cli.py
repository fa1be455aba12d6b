"""The command `rwa`: plays trials, lists them, and shows the contracts.

Nothing here imports the chain before a command needs it, so that help and completion are quick.
"""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from rwa import __version__
from rwa.commands.aml import aml_app
from rwa.commands.auction import auction_app
from rwa.commands.cdd import cdd_app
from rwa.commands.hits import hits_app
from rwa.commands.screen import screen_customers
from rwa.errors import RwaError

app = typer.Typer(
    name="rwa",
    help="Rehearse a tokenised bond, bill and reserve programme on a real EVM.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

INTERRUPTED, TERMINATED = 128 + signal.SIGINT, 128 + signal.SIGTERM


def told(command: Callable[[], object]) -> NoReturn:
    """Run a command; a foreseen error is told in one line each and ends with its exit code.

    An interrupt and a request to end both unwind, so that nothing half-written stays behind; what
    the shell told us to ignore stays ignored.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        command()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except RwaError as error:
        for line in str(error).splitlines():
            typer.echo(f"rwa: {line}", err=True)
        sys.exit(error.exit_code)
    sys.exit(0)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"rwa {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Rehearse a tokenised bond, bill and reserve programme on a real EVM.

    Exit codes: 0 all as the trial expects; 2 usage; 3 configuration or trial file; 4 chain
    unreachable; 5 a contract refused what the rules allow; 6 a rule refused a directive; 7 an
    expectation or the reconciliation failed.
    """


@app.command()
def run(
    trial: Annotated[
        str, typer.Argument(help="A trial file, or the name of a bundled trial.")
    ] = "pakistan-pilot",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of the summary.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the run's files, new or empty; else runs/<trial>-<n>."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=2**63 - 1, help="Draw with this seed instead.")
    ] = None,
    engine: Annotated[
        str, typer.Option(help="eth-tester, or the address of a test node such as anvil.")
    ] = "eth-tester",
) -> None:
    """Play a trial and leave its ledger, register and reports in a folder."""
    from rwa.commands.run import run_command

    raise typer.Exit(run_command(trial, as_json=as_json, out=out, seed=seed, engine=engine))


@app.command("trials")
def list_trials(
    refusals: Annotated[
        bool, typer.Option("--refusals", help="List the refusals that an attempt may name.")
    ] = False,
) -> None:
    """List the bundled trials."""
    from rwa.commands.trials import trials_command

    trials_command(refusals=refusals)


@app.command("compile")
def compile_contracts(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of the table.")
    ] = False,
) -> None:
    """Compile the contracts and list their runtime sizes beside the EIP-170 limit."""
    from rwa.commands.compiling import compile_command

    raise typer.Exit(compile_command(as_json=as_json))


price = typer.Typer(no_args_is_help=True, help="Price a bill or a bond, or find its yield.")
app.add_typer(price, name="price")

PriceOption = Annotated[
    str | None, typer.Option("--price", help="Clean price per 100 of face, four decimals.")
]
YieldOption = Annotated[str | None, typer.Option("--yield", help="Yield in percent a year.")]
FaceOption = Annotated[
    str | None, typer.Option("--face", help="Face in rupees: amounts to the paisa are shown too.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object instead of the table.")
]


@price.command("bill")
def price_bill(
    days: Annotated[
        int | None, typer.Option(help="Days from settlement to maturity, unless dates say them.")
    ] = None,
    settlement: Annotated[
        str | None, typer.Option(help="Settlement date, YYYY-MM-DD: cash flows are dated by it.")
    ] = None,
    maturity: Annotated[str | None, typer.Option(help="Maturity date, YYYY-MM-DD.")] = None,
    at: PriceOption = None,
    yield_percent: YieldOption = None,
    face: FaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Simple discount, Actual/365: price = 100 / (1 + yield x days / 365)."""
    from rwa.commands import price as command

    command.price_bill(
        command.BillOptions(days, settlement, maturity),
        price=at,
        yield_percent=yield_percent,
        face=face,
        as_json=as_json,
    )


@price.command("bond")
def price_bond(
    coupon: Annotated[str, typer.Option(help="Coupon rate in percent a year.")],
    issue: Annotated[str, typer.Option(help="Issue date, YYYY-MM-DD.")],
    maturity: Annotated[str, typer.Option(help="Maturity date, YYYY-MM-DD.")],
    settlement: Annotated[str, typer.Option(help="Settlement date, YYYY-MM-DD.")],
    frequency: Annotated[int, typer.Option(help="Coupons a year: 1, 2, 4 or 12.")] = 2,
    day_count: Annotated[str, typer.Option(help="Day count of the accrual.")] = "act/act-icma",
    record_days: Annotated[
        int, typer.Option(min=0, help="Days from record date to payment; later trades are ex.")
    ] = 0,
    at: PriceOption = None,
    yield_percent: YieldOption = None,
    face: FaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """A fixed coupon, the yield compounded as often as it is paid."""
    from rwa.commands import price as command

    command.price_bond(
        command.BondOptions(coupon, issue, maturity, settlement, frequency, day_count, record_days),
        price=at,
        yield_percent=yield_percent,
        face=face,
        as_json=as_json,
    )


reserve = typer.Typer(no_args_is_help=True, help="Check lists of lots, prove and allocate lots.")
app.add_typer(reserve, name="reserve")

CommodityOption = Annotated[
    str, typer.Option("--commodity", help="What the list holds, such as gold or wheat.")
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", help="The day of the list, YYYY-MM-DD: dates are compared with it."),
]


@reserve.command("check")
def check_lots(
    file: Annotated[Path, typer.Argument(metavar="LIST.csv", help="A lot list.")],
    as_of: AsOfOption = None,
    commodity: CommodityOption = "gold",
    as_json: JsonOption = False,
) -> None:
    """Check every row of a lot list, and tell broken rows and lots listed twice."""
    from rwa.commands.reserve import check_lots as command

    raise typer.Exit(command(file, name=commodity, as_of=as_of, as_json=as_json))


@reserve.command("prove")
def prove_lot(
    file: Annotated[Path, typer.Argument(metavar="LIST.csv", help="A lot list.")],
    serial: Annotated[
        str, typer.Argument(help="The lot's serial, tank or receipt, or its full name.")
    ],
    as_of: AsOfOption = None,
    commodity: CommodityOption = "gold",
    place: Annotated[
        str | None, typer.Option(help="The place, where two lots share a serial.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print the Merkle proof that a lot stands in a list."""
    from rwa.commands.reserve import prove_lot as command

    raise typer.Exit(
        command(file, serial, name=commodity, as_of=as_of, place=place, as_json=as_json)
    )


@reserve.command("allocate")
def allocate_lots(
    file: Annotated[Path, typer.Argument(metavar="LIST.csv", help="A lot list.")],
    register: Annotated[
        Path, typer.Argument(metavar="REGISTER.csv", help="The register that a run leaves.")
    ],
    instrument: Annotated[str, typer.Argument(help="The reserve's code in the register.")],
    as_of: AsOfOption = None,
    commodity: CommodityOption = "gold",
    without: Annotated[
        list[str] | None, typer.Option(help="A listed lot that was delivered; may be repeated.")
    ] = None,
    minimum: Annotated[
        str | None, typer.Option(help="The smallest holding with a lot; else the smallest lot.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print which lot of a list stands for which holder of a register."""
    from rwa.commands.reserve import allocate_lots as command

    raise typer.Exit(
        command(
            file,
            register,
            instrument,
            name=commodity,
            as_of=as_of,
            without=without or (),
            minimum=minimum,
            as_json=as_json,
        )
    )


app.add_typer(auction_app, name="auction")
app.add_typer(aml_app, name="aml")
app.add_typer(cdd_app, name="cdd")
app.command("screen")(screen_customers)
app.add_typer(hits_app, name="hits")


@app.command("schedule")
def show_schedule(
    file: Annotated[Path, typer.Argument(metavar="TERMS.yaml", help="A file of an issue's terms.")],
    as_json: JsonOption = False,
) -> None:
    """Print the dated cash flows that follow from an issue's terms."""
    from rwa.commands.schedule import schedule_command

    schedule_command(file, as_json=as_json)
