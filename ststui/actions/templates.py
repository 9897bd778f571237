"""Pod templates of ControllerRevisions, as JSON: which revision has which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.controller.revisions import revisions_of
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds
    from ststui.model.revision import FullRevision


def template_of(revision: FullRevision) -> Any:
    """The pod template of a revision, without the directive of its strategic merge patch.

    Its data is `{"spec": {"template": {…, "$patch": "replace"}}}` (getPatch, stateful_set_utils.go,
    v1.36). None when it is something else.
    """
    spec = revision.data.get("spec")
    template = spec.get("template") if isinstance(spec, dict) else None
    if not isinstance(template, dict):
        return None
    return {key: value for key, value in template.items() if key != "$patch"}


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
        {**each, "image": image} if each.get("name") == container else each for each in spec[where]
    ]
    wanted = {**base, "spec": {**spec, where: changed}}
    for name, template in grounds.templates.value.items():
        if template == wanted:
            return name
    return None
