"""LimitRanges: do they let the pods be made that will be made, and their claims?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.risks.new_claims import claims_made
from ststui.actions.risks.pod_usage import amount_of, asked, effective
from ststui.model.readable import Unreadable
from ststui.wording.counted import counted
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.actions.risks.made import Made
    from ststui.model.limit_range import Limit, LimitRange
    from ststui.model.pod import Amounts, PodSpec

    Asked = Callable[[str], tuple[Decimal | None, Decimal | None]]

MOST_NAMES = 6
"""So many names are written one by one."""


def out_of_range(grounds: Grounds, foresight: Foresight, made: list[Made]) -> Iterator[Caution]:
    """A LimitRange that refuses what will be made, or that is not known.

    What it refuses: PodValidateLimitFunc and PersistentVolumeClaimValidateLimitFunc
    (plugin/pkg/admission/limitranger, v1.36.3).
    """
    ranges = grounds.surroundings.limit_ranges
    if isinstance(ranges, Unreadable):
        new = sum(each.frees is None or not each.new.admitted for each in made)
        if new:
            yield warn(
                "rights",
                f"LimitRanges could not be read ({ranges.why}): whether they let "
                f"{counted(new, 'pod')} be made is not known",
            )
        return
    for each in ranges.value:
        yield from _of_pods(each, made)
        yield from _of_claims(each, grounds, foresight)


def _of_pods(limits: LimitRange, made: list[Made]) -> Iterator[Caution]:
    why = {id(each.new): tuple(_of_spec(limits, each.new.spec)) for each in made}
    refused = [each for each in made if why[id(each.new)]]
    if not refused:
        return
    said = dict.fromkeys(text for each in refused for text in why[id(each.new)])
    pods = listed((each.name for each in refused), "pods", most=MOST_NAMES)
    yield _caution(limits, pods, said)


def _of_claims(limits: LimitRange, grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    for template in grounds.known.set.spec.volume_claim_templates:
        requests = template.spec.resources.requests
        said = dict.fromkeys(
            text
            for limit in limits.spec.limits
            if limit.type == "PersistentVolumeClaim"
            for text in _of_claim(limit, requests)
        )
        claims = claims_made(grounds, foresight, template) if said else ()
        if claims:
            yield _caution(limits, listed(claims, "claims", most=MOST_NAMES), said)


def _caution(limits: LimitRange, what: str, said: dict[str, None]) -> Caution:
    name = limits.metadata.name
    text = f'LimitRange "{name}" refuses {what}: {"; ".join(said)}'
    return warn("cannot-come-back", text, dangerous=True, about=f"{name} {what}")


def _of_spec(limits: LimitRange, spec: PodSpec) -> Iterator[str]:
    """Init containers are held to the same limits as the others."""
    for limit in limits.spec.limits:
        if limit.type == "Pod":
            yield from _beyond(limit, "the pod", lambda resource: effective(spec, resource))
        if limit.type != "Container":
            continue
        for each in (*spec.containers, *spec.init_containers):
            yield from _beyond(
                limit,
                each.name,
                lambda resource, each=each: (  # type: ignore[misc]
                    asked(each, "requests", resource),
                    asked(each, "limits", resource),
                ),
            )


def _beyond(limit: Limit, who: str, amounts: Asked) -> Iterator[str]:
    """What is too little, too much, or not named where it has to be."""
    for resource, least in _amounts(limit.min):
        needs, most = amounts(resource)
        if needs is None:
            yield f"{who} asks for no {resource}, and has to for {limit.min[resource]} or more"
        elif needs < least:
            yield f"{who} asks for less {resource} than {limit.min[resource]}"
        elif most is not None and most < least:
            yield f"{who} has a limit of {resource} below {limit.min[resource]}"
    for resource, largest in _amounts(limit.max):
        needs, most = amounts(resource)
        if most is None:
            yield f"{who} has no limit of {resource}, and may have {limit.max[resource]} at most"
        elif most > largest:
            yield f"{who} has a limit of {resource} above {limit.max[resource]}"
        elif needs is not None and needs > largest:
            yield f"{who} asks for more {resource} than {limit.max[resource]}"
    for resource, ratio in _amounts(limit.max_limit_request_ratio):
        needs, most = amounts(resource)
        times = f"{limit.max_limit_request_ratio[resource]} times what it asks for"
        if not needs or not most:
            yield f"{who} has to name {resource} that it asks for, and a limit of {times} at most"
        elif most / needs > ratio:
            yield f"{who} has a limit of {resource} above {times}"


def _of_claim(limit: Limit, requests: dict[str, str]) -> Iterator[str]:
    """Of claims only what they ask for counts."""
    named: Amounts = {**requests}
    for resource, least in _amounts(limit.min):
        needs = amount_of(named, resource)
        if needs is None or needs < least:
            wants = f"{requests.get(resource, 'no')} {resource}"
            yield f"asks for {wants}, less than {limit.min[resource]}"
    for resource, largest in _amounts(limit.max):
        needs = amount_of(named, resource)
        if needs is None or needs > largest:
            wants = f"{requests.get(resource, 'no')} {resource}"
            yield f"asks for {wants}, {limit.max[resource]} at most"


def _amounts(named: Amounts) -> Iterator[tuple[str, Decimal]]:
    for resource in named:
        amount = amount_of(named, resource)
        if amount is not None:
            yield resource, amount
