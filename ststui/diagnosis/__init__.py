"""Why a set or a pod is not well: rules, their evidence and what fixes it. Pure.

``diagnose(seen, built_in())`` asks every rule. What it sees is a ``Seen``: the Family, its
Surroundings (what lies beside the set and is read only when a rule needs it) and the API server's
time. No rule does I/O: a rule whose evidence was not read is "not checked", and what nobody asked
for yet stands in ``Diagnosis.wanted``; live/ reads that, and the rules are asked again.

How to add a rule
-----------------
1. Choose the file of its subject in ``rules/`` (at most about 250 lines; begin a new file rather
   than a long one, and add it to ``GROUPS`` in ``rules/__init__.py``). Files of rules do not import
   one another.
2. Write a ``Rule(...)`` into its ``RULES``:

   * ``id`` never changes later. ``about`` says which objects it is asked for one by one: set, pod,
     ordinal (wanted, without a pod), claim, service, node.
   * ``signs`` must all hold, asked in order; begin with a cheap one that most objects fail, and use
     the shared constants (``UNSCHEDULED``, ``CREATING``, ``NOT_READY``, ``ON_NODE``,
     ``TERMINATING``): equal first signs are asked once for all rules. Then texts (``Scheduler``,
     ``Waits``, ``Ended``, ``EventSign``, ``Refusal``, ``PodCondition``, ``ClaimCondition``), then
     checks that need what is dear to read. Where these do not suffice: a pure function in the same
     file as ``PodCheck(function, needs=("pods", "nodes"))``, likewise ``ClaimCheck``,
     ``ServiceCheck``, ``SetCheck``, ``UsageCheck``, ``Check``. It returns None, a ``Match`` or
     ``found("fact", "where it was read", since=…, name="value")``; ``at=At(…)`` names another
     object at fault than the one asked for.
   * ``needs`` is a promise: a function that looks at ``seen.nodes`` must name ``nodes``, or it will
     take "not readable" for "there is none". What only adds to the evidence goes into a sign of its
     own in ``IfRead(…)``: it is read where that is allowed, and not needed.
   * Named groups of patterns and keyword arguments of ``found`` are facts; texts use them as
     ``{name}`` beside ``{set} {namespace} {pod} {ordinal} {claim} {volume} {class} {node}
     {service}``. Commands are quoted for the shell where needed; kubectl's ``{end}`` is left alone.
     A step that some fact makes needless has ``unless="that_fact"``.
   * Evidence that settles it fires at once. A wait gets ``after=SECONDS`` (it needs a match with
     ``since``); a match that is ``settled`` does not wait, and ``sooner`` tells when. A risk
     without a symptom gets ``advice=True``. Texts that nobody verified in source or on a cluster:
     ``hint=True``.
   * An event may be older than the state of its object: first a sign of the present state.
   * ``explains`` / ``explained_by`` (ids or patterns): the symptom of the same ordinal is taken in
     by its cause and not listed. One side is enough. A hint about the set takes in nothing that is
     definite, and stands behind what is equally bad.
   * What one cause does to several pods is one finding: ``alike.py`` lists the rules whose cause
     lies beside the pod. Titles that differ by more than the object's own names are other causes.
3. Give it a ``Case``: ``fires`` makes the trouble from a healthy set of three in the cluster's real
   words, ``silent`` the nearest case without it (see ``example/example.py`` for the words). Tests
   are made of it: fires, silent, "not checked" for each of its needs, nothing of a pod that has
   moved on, a wait that is silent before its time, commands that can be pasted, nothing read that
   is not named. What else it must not say goes to ``tests/diagnosis/test_more_cases.py``.
4. ``make docs`` writes it into docs/rules.md. Then ``.venv/bin/python -m pytest -q -m pure
   tests/diagnosis`` and ``-k your-rule``. The healthy set must stay without findings and without
   advice.
"""

from ststui.diagnosis.diagnose import diagnose
from ststui.diagnosis.example import Example
from ststui.diagnosis.finding import Diagnosis, Finding, NotChecked
from ststui.diagnosis.match import At, Evidence, Match, found
from ststui.diagnosis.need import NEEDS, Need
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.rules import Book, built_in, faults
from ststui.diagnosis.seen import Seen
from ststui.diagnosis.severity import SEVERITIES, Severity, at_least

__all__ = [
    "NEEDS",
    "SEVERITIES",
    "At",
    "Book",
    "Case",
    "Diagnosis",
    "Evidence",
    "Example",
    "Finding",
    "Fix",
    "Match",
    "Need",
    "NotChecked",
    "Rule",
    "Seen",
    "Severity",
    "at_least",
    "built_in",
    "diagnose",
    "faults",
    "found",
]
