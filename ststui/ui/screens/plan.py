"""The dialog of an action: what is asked, what would happen, and the key that does it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from ststui.ui.plans.changed import changed_fields, changed_plan
from ststui.ui.plans.dialog import Dialog, Stage
from ststui.ui.plans.frame import Frame
from ststui.ui.plans.hearing import Hearing
from ststui.ui.plans.said import planned, say
from ststui.ui.plans.trying import Trying
from ststui.ui.work import start_work
from ststui.writing.carry_out import Writer, carry_out, try_out

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.worker import Worker

    from ststui.actions import Grounds, Plan
    from ststui.ui.access import Access
    from ststui.ui.plans.ask import Ask
    from ststui.ui.plans.following import Following
    from ststui.writing.outcome import Outcome

TICK = 0.1
"""Seconds between two looks at what is watched."""


@dataclass(frozen=True, slots=True)
class Done:
    """What the dialog leaves behind when something was written."""

    outcome: Outcome
    grounds: Grounds


class PlanScreen(ModalScreen[Done | None]):
    """Gives what was done, or None."""

    CSS_PATH = "plan.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", id="plan.leave", priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, id="plan.page-up", priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, id="plan.down", priority=True),
    ]

    def __init__(
        self, ask: Ask, following: Following, access: Access, *, ascii_only: bool = False
    ) -> None:
        super().__init__()
        self.dialog = Dialog(ask)
        self._following, self._access = following, access
        # Held, not queried: a plan may be made a moment after the dialog was left.
        self._frame = Frame(ascii_only=ascii_only)
        self._hearing = Hearing(self.dialog)
        self._planning: Worker[None] | None = None
        self._again = False
        self._reading: Worker[None] | None = None
        self._stale = False
        self._trying = Trying()

    def compose(self) -> ComposeResult:
        """A title, what is asked and said, and the keys."""
        with self._frame:
            yield from self._frame.parts

    def on_mount(self) -> None:
        """Read the grounds; keys count a little after the first frame."""
        self._show()
        self.call_after_refresh(self._deafen)
        self._read_soon()
        self.set_interval(TICK, self._tick)

    def _deafen(self) -> None:
        self._hearing.deafen()
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Everything but leaving and scrolling is the dialog's."""
        event.stop()
        event.prevent_default()
        if not self._hears(event):
            shown = event.character if event.is_printable else event.key
            self.dialog.ignore(shown or event.key)
            self._show()
            return
        if event.key == "enter":
            self._enter()
        elif self.dialog.press(event.key, event.character, self._following.grounds):
            self._plan()
        self._show()

    def on_paste(self, event: events.Paste) -> None:
        """A pasted text is typed where there is something to type."""
        event.stop()
        if not self._hears(event):
            self.dialog.ignore("(a pasted text)")
        elif self.dialog.paste(event.text, self._following.grounds):
            self._plan()
        self._show()

    def _hears(self, event: events.Event) -> bool:
        """Whether what was typed counts: not while there is nothing yet to look at."""
        reading = self._following.grounds is None and not self._following.why
        return self._hearing.hears(event) and not reading

    def on_resize(self) -> None:
        """Fit the dialog to the screen; its lines are wrapped anew a moment later."""
        self._show()
        self.call_after_refresh(self._show)

    def on_mouse_scroll_down(self) -> None:
        """The wheel scrolled what is said."""
        self._frame.draw_place(self.dialog)

    def on_mouse_scroll_up(self) -> None:
        """Likewise."""
        self._frame.draw_place(self.dialog)

    def action_leave(self) -> None:
        """One step back; nothing was written."""
        if self.dialog.stage is Stage.SENDING:
            return
        if self.dialog.back():
            self._show()
        else:
            self.dismiss(None)

    def action_page(self, by: int) -> None:
        """Scroll what is said."""
        self._frame.page(by)
        self._frame.draw_place(self.dialog)

    def _enter(self) -> None:
        dialog = self.dialog
        if dialog.stage is Stage.ASKING:
            if dialog.ready and dialog.needs_name:
                dialog.ask_name()
            elif dialog.ready:
                self._carry_out(None)
            else:
                dialog.enter_early()
        elif dialog.stage is Stage.NAMING and dialog.named:
            self._carry_out(dialog.name.text)

    def _tick(self) -> None:
        dialog = self.dialog
        if self._hearing.wakes():
            self._show()
        session = self._following.link.session
        if session is not None and (now := self._access.gate(session)) != dialog.gate:
            dialog.gate = now
            self._show()
        if dialog.stage is Stage.SENDING:
            return
        if self._following.why and self._following.moved():
            # Gone, or not to be read: what comes now may be another object of the name.
            self._following.keep_up()
            self._read_soon()
        elif self._following.grounds is not None and self._following.moved():
            before = self._following.grounds
            if self._following.keep_up():
                self._read_soon()
            else:
                self._moved(before)
        self._maybe_try()

    def _maybe_try(self) -> None:
        plan, session = self.dialog.plan, self._following.link.session
        if plan is None or session is None or not self._trying.due(plan, self.dialog.gate):
            return
        self._trying.took(plan)
        writer = Writer(session=session, gate=self.dialog.gate, audit=self._access.audit)
        start_work(self, partial(self._try_out, writer, plan))

    async def _try_out(self, writer: Writer, plan: Plan) -> None:
        found = await try_out(writer, plan)
        grounds = self._following.grounds
        if grounds is None or self.dialog.question is None:
            return
        trial = "accepted" if found.accepted else ""
        trial = f"not known: {found.unknown}" if found.unknown else trial
        said = await asyncio.to_thread(say, grounds, found.plan, trial=trial)
        if self.dialog.plan is plan and self.dialog.stage is not Stage.SENDING:
            self._trying.took(found.plan)
            if found.unknown:
                self._trying.unanswered()
            told = changed_plan(plan, found.plan)
            if told and self.dialog.stage is Stage.NAMING:
                self.dialog.changed(told)
                self._deafen()
            self.dialog.tried(found.plan, trial=trial, said=said)
            self._show()

    def _read_soon(self) -> None:
        """Read the grounds; one reading at a time, so that an older one never comes last."""
        self._stale = True
        if self._reading is None or self._reading.is_finished:
            self._reading = start_work(self, self._read)

    async def _read(self) -> None:
        while self._stale:
            self._stale = False
            found = await self._following.read()
            if self.dialog.stage is Stage.SENDING:
                return
            before = self._following.grounds
            self._following.take(found)
            if before is not None:
                self._moved(before)
            else:
                self._planned_anew()

    def _moved(self, before: Grounds) -> None:
        """The object is not what it was: say what changed and plan anew."""
        now = self._following.grounds
        if now is not None:
            told = changed_fields(before, now)
            if told:
                self.dialog.changed(told)
                self._deafen()
        self._planned_anew()

    def _planned_anew(self) -> None:
        self.dialog.know(self._following.grounds, self._following.why)
        self._plan()
        self._show()

    def _plan(self) -> None:
        """Make the plan beside the loop; a key that comes meanwhile makes it once more."""
        if self._planning is not None and not self._planning.is_finished:
            self._again = True
            return
        self._planning = start_work(self, self._make_plan)

    async def _make_plan(self) -> None:
        while True:
            self._again = False
            grounds, question = self._following.grounds, self.dialog.question
            if grounds is None or question is None:
                break
            # A forecast of thousands of pods takes longer than a frame; so do its lines.
            made, said = await asyncio.to_thread(planned, question, grounds)
            if self._again or question is not self.dialog.question:
                continue
            told = changed_plan(self.dialog.shown_of(question), made)
            if told:
                self.dialog.changed(told)
                self._deafen()
            self.dialog.planned(question, made, said)
            self._trying.planned()
            break
        self._show()

    def _carry_out(self, name: str | None) -> None:
        plan, session = self.dialog.plan, self._following.link.session
        if plan is None or session is None:
            return
        self.dialog.sending()
        writer = Writer(session=session, gate=self._access.gate(session), audit=self._access.audit)
        start_work(self, partial(self._send, writer, plan, name=name))

    async def _send(self, writer: Writer, plan: Plan, *, name: str | None) -> None:
        question = self.dialog.question
        latest: list[Grounds] = []

        async def again() -> Plan | str:
            found = await self._following.read()
            if isinstance(found, str) or question is None:
                return found if isinstance(found, str) else "nothing is chosen"
            latest[:] = [found]
            return await asyncio.to_thread(question.plan, found)

        # A dialog that is closed by force does not leave a request without its audit line.
        outcome = await asyncio.shield(carry_out(writer, plan, again=again, name=name))
        before = self._following.grounds
        if outcome.accepted and before is not None:
            self.dismiss(Done(outcome, latest[-1] if latest else before))
            return
        if latest:
            self._following.take(latest[-1])
        self.dialog.not_done(outcome)
        if outcome.end == "changed":
            self.dialog.know(self._following.grounds, self._following.why)
            self._plan()
        self._deafen()

    def _show(self) -> None:
        if not self.is_mounted:
            return
        dialog = self.dialog
        self.set_class(dialog.plan is not None and dialog.needs_name, "-dangerous")
        self.set_class(self._frame.low, "-low")
        self._frame.draw(dialog, self._following.grounds)
