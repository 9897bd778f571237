"""Which set an autoscaler means."""

from __future__ import annotations

import pytest

from ststui.model.budget import ScaleTarget

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("kind", "name", "api_version", "is_set"),
    [
        ("StatefulSet", "db", "apps/v1", True),
        ("StatefulSet", "db", "apps/v1beta1", True),
        ("StatefulSet", "db", "", True),  # the field is optional (autoscaling/v2, types.go)
        ("StatefulSet", "web", "apps/v1", False),
        ("Deployment", "db", "apps/v1", False),
        ("StatefulSet", "db", "apps.kruise.io/v1beta1", False),
        ("StatefulSet", "db", "v1", False),
    ],
)
def test_an_autoscaler_means_the_set_of_its_group(
    kind: str, name: str, api_version: str, *, is_set: bool
) -> None:
    target = ScaleTarget(kind=kind, name=name, api_version=api_version)
    assert target.is_set("db") is is_set
