"""What follows once a pod that is waited for is Ready: it is not done now, and it is not undone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.actions.foresight import resumed
from ststui.actions.plan import Caution, warn
from ststui.actions.risks.claims import claim_warnings
from ststui.actions.risks.reattached import reattached
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds


def afterwards(grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    """What the forecast leaves out because it ends at a pod that is not Ready.

    Data that would be lost then is as lost as data that is lost at once: nobody asks again.
    """
    target, then = foresight.forecast.rest.waits_for, resumed(grounds, foresight)
    if then is None or target is None:
        return
    now, later = foresight.consequences, then.consequences
    rest = foresight.forecast.rest
    name = rest.pod or target.name if rest.verb == "blocked" else target.name
    once = f"as soon as {name} is {'accepted' if rest.verb == 'blocked' else 'Ready'}"
    done = (
        ("creates", later.creates, {*now.creates, *now.replaces}),
        ("deletes", later.deletes, set(now.deletes)),
        ("replaces", later.replaces, set(now.replaces)),
    )
    left = [(verb, [pod for pod in pods if pod not in known]) for verb, pods, known in done]
    said = [f"{verb} {_named(pods, again=name)}" for verb, pods in left if pods]
    if said:
        yield warn("not-ready-already", f"{once}, the controller {', '.join(said)}")
    lost = {each.name for each in now.claims_deleted}
    more = tuple(each for each in later.claims_deleted if each.name not in lost)
    for caution in claim_warnings(grounds, more):
        yield replace(caution, text=f"{once}: {caution.text}")
    again = [each for each in later.claims_reattached if each not in now.claims_reattached]
    yield from reattached(grounds, again, once=f"{once}, ")


def _named(pods: list[str], *, again: str) -> str:
    """The pods in order; the one that is waited for was named just before."""
    return listed(f"{pod} itself" if pod == again else pod for pod in pods)
