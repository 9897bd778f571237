"""Who keeps a set as it is in git, and what a restart means to them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import plan_restart, plan_scale
from ststui.model.metadata import ManagedFields
from tests.actions.ground import grounds
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds, Plan

pytestmark = pytest.mark.pure

WRITTEN = (ManagedFields(manager="argocd-controller", operation="Apply"),)
LABEL = {"app.kubernetes.io/instance": "shop"}


def kept(**metadata: Any) -> Grounds:
    """A set of three with such metadata."""
    found = grounds(Scene().ready(0, 1, 2))
    own = found.known.set
    own = msgspec.structs.replace(own, metadata=msgspec.structs.replace(own.metadata, **metadata))
    return replace(found, family=replace(found.known, set=own))


def told(plan: Plan) -> list[tuple[str, bool]]:
    return [(e.about, e.dangerous) for e in plan.warnings if e.code == "gitops-owner"]


@pytest.mark.parametrize(
    ("metadata", "known"),
    [
        ({"labels": LABEL, "managed_fields": WRITTEN}, True),
        ({"labels": {"argocd.argoproj.io/instance": "shop"}}, True),
        ({"labels": LABEL}, False),  # any Helm chart sets it
        ({"managed_fields": WRITTEN}, False),
    ],
)
def test_argo_is_known_by_its_label_or_by_what_it_wrote(
    metadata: dict[str, Any], *, known: bool
) -> None:
    plan = plan_scale(kept(**metadata), replicas=2)
    assert told(plan) == ([("Argo CD shop", True)] if known else [])


def test_a_restart_is_no_change_that_is_taken_back() -> None:
    plan = plan_restart(kept(labels=LABEL, managed_fields=WRITTEN))
    assert told(plan) == [("Argo CD shop", False)]
