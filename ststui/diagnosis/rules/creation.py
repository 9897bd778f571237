"""A wanted ordinal has no pod: the API server refuses it for want of room or of an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.causes import STANDSTILL
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.diagnosis.example import Example

_QUOTA = (
    'pods "web-1" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1'
)


def _made_since(why: str) -> Callable[[Example], Example]:
    """Pod web-1 was refused and then created: the next one is asked for under the same name."""
    message = "Create Pod web-1 in StatefulSet web successful"
    return lambda web: web.refused(1, why).event(
        "SuccessfulCreate", message, kind="Normal", before=5
    )


RULES = (
    Rule(
        id="create-quota-exceeded",
        severity="high",
        about="ordinal",
        signs=(
            Refusal(
                r"exceeded quota: (?P<quota>[^\s,]+), requested: (?P<requested>.*?), used: (?P<used>.*?), limited: (?P<limited>.*)"
            ),
        ),
        title="{pod} cannot be created: quota {quota} has no room ({requested})",
        why="A ResourceQuota limits what the whole namespace may have: {limited}; used: {used}.",
        newcomers="The namespace has a budget, and it is spent.",
        fix=(
            Fix("see what is used", "kubectl describe resourcequota {quota} -n {namespace}"),
            Fix("free something in the namespace, or have the quota raised"),
        ),
        danger="In a rolling update the old pod is gone already: the set stays smaller until there is room.",
        doc="D/concepts/policy/resource-quotas/",
        explains=("sts-head-of-line", "create-claim-failed"),
        case=Case(fires=lambda web: web.refused(1, _QUOTA), silent=_made_since(_QUOTA)),
    ),
    Rule(
        id="create-quota-must-specify",
        severity="high",
        about="ordinal",
        signs=(Refusal(r"failed quota: (?P<quota>[^\s:]+): must specify (?P<missing>.*)"),),
        title="{pod} cannot be created: quota {quota} wants {missing}",
        why="Where a quota counts cpu or memory, every container has to say how much it asks for.",
        newcomers="The namespace keeps a budget, so each container must name its price.",
        fix=(
            Fix("add resources to the template, or a LimitRange with defaults to the namespace"),
            Fix("see the quota", "kubectl describe resourcequota {quota} -n {namespace}"),
        ),
        doc="D/concepts/policy/resource-quotas/",
        case=Case(
            fires=lambda web: web.refused(
                1, 'pods "web-1" is forbidden: failed quota: q: must specify requests.cpu for: main'
            ),
            silent=lambda web: web.refused(1, _QUOTA),
        ),
    ),
    Rule(
        id="create-limitrange",
        severity="high",
        about="ordinal",
        signs=(
            Refusal(
                r"(?P<bound>(minimum|maximum) \S+ usage per (Container|Pod|PersistentVolumeClaim) is [^.]*)"
            ),
        ),
        title="{pod} cannot be created: {bound}",
        why="A LimitRange of the namespace sets bounds for each container, pod or claim.",
        newcomers="The namespace has a rule for how large a single thing may be.",
        fix=(
            Fix("see the bounds", "kubectl describe limitrange -n {namespace}"),
            Fix("bring the template inside them, or have them changed"),
        ),
        danger="Claim templates cannot be changed in place: the set would have to be made anew.",
        doc="D/concepts/policy/limit-range/",
        explains=("create-claim-failed",),
        case=Case(
            fires=lambda web: web.refused(
                1, 'pods "web-1" is forbidden: maximum cpu usage per Container is 1, but limit is 2'
            ),
            silent=lambda web: web.refused(1, _QUOTA),
        ),
    ),
    Rule(
        id="create-priorityclass-missing",
        severity="high",
        about="ordinal",
        signs=(Refusal(r"no PriorityClass with name (?P<priority>\S+) was found"),),
        title="{pod} cannot be created: PriorityClass {priority} does not exist",
        why="The template names a class that is not there: a typing error, or it was removed.",
        newcomers="The pod claims an importance that this cluster does not know.",
        fix=(
            Fix("see which exist", "kubectl get priorityclass"),
            Fix("create it", "kubectl create priorityclass {priority} --value=<value>"),
            Fix("or correct the template", "kubectl edit sts {set} -n {namespace}"),
        ),
        doc="D/concepts/scheduling-eviction/pod-priority-preemption/",
        case=Case(
            fires=lambda web: web.refused(
                1, 'pods "web-1" is forbidden: no PriorityClass with name gold was found'
            ),
            silent=lambda web: web.refused(
                1,
                'pods "web-1" is forbidden: error looking up service account shop/nobody: serviceaccount "nobody" not found',
            ),
        ),
    ),
    Rule(
        id="create-serviceaccount-missing",
        severity="high",
        about="ordinal",
        signs=(Refusal(r"error looking up service account [^/\s]+/(?P<account>[^:\s]+)"),),
        title="{pod} cannot be created: ServiceAccount {account} does not exist",
        why="It was not created yet, or was deleted. The pod comes by itself once it is there.",
        newcomers="Each pod acts under an account, and this one is missing.",
        fix=(
            Fix(
                "create it, if that is right",
                "kubectl create serviceaccount {account} -n {namespace}",
            ),
        ),
        doc="D/concepts/security/service-accounts/",
        case=Case(
            fires=lambda web: web.refused(
                1,
                'pods "web-1" is forbidden: error looking up service account shop/nobody: serviceaccount "nobody" not found',
            ),
            silent=lambda web: web.refused(
                1, 'pods "web-1" is forbidden: no PriorityClass with name gold was found'
            ),
        ),
    ),
    Rule(
        id="create-namespace-terminating",
        severity="critical",
        about="ordinal",
        signs=(Refusal(r"because it is being terminated"),),
        title="{pod} cannot be created: namespace {namespace} is being deleted",
        why="Somebody deleted the namespace. Sets, pods and claims in it go too.",
        newcomers="The whole namespace, with everything in it, is on its way out.",
        fix=(
            Fix(
                "if the data matters, keep its disks first; for each volume of {set}",
                'kubectl patch pv {volume} -p \'{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}\'',
            ),
            Fix("see what holds the namespace", "kubectl get namespace {namespace} -o yaml"),
        ),
        danger="Data is about to be lost: a deletion cannot be undone.",
        doc="D/concepts/overview/working-with-objects/namespaces/",
        explains=(
            *STANDSTILL,
            "sts-being-deleted",
            "sts-step-overdue",
            "pvc-terminating*",
            "pvc-held-by-finalizer",
            "pvc-orphan-unused",
            "create-*",
        ),
        case=Case(
            fires=lambda web: web.refused(
                1,
                'pods "web-1" is forbidden: unable to create new content in namespace shop because it is being terminated',
            ),
            silent=lambda web: web.refused(1, _QUOTA),
        ),
    ),
)
