"""Plans of scaling."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from ststui.actions import QuorumHints, plan_restart, plan_scale
from ststui.actions.need import PATCH_SCALE, PATCH_SET
from ststui.model import Readable
from ststui.model.stateful_set import ClaimRetention, RollingUpdate
from tests.actions.ground import (
    around,
    autoscaler,
    bound,
    budget,
    codes,
    dangers,
    grounds,
    node,
    volume,
    with_image,
)
from tests.controller.scene import NEW, OLD, Scene

if TYPE_CHECKING:
    from ststui.actions import Plan

pytestmark = pytest.mark.pure

DELETES = ClaimRetention(when_scaled="Delete", when_deleted="Retain")


def test_up_creates_in_order_and_takes_old_claims_back() -> None:
    scene = Scene(replicas=2, templates=("data",)).ready(0, 1).claim("data-web-3")
    plan = plan_scale(grounds(scene), replicas=4)
    found = plan.consequences
    assert (found.creates, found.deletes, found.replaces) == (("web-2", "web-3"), (), ())
    assert found.claims_reattached == ("data-web-3",)
    assert "claims-reattached" in codes(plan)
    assert not plan.dangerous


def test_down_deletes_the_highest_first_and_keeps_claims() -> None:
    scene = Scene(replicas=4, templates=("data",)).ready(0, 1, 2, 3)
    plan = plan_scale(grounds(scene), replicas=2)
    assert plan.consequences.deletes == ("web-3", "web-2")
    assert plan.consequences.claims_kept == ("data-web-3", "data-web-2")
    assert plan.consequences.claims_deleted == ()


def test_with_when_scaled_delete_the_claims_go_and_the_data_where_the_volume_says_so() -> None:
    scene = Scene(replicas=3, templates=("data",), retention=DELETES).ready(0, 1, 2)
    scene = bound(scene, data_web_1="pv-1", data_web_2="pv-2")
    volumes = (volume("pv-1", policy="Retain"), volume("pv-2", policy="Delete"))
    plan = plan_scale(grounds(scene, surroundings=around(volumes=volumes)), replicas=1)
    assert [
        (each.name, each.volume, each.reclaim_policy, each.data_lost)
        for each in plan.consequences.claims_deleted
    ] == [
        ("data-web-1", "pv-1", "Retain", False),
        ("data-web-2", "pv-2", "Delete", True),
    ]
    assert "claims-deleted" in codes(plan)
    assert dangers(plan) == {"data-lost"}


def test_a_volume_that_could_not_be_read_is_dangerous() -> None:
    scene = Scene(replicas=2, templates=("data",), retention=DELETES).ready(0, 1)
    plan = plan_scale(grounds(bound(scene, data_web_1="pv-1")), replicas=1)
    (lost,) = plan.consequences.claims_deleted
    assert (lost.reclaim_policy, lost.data_lost) == (None, None)
    assert dangers(plan) == {"data-lost"}


def test_claims_that_could_not_be_read_are_dangerous_only_where_they_may_go() -> None:
    scene = Scene(replicas=2, retention=DELETES, claims_readable=False).ready(0, 1)
    assert dangers(plan_scale(grounds(scene), replicas=1)) == {"data-lost"}
    assert dangers(plan_scale(grounds(scene), replicas=3)) == set()


def test_the_request_tests_what_the_plan_was_made_from() -> None:
    scene = Scene(replicas=3, generation=7, observed=7).ready(0, 1, 2)
    (request,) = plan_scale(grounds(scene), replicas=4).requests
    assert (request.method, request.path) == (
        "PATCH",
        "/apis/apps/v1/namespaces/shop/statefulsets/web",
    )
    assert request.body == [
        {"op": "test", "path": "/metadata/uid", "value": "set"},
        {"op": "test", "path": "/metadata/generation", "value": 7},
        {"op": "test", "path": "/metadata/ownerReferences", "value": None},
        {"op": "test", "path": "/metadata/labels", "value": None},
        {"op": "test", "path": "/metadata/annotations", "value": None},
        {"op": "test", "path": "/spec/replicas", "value": 3},
        {"op": "replace", "path": "/spec/replicas", "value": 4},
    ]


@pytest.mark.parametrize(("before", "tested"), [(3, 3), (0, None)])
def test_with_only_the_scale_subresource_it_uses_that_and_says_so(
    before: int, tested: int | None
) -> None:
    denied = MappingProxyType({PATCH_SET: "no"})
    plan = plan_scale(grounds(Scene(replicas=before), denied=denied), replicas=5)
    (request,) = plan.requests
    assert request.path.endswith("/statefulsets/web/scale")
    assert request.body[:2] == [
        {"op": "test", "path": "/metadata/uid", "value": "set"},
        {"op": "test", "path": "/spec/replicas", "value": tested},
    ]
    assert "rights" in codes(plan)


def test_without_both_rights_it_is_not_possible_and_tells_what_it_would_do() -> None:
    denied = MappingProxyType({PATCH_SET: "no", PATCH_SCALE: "no"})
    scene = Scene().ready(0, 1, 2)
    plan = plan_scale(grounds(scene, denied=denied), replicas=5)
    assert not plan.possible
    assert plan.why == "no permission: patch statefulsets in shop"
    assert replace(plan, possible=True, why="") == plan_scale(grounds(scene), replicas=5)


def test_the_same_number_changes_nothing() -> None:
    plan = plan_scale(grounds(Scene(replicas=3).ready(0)), replicas=3)
    assert plan.allowed
    assert (plan.requests, plan.warnings, plan.kubectl) == ((), (), "")
    assert plan.consequences.creates == ()


def test_three_to_one_of_a_set_that_votes_needs_the_name() -> None:
    hints = QuorumHints(sets=("shop/w*",))
    scene = Scene(replicas=3).ready(0, 1, 2)
    assert dangers(plan_scale(grounds(scene, quorum=hints), replicas=1)) == {"quorum"}
    assert dangers(plan_scale(grounds(scene), replicas=1)) == set()
    assert "quorum" in codes(plan_scale(grounds(scene), replicas=1))


@pytest.mark.parametrize(
    ("scene", "replicas", "said"),
    [
        (Scene(replicas=3).ready(0, 1, 2), 1, "1 of 3 pods stays Ready; before"),
        (
            Scene(replicas=3).ready(1, 2),
            1,
            "1 of 3 pods will be Ready (counting web-0, for which the controller waits first); ",
        ),
        (Scene(replicas=3, parallel=True).ready(1, 2), 1, "no pod stays Ready; before"),
        (
            Scene(replicas=3).ready(0, 2),
            2,
            "2 of 3 pods will be Ready (counting web-1, for which the controller waits first); ",
        ),
        (Scene(replicas=3, parallel=True).ready(0, 2), 2, "1 of 3 ordinals stays Ready; before"),
        (Scene(replicas=4).ready(0, 1), 2, "2 of 4 ordinals stay Ready; ststui"),
        (
            Scene(replicas=3).ready(0, 2).pod(1, ready=False),
            2,
            "2 of 3 pods will be Ready (counting web-1, for which the controller waits first); ",
        ),
        (
            Scene(replicas=3, parallel=True).ready(0, 2).pod(1, ready=False),
            2,
            "1 of 3 pods stays Ready; before",
        ),
    ],
)
def test_only_pods_that_are_there_and_ready_are_counted(
    scene: Scene, replicas: int, said: str
) -> None:
    texts = [e.text for e in plan_scale(grounds(scene), replicas=replicas).warnings]
    assert any(each.startswith(said) for each in texts), texts


def test_a_majority_needs_pods_that_are_ready() -> None:
    hints = QuorumHints(sets=("shop/w*",))
    scene = Scene(replicas=3, parallel=True).ready(0, 2).pod(1, ready=False)
    plan = plan_scale(grounds(scene, quorum=hints), replicas=2)
    (found,) = [each for each in plan.warnings if each.code == "quorum"]
    assert found.dangerous
    assert found.text.startswith("only 1 of 3 pods stays Ready, and the settings say")


@pytest.mark.parametrize(
    ("scene", "told"),
    [
        (
            Scene(replicas=3, templates=("data",)).ready(0, 1, 2).without(2),
            "web-2 is going or gone, and may still be counted as a member: take its member out",
        ),
        (
            Scene(replicas=4).ready(0, 1).pod(3, ends_in=20).claim("data-web-2"),
            "web-2, web-3 are going or gone, and may still be counted as members: take",
        ),
        (Scene(replicas=3, templates=("data",)).ready(0, 1), ""),
    ],
)
def test_no_step_before_a_pod_goes_is_advised_where_none_goes(scene: Scene, told: str) -> None:
    plan = plan_scale(grounds(scene), replicas=2)
    (found,) = [each.text for each in plan.warnings if each.code == "quorum"]
    assert "before a pod goes" not in found
    assert told in found
    assert ("take its member out" in found) == bool(told)


def test_it_is_advised_where_a_pod_goes_later() -> None:
    scene = Scene(replicas=3).ready(1, 2).pod(0, ready=False)
    plan = plan_scale(grounds(scene), replicas=2)
    assert plan.consequences.deletes == ()
    assert any("before a pod goes: take its member out" in each.text for each in plan.warnings)


def test_claims_of_missing_pods_stay_too() -> None:
    scene = Scene(replicas=3, templates=("data",)).ready(0, 1, 2).without(1, 2)
    kept = plan_scale(grounds(scene), replicas=1).consequences.claims_kept
    assert set(kept) == {"data-web-1", "data-web-2"}


@pytest.mark.parametrize(
    ("image", "dangerous"),
    [
        ("quay.io/coreos/etcd:v3.6", True),
        ("docker.io/bitnami/zookeeper@sha256:abc", True),
        ("registry.k8s.io/etcd-manager:1", False),
        ("danielqsj/kafka-exporter:1", False),
        ("etcd.example.com/app:1", False),
        ("cassandra:5", False),
    ],
)
def test_what_votes_is_told_by_the_image(image: str, *, dangerous: bool) -> None:
    ground = grounds(Scene(replicas=3).ready(0, 1, 2))
    (made,) = ground.known.set.spec.template.spec.containers
    ground = replace(ground, family=with_image(ground.known, made.name, image))
    assert ("quorum" in dangers(plan_scale(ground, replicas=1))) is dangerous


def test_an_autoscaler_takes_it_back() -> None:
    ground = grounds(Scene().ready(0, 1, 2))
    owned = (autoscaler("web", least=2, most=6, wants=4),)
    ground = replace(ground, family=replace(ground.known, autoscalers=Readable(owned)))
    assert dangers(plan_scale(ground, replicas=5)) == {"hpa-owner"}


def test_an_autoscaler_leaves_a_set_alone_that_has_no_replicas() -> None:
    ground = grounds(Scene().ready(0, 1, 2))
    owned = (autoscaler("web", least=2, most=6, wants=4),)
    ground = replace(ground, family=replace(ground.known, autoscalers=Readable(owned)))
    plan = plan_scale(ground, replicas=0)
    assert dangers(plan) == set()
    (told,) = [each.text for each in plan.warnings if each.code == "hpa-owner"]
    assert told == (
        "autoscaler web (2 to 6) does nothing while there are 0 replicas, and goes on once there "
        "are any"
    )


def test_one_that_may_go_down_to_0_scales_up_from_there() -> None:
    ground = grounds(Scene().ready(0, 1, 2))
    owned = (autoscaler("web", least=0, most=6, wants=4),)
    ground = replace(ground, family=replace(ground.known, autoscalers=Readable(owned)))
    assert dangers(plan_scale(ground, replicas=0)) == {"hpa-owner"}


@pytest.mark.parametrize(("allowed", "dangerous"), [(0, {"pdb"}), (1, set())])
def test_a_budget_is_not_asked(allowed: int, dangerous: set[str]) -> None:
    ground = grounds(Scene().ready(0, 1, 2))
    limited = replace(ground.known, budgets=Readable((budget("web", allowed=allowed),)))
    plan = plan_scale(replace(ground, family=limited), replicas=2)
    assert dangers(plan) == dangerous
    assert "pdb" in codes(plan)


@pytest.mark.parametrize(
    ("parallel", "most", "replicas", "said"),
    [
        (False, 3, 3, "allows 1 at once, 3 would be away: what follows does not ask it"),
        (False, 1, 3, ""),
        (True, 1, 3, "allows 1 at once, 2 would be away: what follows does not ask it"),
        (True, 3, 2, "allows 1 at once, 4 would be away: what follows does not ask it"),
        # As many as half of the set that it is then.
        (False, "50%", 4, "allows 1 at once, 2 would be away: what follows does not ask it"),
        (False, "50%", 3, ""),
    ],
)
def test_a_rollout_that_a_scale_down_sets_free_keeps_its_own_pace(
    parallel: bool, most: int | str, replicas: int, said: str
) -> None:
    rolling = RollingUpdate(partition=0, max_unavailable=most)
    scene = Scene(replicas=5, update=NEW, rolling=rolling, parallel=parallel)
    scene = scene.ready(0, 1, 2, revision=OLD)
    if replicas == 4:
        scene = scene.ready(3, revision=OLD).pod(4, ready=False, revision=NEW)
    else:
        # With a Ready pod to go, whether another is waited for or not.
        scene = replace(scene, replicas=4).pod(3, ready=parallel, revision=NEW)
    found = replace(grounds(scene), server_version="v1.37.2")
    limited = replace(found.known, budgets=Readable((budget("b", allowed=1),)))
    plan = plan_scale(replace(found, family=limited), replicas=replicas)
    assert plan.consequences.replaces
    told = [each.text for each in plan.warnings if each.code == "pdb"]
    assert told == [
        f"budget b {said}" if said else "what follows does not ask budget b, which allows 1 now"
    ]


def test_a_scale_up_that_goes_on_with_a_rollout_deletes_at_its_pace() -> None:
    rolling = RollingUpdate(partition=0, max_unavailable=2)
    scene = Scene(replicas=3, update=NEW, rolling=rolling, parallel=True).ready(0, 1, 2)
    found = replace(grounds(scene), server_version="v1.37.2")
    limited = replace(found.known, budgets=Readable((budget("b", allowed=2),)))
    plan = plan_scale(replace(found, family=limited), replicas=4)
    told = [each.text for each in plan.warnings if each.code == "pdb"]
    assert told == ["a rollout does not ask budget b, which allows 2 now"]


def test_a_pod_that_is_not_ready_stops_it_before_anything_is_deleted() -> None:
    scene = Scene(replicas=4).ready(0, 2, 3).pod(1, ready=False)
    plan = plan_scale(grounds(scene), replicas=2)
    assert plan.consequences.deletes == ()
    assert "not-ready-already" in codes(plan)


def test_to_zero_under_a_partition_promotes_the_canary() -> None:
    scene = Scene(replicas=2, update=NEW, rolling=RollingUpdate(partition=1))
    scene = scene.pod(0, revision=OLD).pod(1, revision=NEW)
    assert "partition-promotes" in codes(plan_scale(grounds(scene), replicas=0))
    assert "partition-promotes" not in codes(plan_scale(grounds(scene), replicas=1))


def test_pods_that_could_not_be_read_leave_nothing_to_plan_with() -> None:
    plan = plan_scale(grounds(Scene(pods_readable=False)), replicas=1)
    assert not plan.possible
    assert "pods could not be read" in plan.why


def test_another_set_of_the_same_name_refuses() -> None:
    plan = plan_scale(grounds(Scene().ready(0, 1, 2), uid="former"), replicas=1)
    assert plan.refused
    assert plan.requests == ()


def test_a_set_that_is_being_deleted_cannot_be_scaled() -> None:
    assert not plan_scale(grounds(Scene(deleting=True).ready(0)), replicas=1).possible


def test_start_moves_the_ordinals() -> None:
    plan = plan_scale(grounds(Scene(replicas=2, start=5).ready(5, 6)), replicas=3)
    assert plan.consequences.creates == ("web-7",)


def test_the_command_names_everything() -> None:
    plan = plan_scale(grounds(Scene(replicas=3).ready(0, 1, 2)), replicas=5)
    assert plan.kubectl == (
        "kubectl scale statefulset/web --replicas=5 --current-replicas=3 "
        "--namespace shop --context test"
    )


def test_no_node_left_where_a_volume_is() -> None:
    scene = Scene(replicas=2, templates=("data",), update=NEW).ready(0, 1)
    scene = bound(scene, data_web_1="pv-1")
    nodes = (node("a", cordoned=True, zone="a"), node("b", zone="b"))
    surroundings = around(nodes=nodes, volumes=(volume("pv-1", zone="a"),))
    plan = plan_scale(grounds(scene, surroundings=surroundings), replicas=3)
    assert plan.consequences.replaces == ("web-1", "web-0")
    assert "cannot-come-back" in dangers(plan)


@pytest.mark.parametrize(
    ("scene", "replicas"),
    [
        (Scene(replicas=2, templates=("data",)).ready(0, 1), 0),
        (Scene(replicas=2, templates=("data",), parallel=True).pod(0, ready=False).ready(1), 1),
    ],
)
def test_where_nothing_serves_the_data_any_more_the_name_is_typed(
    scene: Scene, replicas: int
) -> None:
    plan = plan_scale(grounds(scene), replicas=replicas)
    assert dangers(plan) == {"quorum"}
    assert any("no pod stays Ready, nothing serves its data (" in e for e in texts(plan))


@pytest.mark.parametrize(
    "scene",
    [
        Scene(replicas=2).ready(0, 1),  # no data
        Scene(replicas=2).ready(0, 1).claim("data-web-0"),  # of a set before it: no pod mounts it
        Scene(replicas=1, templates=("data",)).pod(0, ready=False),  # serves nothing now
    ],
)
def test_without_data_or_without_a_ready_pod_zero_is_safe(scene: Scene) -> None:
    assert not plan_scale(grounds(scene), replicas=0).dangerous


def test_a_pod_that_is_only_replaced_while_others_leave_is_not_gone_for_good() -> None:
    scene = Scene(replicas=2, templates=("data",), update=NEW).pod(0).pod(1, revision=NEW)
    assert not plan_scale(grounds(scene), replicas=1).dangerous
    assert plan_scale(grounds(scene), replicas=0).dangerous


def test_nobody_takes_members_out_of_a_set_that_goes_to_sleep() -> None:
    votes = QuorumHints(sets=("shop/web",))
    ground = grounds(Scene(replicas=3).ready(0, 1, 2), quorum=votes)
    assert any("before a pod goes" in each for each in texts(plan_scale(ground, replicas=1)))
    assert not any("before a pod goes" in each for each in texts(plan_scale(ground, replicas=0)))


def test_old_members_come_back_to_a_set_that_votes_only_with_the_name() -> None:
    scene = Scene(replicas=1, templates=("data",)).ready(0).claim("data-web-1").claim("data-web-2")
    votes = QuorumHints(sets=("shop/web",))
    plan = plan_scale(grounds(scene, quorum=votes), replicas=3)
    assert dangers(plan) == {"claims-reattached"}
    assert any(
        each.startswith("new pods get old data: data-web-1, data-web-2; the settings say")
        for each in texts(plan)
    )
    assert not plan_scale(grounds(scene), replicas=3).dangerous


def test_so_it_is_where_they_come_back_later() -> None:
    scene = Scene(replicas=2, templates=("data",)).ready(1).pod(0, ready=False)
    votes = QuorumHints(sets=("shop/web",))
    plan = plan_scale(grounds(scene.claim("data-web-2"), quorum=votes), replicas=3)
    assert dangers(plan) == {"claims-reattached"}
    assert any(e.startswith("as soon as web-0 is Ready, new pods get old") for e in texts(plan))


def texts(plan: Plan) -> list[str]:
    return [each.text for each in plan.warnings]


@pytest.mark.parametrize(
    ("zone", "why"),
    [
        ("", "no node takes pods now"),
        ("a", "web-0 can only run where volume pv-1 is: a is cordoned"),
    ],
)
def test_where_no_node_takes_pods_a_volume_is_the_reason_only_if_it_is_tied(
    zone: str, why: str
) -> None:
    scene = bound(Scene(replicas=1, templates=("data",)).ready(0), data_web_0="pv-1")
    nodes = (node("a", cordoned=True, zone="a"), node("b", cordoned=True, zone="b"))
    surroundings = around(nodes=nodes, volumes=(volume("pv-1", zone=zone),))
    plan = plan_restart(grounds(scene, surroundings=surroundings))
    assert [e.text for e in plan.warnings if e.code == "cannot-come-back"] == [why]


def test_without_a_right_to_read_claims_those_of_the_templates_are_meant() -> None:
    scene = Scene(replicas=2, templates=("data",), claims_readable=False).ready(0, 1)
    texts = [e.text for e in plan_scale(grounds(scene), replicas=0).warnings]
    assert any("nothing serves its data (claims of data)" in each for each in texts)
