"""Image: another image of one container."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.actions.after import with_revision
from ststui.actions.draft import if_allowed, stopped, unchanged
from ststui.actions.foresight import foresee
from ststui.actions.guards import check
from ststui.actions.image_name import why_no_image
from ststui.actions.kubectl import kubectl
from ststui.actions.need import PATCH_SET
from ststui.actions.obstacles import missing_right
from ststui.actions.plan import Caution, Plan, Reversal, impossible, warn
from ststui.actions.request import patch_set
from ststui.actions.risks.rollouts import by_hand, held_back, later, replacing
from ststui.actions.second_step import second_step
from ststui.actions.templates import revision_with_image
from ststui.model.readable import Unreadable
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import StatefulSet

Where = Literal["containers", "initContainers"]


def obstacle(grounds: Grounds) -> str:
    """Why no image of this set can be changed; empty when one can."""
    return missing_right(grounds, PATCH_SET)


def plan_image(grounds: Grounds, *, container: str, image: str) -> Plan:
    """Plan to set the image of a container.

    Args:
        grounds: as things are; with `templates`, so that a template of before is known again.
        container: its name; init containers count too.
        image: the new image.
    """
    stateful_set, subject = grounds.known.set, grounds.set_subject
    title = f"set the image of {container} in {subject.name} to {image}{by_hand(grounds)}"
    named = f"{container}={image}"
    command = kubectl(grounds, "set", "image", f"statefulset/{subject.name}", named)
    why = why_no_image(image)
    stop = stopped(grounds, "image", title=title, subject=subject, why=why, kubectl=command)
    if stop is not None:
        return stop
    found = _find(stateful_set, container)
    if found is None:
        spec = stateful_set.spec.template.spec
        there = ", ".join(each.name for each in (*spec.containers, *spec.init_containers))
        why = f"{subject.name} has no container {container}; it has {there}"
        return impossible("image", title=title, subject=subject, why=why)
    where, index, before = found
    if before == image:
        why = f"the image of {container} is {image} already"
        return unchanged("image", title=title, subject=subject, why=why)
    known = revision_with_image(grounds, where=where, container=container, image=image)
    foresight = foresee(grounds, with_revision(grounds.known, known))
    held = later(grounds, foresight)
    path = f"/spec/template/spec/{where}/{index}"
    plan = Plan(
        action="image",
        title=safe(title),
        subject=subject,
        consequences=foresight.consequences,
        warnings=(
            *held_back(grounds, held, what="the image"),
            *_unsure(grounds),
            *replacing(grounds, foresight, new_template=True),
        ),
        requests=(
            patch_set(
                stateful_set,
                {"op": "replace", "path": f"{path}/image", "value": image},
                was=(check(f"{path}/name", container), check(f"{path}/image", before)),
            ),
        ),
        kubectl=command,
        details=(safe(f"{container}: {before} → {image}"), *second_step(grounds, foresight)),
        revision=known or "",
        reversal=Reversal("image", before, image, container),
    )
    return if_allowed(plan, grounds, PATCH_SET)


def _find(stateful_set: StatefulSet, name: str) -> tuple[Where, int, str] | None:
    spec = stateful_set.spec.template.spec
    for index, each in enumerate(spec.containers):
        if each.name == name:
            return "containers", index, each.image
    for index, each in enumerate(spec.init_containers):
        if each.name == name:
            return "initContainers", index, each.image
    return None


def _unsure(grounds: Grounds) -> Iterator[Caution]:
    if isinstance(grounds.templates, Unreadable):
        yield warn(
            "rights",
            f"revisions could not be read ({grounds.templates.why}): should this template have "
            "been there before, pods that still have it are not replaced",
        )
