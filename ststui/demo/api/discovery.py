"""Discovery: which groups, versions and resources there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.kinds import KINDS

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind

VERSION: Json = {
    "major": "1",
    "minor": "36",
    "emulationMajor": "1",
    "emulationMinor": "36",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35",
    "gitVersion": "v1.36.3",
    "gitCommit": "",
    "gitTreeState": "clean",
    "buildDate": "2026-08-12T00:00:00Z",
    "goVersion": "go1.26",
    "compiler": "gc",
    "platform": "linux/amd64",
}
"""The release the embedded cluster behaves as."""

_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
_REVIEWS = ("selfsubjectaccessreviews", "selfsubjectrulesreviews")
_SCALE = {"group": "autoscaling", "version": "v1", "kind": "Scale"}
_PART_VERBS = {
    "status": ["get", "patch", "update"],
    "scale": ["get", "patch", "update"],
    "log": ["get"],
    "eviction": ["create"],
}


def _groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {"authorization.k8s.io": ["v1"]}
    for kind in KINDS:
        if kind.group:
            versions = groups.setdefault(kind.group, [])
            if kind.version not in versions:
                versions.append(kind.version)
    return groups


def api_versions() -> Json:
    """The answer of /api."""
    return {"kind": "APIVersions", "versions": ["v1"]}


def _group(name: str, versions: list[str]) -> Json:
    listed = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


def group_list() -> Json:
    """The answer of /apis."""
    return {
        "kind": "APIGroupList",
        "apiVersion": "v1",
        "groups": [_group(name, versions) for name, versions in sorted(_groups().items())],
    }


def group(name: str) -> Json | None:
    """The answer of /apis/GROUP, None if there is no such group."""
    versions = _groups().get(name)
    if versions is None:
        return None
    return {"kind": "APIGroup", "apiVersion": "v1", **_group(name, versions)}


def _resources(kind: Kind) -> list[Json]:
    whole: Json = {
        "name": kind.plural,
        "singularName": kind.kind.lower(),
        "namespaced": kind.namespaced,
        "kind": kind.kind,
        "verbs": _VERBS,
    }
    if kind.short:
        whole["shortNames"] = list(kind.short)
    if kind.categories:
        whole["categories"] = list(kind.categories)
    parts: list[Json] = []
    for name in kind.subresources:
        part: Json = {
            "name": f"{kind.plural}/{name}",
            "singularName": "",
            "namespaced": kind.namespaced,
            "kind": kind.kind,
            "verbs": _PART_VERBS.get(name, ["create", "get"]),
        }
        if name == "scale":
            part |= _SCALE
        elif name == "eviction":
            part |= {"group": "policy", "version": "v1", "kind": "Eviction"}
        parts.append(part)
    return [whole, *parts]


def resource_list(name: str, version: str) -> Json | None:
    """The answer of /api/v1 and /apis/GROUP/VERSION, None if there is no such version."""
    resources = [
        resource
        for kind in KINDS
        if (kind.group, kind.version) == (name, version)
        for resource in _resources(kind)
    ]
    if (name, version) == ("authorization.k8s.io", "v1"):
        resources = [
            {
                "name": plural,
                "singularName": plural[:-1],
                "namespaced": False,
                "kind": review,
                "verbs": ["create"],
            }
            for plural, review in zip(
                _REVIEWS, ("SelfSubjectAccessReview", "SelfSubjectRulesReview"), strict=True
            )
        ]
    if not resources:
        return None
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": f"{name}/{version}" if name else version,
        "resources": resources,
    }
