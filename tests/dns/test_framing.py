"""Laws of the framing: DNS over TCP, port-forward frames, ids, replies that are hostile."""

from __future__ import annotations

import itertools
import struct

import dns.flags
import dns.message
import dns.rrset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ststui.cluster.port_forward import in_short
from ststui.cluster.port_frames import PortFrames
from ststui.dns.flight import Flight, Silence
from ststui.dns.framing import Unframer, framed
from ststui.dns.message import Question, Reply, decode, encode

pytestmark = pytest.mark.pure

UNHURRIED = settings(deadline=None, max_examples=60)
"""No time is judged: other programs may need the processor."""

MESSAGES = st.lists(st.binary(max_size=300), max_size=8)


def cut(data: bytes, at: list[int]) -> list[bytes]:
    """The bytes in pieces."""
    edges = sorted({0, len(data), *(each % (len(data) + 1) for each in at)})
    return [data[a:b] for a, b in itertools.pairwise(edges)]


@UNHURRIED
@given(messages=MESSAGES, at=st.lists(st.integers(min_value=0), max_size=30))
def test_messages_come_out_whole_wherever_the_stream_is_cut(
    messages: list[bytes], at: list[int]
) -> None:
    unframer = Unframer()
    stream = b"".join(len(m).to_bytes(2, "big") + m for m in messages)
    assert [m for piece in cut(stream, at) for m in unframer.feed(piece)] == messages


def test_split_at_every_byte() -> None:
    unframer = Unframer()
    stream = framed(b"one") + framed(b"") + framed(b"three")
    found = [m for i in range(len(stream)) for m in unframer.feed(stream[i : i + 1])]
    assert found == [b"one", b"", b"three"]


@UNHURRIED
@given(data=st.binary(min_size=1, max_size=500), at=st.lists(st.integers(min_value=0), max_size=30))
def test_port_frames_give_back_the_data_wherever_they_are_cut(data: bytes, at: list[int]) -> None:
    frames = PortFrames(53)
    came = b""
    for channel in (0, 1):
        for piece in cut(struct.pack("<H", 53), at):
            came += frames.read(bytes((channel,)) + piece)
    for piece in cut(data, at):
        came += frames.read(b"\0" + piece)
    assert (came, frames.trouble) == (data, "")


@UNHURRIED
@given(messages=st.lists(st.binary(max_size=20), max_size=20))
def test_hostile_frames_never_raise_and_stop_at_the_first_trouble(messages: list[bytes]) -> None:
    frames = PortFrames(53)
    for message in messages:
        stopped = bool(frames.trouble)
        came = frames.read(message)
        assert not (stopped and came)


@pytest.mark.parametrize(
    ("messages", "trouble"),
    [
        ([b"\x01\x35\x00", b"\x01no such port"], "no such port"),
        ([b"\x01\x35\x00no such port"], "no such port"),
        ([b"\x00\x36\x00"], "port 54 was opened instead of 53"),
        ([b"\x02x"], "a frame for channel 2, which was not opened"),
    ],
)
def test_trouble_of_frames(messages: list[bytes], trouble: str) -> None:
    frames = PortFrames(53)
    assert [frames.read(each) for each in messages] == [b""] * len(messages)
    assert frames.trouble == trouble


def test_what_the_kubelet_says_in_short() -> None:
    said = (
        "error forwarding port 53 to pod 1b2c, uid : failed to execute portforward in network "
        'namespace "/run/netns/x": failed to connect to localhost:53 inside namespace "1b2c", '
        "IPv4: dial tcp4 127.0.0.1:53: connect: connection refused"
    )
    assert in_short(said) == "connection refused"
    assert in_short("unable to do port forwarding:\n socat not found") == (
        "unable to do port forwarding: socat not found"
    )


def question(number: int) -> Question:
    return Question(f"db-{number}.db.shop.svc.cluster.local.", "A")


def reply(wire: bytes, address: str) -> bytes:
    """What an honest server says."""
    query = dns.message.from_wire(wire)
    response = dns.message.make_response(query)
    name = query.question[0].name.to_text()
    response.answer.append(dns.rrset.from_text(name, 5, "IN", "A", address))
    return response.to_wire()


@UNHURRIED
@given(
    order=st.permutations(range(40)),
    first=st.one_of(st.integers(0, 65_535), st.just(65_530)),
    window=st.integers(1, 50),
)
def test_replies_in_any_order_find_their_question_around_the_end_of_ids(
    order: list[int], first: int, window: int
) -> None:
    flight = Flight([question(n) for n in range(40)], window=window, first_id=first)
    while flight.open:
        wires = list(flight.take(now=1.0))
        assert len({wire[:2] for wire in wires}) == len(wires) <= window
        for index in sorted(range(len(wires)), key=lambda i: order[i]):
            asked = dns.message.from_wire(wires[index]).question[0].name.to_text()
            number = int(asked.split(".")[0].removeprefix("db-"))
            assert flight.land(reply(wires[index], f"10.0.0.{number}"), now=1.5)
    for number in range(40):
        found = flight.outcomes[question(number)]
        assert isinstance(found, Reply)
        assert (found.values, found.milliseconds) == ((f"10.0.0.{number}",), 500.0)


@UNHURRIED
@given(junk=st.binary(max_size=200))
def test_what_answers_nothing_asked_is_not_taken(junk: bytes) -> None:
    flight = Flight([question(1)], first_id=7)
    (wire,) = flight.take(now=0.0)
    assert not flight.land(junk, now=0.0)
    assert not flight.land(wire, now=0.0), "the query itself is no reply"
    other = encode(question(2), identity=7)
    assert other is not None
    assert not flight.land(reply(other, "10.6.6.6"), now=0.0), "the right id, another question"
    assert flight.open == 1


@UNHURRIED
@given(at=st.integers(0, 200), flip=st.integers(1, 255))
def test_a_damaged_reply_never_raises(at: int, flip: int) -> None:
    wire = encode(question(1), identity=7)
    assert wire is not None
    good = reply(wire, "10.0.0.1")
    damaged = bytearray(good)
    damaged[at % len(good)] ^= flip
    for data in (bytes(damaged), good[: at % len(good)], good + bytes((flip,)) * at):
        found = decode(data)
        assert found is None or isinstance(found[2], Reply)


def test_a_compression_loop_is_no_reply() -> None:
    header = struct.pack(">HHHHHH", 7, dns.flags.QR, 1, 0, 0, 0)
    assert decode(header + b"\xc0\x0c\x00\x01\x00\x01") is None


def test_everything_open_gets_the_silence() -> None:
    flight = Flight([question(n) for n in range(3)], window=1)
    tuple(flight.take(now=0.0))
    late = Silence(timed_out=True, why="nothing")
    flight.give_up(late)
    assert flight.outcomes == {question(n): late for n in range(3)}


def test_a_name_too_long_is_not_asked() -> None:
    long = Question(f"{'x' * 64}.db.", "A")
    flight = Flight([long])
    assert (flight.open, list(flight.take(now=0.0))) == (0, [])
    assert isinstance(flight.outcomes[long], Silence)
