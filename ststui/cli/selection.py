"""SET arguments: NAME, sts/NAME or NAMESPACE/NAME."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.cli.names import is_name
from ststui.errors import UnknownNameError, UsageError
from ststui.model.ordinal import split_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ststui.live.index import Name

KIND_PREFIXES = frozenset(
    (
        "sts",
        "statefulset",
        "statefulsets",
        "statefulset.apps",
        "statefulsets.apps",
        "statefulset.v1.apps",
        "statefulsets.v1.apps",
    )
)
"""As kubectl takes them."""
OTHER_KINDS = {
    **dict.fromkeys(("po", "pod", "pods"), "a pod"),
    **dict.fromkeys(("svc", "service", "services"), "a service"),
    **dict.fromkeys(("pvc", "persistentvolumeclaim", "persistentvolumeclaims"), "a claim"),
    **dict.fromkeys(("pv", "persistentvolume", "persistentvolumes"), "a volume"),
    **dict.fromkeys(("deploy", "deployment", "deployments", "deployment.apps"), "a Deployment"),
    **dict.fromkeys(("ds", "daemonset", "daemonsets", "daemonset.apps"), "a DaemonSet"),
    **dict.fromkeys(("rs", "replicaset", "replicasets", "replicaset.apps"), "a ReplicaSet"),
    **dict.fromkeys(("no", "node", "nodes"), "a node"),
    **dict.fromkeys(("ns", "namespace", "namespaces"), "a namespace"),
    **dict.fromkeys(("job", "jobs", "cj", "cronjob", "cronjobs"), "a Job"),
}
"""What would otherwise be taken for a namespace's name."""
FORMS = "NAME, sts/NAME or NAMESPACE/NAME"


class SetName(NamedTuple):
    """What one argument names."""

    namespace: str | None
    name: str


def parse_set(text: str) -> SetName:
    """Take one argument apart.

    Raises:
        UsageError: it is none of the three forms.
    """
    first, slash, second = text.partition("/")
    if not slash and is_name(first):
        return SetName(None, first)
    if not slash or not is_name(first) or not is_name(second):
        raise UsageError(f"not a set: {text!r}", try_=f"write {FORMS}")
    kind = first.lower()
    if kind in OTHER_KINDS:
        split = split_ordinal(second) if OTHER_KINDS[kind] == "a pod" else None
        guess = f"{split[0]} if that is its set" if split else FORMS
        raise UsageError(
            f"{text} is {OTHER_KINDS[kind]}, and a set is wanted",
            try_=f"write {guess}; for a namespace of that name: -n {first} {second}",
        )
    return SetName(None, second) if kind in KIND_PREFIXES else SetName(first, second)


def select(
    wanted: Sequence[SetName], *, namespace: str | None, known: Iterable[Name]
) -> tuple[Name, ...]:
    """The sets that are meant, in the order they were named, none twice.

    Raises:
        UnknownNameError: one does not exist; says which do.
    """
    names = sorted(known)
    found: dict[Name, None] = {}
    for each in wanted:
        where = each.namespace or namespace
        matching = [n for n in names if n.name == each.name and where in {None, n.namespace}]
        if not matching:
            place = f"namespace {where}" if where else "all namespaces"
            inside = [n for n in names if where in {None, n.namespace}]
            known_names = [n.name if where else f"{n.namespace}/{n.name}" for n in inside]
            raise UnknownNameError("StatefulSet", name=each.name, where=place, known=known_names)
        found.update(dict.fromkeys(matching))
    return tuple(found)
