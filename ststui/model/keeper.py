"""Who keeps an object as it is written down elsewhere: GitOps tools, Helm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from ststui.model.stateful_set import StatefulSet

Tool = Literal["Argo CD", "Flux", "Helm"]

LABELS: Final[dict[str, Tool]] = {
    "argocd.argoproj.io/instance": "Argo CD",
    "kustomize.toolkit.fluxcd.io/name": "Flux",
    "helm.toolkit.fluxcd.io/name": "Flux",
}
"""Labels by which a tool marks what it applies again and again."""


ARGO_WRITERS: Final = frozenset({"argocd-controller", "argocd-application-controller"})
"""Field managers of Argo CD (controller, `--field-manager`; argo-cd 2.x)."""
INSTANCE: Final = "app.kubernetes.io/instance"
"""What Argo CD 2 marks by, if nobody says otherwise; Helm's charts set it, too, so that it tells
only beside a write by Argo CD (argo-cd.readthedocs.io/en/release-2.9, resource tracking)."""


class Keeper(NamedTuple):
    """Who it is, and what tells."""

    tool: Tool
    name: str
    """Of the application, the Kustomization or the release."""
    mark: str
    """The label or annotation, or who wrote, in words."""


def keeper(stateful_set: StatefulSet) -> Keeper | None:
    """Who keeps a set, by labels, annotations and writers; Helm only where nobody does in git."""
    metadata = stateful_set.metadata
    for label, tool in LABELS.items():
        name = metadata.labels.get(label)
        if name is not None:
            return Keeper(tool, name, f"label {label}: {name}")
    marks = metadata.annotations
    if marks and marks.argo_instance:
        tracked = marks.argo_instance
        return Keeper("Argo CD", tracked, f"Argo CD tracking-id: {tracked}")
    name = metadata.labels.get(INSTANCE)
    if name is not None and any(e.manager in ARGO_WRITERS for e in metadata.managed_fields):
        return Keeper("Argo CD", name, f"label {INSTANCE}: {name}, written by Argo CD")
    if marks and marks.helm_release:
        return Keeper("Helm", marks.helm_release, f"Helm release: {marks.helm_release}")
    return None
