"""The deeds that keys ask for: which row they are for, why they cannot be, and what they ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from ststui.actions.kinds.delete_claim import plan_claim_deletion
from ststui.actions.kinds.delete_pod import plan_pod_deletion
from ststui.actions.kinds.delete_set import plan_set_deletion
from ststui.actions.kinds.expand import plan_expansion
from ststui.actions.kinds.image import plan_image
from ststui.actions.kinds.restart import plan_restart
from ststui.actions.kinds.rollback import earlier, plan_rollback
from ststui.actions.reverse import plan_reversal
from ststui.model import Readable
from ststui.model.quantity import quantity
from ststui.ui.plans.questions.choice import Choice, Option
from ststui.ui.plans.questions.partition import Partition
from ststui.ui.plans.questions.plain import Plain
from ststui.ui.plans.questions.scale import Scale
from ststui.ui.plans.questions.ticks import Ticks
from ststui.ui.plans.questions.typed import Typed
from ststui.wording.escape import safe
from ststui.wording.revision import short_revision

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ststui.actions import Grounds, Plan, Reversal
    from ststui.actions.offered import Offered
    from ststui.ui.plans.question import Question

About = Literal["set", "pod", "claim"]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be asked for."""

    title: str
    offer: Offered
    about: About
    question: Callable[[Grounds], Question]


def _scale(grounds: Grounds) -> Question:
    del grounds
    return Scale()


def _partition(grounds: Grounds) -> Question:
    del grounds
    return Partition()


def _image(grounds: Grounds) -> Question:
    spec = grounds.known.set.spec.template.spec
    fields = tuple((e.name, None) for e in (*spec.containers, *spec.init_containers))
    return Typed(fields, _make_image, _image_now) if fields else Plain(_no_containers)


def _no_containers(grounds: Grounds) -> Plan:
    return plan_image(grounds, container="", image="-")


def _make_image(grounds: Grounds, container: str, image: str) -> Plan:
    return plan_image(grounds, container=container, image=image)


def _image_now(grounds: Grounds, container: str) -> str:
    spec = grounds.known.set.spec.template.spec
    for each in (*spec.containers, *spec.init_containers):
        if each.name == container:
            return each.image
    return "gone"


def _rollback(grounds: Grounds) -> Question:
    name = grounds.known.name
    options = [
        Option(
            f"revision {each.revision} ({short_revision(each.metadata.name, set_name=name)})",
            _images(grounds, each.metadata.name),
            partial(plan_rollback, revision=each.metadata.name),
        )
        for each in reversed(earlier(grounds))
    ]
    return Choice(tuple(options)) if options else Plain(plan_rollback)


def _images(grounds: Grounds, revision: str) -> str:
    """The images of a revision, to know it by."""
    templates = grounds.templates
    found = templates.value.get(revision) if isinstance(templates, Readable) else None
    spec = found.get("spec") if isinstance(found, dict) else None
    containers = spec.get("containers") if isinstance(spec, dict) else None
    if not isinstance(containers, list):
        return "its template could not be read"
    return safe(", ".join(str(e.get("image", "?")) for e in containers if isinstance(e, dict)))


def _delete_set(grounds: Grounds) -> Question:
    del grounds
    return Choice(
        (
            Option(
                "with its pods", "all at once", partial(plan_set_deletion, cascade="background")
            ),
            Option(
                "the set alone",
                "its pods run on, nothing makes them anew (orphan)",
                partial(plan_set_deletion, cascade="orphan"),
            ),
        )
    )


def _kill(grounds: Grounds) -> Question:
    del grounds
    return Choice(
        (
            Option(
                "kill",
                "a grace period of 1 s, the kubelet confirms",
                partial(plan_pod_deletion, how="now"),
            ),
            Option(
                "force",
                "from the API at once: the process may run on",
                partial(plan_pod_deletion, how="force"),
            ),
        )
    )


def _expand(grounds: Grounds) -> Question:
    stateful_set = grounds.known.set
    fields = tuple((e.metadata.name, None) for e in stateful_set.spec.volume_claim_templates)
    return Typed(fields, _make_expansion, _size) if fields else Plain(_nothing_to_expand)


def _nothing_to_expand(grounds: Grounds) -> Plan:
    return plan_expansion(grounds, template="", size="1Gi")


def _make_expansion(grounds: Grounds, template: str, size: str) -> Plan:
    return plan_expansion(grounds, template=template, size=size)


def _size(grounds: Grounds, template: str) -> str:
    """The largest size that a claim of the template asks for now; the template's without any."""
    family = grounds.known
    suffix = f"-{family.name}-"
    asked = [
        claim.spec.resources.requests.get("storage", "")
        for ordinal in family.set.ordinals
        for claim in family.claims_by_ordinal.get(ordinal, ())
        if claim.metadata.name == f"{template}{suffix}{ordinal}"
    ]
    asked.extend(
        each.spec.resources.requests.get("storage", "")
        for each in family.set.spec.volume_claim_templates
        if each.metadata.name == template
    )
    return max(filter(None, asked), key=lambda each: quantity(each) or 0, default="")


def _ticks(grounds: Grounds) -> Question:
    del grounds
    return Ticks()


def _plain(make: Callable[[Grounds], Plan]) -> Callable[[Grounds], Question]:
    return lambda _: Plain(make)


DEEDS: Mapping[str, Deed] = {
    "scale": Deed("Scale", "scale", "set", _scale),
    "partition": Deed("Set partition", "partition", "set", _partition),
    "restart": Deed("Restart", "restart", "set", _plain(plan_restart)),
    "rollback": Deed("Roll back", "rollback", "set", _rollback),
    "image": Deed("Set image", "image", "set", _image),
    "cleanup": Deed("Clean up claims", "cleanup", "set", _ticks),
    "expand": Deed("Expand claims", "expand", "set", _expand),
    "delete-set": Deed("Delete", "delete-set", "set", _delete_set),
    "delete-pod": Deed("Delete", "delete-pod", "pod", _plain(plan_pod_deletion)),
    "evict": Deed(
        "Evict",
        "evict-pod",
        "pod",
        _plain(partial(plan_pod_deletion, how="evict", action="restart")),
    ),
    "kill": Deed("Kill or force", "kill-pod", "pod", _kill),
    "delete-claim": Deed("Delete", "delete-claim", "claim", _plain(plan_claim_deletion)),
}
"""By the word that is typed after a colon."""


def reversing(reversal: Reversal) -> Deed:
    """The deed that takes a write back."""
    make = partial(_reverse, reversal=reversal)
    return Deed("Reverse", reversal.action, "set", lambda _: Plain(make))


def _reverse(grounds: Grounds, *, reversal: Reversal) -> Plan:
    return plan_reversal(grounds, reversal)
