"""Lists in pages, once: for the command line, and for looking at one object."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from ststui.cluster.answer import one_line
from ststui.cluster.decode import Malformed, Page, decode_object, decode_page, next_token
from ststui.cluster.decode.single import Object
from ststui.cluster.kinds import Kind, path
from ststui.cluster.session import Session
from ststui.cluster.trouble import Trouble
from ststui.model import Complaint

T = TypeVar("T", bound=Object)

PAGE: Final = 500
"""Objects per page: a page of 500 pods is decoded in about 12 ms, so the loop stays free."""

MOST_RESTARTS: Final = 3
"""So often a list begins anew whose continue token expired."""

MOST_WAITS: Final = 3
"""So often a server is waited for that says when to come again."""

LONGEST_WAIT: Final = 10.0
"""Seconds that a command waits at most when the server asks it to."""


_SAID: Final = re.compile(
    r'(at the cluster scope|in the namespace "[^"]*")(: (?P<more>.+))?$', re.DOTALL
)
"""How the sentence of a refusal ends (forbiddenMessage, responsewriters/errors.go of apiserver
v0.36); what a webhook or a broken role adds comes after it."""


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A complete list."""

    items: tuple[T, ...]
    complaints: tuple[Complaint, ...]
    resource_version: str


def selection(kind: Kind[T], *, label_selector: str | None, field_selector: str) -> dict[str, str]:
    """Make the query parameters that select objects.

    Args:
        kind: The kind, whose own selectors hold where nothing else is said.
        label_selector: A label selector instead of the kind's; empty for none at all.
        field_selector: A field selector.

    Returns:
        The parameters.
    """
    query = dict(kind.list_query)
    if label_selector is not None:
        query["labelSelector"] = label_selector
    if field_selector:
        query["fieldSelector"] = field_selector
    return {name: value for name, value in query.items() if value}


async def read_page(
    session: Session,
    kind: Kind[T],
    *,
    namespace: str | None,
    query: Mapping[str, str],
    tell: Callable[[str], None] | None = None,
) -> Page[T] | Trouble:
    """Read one page of a list.

    Args:
        session: The session.
        kind: The kind.
        namespace: The namespace, `None` for all.
        query: Selectors, `limit`, `continue`.
        tell: Called with the token of the next page as soon as it is known, which is long before
            the page is here: the server writes it first.

    Returns:
        The page, or why there is none.
    """
    told: list[str] = []

    def look(head: bytes) -> None:
        token = next_token(head)
        if token and tell is not None:
            told.append(token)
            tell(token)

    answer = await session.get(path(kind, namespace=namespace), query=query, look=look)
    if isinstance(answer, Trouble):
        return in_short(answer, right=f"list {kind.plural}")
    page = decode_page(answer.body, kind.type, resource=kind.plural)
    if isinstance(page, Malformed):
        return Trouble(
            kind="malformed", text=f"{session.server} gave no list of {kind.plural}: {page.why}"
        )
    if page.continue_token and not told and tell is not None:
        tell(page.continue_token)
    return page


async def list_once(
    session: Session,
    kind: Kind[T],
    *,
    namespace: str | None,
    label_selector: str | None = None,
    field_selector: str = "",
) -> Listed[T] | Trouble:
    """Read a complete list.

    Args:
        session: The session.
        kind: The kind.
        namespace: The namespace, `None` for all.
        label_selector: A label selector instead of the kind's; empty for none at all.
        field_selector: A field selector.

    Returns:
        All pages as one, of one version; or why there is none.
    """
    base = selection(kind, label_selector=label_selector, field_selector=field_selector)
    base["limit"] = str(PAGE)
    items: list[T] = []
    complaints: list[Complaint] = []
    token, restarts, waits = "", 0, 0
    while True:
        query = {**base, "continue": token} if token else base
        page = await read_page(session, kind, namespace=namespace, query=query)
        if isinstance(page, Trouble):
            wait = page.retry_after
            if page.kind == "gone" and token and restarts < MOST_RESTARTS:
                token, restarts, items, complaints = "", restarts + 1, [], []
            elif wait is not None and wait <= LONGEST_WAIT and waits < MOST_WAITS:
                waits += 1
                await asyncio.sleep(wait)
            else:
                return page
            continue
        items.extend(page.items)
        complaints.extend(page.complaints)
        token = page.continue_token
        if not token:
            return Listed(tuple(items), tuple(complaints), page.resource_version)


async def get_one(
    session: Session, kind: Kind[T], *, namespace: str | None, name: str
) -> T | Complaint | Trouble:
    """Read one object.

    Args:
        session: The session.
        kind: The kind.
        namespace: Its namespace, `None` for a kind without.
        name: Its name.

    Returns:
        The object, what is known of it if it cannot be understood, or why there is none.
    """
    answer = await session.get(path(kind, namespace=namespace, name=name))
    if isinstance(answer, Trouble):
        return in_short(answer, right=f"get {kind.plural}")
    return decode_object(answer.body, kind.type, resource=kind.plural)


def in_short(trouble: Trouble, *, right: str) -> Trouble:
    """A missing right in a few words; the server's own sentence stays in `message`.

    Args:
        trouble: What a request gave.
        right: What it takes, e.g. `list nodes`.

    Returns:
        `no permission: list nodes`, with what the server adds to the sentence that is the same for
        everything; any other trouble, and a refusal of somebody before the API server, as it is.
    """
    if trouble.kind != "denied" or not trouble.message:
        return trouble
    found = _SAID.search(trouble.message)
    more = one_line((found["more"] or "") if found else trouble.message)
    return replace(trouble, text=f"no permission: {right}" + (f" ({more})" if more else ""))
