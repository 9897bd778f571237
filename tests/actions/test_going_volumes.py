"""Claims whose volume is being deleted already: it goes with them, whatever its reclaim policy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.actions import plan_claim_deletion, plan_cleanup, plan_scale
from ststui.model import Readable
from ststui.model.stateful_set import ClaimRetention
from ststui.writing.compare import changes
from tests.actions.ground import around, bound, dangers, grounds, volume
from tests.controller.scene import NOW, Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds, Plan
    from ststui.model import PersistentVolume

pytestmark = pytest.mark.pure

DELETES = ClaimRetention(when_scaled="Delete", when_deleted="Retain")
LEADS = "the disk may stay, but nothing in the cluster leads to it any more"


def going(found: PersistentVolume) -> PersistentVolume:
    metadata = msgspec.structs.replace(found.metadata, deletion_timestamp=NOW)
    return msgspec.structs.replace(found, metadata=metadata)


def ground(scene: Scene, *volumes: PersistentVolume) -> Grounds:
    nearby = replace(around(volumes=volumes), pods=Readable(()), neighbours=Readable(()))
    return grounds(scene, surroundings=nearby)


def told(plan: Plan) -> list[str]:
    return [e.text for e in plan.warnings if e.code in {"data-lost", "claims-deleted"}]


TWO = Scene(replicas=1, templates=("data",), retention=DELETES).ready(0)
TWO = TWO.claim("data-web-1").claim("data-web-2")
TWO = bound(TWO, data_web_1="pv-1", data_web_2="pv-2")


def test_a_volume_that_goes_with_its_claim_leads_to_its_disk_no_more() -> None:
    found = ground(TWO, going(volume("pv-1")), volume("pv-2"))
    plan = plan_cleanup(found)
    assert [
        (each.name, each.reclaim_policy, each.data_lost, each.volume_going)
        for each in plan.consequences.claims_deleted
    ] == [("data-web-1", "Retain", None, True), ("data-web-2", "Retain", False, False)]
    assert dangers(plan) == {"data-lost"}
    kept, unled = told(plan)
    assert kept.startswith("deletes data-web-2; the data stays on the volume where there is one")
    assert unled == (
        "deletes data-web-1; volume pv-1 is being deleted too and goes with its claim, whatever "
        f"its reclaim policy: {LEADS}"
    )
    assert "volume pv-1 (Retain, being deleted too)" in plan.details[0]


def test_several_of_them() -> None:
    plan = plan_cleanup(ground(TWO, going(volume("pv-1")), going(volume("pv-2"))))
    (unled,) = told(plan)
    assert unled == (
        "deletes data-web-1, data-web-2; volumes pv-1, pv-2 are being deleted too and go with "
        f"their claims, whatever their reclaim policy: {LEADS}"
    )


def test_one_claim_and_a_scale_down() -> None:
    found = ground(TWO, going(volume("pv-1")), volume("pv-2"))
    claims = {each.metadata.name: each for each in TWO.claims.values()}
    assert plan_claim_deletion(replace(found, claim=claims["data-web-1"])).dangerous
    assert not plan_claim_deletion(replace(found, claim=claims["data-web-2"])).dangerous
    both = replace(TWO, replicas=2).ready(1)
    assert dangers(plan_scale(ground(both, going(volume("pv-1"))), replicas=1)) >= {"data-lost"}


def test_with_policy_delete_the_data_goes_as_ever() -> None:
    plan = plan_cleanup(ground(TWO, going(volume("pv-1", policy="Delete")), volume("pv-2")))
    assert plan.consequences.claims_deleted[0].data_lost
    assert "deletes data-web-1 and the data with it: reclaim policy Delete of pv-1" in told(plan)


def test_a_volume_that_is_deleted_while_the_plan_is_looked_at_is_told() -> None:
    shown = plan_cleanup(ground(TWO, volume("pv-1"), volume("pv-2")))
    now = plan_cleanup(ground(TWO, going(volume("pv-1")), volume("pv-2")))
    assert any("volume pv-1 is being deleted too" in each for each in changes(shown, now))


def test_a_pod_that_comes_back_onto_one_is_told_of() -> None:
    for found, said in ((going(volume("pv-1")), 1), (volume("pv-1"), 0)):
        plan = plan_scale(ground(TWO, found, volume("pv-2")), replicas=2)
        assert plan.consequences.claims_reattached == ("data-web-1",)
        texts = [e.text for e in plan.warnings if e.code == "claims-reattached"]
        dying = "the volume of data-web-1 (pv-1) is being deleted, and goes as soon as nothing"
        assert sum(each.startswith(dying) for each in texts) == said
