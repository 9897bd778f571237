"""Fills real names into the texts of a rule."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from ststui.diagnosis.rule import Fix
from ststui.model.ordinal import pod_name
from ststui.wording.command import in_context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ststui.diagnosis.match import Match
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject

MAX_FACT = 800
"""Characters of a fact that a title shows."""
_NAME = re.compile(r"\{(?!end\})([a-z_]+)\}")
"""``{end}`` is of kubectl's jsonpath."""
_BLANK = re.compile(r"<[a-z_]+>")
"""What nobody but the reader knows."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


NAMES = (
    *("set", "namespace", "context", "kind", "name", "pod", "first_pod", "ordinal", "claim"),
    *("volume", "class", "node", "service", "nominated", "container", "code", "restarts"),
)
"""Names that texts may use without a sign of their own giving them; not each is known of each
object."""


def names_in(template: str) -> list[str]:
    """The names that a text uses."""
    return _NAME.findall(template)


def facts(seen: Seen, subject: Subject, match: Match) -> Mapping[str, str]:
    """Names for the texts: those of the objects at hand, then the facts of the signs."""
    claim = subject.claim
    pod = subject.pod
    node = subject.name if subject.kind == "Node" else (pod.spec.node_name if pod else "")
    if claim is None and subject.ordinal is not None:
        claim = next(iter(seen.family.claims_by_ordinal.get(subject.ordinal, ())), None)
    known = {
        "set": seen.family.name,
        "namespace": seen.family.namespace,
        "context": seen.family.context,
        "kind": subject.kind,
        "name": subject.name,
        "pod": pod.metadata.name if pod else (subject.name if subject.kind == "Pod" else ""),
        "first_pod": pod_name(seen.family.name, seen.set.start),
        "ordinal": "" if subject.ordinal is None else str(subject.ordinal),
        "claim": claim.metadata.name if claim else "",
        "volume": claim.spec.volume_name if claim else "",
        "class": (claim.spec.storage_class_name or "") if claim else "",
        "node": node,
        "service": subject.name if subject.service else seen.set.spec.service_name,
        "nominated": pod.status.nominated_node_name if pod else "",
    }
    short = {name: value[:MAX_FACT] for name, value in match.facts.items()}
    return {name: value for name, value in {**known, **short}.items() if value}


def fill(template: str, known: Mapping[str, str]) -> str:
    """A text with names; one that is not known is ``<name>``."""
    return _NAME.sub(lambda found: known.get(found[1], f"<{found[1]}>"), template)


def fill_command(template: str, known: Mapping[str, str]) -> str:
    """A shell command that names its context.

    Every name is quoted where the shell would not take it as one word; one that holds control
    characters is none. What the reader has to fill in is said in front, and the command is a
    comment then: pasted as it is it does nothing.
    """

    def quoted(found: re.Match[str]) -> str:
        value = known.get(found[1])
        return f"<{found[1]}>" if value is None or _CONTROL.search(value) else shlex.quote(value)

    command = in_context(_NAME.sub(quoted, template), known.get("context", ""))
    blanks = dict.fromkeys(_BLANK.findall(command))
    return f"# fill in {', '.join(blanks)}: {command}" if blanks else command


def fill_fix(fix: Fix, known: Mapping[str, str]) -> Fix:
    """A fix with names."""
    return Fix(fill(fix.text, known), fill_command(fix.command, known))
