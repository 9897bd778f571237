"""Plans: what an action would do, what can go wrong, and the requests that do it. Pure.

How an action is made and carried out:

1. Somebody reads a Family and its surroundings and puts them into `Grounds`, with the time, the
   rights that are missing and the hints of the settings (`ststui.live.grounds` does it anew from
   the API server; the screen may use what it watches).
2. `plan_scale(grounds, replicas=5)` and its siblings in `kinds/` give a `Plan`: title, whether it
   is possible or refused and why, consequences (pods in order, claims), warnings (each dangerous
   or not), requests, the kubectl command, and how to reverse it. A plan is a value: making one
   costs nothing and asks nobody; a dialog makes one for every key.
3. `plan.allowed` and `plan.changes` say whether there is anything to confirm; `plan.dangerous`
   says that `plan.subject.name` has to be typed.
4. `ststui.writing.carry_out` does it: gate, fresh grounds and a new plan by the same function,
   dry run, audit, send, audit. What happened is a value too.

`offered(key, grounds)` says whether an action can be asked for at all, for keys that stay visible
and say why not.

To add an action: one file in `kinds/` with `obstacle(grounds)` and `plan_…`, its risks from
`risks/`; its right in `need.py`, a line in `offered.py` and in `way_back.py`. For the command line
its words in `ACTIONS` of `cli/commands.py`, and in `cli/asked.py` its arguments and a case (without
one it is a bug, and never another action); for the screen a `Deed` in `ui/plans/deed.py`, with a
question of `ui/plans/questions/`, its word in `ui/acting.py` and its key in `ui/commands.py`. Then
hold its plan against the real cluster in tests/real/test_plans.py, and add it to the lists of what
a read-only program, a webhook and missing rights refuse (tests/real/test_writing*.py).

To add a risk: a function in `risks/` from `Grounds` to warnings, called by the kinds that it
concerns; a new code goes into `plan.Code`, docs/safety.md and docs/json.md.
"""

from ststui.actions.grounds import Grounds, QuorumHints
from ststui.actions.kinds.cleanup import ghosts, plan_cleanup
from ststui.actions.kinds.delete_claim import plan_claim_deletion
from ststui.actions.kinds.delete_pod import plan_pod_deletion
from ststui.actions.kinds.delete_set import plan_set_deletion
from ststui.actions.kinds.expand import plan_expansion
from ststui.actions.kinds.image import plan_image
from ststui.actions.kinds.partition import plan_partition
from ststui.actions.kinds.restart import plan_restart
from ststui.actions.kinds.rollback import plan_rollback
from ststui.actions.kinds.scale import plan_scale
from ststui.actions.need import NEEDS, Need
from ststui.actions.offered import Offer, Offered, offered
from ststui.actions.plan import (
    Action,
    Caution,
    Consequences,
    LostClaim,
    Plan,
    PlannedRequest,
    Reversal,
    Subject,
)
from ststui.actions.reverse import plan_reversal

__all__ = [
    "NEEDS",
    "Action",
    "Caution",
    "Consequences",
    "Grounds",
    "LostClaim",
    "Need",
    "Offer",
    "Offered",
    "Plan",
    "PlannedRequest",
    "QuorumHints",
    "Reversal",
    "Subject",
    "ghosts",
    "offered",
    "plan_claim_deletion",
    "plan_cleanup",
    "plan_expansion",
    "plan_image",
    "plan_partition",
    "plan_pod_deletion",
    "plan_restart",
    "plan_reversal",
    "plan_rollback",
    "plan_scale",
    "plan_set_deletion",
]
