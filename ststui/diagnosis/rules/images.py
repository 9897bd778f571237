"""Images that cannot be pulled."""

from __future__ import annotations

from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import NOT_READY, Waits

PULLING = ("ErrImagePull", "ImagePullBackOff")

RULES = (
    Rule(
        id="image-not-found",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            Waits(
                PULLING,
                r"(?:image|pull)[^\"]*\"(?P<image>[^\"]+)\".*"
                r"(not found|manifest unknown|name unknown|does not exist)",
            ),
        ),
        title="{pod}: image {image} does not exist",
        why="The registry answers, and does not have this name or tag: a typing error, or the tag"
        " was removed.",
        newcomers="A container is started from an image in a registry, and there is none by that"
        " name.",
        fix=(
            Fix(
                "correct the image; this begins a rollout",
                "kubectl set image sts/{set} -n {namespace} {container}=<image>",
            ),
            Fix(
                "then, in an OrderedReady set, delete the pod that waits for the old image",
                "kubectl delete pod {pod} -n {namespace}",
            ),
        ),
        danger="Correcting the template alone does not replace a pod that never became Ready.",
        doc="D/concepts/containers/images/",
        hint=True,
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: (
                web.pod(2)
                .status(phase="Pending")
                .waiting(
                    "ImagePullBackOff",
                    'Back-off pulling image "registry.example/web:2": ErrImagePull: failed to resolve'
                    " reference: registry.example/web:2: not found",
                )
            ),
            silent=lambda web: (
                web.pod(2)
                .status(phase="Pending")
                .waiting("ErrImagePull", 'failed to pull image "r/web:2": 401 Unauthorized')
            ),
        ),
    ),
)
