"""Reading the settings, with errors that name file, line and the nearest known key."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import msgspec
from platformdirs import user_config_path

from ststui.errors import UsageError
from ststui.settings.settings import Settings, Table
from ststui.settings.where import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FREE = frozenset({"runbooks"})
"""Tables whose keys are free."""


def place() -> Path:
    """Where the settings are, whether they exist or not."""
    return user_config_path("ststui") / "settings.toml"


def load(path: Path | None = None) -> Settings:
    """Read the settings; a file that is not there sets nothing.

    Args:
        path: the file; `place()` by default.

    Raises:
        UsageError: the file cannot be read or says something that is not known; names the file,
            the line and the nearest known key.
    """
    path = place() if path is None else path
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(
            f"the settings {path} cannot be read: {why}", try_="mend or remove it"
        ) from None
    return parse(text, path=path)


def parse(text: str, *, path: Path) -> Settings:
    """Settings from the text of a file.

    Raises:
        UsageError: as `load`.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is no TOML: {error}", try_="see docs/settings.md") from None
    for key in _unknown(given, Settings):
        raise _unknown_key(text, key, path=path)
    try:
        return msgspec.convert(given, Settings)
    except msgspec.ValidationError as error:
        raise _wrong_value(text, str(error), path=path) from None


def _unknown(
    given: dict[str, Any], table: type[Table], above: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    known = {each.name: each.type for each in msgspec.structs.fields(table)}
    for name, value in given.items():
        if name not in known:
            yield (*above, name)
        elif isinstance(value, dict) and name not in FREE:
            below = known[name]
            if isinstance(below, type) and issubclass(below, Table):
                yield from _unknown(value, below, (*above, name))


def _unknown_key(text: str, key: tuple[str, ...], *, path: Path) -> UsageError:
    known = tuple(known_keys())
    near = get_close_matches(".".join(key), known, n=1, cutoff=0.5)
    try_ = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    where = _at(path, line_of(text, key))
    return UsageError(f'{where}: "{".".join(key)}" is no setting', try_=try_)


def _wrong_value(text: str, error: str, *, path: Path) -> UsageError:
    what, _, at = error.partition(" - at `$")
    key = tuple(re.findall(r"\.(\w+)", at.rstrip("`")))
    what = what.replace("`", "")
    where = _at(path, line_of(text, key))
    return UsageError(f"{where}: {'.'.join(key) or 'a value'}: {what}", try_="see docs/settings.md")


def _at(path: Path, line: int | None) -> str:
    return f"{path}, line {line}" if line is not None else str(path)


def known_keys(table: type[Table] = Settings, above: str = "") -> Iterator[str]:
    """Every key, dotted: ``protected.contexts``."""
    for each in msgspec.structs.fields(table):
        if isinstance(each.type, type) and issubclass(each.type, Table):
            yield from known_keys(each.type, f"{above}{each.name}.")
        else:
            yield f"{above}{each.name}"
