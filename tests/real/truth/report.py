"""What many replays found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.real.truth.life import NOT_GONE

if TYPE_CHECKING:
    from tests.real.truth.result import Result


def report(results: tuple[Result, ...]) -> str:
    """Totals, and each disagreement with its seed and what was done before."""
    verdicts = [result.verdict for result in results]
    seeds = f"seeds {results[0].seed} to {results[-1].seed}" if results else "no runs"
    total = (
        f"{len(results)} runs ({seeds}): "
        f"{sum(v.pods for v in verdicts)} pods created or deleted, "
        f"{sum(v.changed for v in verdicts)} adopted, released or relabelled, "
        f"{sum(v.claims for v in verdicts)} claims written, "
        f"{sum(v.rests for v in verdicts)} rests as foretold "
        f"({sum(v.asleep for v in verdicts)} more not woken yet), "
        f"({sum(v.mixed for v in verdicts)} by caches of different age); "
        f"{sum(len(v.wrong) for v in verdicts)} not"
    )
    besides = (
        f"  {sum(v.successors for v in verdicts)} successors' revisions as said; not observed yet: "
        f"{sum(v.named for v in verdicts)} revisions named, {sum(v.unnamed for v in verdicts)} "
        f"said to be unknown, {sum(v.unsaid for v in verdicts)} deeds foretold only by comparing "
        f"templates. Not compared: {sum(v.successors_not_compared for v in verdicts)} successors, "
        f"the revisions of {sum(v.any_revision for v in verdicts)} created pods, "
        f"{sum(v.other_writes for v in verdicts)} writes to revisions, "
        f"the end of {sum(NOT_GONE in result.done for result in results)} sets that took too long"
    )
    return "\n".join([total, besides, *(each for one in results for each in disagreements(one))])


def disagreements(result: Result) -> list[str]:
    """What was not as foretold in one life, with its seed and what was done before."""
    after = "  after: " + " | ".join(result.done)
    return [f"--- seed {result.seed}: {wrong}\n{after}" for wrong in result.verdict.wrong]
