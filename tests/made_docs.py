"""The pages of docs/ that are made from registries: ``python -m tests.made_docs`` writes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.inspect import Metadata, multi_type_info

from ststui.report.rules_page import rules_page
from ststui.settings.settings import Settings, Table
from ststui.ui.commands import COMMANDS, MOVES, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCS = Path(__file__).parents[1] / "docs"

SETTINGS_HEAD = """# Settings

`$XDG_CONFIG_HOME/ststui/settings.toml` (`~/.config/ststui/settings.toml`; on macOS
`~/Library/Application Support/ststui/settings.toml`). No file is needed. A flag wins over a
setting. A key that is not known, or a value that cannot be meant, ends ststui with the file, the
line and the nearest known key. Made from `ststui/settings/settings.py`.

| key | values | default | what it does |
|---|---|---|---|
"""

SETTINGS_TAIL = """
```toml
dns = "on-demand"
namespaces = ["shop", "bank"]

[protected]
contexts = ["*prod*", "bank-*"]

[quorum]
sets = ["shop/votes-*"]

[runbooks]
"pvc-no-class" = "https://runbooks.example.com/storage"
```
"""


def keys_page() -> str:
    """docs/keys.md."""
    lines = ["# Keys", "", "Made from the registry in `ststui/ui/commands.py`."]
    for section, title in SECTIONS.items():
        lines += ["", f"## {title}", "", "| key | what it does |", "|---|---|"]
        if section == "move":
            lines += [f"| `{keys}` | {words} |" for keys, words in MOVES]
        lines += [f"| `{c.shown}` | {c.help} |" for c in COMMANDS if c.section == section]
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """docs/settings.md."""
    return SETTINGS_HEAD + "".join(_rows(Settings, "")) + SETTINGS_TAIL


def _rows(table: type[Table], above: str) -> Iterator[str]:
    for each in msgspec.structs.fields(table):
        if isinstance(each.type, type) and issubclass(each.type, Table):
            yield from _rows(each.type, f"{above}{each.name}.")
            continue
        (found,) = multi_type_info([each.type])
        assert isinstance(found, Metadata)
        assert found.extra_json_schema is not None
        words = found.extra_json_schema["description"]
        default = None if each.default is msgspec.NODEFAULT else each.default
        yield f"| `{above}{each.name}` | {_values(found.type)} | {_default(default)} | {words} |\n"


def _values(kind: Any) -> str:
    match type(kind).__name__:
        case "BoolType":
            return "`true`, `false`"
        case "LiteralType":
            return ", ".join(f"`{each}`" for each in kind.values)
        case "UnionType":
            return ", ".join(_values(e) for e in kind.types if type(e).__name__ != "NoneType")
        case "VarTupleType":
            return "a list of texts"
        case "DictType":
            return "a table of texts"
        case other:
            raise AssertionError(other)


def _default(value: Any) -> str:
    match value:
        case None | () | {}:
            return "none"
        case bool():
            return f"`{str(value).lower()}`"
        case tuple():
            return ", ".join(f"`{each}`" for each in value)
        case _:
            return f"`{value}`"


PAGES: dict[str, Callable[[], str]] = {
    "keys.md": keys_page,
    "settings.md": settings_page,
    "rules.md": rules_page,
}


if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
