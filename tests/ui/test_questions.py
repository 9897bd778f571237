"""What the questions of dialogs answer before anything is typed, and where their cursor stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.actions import Plan
from ststui.model.claim import ClaimResources
from ststui.ui.plans.deed import DEEDS
from ststui.ui.plans.questions.ticks import Ticks
from tests.actions.ground import grounds
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds

pytestmark = pytest.mark.pure


def sized(*sizes: str) -> Scene:
    """Claims of these sizes."""
    scene = Scene(replicas=len(sizes), templates=("data",)).ready(*range(len(sizes)))
    claims = dict(scene.claims)
    for ordinal, size in enumerate(sizes):
        claim = claims[f"data-web-{ordinal}"]
        asked = ClaimResources(requests={"storage": size})
        spec = msgspec.structs.replace(claim.spec, resources=asked)
        claims[f"data-web-{ordinal}"] = msgspec.structs.replace(claim, spec=spec)
    return replace(scene, claims=claims)


def without_block(scene: Scene) -> Grounds:
    """The grounds of a set that says nothing of a rolling update."""
    found = grounds(scene)
    strategy = msgspec.structs.replace(found.known.set.spec.update_strategy, rolling_update=None)
    spec = msgspec.structs.replace(found.known.set.spec, update_strategy=strategy)
    return replace(
        found,
        family=replace(found.known, set=msgspec.structs.replace(found.known.set, spec=spec)),
    )


@pytest.mark.parametrize(
    ("deed", "found"),
    [
        ("expand", grounds(sized("50Gi", "10Gi", "10Gi"))),
        ("expand", grounds(sized("10Gi", "20Gi", "50Gi"))),
        ("expand", grounds(sized("9Gi", "10240Mi"))),
        ("expand", grounds(sized("10Gi", "10Gi"))),
        ("partition", without_block(Scene().ready(0, 1, 2))),
        ("partition", grounds(Scene().ready(0, 1, 2))),
        ("scale", grounds(Scene().ready(0, 1, 2))),
        ("image", grounds(Scene().ready(0, 1, 2))),
    ],
)
def test_nothing_is_ready_to_be_done_before_something_is_typed(deed: str, found: Grounds) -> None:
    plan = DEEDS[deed].question(found).plan(found)
    assert isinstance(plan, str) or not plan.changes


def test_an_expansion_begins_at_the_largest_size_there_is() -> None:
    found = grounds(sized("9Gi", "10240Mi", "900Mi"))
    (line,) = DEEDS["expand"].question(found).lines(found)
    assert "10240Mi" in "".join(cell.text for cell in line)


def test_a_typed_size_is_planned() -> None:
    found = grounds(sized("10Gi", "10Gi"))
    question = DEEDS["expand"].question(found).press("0", "0", found)
    assert question is not None
    assert isinstance(question.plan(found), Plan)


def test_the_cursor_of_a_cleanup_follows_its_claim() -> None:
    scene = Scene(replicas=1, templates=("data",)).ready(0)
    for ordinal in (3, 4, 5):
        scene = scene.claim(f"data-web-{ordinal}")
    before = grounds(scene)
    one = Ticks().press("down", None, before)
    assert one is not None
    for gone in ("data-web-3", "data-web-5"):
        left = {name: claim for name, claim in scene.claims.items() if name != gone}
        after = grounds(replace(scene, claims=left))
        ticked = one.press("space", " ", after)
        assert isinstance(ticked, Ticks)
        assert ticked.ticked == {"data-web-4"}
    left = {name: claim for name, claim in scene.claims.items() if name != "data-web-4"}
    lost = grounds(replace(scene, claims=left))
    looked = one.press("space", " ", lost)
    assert isinstance(looked, Ticks)
    assert looked.ticked == frozenset()
