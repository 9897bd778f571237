"""Own rules: what they find, and errors that name file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ststui.diagnosis import Example, diagnose
from ststui.errors import UsageError
from ststui.settings.load import load
from ststui.settings.own_rules import book, book_of, read_rules

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
        (
            "rules:\n- id: a-b\n  severity: high\n  title: '{pood} x'\n  event: {reason: R}\n",
            2,
            "nothing gives the name {pood}",
        ),
        (
            "rules:\n- id: a-b\n  severity: high\n  title: x\n  waiting: {reason: ''}\n",
            2,
            "a reason is empty",
        ),
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


def test_a_runbook_of_no_rule_names_line_and_nearest_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "ststui").mkdir()
    path = tmp_path / "ststui" / "settings.toml"
    path.write_text('[runbooks]\noomkilled = "call us"\npvc-no-clas = "x"\n')
    with pytest.raises(UsageError) as raised:
        book_of(load(path))
    assert f'{path}, line 3: runbooks: there is no rule "pvc-no-clas"' in str(raised.value)
    assert "did you mean pvc-no-class?" in str(raised.value)


def test_the_example_of_the_page_is_right(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "own-rules.md").read_text()
    text = page.partition("```yaml\n")[2].partition("```")[0]
    rules = read_rules(written(tmp_path, text), known=frozenset())
    assert [each.id for each in rules] == ["shop-license", "shop-not-in-sync"]
