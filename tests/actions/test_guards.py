"""What a change of a set is tested by."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ststui.actions.guards import guards
from ststui.demo.patches.json_patch import json_patch
from ststui.demo.refusal import RefusedError
from ststui.model import Metadata

pytestmark = pytest.mark.pure

OWNER = {"kind": "Etcd", "name": "main", "uid": "etcd", "controller": True}
SEEN: dict[str, Any] = {"uid": "set", "generation": 2}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"uid": "another"}),
        ({}, {"generation": 3}),
        ({}, {"ownerReferences": [OWNER]}),
        ({"ownerReferences": [{"uid": "x"}, OWNER]}, {"ownerReferences": [OWNER]}),
        ({}, {"labels": {"argocd.argoproj.io/instance": "shop"}}),
        ({"labels": {"app": "web"}}, {"labels": {"kustomize.toolkit.fluxcd.io/name": "shop"}}),
        ({}, {"annotations": {"ststui/quorum": "true"}}),
        ({"annotations": {"ststui/quorum": "true"}}, {"annotations": {"ststui/quorum": "false"}}),
        ({"annotations": {"a": "b"}}, {"annotations": {"meta.helm.sh/release-name": "web"}}),
        ({"annotations": {"ststui/quorum": "true"}}, {"annotations": None}),
    ],
)
def test_what_warnings_are_made_from_is_tested(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    seen, now = ({"metadata": {**SEEN, **before}}, {"metadata": {**SEEN, **before, **after}})
    for found in (seen, now):
        found["metadata"] = {k: v for k, v in found["metadata"].items() if v is not None}
    tests = list(guards(msgspec.convert(seen["metadata"], Metadata)))
    assert json_patch(seen, tests) == seen
    with pytest.raises(RefusedError):
        json_patch(now, tests)


def test_what_no_warning_is_made_from_may_change() -> None:
    seen = {**SEEN, "labels": {"app": "web"}, "annotations": {"note": "a"}}
    now = {**seen, "labels": {"app": "shop"}, "annotations": {"note": "b"}, "resourceVersion": "9"}
    tests = list(guards(msgspec.convert(seen, Metadata)))
    assert json_patch({"metadata": now}, tests) == {"metadata": now}
