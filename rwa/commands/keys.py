"""Where the key of sealed files comes from: a key file, the environment, or a question."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rwa.errors import UsageError

if TYPE_CHECKING:
    from rwa.cdd.sealed import Key

PASSPHRASE_VARIABLE = "RWA_CDD_PASSPHRASE"  # noqa: S105


def sealing_key(file: Path | None) -> Key:
    """The key in `file`, else the passphrase: taken out of the environment, or asked for.

    Raises `ConfigurationError` as `read_key`, `UsageError` where there is neither.
    """
    from rwa.cdd.sealed import Passphrase, read_key

    given = os.environ.pop(PASSPHRASE_VARIABLE, None)
    if file is not None:
        return read_key(file)
    if given is None:
        if not sys.stdin.isatty():
            asked = f"set {PASSPHRASE_VARIABLE} or give --key FILE"
            raise UsageError(f"no terminal to ask for the passphrase: {asked}")
        given = getpass.getpass("Passphrase of the sealed files: ")
    if not given:
        raise UsageError("the passphrase is empty")
    return Passphrase(given)
