"""Who keeps an object as it is written down elsewhere: GitOps tools, Helm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from ststui.model.metadata import Metadata

Tool = Literal["Argo CD", "Flux", "Helm"]

LABELS: Final[dict[str, Tool]] = {
    "argocd.argoproj.io/instance": "Argo CD",
    "kustomize.toolkit.fluxcd.io/name": "Flux",
    "helm.toolkit.fluxcd.io/name": "Flux",
}
"""Labels by which a tool marks what it applies again and again."""


class Keeper(NamedTuple):
    """Who it is, and what tells."""

    tool: Tool
    name: str
    """Of the application, the Kustomization or the release."""
    mark: str
    """The label or annotation, in words."""


def keeper(metadata: Metadata) -> Keeper | None:
    """Who keeps an object, by labels and annotations; Helm only where nobody keeps it in git."""
    for label, tool in LABELS.items():
        name = metadata.labels.get(label)
        if name is not None:
            return Keeper(tool, name, f"label {label}: {name}")
    marks = metadata.annotations
    if marks and marks.argo_instance:
        tracked = marks.argo_instance
        return Keeper("Argo CD", tracked, f"Argo CD tracking-id: {tracked}")
    if marks and marks.helm_release:
        return Keeper("Helm", marks.helm_release, f"Helm release: {marks.helm_release}")
    return None
