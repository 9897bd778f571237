"""What a list-watch says, in order.

A consumer that applies these to a dict by uid holds, after `Complete`, exactly what the server
holds, and knows at every moment whether that is still so::

    Listing → Arrived … → Complete → Alive → Put | Gone | Odd | Alive … → Ended | Lost → …

`Ended` says that no watch stands for now, as every few minutes. `Lost` says that what is held may
be old from now on. After both comes `Alive` if the watch could be taken up where it was, or
`Listing` if everything is read anew.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from ststui.cluster.trouble import Trouble
from ststui.model import Complaint

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list begins, or begins anew: forget what `Arrived` since the previous Listing."""

    at: datetime
    """The server's time when it was asked for: what the list holds was true then."""


@dataclass(frozen=True, slots=True)
class Arrived(Generic[T]):
    """A page of the list."""

    items: tuple[T, ...]
    complaints: tuple[Complaint, ...]
    """Objects of this page that could not be understood."""

    remaining: int | None
    """How many are still to come, where the server says so; 0 on the last page."""


@dataclass(frozen=True, slots=True)
class Complete:
    """The list is complete: what did not arrive since `Listing` is gone."""

    at: datetime
    """The server's time."""


@dataclass(frozen=True, slots=True)
class Put(Generic[T]):
    """An object is new or changed."""

    item: T


@dataclass(frozen=True, slots=True)
class Gone(Generic[T]):
    """An object was deleted, or left the selector."""

    item: T | Complaint
    """Its last state; a Complaint has name and uid at least."""


@dataclass(frozen=True, slots=True)
class Odd:
    """An object changed to something that cannot be understood: it takes the object's place."""

    complaint: Complaint


@dataclass(frozen=True, slots=True)
class Alive:
    """The watch stands: what is held is what the server holds."""

    at: datetime
    """The server's time."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A watch ended, and nothing is wrong: it is opened again, or everything is read anew."""

    at: datetime
    """The server's time."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The server cannot be heard: what is held may be old."""

    trouble: Trouble
    retry_at: datetime
    """When it is tried again, in the server's time."""


@dataclass(frozen=True, slots=True)
class Polling:
    """Watching is not possible, or brings nothing: there are new lists at an interval instead.

    Then no `Alive` comes until a watch brings something.
    """

    why: Trouble


Change = Listing | Arrived[T] | Complete | Put[T] | Gone[T] | Odd | Alive | Ended | Lost | Polling
"""Any of them."""
