"""Which rows a filter leaves: a set for its own words, or with the rows of its that match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.role import role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ststui.model import Pod, StatefulSet
    from ststui.ui.forest.tree import Tree
    from ststui.ui.forest.wish import Wish
    from ststui.ui.widgets.tree.rows import Row


def rows_of(tree: Tree, wish: Wish) -> Sequence[Row]:
    """The rows of a set that the wish leaves; none when it hides the set."""
    rows, wanted = tree.block.rows, wish.filter
    if wish.faults_only and not tree.faulty:
        return ()
    if wanted.kind in {"none", "invalid"}:
        return rows
    if not wanted.shows_labels(tree.labels):
        return ()
    if wanted.kind == "labels":
        return rows
    head = _matches(rows[0], wish)
    if wanted.kind == "not":
        return rows if head else ()
    if head:
        return rows
    inner: list[Row] = []
    for row in rows[1:]:
        # The parts of a pod that matches belong to it.
        belongs = row.depth == 2 and bool(inner) and _same_ordinal(row, inner[-1])
        if belongs or _matches(row, wish):
            inner.append(row)
    return (rows[0], *inner) if inner else ()


def rows_of_lone(rows: Iterable[Row], wish: Wish) -> Iterator[Row]:
    """The last group as the filter wants it: by its own words all of it, else what matches."""
    if wish.faults_only:
        return
    rows = tuple(rows)
    group = [each for each in rows if each.key.kind != "complaint"]
    if group and _matches(group[0], wish):
        inner = group[1:] if wish.searches else [e for e in group[1:] if _matches(e, wish)]
        if inner or not (group[0].expanded and wish.filter.kind == "not"):
            yield from (group[0], *inner)
    elif group and wish.filter.kind != "not":
        inner = [each for each in group[1:] if _matches(each, wish)]
        yield from (group[0], *inner) if inner else ()
    yield from (e for e in rows if e.key.kind == "complaint" and _matches(e, wish))


def means_inner(stateful_set: StatefulSet, pods: Iterable[Pod], wish: Wish) -> bool:
    """Whether the filter means ordinals of this set, and not the set itself."""
    metadata, wanted = stateful_set.metadata, wish.filter
    if not wish.searches or wanted.shows(f"{metadata.namespace} {metadata.name}"):
        return False
    around = f"{stateful_set.spec.service_name} (headless) {' '.join(stateful_set.templates)}"
    return wanted.shows(around) or any(wanted.shows(_pod_text(pod)) for pod in pods)


def _matches(row: Row, wish: Wish) -> bool:
    if row.key.kind == "partition":
        return False  # its words are ours, nobody looks for them
    return wish.filter.shows(" ".join(cell.text for cell in row.cells.values()))


def _same_ordinal(row: Row, other: Row) -> bool:
    return row.key.part.partition("/")[0] == other.key.part.partition("/")[0]


def _pod_text(pod: Pod) -> str:
    """What the row of a pod that is well would say, as far as anybody looks for it."""
    labels = pod.metadata.labels
    revision = pod.revision.rpartition("-")[2][:3]
    return f"{pod.metadata.name} 1/1 Running {pod.spec.node_name} {revision} {role(labels) or ''}"
