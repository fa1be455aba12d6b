"""What a custodian says it holds of one commodity, as it and an independent attestor sign it."""

from __future__ import annotations

from dataclasses import dataclass

from rwa.calendar import Timestamp
from rwa.identifiers import Code, DocumentHash

NO_LIST = DocumentHash("0x" + "0" * 64)
"""The root of an attestation that comes without a list of lots."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """What both sign, in the order of the contract's struct.

    The stock was counted at `as_of` and comes to `total` base units; of what was ever delivered the
    count leaves `omitted` out. It backs nothing from `expiry` on. `root` commits to the list of
    lots, `report` to the paper it rests on.
    """

    commodity: Code
    as_of: Timestamp
    expiry: Timestamp
    total: int
    omitted: int
    root: DocumentHash
    report: DocumentHash
