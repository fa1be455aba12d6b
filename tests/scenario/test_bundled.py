"""The bundled trials end as they expect."""

from __future__ import annotations

import pytest

from rwa.simulation import Outcome


@pytest.mark.slow
def test_bundled__every_trial__as_it_expects_and_every_refusal_on_both_roads(
    bundled: Outcome,
) -> None:
    assert bundled.differences == ()
    assert [str(each.finding) for each in bundled.findings if not each.expected] == []
    assert all(refused.agreed for refused in bundled.refusals)
