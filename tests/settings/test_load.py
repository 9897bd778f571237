"""Settings: what is read, and how a mistake is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ststui.errors import UsageError
from ststui.settings import Settings, load
from ststui.settings.load import known_keys, parse
from ststui.settings.protection import protecting

pytestmark = pytest.mark.pure

PATH = Path("settings.toml")


def test_no_file_sets_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Settings()


def test_every_table_is_read() -> None:
    found = parse(
        """
read_only = true
dns = "on-demand"
namespaces = ["shop", "bank"]
audit = "syslog"

[protected]
contexts = ["bank-*"]

[quorum]
sets = ["shop/votes-*"]

[roles]
labels = ["example.com/role"]

[rules]
files = ["own.yaml"]

[runbooks]
"pvc-no-storageclass" = "https://runbooks.example.com/storage"
""",
        path=PATH,
    )
    assert found.read_only
    assert found.dns == "on-demand"
    assert found.namespaces == ("shop", "bank")
    assert found.audit == "syslog"
    assert found.protected.contexts == ("bank-*",)
    assert found.quorum.sets == ("shop/votes-*",)
    assert found.roles.labels == ("example.com/role",)
    assert found.rules.files == ("own.yaml",)
    assert found.runbooks["pvc-no-storageclass"].startswith("https://runbooks")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'theme = "dark"\nreadonly = true\n',
            'settings.toml, line 2: "readonly" is no setting; did you mean read_only?',
        ),
        (
            "[protected]\n# ours\ncontext = []\n",
            (
                'settings.toml, line 3: "protected.context" is no setting; '
                "did you mean protected.contexts?"
            ),
        ),
        ("protected.context = []", 'settings.toml, line 1: "protected.context" is no setting; did'),
        ("\n[protect]\n", 'settings.toml, line 2: "protect" is no setting; '),
        ("\ntheme = 7\n", "settings.toml, line 2: theme: Expected str, got int; see"),
        ('dns = "sometimes"', "settings.toml, line 1: dns: Invalid enum value 'sometimes'; see"),
        (
            "[roles]\nlabels = [1]",
            "settings.toml, line 2: roles.labels: Expected str, got int; see",
        ),
        ("theme = ", "settings.toml is no TOML: "),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text, path=PATH)
    assert str(caught.value).startswith(told)


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="it is not UTF-8"):
        load(path)


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Is a directory"):
        load(tmp_path)


def test_known_keys_are_dotted() -> None:
    assert {"theme", "protected.contexts", "runbooks"} <= set(known_keys())


@pytest.mark.parametrize(
    ("context", "cluster", "server", "by"),
    [
        ("shop-prod-eu", "c", "https://10.0.0.1", "*prod*"),
        ("shop", "PRD-1", "https://10.0.0.1", "*prd*"),
        ("shop", "c", "https://api.live.example.com", "*live*"),
        ("shop-dev", "c", "https://10.0.0.1", None),
    ],
)
def test_protection_by_name_cluster_or_server(
    context: str, cluster: str, server: str, by: str | None
) -> None:
    patterns = Settings().protected.contexts
    assert protecting(patterns, context=context, cluster=cluster, server=server) == by
