"""What follows once a pod that is waited for is Ready: it is not done now, and it is not undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.actions.after import with_all_ready
from ststui.actions.foresight import foresee
from ststui.actions.plan import Caution, warn
from ststui.actions.risks.claims import claim_warnings
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds


def afterwards(grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    """What the forecast leaves out because it ends at a pod that is not Ready.

    Data that would be lost then is as lost as data that is lost at once: nobody asks again.
    """
    rest = foresight.forecast.rest
    if rest.verb != "wait" or rest.waits_for is None or rest.waits_for.kind != "Pod":
        return
    now = foresight.consequences
    later = foresee(grounds, with_all_ready(foresight.after, now=grounds.now)).consequences
    once = f"as soon as {rest.waits_for.name} is Ready"
    done = (
        ("creates", later.creates, {*now.creates, *now.replaces}),
        ("deletes", later.deletes, set(now.deletes)),
        ("replaces", later.replaces, set(now.replaces)),
    )
    said = [
        f"{verb} {listed(left)}"
        for verb, pods, known in done
        if (left := [pod for pod in pods if pod not in known])
    ]
    if said:
        yield warn("not-ready-already", f"{once}, the controller {', '.join(said)}")
    lost = {each.name for each in now.claims_deleted}
    more = tuple(each for each in later.claims_deleted if each.name not in lost)
    for caution in claim_warnings(grounds, more):
        yield replace(caution, text=f"{once}: {caution.text}")
    again = [each for each in later.claims_reattached if each not in now.claims_reattached]
    if again:
        yield warn("claims-reattached", f"{once}, new pods get old data: {listed(again)}")
