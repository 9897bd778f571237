"""What a quota counts of the claims that a forecast makes: pvcEvaluator (v1.36.3)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from ststui.actions.risks.quota_scopes import counts_claim
from ststui.model.ordinal import split_ordinal
from ststui.model.quantity import quantity
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.model.quota import ResourceQuota
    from ststui.model.stateful_set import ClaimTemplate

CLAIMS = ("persistentvolumeclaims", "count/persistentvolumeclaims")
STORAGE = "requests.storage"


def claims_made(grounds: Grounds, foresight: Foresight, template: ClaimTemplate) -> tuple[str, ...]:
    """Names of the claims of a template that a forecast makes."""
    begins = f"{template.metadata.name}-{grounds.known.name}"
    steps = foresight.forecast.steps
    made = dict.fromkeys(e.claim for e in steps if e.verb == "create" and e.claim is not None)
    return tuple(each for each in made if (split_ordinal(each) or ("",))[0] == begins)


def new_claims(
    grounds: Grounds, foresight: Foresight, quota: ResourceQuota
) -> Mapping[str, Decimal]:
    """What they take, in all and of their class; one that goes before leaves its own room."""
    family = grounds.known
    wanted: defaultdict[str, Decimal] = defaultdict(Decimal)
    if not isinstance(family.claims, Readable):
        return wanted
    there = {each.metadata.name for each in family.claims.value}
    default = _default_class(grounds)
    for template in family.set.spec.volume_claim_templates:
        if not counts_claim(template, quota):
            continue
        number = len(set(claims_made(grounds, foresight, template)) - there)
        for resource, amount in _of_claim(template, default) if number else ():
            wanted[resource] += amount * number
    return wanted


def _default_class(grounds: Grounds) -> str:
    """The class of claims that name none: GetDefaultClass (pkg/volume/util, v1.36).

    The newest of several; empty where there is none, or it is not known.
    """
    classes = grounds.surroundings.storage_classes
    found = [
        each.metadata
        for each in (classes.value.values() if isinstance(classes, Readable) else ())
        if each.metadata.annotations and each.metadata.annotations.default_class == "true"
    ]
    found.sort(key=lambda each: each.name)
    born = [each.creation_timestamp.timestamp() if each.creation_timestamp else 0 for each in found]
    return found[born.index(max(born))].name if found else ""


def _of_claim(template: ClaimTemplate, default: str) -> Iterator[tuple[str, Decimal]]:
    spec, one = template.spec, Decimal(1)
    size = quantity(spec.resources.requests.get("storage", "")) or Decimal(0)
    yield from ((each, one) for each in CLAIMS)
    yield STORAGE, size
    name = default if spec.storage_class_name is None else spec.storage_class_name
    if name:
        of_class = f"{name}.storageclass.storage.k8s.io"
        yield f"{of_class}/{CLAIMS[0]}", one
        yield f"{of_class}/{STORAGE}", size
