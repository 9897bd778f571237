"""The errors that end a command, each saying what happened and what to try.

Trouble that a running program lives with (a server that is down, a missing right) is a
value, `ststui.cluster.trouble.Trouble`, and not in this tree::

    StstuiError
    ├── UsageError             flags or names that cannot be meant: exit 2
    │   └── UnknownNameError   a context, cluster, user, set … that does not exist
    └── UnreadableError        nothing can be read: exit 3
        ├── KubeconfigError    a kubeconfig that cannot be used
        │   └── NoKubeconfigError  there is none at all
        └── LoginError         no credentials could be had
"""

from collections.abc import Iterable


class StstuiError(Exception):
    """What happened, in one line, and what to try.

    Args:
        what: What happened: one short sentence without a full stop.
        try_: What the reader can do about it; empty when there is nothing.
    """

    def __init__(self, what: str, *, try_: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.try_ = try_

    def __str__(self) -> str:
        """Both sentences in one line, as the command line prints them."""
        return f"{self.what}; {self.try_}" if self.try_ else self.what


class UsageError(StstuiError):
    """Flags or arguments that cannot be meant."""


class UnknownNameError(UsageError):
    """A name that does not exist, with the names that do.

    Args:
        what: What kind of thing was named, e.g. `context`.
        name: The name that was given.
        where: Where it was looked for, e.g. a file's path; may be empty.
        known: The names that exist; None where that is not known.
    """

    def __init__(
        self, what: str, *, name: str, where: str = "", known: Iterable[str] | None = ()
    ) -> None:
        place = f" in {where}" if where else ""
        there = "" if known is None else existing(known)
        super().__init__(f'{what} "{name}" does not exist{place}', try_=there)
        self.name = name


class UnreadableError(StstuiError):
    """Nothing can be read: no kubeconfig, no connection, no login."""


class KubeconfigError(UnreadableError):
    """A kubeconfig that cannot be used as it is."""


class NoKubeconfigError(KubeconfigError):
    """There is no kubeconfig, and this is not a pod either.

    Args:
        looked: The places that were looked at.
    """

    def __init__(self, *, looked: Iterable[str]) -> None:
        super().__init__(
            f"no kubeconfig found (looked at {', '.join(looked)})",
            try_="set KUBECONFIG or --kubeconfig, or see `ststui demo`, which needs no cluster",
        )


class LoginError(UnreadableError):
    """No credentials could be had: an exec plugin or a token file failed."""


MOST_NAMES = 12
"""So many names are listed in one line of an error; more are counted."""


def existing(names: Iterable[str]) -> str:
    """What exists, in words: `there is a, b and 3 more`.

    Args:
        names: The names that exist, in the order to show them.

    Returns:
        One phrase; `there is none` without names.
    """
    listed = tuple(names)
    if not listed:
        return "there is none"
    shown = ", ".join(listed[:MOST_NAMES])
    more = len(listed) - MOST_NAMES
    return f"there is {shown} and {more} more" if more > 0 else f"there is {shown}"
