"""A wanted ordinal has no pod: admission denies it, or the pod itself is not valid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import Match
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import Check, Refusal

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject

_POLICY = "pods \"web-1\" is forbidden: ValidatingAdmissionPolicy 'no-x' with binding 'no-x' denied request: images must be signed"

_SILENT: Final = Refusal(
    r"failed calling webhook \"(?P<webhook>[^\"]+)\"(?:.*?Post \"(?P<address>[^?\"]+))?"
)
_OF_SERVICE: Final = re.compile(r"https://(?P<name>[^./]+)\.(?P<namespace>[^./]+)\.svc[:/]")
"""How the API server calls a webhook whose clientConfig names a Service; one with a url of its own
is called by that (apiserver/pkg/util/webhook/client.go, v1.36)."""


def _behind(seen: Seen, subject: Subject) -> Match | None:
    """Who has to answer, as far as the address tells."""
    called = _SILENT.match(seen, subject)
    if called is None:
        return None
    address = called.facts.get("address", "")
    service = _OF_SERVICE.match(address)
    if service is not None:
        behind = f"the pods behind Service {service['name']} of namespace {service['namespace']}"
    elif address:
        behind = f"what answers at {address}"
    else:
        behind = "what answers where its clientConfig points to"
    return Match(facts={"behind": behind})


RULES = (
    Rule(
        id="create-podsecurity",
        severity="high",
        about="ordinal",
        signs=(Refusal(r"violates PodSecurity \"(?P<level>[^\"]+)\": (?P<fields>.*)"),),
        title="{pod} cannot be created: it violates Pod Security {level}",
        why="The namespace enforces this level. What has to change: {fields}.",
        newcomers="The namespace allows only pods with few powers, and this one asks for more.",
        fix=(
            Fix("see the level", "kubectl get namespace {namespace} --show-labels"),
            Fix("set the named fields in the template's securityContext"),
        ),
        danger="Do not lower the level of the whole namespace for one set.",
        doc="D/concepts/security/pod-security-admission/",
        case=Case(
            fires=lambda web: web.refused(
                1,
                'pods "web-1" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "main" must set securityContext.allowPrivilegeEscalation=false)',
            ),
            silent=lambda web: web.refused(1, _POLICY),
        ),
    ),
    Rule(
        id="create-webhook-denied",
        severity="high",
        about="ordinal",
        signs=(
            Refusal(
                r"(?:admission webhook \"(?P<policy>[^\"]+)\" denied the request:? ?(?P<words>.*)|ValidatingAdmissionPolicy '(?P<policy_name>[^']+)' .*?denied request: (?P<refusal>.*))"
            ),
        ),
        title="{pod} cannot be created: a policy of the cluster denies it",
        why="An admission webhook or a ValidatingAdmissionPolicy looks at every new pod and says no to this one; the evidence has its words.",
        newcomers="The cluster has house rules, and this pod breaks one.",
        fix=(
            Fix(
                "see the policies",
                "kubectl get validatingadmissionpolicies,validatingwebhookconfigurations,mutatingwebhookconfigurations",
            ),
            Fix("change the template as the policy wants it"),
        ),
        danger="A policy is a safeguard: do not delete it to get a pod through.",
        doc="D/reference/access-authn-authz/extensible-admission-controllers/",
        case=Case(
            fires=lambda web: web.refused(1, _POLICY),
            silent=lambda web: web.refused(
                1,
                'Internal error occurred: failed calling webhook "dead.example.com": failed to call webhook: connection refused',
            ),
        ),
    ),
    Rule(
        id="create-webhook-unavailable",
        severity="critical",
        about="ordinal",
        signs=(_SILENT, Check(_behind, needs=("pods", "events"))),
        title="{pod} cannot be created: webhook {webhook} does not answer",
        why="The API server has to ask it about every new pod, and nothing is created while it is silent. If it runs in pods that it has to admit itself, it cannot come back alone.",
        newcomers="A program that must approve each pod is down, so no pod is approved.",
        fix=(
            Fix(
                "see its configuration: clientConfig says where it is asked",
                "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml | grep -B12 -A12 {webhook}",
            ),
            Fix("bring back {behind}"),
        ),
        danger="Deleting a webhook configuration switches off a safeguard of the whole cluster.",
        doc="D/reference/access-authn-authz/extensible-admission-controllers/#failure-policy",
        case=Case(
            fires=lambda web: web.refused(
                1,
                'Internal error occurred: failed calling webhook "dead.example.com": failed to call webhook: Post "https://127.0.0.1:9/x?timeout=2s": dial tcp 127.0.0.1:9: connect: connection refused',
            ),
            silent=lambda web: web.refused(
                1, 'admission webhook "policy.example.com" denied the request: no'
            ),
        ),
    ),
    Rule(
        id="create-name-too-long",
        severity="high",
        about="ordinal",
        signs=(Refusal(r"must be no more than 63 (characters|bytes)"),),
        title="{pod} can never be created: the name of {set} is too long",
        why="Pods carry the name of their revision as a label: the set's name and up to 11 characters, 63 at most. The set's name may have 52.",
        newcomers="The set's name becomes part of labels that may be 63 characters long.",
        fix=(
            Fix(
                "create the set again under a shorter name; first see what it is made of",
                "kubectl get sts {set} -n {namespace} -o yaml",
            ),
        ),
        danger="A new name means new claims: data has to be moved.",
        doc="https://github.com/kubernetes/kubernetes/issues/64023",
        explains=("create-pod-invalid", "dns-label-*"),
        case=Case(
            fires=lambda web: web.refused(
                1,
                'Pod "web-1" is invalid: metadata.labels: Invalid value: "web-567548dc87": must be no more than 63 bytes',
            ),
            silent=lambda web: web.refused(
                1,
                'Pod "web-1" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "data"',
            ),
        ),
    ),
    Rule(
        id="create-pod-invalid",
        severity="high",
        about="ordinal",
        signs=(Refusal(r"Pod \"[^\"]+\" is invalid: (?P<fields>.*)"),),
        title="{pod} cannot be created: the API server calls it invalid",
        why="The template passed as part of the set and fails as a pod, or a webhook changed the pod into something invalid: {fields}.",
        newcomers="What the template describes is not something a pod can be.",
        fix=(
            Fix("look at the template", "kubectl get sts {set} -n {namespace} -o yaml"),
            Fix("correct the named field"),
        ),
        doc="D/tasks/debug/debug-application/debug-statefulset/",
        case=Case(
            fires=lambda web: web.refused(
                1,
                'Pod "web-1" is invalid: spec.containers[0].volumeMounts[0].name: Not found: "data"',
            ),
            silent=lambda web: web.refused(1, _POLICY),
        ),
    ),
)
