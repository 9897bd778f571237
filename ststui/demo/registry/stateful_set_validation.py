"""What the API server refuses in a StatefulSet (pkg/apis/apps/validation/validation.go 1.36)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.fields import at
from ststui.demo.refusal import Cause
from ststui.demo.selectors import matches_selector

if TYPE_CHECKING:
    from ststui.demo.fields import Json

_MUTABLE = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)
_FROZEN_TEXT = (
    "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', "
    "'template', 'updateStrategy', 'revisionHistoryLimit', "
    "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)
_NEGATIVE = "must be greater than or equal to 0"


def stateful_set_causes(obj: Json) -> list[Cause]:
    """Everything wrong with a set whose defaults are in."""
    spec = obj["spec"]
    causes = _numbers(spec) + _choices(spec)
    selector = spec.get("selector")
    if not selector or not (selector.get("matchLabels") or selector.get("matchExpressions")):
        if selector is None:
            causes.append(
                Cause(field="spec.selector", message="Required value", reason="FieldValueRequired")
            )
        else:
            causes.append(
                Cause(
                    field="spec.selector",
                    message="Invalid value: {}: empty selector is invalid for statefulset",
                )
            )
    else:
        labels = at(spec, "template", "metadata", "labels", default={})
        if not matches_selector(labels, selector):
            shown = ", ".join(f'"{key}":"{value}"' for key, value in sorted(labels.items()))
            causes.append(
                Cause(
                    field="spec.template.metadata.labels",
                    message=f"Invalid value: {{{shown}}}: "
                    "`selector` does not match template `labels`",
                )
            )
    return causes + _template(at(spec, "template", "spec", default={}))


def stateful_set_changes(obj: Json, old: Json) -> list[Cause]:
    """What an update changes that it must not."""
    frozen = [
        {key: value for key, value in item["spec"].items() if key not in _MUTABLE}
        for item in (obj, old)
    ]
    if frozen[0] == frozen[1]:
        return []
    return [Cause(field="spec", message=_FROZEN_TEXT, reason="FieldValueForbidden")]


def _numbers(spec: Json) -> list[Cause]:
    values = {
        "spec.replicas": spec.get("replicas", 0),
        "spec.minReadySeconds": spec.get("minReadySeconds", 0),
        "spec.ordinals.start": at(spec, "ordinals", "start", default=0),
        "spec.updateStrategy.rollingUpdate.partition": at(
            spec, "updateStrategy", "rollingUpdate", "partition", default=0
        ),
    }
    return [
        Cause(field=field, message=f"Invalid value: {value}: {_NEGATIVE}")
        for field, value in values.items()
        if value < 0
    ]


def _choices(spec: Json) -> list[Cause]:
    causes = []
    policy = spec["podManagementPolicy"]
    if policy not in ("OrderedReady", "Parallel"):
        causes.append(
            Cause(
                field="spec.podManagementPolicy",
                message=f"Invalid value: \"{policy}\": must be 'OrderedReady' or 'Parallel'",
            )
        )
    strategy = spec["updateStrategy"]
    if strategy["type"] == "OnDelete" and strategy.get("rollingUpdate") is not None:
        causes.append(
            Cause(
                field="spec.updateStrategy.rollingUpdate",
                message=f"Invalid value: {strategy['rollingUpdate']}: "
                "only allowed for updateStrategy 'RollingUpdate'",
            )
        )
    elif strategy["type"] not in ("OnDelete", "RollingUpdate"):
        causes.append(
            Cause(
                field="spec.updateStrategy",
                message=f"Invalid value: {strategy}: must be 'RollingUpdate' or 'OnDelete'",
            )
        )
    for name, value in spec["persistentVolumeClaimRetentionPolicy"].items():
        if value not in ("Retain", "Delete"):
            causes.append(
                Cause(
                    field=f"spec.persistentVolumeClaimRetentionPolicy.{name}",
                    message=f'Unsupported value: "{value}": supported values: "Retain", "Delete"',
                    reason="FieldValueNotSupported",
                )
            )
    return causes


def _template(spec: Json) -> list[Cause]:
    causes = []
    if not spec.get("containers"):
        causes.append(
            Cause(
                field="spec.template.spec.containers",
                message="Required value",
                reason="FieldValueRequired",
            )
        )
    causes.extend(
        Cause(
            field=f"spec.template.spec.containers[{index}].image",
            message="Required value",
            reason="FieldValueRequired",
        )
        for index, container in enumerate(spec.get("containers", ()))
        if not container.get("image")
    )
    if spec.get("restartPolicy") != "Always":
        causes.append(
            Cause(
                field="spec.template.spec.restartPolicy",
                message=f'Unsupported value: "{spec.get("restartPolicy")}": '
                'supported values: "Always"',
                reason="FieldValueNotSupported",
            )
        )
    return causes
