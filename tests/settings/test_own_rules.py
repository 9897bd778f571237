"""Own rules: what they find, and errors that name file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Example, diagnose
from ststui.errors import UsageError
from ststui.settings.own_rules import book, read_rules

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.pure

GOOD = """\
rules:
- id: acme-license
  severity: high
  title: "{pod}: the license of {product} has expired"
  event: {reason: LicenseExpired, text: "license of (?P<product>\\\\w+) expired"}
  fix:
  - text: ask for a new one
    command: "acme license renew {product} -n {namespace}"
  doc: https://acme.example/runbooks/license
- id: acme-slow
  severity: medium
  title: "{pod} is not ready for long"
  not_ready: true
  condition: {type: Ready, reason: ContainersNotReady}
  after: 120
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(text)
    return path


def test_an_event_rule_fires_with_its_facts(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    example = Example().pod(1).event("LicenseExpired", "license of quux expired")
    (finding,) = diagnose(example.seen(), book((str(path),))).findings
    assert finding.title == "web-1: the license of quux has expired"
    assert finding.fix[0].command == "acme license renew quux -n shop"
    assert finding.rule.address == "https://acme.example/runbooks/license"


def test_a_wait_fires_only_after_its_time(tmp_path: Path) -> None:
    rules = book((str(written(tmp_path, GOOD)),))

    def found(seconds: float) -> set[str]:
        example = Example().pod(1).running(for_=seconds)
        return {e.rule.id for e in diagnose(example.seen(), rules).findings}

    assert "acme-slow" in found(300)
    assert "acme-slow" not in found(60)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("rules:\n- id: a-b\n  severity: awful\n  title: x\n", 3, "awful"),
        ("rules:\n- id: a-b\n  severity: high\n  title: x\n  evnt: {}\n", 2, "evnt"),
        ("rules:\n- id: a-b\n  severity: high\n  title: x\n", 2, "looks for nothing"),
        (
            "rules:\n- id: oomkilled\n  severity: high\n  title: x\n  event: {reason: R}\n",
            2,
            "is taken",
        ),
        (
            "rules:\n- id: a-b\n  severity: high\n  title: x\n  event: {reason: R, text: '('}\n",
            2,
            "no regular expression",
        ),
        ("rules:\n- id: a-b\n  severity: [\n", 4, ""),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as raised:
        read_rules(path, known=frozenset({"oomkilled"}))
    assert f"{path}, line {line}" in str(raised.value)
    assert what in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_rules(tmp_path / "none.yaml", known=frozenset())
