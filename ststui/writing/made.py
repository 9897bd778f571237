"""What the API server made of a change: a mutating webhook or policy may change it once more.

Its answer, also to a dry run, is the object as it is kept (apiserver v0.36, handlers/patch.go:
admission runs between the patch and the storage).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ststui.actions.changed_set import differing, same_template
from ststui.actions.plan import warn
from ststui.actions.request import set_path
from ststui.model import StatefulSet
from ststui.model.quantity import quantity
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.actions import Caution, Plan, PlannedRequest
    from ststui.cluster.trouble import Response

TEMPLATE = "/spec/template"
WHO = "a mutating webhook or policy changes it"
FIELDS = {"/spec/replicas": "replicas", "/spec/resources/requests/storage": "the size asked for"}


def made_otherwise(plan: Plan, request: PlannedRequest, answer: Response) -> tuple[Caution, ...]:
    """What is not as the plan has it in the answer to a patch; empty when all is.

    Returns:
        Dangerous where that leads to other pods or claims than those of the plan. Where the plan
        changes the pod template itself, what is added to it is a note.
    """
    if request.method != "PATCH":
        return ()
    try:
        if plan.made_of is None or request.path != set_path(plan.made_of):
            found = msgspec.json.decode(answer.body)
            return tuple(_of_values(request.body, found))
        kept = msgspec.json.decode(answer.body, type=StatefulSet)
        meant = msgspec.convert(_patched(plan.made_of, request.body), StatefulSet)
    except (msgspec.DecodeError, UnicodeDecodeError, LookupError, TypeError, ValueError):
        return ()
    return tuple(_of_set(meant, kept, request.body))


def told(cautions: Iterable[Caution]) -> str:
    """The same once it is done, behind what was accepted."""
    return "; ".join(each.text for each in cautions)


def _of_values(patch: list[dict[str, Any]], kept: Any) -> Iterator[Caution]:
    """Of a scale, or a claim."""
    for each in patch:
        if each["op"] == "test":
            continue
        found = kept
        for key in _keys(each["path"]):
            found = found.get(key) if isinstance(found, dict) else None
        if not _same(each["value"], found):
            words = FIELDS.get(each["path"], each["path"])
            yield _caution(f"{words} becomes {found} instead of {each['value']}", words)


def _same(sent: Any, kept: Any) -> bool:
    """Whether a value is kept as it was sent, in other words or none.

    A Scale of 0 replicas leaves the field out (autoscaling/v1 ScaleSpec, omitempty), and a quantity
    is written anew: 1024Mi becomes 1Gi (apimachinery pkg/api/resource/quantity.go, v0.36).
    """
    if isinstance(sent, str) and isinstance(kept, str) and sent != kept:
        size = quantity(sent)
        return size is not None and size == quantity(kept)
    return bool(sent == (0 if kept is None else kept))


def _of_set(
    meant: StatefulSet, kept: StatefulSet, patch: list[dict[str, Any]]
) -> Iterator[Caution]:
    for what, wanted, found in differing(meant, kept):
        yield _caution(f"{what} becomes {found} instead of {wanted}", what)
    if not same_template(meant, kept):
        wants = any(e["path"].startswith(TEMPLATE) for e in patch if e["op"] != "test")
        text = "the pod template becomes another one than what is sent"
        more = "" if wants else ", so that every pod is replaced"
        yield _caution(f"{text}{more}", "template", dangerous=not wants)


def _caution(text: str, about: str, *, dangerous: bool = True) -> Caution:
    text = f"{safe(text)}: {WHO}"
    return warn("operator-owner", text, dangerous=dangerous, about=f"webhook {about}")


def _patched(stateful_set: StatefulSet, patch: list[dict[str, Any]]) -> Any:
    """The set as JSON with a patch of ststui done to it: replacements and additions."""
    found: Any = msgspec.json.decode(msgspec.json.encode(stateful_set))
    for each in patch:
        if each["op"] == "test":
            continue
        *way, last = _keys(each["path"])
        inner = found
        for key in way:
            inner = inner[int(key)] if isinstance(inner, list) else inner.setdefault(key, {})
        if isinstance(inner, list):
            inner[int(last)] = each["value"]
        else:
            inner[last] = each["value"]
    return found


def _keys(path: str) -> list[str]:
    """A JSON Pointer (RFC 6901) in parts."""
    return [each.replace("~1", "/").replace("~0", "~") for each in path.split("/")[1:]]
