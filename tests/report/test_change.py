"""What changed last, and by whom: only what a write can have brought is said to be its fruit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from ststui.model import ControllerRevision, Metadata, Readable
from ststui.model.metadata import ManagedFields
from ststui.report.change import last_change
from tests.controller.scene import Scene

pytestmark = pytest.mark.pure

MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("writes", "by", "revision"),
    [
        ([("kubectl-set", 0)], "kubectl-set", "web-new"),
        ([("kubectl-set", -5)], "kubectl-set", "web-new"),
        ([("kubectl-set", 0), ("ststui", 25)], "ststui", ""),
        ([("helm", -3000), ("kubectl-set", -2)], "kubectl-set", "web-new"),
        ([("helm", -3000)], "helm", ""),
    ],
)
def test_a_revision_is_the_fruit_of_a_write_before_it(
    writes: list[tuple[str, float]], by: str, revision: str
) -> None:
    """Writers, with the seconds after the newest revision was made."""
    family = Scene().family()
    fields = tuple(
        ManagedFields(manager=name, time=MADE + timedelta(seconds=after)) for name, after in writes
    )
    metadata = structs.replace(family.set.metadata, managed_fields=fields)
    newest = ControllerRevision(Metadata(name="web-new", creation_timestamp=MADE), revision=2)
    found = last_change(
        replace(
            family,
            set=structs.replace(family.set, metadata=metadata),
            revisions=Readable((newest,)),
        )
    )
    assert found is not None
    assert (found.by, found.revision) == (by, revision)
