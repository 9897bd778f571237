"""Trouble on the way to the images is not told of a pod that has come to its images."""

from __future__ import annotations

import pytest

from ststui.diagnosis import Book, Example, Finding, Rule, built_in, diagnose
from ststui.model.attachment import (
    AttachedSource,
    AttachmentSpec,
    AttachmentStatus,
    VolumeAttachment,
)
from ststui.model.metadata import Metadata

pytestmark = pytest.mark.pure

EARLY = {"FailedAttachVolume", "FailedMount", "FailedCreatePodSandBox", "NetworkNotReady"}
REFUSED = 'Multi-Attach error for volume "pv-1" Volume is already exclusively attached to one node'


def findings(web: Example, *rules: Rule) -> list[Finding]:
    return list(diagnose(web.seen(), Book(rules) if rules else built_in()).findings)


def early() -> list[Rule]:
    """Rules whose own case is made of such an event."""
    found = []
    for rule in built_in().rules:
        web = Example()
        rule.case.fires(web)
        if any(each.reason in EARLY for each in web._events):
            found.append(rule)
    return found


@pytest.mark.parametrize("rule", early(), ids=lambda rule: rule.id)
def test_a_later_event_of_an_image_ends_it(rule: Rule) -> None:
    web = Example()
    rule.case.fires(web)
    assert findings(web, rule)
    web.event("Pulling", 'Pulling image "web:2"', kind="Normal", before=20)
    assert not findings(web, rule)


@pytest.mark.parametrize("rule", early(), ids=lambda rule: rule.id)
def test_an_earlier_one_does_not(rule: Rule) -> None:
    web = Example()
    rule.case.fires(web)
    web._events.insert(0, web.event("Pulling", "", kind="Normal", before=3000)._events.pop())
    assert findings(web, rule)


def test_an_image_is_the_only_cause_then() -> None:
    web = Example().pod(1).creating().waiting("ImagePullBackOff", 'Back-off pulling image "web:9"')
    web.event("FailedAttachVolume", REFUSED, before=280)
    web.event(
        "FailedMount", "Unable to attach or mount volumes: unmounted volumes=[data]", before=200
    )
    web.event("Pulling", 'Pulling image "web:9"', kind="Normal", before=190)
    web.event("Failed", 'Failed to pull image "web:9": not found', before=180)
    found = {each.rule.id for each in findings(web)}
    assert not {each for each in found if each.startswith("vol-")}
    assert any(each.startswith("image-") for each in found)


@pytest.mark.parametrize(("volume", "told"), [("pv-1", False), ("pv-2", True)])
def test_only_the_volume_that_was_attached_is_out_of_it(volume: str, told: bool) -> None:
    web = Example().pod(1).creating()
    web.event("FailedAttachVolume", 'AttachVolume.Attach failed for volume "pv-1" : timed out')
    attached = f'AttachVolume.Attach succeeded for volume "{volume}"'
    web.event("SuccessfulAttachVolume", attached, kind="Normal", before=30)
    rule = built_in().by_id["vol-attach-failed"]
    assert bool(findings(web, rule)) == told


@pytest.mark.parametrize(("node", "told"), [("node-b", False), ("node-a", True)])
def test_a_volume_that_is_attached_where_the_pod_is_is_not_attached_elsewhere(
    node: str, told: bool
) -> None:
    attachment = VolumeAttachment(
        metadata=Metadata(name="csi-1"),
        spec=AttachmentSpec(
            attacher="disk.csi.example.com",
            node_name=node,
            source=AttachedSource(persistent_volume_name="pv-1"),
        ),
        status=AttachmentStatus(attached=True),
    )
    web = Example().add("VolumeAttachment", attachment)
    web.pod(1).creating().event("FailedAttachVolume", REFUSED)
    rule = built_in().by_id["vol-multi-attach"]
    assert bool(findings(web, rule)) == told
