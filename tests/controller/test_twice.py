"""web-0 beside web-00: which one a sync sees is not ours to know."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.controller import forecast, if_it_died, next_step
from ststui.wording.step import step_sentence
from tests.controller.saying import V136, said
from tests.controller.scene import NOW, Scene

pytestmark = pytest.mark.pure

BOTH = Scene(replicas=2).ready(0, 1).pod(0, name="web-00")
EITHER = "wait web-0 (twice); wait web-00 (twice)"


def test_where_they_lead_to_different_steps_none_is_named() -> None:
    assert said(BOTH) == EITHER
    assert said(replace(BOTH, replicas=0)) == "delete web-1 (scaleDown)"
    assert said(replace(BOTH, replicas=0).without(1)) == EITHER


def test_where_both_lead_to_the_same_it_is_said() -> None:
    # An OrderedReady set waits for web-0 before it looks at the names.
    assert said(replace(BOTH, deleting=True)) == "none (deleting)"


def test_the_sentence_names_both() -> None:
    step = next_step(BOTH.family(), now=NOW, server_version=V136)
    assert step_sentence(step, set_name="web") == (
        "not known: web-0 and web-00 have the same ordinal, and it sees either of them"
    )


def test_nothing_is_foreseen() -> None:
    seen = forecast(BOTH.family(), now=NOW, server_version=V136)
    assert seen is not None
    assert seen.steps == ()
    assert seen.rest.code == "twice"
    assert if_it_died(BOTH.family(), 0, now=NOW, server_version=V136) is None


def test_alone_it_is_in_the_way_of_the_name() -> None:
    scene = Scene(replicas=1).pod(0, name="web-00")
    assert said(scene) == "blocked web-00 (identity) until Pod web-00 gone"
    step = next_step(scene.family(), now=NOW, server_version=V136)
    assert step_sentence(step, set_name="web") == (
        "cannot give web-00 the name of its ordinal: it has to be deleted"
    )
