"""The end of a certificate, read from its bytes, against the cryptography package."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.cluster.certificate import expires_at
from tests.cluster.loopback import certificate

pytestmark = pytest.mark.pure


GOOD = certificate(datetime(2026, 1, 1, tzinfo=UTC))[0]


@pytest.mark.parametrize(
    "ends",
    [
        datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2050, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_the_end_is_read(ends: datetime) -> None:
    assert expires_at(certificate(ends)[0]) == ends
    assert expires_at(certificate(ends, name="y" * 60)[0]) == ends


def test_the_first_of_a_chain_counts() -> None:
    first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
    chain = b"Bag Attributes\n" + certificate(first)[0] + certificate(second)[0]
    assert expires_at(chain) == first


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"no certificate",
        b"-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----",
        b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----",
        b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    ],
)
def test_nonsense_has_no_end(text: bytes) -> None:
    assert expires_at(text) is None


@given(cut=st.integers(30, 300), put=st.binary(max_size=8))
def test_a_damaged_certificate_is_no_accident(cut: int, put: bytes) -> None:
    expires_at(GOOD[:cut] + put + GOOD[cut + len(put) :])
