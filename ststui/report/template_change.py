"""What one pod template changed of another, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RESTARTED = "kubectl.kubernetes.io/restartedAt"
"""What `kubectl rollout restart` writes."""


def template_change(before: Any, after: Any) -> tuple[str, ...]:
    """Such as ``image 16.2→16.4``, ``memory 4Gi→16Gi``, ``env``; images and amounts come first.

    Values of anything but images and amounts are not told: they may be secrets. Texts are raw.

    Args:
        before: a pod template, as decoded JSON of any shape.
        after: the one that took its place.
    """
    was, now = _map(before), _map(after)
    old, new = _containers(was), _containers(now)
    alone = len({*old, *new}) == 1
    said: list[str] = []
    fields: list[str] = []
    for name in dict.fromkeys((*old, *new)):
        prefix = "" if alone else f"{name} "
        if name not in old or name not in new:
            said.append(f"{'+' if name in new else '-'} container {name}")
            continue
        said.extend(f"{prefix}{words}" for words in _amounts(old[name], new[name]))
        rest = _differing(old[name], new[name], without={"image", "resources", "name"})
        fields.extend(f"{prefix}{field}" for field in rest)
    fields.extend(_around(was, now))
    return (*said, *dict.fromkeys(fields))


def _amounts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    was, now = str(old.get("image", "")), str(new.get("image", ""))
    if was != now:
        yield f"image {_arrow(*_images(was, now))}"
    for part, suffix in (("requests", ""), ("limits", " limit")):
        wanted, given = (_map(_map(each.get("resources")).get(part)) for each in (old, new))
        for resource in sorted({*wanted, *given}):
            if wanted.get(resource) != given.get(resource):
                change = _arrow(wanted.get(resource), given.get(resource))
                yield f"{resource}{suffix} {change}"


def _images(was: str, now: str) -> tuple[str, str]:
    """Tags alone where the repository is the same."""
    (repository, _, tag), (other, _, other_tag) = was.rpartition(":"), now.rpartition(":")
    same = repository == other and repository and "/" not in tag + other_tag
    return (tag, other_tag) if same else (was, now)


def _arrow(was: Any, now: Any) -> str:
    return f"{'none' if was is None else was}→{'none' if now is None else now}"


def _around(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    old, new = _map(was.get("metadata")), _map(now.get("metadata"))
    stamps = (_map(each.get("annotations")).get(RESTARTED) for each in (old, new))
    if len(set(map(str, stamps))) > 1:
        yield "restarted"
    for field in ("annotations", "labels"):
        if _without_stamp(old.get(field)) != _without_stamp(new.get(field)):
            yield field
    spec, other = _map(was.get("spec")), _map(now.get("spec"))
    yield from _differing(spec, other, without={"containers", "initContainers"})


def _without_stamp(value: Any) -> dict[str, Any]:
    return {key: each for key, each in _map(value).items() if key != RESTARTED}


def _differing(
    old: Mapping[str, Any], new: Mapping[str, Any], *, without: set[str]
) -> Iterator[str]:
    for field in sorted({*old, *new} - without):
        if old.get(field) != new.get(field):
            yield field


def _containers(template: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    spec = _map(template.get("spec"))
    listed = (spec.get(field) for field in ("initContainers", "containers"))
    all_of_them = [c for each in listed if isinstance(each, list) for c in each]
    return {str(_map(each).get("name", "")): _map(each) for each in all_of_them}


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
