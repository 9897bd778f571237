"""Pod templates of ControllerRevisions, as JSON: which revision has which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ststui.controller.revisions import revisions_of
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds


class Live(NamedTuple):
    """Which revision the set's own template has."""

    name: str | None
    """Full name; None: no revision has it, or it is not known."""
    why: str = ""
    """Why it is not known; empty: it is."""


def live_revision(grounds: Grounds) -> Live:
    """The revision of the template that the set has now.

    The newest one, unless the controller has not seen the last change: then they are compared.
    """
    family = grounds.known
    update = revisions_of(family).update
    if update is not None:
        return Live(update)
    for each in (grounds.live_template, grounds.templates, family.revisions):
        if not isinstance(each, Readable):
            return Live(None, each.why)
    templates, live = grounds.templates, grounds.live_template
    assert isinstance(templates, Readable)
    assert isinstance(live, Readable)
    assert isinstance(family.revisions, Readable)
    wanted = _without_time(live.value)
    for revision in reversed(family.revisions.value):
        name = revision.metadata.name
        if _without_time(templates.value.get(name)) == wanted:
            return Live(name)
    return Live(None)


def _without_time(template: Any) -> Any:
    """A template without `creationTimestamp: null`, which only some versions write."""
    metadata = template.get("metadata") if isinstance(template, dict) else None
    if not isinstance(metadata, dict):
        return template
    kept = {key: value for key, value in metadata.items() if value is not None}
    return {**template, "metadata": kept}


def revision_with_image(grounds: Grounds, *, where: str, container: str, image: str) -> str | None:
    """The revision that has the newest template but for one image; None if there is none.

    The controller takes it again rather than making a new one (EqualRevision,
    pkg/controller/history/controller_history.go, v1.36): pods that have it stay.
    """
    newest = revisions_of(grounds.known).update
    if not isinstance(grounds.templates, Readable) or newest is None:
        return None
    base = grounds.templates.value.get(newest)
    if not isinstance(base, dict):
        return None
    spec = base.get("spec")
    if not isinstance(spec, dict) or not isinstance(spec.get(where), list):
        return None
    changed = [
        {**each, "image": image}
        if isinstance(each, dict) and each.get("name") == container
        else each
        for each in spec[where]
    ]
    wanted = {**base, "spec": {**spec, where: changed}}
    for name, template in grounds.templates.value.items():
        if template == wanted:
            return name
    return None
