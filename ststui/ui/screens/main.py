"""The main screen: the tree, the detail pane, one line of state, one line of keys."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from ststui.ui.commands import COMMANDS
from ststui.ui.saved import save
from ststui.ui.screens.help import HelpScreen
from ststui.ui.stray_keys import StrayKeys
from ststui.ui.typed import HINT, choose_namespace, run_typed
from ststui.ui.widgets.detail import Detail
from ststui.ui.widgets.key_bar import key_cells
from ststui.ui.widgets.line import Line
from ststui.ui.widgets.prompt import Prompt
from ststui.ui.widgets.tree.rows import Cell
from ststui.ui.widgets.tree.view import TreeView
from ststui.ui.work import start_work
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size
    from textual.timer import Timer
    from textual.widgets import Input

    from ststui.cli.options import Options
    from ststui.ui.app import StstuiApp
    from ststui.ui.watching import Watching
    from ststui.ui.widgets.prompt import Sign

TICK = 0.1
"""Seconds between two looks at the store; 10 Hz is as fast as people read."""
TICK_OVER_SSH = 0.25
"""Likewise over SSH."""
QUICK_TICK = 0.02
"""Likewise while lists arrive: only what is on the screen is read before the rest."""
WIDE = 120
"""Columns from which the pane stands beside the tree."""
LEFT_OPEN_AFTER = 2.0
"""Seconds after the start until it is told what an earlier run left open: the tree comes first."""
LOW = 30
"""Lines under which the pane is hidden."""
PROMPTS = frozenset({"filter", "command"})
"""Actions that open the prompt. Their keys come first, so that what is typed right after them is
not taken for keys of the tree."""


class MainScreen(Screen[None]):
    """The screen everything starts from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(c.keys, c.name, c.title, show=False, id=c.name, priority=c.name in PROMPTS)
            for c in COMMANDS
        ),
        *(Binding(str(n), f"namespace({n})", show=False, id=f"namespace-{n}") for n in range(10)),
    ]

    def __init__(self, wanted: Options) -> None:
        super().__init__()
        self._wanted = wanted
        self.view = TreeView(ascii_only=wanted.ascii_only, id="tree")
        self.detail = Detail(ascii_only=wanted.ascii_only, id="pane")
        self.state = Line(ascii_only=wanted.ascii_only, id="state")
        self.keys = Line(ascii_only=wanted.ascii_only, id="keys")
        self.hint = Static(id="hint", markup=False)
        self.prompt = Prompt(id="prompt")
        self.stray_keys = StrayKeys()
        self._watching: Watching | None = None
        self._quick: Timer | None = None

    @property
    def watching(self) -> Watching:
        """What keeps the screen true.

        Its import takes a quarter of a start, so it comes with the second frame; a key that is
        pressed before makes it come at once.
        """
        if self._watching is None:
            from ststui.ui.watching import Watching  # noqa: PLC0415 - the first frame does not wait

            self._watching = Watching(self)
        return self._watching

    @property
    def program(self) -> StstuiApp:
        """The app, by its own type."""
        return cast("StstuiApp", self.app)

    def compose(self) -> ComposeResult:
        """Lay out the widgets."""
        self._place_pane(self.app.size)
        yield self.state
        with Container(id="body"):
            yield self.view
            yield self.detail
        yield self.hint
        yield self.prompt
        yield self.keys

    def on_mount(self) -> None:
        """Show the first frame and start ticking."""
        self.view.focus()
        self._show_keys(self.app.size)
        self.state.show([Cell(" ststui", "strong")], [Cell("connecting ", "moving")])
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.watching.tick()
        tick = TICK_OVER_SSH if "SSH_CONNECTION" in os.environ else TICK
        self._quick = self.set_interval(QUICK_TICK, self._tick_while_loading)
        self.set_interval(tick, self._tick)
        self.set_timer(LEFT_OPEN_AFTER, self._tell_left_open)
        if self.program.tour:
            start_work(self, self._follow_tour, exit_on_error=False, name="tour")

    def _tick(self) -> None:
        self.watching.tick()
        if self._quick is not None and self.watching.loads:
            self._quick.resume()

    def _tick_while_loading(self) -> None:
        """Show what has just come at once, as long as there is anything to come."""
        if self.watching.loads:
            self.watching.tick()
        elif self._quick is not None:
            self._quick.pause()

    def _tell_left_open(self) -> None:
        from ststui.ui.acting import tell_left_open  # noqa: PLC0415 - nor does the tree

        start_work(self, partial(tell_left_open, self), name="left-open")

    async def _follow_tour(self) -> None:
        from ststui.ui.tour import hints  # noqa: PLC0415 - the demo's alone

        async for hint in hints(lambda: self.program.link):
            self.hint.update(hint)
            self.hint.set_class(bool(hint), "shown")

    def on_unmount(self) -> None:
        """End what the screen began."""
        if self._watching is not None:
            self._watching.close()

    def on_resize(self, event: events.Resize) -> None:
        """Choose where the pane goes."""
        self._place_pane(event.size)
        self._show_keys(event.size)
        if self._watching is not None:
            self._watching.resized()

    def _show_keys(self, size: Size) -> None:
        self.keys.show(key_cells(((c.shown, c.title) for c in COMMANDS if c.bar), width=size.width))

    def _place_pane(self, size: Size) -> None:
        self.set_class(size.width >= WIDE, "-wide")
        self.set_class(size.height < LOW, "-low")

    def on_key(self, event: events.Key) -> None:
        """Note that somebody is typing: rows do not re-order under the fingers.

        A key that does nothing says so: silence looks like a program that hangs.
        """
        self.watching.typed()
        if event.is_printable and not self.prompt.asking and event.key not in self.active_bindings:
            words = self.stray_keys.unbound(safe((event.character or "").strip() or event.key))
            if words:
                self.notify(words, markup=False, timeout=3)

    def on_screen_suspend(self) -> None:
        """Note that somebody is here, also by a key that does not come by: the palette's."""
        self.watching.typed()

    def on_tree_view_moved(self, _: TreeView.Moved) -> None:
        """Show the row the cursor went to."""
        self.watching.typed()
        self.watching.selected()

    def on_tree_view_folded(self, message: TreeView.Folded) -> None:
        """Expand or collapse."""
        self.watching.fold(message.row, expand=message.expand)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the prompt, its own keys are text."""
        del parameters
        return not (self.prompt.asking and action in PROMPTS)

    def action_filter(self) -> None:
        """Ask for a filter."""
        self.watching.typed()  # a key of the prompt itself does not come by
        self.prompt.ask("/", hint="filter", value=self.watching.filter_text)

    def action_command(self) -> None:
        """Ask for a command."""
        self.watching.typed()
        self.prompt.ask(":", hint=HINT)

    def action_faults_only(self) -> None:
        """Show only faults, or all again."""
        self.watching.toggle_faults()

    def action_sort(self, by: str) -> None:
        """Sort, or go back to worst first."""
        self.watching.sort(by)

    def action_focus_pane(self) -> None:
        """Go to the pane and back."""
        if self.detail.has_focus:
            self.view.focus()
        elif self.detail.display:
            self.detail.focus()
        else:
            self.action_toggle_pane()

    def action_toggle_pane(self) -> None:
        """Hide or show the pane."""
        shown = self.detail.styles.display != "none" and self.detail.display
        self.set_class(shown, "-no-pane")
        self.set_class(not shown, "-pane")
        if shown:
            self.view.focus()
        self.watching.selected()

    def action_relist(self) -> None:
        """Read everything anew."""
        self.notify(self.watching.relist(), timeout=3)

    def action_copy(self) -> None:
        """Copy the name of what is selected."""
        row = self.view.outline.selected
        if row is not None and row.subject:
            self.app.copy_to_clipboard(row.subject)
            self.notify(f"copied: {safe(row.subject)}", markup=False, timeout=3)

    def action_save(self) -> None:
        """Save the tree as text."""
        self.notify(save(self.view), markup=False, timeout=5)

    def action_redraw(self) -> None:
        """Paint everything anew."""
        self.refresh(repaint=True, layout=True)

    def action_namespace(self, number: int) -> None:
        """Show all namespaces (0) or one of the first (1–9)."""
        stray = self.stray_keys.digit(number)
        if stray:
            self.notify(stray, timeout=3)
            return
        names = self.watching.favourites()
        if number == 0:
            self.watching.show_namespace(None)
        elif number <= len(names):
            self.watching.show_namespace(names[number - 1])
        else:
            self.notify(f"there is no namespace {number}; n lists them", timeout=3)

    def action_namespaces(self) -> None:
        """Choose a namespace from a list."""
        choose_namespace(self)

    def action_do(self, what: str) -> None:
        """Do something with what is selected; `ststui.ui.doing` says what there is."""
        from ststui.ui.doing import do  # noqa: PLC0415 - the first frame does not wait

        do(self, what)

    def action_help(self) -> None:
        """Show all keys."""
        from ststui.ui.reasons import explain  # noqa: PLC0415 - the first frame does not wait

        found = HelpScreen(self.watching.favourites())
        self.app.push_screen(found)
        explain(self, found)

    def action_back(self) -> None:
        """Leave the prompt, the filter or the pane."""
        self._went_back()

    def action_leave(self) -> None:
        """Go back; where there is nothing to go back from, quit."""
        if not self._went_back() and self.watching.may_quit():
            self.app.exit(0)

    def _went_back(self) -> bool:
        if self.prompt.asking:
            if self._end_prompt() == "/":
                self.watching.clear()
        elif self.detail.has_focus:
            self.view.focus()
        else:
            return self.watching.clear()
        return True

    def palette(self) -> Iterable[SystemCommand]:
        """Our commands for the palette."""
        for each in COMMANDS:
            yield SystemCommand(
                f"{each.title} ({each.shown})",
                each.help,
                lambda name=each.name: self.call_later(self.run_action, name),
            )

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        if self.prompt.asking == "/":
            from ststui.ui.widgets.tree.filter import parse_filter  # noqa: PLC0415 - likewise

            self.watching.set_filter(parse_filter(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do what was typed."""
        if self._end_prompt() == ":":
            run_typed(self, event.value.strip())

    def _end_prompt(self) -> Sign | None:
        asked = self.prompt.end()
        self.view.focus()
        return asked
