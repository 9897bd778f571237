"""Images that cannot be pulled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import NOT_READY, AnyOf, EventSign, IfRead, PodCheck, Waits
from ststui.diagnosis.signs.container import container_statuses
from ststui.diagnosis.signs.event import event_evidence
from ststui.diagnosis.signs.text import facts_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

BACK_OFF = r"\ABack-off pulling image \"(?P<image>[^\"]+)\"\.?\Z"
"""All that older kubelets say between two tries; newer ones add the error of the last one."""
UNSEEN = "What the registry answered was not seen"
PULLING = ("ErrImagePull", "ImagePullBackOff", "RegistryUnavailable")
SHOW_IMAGE = Fix(
    "see which image is asked for",
    "kubectl get sts {set} -n {namespace} -o jsonpath='{.spec.template.spec.containers[*].image}'",
)
SHOW_SECRETS = Fix(
    "see which pull secrets are used",
    "kubectl get pod {pod} -n {namespace} -o jsonpath='{.spec.imagePullSecrets}'",
)
SET_IMAGE = Fix(
    "correct the image; this begins a rollout",
    "kubectl set image sts/{set} -n {namespace} {container}=<image>",
)
DELETE_POD = Fix(
    "then, in an OrderedReady set, delete the pod that waits for the old image",
    "kubectl delete pod {pod} -n {namespace}",
)
STUCK = "Correcting the template alone does not replace a pod that never became Ready."
_DNS = "dial tcp: lookup registry.example on 192.0.2.53:53: dial udp 192.0.2.53:53: connect: network is unreachable"


def _pull(text: str) -> tuple[Waits, AnyOf]:
    """The kubelet's words: in the waiting message, where older ones keep them in an event only."""
    return (
        Waits(PULLING),
        AnyOf(
            (
                Waits(PULLING, text),
                EventSign("Failed", rf"Failed to pull image .*(?:{text})", within=600),
            )
        ),
    )


def _waits(reason: str, message: str) -> Callable[[Example], Example]:
    return lambda web: web.pod(2).status(phase="Pending").waiting(reason, message)


def _back_off(why: str) -> Callable[[Example], Example]:
    """As containerd's kubelet of 1.36.3 writes it."""
    return _waits(
        "ImagePullBackOff", f'Back-off pulling image "registry.example/web:2": ErrImagePull: {why}'
    )


def _names_it(_: Seen, pod: Pod) -> Match | None:
    """A kubelet that waits before its next try, and says no more than that."""
    for status in container_statuses(pod, "any"):
        waiting = status.state.waiting
        facts = facts_in(waiting.message, BACK_OFF) if waiting else None
        if waiting is None or waiting.reason not in PULLING or facts is None:
            continue
        words = f"{waiting.reason}: {waiting.message}"
        return found(
            words,
            f"container {status.name} of Pod {pod.metadata.name}",
            container=status.name,
            image=facts["image"],
            answer=f"{UNSEEN}: events were not read",
        )
    return None


def _answer(seen: Seen, pod: Pod) -> Match:
    """An event of a try, whose words no other rule knows."""
    named = _names_it(seen, pod)
    image = named.facts["image"] if named else ""
    for event in reversed(seen.events(pod.metadata.uid)):
        if event.reason == "Failed" and f'Failed to pull image "{image}"' in event.message:
            evidence = event_evidence(event, f"Pod {pod.metadata.name}")
            return Match(
                evidence=(evidence,), facts={"answer": "An event tells what came of a try"}
            )
    return Match(facts={"answer": f"{UNSEEN}: no event of a try is left"})


RULES = (
    Rule(
        id="image-not-found",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            *_pull(r"(?<!host)(?<!key) not found|manifest unknown|name unknown|does not exist"),
        ),
        title="{pod}: the image of container {container} does not exist",
        why="The registry answers, and does not have this name or tag: a typing error, or the tag was removed.",
        newcomers="A container is started from an image in a registry, and there is none by that name.",
        fix=(SHOW_IMAGE, SET_IMAGE, DELETE_POD),
        danger=STUCK,
        doc="D/concepts/containers/images/",
        hint=True,
        explained_by=("image-platform", "image-unauthorized"),
        case=Case(
            fires=_back_off(
                "failed to pull and unpack image: failed to resolve reference: registry.example/web:2: not found"
            ),
            silent=_back_off("failed to authorize: failed to fetch oauth token: 401 Unauthorized"),
        ),
    ),
    Rule(
        id="image-back-off",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            PodCheck(_names_it),
            IfRead(PodCheck(_answer, needs=("pods", "events"))),
        ),
        title="{pod}: image {image} of container {container} cannot be pulled",
        why="The kubelet could not pull it, and waits longer and longer between its tries, up to 5 minutes. {answer}.",
        newcomers="The node could not fetch the program, and tries again from time to time.",
        fix=(
            Fix(
                "the next try leaves an event that says why",
                "kubectl get events -n {namespace} --field-selector involvedObject.name={pod} -w",
            ),
            SHOW_IMAGE,
            SHOW_SECRETS,
        ),
        doc="D/concepts/containers/images/#imagepullbackoff",
        explained_by=("image-*",),
        case=Case(
            fires=_waits("ImagePullBackOff", 'Back-off pulling image "registry.example/web:2"'),
            silent=_back_off("registry.example/web:2: not found"),
        ),
    ),
    Rule(
        id="image-unauthorized",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            *_pull(
                r"unauthorized|authentication required|access denied|pull access|403 Forbidden|no basic auth|insufficient_scope"
            ),
        ),
        title="{pod}: the registry refuses the image of container {container}",
        why="The pull secret is missing, wrong or has expired. Some registries say so of images that do not exist.",
        newcomers="The registry wants a password for this image.",
        fix=(
            SHOW_SECRETS,
            SHOW_IMAGE,
        ),
        doc="D/tasks/configure-pod-container/pull-image-private-registry/",
        hint=True,
        case=Case(
            fires=_back_off("failed to authorize: failed to fetch oauth token: 401 Unauthorized"),
            silent=_back_off("registry.example/web:2: not found"),
        ),
    ),
    Rule(
        id="image-pull-secret-missing",
        severity="medium",
        about="pod",
        signs=(
            NOT_READY,
            Waits(PULLING),
            EventSign(
                "FailedToRetrieveImagePullSecret",
                r"Unable to retrieve some image pull secrets \((?P<secrets>[^)]*)\)",
                within=3600,
            ),
        ),
        title="{pod}: pull secret {secrets} does not exist",
        why="The pod names a Secret that is not in its namespace; the image is pulled without it, which fails.",
        newcomers="The password for the registry is kept in a Secret, and it is missing.",
        fix=(Fix("see the Secrets of the namespace", "kubectl get secrets -n {namespace}"),),
        doc="D/tasks/configure-pod-container/pull-image-private-registry/",
        explains=("image-unauthorized",),
        case=Case(
            fires=lambda web: _back_off("401 Unauthorized")(web).event(
                "FailedToRetrieveImagePullSecret",
                "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
            ),
            silent=lambda web: (
                web.pod(2)
                .creating()
                .event(
                    "FailedToRetrieveImagePullSecret",
                    "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.",
                )
            ),
        ),
    ),
    Rule(
        id="image-registry-unreachable",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            *_pull(
                r"no such host|i/o timeout|connection refused|connection reset|network is unreachable|no route to host|TLS handshake|x509:|registry is unavailable|server misbehaving"
            ),
        ),
        title="{pod}: {node} does not reach the registry of container {container}",
        why="The node's own DNS, proxy, route or list of certificates; compare with other nodes.",
        newcomers="The node cannot fetch the image because it cannot reach the place where it is.",
        fix=(
            Fix(
                "is it this node only?",
                "kubectl get pods -A -o wide | grep -E 'ImagePull|ErrImage'",
            ),
            Fix(
                "see what the kubelet says",
                "kubectl get events -n {namespace} --field-selector involvedObject.name={pod}",
            ),
        ),
        doc="D/concepts/containers/images/",
        case=Case(
            fires=_back_off(
                f'failed to do request: Head "https://registry.example/v2/web/manifests/2": {_DNS}'
            ),
            silent=_back_off("registry.example/web:2: not found"),
        ),
    ),
    Rule(
        id="image-rate-limited",
        severity="medium",
        about="pod",
        signs=(NOT_READY, *_pull(r"toomanyrequests|429 Too Many Requests|rate limit")),
        title="{pod}: the registry limits how often images may be pulled",
        why="Pulls without a login share a small allowance, counted by address.",
        newcomers="The registry says: too many requests from here, come back later.",
        fix=(
            SHOW_SECRETS,
            Fix(
                "use a mirror or a pull secret; it is tried again by itself",
                "kubectl edit sts {set} -n {namespace}",
            ),
        ),
        doc="D/concepts/containers/images/",
        hint=True,
        case=Case(
            fires=_back_off("toomanyrequests: You have reached your pull rate limit."),
            silent=_back_off("registry.example/web:2: not found"),
        ),
    ),
    Rule(
        id="image-platform",
        severity="high",
        about="pod",
        signs=(NOT_READY, *_pull(r"no match for platform|no matching manifest")),
        title="{pod}: the image of container {container} is not made for the processor of {node}",
        why="The image has no variant for the node's architecture.",
        newcomers="Programs are made for one sort of processor, and this node has another.",
        fix=(
            Fix("see the architecture", "kubectl get node {node} -L kubernetes.io/arch"),
            Fix("use an image for it, or keep the set on other nodes by a node selector"),
        ),
        doc="D/concepts/containers/images/",
        hint=True,
        case=Case(
            fires=_back_off("no match for platform in manifest: not found"),
            silent=_back_off("registry.example/web:2: manifest unknown"),
        ),
    ),
    Rule(
        id="image-node-disk-full",
        severity="high",
        about="pod",
        signs=(NOT_READY, *_pull(r"no space left on device")),
        title="{pod}: the disk of {node} is full, the image cannot be stored",
        why="Images and logs of other containers fill the node's disk.",
        newcomers="The node has no room on its own disk for the program.",
        fix=(Fix("look at the node's conditions", "kubectl describe node {node}"),),
        doc="D/concepts/scheduling-eviction/node-pressure-eviction/",
        hint=True,
        case=Case(
            fires=_back_off("failed to extract layer: write /usr/lib/x: no space left on device"),
            silent=_back_off("registry.example/web:2: not found"),
        ),
    ),
    Rule(
        id="image-invalid-name",
        severity="high",
        about="pod",
        signs=(NOT_READY, Waits(("InvalidImageName",))),
        title="{pod}: the image name of container {container} is not valid",
        why="An upper-case letter, an empty tag, or a variable that was not replaced.",
        newcomers="The name of the image is misspelt in a way that cannot be one.",
        fix=(SHOW_IMAGE, SET_IMAGE, DELETE_POD),
        danger=STUCK,
        doc="D/concepts/containers/images/#image-names",
        case=Case(
            fires=_waits(
                "InvalidImageName",
                'Failed to apply default image tag "UPPER/Case:1": couldn\'t parse image name "UPPER/Case:1": invalid reference format',
            ),
            silent=_back_off("registry.example/web:2: not found"),
        ),
    ),
    Rule(
        id="image-never-pull",
        severity="high",
        about="pod",
        signs=(NOT_READY, Waits(("ErrImageNeverPull",))),
        title="{pod}: the image of container {container} is not on {node}, and may not be pulled",
        why="imagePullPolicy is Never: only an image that is on the node already is used.",
        newcomers="The pod says: do not fetch the program, and the node does not have it.",
        fix=(
            Fix("change imagePullPolicy in the template, or load the image on the node"),
            SHOW_IMAGE,
        ),
        doc="D/concepts/containers/images/#image-pull-policy",
        case=Case(
            fires=_waits(
                "ErrImageNeverPull",
                'Container image "local/absent:1" is not present with pull policy of Never',
            ),
            silent=_back_off("registry.example/web:2: not found"),
        ),
    ),
    Rule(
        id="image-signature",
        severity="high",
        about="pod",
        signs=(NOT_READY, Waits(("SignatureValidationFailed",))),
        title="{pod}: the signature of the image of container {container} is not accepted",
        why="The node's runtime accepts signed images only, and this one is unsigned or signed by somebody else.",
        newcomers="The node trusts only images with a known seal.",
        fix=(Fix("use a signed image, or have the policy of the nodes changed"), SHOW_IMAGE),
        doc="D/concepts/containers/images/",
        case=Case(
            fires=_waits(
                "SignatureValidationFailed",
                "image pull failed for registry.example/web:2 because the signature validation failed",
            ),
            silent=_back_off("registry.example/web:2: not found"),
        ),
    ),
)
