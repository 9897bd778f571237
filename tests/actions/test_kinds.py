"""Plans of all actions but scaling."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import (
    Consequences,
    Grounds,
    Reversal,
    offered,
    plan_claim_deletion,
    plan_cleanup,
    plan_expansion,
    plan_image,
    plan_partition,
    plan_pod_deletion,
    plan_restart,
    plan_reversal,
    plan_rollback,
    plan_scale,
    plan_set_deletion,
)
from ststui.actions.kinds.partition import canary, from_ordinal, frozen
from ststui.actions.need import NEEDS
from ststui.actions.way_back import way_back
from ststui.cluster.decode.shared import share
from ststui.model import Metadata, PersistentVolumeClaim, Readable, Unreadable
from ststui.model.budget import BudgetSpec
from ststui.model.claim import ClaimMetadata, ClaimResources, ClaimSpec, ClaimStatus
from ststui.model.lease import Lease, LeaseSpec
from ststui.model.metadata import OwnerReference
from ststui.model.pod import Container, PodSpec, Resources
from ststui.model.quota import QuotaStatus, ResourceQuota
from ststui.model.readable import LOADING
from ststui.model.stateful_set import ClaimRetention, ClaimTemplate, RollingUpdate, Selector
from ststui.model.surroundings import Surroundings
from tests.actions.ground import (
    around,
    bound,
    budget,
    codes,
    dangers,
    grounds,
    node,
    volume,
    with_image,
)
from tests.controller.scene import NEW, NOW, OLD, SET, Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.actions import Plan
    from ststui.actions.pod_deletion import How

pytestmark = pytest.mark.pure

TEMPLATES = {
    OLD: {
        "spec": {
            "containers": [
                {"name": "main", "image": "app:1", "env": [{"name": "KEY", "value": "s3cret"}]}
            ]
        }
    },
    NEW: {
        "spec": {
            "containers": [
                {"name": "main", "image": "app:2", "env": [{"name": "KEY", "value": "other"}]}
            ]
        }
    },
}


def updated(**more: Any) -> Scene:
    """Two revisions, held at 2 of 3."""
    scene = Scene(update=NEW, rolling=RollingUpdate(partition=2), **more)
    return scene.pod(0).pod(1).pod(2, revision=NEW)


def test_lowering_the_partition_replaces_from_the_top() -> None:
    plan = plan_partition(grounds(updated()), partition=1)
    assert plan.consequences.replaces == ("web-1",)
    assert plan.details == ("now: web-1", "later, when the partition is lowered: web-0")
    assert plan.requests[0].body[-2:] == [
        {"op": "test", "path": "/spec/updateStrategy/rollingUpdate/partition", "value": 2},
        {"op": "add", "path": "/spec/updateStrategy/rollingUpdate/partition", "value": 1},
    ]


def test_freezing_says_which_pods_go_back_when_they_are_made_anew() -> None:
    plan = plan_partition(grounds(updated()), partition=3)
    assert plan.consequences.replaces == ()
    (caution,) = (each for each in plan.warnings if each.code == "other-revision")
    assert caution.text == (
        "web-2 keeps the new revision for now and goes back to old whenever it is re-created"
    )
    two = Scene(update=NEW).pod(0).pod(1, revision=NEW).pod(2, revision=NEW)
    (caution,) = (
        each
        for each in plan_partition(grounds(two), partition=3).warnings
        if each.code == "other-revision"
    )
    assert caution.text == (
        "web-1, web-2 keep the new revision for now and go back to old whenever they are re-created"
    )


def test_a_strategy_without_its_block_gets_one() -> None:
    plan = plan_partition(grounds(Scene(rolling=None).ready(0, 1, 2)), partition=0)
    assert plan.requests[0].body[-1]["value"] == {"partition": 0}


def test_on_delete_has_no_partition() -> None:
    scene = Scene(strategy="OnDelete", rolling=None).ready(0)
    assert plan_partition(grounds(scene), partition=1).why == "OnDelete has no partition"
    assert offered("partition", grounds(scene)).why == "OnDelete has no partition"


def test_partitions_by_count_and_ordinal() -> None:
    found = Scene(replicas=5, start=10, rolling=RollingUpdate(partition=5)).stateful_set()
    assert [canary(found, pods=n) for n in (0, 1, 5, 9)] == [5, 4, 0, 0]
    assert [from_ordinal(found, ordinal=n) for n in (9, 10, 13, 20)] == [0, 0, 3, 5]
    assert frozen(found) == 5


def test_a_restart_is_held_by_the_partition() -> None:
    plan = plan_restart(grounds(updated()))
    assert plan.consequences.replaces == ("web-2",)
    assert "other-revision" in codes(plan)
    assert plan.requests[0].body[-1] == {
        "op": "add",
        "path": "/spec/template/metadata/annotations",
        "value": {"kubectl.kubernetes.io/restartedAt": "2026-03-01T12:00:00Z"},
    }


def test_a_rollback_shows_what_differs_and_no_secret() -> None:
    plan = plan_rollback(grounds(updated(), templates=Readable(TEMPLATES)))
    assert plan.consequences.replaces == ("web-2",)
    assert plan.details == (
        "spec.containers[main].env[KEY].value: changed (not shown)",
        "spec.containers[main].image: app:2 → app:1",
    )
    assert plan.requests[0].body[-1] == {
        "op": "replace",
        "path": "/spec/template",
        "value": TEMPLATES[OLD],
    }


def test_the_way_back_from_a_rollback_names_the_revision() -> None:
    plan = plan_rollback(grounds(updated(), templates=Readable(TEMPLATES)))
    assert way_back(plan, by="U").startswith(f"roll back again, to {NEW}, the revision of now; ")
    lost = plan_rollback(unseen(live_template=Readable(NEWER)))
    assert way_back(lost, by="U") == "none; the template of now has no revision that is known"


def test_the_command_of_a_rollback_names_its_goal_also_where_it_is_refused() -> None:
    ground = grounds(updated(), templates=Readable(TEMPLATES), uid="former")
    assert "--to-revision=1 " in plan_rollback(ground).kubectl


NEWER = {"spec": {"containers": [{"name": "main", "image": "app:3"}]}}
"""A template that no revision has."""


def unseen(**more: Any) -> Grounds:
    """The grounds of a set whose last change the controller has not seen."""
    scene = Scene(update=NEW, generation=2).ready(0, 1, 2, revision=NEW)
    return grounds(scene, templates=Readable(TEMPLATES), **more)


def test_a_template_without_a_revision_goes_back_to_the_newest_and_is_told_to_be_lost() -> None:
    plan = plan_rollback(unseen(live_template=Readable(NEWER)))
    assert plan.title == "roll web back to revision 2 (web-new)"
    assert plan.details[-1] == "spec.containers[main].image: app:3 → app:2"
    assert any("has no revision, not even web-new" in each.text for each in plan.warnings)
    assert plan.requests[0].body[-1]["value"] == TEMPLATES[NEW]
    older = plan_rollback(unseen(live_template=Readable(NEWER)), revision="1")
    assert older.details[-1] == "spec.containers[main].image: app:3 → app:1"


def test_a_template_that_went_back_unseen_is_on_its_old_revision() -> None:
    timed = {**TEMPLATES[OLD], "metadata": {"creationTimestamp": None}}
    ground = unseen(live_template=Readable(timed))
    ground = replace(
        ground, templates=Readable({**TEMPLATES, OLD: {**TEMPLATES[OLD], "metadata": {}}})
    )
    plan = plan_rollback(ground)
    assert plan.title == "roll web back to revision 2 (web-new)"
    assert any("it is on web-old, not on web-new" in each.text for each in plan.warnings)
    assert not plan_rollback(ground, revision=OLD).changes


def test_a_template_that_is_the_newest_revision_goes_back_to_the_one_before() -> None:
    plan = plan_rollback(unseen(live_template=Readable(TEMPLATES[NEW])))
    assert plan.title == "roll web back to revision 1 (web-old)"
    assert not any("not seen the last change" in each.text for each in plan.warnings)
    assert not plan_rollback(unseen(live_template=Readable(TEMPLATES[NEW])), revision="2").changes


def test_a_template_that_could_not_be_compared_is_not_guessed() -> None:
    plan = plan_rollback(unseen(live_template=Unreadable("no")))
    assert not plan.possible
    assert "which revision is the previous one is not known" in plan.why
    assert plan.why.endswith("name one: 2 (web-new), 1 (web-old)")
    named = plan_rollback(unseen(live_template=Unreadable("no")), revision="2")
    assert named.changes
    assert named.details[0] == "what differs from the template of now is not known"
    assert any("which revision it is on is not known" in each.text for each in named.warnings)


def test_one_revision_is_enough_to_go_back_to_where_the_template_has_none() -> None:
    ground = grounds(Scene(generation=2).ready(0), templates=Readable(TEMPLATES))
    assert offered("rollback", ground).yes
    plan = plan_rollback(replace(ground, live_template=Readable(NEWER)))
    assert plan.title == "roll web back to revision 1 (web-old)"


def test_a_rollback_names_the_stuck_pod_as_its_second_step() -> None:
    scene = Scene(update=NEW).pod(0).pod(1).pod(2, ready=False, revision=NEW)
    plan = plan_rollback(grounds(scene, templates=Readable(TEMPLATES)))
    assert plan.consequences.replaces == ()
    assert "ststui delete --context test pod/web-2 -n shop" in plan.details


BROKEN = Scene(update=NEW).pod(0).pod(1).pod(2, ready=False, revision=NEW)


@pytest.mark.parametrize(
    "make", [lambda g: plan_image(g, container="main", image="app:3"), plan_restart]
)
def test_what_mends_a_set_names_the_broken_pod_that_it_does_not_reach(
    make: Callable[[Grounds], Plan],
) -> None:
    plan = make(grounds(BROKEN, templates=Readable(TEMPLATES)))
    assert plan.consequences.replaces == ()
    step = next(each for each in plan.details if each.startswith("second step"))
    assert "waits for web-2 to be Ready" in step
    assert plan.details[-1] == "ststui delete --context test pod/web-2 -n shop"


def test_broken_pods_are_named_in_the_order_they_are_waited_for() -> None:
    scene = Scene(update=NEW).pod(0)
    scene = scene.pod(1, ready=False, revision=NEW).pod(2, ready=False, revision=NEW)
    plan = plan_image(
        grounds(scene, templates=Readable(TEMPLATES)), container="main", image="app:3"
    )
    assert plan.details[-2:] == (
        "ststui delete --context test pod/web-1 -n shop",
        "ststui delete --context test pod/web-2 -n shop",
    )


def test_a_broken_pod_that_is_reached_or_keeps_its_revision_is_no_second_step() -> None:
    parallel = Scene(update=NEW, parallel=True).pod(0).pod(1).pod(2, ready=False, revision=NEW)
    held = Scene(update=NEW, rolling=RollingUpdate(partition=2))
    held = held.pod(0, ready=False).pod(1).pod(2, revision=NEW)
    for scene in (parallel, held):
        plan = plan_image(
            grounds(scene, templates=Readable(TEMPLATES)), container="main", image="app:3"
        )
        assert not any("second step" in each for each in plan.details)


@pytest.mark.parametrize("name", [OLD, "old", "1"])
def test_a_revision_by_name_hash_or_number(name: str) -> None:
    plan = plan_rollback(grounds(updated(), templates=Readable(TEMPLATES)), revision=name)
    assert plan.title == "roll web back to revision 1 (web-old)"


def test_a_revision_that_does_not_exist() -> None:
    plan = plan_rollback(grounds(updated(), templates=Readable(TEMPLATES)), revision="7")
    assert (plan.possible, plan.why) == (
        False,
        "there is no revision 7; there is 2 (web-new), 1 (web-old)",
    )


def test_an_image_of_before_is_recognised() -> None:
    same = {
        OLD: {"spec": {"containers": [{"name": "main", "image": "app:1"}]}},
        NEW: {"spec": {"containers": [{"name": "main", "image": "app:2"}]}},
    }
    scene = Scene(update=NEW).pod(0).pod(1, revision=NEW).pod(2, revision=NEW)
    ground = grounds(scene, templates=Readable(same))
    ground = replace(ground, family=with_image(ground.known, "main", "app:2"))
    plan = plan_image(ground, container="main", image="app:1")
    assert plan.consequences.replaces == ("web-2", "web-1")
    other = plan_image(ground, container="main", image="app:3")
    assert other.consequences.replaces == ("web-2", "web-1", "web-0")


def first(plan: Plan) -> str:
    """What a plan says first."""
    return plan.warnings[0].text


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda g: plan_image(g, container="main", image="app:9"), "the image"),
        (plan_restart, "the restart"),
        (lambda g: plan_rollback(g, revision=OLD), "the template"),
    ],
)
def test_on_delete_is_said_first(make: Callable[[Grounds], Plan], what: str) -> None:
    scene = Scene(replicas=2, strategy="OnDelete", rolling=None, update=NEW)
    scene = scene.ready(0, 1, revision=NEW)
    plan = make(grounds(scene, templates=Readable(TEMPLATES)))
    assert plan.consequences.replaces == ()
    assert plan.title.endswith(": OnDelete, no pod is replaced by itself")
    assert first(plan) == (
        f"OnDelete: no pod is replaced by this; web-0, web-1 get {what} only when somebody "
        "deletes them"
    )


def test_those_below_the_partition_are_all_named_by_an_image() -> None:
    scene = Scene(replicas=8, rolling=RollingUpdate(partition=7)).ready(*range(8))
    plan = plan_image(grounds(scene), container="main", image="app:9")
    assert plan.consequences.replaces == ("web-7",)
    assert first(plan) == (
        "web-0, web-1, web-2, web-3, web-4, web-5, web-6 stay as they are and do not get the "
        "image: the partition 7 holds them"
    )


def test_a_partition_set_before_a_change_tells_who_will_stay() -> None:
    ground = grounds(Scene(replicas=3, start=5).ready(5, 6, 7))
    assert plan_partition(ground, partition=2).details == (
        "now: no pod is replaced",
        "at the next change of the template: web-7 gets it, web-5, web-6 stay as they are",
    )
    free = grounds(Scene(replicas=2, rolling=RollingUpdate(partition=1)).ready(0, 1))
    assert plan_partition(free, partition=0).details == ("now: no pod is replaced",)


def test_no_such_container() -> None:
    plan = plan_image(grounds(Scene().ready(0)), container="side", image="x")
    assert plan.why == "web has no container side; it has main"


BOTH = ClaimRetention(when_deleted="Delete", when_scaled="Retain")


def test_a_cascade_takes_claims_that_the_set_owns() -> None:
    scene = bound(
        Scene(replicas=2, templates=("data",), retention=BOTH).ready(0, 1), data_web_0="v"
    )
    plan = plan_set_deletion(grounds(scene, surroundings=around(volumes=(volume("v"),))))
    assert plan.consequences.deletes == ("web-0", "web-1")
    assert [each.name for each in plan.consequences.claims_deleted] == ["data-web-0", "data-web-1"]
    assert plan.requests[0].body["preconditions"] == {"uid": "set"}
    orphaned = plan_set_deletion(grounds(scene), cascade="orphan")
    assert orphaned.consequences.claims_deleted == ()
    assert orphaned.consequences.claims_kept == ("data-web-0", "data-web-1")


@pytest.mark.parametrize(
    ("parallel", "when_scaled", "advised"),
    [(False, "Retain", True), (True, "Retain", False), (False, "Delete", False)],
)
def test_a_scale_to_0_is_advised_only_where_it_is_gentler(
    parallel: bool,
    when_scaled: str,
    advised: bool,
) -> None:
    kept = ClaimRetention(when_deleted="Retain", when_scaled=when_scaled)
    scene = Scene(replicas=2, parallel=parallel, templates=("data",), retention=kept).ready(0, 1)
    plan = plan_set_deletion(grounds(scene))
    assert any("scale to 0 before" in each for each in plan.details) == advised


def test_a_set_goes_with_the_pod_that_a_finalizer_holds() -> None:
    scene = held_up(Scene(replicas=2).ready(0).pod(1, ends_in=-60), 1, "example.com/hold")
    plan = plan_set_deletion(grounds(scene))
    assert plan.consequences.deletes == ("web-0", "web-1")
    assert any(e.text.startswith("web-1 has finalizers (example.com/hold)") for e in plan.warnings)


def test_a_set_that_a_finalizer_holds_says_so_first() -> None:
    ground = grounds(Scene(replicas=1).ready(0))
    metadata = msgspec.structs.replace(ground.known.set.metadata, finalizers=("example.com/hold",))
    found = msgspec.structs.replace(ground.known.set, metadata=metadata)
    plan = plan_set_deletion(replace(ground, family=replace(ground.known, set=found)))
    assert first(plan).startswith("web has finalizers (example.com/hold): it stays until")


def test_a_pod_that_ends_on_a_silent_node_is_told_of() -> None:
    scene = Scene(replicas=2).ready(0).pod(1, ends_in=-60, node="a")
    silent, well = (around(nodes=(node("a", ready=ready), node("b"))) for ready in (False, True))
    told = "web-1 is being deleted and stays until its kubelet confirms, and a is not Ready,"
    plan = plan_restart(grounds(scene, surroundings=silent))
    assert any(each.text.startswith(told) for each in plan.warnings)
    fine = plan_restart(grounds(scene, surroundings=well))
    assert not any("being deleted and stays" in each.text for each in fine.warnings)


def test_a_pod_that_ends_already_goes_with_those_that_are_not_wanted() -> None:
    scene = Scene(replicas=3, templates=("data",)).ready(0, 1, 2).pod(1, ends_in=10)
    found = plan_scale(grounds(scene), replicas=1).consequences
    assert found.deletes == ("web-1", "web-2")
    assert set(found.claims_kept) == {"data-web-1", "data-web-2"}
    assert plan_scale(grounds(scene), replicas=2).consequences.deletes == ("web-2",)


def test_a_missing_pod_whose_volume_no_node_reaches_is_told_of_by_a_restart() -> None:
    scene = bound(Scene(replicas=2, templates=("data",)).ready(0, 1).without(1), data_web_1="v")
    nodes = (node("a", ready=False, zone="a"), node("b", zone="b"))
    around_it = around(nodes=nodes, volumes=(volume("v", zone="a"),))
    assert "cannot-come-back" in dangers(plan_restart(grounds(scene, surroundings=around_it)))


@pytest.mark.parametrize("make", [plan_restart, lambda g: plan_scale(g, replicas=1)])
def test_a_pod_that_ends_and_is_held_is_told_of(make: Callable[[Grounds], Plan]) -> None:
    scene = held_up(Scene(replicas=2).ready(0).pod(1, ends_in=-60), 1, "example.com/hold")
    texts = [each.text for each in make(grounds(scene)).warnings]
    held = "web-1 is being deleted and stays until who set its finalizers (example.com/hold)"
    assert any(each.startswith(held) for each in texts)
    deletion = plan_pod_deletion(on_node(scene, 0))
    assert any(each.text.startswith(held) for each in deletion.warnings)


@pytest.mark.parametrize(
    ("scene", "dangerous"),
    [
        (Scene(replicas=2, templates=("data",)).ready(0, 1), True),
        # Of a set before it: its own pods mount no claim.
        (Scene(replicas=2).ready(0, 1).claim("data-web-1"), False),
        (Scene(replicas=2).ready(0, 1), False),
        (Scene(replicas=1, templates=("data",)).pod(0, ready=False), False),
    ],
)
def test_a_set_that_serves_data_goes_only_with_its_name(scene: Scene, *, dangerous: bool) -> None:
    assert ("quorum" in dangers(plan_set_deletion(grounds(scene)))) is dangerous
    assert not plan_set_deletion(grounds(scene), cascade="orphan").dangerous


def test_claims_whose_pods_are_missing_stay_or_go_as_well() -> None:
    scene = Scene(replicas=2, templates=("data",)).ready(0, 1, 3).without(1, 3)
    plan = plan_set_deletion(grounds(scene))
    assert plan.consequences.claims_kept == ("data-web-0", "data-web-1", "data-web-3")
    owned = Scene(replicas=2, templates=("data",), retention=BOTH).ready(0, 1).without(1)
    gone = plan_set_deletion(grounds(owned)).consequences
    assert [each.name for each in gone.claims_deleted] == ["data-web-0", "data-web-1"]
    assert gone.claims_kept == ()


def on_node(scene: Scene, ordinal: int, **more: Any) -> Grounds:
    family = scene.family()
    return grounds(scene, pod=family.pods_by_ordinal[ordinal], **more)


@pytest.mark.parametrize(
    ("nodes", "refused"),
    [
        ((node("a"),), True),
        ((node("a", ready=False),), False),
        ((), False),
        (None, True),
    ],
)
def test_a_pod_is_forced_only_where_its_node_is_known_not_to_be_ready(
    nodes: Any, *, refused: bool
) -> None:
    scene = Scene(replicas=1).pod(0, node="a")
    plan = plan_pod_deletion(on_node(scene, 0, surroundings=around(nodes=nodes)), how="force")
    assert plan.refused is refused
    assert bool(plan.requests) is not refused
    assert ("at-most-one" in dangers(plan)) is not refused


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (3, "lease of its kubelet: renewed 3s ago: the kubelet is alive, and the pod with it"),
        (-2, "lease of its kubelet: renewed 0s ago: the kubelet is alive, and the pod with it"),
        (900, "lease of its kubelet: renewed 15m ago"),
        (None, "lease of its kubelet: none"),
    ],
)
def test_forcing_tells_what_is_known_of_the_node(ago: int | None, told: str) -> None:
    at = None if ago is None else NOW - timedelta(seconds=ago)
    lease = Lease(metadata=Metadata(name="a"), spec=LeaseSpec(renew_time=at))
    surroundings = replace(
        around(nodes=(node("a", ready=False),)), node_leases=Readable({"a": lease})
    )
    scene = Scene(replicas=1).pod(0, node="a", ready=False)
    plan = plan_pod_deletion(on_node(scene, 0, surroundings=surroundings), how="force")
    assert told in plan.details
    assert any("node.kubernetes.io/out-of-service" in each for each in plan.details)


@pytest.mark.parametrize("how", ["delete", "evict"])
def test_a_pod_without_a_grace_period_is_not_forced_by_a_plain_deletion(how: Any) -> None:
    scene = Scene(replicas=1).pod(0, node="a")
    spec = msgspec.structs.replace(scene.pods["web-0"].spec, termination_grace_period_seconds=0)
    hasty = msgspec.structs.replace(scene.pods["web-0"], spec=spec)
    scene = replace(scene, pods={"web-0": hasty})
    plan = plan_pod_deletion(on_node(scene, 0), how=how)
    (request,) = plan.requests
    options = request.body["deleteOptions"] if how == "evict" else request.body
    assert options == {**options, "gracePeriodSeconds": 1, "preconditions": {"uid": "pod-0"}}
    told = '"gracePeriodSeconds":1' if how == "evict" else "--grace-period=1"
    assert told in plan.kubectl
    assert any("terminationGracePeriodSeconds is 0" in each for each in plan.details)


@pytest.mark.parametrize("how", ["delete", "evict"])
def test_a_grace_period_of_its_own_is_left_to_the_pod(how: Any) -> None:
    plan = plan_pod_deletion(on_node(Scene(replicas=1).pod(0, node="a"), 0), how=how)
    assert "gracePeriodSeconds" not in str(plan.requests[0].body)
    assert plan.details == ()


def test_a_pod_on_a_node_that_does_not_answer_only_begins_to_go() -> None:
    scene = Scene(replicas=1).pod(0, node="a", ready=False)
    around_it = around(nodes=(node("a", ready=False), node("b")))
    plan = plan_pod_deletion(on_node(scene, 0, surroundings=around_it))
    assert (plan.consequences.deletes, plan.consequences.replaces) == (("web-0",), ())
    assert "cannot-come-back" in dangers(plan)


def few_rights(**read: Any) -> Surroundings:
    """Surroundings of which only these parts could be read."""
    no = {
        e: Unreadable(f"no permission: list {e}")
        for e in ("nodes", "volumes", "quotas", "limit_ranges")
    }
    return Surroundings(**{**no, **read})


def blind_spots(plan: Plan) -> list[str]:
    """Parts that could not be read, as the plan tells."""
    cautions = [each for each in plan.warnings if each.code == "rights"]
    assert not any(each.dangerous for each in cautions)
    assert all("(no permission: list " in each.text for each in cautions)
    return [each.text.split()[0] for each in cautions]


SPARE = bound(Scene(replicas=2, templates=("data",)).ready(0, 1), data_web_1="v")


def test_what_could_not_be_foreseen_of_a_deletion_is_told() -> None:
    def told(scene: Scene, ordinal: int, **read: Any) -> list[str]:
        return blind_spots(
            plan_pod_deletion(on_node(scene, ordinal, surroundings=few_rights(**read)))
        )

    nodes = Readable({"b": node("b")})
    assert told(SPARE, 1) == ["nodes", "volumes"]
    assert told(SPARE, 1, nodes=nodes) == ["volumes"]
    assert told(SPARE, 1, volumes=Readable({})) == ["nodes"]
    assert told(SPARE, 0, nodes=nodes) == []  # its claim has no volume


def test_what_could_not_be_foreseen_of_new_pods_is_told() -> None:
    def told(replicas: int, **read: Any) -> list[str]:
        return blind_spots(
            plan_scale(grounds(SPARE, surroundings=few_rights(**read)), replicas=replicas)
        )

    assert told(3) == ["nodes", "quotas", "LimitRanges"]
    known = Readable(())
    assert told(3, quotas=known, limit_ranges=known, nodes=Readable({})) == []
    assert told(1) == []


def quota(*, hard: int, used: int) -> Surroundings:
    """A namespace with a quota on pods."""
    status = QuotaStatus(hard={"pods": str(hard)}, used={"pods": str(used)})
    full = ResourceQuota(metadata=Metadata(name="few"), status=status)
    return replace(around(nodes=(node("b"),)), quotas=Readable((full,)))


def of_quota(plan: Plan) -> list[str]:
    return [each.text for each in plan.warnings if 'quota "few"' in each.text and each.dangerous]


def test_every_plan_that_needs_new_pods_tells_of_a_quota_without_room() -> None:
    short = Scene(replicas=3).ready(0, 1)  # web-2 could not be made
    wanted = 'quota "few" has room for 0 more pods, 1 is wanted'
    full = quota(hard=2, used=2)
    assert of_quota(plan_restart(grounds(short, surroundings=full)))[0].startswith(wanted)
    assert of_quota(plan_scale(grounds(short, surroundings=full), replicas=4)) == [
        wanted.replace("1 is", "2 are")
    ]
    assert of_quota(plan_pod_deletion(on_node(short, 1, surroundings=full))) == [
        f"{wanted}: web-2 may take the place that web-1 frees"
    ]


@pytest.mark.parametrize(
    ("resource", "hard", "used", "said"),
    [
        ("persistentvolumeclaims", "3", "3", "persistentvolumeclaims 3 of 3 used, 1 more wanted"),
        ("count/persistentvolumeclaims", "3", "2", ""),
        (
            "requests.storage",
            "30Gi",
            "30Gi",
            "requests.storage 30Gi of 30Gi used, 10Gi more wanted",
        ),
        (
            "fast.storageclass.storage.k8s.io/requests.storage",
            "15Gi",
            "6Gi",
            "fast.storageclass.storage.k8s.io/requests.storage 6Gi of 15Gi used, 10Gi more wanted",
        ),
        ("slow.storageclass.storage.k8s.io/persistentvolumeclaims", "0", "0", ""),
        ("requests.cpu", "2", "1800m", "requests.cpu 1800m of 2 used, 0.5 more wanted"),
        ("cpu", "4", "1", ""),
        ("limits.memory", "1Gi", "768Mi", "limits.memory 768Mi of 1Gi used, 512Mi more wanted"),
        ("requests.memory", "2Gi", "0", "requests.memory 0 of 2Gi used, 3Gi more wanted"),
        ("services", "0", "0", ""),
    ],
)
def test_a_quota_without_room_for_what_is_made_with_a_pod_is_told_of(
    resource: str, hard: str, used: str, said: str
) -> None:
    full = ResourceQuota(
        Metadata(name="team"), QuotaStatus(hard={resource: hard}, used={resource: used})
    )
    ground = grounds(
        Scene(templates=("data",)).ready(0, 1, 2),
        surroundings=replace(around(nodes=(node("b"),)), quotas=Readable((full,))),
    )
    family = ground.known
    spec = family.set.spec
    container = Container(
        name="main",
        resources=Resources(requests={"cpu": "500m"}, limits={"cpu": "1", "memory": "512Mi"}),
    )
    template = ClaimTemplate(
        metadata=Metadata(name="data"),
        spec=ClaimSpec(
            storage_class_name="fast", resources=ClaimResources(requests={"storage": "10Gi"})
        ),
    )
    side, first = (
        Resources(requests={"cpu": "0", "memory": memory}, limits={"memory": "0"})
        for memory in ("1Gi", "2Gi")
    )
    sidecar = Container(name="side", restart_policy="Always", resources=side)
    init = Container(name="init", resources=first)
    wanted_pod = msgspec.structs.replace(
        spec.template.spec, containers=(container,), init_containers=(sidecar, init)
    )
    pods = msgspec.structs.replace(spec.template, spec=wanted_pod)
    changed = msgspec.structs.replace(
        family.set,
        spec=msgspec.structs.replace(spec, template=pods, volume_claim_templates=(template,)),
    )
    ground = replace(ground, family=replace(family, set=changed))
    told = [
        each.text
        for each in plan_scale(ground, replicas=4).warnings
        if each.code == "cannot-come-back" and each.dangerous
    ]
    wanted = f'quota "team" has no room for what is made: {said}'
    assert told == ([wanted] if said else [])
    assert "cannot-come-back" not in codes(plan_scale(ground, replicas=2))


def test_a_pod_comes_back_in_its_own_place_unless_the_quota_is_exceeded() -> None:
    whole = Scene(replicas=2).ready(0, 1)
    assert of_quota(plan_pod_deletion(on_node(whole, 1, surroundings=quota(hard=2, used=2)))) == []
    assert of_quota(plan_pod_deletion(on_node(whole, 1, surroundings=quota(hard=1, used=2)))) == [
        'quota "few" has room for 0 more pods and is exceeded: web-1 may not be made again'
    ]


def test_a_pod_behind_another_does_not_come_back() -> None:
    scene = Scene().pod(0, ready=False).ready(1, 2)
    plan = plan_pod_deletion(on_node(scene, 2))
    assert plan.consequences.replaces == ()
    assert plan.consequences.deletes == ("web-2",)
    assert "cannot-come-back" in dangers(plan)


def test_a_claim_that_was_deleted_goes_with_its_pod() -> None:
    scene = Scene(replicas=1, templates=("data",)).claim("data-web-0", terminating=True).pod(0)
    scene = bound(scene, data_web_0="v")
    volumes = around(volumes=(volume("v", policy="Delete"),))
    plan = plan_pod_deletion(on_node(scene, 0, surroundings=volumes))
    assert "data-lost" in dangers(plan)
    assert [each.name for each in plan.consequences.claims_deleted] == ["data-web-0"]


def test_the_primary_is_not_deleted_without_its_name() -> None:
    scene = Scene().pod(0, labels={"cnpg.io/instanceRole": "primary"}).ready(1, 2)
    assert "primary" in dangers(plan_pod_deletion(on_node(scene, 0)))
    assert "primary" not in codes(plan_pod_deletion(on_node(scene, 1)))


def test_a_primary_that_ends_already_goes_whatever_is_done() -> None:
    labels = {"cnpg.io/instanceRole": "primary"}
    stays = Scene().ready(0, 1).pod(2, labels=labels)
    ends = Scene().ready(0, 1).pod(2, labels=labels, ends_in=30)
    assert "primary" in dangers(plan_scale(grounds(stays), replicas=2))
    assert "primary" not in codes(plan_scale(grounds(ends), replicas=2))


@pytest.mark.parametrize(
    ("make", "command"),
    [
        (lambda g: plan_scale(g, replicas=1), "scale statefulset/web --replicas=1"),
        (lambda g: plan_partition(g, partition=1), "patch statefulset/web --type=merge"),
        (plan_restart, "rollout restart statefulset/web"),
        (plan_rollback, "rollout undo statefulset/web"),
        (lambda g: plan_image(g, container="main", image="a:2"), "set image statefulset/web"),
        (plan_set_deletion, "delete statefulset web"),
        (
            lambda g: plan_set_deletion(g, cascade="orphan"),
            "delete statefulset web --cascade=orphan",
        ),
    ],
)
def test_another_set_of_the_name_is_refused_and_the_command_told(
    make: Callable[[Grounds], Plan], command: str
) -> None:
    plan = make(grounds(Scene().ready(0, 1, 2), uid="former"))
    assert plan.refused
    told = "web was deleted and made anew since, with another uid: this plan is void"
    assert plan.why == told
    assert plan.kubectl.startswith(f"# not done here ({told}): kubectl {command}")
    assert plan.requests == ()


def of_no_set(scene: Scene, **surroundings: Any) -> Grounds:
    """The grounds of web-0 of a scene, of whose set nothing is known."""
    nearby = replace(around(), **{"budgets": Readable(()), **surroundings})
    return replace(grounds(scene, surroundings=nearby), family=None, pod=scene.pods["web-0"])


@pytest.mark.parametrize(
    ("owner", "told", "dangerous"),
    [
        (None, "nothing owns web-0 or makes it anew", True),
        (
            msgspec.structs.replace(SET, uid="old"),
            "StatefulSet web, which owns web-0, is gone: nothing makes it anew",
            True,
        ),
        (
            msgspec.structs.replace(SET, api_version="apps.kruise.io/v1beta1"),
            (
                "StatefulSet web of apps.kruise.io/v1beta1 owns web-0, which is none of apps/v1: "
                "whether a pod comes in its place is not foreseen"
            ),
            False,
        ),
        (
            OwnerReference(kind="Job", name="dump", uid="job", controller=True),
            "Job dump owns web-0, no StatefulSet: whether a pod comes in its place is not foreseen",
            False,
        ),
    ],
)
def test_a_pod_of_no_set(owner: OwnerReference | None, told: str, *, dangerous: bool) -> None:
    scene = Scene().pod(0, owner=owner)
    plan = plan_pod_deletion(of_no_set(scene))
    assert plan.consequences.deletes == ("web-0",)
    assert [(e.code, e.text, e.dangerous) for e in plan.warnings] == [
        ("cannot-come-back", told, dangerous)
    ]


def test_a_revision_that_holds_no_containers_is_none_of_an_image() -> None:
    scene = Scene(update=NEW).ready(0, 1, 2, revision=NEW)
    odd = {NEW: {"spec": {"containers": ["x", None, 7]}}}
    plan = plan_image(grounds(scene, templates=Readable(odd)), container="main", image="app:2")
    assert plan.changes


OPERATOR = OwnerReference(kind="Cluster", name="pg", uid="c", controller=True)


@pytest.mark.parametrize("how", ["delete", "evict", "now"])
def test_the_primary_of_an_operator_goes_only_with_the_name(how: How) -> None:
    scene = Scene().pod(0, owner=OPERATOR, labels={"role": "primary"})
    plan = plan_pod_deletion(of_no_set(scene), how=how)
    assert dangers(plan) == {"primary"}


def test_a_pod_of_no_set_on_a_node_that_does_not_answer() -> None:
    scene = Scene().pod(0, owner=OPERATOR, node="n1")
    dead = Readable({"n1": node("n1", ready=False)})
    plan = plan_pod_deletion(of_no_set(scene, nodes=dead))
    assert "cannot-come-back" in dangers(plan)
    assert any(each.text.startswith("n1 is not Ready") for each in plan.warnings)


def test_a_pod_of_no_set_is_counted_by_the_budgets_that_select_it() -> None:
    scene = Scene().pod(0, owner=OPERATOR)
    mine, other = (
        msgspec.structs.replace(
            budget(name, allowed=0), spec=BudgetSpec(selector=Selector(match_labels={"app": name}))
        )
        for name in ("web", "other")
    )
    found = of_no_set(scene, budgets=Readable((mine, other)))
    (told,) = (each for each in plan_pod_deletion(found).warnings if each.code == "pdb")
    assert (told.about, told.dangerous) == ("web", True)
    (told,) = (e for e in plan_pod_deletion(found, how="evict").warnings if e.code == "pdb")
    assert told.text == "budget web allows none now: the eviction will be refused"


def test_a_pod_that_the_set_owns_by_another_name_is_none_of_its_ordinals() -> None:
    scene = Scene(replicas=2, templates=("data",)).ready(0, 1).pod(7, name="foo-1")
    plan = plan_pod_deletion(grounds(scene, pod=scene.pods["foo-1"]))
    assert plan.consequences == Consequences(deletes=("foo-1",))
    assert dangers(plan) == {"cannot-come-back"}
    assert any(
        each.text == "foo-1 is no ordinal of StatefulSet web, which owns it: nothing makes it anew"
        for each in plan.warnings
    )


def test_a_pod_that_keeps_an_ordinals_name() -> None:
    scene = Scene().pod(0, owner=None)
    found = of_no_set(scene)
    its_set = scene.family().set
    around = replace(found.surroundings, neighbours=Readable((its_set,)))
    plan = plan_pod_deletion(replace(found, surroundings=around))
    (warning,) = plan.warnings
    assert "StatefulSet web, whose ordinal it keeps from being made, then makes its own" in (
        warning.text
    )
    assert warning.dangerous


def test_a_pod_of_an_earlier_set_keeps_the_name_from_the_one_of_now() -> None:
    past = OwnerReference(
        api_version="apps/v1", kind="StatefulSet", name="web", uid="past", controller=True
    )
    scene = Scene().pod(0, owner=past)
    found = of_no_set(scene)
    around = replace(found.surroundings, neighbours=Readable((scene.family().set,)))
    (warning,) = plan_pod_deletion(replace(found, surroundings=around)).warnings
    assert warning.text.startswith("nothing makes this web-0, which is of an earlier web, anew; ")
    assert "then makes its own" in warning.text


def test_a_pod_of_another_uid_is_refused() -> None:
    plan = plan_pod_deletion(on_node(Scene().ready(0, 1, 2), 0, uid="former"))
    assert plan.refused


def claim_ground(scene: Scene, name: str, *, pods: Any = (), **more: Any) -> Grounds:
    found = grounds(scene, **more)
    surroundings = replace(
        found.surroundings,
        pods=Readable(tuple(pods) + tuple(scene.pods.values())),
        neighbours=Readable((found.known.set,)),
        volumes=Readable({}),
    )
    claims = {each.metadata.name: each for each in scene.claims.values()}
    return replace(found, surroundings=surroundings, claim=claims.get(name))


GHOST = Scene(replicas=1, templates=("data",)).ready(0).claim("data-web-1").claim("data-web-2")


def test_a_claim_nothing_needs_can_go() -> None:
    plan = plan_claim_deletion(claim_ground(GHOST, "data-web-1"))
    assert plan.allowed
    assert [each.name for each in plan.consequences.claims_deleted] == ["data-web-1"]


@pytest.mark.parametrize(
    ("scene", "name", "why"),
    [
        (GHOST, "data-web-0", "data-web-0 is in use by web-0"),
        (GHOST.without(0), "data-web-0", "data-web-0 belongs to ordinal 0, which web wants"),
        (
            replace(GHOST.without(0), replicas=0),
            "data-web-2",
            "web is asleep: data-web-2 waits for it to be scaled up again",
        ),
    ],
)
def test_a_claim_that_is_needed_is_refused(scene: Scene, name: str, why: str) -> None:
    plan = plan_claim_deletion(claim_ground(scene, name))
    assert (plan.refused, plan.why, plan.requests) == (True, why, ())
    assert plan_cleanup(claim_ground(scene, name), claims=[name]).refused


@pytest.mark.parametrize("phase", ["Running", "Succeeded"])
def test_a_claim_of_an_ephemeral_volume_is_its_pods(phase: str) -> None:
    scene = Scene(replicas=1, templates=("data",)).ready(0).claim("web-0-scratch")
    pod = scene.pods["web-0"]
    spec = msgspec.json.decode(
        b'{"volumes":[{"name":"scratch","ephemeral":{"volumeClaimTemplate":{"spec":{}}}}]}',
        type=PodSpec,
    )
    status = msgspec.structs.replace(pod.status, phase=phase)
    pod = msgspec.structs.replace(pod, spec=spec, status=status)
    plan = plan_claim_deletion(claim_ground(scene, "web-0-scratch", pods=(share(pod),)))
    assert plan.refused is (phase == "Running")
    assert plan.why == ("web-0-scratch is in use by web-0" if plan.refused else "")


@pytest.mark.parametrize(
    "make",
    [
        plan_claim_deletion,
        lambda g: plan_cleanup(g, claims=["data-web-0"]),
        lambda g: plan_pod_deletion(replace(g, pod=g.known.pods_by_ordinal[0]), how="force"),
    ],
)
def test_the_command_of_what_is_refused_does_nothing_as_it_is(
    make: Callable[[Grounds], Plan],
) -> None:
    scene = Scene(replicas=1, templates=("data",)).pod(0, node="a").claim("data-web-0")
    ground = claim_ground(scene, "data-web-0")
    nodes = around(nodes=(node("a"),)).nodes
    plan = make(replace(ground, surroundings=replace(ground.surroundings, nodes=nodes)))
    assert plan.refused
    assert plan.kubectl.startswith(f"# not done here ({plan.why}): kubectl delete ")
    assert shlex.split(plan.kubectl, comments=True) == []


def test_not_knowing_who_uses_a_claim_refuses_it() -> None:
    ground = replace(claim_ground(GHOST, "data-web-1"), surroundings=around())
    assert plan_claim_deletion(ground).refused


def test_cleanup_takes_what_is_chosen() -> None:
    ground = claim_ground(GHOST, "")
    assert len(plan_cleanup(ground).requests) == 2
    one = plan_cleanup(ground, claims=["data-web-2"])
    assert (one.title, len(one.requests)) == ("delete 1 claim that web left behind", 1)
    assert not plan_cleanup(ground, claims=["data-web-9"]).possible


def test_cleanup_passes_over_what_is_gone_and_over_nothing_else() -> None:
    ground = claim_ground(GHOST, "")
    plan = plan_cleanup(ground, claims=["data-web-2", "data-web-7"])
    assert len(plan.requests) == 1
    assert "not there any more: data-web-7" in plan.details
    for other in ("data-db-7", "data-web-x", "data-web-0"):
        assert not plan_cleanup(ground, claims=["data-web-2", other]).allowed
    going = claim_ground(GHOST.claim("data-web-1", terminating=True), "")
    assert len(plan_cleanup(going, claims=["data-web-1", "data-web-2"]).requests) == 1
    assert not plan_cleanup(going, claims=["data-web-1"]).possible


def sized(scene: Scene, size: str, *, phase: str = "Bound") -> Scene:
    claims = {
        name: PersistentVolumeClaim(
            metadata=ClaimMetadata(name=name, namespace="shop", uid=f"uid-{name}"),
            spec=ClaimSpec(
                storage_class_name="fast",
                volume_name="v",
                resources=ClaimResources(requests={"storage": size}),
            ),
            status=ClaimStatus(phase=phase, capacity={"storage": size}),
        )
        for name in scene.claims
    }
    return replace(scene, claims=claims)


STORED = Scene(replicas=2, templates=("data",)).ready(0, 1)


@pytest.mark.parametrize(
    ("scene", "size", "requests", "why"),
    [
        (sized(STORED, "1Gi"), "2Gi", 2, ""),
        (sized(STORED, "1Gi"), "1Gi", 0, "all claims of data ask for 1Gi"),
        (sized(STORED, "4Gi"), "2Gi", 0, "data-web-0 is larger already: storage cannot shrink"),
        (
            sized(STORED, "1Gi", phase="Pending"),
            "2Gi",
            0,
            "data-web-0 is not Bound: only a bound claim can be expanded",
        ),
        (sized(STORED, "1Gi"), "big", 0, "big is no size; write it as 50Gi"),
    ],
)
def test_expansion(scene: Scene, size: str, requests: int, why: str) -> None:
    plan = plan_expansion(grounds(scene), template="data", size=size)
    assert (len(plan.requests), plan.why) == (requests, why)


def test_a_reversal_is_a_plan_the_other_way_while_the_value_is_still_there() -> None:
    ground = grounds(Scene(replicas=3).ready(0, 1, 2))
    plan = plan_reversal(ground, Reversal("scale", 2, 3))
    assert plan.consequences.deletes == ("web-2",)
    assert plan.title == "reverse: scale web from 3 to 2"
    assert plan.details[0].startswith("not restored: what the application made of its new members")
    up = plan_reversal(ground, Reversal("scale", 5, 3))
    assert "members that left the application, claims that were deleted" in up.details[0]
    changed = plan_reversal(ground, Reversal("scale", 2, 5))
    assert (changed.possible, changed.why) == (
        False,
        "it is not what was written: it was set to 5 and is 3 by now",
    )


ALL: tuple[Callable[[Grounds], Plan], ...] = (
    lambda g: plan_partition(g, partition=1),
    plan_restart,
    plan_rollback,
    lambda g: plan_image(g, container="main", image="app:9"),
    plan_set_deletion,
    plan_pod_deletion,
    lambda g: plan_pod_deletion(g, how="evict"),
    plan_cleanup,
    lambda g: plan_expansion(g, template="data", size="9Gi"),
)


@pytest.mark.parametrize("make", ALL)
def test_without_its_right_no_action_is_possible_and_tells_what_it_would_do(
    make: Callable[[Grounds], Plan],
) -> None:
    scene = sized(Scene(update=NEW, templates=("data",)).ready(0, 1, 2), "1Gi")
    around = Surroundings(pods=Readable(()), neighbours=Readable(()))
    able = grounds(scene.claim("data-web-3"), templates=Readable(TEMPLATES), surroundings=around)
    able = replace(able, pod=able.known.pods_by_ordinal[0])
    plan = make(replace(able, denied=MappingProxyType(dict.fromkeys(NEEDS, "no"))))
    assert not plan.possible
    assert plan.why.startswith("no permission: ")
    assert plan.requests
    assert replace(plan, possible=True, why="") == make(able)


def test_what_changes_nothing_needs_no_right() -> None:
    denied = MappingProxyType(dict.fromkeys(NEEDS, "no"))
    plan = plan_partition(grounds(updated(), denied=denied), partition=2)
    assert (plan.possible, plan.changes) == (True, False)


def test_what_could_not_be_read_says_why_and_not_that_nobody_tried() -> None:
    no = Unreadable("no permission: list nodes")
    scene = Scene().ready(0, 1).pod(2, node="a")
    ground = grounds(scene, surroundings=Surroundings(nodes=no, volumes=no))
    plan = plan_pod_deletion(replace(ground, pod=ground.known.pods_by_ordinal[2]), how="force")
    assert plan.refused
    assert plan.why == "whether a is Ready could not be read (no permission: list nodes)"
    lost = bound(
        Scene(templates=("data",), retention=ClaimRetention(when_scaled="Delete")).ready(0, 1, 2),
        data_web_2="v",
    )
    plan = plan_scale(grounds(lost, surroundings=ground.surroundings), replicas=2)
    assert any(e.text.endswith("not be read (no permission: list nodes)") for e in plan.warnings)


def test_a_key_that_cannot_act_says_why() -> None:
    ground = grounds(Scene().ready(0))
    assert offered("scale", ground).yes
    assert offered("scale", ground, closed="read-only").why == "read-only"
    assert offered("delete-pod", ground).why == "only on a pod"
    assert offered("rollback", ground).why == "there is no earlier revision"
    assert offered("expand", ground).why == "web has no claim templates"


def held_up(scene: Scene, ordinal: int, finalizer: str) -> Scene:
    """The scene with a finalizer on a pod."""
    name = f"web-{ordinal}"
    metadata = msgspec.structs.replace(scene.pods[name].metadata, finalizers=(finalizer,))
    pod = msgspec.structs.replace(scene.pods[name], metadata=metadata)
    return replace(scene, pods={**scene.pods, name: pod})


@pytest.mark.parametrize("how", ["delete", "evict", "now", "force"])
def test_a_finalizer_holds_a_pod_up_however_it_is_deleted(how: Any) -> None:
    scene = held_up(Scene(replicas=2).ready(0, 1), 1, "example.com/hold")
    around_it = around(nodes=(node("node-a", ready=how != "force"), node("b")))
    plan = plan_pod_deletion(on_node(scene, 1, surroundings=around_it), how=how)
    assert (plan.consequences.deletes, plan.consequences.replaces) == (("web-1",), ())
    assert "cannot-come-back" in dangers(plan)
    assert any("finalizers (example.com/hold)" in each.text for each in plan.warnings)


@pytest.mark.parametrize(
    "make", [plan_restart, plan_set_deletion, lambda g: plan_scale(g, replicas=1)]
)
def test_a_finalizer_is_told_of_wherever_its_pod_leaves(make: Callable[[Grounds], Plan]) -> None:
    held, free = (Scene(replicas=2).ready(0, 1) for _ in range(2))
    held = held_up(held, 1, "example.com/hold")
    assert "cannot-come-back" in dangers(make(grounds(held)))
    assert "cannot-come-back" not in codes(make(grounds(free)))


@pytest.mark.parametrize(
    "make",
    [
        plan_pod_deletion,
        lambda g: plan_pod_deletion(g, how="evict"),
        lambda g: plan_scale(g, replicas=1),
        lambda g: plan_scale(g, replicas=3),
        plan_set_deletion,
        plan_restart,
    ],
)
def test_claims_that_could_not_be_read_are_told_of_once(make: Callable[[Grounds], Plan]) -> None:
    def said(**more: Any) -> list[str]:
        scene = Scene(replicas=2, **more).ready(0, 1)
        plan = make(on_node(scene, 1, surroundings=around(nodes=(node("a"),), volumes=())))
        return [e.text for e in plan.warnings if e.code == "rights" and "claims" in e.text]

    (told,) = said(templates=("data",), claims_readable=False)
    assert told.startswith("claims could not be read (")
    assert said(templates=("data",)) == said(claims_readable=False) == []


def test_a_condemned_pod_may_take_claims_along_that_could_not_be_read() -> None:
    retention = ClaimRetention(when_deleted="Retain", when_scaled="Delete")
    scene = Scene(replicas=1, templates=("data",), retention=retention, claims_readable=False)
    scene = scene.ready(0, 1)
    assert "data-lost" in dangers(plan_pod_deletion(on_node(scene, 1)))
    assert "data-lost" not in codes(plan_pod_deletion(on_node(scene, 0)))


def test_cluster_text_is_harmless() -> None:
    scene = held_up(Scene(replicas=1).pod(0), 0, "\x1b[2Jx")
    plan = plan_pod_deletion(on_node(scene, 0))
    assert any("\\e[2Jx" in each.text for each in plan.warnings)
    assert all(each.text.isprintable() for each in plan.warnings)


def test_while_the_pods_are_being_read_nothing_is_planned_yet() -> None:
    ground = grounds(Scene().ready(0, 1, 2))
    loading = replace(ground, family=replace(ground.known, pods=Unreadable(LOADING)))
    plan = plan_scale(loading, replicas=5)
    assert not plan.possible
    assert plan.why == "the pods are still being read: try again in a moment"


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (None, "no pod is updated, it holds all 3 pods: 6 is beyond the last ordinal"),
        (
            5,
            (
                "no pod is updated, it holds all 3 pods: counted from ordinal 5 it ends at 11, "
                "beyond the last, 7"
            ),
        ),
    ],
)
def test_a_partition_that_holds_all_is_no_ordinal(start: int | None, words: str) -> None:
    first = start or 0
    scene = Scene(start=start).ready(first, first + 1, first + 2)
    assert words in plan_partition(grounds(scene), partition=6).details


def test_a_pod_that_is_not_made_again_at_once_is_not_said_to_come_back() -> None:
    scene = Scene(replicas=3, update=NEW).pod(0, ready=False, revision=NEW)
    scene = scene.pod(1, revision=OLD).pod(2, revision=OLD)
    plan = plan_pod_deletion(grounds(scene, pod=scene.pods["web-2"]))
    told = "\n".join(each.text for each in plan.warnings)
    assert "web-2 is not made again before web-0 is Ready" in told
    assert "once it is made again, web-2 is on new instead of old" in told
    assert "comes back" not in told


def test_a_held_pod_is_said_not_to_be_made_again_only_where_it_would_be() -> None:
    scene = held_up(Scene(replicas=3).ready(0, 1, 2), 2, "example.com/hold")
    away, anew, whole = (
        [each.text for each in plan.warnings if "has finalizers" in each.text]
        for plan in (
            plan_scale(grounds(scene), replicas=2),
            plan_restart(grounds(scene)),
            plan_set_deletion(grounds(scene)),
        )
    )
    stays = "web-2 has finalizers (example.com/hold): it stays Terminating"
    until = "until who set them takes them off"
    assert away == whole == [f"{stays} {until}"]
    assert anew == [f"{stays}, and is not made again, {until}"]
