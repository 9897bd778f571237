"""All sets of one store as blocks of rows, kept until something of them is touched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.controller.undone import SINGLE_LOOK
from ststui.live.glance import at_rest, seems_at_rest
from ststui.live.index import Name
from ststui.report import report_set
from ststui.ui.forest.lone_group import LONE, LoneGroup
from ststui.ui.forest.order import Order
from ststui.ui.forest.sieve import means_inner, rows_of, rows_of_lone
from ststui.ui.forest.tree import Tree
from ststui.ui.forest.wish import Wish
from ststui.ui.widgets.tree.layout import merge, widths
from ststui.ui.widgets.tree.rows.badness import badness, faulty, ordinal_fault
from ststui.ui.widgets.tree.rows.block import Block, build_block
from ststui.ui.widgets.tree.rows.findings import explained, marked, worse, worst_by_ordinal
from ststui.ui.widgets.tree.rows.set_row import name_row, report_key, set_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from ststui.diagnosis import Diagnosis, Finding
    from ststui.live import Store
    from ststui.live.checking import Checking
    from ststui.model import StatefulSet
    from ststui.report import SetReport
    from ststui.ui.widgets.tree.rows import Row, RowKey

UNSEEN = 25.0
"""Seconds that a set out of sight may be older than one in sight."""
AROUND = 3
"""Lines of an expanded set beside its ordinals."""


class Forest:
    """All sets of one store as blocks of rows."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._touched = store.families.follow()
        self.checking: Checking | None = None
        """Who diagnoses the sets; None while nobody does."""
        self.wish = Wish()
        self._trees: dict[Name, Tree] = {}
        self._order = Order(self._trees)
        self._folded: dict[RowKey, bool] = {}
        self._opened: set[RowKey] = set()
        self._expand_all = True
        self._lone = LoneGroup(store)
        self._ordinals = 0
        self._wanted: dict[Name, int] = {}

    @property
    def count(self) -> int:
        """Sets known."""
        return len(self._trees)

    def fold(self, row: Row, *, expand: bool) -> None:
        """Expand or collapse a set, an ordinal or the last group."""
        key = row.key
        if key.kind == "ordinal":
            self._opened.add(key) if expand else self._opened.discard(key)
        else:
            self._folded[key] = expand
        self._forget(Name(key.namespace, key.set))

    def update(
        self, *, now: datetime, visible: Sequence[Name] = (), wait: bool = False
    ) -> set[Name]:
        """Rebuild what was touched and, of what is visible, what has grown older.

        Args:
            now: the API server's time.
            visible: sets on the screen.
            wait: whether the order must stay as it is.

        Returns:
            Names of the sets whose block is another one now, ``LONE`` for the last group.
        """
        stamp = now.timestamp()
        changed = self._touched.take()
        if self.checking is not None:
            changed |= self.checking.take_changed()
        for name in changed:
            self._count(name)
        changed |= self._due(visible, stamp)
        if self._fits_changed():
            changed |= self._trees.keys()
        seen = set(visible)
        for name in tuple(changed):
            if name in seen:
                self._rebuild(name, now=now)
            elif not self._look_at(name, now=now):
                changed.discard(name)
        self._order.touch(changed)
        opened = self._expand_all or self.wish.searches
        if self._lone.update(folded=self._folded, opened=opened, now=now):
            changed.add(LONE)
        if changed:
            self._order.arrange(self.wish.sort, wait=wait)
        return changed

    def older(self, names: Iterable[Name], *, now: datetime) -> bool:
        """Whether an age shown for one of these sets reads differently by now."""
        return bool(self._due(names, now.timestamp())) or self._lone.older(now)

    def _due(self, visible: Iterable[Name], stamp: float) -> set[Name]:
        """Sets to be looked at for time alone: visible ones, and those that are not at rest."""
        due = {
            name
            for name, tree in self._trees.items()
            if not tree.calm and tree.glanced is None and tree.until + UNSEEN <= stamp
        }
        for name in visible:
            tree = self._trees.get(name)
            if tree is not None and (tree.glanced is not None or tree.until <= stamp):
                due.add(name)
        return due

    def blocks(self) -> Iterator[tuple[Name, Sequence[Row]]]:
        """The blocks to show, in order, filtered."""
        for name in self._order:
            rows = rows_of(self._trees[name], self.wish)
            if rows:
                yield name, rows
        lone = tuple(rows_of_lone(self._lone.rows, self.wish))
        if lone:
            yield LONE, lone

    def needed(self) -> dict[str, int]:
        """Cells that the columns need for all blocks."""
        return merge([*(tree.needed for tree in self._trees.values()), widths(self._lone.rows)])

    def arrange(self) -> None:
        """Sort anew, now."""
        self._order.arrange(self.wish.sort, wait=False)

    def counts(self) -> tuple[int, int]:
        """Sets, and wanted ordinals of all sets."""
        return len(self._trees), self._ordinals

    def _count(self, name: Name) -> None:
        found = self.store.sets.get(*name)
        self._ordinals -= self._wanted.pop(name, 0)
        if found is not None:
            self._wanted[name] = len(found.ordinals)
            self._ordinals += self._wanted[name]

    def _forget(self, name: Name) -> None:
        tree = self._trees.get(name)
        if tree is not None:
            self._trees[name] = replace(tree, until=0.0)

    def _look_at(self, name: Name, *, now: datetime) -> bool:
        """A glance, and a report where that does not suffice; whether the block is another one."""
        glanced = self._at_a_glance(name, now=now)
        if glanced is None:
            self._rebuild(name, now=now)
            return True
        before = self._trees.get(name)
        self._trees[name] = glanced
        return glanced is not before

    def _at_a_glance(self, name: Name, *, now: datetime) -> Tree | None:
        """The name alone of a set that needs no report now; None when it needs one."""
        found = self.store.sets.get(*name)
        if found is None or self._expand_all or self._means_inner(found):
            return None
        if worst_by_ordinal(self._diagnosis(name)):
            return None
        if self._folded.get(set_key(found, context=self.store.context)):
            return None
        loading = not self._known("pods", name) or not self._known("persistentvolumeclaims", name)
        rests = seems_at_rest(found) if loading else at_rest(self.store, name)
        if not rests and not loading:
            return None
        before = self._trees.get(name)
        if before is not None and before.glanced is found and before.calm == rests:
            return before
        created = found.metadata.creation_timestamp
        row = name_row(found, context=self.store.context, now=now, at_rest=rests)
        return Tree(
            block=Block((row,), None),
            glanced=found,
            needed=widths((row,)),
            bad=(3, 0) if rests else (1, 0),
            faulty=not rests,
            calm=rests,
            state="stable" if rests else "unknown",
            created=created.timestamp() if created else 0.0,
            until=float("inf"),
            labels=found.metadata.labels,
        )

    def _means_inner(self, stateful_set: StatefulSet) -> bool:
        pods = self.store.pods.of(stateful_set.metadata.uid)
        return means_inner(stateful_set, pods, self.wish)

    def _known(self, resource: str, name: Name) -> bool:
        health = self.store.healths.of(resource, name.namespace)
        if health is None or health.state in {"denied", "down"}:
            return True
        return self.store.healths.knows(resource, name)

    def _rebuild(self, name: Name, *, now: datetime) -> None:
        family = self.store.families.of(name)
        if family is None:
            self._trees.pop(name, None)
            self._unfold(name)
            return
        report = report_set(
            family,
            now=now,
            server_version=self.store.server_version,
            lookout=SINGLE_LOOK if self.checking is None else self.checking.lookout(name),
        )
        created = family.set.metadata.creation_timestamp
        worst = worst_by_ordinal(self._diagnosis(name))
        calm = report.state in {"stable", "asleep"} and not faulty(report) and not worst
        block = self._block(report, calm=calm, worst=worst)
        fresh = block.fresh_seconds
        self._trees[name] = Tree(
            block=block,
            needed=widths(block.rows),
            bad=worse(badness(report), worst),
            faulty=faulty(report) or bool(worst),
            calm=calm,
            state=report.state,
            created=created.timestamp() if created else 0.0,
            until=now.timestamp() + fresh if fresh is not None else float("inf"),
            labels=family.set.metadata.labels,
        )

    def _unfold(self, name: Name) -> None:
        """Forget what was folded or opened of a set that is gone."""
        for keys in (tuple(self._folded), tuple(self._opened)):
            for key in keys:
                if key.set and (key.namespace, key.set) == name:
                    self._folded.pop(key, None)
                    self._opened.discard(key)

    def _diagnosis(self, name: Name) -> Diagnosis | None:
        return self.checking.of(name) if self.checking is not None else None

    def _block(
        self, report: SetReport, *, calm: bool, worst: Mapping[int | None, Finding]
    ) -> Block:
        key = report_key(report)
        expanded = self._folded.get(key, self._expand_all or not calm)
        wanted = self.wish.filter
        named = wanted.shows(f"{report.namespace} {report.name}")
        if self.wish.searches and not named:
            expanded = True
        block = build_block(
            explained(report, worst),
            expanded=expanded,
            expanded_ordinals=self._opened,
            nodes=self.store.nodes.known,
        )
        block = Block(marked(block.rows, worst), block.fresh_seconds)
        if self.wish.faults_only and expanded:
            good = {
                str(e.ordinal)
                for e in report.ordinals
                if not ordinal_fault(e) and e.ordinal not in worst
            }
            rows = tuple(
                r for r in block.rows if r.depth == 0 or r.key.part.partition("/")[0] not in good
            )
            return Block(rows, block.fresh_seconds)
        return block

    def _fits_changed(self) -> bool:
        fits = self._ordinals + AROUND * len(self._wanted) <= self.wish.height
        if fits == self._expand_all:
            return False
        self._expand_all = fits
        return True

    def rebuild_all(self, *, now: datetime, wait: bool) -> None:
        """Build every block anew, after the wish changed."""
        for name in list(self._trees):
            self._look_at(name, now=now)
        self._order.touch(self._trees)
        self._order.arrange(self.wish.sort, wait=wait)
