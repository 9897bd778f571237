"""What can be set, and what holds when nothing is."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

DnsMode = Literal["auto", "on-demand", "off"]
"""Closed set; the same words as the flag `--dns`."""
Audit = Literal["file", "syslog"]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file: a key that is not known is an error."""


class Protected(Table, frozen=True, kw_only=True):
    """Contexts that start read-only and ask for every write to be typed."""

    contexts: Annotated[
        tuple[str, ...],
        Meta(
            description="Patterns (`*`, `?`, `[abc]`; upper and lower case alike) held against the"
            " context's name, the cluster's name and the server's address. Where one fits, ststui"
            " starts read-only; `:rw` unlocks for 15 minutes, and every write is typed."
        ),
    ] = ("*prod*", "*prd*", "*live*")


class Quorum(Table, frozen=True, kw_only=True):
    """Sets whose members vote."""

    sets: Annotated[
        tuple[str, ...],
        Meta(
            description="`NAMESPACE/NAME` (patterns allowed) of sets that need a majority of their"
            ' members, beside those told by their image or the annotation `ststui/quorum: "true"`.'
        ),
    ] = ()
    never: Annotated[
        tuple[str, ...],
        Meta(
            description="`NAMESPACE/NAME` (patterns allowed) of sets that need none, whatever their"
            " image is."
        ),
    ] = ()


class Roles(Table, frozen=True, kw_only=True):
    """Where a member's role is read."""

    labels: Annotated[
        tuple[str, ...],
        Meta(description="Pod labels that tell a role, asked before those that ststui knows."),
    ] = ()


class Rules(Table, frozen=True, kw_only=True):
    """Own rules of diagnosis."""

    files: Annotated[
        tuple[str, ...],
        Meta(
            description="YAML files with own rules; a relative path starts at the settings' folder,"
            " `~` is your home."
        ),
    ] = ()


class Settings(Table, frozen=True, kw_only=True):
    """Everything that can be set. A flag wins over a setting."""

    read_only: Annotated[
        bool, Meta(description="Never write to any cluster, as `--read-only`.")
    ] = False
    dns: Annotated[
        DnsMode | None,
        Meta(
            description="When DNS is asked: `auto` while its column is visible, `on-demand` only by"
            " `D` and `ststui dns`, `off` never. Unset: `auto`, in protected contexts `on-demand`."
        ),
    ] = None
    theme: Annotated[
        Literal["dark", "light", "ansi"], Meta(description="Colours, as `--theme`.")
    ] = "dark"
    ascii: Annotated[bool, Meta(description="Draw with ASCII alone, as `--ascii`.")] = False
    mouse: Annotated[bool, Meta(description="Whether the mouse does anything.")] = True
    namespaces: Annotated[
        tuple[str, ...],
        Meta(
            description="Namespaces that `0` and `-A` show beside the context's own where all of"
            " them may not be read."
        ),
    ] = ()
    audit: Annotated[
        Audit,
        Meta(
            description="Where writes are noted: `file` (audit.jsonl in the state folder) or"
            " `syslog`, the way out of a full disk."
        ),
    ] = "file"
    protected: Protected = Protected()
    quorum: Quorum = Quorum()
    roles: Roles = Roles()
    rules: Rules = Rules()
    runbooks: Annotated[
        dict[str, str],
        Meta(
            description="Own words or an address for a rule, by its id; shown beside the finding."
        ),
    ] = msgspec.field(default_factory=dict)
