"""An exchange whose key was replaced is enrolled once more under its own name."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rwa.chain.compiler import Artifact
from tests.trials import played, with_day

AGAIN = """
- set_operator: {exchange: alpha, operator: alpha/2}
- enrol: {exchange: alpha, document: Application once more}
"""


@pytest.mark.xfail(
    strict=True, reason="the ledger keeps exchanges by name, the contract by number: two become one"
)
def test_audit__enrol__same_exchange_after_its_key_changed__both_roads_still_agree(
    artifacts: Mapping[str, Artifact],
) -> None:
    """Both roads may refuse the second entry, or both keep two records; not one and two."""
    outcome = played(with_day(AGAIN), artifacts)
    assert [str(each) for each in outcome.findings] == []
