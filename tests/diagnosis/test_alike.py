"""What one cause does to several pods is one finding, which names them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Example, built_in, diagnose
from ststui.diagnosis.moments import NOW, ago
from ststui.model.pod import Terminated
from ststui.model.slice import EndpointConditions
from ststui.report import report_set
from ststui.ui.widgets.findings import concerning, elsewhere
from ststui.ui.widgets.tree.rows.findings import explained, worst_by_ordinal
from ststui.ui.widgets.tree.rows.status import ordinal_status
from tests.diagnosis.reported import reported

if TYPE_CHECKING:
    from ststui.diagnosis import Diagnosis, Finding

pytestmark = pytest.mark.pure

ABSENT = 'Back-off pulling image "registry.example/web:2": ErrImagePull: not found'
CLOSED = "node(s) didn't match Pod's node affinity/selector"


def parallel(web: Example) -> Example:
    return web.updating().spec(pod_management_policy="Parallel")


def absent(web: Example, *ordinals: int) -> Example:
    """The image of the newest revision is in no registry; the other pods are as before."""
    for ordinal in {0, 1, 2} - set(ordinals):
        web.of_revision(ordinal)
    for ordinal in ordinals:
        web.pod(ordinal).status(phase="Pending").waiting("ImagePullBackOff", ABSENT)
    return web


def judged(web: Example) -> Diagnosis:
    return diagnose(web.seen(), built_in())


def grave(web: Example) -> tuple[Finding, ...]:
    return tuple(e for e in judged(web).findings if e.severity in {"critical", "high"})


def test_two_pods_of_one_revision_without_an_image_are_one_finding() -> None:
    (found,) = grave(absent(parallel(Example()), 1, 2))
    assert found.rule.id == "image-not-found"
    assert found.headline.endswith(
        (
            "web-1: the image of container main does not exist, likewise web-2",
            "web-2: the image of container main does not exist, likewise web-1",
        )
    )
    sources = " ".join(each.source for each in found.evidence)
    assert "web-1" in sources
    assert "web-2" in sources


def test_the_way_back_of_one_finding_deletes_all_its_pods() -> None:
    (found,) = grave(absent(parallel(Example()), 1, 2))
    commands = [each.command for each in found.fix]
    assert commands[0].startswith("ststui rollback ")
    assert any(each.endswith("delete pod web-1 web-2 -n shop") for each in commands)
    assert len(commands) == len(set(commands))


@pytest.mark.parametrize("ordinal", [1, 2])
def test_it_is_said_of_each_of_its_pods(ordinal: int) -> None:
    web = absent(parallel(Example()), 1, 2)
    found = judged(web)
    assert "image-not-found" in [each.rule.id for each in concerning(found, ordinal)]
    assert "image-not-found" not in [each.rule.id for each in elsewhere(found, ordinal)]
    assert "image-not-found" not in [each.rule.id for each in concerning(found, 0)]
    assert worst_by_ordinal(found)[ordinal].subject.name == f"web-{ordinal}"


def test_each_row_gives_the_reason_of_its_own_pod() -> None:
    web = parallel(Example())
    for ordinal in (1, 2):
        web.pod(ordinal).no_node(f"3 {CLOSED}")
    seen = web.seen()
    report = report_set(seen.family, now=NOW, server_version=seen.server_version)
    report = explained(report, worst_by_ordinal(diagnose(seen, built_in())))
    for ordinal in (1, 2):
        words = ordinal_status(report, report.ordinals[ordinal]).text
        assert words.endswith(": its node selector or affinity does not match 3 of 3 nodes")


def test_who_asks_for_one_pod_is_told_what_concerns_it_too() -> None:
    web = absent(parallel(Example()), 1, 2)
    for ordinal in (1, 2):
        report = reported(web, ordinal)
        (found,) = (each for each in report.findings if each.rule == "image-not-found")
        names = {found.subject.name, *(each.name for each in found.likewise)}
        assert names == {"web-1", "web-2"}
        assert report.elsewhere == ()


def test_a_set_that_is_stuck_takes_in_all_pods_of_its_broken_revision() -> None:
    web = Example().updating()
    for ordinal in range(3):
        web.of_revision(ordinal).waiting("ImagePullBackOff", ABSENT)
    (found,) = grave(web)
    assert found.rule.id == "sts-rollout-deadlock-broken-revision"
    assert found.explains.count("image-not-found") == 1
    assert {each.subject.name for each in found.one_by_one} == {"web-0", "web-1", "web-2"}


def test_other_revisions_and_other_codes_are_other_causes() -> None:
    web = absent(parallel(Example()), 1, 2)
    web.of_revision(1)
    assert len(grave(web)) == 2
    web = Example()
    web.pod(1).crashing(code=1)
    web.pod(2).crashing(code=3)
    assert len(grave(web)) == 2


def test_how_often_it_restarted_is_no_other_cause() -> None:
    web = Example()
    killed = Terminated(exit_code=137, reason="OOMKilled", finished_at=ago(60))
    web.pod(1).running(ready=True, restarts=4, last=killed)
    web.pod(2).crashing("OOMKilled", 137, restarts=7)
    (found,) = grave(web)
    assert found.rule.id == "oomkilled"
    assert [each.subject.name for each in found.one_by_one] == ["web-1", "web-2"]
    assert "crashloop" in found.explains


def test_a_name_that_another_holds_stands_for_itself() -> None:
    web = Example()
    for ordinal in (1, 2):
        web.pod(ordinal).owned_by(None).meta(labels={"app": "other"})
    named = [each for each in judged(web).findings if each.rule.id == "create-pod-name-collision"]
    assert [each.subject.name for each in named] == ["web-1", "web-2"]


def test_many_pods_are_named_by_their_ends() -> None:
    web = parallel(Example())
    web.sts().spec(replicas=12)
    for ordinal in range(12):
        web.pod(ordinal).no_node(f"3 {CLOSED}")
    (found,) = (each for each in judged(web).findings if each.rule.id.startswith("sched-"))
    assert found.headline.endswith("likewise web-1 … web-11 (11)")


def test_what_runs_or_holds_data_is_deleted_one_by_one() -> None:
    web = Example()
    for ordinal in (1, 2):
        web.pod(ordinal).spec(subdomain="web-old")
    web.claim(3).claim(4)
    found = {each.rule.id: each for each in judged(web).findings}
    names = found["svc-subdomain-mismatch"]
    assert names.headline.endswith("its subdomain is web-old, likewise web-2")
    assert [each.command.partition(" delete ")[2] for each in names.fix] == ["pod web-1 -n shop"]
    left = found["pvc-orphan-ordinal"]
    assert left.headline == "data-web-3 is left over: web has no ordinal 3, likewise data-web-4"
    assert any(each.command.endswith("delete pvc data-web-3 -n shop") for each in left.fix)


def test_what_a_node_does_to_one_pod_is_not_said_of_a_pod_elsewhere() -> None:
    web = Example()
    web.node("node-a").condition("Ready", "Unknown", reason="NodeStatusUnknown")
    web.pod(0).terminating(-60)
    web.endpoint(2, conditions=EndpointConditions(ready=False)).pod(2).running(for_=300)
    first, other = judged(web).findings
    assert (first.rule.id, first.subject.name) == ("term-node-unreachable", "web-0")
    assert "node-notready" in first.explains
    assert first.likewise == ()
    assert (other.rule.id, other.subject.name) == ("dns-unready-hidden", "web-2")


def test_a_node_explains_what_is_wrong_with_its_own_pods_alone() -> None:
    web = Example()
    web.node("node-a").condition("Ready", "Unknown", reason="NodeStatusUnknown")
    for ordinal in (0, 2):
        web.endpoint(ordinal, conditions=EndpointConditions(ready=False))
        web.pod(ordinal).running(for_=300)
    first, other = judged(web).findings
    assert {"node-notready", "dns-unready-hidden"} <= set(first.explains)
    assert first.reach == frozenset({0})
    assert (other.rule.id, other.subject.name) == ("dns-unready-hidden", "web-2")


def test_a_node_that_is_short_does_not_hold_up_a_pod_elsewhere() -> None:
    web = Example()
    built_in().by_id["sched-gated"].case.fires(web)
    web.node("node-a").condition("DiskPressure", reason="KubeletHasDiskPressure")
    found = {each.rule.id: each.explains for each in judged(web).findings}
    assert "sts-head-of-line" in found["sched-gated"]
    assert found["node-pressure"] == ()


def test_a_node_of_two_pods_is_not_hidden_under_one_of_them() -> None:
    web = Example()
    web.pod(2).spec(node_name="node-b").pod(1).terminating(-60)
    web.node("node-b").condition("Ready", "Unknown", reason="NodeStatusUnknown")
    named = {each.rule.id for each in judged(web).findings}
    assert {"term-node-unreachable", "node-notready"} <= named


def test_who_asks_for_one_pod_hears_of_nodes_of_others_only_in_short() -> None:
    web = Example()
    for node in ("node-a", "node-c"):
        web.node(node).condition("Ready", "Unknown", reason="NodeStatusUnknown")
    found, report = judged(web), reported(web, 2)
    assert [each.subject.name for each in report.findings] == ["node-c"]
    (other,) = report.elsewhere
    assert (other.rule, other.ordinal) == ("node-notready", None)
    assert "node-a" in other.title
    assert [each.subject.name for each in concerning(found, 1)] == []
    assert [each.subject.name for each in elsewhere(found, 1)] == ["node-a", "node-c"]
