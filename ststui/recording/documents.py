"""The objects in a dump: files of kubectl's lists and objects, as JSON or YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from ststui.errors import UnreadableError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIXES = frozenset({".json", ".yaml", ".yml"})
MOST_BYTES = 2_000_000_000
"""A file larger than this is no dump that anybody wants in memory."""


@dataclass(slots=True)
class Documents:
    """What the files hold."""

    objects: list[dict[str, Any]] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    """Kinds that were read: those of objects, and those of typed lists, also of empty ones."""
    odd: dict[Path, str] = field(default_factory=dict)
    """Files of a folder that could not be understood, and why."""


def read_documents(path: Path) -> Documents:
    """All objects of a file, or of all JSON and YAML files below a folder.

    Raises:
        UsageError: there is no such file or folder.
        UnreadableError: the file is neither JSON nor YAML, or nothing holds a Kubernetes object.
    """
    if not path.exists():
        raise UsageError(f"{path} does not exist", try_="name a file or folder with --from")
    files = sorted(_files(path)) if path.is_dir() else [path]
    found = Documents()
    for file in files:
        try:
            for document in _documents(file):
                _take(document, found)
        except UnreadableError as error:
            # A dump has files of many programs; one that is cut off does not make the rest worse.
            if not path.is_dir():
                raise
            found.odd[file.relative_to(path)] = str(error)
    if not found.objects and not found.kinds:
        raise UnreadableError(
            f"{path} holds no Kubernetes object",
            try_="make one: kubectl get sts,pods,pvc,svc,controllerrevisions -A -o yaml",
        )
    return found


def _files(folder: Path) -> Iterator[Path]:
    return (each for each in folder.rglob("*") if each.suffix in SUFFIXES and each.is_file())


def _documents(file: Path) -> Iterator[Any]:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise UnreadableError(f"{file} is too large", try_="dump fewer namespaces")
        text = file.read_bytes()
    except OSError as error:
        raise UnreadableError(f"{file} cannot be read: {error.strerror}") from error
    if text.lstrip()[:1] in {b"{", b"["}:
        try:
            yield msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UnreadableError(f"{file} is not JSON: {error}") from error
        return
    yield from _yaml(file, text)


def _yaml(file: Path, text: bytes) -> Iterator[Any]:
    import yaml  # noqa: PLC0415 - 20 ms that JSON does not need

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.load_all(text, Loader=loader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where is not None else ""
        raise UnreadableError(f"{file}{line} is not YAML") from error


def _take(document: Any, found: Documents) -> None:
    if not isinstance(document, dict):
        return
    kind, items = document.get("kind"), document.get("items")
    if not isinstance(kind, str):
        return
    if kind.endswith("List") and (isinstance(items, list) or items is None):
        whole = kind.removesuffix("List")
        if whole:
            found.kinds.add(whole)
        for item in items or ():
            if isinstance(item, dict):
                _take({"kind": whole, **item} if whole else item, found)
        return
    found.kinds.add(kind)
    found.objects.append(document)
