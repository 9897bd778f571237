"""Work beside the screen."""

from __future__ import annotations

import gc
import warnings

import pytest
from textual.app import App

from ststui.ui.work import start_work

pytestmark = pytest.mark.pure


async def test_work_that_is_cancelled_before_its_first_step_leaves_nothing() -> None:
    done = []

    async def work() -> None:
        done.append("work")

    app: App[None] = App()
    async with app.run_test() as pilot:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            start_work(app, work).cancel()
            await pilot.pause()
            gc.collect()
    assert (done, [str(each.message) for each in caught]) == ([], [])
