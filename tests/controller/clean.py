"""Sets that were at rest and then got a new spec."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from ststui.model.stateful_set import (
    ClaimRetention,
    RollingUpdate,
)
from tests.controller.scene import DEFAULTED, NEW, OLD, Scene


@st.composite
def clean_scene(draw: st.DrawFn) -> Scene:
    """A set that was at rest and then got a new spec: pods Ready, some missing, some updated."""
    replicas = draw(st.integers(0, 5))
    start = draw(st.sampled_from([None, 0, 2]))
    before = draw(st.one_of(st.just(replicas + (start or 0)), st.integers(0, 6)))
    rolling = st.builds(
        RollingUpdate,
        partition=st.sampled_from([0, 0, 0, 1, 2, 6]),
        max_unavailable=st.sampled_from([None, 1, 2, "50%"]),
    )
    scene = Scene(
        replicas=replicas,
        start=start,
        parallel=draw(st.booleans()),
        strategy=draw(st.sampled_from(["RollingUpdate", "RollingUpdate", "OnDelete", "Recreate"])),
        templates=draw(st.sampled_from([(), ("data",), ("data", "logs")])),
        retention=draw(
            st.sampled_from(
                [
                    None,
                    ClaimRetention(when_deleted="Delete", when_scaled="Delete"),
                    ClaimRetention(when_deleted="Retain", when_scaled="Delete"),
                    ClaimRetention(when_deleted="Delete", when_scaled="Retain"),
                ]
            )
        ),
        current=OLD,
        update=draw(st.sampled_from([NEW, NEW, OLD])),
        generation=2,
        observed=draw(st.sampled_from([2, 2, 2, 1, 0])),
        status_update=draw(st.sampled_from([None, OLD])),
        current_replicas=before,
    )
    if scene.strategy == "RollingUpdate":
        # Written without its block it stays so: SetDefaults_StatefulSet (pkg/apis/apps/v1, v1.36).
        blocks = st.one_of(st.none(), st.just(DEFAULTED), rolling)
        scene = replace(scene, rolling=draw(blocks))
    else:
        scene = replace(scene, rolling=None)
    missing = draw(st.one_of(st.just(set[int]()), st.sets(st.integers(0, 5), max_size=2)))
    updated = draw(st.sets(st.integers(0, 5), max_size=3))
    for ordinal in range(before):
        if ordinal not in missing:
            scene = scene.ready(ordinal, revision=scene.update if ordinal in updated else OLD)
    return scene
