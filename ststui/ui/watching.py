"""What the main screen shows, kept true at each tick: tree, pane, state line, message."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.cells import cell_len

from ststui.cluster.kubeconfig import contexts
from ststui.errors import StstuiError
from ststui.live.index import Name
from ststui.live.standing import Standing, standing
from ststui.model.ordinal import natural
from ststui.ui.beside import Beside
from ststui.ui.dns_note import dns_note
from ststui.ui.forest import Forest, Wish
from ststui.ui.message import message
from ststui.ui.widgets.state_line import Facts, left, right
from ststui.ui.widgets.tree.filter import NO_FILTER, parse_filter

if TYPE_CHECKING:
    from ststui.live import Store
    from ststui.ui.link import Link
    from ststui.ui.screens.main import MainScreen
    from ststui.ui.widgets.tree.filter import Filter
    from ststui.ui.widgets.tree.rows import Row

AGES_EVERY = 10.0
"""Seconds between two looks at the ages in the pane."""
WHILE_LOADING = 0.25
"""Seconds between two ticks while lists arrive: a picture that is not complete yet is worth less
than its completion."""
LOADING_SHARE = 0.2
"""The most of the time that pictures of what is not complete may take."""
IDLE_EVERY = 1.0
"""Seconds between two ticks while nothing changed and nobody types: ages are in seconds."""
BELOW_EVERY = 1.0
"""Seconds between two ticks below a dialog: Textual paints the dialog anew with what is behind it,
which in a churn is more than a slow line or a slow terminal can take."""
ORDER_WAITS = 5.0
"""Seconds without a key before rows may re-order."""
RELIST_WAITS = 5.0
"""Seconds between two relists."""


class Watching:
    """The state behind the main screen; the screen's widgets only show it."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._link: Link | None = None
        self._forest: Forest | None = None
        self._store: Store | None = None
        self._version = -1
        selector = screen.program.wanted.selector_text
        self._wish = Wish(filter=parse_filter(f"-l {selector}") if selector else NO_FILTER)
        self._wish_changed = False
        self._typed_at = float("-inf")
        self._relisted_at = float("-inf")
        self._order_due = False
        self._dirty = True
        self._beside = Beside(screen)
        self._standing: Standing | None = None
        self._not_before = float("-inf")
        self._milestone = (False, 0)
        self._brought: tuple[object, ...] = ()
        self._brought_at = float("-inf")

    @property
    def filter_text(self) -> str:
        """The filter as typed."""
        return self._wish.filter.text

    def typed(self) -> None:
        """A key was pressed."""
        self._typed_at = time.monotonic()
        self._screen.view.outline.chosen = True

    def resized(self) -> None:
        """The terminal has another size."""
        self._dirty = True

    def selected(self) -> None:
        """The cursor is on another row."""
        self._beside.selected()

    def fold(self, row: Row, *, expand: bool) -> None:
        """Expand or collapse a row."""
        if self._forest is not None:
            self._forest.fold(row, expand=expand)
            self._at_once()

    def set_filter(self, wanted: Filter) -> None:
        """Show only what matches."""
        self._set(Wish(filter=wanted, faults_only=self._wish.faults_only, sort=self._wish.sort))

    def toggle_faults(self) -> None:
        """Show faults only, or everything."""
        old = self._wish
        self._set(Wish(filter=old.filter, faults_only=not old.faults_only, sort=old.sort))

    def sort(self, by: str) -> None:
        """Sort by name, age or state; again: worst first."""
        old = self._wish
        sort = "worst" if old.sort == by else by
        self._set(Wish(filter=old.filter, faults_only=old.faults_only, sort=sort))  # type: ignore[arg-type]

    def clear(self) -> bool:
        """Take back the filter; False when there was none."""
        if not self._wish.filter.text and not self._wish.faults_only:
            return False
        self._set(Wish(filter=NO_FILTER, sort=self._wish.sort))
        return True

    def may_quit(self) -> bool:
        """Whether quitting loses nothing."""
        return True

    def relist(self) -> str:
        """Read everything anew, if the last time is long enough ago; says what happens."""
        link = self._link
        if link is None or link.session is None:
            return "not connected yet"
        if time.monotonic() - self._relisted_at < RELIST_WAITS:
            return f"read anew less than {RELIST_WAITS:.0f} s ago"
        self._relisted_at = time.monotonic()
        link.relist()
        return "reading everything anew"

    def close(self) -> None:
        """End what was begun."""
        self._beside.close()

    def favourites(self) -> tuple[str, ...]:
        """Namespaces for the keys 1–9: the one in view's context first, then by name."""
        link = self._screen.program.link
        if link is None:
            return ()
        home = link.home
        names = set(link.namespaces)
        if link.store is not None:
            names |= {each.namespace for each in link.store.sets.names()}
        if home:
            names.discard(home)
        return tuple([home] if home else []) + tuple(sorted(names, key=natural))

    def show_namespace(self, namespace: str | None) -> None:
        """Show another namespace, or all of them with None."""
        link = self._screen.program.link
        if link is not None:
            link.show(namespace)

    def contexts(self) -> tuple[str, ...]:
        """Names of the contexts in the kubeconfig."""
        try:
            return tuple(each.name for each in contexts(self._screen.program.wanted.flags))
        except StstuiError:
            return ()

    def tick(self) -> None:
        """Bring everything on the screen up to date; costs little when nothing changed."""
        link = self._screen.program.link
        begin = time.monotonic()
        if link is None:
            return
        milestone = _milestone(link)
        if begin < self._not_before and milestone == self._milestone and self._loads(link):
            return
        self._milestone = milestone
        if self._rests(link, begin):
            return
        self._bring(link)
        loading = self._standing is not None and self._standing.state == "loading"
        if link.store is not None and not loading and not link.shown.is_set():
            self._screen.call_after_refresh(link.shown.set)
        took = time.monotonic() - begin
        self._not_before = begin + max(WHILE_LOADING, took / LOADING_SHARE) if loading else 0

    def _rests(self, link: Link, now: float) -> bool:
        """Whether a look at everything would find what the last one found."""
        version = link.store.version if link.store is not None else 0
        seen = (link, link.state, link.store, version, self._beside.version)
        if self._screen.app.screen is not self._screen and now - self._brought_at < BELOW_EVERY:
            return True
        idle = now - self._brought_at < IDLE_EVERY <= now - self._typed_at
        if idle and seen == self._brought and not self._dirty:
            return True
        self._brought, self._brought_at = seen, now
        return False

    @property
    def loads(self) -> bool:
        """Whether there is more to come than is shown."""
        link = self._screen.program.link
        if link is None or link.store is None:
            return link is not None and link.state == "opening"
        if link.store is not self._store or self._standing is None:
            return True
        return self._standing.state == "loading"

    def _loads(self, link: Link) -> bool:
        """Whether there is more to come of what is shown."""
        if link.store is None or link.store is not self._store:
            return False
        return standing(link.store, now=link.now()).state == "loading"

    def _at_once(self) -> None:
        """Answer a key without waiting for the next tick."""
        if self._screen.program.link is not None:
            self._bring(self._screen.program.link)

    def _bring(self, link: Link) -> None:
        if link is not self._link or link.store is not self._store:
            self._begin(link)
        self._update_tree(link)
        self._update_state(link)
        self._beside.update(link)

    def _begin(self, link: Link) -> None:
        self._link, self._store = link, link.store
        self._screen.view.outline.chosen = False
        self._version = -1
        self._beside.close()
        if link.store is None:
            self._forest = None
            change = self._screen.view.outline.show(())
            self._screen.view.apply(change)
            return
        self._forest = Forest(link.store)
        self._forest.wish = self._wished()
        self._dirty = True

    def _update_tree(self, link: Link) -> None:
        forest, store, tree = self._forest, self._store, self._screen.view
        if forest is None or store is None:
            return
        if self._dirty:
            forest.wish = self._wished()
            forest.rebuild_all(now=link.now(), wait=self._order_waits() and not self._wish_changed)
        wait = self._order_waits()
        visible = self._tell_visible(link)
        forest.checking = link.checking if link.checking and link.checking.store is store else None
        changed: set[Name] = set()
        if self._dirty or store.version != self._version or self._any_older(visible, link):
            self._version = store.version
            changed = forest.update(now=link.now(), visible=tuple(visible), wait=wait)
        if self._order_due and not wait:
            forest.arrange()
            self._order_due = False
            self._dirty = True
        if changed and wait:
            self._order_due = True
        if not changed and not self._dirty:
            return
        self._dirty = False
        namespaces = {each.namespace for each in store.sets.names()}
        hidden = {"CONTEXT"}
        if link.namespace is not None or len(namespaces) < 2:
            hidden.add("NAMESPACE")
        tree.shape(forest.needed(), hidden=frozenset(hidden))
        before = tree.outline.cursor
        tree.apply(tree.outline.show(forest.blocks()))
        if self._wish_changed and tree.outline.cursor != before:
            tree.action_top()  # what was selected is hidden by the filter: the first match is next
        if tree.outline.cursor != before:
            self.selected()
        self._wish_changed = False
        self._tell_visible(link)  # whoever reads what is visible need not wait for the next tick

    def _tell_visible(self, link: Link) -> set[Name]:
        """Names of what is on the screen, told to all who ask the cluster for that alone."""
        rows = (Name(row.key.namespace, row.key.set) for row in self._visible_rows())
        visible = dict.fromkeys(rows)
        named = [name for name in visible if name.name]
        top = self._screen.app.screen
        if link.dns is not None and not getattr(top, "asks_dns", False):
            link.dns.look(named if top is self._screen else ())
        if link.glimpse is not None:
            link.glimpse.look(named)
        if link.fullness is not None:
            link.fullness.look(named)
        if link.checking is not None:
            link.checking.look_first(named)
        return set(visible)

    def _visible_rows(self) -> list[Row]:
        tree = self._screen.view
        return tree.outline.rows[tree.in_view.start : tree.in_view.stop]

    def _any_older(self, visible: set[Name], link: Link) -> bool:
        return self._forest is not None and self._forest.older(visible, now=link.now())

    def _update_state(self, link: Link) -> None:
        screen = self._screen
        found = standing(link.store, now=link.now()) if link.store is not None else None
        self._standing = found
        sets, ordinals = self._forest.counts() if self._forest else (0, 0)
        facts = Facts(
            context=link.session.context if link.session else (link.flags.context or ""),
            where=_where(link),
            sets=sets,
            ordinals=ordinals,
            filter=self._wish.filter.text,
            faults_only=self._wish.faults_only,
            sort=self._wish.sort,
            standing=found,
            notes=self._notes(link),
            dns=dns_note(link.dns),
            findings=link.checking.counts() if link.checking is not None else {},
            access=self._access(link),
        )
        width = screen.size.width
        ends = right(facts, now=link.now(), width=width // 2)
        room = width - 1 - sum(cell_len(each.text) for each in ends)
        screen.state.show(left(facts, width=room), ends)
        screen.view.say(message(link, found, sets=sets, filtered=self._filtered_out()))

    def _access(self, link: Link) -> str:
        return self._screen.program.access.words(link.session) if link.session else ""

    def _filtered_out(self) -> bool:
        wished = self._wish.filter.text or self._wish.faults_only
        return bool(wished) and not self._screen.view.outline.rows

    def _notes(self, link: Link) -> tuple[str, ...]:
        notes = []
        if link.fell_back:
            shown = "these are" if link.several else "only this one is"
            notes.append(f"all namespaces may not be read: {shown} shown")
        if self._wish.filter.why:
            notes.append(self._wish.filter.why)
        return tuple(notes)

    def _order_waits(self) -> bool:
        busy = time.monotonic() - self._typed_at < ORDER_WAITS
        return busy or self._screen.app.screen is not self._screen

    def _wished(self) -> Wish:
        height = max(self._screen.size.height - 4, 4)
        old = self._wish
        return Wish(filter=old.filter, faults_only=old.faults_only, sort=old.sort, height=height)

    def _set(self, wish: Wish) -> None:
        self._wish = wish
        self._wish_changed = True
        self._dirty = True
        self._at_once()


def _milestone(link: Link) -> tuple[bool, int]:
    """What is worth a picture at once while lists arrive: the first sets, and what is visible."""
    some = link.store is not None and len(link.store.sets) > 0
    return some, link.glimpse.done if link.glimpse is not None else 0


def _where(link: Link) -> str:
    if link.session is None:
        chosen = link.namespace or link.flags.namespace
        return "all namespaces" if link.all_namespaces else f"ns {chosen or '…'}"
    if link.several is not None:
        return f"ns {', '.join(link.several)}"
    return "all namespaces" if link.namespace is None else f"ns {link.namespace}"
