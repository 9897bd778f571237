"""What the API server refuses in an object: names, StatefulSets, pods, claims."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ststui.demo import kinds, refusal
from ststui.demo.fields import at, name_of
from ststui.demo.refusal import Cause
from ststui.demo.registry.stateful_set_validation import stateful_set_causes, stateful_set_changes
from ststui.demo.registry.update_validation import claim_changes, pod_changes

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL_TEXT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
_SUBDOMAIN_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
_LABEL_NAMED = {kinds.STATEFUL_SETS, kinds.NAMESPACES, kinds.SERVICES}
_LABEL_VALUE_LIMIT = 63


def check_create(kind: Kind, obj: Json) -> None:
    """Refuse a new object that is not valid.

    Raises:
        RefusedError: 422 with every cause.
    """
    causes = _name_causes(kind, name_of(obj)) + _label_causes(obj)
    if kind is kinds.STATEFUL_SETS:
        causes += stateful_set_causes(obj)
    if causes:
        raise refusal.invalid(kind, name_of(obj), causes)


def check_update(kind: Kind, obj: Json, old: Json) -> None:
    """Refuse an update that is not valid, or that changes what cannot change.

    Raises:
        RefusedError: 422 with every cause.
    """
    causes: list[Cause] = _label_causes(obj)
    if kind is kinds.STATEFUL_SETS:
        causes += stateful_set_causes(obj) + stateful_set_changes(obj, old)
    elif kind is kinds.PODS:
        causes += pod_changes(obj, old)
    elif kind is kinds.CLAIMS:
        causes += claim_changes(obj, old)
    if causes:
        raise refusal.invalid(kind, name_of(obj), causes)


def _name_causes(kind: Kind, name: str) -> list[Cause]:
    if not name:
        return [
            Cause(
                field="metadata.name",
                message="Required value: name or generateName is required",
                reason="FieldValueRequired",
            )
        ]
    wants_label = kind in _LABEL_NAMED
    pattern, text = (_LABEL, _LABEL_TEXT) if wants_label else (_SUBDOMAIN, _SUBDOMAIN_TEXT)
    limit = 63 if wants_label else 253
    causes = []
    if len(name) > limit:
        causes.append(f"must be no more than {limit} bytes")
    if not pattern.fullmatch(name):
        causes.append(text)
    return [
        Cause(field="metadata.name", message=f'Invalid value: "{name}": {why}') for why in causes
    ]


def _label_causes(obj: Json) -> list[Cause]:
    labels: dict[str, str] = at(obj, "metadata", "labels", default={})
    return [
        Cause(
            field="metadata.labels",
            message=f'Invalid value: "{value}": must be no more than {_LABEL_VALUE_LIMIT} bytes',
        )
        for value in labels.values()
        if len(str(value)) > _LABEL_VALUE_LIMIT
    ]
