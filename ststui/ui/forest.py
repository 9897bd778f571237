"""Which sets the tree shows, in which order, expanded or not; blocks kept until touched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from ststui.controller.undone import SINGLE_LOOK
from ststui.live.glance import at_rest, seems_at_rest
from ststui.live.index import Name
from ststui.live.lone import lone_claims, lone_pods
from ststui.model.ordinal import natural
from ststui.model.role import role
from ststui.report import report_set
from ststui.report.lone import report_lone_claims, report_lone_pods
from ststui.ui.widgets.tree.filter import NO_FILTER
from ststui.ui.widgets.tree.layout import merge, widths
from ststui.ui.widgets.tree.rows import RowKey
from ststui.ui.widgets.tree.rows.badness import badness, faulty, ordinal_fault
from ststui.ui.widgets.tree.rows.block import Block, build_block
from ststui.ui.widgets.tree.rows.findings import explained, marked, worse, worst_by_ordinal
from ststui.ui.widgets.tree.rows.lone import complaint_rows, lone_rows
from ststui.ui.widgets.tree.rows.set_row import name_row, report_key, set_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from ststui.diagnosis import Diagnosis, Finding
    from ststui.live import Store
    from ststui.live.checking import Checking
    from ststui.model import Pod, StatefulSet
    from ststui.report import SetReport
    from ststui.ui.widgets.tree.filter import Filter
    from ststui.ui.widgets.tree.rows import Row

SortBy = Literal["worst", "name", "age", "state"]
UNSEEN = 25.0
"""Seconds that a set out of sight may be older than one in sight."""
LONE_AGES = 30.0
"""Seconds after which the ages in the last group are made anew."""
AROUND = 3
"""Lines of an expanded set beside its ordinals."""
LONE = Name("", "")
"""Stands for the last group; no set is called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What is kept of a set between two touches."""

    block: Block
    glanced: StatefulSet | None = None
    """The block is this set's name alone, for it is well or still loading, and out of sight; None
    when it was made from a report."""
    needed: dict[str, int]
    bad: tuple[int, int]
    faulty: bool
    calm: bool
    """Stable or asleep: collapsed when not everything fits."""
    state: str
    created: float
    until: float
    """When an age in it reads differently, as a timestamp of the API server's clock."""
    labels: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the user asked to see."""

    filter: Filter = NO_FILTER
    faults_only: bool = False
    sort: SortBy = "worst"
    height: int = 40
    """Lines there are: everything is expanded when it fits."""


class Forest:
    """All sets of one store as blocks of rows."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._touched = store.follow()
        self.checking: Checking | None = None
        """Who diagnoses the sets; None while nobody does."""
        self.wish = Wish()
        self._trees: dict[Name, Tree] = {}
        self._order: list[Name] = []
        self._folded: dict[RowKey, bool] = {}
        self._opened: set[RowKey] = set()
        self._expand_all = True
        self._lone: tuple[Row, ...] = ()
        self._lone_seen: tuple[object, ...] = ()
        self._ordinals = 0
        self._places: dict[Name, tuple[object, ...]] = {}
        self._unplaced: set[Name] = set()
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
        self._unplaced |= changed
        lone = self._lone_rows(now=now)
        if lone != self._lone:
            self._lone = lone
            changed = changed | {LONE}
        if changed:
            self._arrange(wait=wait)
        return changed

    def older(self, names: Iterable[Name], *, now: datetime) -> bool:
        """Whether an age shown for one of these sets reads differently by now."""
        seen = (self.store.lone_version, int(now.timestamp() / LONE_AGES))
        return bool(self._due(names, now.timestamp())) or seen != self._lone_seen[:2]

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
            tree = self._trees[name]
            rows = self._filtered(tree)
            if rows:
                yield name, rows
        lone = () if self.wish.faults_only else tuple(self._filtered_lone())
        if lone:
            yield LONE, lone

    def needed(self) -> dict[str, int]:
        """Cells that the columns need for all blocks."""
        return merge([*(tree.needed for tree in self._trees.values()), widths(self._lone)])

    def arrange(self) -> None:
        """Sort anew, now."""
        self._arrange(wait=False)

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
        if found is None or self._expand_all or self._inner_match(found):
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

    def _inner_match(self, stateful_set: StatefulSet) -> bool:
        """Whether the filter means ordinals of this set, and not the set itself."""
        metadata, wanted = stateful_set.metadata, self.wish.filter
        if wanted.kind not in {"pattern", "fuzzy"}:
            return False
        if wanted.shows(f"{metadata.namespace} {metadata.name}"):
            return False
        around = f"{stateful_set.spec.service_name} (headless) {' '.join(stateful_set.templates)}"
        if wanted.shows(around):
            return True
        return any(wanted.shows(_pod_text(pod)) for pod in self.store.pods.of(metadata.uid))

    def _known(self, resource: str, name: Name) -> bool:
        health = self.store.health_of(resource, name.namespace)
        if health is None or health.state in {"denied", "down"}:
            return True
        return self.store.knows(resource, name)

    def _rebuild(self, name: Name, *, now: datetime) -> None:
        family = self.store.family(name)
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
        if wanted.kind in {"pattern", "fuzzy"} and not named:
            expanded = True
        block = build_block(
            explained(report, worst),
            expanded=expanded,
            expanded_ordinals=self._opened,
            nodes=self.store.nodes_by_name,
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

    def _refold(self, *, now: datetime) -> set[Name]:
        for name in list(self._trees):
            self._look_at(name, now=now)
        return set(self._trees)

    def rebuild_all(self, *, now: datetime, wait: bool) -> None:
        """Build every block anew, after the wish changed."""
        self._unplaced |= self._refold(now=now)
        self._arrange(wait=wait)

    def _arrange(self, *, wait: bool) -> None:
        if not wait:
            if self._place_anew():
                self._order = sorted(self._places, key=self._places.__getitem__)
            return
        known = [name for name in self._order if name in self._trees]
        new = sorted(self._trees.keys() - set(known), key=self._sort_key)
        self._order = known + new

    def _place_anew(self) -> bool:
        """Note the places of what changed; whether the order may be another one now."""
        moved, self._unplaced = self._unplaced, set()
        differs = False
        for name in moved:
            place = self._sort_key(name) if name in self._trees else None
            if place == self._places.get(name):
                continue
            differs = True
            if place is None:
                del self._places[name]
            else:
                self._places[name] = place
        return differs

    def _sort_key(self, name: Name) -> tuple[object, ...]:
        tree = self._trees[name]
        by_name = _by_name(name)
        match self.wish.sort:
            case "worst":
                return (*tree.bad, *by_name)
            case "age":
                return (-tree.created, *by_name)
            case "state":
                return (tree.state, *by_name)
            case _:
                return (by_name[1], by_name[0])

    def _filtered(self, tree: Tree) -> Sequence[Row]:
        wish, rows = self.wish, tree.block.rows
        if wish.faults_only and not tree.faulty:
            return ()
        if wish.filter.kind in {"none", "invalid"}:
            return rows
        if not wish.filter.shows_labels(tree.labels):
            return ()
        if wish.filter.kind == "labels":
            return rows
        head = self._matches(rows[0])
        if wish.filter.kind == "not":
            return rows if head else ()
        if head:
            return rows
        inner: list[Row] = []
        for row in rows[1:]:
            # The parts of a pod that matches belong to it.
            belongs = row.depth == 2 and bool(inner) and _same_ordinal(row, inner[-1])
            if belongs or self._matches(row):
                inner.append(row)
        return (rows[0], *inner) if inner else ()

    def _filtered_lone(self) -> Iterator[Row]:
        """The last group as the filter wants it: by its own words all of it, else what matches."""
        group = [each for each in self._lone if each.key.kind != "complaint"]
        if group and self._matches(group[0]):
            inner = group[1:] if self._searches else [e for e in group[1:] if self._matches(e)]
            if inner or not (group[0].expanded and self.wish.filter.kind == "not"):
                yield from (group[0], *inner)
        elif group and self.wish.filter.kind != "not":
            inner = [each for each in group[1:] if self._matches(each)]
            yield from (group[0], *inner) if inner else ()
        yield from (e for e in self._lone if e.key.kind == "complaint" and self._matches(e))

    @property
    def _searches(self) -> bool:
        """Whether the filter asks for a text."""
        return self.wish.filter.kind in {"pattern", "fuzzy"}

    def _matches(self, row: Row) -> bool:
        if row.key.kind == "partition":
            return False  # its words are ours, nobody looks for them
        return self.wish.filter.shows(" ".join(cell.text for cell in row.cells.values()))

    def _lone_rows(self, *, now: datetime) -> tuple[Row, ...]:
        context = self.store.context
        folded = self._folded.get(RowKey(context, "group", "", "", "no-set"))
        complaints = tuple(self.store.complaints())
        moment = int(now.timestamp() / LONE_AGES)
        opened = self._expand_all or self._searches
        seen = (self.store.lone_version, moment, folded, opened, complaints)
        if seen == self._lone_seen:
            return self._lone
        self._lone_seen = seen
        pods = report_lone_pods(lone_pods(self.store), context=context, now=now)
        claims = report_lone_claims(lone_claims(self.store), context=context, now=now)
        rows = lone_rows(context, pods, claims, expanded=True)
        if rows and not self._folded.get(rows[0].key, opened):
            rows = lone_rows(context, pods, claims, expanded=False)
        return (*rows, *complaint_rows(context, complaints))


def _same_ordinal(row: Row, other: Row) -> bool:
    return row.key.part.partition("/")[0] == other.key.part.partition("/")[0]


@lru_cache(maxsize=50_000)
def _by_name(name: Name) -> tuple[object, object]:
    return natural(name.namespace), natural(name.name)


def _pod_text(pod: Pod) -> str:
    """What the row of a pod that is well would say, as far as anybody looks for it."""
    labels = pod.metadata.labels
    revision = pod.revision.rpartition("-")[2][:3]
    return f"{pod.metadata.name} 1/1 Running {pod.spec.node_name} {revision} {role(labels) or ''}"
