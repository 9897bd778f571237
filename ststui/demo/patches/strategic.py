"""Strategic merge patch for the kinds in use: lists merge by the key of their entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.demo.fields import thaw

if TYPE_CHECKING:
    from ststui.demo.fields import Json

_KEYS: dict[str, tuple[str, ...]] = {
    "containers": ("name",),
    "initContainers": ("name",),
    "ephemeralContainers": ("name",),
    "volumes": ("name",),
    "env": ("name",),
    "imagePullSecrets": ("name",),
    "volumeMounts": ("mountPath",),
    "volumeDevices": ("devicePath",),
    "ports": ("containerPort", "port"),
    "conditions": ("type",),
    "addresses": ("type",),
    "ownerReferences": ("uid",),
    "topologySpreadConstraints": ("topologyKey",),
    "hostAliases": ("ip",),
    "podIPs": ("ip",),
}
"""Merge keys by list name, from the patchMergeKey tags of k8s.io/api 0.36."""
_PRIMITIVE = {"finalizers"}
"""Lists of strings that merge."""
_DIRECTIVES = ("$patch", "$retainKeys")


def strategic_patch(target: Any, patch: Any) -> Any:
    """The target with a strategic merge patch applied.

    Args:
        target: The object to patch; it is not changed.
        patch: The patch, with the directives $patch, $retainKeys, $setElementOrder and
            $deleteFromPrimitiveList.

    Returns:
        The new object.
    """
    if not isinstance(patch, dict):
        return thaw(patch)
    if patch.get("$patch") == "replace":
        return _without_directives(patch)
    if patch.get("$patch") == "delete":
        return {}
    new = dict(target) if isinstance(target, dict) else {}
    if "$retainKeys" in patch:
        new = {key: value for key, value in new.items() if key in patch["$retainKeys"]}
    for key, value in patch.items():
        if key in _DIRECTIVES or key.startswith("$setElementOrder/"):
            continue
        if key.startswith("$deleteFromPrimitiveList/"):
            name = key.partition("/")[2]
            new[name] = [item for item in new.get(name, ()) if item not in value]
        elif value is None:
            new.pop(key, None)
        elif isinstance(value, list):
            new[key] = _list(key, new.get(key) or [], value)
        else:
            new[key] = strategic_patch(new.get(key), value)
    _reorder(new, patch)
    return new


def _without_directives(value: Json) -> Json:
    return {key: thaw(item) for key, item in value.items() if not key.startswith("$")}


def _list(name: str, target: list[Any], patch: list[Any]) -> list[Any]:
    if name in _PRIMITIVE:
        return [*target, *(item for item in patch if item not in target)]
    key = _merge_key(name, [*patch, *target])
    if key is None:
        return [thaw(item) for item in patch]
    if any(item.get("$patch") == "replace" for item in patch):
        return [_without_directives(item) for item in patch if item.get("$patch") != "replace"]
    new = list(target)
    for item in patch:
        index = next((at for at, old in enumerate(new) if old.get(key) == item.get(key)), None)
        if item.get("$patch") == "delete":
            if index is not None:
                del new[index]
        elif index is None:
            new.append(_without_directives(strategic_patch({}, item)))
        else:
            new[index] = strategic_patch(new[index], item)
    return new


def _merge_key(name: str, items: list[Any]) -> str | None:
    for key in _KEYS.get(name, ()):
        if all(isinstance(item, dict) for item in items) and any(key in item for item in items):
            return key
    return None


def _reorder(new: Json, patch: Json) -> None:
    for directive, order in patch.items():
        if not directive.startswith("$setElementOrder/"):
            continue
        name = directive.partition("/")[2]
        items = new.get(name)
        if not isinstance(items, list):
            continue
        key = _merge_key(name, items)
        wanted = [entry.get(key) if isinstance(entry, dict) else entry for entry in order]

        def place(item: Any, key: str | None = key, wanted: list[Any] = wanted) -> int:
            value = item.get(key) if key and isinstance(item, dict) else item
            return wanted.index(value) if value in wanted else len(wanted)

        new[name] = sorted(items, key=place)
