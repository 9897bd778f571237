"""Eviction: a deletion that asks the PodDisruptionBudgets first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds, refusal
from ststui.demo.api.answers import answer
from ststui.demo.api.request import body_of, is_dry_run
from ststui.demo.fields import at, is_deleting, is_ready, labels_of, name_of, namespace_of, stamp
from ststui.demo.registry.deletion import DeleteOptions, check_preconditions
from ststui.demo.selectors import matches_selector

if TYPE_CHECKING:
    from aiohttp import web

    from ststui.demo.api.target import Target
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json


async def evict(cluster: Cluster, request: web.Request, target: Target) -> web.StreamResponse:
    """Evict a pod.

    As pkg/registry/core/pod/storage/eviction.go 1.36 decides: pods that never ran or have ended go
    without asking; one budget is asked, more than one is an error.

    Raises:
        RefusedError: 404, 409, 429 if the budget is used up, 500 with two budgets.
    """
    if request.method != "POST":
        raise refusal.method_not_allowed(target.kind, request.method.lower())
    body = await body_of(request)
    pod = cluster.registry.get(target.kind, target.namespace, target.name)
    options = DeleteOptions.read(at(body, "deleteOptions", default={}), {})
    check_preconditions(target.kind, pod, options)
    dry_run = is_dry_run(request) or at(body, "deleteOptions", "dryRun") == ["All"]
    _ask_budget(cluster, pod, dry_run=dry_run)
    if not dry_run:
        _mark(cluster, pod)
    cluster.registry.delete(
        target.kind, target.namespace, target.name, options=options, dry_run=dry_run
    )
    success = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}
    return answer({**success, "code": 201}, status=201)


def _mark(cluster: Cluster, pod: Json) -> None:
    reason = {
        "type": "DisruptionTarget",
        "status": "True",
        "reason": "EvictionByEvictionAPI",
        "message": "Eviction API: evicting",
        "lastTransitionTime": stamp(cluster.clock.now()),
    }
    status = at(pod, "status", default={})
    others = [item for item in status.get("conditions", ()) if item["type"] != "DisruptionTarget"]
    cluster.registry.set_status(kinds.PODS, pod, {**status, "conditions": [*others, reason]})


def _ask_budget(cluster: Cluster, pod: Json, *, dry_run: bool) -> None:
    phase = at(pod, "status", "phase")
    if phase in ("Succeeded", "Failed", "Pending") or is_deleting(pod):
        return
    budgets = [
        budget
        for budget in cluster.store.each(kinds.BUDGETS, namespace_of(pod))
        if matches_selector(labels_of(pod), at(budget, "spec", "selector"))
    ]
    if len(budgets) > 1:
        raise refusal.RefusedError(
            code=500,
            reason="InternalError",
            message="This pod has more than one PodDisruptionBudget, which the eviction "
            "subresource does not support.",
        )
    if budgets:
        _use(cluster, budgets[0], pod, dry_run=dry_run)


def _use(cluster: Cluster, budget: Json, pod: Json, *, dry_run: bool) -> None:
    status = at(budget, "status", default={})
    if not is_ready(pod):
        policy = at(budget, "spec", "unhealthyPodEvictionPolicy", default="IfHealthyBudget")
        enough = status.get("currentHealthy", 0) >= status.get("desiredHealthy", 0)
        if policy == "AlwaysAllow" or (enough and status.get("desiredHealthy", 0) > 0):
            return
    allowed = status.get("disruptionsAllowed", 0)
    if allowed <= 0:
        healthy, wanted = status.get("currentHealthy", 0), status.get("desiredHealthy", 0)
        cause = {
            "reason": "DisruptionBudget",
            "message": f"The disruption budget {name_of(budget)} needs {wanted} healthy pods and "
            f"has {healthy} currently",
        }
        raise refusal.too_many(
            "Cannot evict pod as it would violate the pod's disruption budget.",
            causes=(cause,),
        )
    if not dry_run:
        disrupted = status.get("disruptedPods", {}) | {name_of(pod): stamp(cluster.clock.now())}
        used = {**status, "disruptionsAllowed": allowed - 1, "disruptedPods": disrupted}
        cluster.registry.set_status(kinds.BUDGETS, budget, used)
