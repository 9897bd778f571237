"""Laws of the diagnosis: no Family, however odd, makes a rule raise; causes take in symptoms."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ststui.diagnosis import NEEDS, Example, Finding, built_in, diagnose
from ststui.diagnosis.causes import root_causes

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.pure

RULES = built_in().rules
STEPS: tuple[Callable[[Example], object], ...] = tuple(
    step for rule in RULES for step in (rule.case.fires, rule.case.silent)
)
KINDS = (
    "StatefulSet",
    "Pod",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "Node",
    "Service",
    "EndpointSlice",
    "StorageClass",
    "VolumeAttachment",
    "CSINode",
    "PodDisruptionBudget",
    "NodeLease",
)
"""Kinds whose objects are made odd."""


def emptied(value: Any, *, depth: int, chosen: int) -> Any:
    """The value with one of its fields, at some depth, as if the API server had left it out."""
    if not isinstance(value, msgspec.Struct):
        return value
    names = [f.name for f in msgspec.structs.fields(value) if not f.required]
    if not names:
        return value
    name = names[chosen % len(names)]
    field = next(f for f in msgspec.structs.fields(value) if f.name == name)
    inner = getattr(value, name)
    if depth and isinstance(inner, msgspec.Struct):
        return msgspec.structs.replace(
            value, **{name: emptied(inner, depth=depth - 1, chosen=chosen // len(names))}
        )
    default = field.default
    if default is msgspec.NODEFAULT:
        made = field.default_factory
        default = made() if made is not msgspec.NODEFAULT else inner
    return msgspec.structs.replace(value, **{name: default})


@st.composite
def odd(draw: st.DrawFn) -> Example:
    """Several troubles at once, objects that are missing, fields that were left out."""
    example = Example()
    for step in draw(st.lists(st.sampled_from(STEPS), max_size=4)):
        try:
            step(example)
        except (KeyError, StopIteration):  # its object was taken away by the one before
            continue
    keys = sorted(key for key in example.objects if key[0] in KINDS)
    for key in draw(st.lists(st.sampled_from(keys), max_size=3, unique=True)):
        if key[0] != "StatefulSet" and draw(st.booleans()):
            example.objects.pop(key, None)
            continue
        item = example.objects.get(key)
        depth, chosen = draw(st.integers(0, 3)), draw(st.integers(0, 10_000))
        spared = key[0] == "StatefulSet" or chosen % 2
        part = "spec" if spared and hasattr(item, "spec") else "status"
        if item is not None and hasattr(item, part):
            inner = emptied(getattr(item, part), depth=depth, chosen=chosen)
            example.objects[key] = msgspec.structs.replace(item, **{part: inner})
    return example.denied(*draw(st.sets(st.sampled_from(NEEDS), max_size=3)))


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(example=odd())
def test_no_family_makes_a_rule_raise(example: Example, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        found = diagnose(example.seen(), built_in())
    assert not [each.getMessage() for each in caplog.records]
    for each in (*found.findings, *found.advice):
        assert each.title
        assert each.evidence
    named = {each.rule.id for each in found.findings}
    assert all(each.why for each in found.not_checked)
    assert not {each.rule for each in found.not_checked} & named


def finding(rule: str, *, ordinal: int | None = 1) -> Finding:
    example = Example()
    one = built_in().by_id[rule]
    one.case.fires(example)
    found = diagnose(example.seen(), type(built_in())((one,))).findings[0]
    return type(found)(
        **{
            **{name: getattr(found, name) for name in found.__dataclass_fields__},
            "ordinal": ordinal,
        }
    )


def test_a_cause_takes_in_its_symptom_and_names_it() -> None:
    found = root_causes([finding("sched-unbound-immediate-pvc"), finding("pvc-class-missing")])
    assert [(e.rule.id, e.explains) for e in found] == [
        ("pvc-class-missing", ("sched-unbound-immediate-pvc",))
    ]


def test_another_ordinal_is_no_symptom() -> None:
    found = root_causes(
        [finding("sched-unbound-immediate-pvc", ordinal=2), finding("pvc-class-missing")]
    )
    assert {e.rule.id for e in found} == {"pvc-class-missing", "sched-unbound-immediate-pvc"}


def test_a_chain_ends_at_its_first_cause() -> None:
    found = root_causes(
        [
            finding("sts-head-of-line"),
            finding("sched-unbound-immediate-pvc"),
            finding("pvc-class-missing"),
        ]
    )
    assert [e.rule.id for e in found] == ["pvc-class-missing"]
    assert found[0].explains == ("sched-unbound-immediate-pvc", "sts-head-of-line")


def test_worst_first() -> None:
    found = root_causes([finding("exit-143"), finding("oomkilled", ordinal=2)])
    assert [e.severity for e in found] == ["high", "low"]
