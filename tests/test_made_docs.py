"""Pages made from registries are what the registries say now."""

from __future__ import annotations

import pytest

from tests.made_docs import DOCS, PAGES

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text() == PAGES[name](), "make docs"
