"""`rwa` and `python -m rwa`: an interrupt before the command itself runs ends it without a word."""

from __future__ import annotations

import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run the command `rwa`."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from rwa.cli import app, told

    told(app)


if __name__ == "__main__":
    main()
