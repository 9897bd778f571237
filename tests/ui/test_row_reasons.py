"""The row of a pod that does not come up gives the reason that the diagnosis puts first."""

from __future__ import annotations

import pytest

from ststui.diagnosis import Example, built_in, diagnose
from ststui.diagnosis.moments import NOW
from ststui.report import report_set
from ststui.ui.widgets.tree.rows.findings import explained, worst_by_ordinal
from ststui.ui.widgets.tree.rows.status import ordinal_status

pytestmark = pytest.mark.pure


def status(web: Example, ordinal: int, *, judged: bool = True) -> str:
    """The STATUS cell of an ordinal."""
    seen = web.seen()
    report = report_set(seen.family, now=NOW, server_version=seen.server_version)
    if judged:
        report = explained(report, worst_by_ordinal(diagnose(seen, built_in())))
    return ordinal_status(report, report.ordinals[ordinal]).text


def no_room(web: Example) -> Example:
    web.pod(1).no_node("1 node(s) were unschedulable, 2 Insufficient memory")
    return web


def test_not_what_the_scheduler_says_first() -> None:
    web = no_room(Example())
    assert "unschedulable, 2 Insufficient memory" in status(web, 1, judged=False)
    assert status(web, 1).endswith(": too little memory is left on 2 of 3 nodes")


def test_a_claim_at_fault_is_the_reason_of_its_pod() -> None:
    web = Example().unbound_claim(1).spec(storage_class_name="fast-ssd")
    web.pod(1).no_node("pod has unbound immediate PersistentVolumeClaims")
    assert status(web, 1).endswith("StorageClass fast-ssd does not exist")


def test_a_kubelet_that_waits_says_for_what() -> None:
    web = Example()
    built_in().by_id["vol-multi-attach"].case.fires(web)
    assert status(web, 1, judged=False) == "Starting: ContainerCreating"
    assert status(web, 1) == "Starting: its volume is still attached to another node"


def test_an_error_of_the_kubelet_stays_in_its_own_words() -> None:
    web = Example().pod(1).creating().waiting("ImagePullBackOff", "not found")
    assert status(web, 1) == "Starting: ImagePullBackOff"


def test_a_pod_that_is_well_keeps_its_word() -> None:
    web = no_room(Example())
    assert status(web, 0) == "Running"
