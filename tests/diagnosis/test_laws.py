"""Laws of the diagnosis: no Family, however odd, makes a rule raise; causes take in symptoms."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ststui.diagnosis import NEEDS, Example, Finding, built_in, diagnose
from ststui.diagnosis.causes import root_causes
from ststui.diagnosis.example import OLD
from ststui.diagnosis.moments import ago
from ststui.diagnosis.patterns import fits
from ststui.model.stateful_set import MOST_REPLICAS, UpdateStrategy

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.diagnosis import Rule

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


LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
ODD: dict[type, tuple[Any, ...]] = {
    str: ("", "x", "{pod}", "a-b-0", "web-00", "\x1b]0;x\x07", "x" * 300, "99", "1e999999", "%"),
    int: (-1, 0, 1, 137, MOST_REPLICAS),
    bool: (True, False),
    datetime: (LONG_AGO, ago(0), ago(-(10**9)), ago(10**7)),
}
"""Values that a field of a type may hold, though nobody would think so. Sets of more replicas are
not let in: they are complaints."""


def made_odd(draw: st.DrawFn, value: Any) -> Any:
    """The value with one of its fields, at some depth, left out or odd."""
    if isinstance(value, msgspec.Struct):
        fields = [f for f in msgspec.structs.fields(value) if not f.required]
        if not fields:
            return value
        field = draw(st.sampled_from(fields))
        inner = getattr(value, field.name)
        default = field.default
        if default is msgspec.NODEFAULT:
            made = field.default_factory
            default = made() if made is not msgspec.NODEFAULT else inner
        changed = default if draw(st.booleans()) else made_odd(draw, inner)
        return msgspec.structs.replace(value, **{field.name: changed})
    if isinstance(value, tuple):
        if not value or draw(st.booleans()):
            return draw(st.sampled_from([(), value * 2, value[:1]]))
        at = draw(st.integers(0, len(value) - 1))
        return (*value[:at], made_odd(draw, value[at]), *value[at + 1 :])
    if isinstance(value, dict):
        return {key: made_odd(draw, inner) for key, inner in value.items()}
    return draw(st.sampled_from(ODD.get(type(value), (value,))))


@st.composite
def odd(draw: st.DrawFn) -> Example:
    """Several troubles at once, objects that are missing, fields that were left out or are odd."""
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
        part = draw(st.sampled_from(["spec", "status", "metadata"]))
        if item is not None and hasattr(item, part):
            name = item.metadata.name
            item = msgspec.structs.replace(item, **{part: made_odd(draw, getattr(item, part))})
            metadata = msgspec.structs.replace(item.metadata, name=name, namespace="shop")
            example.objects[key] = msgspec.structs.replace(item, metadata=metadata)
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
    assert all(each.why for each in found.not_checked)


def finding(rule: str, *, ordinal: int | None = 1) -> Finding:
    example = Example()
    one = built_in().by_id[rule]
    one.case.fires(example)
    found = diagnose(example.seen(), type(built_in())((one,))).findings[0]
    return replace(found, ordinal=ordinal, reach=None if ordinal is None else frozenset({ordinal}))


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


OF_PEOPLE = ("pdb", "hpa", "partition", "ondelete", "ordinals", "selector", "gitops", "operator")
"""What ids of rules about something that somebody wrote begin with, after ``sts-``."""
OLD_STATUS = {"sts-generation-lag"}
"""With a status that is old nothing can be said of what is counted in it."""
MAY = {
    "sts-pdb-blocks": {"sts-pdb-multiple"},
    "sts-partition-hold": OLD_STATUS,
    "sts-partition-too-high": OLD_STATUS,
    "sts-partition-offset": OLD_STATUS,
    "sts-ondelete-pending": OLD_STATUS,
    "sts-ondelete-stale-current": OLD_STATUS,
}
"""Causes that such a finding may have."""


@pytest.mark.parametrize(
    "symptom",
    [each.id for each in RULES if each.id.startswith(tuple(f"sts-{e}-" for e in OF_PEOPLE))],
)
def test_what_somebody_wrote_follows_from_no_pod(symptom: str) -> None:
    one = built_in().by_id[symptom]
    causes = {
        each.id
        for each in RULES
        if each is not one
        and (
            any(fnmatchcase(symptom, pattern) for pattern in each.explains)
            or any(fnmatchcase(each.id, pattern) for pattern in one.explained_by)
        )
    }
    assert causes == MAY.get(symptom, set())


def test_a_finalizer_takes_in_what_waits_for_its_pod_and_nothing_else() -> None:
    web = Example()
    built_in().by_id["term-finalizer"].case.fires(web)
    built_in().by_id["sts-pdb-blocks"].case.fires(web)
    web.sts().spec(update_strategy=UpdateStrategy(type="OnDelete")).status(current_revision=OLD)
    web.of_revision(2)
    found = {each.rule.id: each.explains for each in diagnose(web.seen(), built_in()).findings}
    assert {"term-finalizer", "sts-pdb-blocks", "sts-ondelete-pending"} <= found.keys()
    assert not {each for each in found["term-finalizer"] if each.startswith("sts-pdb")}


def test_what_brings_relief_comes_first_in_one_list() -> None:
    web = Example()
    built_in().by_id["image-not-found"].case.fires(web.updating())
    (found,) = diagnose(web.seen(), built_in()).findings
    assert found.rule.id == "image-not-found"
    assert "sts-broken-pod-on-update-revision" in found.explains
    commands = [each.command for each in found.fix if each.command]
    verbs = [
        " ".join(each.rpartition("kubectl --context test ")[2].split()[:2]) for each in commands
    ]
    assert verbs == ["ststui rollback", "delete pod", "get sts", "set image"]
    assert "GitOps" in found.danger
    assert "Correcting the template alone" in found.danger


def test_another_cause_keeps_its_own_list() -> None:
    web = Example().updating()
    built_in().by_id["vol-mount-failed"].case.fires(web)
    found = diagnose(web.seen(), built_in()).findings
    assert found
    for each in found:
        assert "ststui rollback" not in " ".join(fix.command for fix in each.fix)


def test_what_cannot_be_a_name_is_the_cause_and_no_such_service_is_asked_for() -> None:
    """No Service web.db can be created, and no pod made anew would be accepted."""
    web = Example()
    built_in().by_id["dns-label-invalid"].case.fires(web)
    assert [each.rule.id for each in diagnose(web.seen(), built_in()).findings] == [
        "dns-label-invalid"
    ]


def test_a_name_that_another_pod_holds_is_one_cause_whatever_a_quota_says() -> None:
    web = Example()
    full = "exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3"
    web.refused(1, f'pods "web-1" is forbidden: {full}').pod(1).owned_by(None).meta(
        labels={"app": "other"}
    )
    (found,) = diagnose(web.seen(), built_in()).findings
    assert found.rule.id == "create-pod-name-collision"
    assert "create-quota-exceeded" in found.explains


@pytest.mark.parametrize(
    "hint", [e for e in RULES if e.hint and e.about == "set"], ids=attrgetter("id")
)
def test_a_guess_about_the_set_takes_in_nothing_definite(hint: Rule) -> None:
    taken = [
        each.id
        for each in RULES
        if not each.hint and (fits(each.id, hint.explains) or fits(hint.id, each.explained_by))
    ]
    assert not taken
