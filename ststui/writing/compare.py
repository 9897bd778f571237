"""What changed between the plan that was shown and the one of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.changed_set import SPEC, changed_set
from ststui.actions.guards import METADATA
from ststui.actions.request import uid_of
from ststui.wording.counted import counted
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions import Plan
    from ststui.actions.plan import LostClaim, PlannedRequest

FIELDS = {
    "/metadata/uid": "it was deleted and made anew",
    "/metadata/generation": SPEC,
    "/spec/replicas": "replicas",
    "/spec/updateStrategy/rollingUpdate/partition": "the partition",
    "/spec/resources/requests/storage": "the size asked for",
    "/spec/volumeName": "the volume",
}
"""Tested fields in words."""
OWNED = "its owner changed, or a label or annotation that tells who keeps it or that it votes"
"""The same of all other metadata that is tested."""


def changes(shown: Plan, now: Plan) -> tuple[str, ...]:
    """What somebody who saw the first plan has to be told before it is carried out.

    Better news is none, nor is how far the controller has come: pods become Ready all the time,
    and a plan must not fail for that. New dangers are, those that became worse, claims that would
    go too, and data that would.

    Args:
        shown: the plan that was confirmed.
        now: the same made from fresh grounds.
    """
    return tuple(safe(each) for each in dict.fromkeys(_changes(shown, now)))


def _changes(shown: Plan, now: Plan) -> Iterator[str]:
    if not now.allowed:
        yield now.why
        return
    if not now.changes:
        yield now.why or "there is nothing left to do"
        return
    yield from _tests(shown, now)
    dangers = {(e.code, e.about): e.short for e in shown.warnings if e.dangerous}
    for each in now.warnings:
        key = (each.code, each.about)
        if each.dangerous and (key not in dangers or each.short > dangers[key]):
            yield each.text
    yield from _claims(shown, now)


def _claims(shown: Plan, now: Plan) -> Iterator[str]:
    before = {each.name: each for each in shown.consequences.claims_deleted}
    for claim in now.consequences.claims_deleted:
        old = before.get(claim.name)
        if old is None:
            yield f"claim {claim.name} would be deleted too"
        elif _fear(claim) > _fear(old) and claim.data_lost:
            yield f"the data of claim {claim.name} (volume {claim.volume}) would be lost too"
        elif _fear(claim) > _fear(old):
            yield f"whether the data of claim {claim.name} stays is not known"
        elif claim.volume != old.volume:
            yield f"claim {claim.name} has volume {claim.volume or 'none'} by now"


def _fear(claim: LostClaim) -> int:
    """The data stays, perhaps, or is lost."""
    return 1 if claim.data_lost is None else 2 * claim.data_lost


def _tests(shown: Plan, now: Plan) -> Iterator[str]:
    """Requests of other objects by now, and tested fields that have another value."""
    before, after = ({(e.method, e.path): e for e in plan.requests} for plan in (shown, now))
    if len(before) != len(after):
        are = "is" if len(after) == 1 else "are"
        yield f"{counted(len(after), 'request')} {are} needed by now instead of {len(before)}"
    elif before.keys() != after.keys():
        yield "it is about another object by now"
    several = len(before) > 1
    for key, old in before.items():
        new = after.get(key)
        if new is None:
            continue
        whose = f"{old.path.rpartition('/')[2]}: " if several else ""
        found = _patched(old, new, shown, now) if old.method == "PATCH" else _removed(old, new)
        yield from (f"{whose}{each}" for each in found)


def _removed(old: PlannedRequest, new: PlannedRequest) -> Iterator[str]:
    """The same of a deletion or an eviction, which has the uid as its precondition."""
    if uid_of(old) != uid_of(new):
        yield FIELDS["/metadata/uid"]
    elif old.body != new.body:
        yield "it would be deleted in another way by now"


def _patched(old: PlannedRequest, new: PlannedRequest, shown: Plan, now: Plan) -> Iterator[str]:
    """The same of a patch; a generation tells only that something changed: what, the sets tell."""
    fields = _failing(old, new)
    generation = fields.pop("/metadata/generation", "")
    if generation and "/metadata/uid" not in fields and shown.made_of and now.made_of:
        named = changed_set(shown.made_of, now.made_of)
        if named != (SPEC,):
            yield from named
            generation = ""
            fields = {path: text for path, text in fields.items() if path.startswith(METADATA)}
    yield from fields.values() or ([generation] if generation else [])


def _failing(old: PlannedRequest, new: PlannedRequest) -> dict[str, str]:
    """Tests of a patch that fail by now, by path, in words."""
    values = {e["path"]: e["value"] for e in new.body if e["op"] == "test"}
    found = {}
    for each in old.body:
        path = each["path"]
        # Of metadata the tested path tells too: it ends where nothing is there.
        same = values.get(path) == each["value"] and (
            path in values or not path.startswith(METADATA)
        )
        if each["op"] != "test" or same:
            continue
        if path in {"/metadata/uid", "/metadata/generation"}:
            found[path] = FIELDS[path]
        elif path.startswith(METADATA):
            found[path] = OWNED
        else:
            words = FIELDS.get(path, path)
            found[path] = f"{words} was {each['value']} and is {values.get(path)} by now"
    return found
