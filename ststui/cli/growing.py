"""``expand --wait``: each claim until it has its size, or is stuck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.request import asked_to_grow
from ststui.actions.resize import resize
from ststui.wording.age import duration
from ststui.wording.counted import counted

if TYPE_CHECKING:
    from ststui.actions import Plan
    from ststui.actions.resize import Resize
    from ststui.live.once import Once

MOST_TOLD = 3
"""So many claims that are not done are told one by one; they are all told once nothing moves."""


class Growing:
    """The claims of a plan, and since when each stands as it does."""

    def __init__(self, plan: Plan) -> None:
        self._asked = asked_to_grow(plan.requests)
        self._since: dict[str, tuple[Resize, float]] = {}

    def state(self, once: Once, *, namespace: str, at: float) -> str:
        """How far it is: `rest`, `stuck: …`, or what it waits for.

        Args:
            once: as read now; pods need not be readable.
            namespace: of the claims.
            at: seconds of a clock that only goes forward.
        """
        store = once.store
        readable = once.trouble("pods") is None
        pods = [e for e in store.pods if e.metadata.namespace == namespace] if readable else None
        left: list[Resize] = []
        waits = False
        for each in self._asked:
            found = resize(each, store.claims.get(namespace, each.name), pods=pods)
            before, since = self._since.get(each.name, (None, at))
            since = since if before == found else at
            self._since[each.name] = found, since
            if not found.done:
                left.append(found)
                waits |= at - since < found.patience
        if not left:
            return "rest"
        if not waits:
            return f"stuck: {'; '.join(map(_for_so_long, left))}"
        texts = [each.text for each in left]
        more = f"; and {len(texts) - MOST_TOLD} more" if len(texts) > MOST_TOLD else ""
        done = len(self._asked) - len(left)
        count = f"{done} of {counted(len(self._asked), 'claim')} done; "
        return count + "; ".join(texts[:MOST_TOLD]) + more


def _for_so_long(found: Resize) -> str:
    return found.text + (f", for {duration(int(found.patience))} now" if found.patience else "")
