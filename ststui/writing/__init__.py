"""The one way to a cluster's state: nothing else in ststui sends what changes something.

`carry_out(writer, plan, again=…, name=…)` carries out a plan of `ststui.actions`:

1. The gate (`gate`): `--read-only`, protected contexts.
2. The name, where the plan is dangerous or the context protected.
3. Fresh grounds and the same plan anew (`again`): where it is worse or its object changed, nothing
   is done and `Outcome.changed` says what changed; `Outcome.plan` is the one to show then.
4. A dry run of every request; a webhook that takes none makes the plan dangerous.
5. A line in the audit, the request, a line in the audit. JSON Patches test the uid and what the
   plan was made from; deletions have the uid as a precondition.

`try_out` does the dry run alone, for showing. `left_open` tells at a start what was begun and not
ended; `last_reversal` what `U` goes back on.
"""

from ststui.settings.gate import Gate, gate
from ststui.writing.audit import Audit, FileAudit, place
from ststui.writing.carry_out import Tried, Writer, carry_out, try_out
from ststui.writing.chosen import audit_of
from ststui.writing.journal import last_reversal
from ststui.writing.left_open import LeftOpen, left_open, tell
from ststui.writing.outcome import End, Outcome
from ststui.writing.syslog_audit import SyslogAudit

__all__ = [
    "Audit",
    "End",
    "FileAudit",
    "Gate",
    "LeftOpen",
    "Outcome",
    "SyslogAudit",
    "Tried",
    "Writer",
    "audit_of",
    "carry_out",
    "gate",
    "last_reversal",
    "left_open",
    "place",
    "tell",
    "try_out",
]
