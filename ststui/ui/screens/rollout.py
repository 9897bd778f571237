"""The view of a rollout: forecast beside reality until it is done, stuck or left."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from ststui.actions import Grounds
from ststui.live.standing import standing
from ststui.ui.plans.course import Course, begin, foreseen, look
from ststui.ui.plans.course_lines import course_lines
from ststui.ui.widgets.detail import Detail
from ststui.ui.widgets.line import Line
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.ui.work import start_work
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.worker import Worker

    from ststui.live.index import Name
    from ststui.model import Family
    from ststui.ui.link import Link

TICK = 0.25
"""Seconds between two looks."""
EVERY_TICKS = 4
"""Ticks after which the time left is told anew, though nothing changed."""
FRAME = 7
"""Lines of the view that are not its body."""
LOW = 10
"""Lines of a terminal under which the view has no frame, so that what is said is seen."""
LEAST = 10


class RolloutScreen(ModalScreen[None]):
    """Follows one set; esc leaves it, the rollout goes on."""

    CSS_PATH = "rollout.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,w", "dismiss", "Leave", id="rollout.leave"),
    ]

    def __init__(
        self,
        link: Link,
        name: Name,
        *,
        course: Course | None = None,
        title: str = "",
        ascii_only: bool = False,
    ) -> None:
        """Make the view.

        Args:
            link: of the cluster.
            name: of the set.
            course: as foreseen by the write; None: it is foreseen from how things are.
            title: what was written.
            ascii_only: whether to draw with ASCII alone.
        """
        super().__init__()
        self._link, self._set, self._what = link, name, title
        self.course = course
        self._why = ""
        self._family: Family | None = None
        self._ticks = 0
        self._looking: Worker[None] | None = None
        self.title_line = Line(ascii_only=ascii_only, id="rollout-title")
        self.where = Line(ascii_only=ascii_only, id="rollout-where")
        self.body = Detail(ascii_only=ascii_only, id="rollout-body")
        self.keys = Line(ascii_only=ascii_only, id="rollout-keys")

    def compose(self) -> ComposeResult:
        """A title, the ordinals, the keys."""
        with Vertical(id="rollout"):
            yield self.title_line
            yield self.where
            yield self.body
            yield self.keys

    def on_mount(self) -> None:
        """Look, and go on looking."""
        self.body.focus()
        self._show()
        self._tick()
        self.set_interval(TICK, self._tick)

    def on_resize(self) -> None:
        """Fit the screen."""
        self._show()

    def _tick(self) -> None:
        store = self._link.store
        if store is None or (self._looking is not None and not self._looking.is_finished):
            return
        self._ticks += 1
        family = store.families.of(self._set)
        if family is self._family and self._ticks % EVERY_TICKS:
            return
        self._family = family
        self._looking = start_work(self, partial(self._look, family, store.server_version))

    async def _look(self, family: Family | None, version: str | None) -> None:
        if family is None:
            self._why = "the set is not there any more"
            self._show()
            return
        grounds = Grounds(
            context=family.context,
            namespace=family.namespace,
            now=self._link.now(),
            family=family,
            server_version=version,
        )
        # A forecast of a large set takes longer than a frame.
        found = await asyncio.to_thread(_look, self.course, grounds)
        self._why = found if isinstance(found, str) else ""
        self.course = self.course if isinstance(found, str) else found
        self._show()

    def _show(self) -> None:
        if not self.is_mounted:
            return
        self.set_class(self.app.size.height < LOW, "-low")
        name = f"{safe(self._set.namespace)}/{safe(self._set.name)}"
        self.title_line.show(
            [Cell("Rollout  ", "strong"), Cell("StatefulSet "), Cell(name, "strong")]
        )
        self.where.show(self._where())
        now = self._link.now()
        if self._why:
            self.body.show(((Cell(self._why, "bad"),),))
        elif self.course is None:
            self.body.show(((Cell("reading …", "moving"),),))
        else:
            self.body.show(course_lines(self.course, now=now))
        keys = [Cell("esc", "strong"), Cell(" leave; the rollout goes on", "dim")]
        if self.course is not None and self.course.end:
            keys = [Cell("esc", "strong"), Cell(" leave", "dim")]
        self.keys.show(keys)
        box = self.query_one("#rollout")
        height = min(max(self.body.total + FRAME, LEAST), self.app.size.height)
        if box.styles.height is None or box.styles.height.value != height:
            box.styles.height = height

    def _where(self) -> list[Cell]:
        session, store = self._link.session, self._link.store
        cells = [Cell(f"context {safe(session.context)}" if session else "", "dim")]
        if self._what:
            cells.append(Cell(f"  {self._what}", "dim"))
        found = standing(store, now=self._link.now()) if store is not None else None
        if found is not None and found.state not in {"live", "polling"}:
            cells.append(Cell(f"  {found.state}: this may be old", "bad"))
        return cells


def _look(course: Course | None, grounds: Grounds) -> Course | str:
    if course is None:
        found = foreseen(grounds)
        if isinstance(found, str):
            return found
        generation = grounds.known.set.metadata.generation
        course = begin(grounds.known, found, now=grounds.now, generation=generation)
    return look(course, grounds)
