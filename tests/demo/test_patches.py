"""Patches, quantities, selectors and revision names: tables without a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from ststui.demo.api.durations import duration
from ststui.demo.controllers.revision_names import revision_hash, safe_encode
from ststui.demo.patches.json_patch import json_patch
from ststui.demo.patches.merge import merge_patch
from ststui.demo.patches.strategic import strategic_patch
from ststui.demo.refusal import RefusedError
from ststui.demo.registry.quantities import canonical
from ststui.demo.selectors import label_filter, matches_selector

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("target", "patch", "expected"),
    [
        # The examples of RFC 7386, appendix A.
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merge_patch(target: Any, patch: Any, expected: Any) -> None:
    assert merge_patch(target, patch) == expected


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([{"op": "add", "path": "/b", "value": 2}], {"a": [1, 2], "b": 2}),
        ([{"op": "add", "path": "/a/1", "value": 9}], {"a": [1, 9, 2]}),
        ([{"op": "add", "path": "/a/-", "value": 9}], {"a": [1, 2, 9]}),
        ([{"op": "remove", "path": "/a/0"}], {"a": [2]}),
        ([{"op": "replace", "path": "/a", "value": 0}], {"a": 0}),
        ([{"op": "move", "from": "/a", "path": "/c"}], {"c": [1, 2]}),
        ([{"op": "copy", "from": "/a/0", "path": "/a~1b"}], {"a": [1, 2], "a/b": 1}),
        ([{"op": "test", "path": "/a/0", "value": 1}], {"a": [1, 2]}),
        ([{"op": "test", "path": "/gone", "value": None}], {"a": [1, 2]}),
    ],
)
def test_json_patch(operations: Any, expected: Any) -> None:
    assert json_patch({"a": [1, 2]}, operations) == expected


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "test", "path": "/a", "value": 1},
        {"op": "test", "path": "/a/0", "value": True},
        {"op": "remove", "path": "/gone"},
        {"op": "replace", "path": "/a/7", "value": 1},
        {"op": "add", "path": "/gone/deeper", "value": 1},
    ],
)
def test_json_patch_that_does_not_apply(operation: Any) -> None:
    with pytest.raises(RefusedError) as refused:
        json_patch({"a": [1, 2]}, [operation])
    assert refused.value.code == 422


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        (
            {"containers": [{"name": "a", "image": "2"}]},
            {"containers": [{"name": "a", "image": "2", "x": 1}, {"name": "b"}], "t": [1]},
        ),
        (
            {"containers": [{"name": "b", "$patch": "delete"}], "t": [2]},
            {"containers": [{"name": "a", "image": "1", "x": 1}], "t": [2]},
        ),
        (
            {
                "$setElementOrder/containers": [{"name": "c"}, {"name": "a"}, {"name": "b"}],
                "containers": [{"name": "c"}],
            },
            {
                "containers": [{"name": "c"}, {"name": "a", "image": "1", "x": 1}, {"name": "b"}],
                "t": [1],
            },
        ),
        ({"$patch": "replace", "t": [3]}, {"t": [3]}),
        (
            {"$retainKeys": ["t"], "t": [4], "containers": None},
            {"t": [4]},
        ),
    ],
)
def test_strategic_patch(patch: Any, expected: Any) -> None:
    target = {"containers": [{"name": "a", "image": "1", "x": 1}, {"name": "b"}], "t": [1]}
    assert strategic_patch(target, patch) == expected


def test_finalizers_merge_and_are_taken_off() -> None:
    target = {"finalizers": ["a", "b"]}
    assert strategic_patch(target, {"finalizers": ["c"]}) == {"finalizers": ["a", "b", "c"]}
    patch = {"$deleteFromPrimitiveList/finalizers": ["a"]}
    assert strategic_patch(target, patch) == {"finalizers": ["b"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1000m", "1"),
        ("500m", "500m"),
        ("0.5", "500m"),
        ("1024Mi", "1Gi"),
        ("1.5Gi", "1536Mi"),
        ("1000k", "1M"),
        ("2", "2"),
        ("0", "0"),
        ("100Gi", "100Gi"),
    ],
)
def test_quantities_are_canonical(text: str, expected: str) -> None:
    assert canonical(text) == expected


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("app=web", True),
        ("app==web,tier!=back", True),
        ("app in (a, web)", True),
        ("app notin (web)", False),
        ("app", True),
        ("!gone", True),
        ("tier", False),
    ],
)
def test_label_selectors(selector: str, expected: bool) -> None:
    assert label_filter(selector)({"metadata": {"labels": {"app": "web"}}}) is expected


def test_selector_objects() -> None:
    labels = {"app": "web"}
    assert matches_selector(labels, {})
    assert not matches_selector(labels, None)
    term = {"key": "app", "operator": "In", "values": ["web"]}
    assert matches_selector(labels, {"matchExpressions": [term]})
    assert not matches_selector(labels, {"matchExpressions": [{**term, "operator": "NotIn"}]})


def test_revision_names_are_those_of_the_real_controller() -> None:
    # Recorded on Kubernetes 1.36.3: a set "a" of one container main with image app:1.
    template = {
        "$patch": "replace",
        "metadata": {"labels": {"app": "a"}},
        "spec": {
            "containers": [
                {
                    "image": "app:1",
                    "imagePullPolicy": "IfNotPresent",
                    "name": "main",
                    "resources": {},
                    "terminationMessagePath": "/dev/termination-log",
                    "terminationMessagePolicy": "File",
                }
            ],
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {},
            "terminationGracePeriodSeconds": 30,
        },
    }
    assert revision_hash({"spec": {"template": template}}) == "5c689c69d7"
    assert safe_encode("0123456789") == "456789bcdf"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0s"),
        (119, "119s"),
        (120, "2m"),
        (200, "3m20s"),
        (700, "11m"),
        (10_800, "3h"),
        (20_000, "5h33m"),
        (100_000, "27h"),
        (200_000, "2d7h"),
        (900_000, "10d"),
    ],
)
def test_ages_are_kubectls(seconds: int, expected: str) -> None:
    assert duration(seconds) == expected
