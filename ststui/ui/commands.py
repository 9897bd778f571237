"""Every command once: key, words, where it applies; bindings, palette and help come from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Section = Literal["move", "look", "find", "act", "program"]
SECTIONS: dict[Section, str] = {
    "move": "Moving",
    "look": "Looking",
    "find": "Finding",
    "act": "Acting",
    "program": "Program",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a user can ask for."""

    name: str
    """Name of the action, and its id in a keymap."""
    keys: str
    """Textual's names, separated by commas."""
    shown: str
    """The key as people write it."""
    title: str
    """A word or two, for the bar at the bottom and the palette."""
    help: str
    """One sentence."""
    section: Section
    bar: bool = False
    """Whether it stands in the bar at the bottom."""


COMMANDS = (
    Command(
        name="help",
        keys="question_mark",
        shown="?",
        title="help",
        help="Show all keys.",
        section="program",
        bar=True,
    ),
    Command(
        name="leave",
        keys="q",
        shown="q",
        title="quit",
        help="Go back; on the main screen: quit.",
        section="program",
        bar=True,
    ),
    Command(
        name="back",
        keys="escape",
        shown="esc",
        title="back",
        help="Go back: leave the prompt, take back the filter, leave the pane.",
        section="program",
    ),
    Command(
        name="do('diagnose')",
        keys="x",
        shown="x",
        title="diagnose",
        help="Why it is not well: evidence, commands that fix it, what was not checked.",
        section="look",
        bar=True,
    ),
    Command(
        name="filter",
        keys="slash",
        shown="/",
        title="filter",
        help="Filter rows: text or pattern, !not, -f fuzzy, -l label=value.",
        section="find",
        bar=True,
    ),
    Command(
        name="faults_only",
        keys="ctrl+z",
        shown="ctrl-z",
        title="faults only",
        help="Show only what is not Ready, missing, terminating, not Bound or has a finding.",
        section="find",
        bar=True,
    ),
    Command(
        name="command",
        keys="colon",
        shown=":",
        title="command",
        help="Type a command: ns NAME, ctx NAME, sts NAMESPACE, rw, q.",
        section="find",
        bar=True,
    ),
    Command(
        name="sort('name')",
        keys="N",
        shown="shift-n",
        title="sort by name",
        help="Sort by name; again: worst first.",
        section="find",
    ),
    Command(
        name="sort('age')",
        keys="A",
        shown="shift-a",
        title="sort by age",
        help="Sort by age; again: worst first.",
        section="find",
    ),
    Command(
        name="sort('state')",
        keys="S",
        shown="shift-s",
        title="sort by state",
        help="Sort by state; again: worst first.",
        section="find",
    ),
    Command(
        name="focus_pane",
        keys="tab",
        shown="tab",
        title="pane",
        help="Go to the detail pane and back.",
        section="move",
        bar=True,
    ),
    Command(
        name="toggle_pane",
        keys="shift+tab",
        shown="shift-tab",
        title="hide pane",
        help="Hide or show the detail pane.",
        section="look",
    ),
    Command(
        name="do('dns')",
        keys="D",
        shown="D",
        title="DNS",
        help="DNS matrix: every name × every DNS server; on an ordinal that name.",
        section="look",
    ),
    Command(
        name="relist",
        keys="ctrl+r",
        shown="ctrl-r",
        title="relist",
        help="Read everything of this view anew (at most every 5 s).",
        section="look",
    ),
    Command(
        name="copy",
        keys="c",
        shown="c",
        title="copy",
        help="Copy the name of what is selected (OSC 52, also over SSH).",
        section="look",
        bar=True,
    ),
    Command(
        name="save",
        keys="ctrl+s",
        shown="ctrl-s",
        title="save",
        help="Save what the tree shows as text in the current folder.",
        section="look",
    ),
    Command(
        name="redraw",
        keys="ctrl+l",
        shown="ctrl-l",
        title="redraw",
        help="Paint the whole screen anew.",
        section="program",
    ),
    Command(
        name="namespaces",
        keys="n",
        shown="n",
        title="namespaces",
        help="Choose a namespace from a list; 0 is all of them, 1–9 the first ones.",
        section="find",
    ),
    Command(
        name="do('scale')",
        keys="s",
        shown="s",
        title="scale",
        help="Scale the set; shows first which pods and claims come and go.",
        section="act",
        bar=True,
    ),
    Command(
        name="do('partition')",
        keys="P",
        shown="P",
        title="partition",
        help="Set the partition of the set: a canary, freeze, release.",
        section="act",
        bar=True,
    ),
    Command(
        name="do('restart')",
        keys="r",
        shown="r",
        title="restart",
        help="Restart the set pod by pod; on a pod: evict it, so that it is made anew.",
        section="act",
        bar=True,
    ),
    Command(
        name="do('rollback')",
        keys="b",
        shown="b",
        title="roll back",
        help="Roll the set back to an earlier revision; shows the difference.",
        section="act",
    ),
    Command(
        name="do('image')",
        keys="i",
        shown="i",
        title="image",
        help="Set the image of a container of the set.",
        section="act",
    ),
    Command(
        name="do('watch')",
        keys="w",
        shown="w",
        title="watch",
        help="Watch the set move: forecast beside reality, ordinal by ordinal.",
        section="act",
        bar=True,
    ),
    Command(
        name="do('delete')",
        keys="ctrl+d",
        shown="ctrl-d",
        title="delete",
        help="Delete the set, the pod or the claim; on a ghost: choose claims to delete.",
        section="act",
        bar=True,
    ),
    Command(
        name="do('kill')",
        keys="ctrl+k",
        shown="ctrl-k",
        title="kill",
        help="Kill the pod, or force its deletion.",
        section="act",
    ),
    Command(
        name="do('reverse')",
        keys="U",
        shown="U",
        title="reverse",
        help="Reverse my last write on this set, where that is still safe.",
        section="act",
    ),
    Command(
        name="do('cleanup')",
        keys="C",
        shown="C",
        title="clean up claims",
        help="Delete claims that ordinals outside the range left behind; each ticked.",
        section="act",
    ),
    Command(
        name="do('expand')",
        keys="E",
        shown="E",
        title="expand claims",
        help="Ask for more storage for the claims of all ordinals.",
        section="act",
    ),
)
"""All commands of the main screen."""

MOVES = (
    ("↑ ↓ k j", "Move by rows"),
    ("g G", "First and last row"),
    ("pgup pgdn", "Move by screens"),
    ("← →", "Collapse, expand"),
    ("enter", "Expand or collapse"),
    ("0–9", "0: all namespaces; 1–9: the first namespaces"),
    ("ctrl-p", "Command palette"),
)
"""Keys of widgets, for the help."""
