"""JSON Patch (RFC 6902), with the sentences of the library the API server uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.demo import refusal
from ststui.demo.fields import thaw

if TYPE_CHECKING:
    from ststui.demo.fields import Json

_MISSING = object()


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _find(document: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(document, dict):
            document = document.get(step, _MISSING)
        elif isinstance(document, list) and step.lstrip("-").isdigit():
            index = int(step)
            document = document[index] if -len(document) <= index < len(document) else _MISSING
        else:
            return _MISSING
    return document


def _add(document: Any, steps: list[str], value: Any, operation: Json) -> None:
    holder, last = _find(document, steps[:-1]), steps[-1]
    if isinstance(holder, list):
        if last == "-":
            holder.append(value)
            return
        if not last.isdigit() or int(last) > len(holder):
            raise _no_path(operation)
        holder.insert(int(last), value)
    elif isinstance(holder, dict):
        holder[last] = value
    else:
        raise _no_path(operation)


def _remove(document: Any, steps: list[str], operation: Json) -> Any:
    holder, last = _find(document, steps[:-1]), steps[-1]
    if _find(document, steps) is _MISSING:
        raise _no_path(operation)
    return holder.pop(int(last)) if isinstance(holder, list) else holder.pop(last)


def _no_path(operation: Json) -> refusal.RefusedError:
    verb, path = operation.get("op"), operation.get("path")
    return refusal.unprocessable(f"{verb} operation does not apply: doc is missing path: {path}")


def _test(document: Any, operation: Json) -> None:
    path = operation["path"]
    steps, wanted = _steps(path), operation.get("value")
    if _find(document, steps[:-1]) is _MISSING:
        raise _no_path(operation)
    found = _find(document, steps)
    if found is _MISSING:
        found = None
    if found != wanted or isinstance(found, bool) != isinstance(wanted, bool):
        raise refusal.unprocessable(f"testing value {path} failed: test failed")


def json_patch(document: Json, operations: list[Json]) -> Json:
    """The document with a list of operations applied.

    Args:
        document: The object to patch; it is not changed.
        operations: add, remove, replace, move, copy, test.

    Returns:
        The new object.

    Raises:
        RefusedError: 422 if one does not apply, 400 if it cannot be understood.
    """
    new = thaw(document)
    for operation in operations:
        _apply(new, operation)
    return new  # type: ignore[no-any-return]


def _apply(document: Json, operation: Json) -> None:
    verb, path = operation.get("op"), operation.get("path")
    if not isinstance(path, str) or not path.startswith("/"):
        raise refusal.bad_request("error decoding patch: a path must start with /")
    steps = _steps(path)
    if verb == "test":
        _test(document, operation)
    elif verb == "add":
        _add(document, steps, thaw(operation.get("value")), operation)
    elif verb == "replace":
        _remove(document, steps, operation)
        _add(document, steps, thaw(operation.get("value")), operation)
    elif verb == "remove":
        _remove(document, steps, operation)
    elif verb in ("move", "copy"):
        source = _steps(str(operation.get("from")))
        value = _find(document, source)
        if value is _MISSING:
            raise _no_path(operation)
        value = thaw(value)
        if verb == "move":
            _remove(document, source, operation)
        _add(document, steps, value, operation)
    else:
        raise refusal.bad_request(f"error decoding patch: Unexpected kind: {verb}")
