"""Sets that are there and cannot be shown: that is not absence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.errors import UnreadableError
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ststui.cli.selection import SetName
    from ststui.live.index import Name
    from ststui.live.store import Store
    from ststui.model import Complaint

MOST = 5
"""So many of them are told of one by one."""


def left_out(store: Store, *, namespace: str | None) -> tuple[Complaint, ...]:
    """Sets that are not shown, in a namespace or in all."""
    every = store.sets.complaints.values()
    return tuple(each for each in every if namespace in {None, each.namespace})


def must_be_shown(
    store: Store, wanted: Iterable[SetName], *, namespace: str | None, known: Sequence[Name]
) -> None:
    """See that none of the sets that were named is left out.

    Raises:
        UnreadableError: one is there, and cannot be shown.
    """
    for each in wanted:
        where = each.namespace or namespace
        if any(n.name == each.name and where in {None, n.namespace} for n in known):
            continue
        for found in left_out(store, namespace=where):
            if found.name == each.name:
                raise UnreadableError(
                    f"StatefulSet {found.namespace}/{found.name} is not shown: {found.why}",
                    try_=f"see it with `kubectl get sts {found.name} -n {found.namespace}`",
                )


def no_sets(
    namespace: str | None, *, left: Sequence[Complaint] = (), selected: bool = False
) -> Iterator[str]:
    """Lines that stand where no set is shown.

    Args:
        namespace: where it was looked; None = in all.
        left: sets that are left out.
        selected: whether only those with certain labels were asked for.
    """
    where = f"namespace {safe(namespace)}" if namespace else "any namespace"
    matching = "matching " if selected else ""
    if not left:
        yield f"No {matching}StatefulSets in {where}."
        return
    yield f"No {matching}StatefulSets to show in {where}; left out:"
    for each in left[:MOST]:
        yield f"  {safe(each.namespace)}/{safe(each.name)}: {safe(each.why)}"
    if len(left) > MOST:
        yield f"  and {len(left) - MOST} more"
