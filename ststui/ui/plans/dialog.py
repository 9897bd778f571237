"""The state of a dialog: what is asked, planned and told, and what the next key does."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from ststui.settings.gate import Gate
from ststui.ui.plans.field import Field
from ststui.ui.plans.said import Said, say
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.wording.escape import safe
from ststui.wording.symbols import UNICODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.actions import Caution, Grounds, Plan
    from ststui.ui.plans.ask import Ask
    from ststui.ui.plans.question import Line, Question
    from ststui.ui.widgets.tree.rows.cell import Role
    from ststui.writing.outcome import Outcome


MOST_EARLY = 11
"""So many keys that came too early are told, and the last one."""
MOST_TOLD = 6
"""So many changes are told, the last ones: what flaps must not push the plan off the screen."""


class Stage(Enum):
    """Where the dialog is."""

    ASKING = "asking"
    NAMING = "naming"
    """The name has to be typed."""
    SENDING = "sending"


class Dialog:
    """What the screen shows; it knows neither the screen nor the API server."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.question: Question | None = None
        self.stage = Stage.ASKING
        self.name = Field()
        self.deaf = True
        """Whether keys do nothing for the moment."""
        self.gate = Gate()
        self.told: tuple[str, ...] = ()
        """What changed since the dialog opened or the last key."""
        self.early: tuple[str, ...] = ()
        """Keys that came before the dialog listened."""
        self._said: Said | None = None
        self._made: Plan | str | None = None
        self._made_by: Question | None = None
        self._planned: Plan | str = ""
        """As it was made, whatever the API server said of it when it was tried out."""
        self._untried: tuple[Caution, ...] = ()
        self._untried_of: Question | None = None
        """A plan of this question could not be tried out when it was to be done, and why."""
        self._message = ""
        self._why = ""
        self._trial = ""
        self._early_enter = False

    @property
    def plan(self) -> Plan | None:
        """The plan of what is chosen now; None while it is being made, or nothing is chosen."""
        if isinstance(self._made, str) or self._made_by is not self.question:
            return None
        return self._made

    @property
    def ready(self) -> bool:
        """Whether enter does something."""
        plan = self.plan
        return plan is not None and plan.allowed and plan.changes and self.gate.open

    @property
    def needs_name(self) -> bool:
        """Whether the name has to be typed."""
        plan = self.plan
        return plan is not None and plan.changes and (plan.dangerous or self.gate.typed)

    @property
    def named(self) -> bool:
        """Whether the name was typed as it is."""
        return self.ready and self.plan is not None and self.name.text == self.plan.subject.name

    def know(self, grounds: Grounds | None, why: str) -> None:
        """The grounds are known, or are not any more."""
        self._why = why
        if grounds is None:
            self._made, self._made_by = None, None
        elif self.question is None:
            self.question = self.ask.question(grounds)

    def ignore(self, key: str) -> None:
        """A key came too early: nobody could have read yet what it would do."""
        self.early = (*self.early[-MOST_EARLY:], key)

    def enter_early(self) -> None:
        """Enter came while the plan is being made: it does nothing, and that is said."""
        planning = self.question is not None and self._made_by is not self.question
        if self.stage is Stage.ASKING and (planning or self._made is None) and not self._why:
            self._message, self._early_enter = "still planning: look, then press enter", True

    def press(self, key: str, character: str | None, grounds: Grounds | None) -> bool:
        """Take a key; True when there has to be another plan."""
        self._message, self.early = "", ()
        if self.stage is Stage.NAMING:
            found = self.name.press(key, character)
            self.name = found or self.name
            return False
        if self.stage is Stage.SENDING or self.question is None or grounds is None:
            return False
        asked = self.question.press(key, character, grounds)
        if asked is None:
            return False
        self.question, self.told = asked, ()
        return True

    def paste(self, text: str, grounds: Grounds | None) -> bool:
        """Take a pasted text; names are typed by hand."""
        self._message, self.early = "", ()
        if self.stage is Stage.NAMING:
            self._message = "a name is typed, not pasted"
        if self.stage is not Stage.ASKING or self.question is None or grounds is None:
            return False
        asked = self.question.paste(text, grounds)
        if asked is self.question:
            self._message = "what was pasted does not fit here"
        if asked is self.question:
            return False
        self.question, self.told = asked, ()
        return True

    def shown_of(self, question: Question) -> Plan | str:
        """The plan that was made for a question; nothing if it was another's.

        Not what became of it when it was tried out: one that is refused because things changed
        has to be compared all the same, or the change is never told.
        """
        return self._planned if self._made is not None and self._made_by is question else ""

    def planned(self, question: Question, made: Plan | str, said: Said | None = None) -> None:
        """There is a plan."""
        if not isinstance(made, str) and question is self._untried_of:
            made = replace(made, warnings=(*made.warnings, *self._untried))
        self._made, self._made_by, self._trial = made, question, ""
        self._planned = made
        self._said = said
        if self._early_enter:
            self._message, self._early_enter = "", False

    def tried(self, plan: Plan, *, trial: str, said: Said | None = None) -> None:
        """The API server tried the plan out, or gave no answer."""
        self._made, self._trial, self._said = plan, trial, said

    def changed(self, told: tuple[str, ...]) -> None:
        """Things changed under the dialog: what was typed does not count any more."""
        self.told = tuple(dict.fromkeys((*self.told, *told)))[-MOST_TOLD:]
        self.stage, self.name = Stage.ASKING, Field()

    def ask_name(self) -> None:
        """Ask for the name; what was told until now was there to be read."""
        self.stage, self.name, self.told = Stage.NAMING, Field(), ()

    def back(self) -> bool:
        """Go one step back; False when there is none."""
        if self.stage is Stage.NAMING:
            self.stage, self.name = Stage.ASKING, Field()
            return True
        return False

    def sending(self) -> None:
        """It is being done."""
        self.stage = Stage.SENDING

    def not_done(self, outcome: Outcome) -> None:
        """It was not done, or not all of it."""
        self.stage, self.name = Stage.ASKING, Field()
        done = f"; {outcome.done} of {len(outcome.plan.requests)} were done" if outcome.done else ""
        self._message = "; ".join((outcome.message + done, *outcome.remarks))
        if outcome.cautions and self.question is not None:
            plan = self.plan
            self._untried, self._untried_of = outcome.cautions, self.question
            if plan is not None:
                self._made = replace(plan, warnings=(*plan.warnings, *outcome.cautions))

    def heading(self) -> list[Cell]:
        """What is done to which object."""
        target = self.ask.target
        return [
            Cell(f"{self.ask.title}  ", "strong"),
            Cell(f"{self.ask.kind} "),
            Cell(f"{safe(target.namespace)}/{safe(self.ask.name)}", "strong"),
        ]

    def where(self) -> list[Cell]:
        """In which context."""
        cells = [Cell(f"context {safe(self.ask.context)}", "dim")]
        if self.gate.typed:
            cells.append(Cell("  protected: every write is typed", "look"))
        return cells

    def lines(self, grounds: Grounds | None) -> Iterator[Line]:
        """All that is asked and said."""
        # A refusal is said below.
        why = self.plan.why if self.plan is not None and not self.plan.allowed else ""
        told = tuple(each for each in self.told if each != why)
        for each in told:
            yield (Cell(f"{UNICODE.warning} changed meanwhile: ", "look"), Cell(each))
        if self._message:
            yield (Cell(f"{UNICODE.critical} {self._message}", "bad"),)
        if self.early:
            keys = " ".join("space" if each == " " else each for each in self.early)
            yield (
                Cell(f"{UNICODE.warning} typed too early and not taken: ", "look"),
                Cell(safe(keys)),
                Cell("   look first, then type again", "dim"),
            )
        if not self.gate.open:
            closed = f"{UNICODE.critical} nothing is written any more: {self.gate.why}"
            yield (Cell(closed, "bad"),)
        if told or self._message or self.early or not self.gate.open:
            yield ()
        if grounds is None or self.question is None:
            yield (Cell(self._why, "bad") if self._why else Cell("reading …", "moving"),)
            return
        asked = tuple(self.question.lines(grounds))
        yield from asked
        if asked:
            yield ()
        if isinstance(self._made, str) and self._made_by is self.question:
            yield (Cell(self._made, "dim"),)
            return
        plan = self.plan
        if plan is None:
            yield (Cell("planning …", "moving"),)
            return
        known = self._said
        if known is None or known.plan is not plan or known.trial != self._trial:
            known = self._said = say(grounds, plan, trial=self._trial)
        yield from known.lines

    def verdict(self) -> list[Cell]:
        """What the plan is: it stands there wherever one has scrolled."""
        plan = self.plan
        if plan is None:
            return []
        if not plan.allowed:
            word = "refused" if plan.refused else "not possible"
            return [Cell(f"{UNICODE.critical} {word}", "bad")]
        if not plan.changes:
            return []
        if plan.dangerous:
            return [Cell(f"{UNICODE.critical} dangerous", "bad")]
        return [Cell("safe", "dim")]

    def asked(self) -> list[Cell]:
        """What is to be typed; in a line of its own, for a name can be as long as a line."""
        if self.stage is not Stage.NAMING:
            return []
        name = self.plan.subject.name if self.plan is not None else self.ask.name
        return [Cell(f"type {safe(name)} to do it", "look")]

    def footer(self) -> tuple[list[Cell], list[Cell]]:
        """The keys, or what is asked for instead; left and right."""
        if self.stage is Stage.SENDING:
            return [Cell("sending …", "moving")], []
        if self.stage is Stage.NAMING:
            go = [Cell("  enter", "strong"), Cell(" do it", "dim")] if self.named else []
            return [Cell("name "), *self.name.cells(), *go], key_cells((("esc", "back"),))
        leave = key_cells((("esc", "leave"),))
        if self.deaf:
            return [Cell("one moment …", "dim")], leave
        keys = list(self.question.keys()) if self.question is not None else []
        if self.ready:
            keys.insert(0, ("enter", "type the name" if self.needs_name else "do it"))
        return key_cells(keys), leave


def beyond(above: int, below: int) -> list[Cell]:
    """How many lines are not on the screen, and the keys to them; nothing when all are."""
    if not above and not below:
        return []
    lines = "line" if above + below == 1 else "lines"
    counts = [f"↑ {above}"] * bool(above) + [f"↓ {below}"] * bool(below)
    keys = ["pgup"] * bool(above) + ["pgdn"] * bool(below)
    role: Role = "look" if below else "dim"
    return [
        Cell(f"{' '.join(counts)} more {lines}  ", role),
        Cell(" ".join(keys), "strong"),
    ]


def key_cells(keys: Iterable[tuple[str, str]]) -> list[Cell]:
    """Keys with their words, as they stand in a line."""
    cells: list[Cell] = []
    for key, words in keys:
        cells += [Cell("  " if cells else ""), Cell(key, "strong"), Cell(f" {words}", "dim")]
    return cells
