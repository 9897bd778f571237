"""The whole diagnosis of a set or an ordinal: evidence, commands to copy, the object at fault."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from ststui.diagnosis import At
from ststui.ui.widgets.detail import Detail
from ststui.ui.widgets.findings import (
    advice_concerning,
    commands,
    concerning,
    elsewhere,
    elsewhere_lines,
    endings,
    heading,
    in_full,
    leaving,
    not_checked,
    waiting_words,
)
from ststui.ui.widgets.key_bar import key_cells
from ststui.ui.widgets.line import Line as OneLine
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.ui.widgets.wrap import wrap
from ststui.wording.escape import safe
from ststui.wording.symbols import UNICODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from ststui.diagnosis import Diagnosis, Finding
    from ststui.live.index import Name
    from ststui.model import Family
    from ststui.ui.link import Link
    from ststui.ui.widgets.pane import Line

TICK = 0.5
"""Seconds between two looks: countdowns run, findings come and go."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the diagnosis is of."""

    link: Link
    name: Name
    ordinal: int | None
    """None for the whole set."""


class DiagnosisScreen(ModalScreen[At | None]):
    """Gives the object to go to, or None."""

    CSS_PATH = "diagnosis.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,x", "dismiss(None)", "Back", id="diagnosis.back"),
        Binding("down,j", "move(1)", "Next", show=False, id="diagnosis.next", priority=True),
        Binding("up,k", "move(-1)", "Previous", show=False, id="diagnosis.previous", priority=True),
        Binding("enter", "go", "Go to it", id="diagnosis.go", priority=True),
        Binding("c", "copy(0)", "Copy a command", id="diagnosis.copy"),
        *(
            Binding(str(n), f"copy({n})", show=False, id=f"diagnosis.copy-{n}")
            for n in range(1, 10)
        ),
        Binding("s", "whole_set", "The whole set", id="diagnosis.set"),
        Binding("a", "advice", "Advice", id="diagnosis.advice"),
        Binding("o", "doc", "Documentation", id="diagnosis.doc"),
    ]

    def __init__(self, opened: Opened, *, ascii_only: bool = False) -> None:
        super().__init__()
        self._opened = opened
        self._with_advice = False
        self._chosen: tuple[str, str] | None = None
        self._shown: tuple[Finding, ...] = ()
        self.heading = OneLine(ascii_only=ascii_only, id="diagnosis-title")
        self.body = Detail(ascii_only=ascii_only, id="diagnosis-body")
        self.keys = OneLine(ascii_only=ascii_only, id="diagnosis-keys")

    def compose(self) -> ComposeResult:
        """A title, the findings, the keys."""
        yield self.heading
        yield self.body
        yield self.keys

    def on_mount(self) -> None:
        """Show it, and keep it true."""
        self.body.focus()
        self.keys.show(key_cells(_keys(self._opened)))
        self._show(from_top=True)
        self.set_interval(TICK, self._tick)

    def on_resize(self) -> None:
        """Wrap for the new width."""
        self.call_after_refresh(self._show)

    def action_move(self, by: int) -> None:
        """Choose the next or previous finding."""
        if not self._shown:
            self.body.scroll_by(by)
            return
        index = min(max(self._index() + by, 0), len(self._shown) - 1)
        self._chosen = _key(self._shown[index])
        self._show(reveal=True)

    def action_go(self) -> None:
        """Go to the object at fault in the tree."""
        if self._shown:
            self.dismiss(self._shown[self._index()].subject)

    def action_copy(self, number: int) -> None:
        """Copy a command of the chosen finding by its number; 0 is the first."""
        if not self._shown:
            return
        known = commands(self._shown[self._index()])
        if max(number, 1) > len(known):
            self.notify("no such command", timeout=3)
            return
        command = known[max(number, 1) - 1]
        self.app.copy_to_clipboard(command)
        self.notify(f"copied: {safe(command)}", markup=False, timeout=8)

    def action_whole_set(self) -> None:
        """From an ordinal to all that is found of its set; the first of the others is chosen."""
        others = elsewhere(self._diagnosis, self._opened.ordinal)
        if others:
            self._chosen = _key(others[0])
        self._opened = replace(self._opened, ordinal=None)
        self.keys.show(key_cells(_keys(self._opened)))
        self._show(reveal=True)

    def action_advice(self) -> None:
        """Show or hide risks without a symptom."""
        self._with_advice = not self._with_advice
        self._show()

    def action_doc(self) -> None:
        """Open the documentation of the chosen finding; over SSH its address is copied."""
        if not self._shown:
            return
        address = self._shown[self._index()].rule.address
        self.app.copy_to_clipboard(address)
        if "SSH_CONNECTION" not in os.environ:
            self.app.open_url(address)
        self.notify(f"copied: {safe(address)}", markup=False, timeout=8)

    @property
    def _diagnosis(self) -> Diagnosis | None:
        checking = self._opened.link.checking
        return checking.of(self._opened.name) if checking is not None else None

    @property
    def _family(self) -> Family | None:
        store = self._opened.link.store
        return store.families.of(self._opened.name) if store is not None else None

    def _runbook(self, finding: Finding) -> str:
        wanted = self._opened.link.wanted
        return wanted.settings.runbooks.get(finding.rule.id, "") if wanted is not None else ""

    def _tick(self) -> None:
        checking = self._opened.link.checking
        if checking is not None:
            checking.closely((self._opened.name,), advice=self._with_advice)
        self._show()

    def _index(self) -> int:
        for index, each in enumerate(self._shown):
            if self._chosen in [_key(one) for one in each.one_by_one]:
                return index
        return 0

    def _show(self, *, from_top: bool = False, reveal: bool = False) -> None:
        found = self._diagnosis
        self._shown = concerning(found, self._opened.ordinal)
        if self._with_advice:
            self._shown = (*self._shown, *advice_concerning(found, self._opened.ordinal))
        self.heading.show(self._title())
        lines = list(self._lines(found))
        self.body.show((line for line, _ in lines), from_top=from_top)
        if reveal:
            width = max(self.body.size.width - 1, 1)
            chosen = self._index()
            top = 0
            for line, belongs in lines:
                if belongs == chosen:
                    break
                top += sum(1 for _ in wrap(line, width))
            self.body.show_from(top)

    def _title(self) -> list[Cell]:
        name, ordinal = self._opened.name, self._opened.ordinal
        what = f"{name.name}-{ordinal}" if ordinal is not None else name.name
        kind = "ordinal" if ordinal is not None else "set"
        # Advice is no finding.
        count = sum(not each.rule.advice for each in self._shown)
        counted = f"{count} finding{'s' if count != 1 else ''}"
        advice = f", {len(self._shown) - count} of advice" if self._with_advice else ""
        where = f"  {kind} in {safe(name.namespace)} {UNICODE.dot} "
        return [Cell(f" {safe(what)}", "strong"), Cell(f"{where}{counted}{advice}", "dim")]

    def _lines(self, found: Diagnosis | None) -> Iterator[tuple[Line, int | None]]:
        """Lines, and which finding each belongs to."""
        family, now = self._family, self._opened.link.now()
        ordinal, name = self._opened.ordinal, safe(self._opened.name.name)
        if family is None:
            yield (Cell("it is gone", "look"),), None
            return
        if found is None:
            yield (Cell("reading what a diagnosis needs", "moving"),), None
            return
        pod = family.pods_by_ordinal.get(ordinal) if ordinal is not None else None
        for line in leaving(pod, now=now):
            yield line, None
        if pod is not None and pod.terminating:
            yield (), None
        if not self._shown:
            unasked = " by the rules that could be asked" if found.not_checked else ""
            of_it = "" if ordinal is None else f" of {name}-{ordinal} or of all of {name}"
            yield (Cell(f"nothing is found{of_it}{unasked}"),), None
        chosen = self._index()
        for index, each in enumerate(self._shown):
            mark = UNICODE.expanded if index == chosen else UNICODE.collapsed
            advice = "advice: " if each.rule.advice else ""
            severity, title = heading(each)
            yield (Cell(f"{mark} {advice}", "dim"), severity, title), index
            if index == chosen:
                for line in in_full(each, runbook=self._runbook(each)):
                    yield line, index
                for line in self._beside(family, each):
                    yield line, index
                if index < len(self._shown) - 1:
                    yield (), index
        if not self._shown and ordinal is not None:
            yield from ((line, None) for line in self._past(family, ordinal))
        others = elsewhere_lines(elsewhere(found, ordinal), set_name=family.name)
        yield from ((line, None) for line in others)
        yield from ((line, None) for line in not_checked(found))

    def _beside(self, family: Family, finding: Finding) -> Iterator[Line]:
        """What is known of the ordinal that is looked at, else of that of a finding."""
        ordinal = finding.ordinal if self._opened.ordinal is None else self._opened.ordinal
        if ordinal is None:
            return
        pod = family.pods_by_ordinal.get(ordinal)
        if self._opened.ordinal is None and pod is not None and pod.terminating:
            yield ()
            yield from leaving(pod, now=self._opened.link.now())
        yield from self._past(family, ordinal)

    def _past(self, family: Family, ordinal: int) -> Iterator[Line]:
        """What running init containers say, and how containers of the ordinal ended."""
        checking = self._opened.link.checking
        if checking is None:
            return
        pod = family.pods_by_ordinal.get(ordinal)
        if pod is not None:
            yield from waiting_words(checking.endings.said(pod))
        name = self._opened.name
        ends = checking.endings.of(name.namespace, name.name, ordinal)
        yield from endings(ends, now=self._opened.link.now())


def _key(finding: Finding) -> tuple[str, str]:
    return finding.rule.id, finding.subject.name


def _keys(opened: Opened) -> Iterator[tuple[str, str]]:
    yield "↑↓", "choose"
    yield "enter", "go to it"
    yield "c 1-9", "copy"
    if opened.ordinal is not None:
        yield "s", "whole set"
    yield "a", "advice"
    yield "o", "docs"
    yield "esc", "back"
