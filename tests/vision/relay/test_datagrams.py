"""Many packets in one system call arrive as if each had been sent alone."""

from __future__ import annotations

import asyncio
import errno
import random
import socket
from collections.abc import Sequence
from typing import Any

import pytest

from vision.relay.datagrams import Address, BatchSender, runs


def _packets(sizes: Sequence[int]) -> list[bytes]:
    return [random.Random(number).randbytes(size) for number, size in enumerate(sizes)]


async def _receive(sender: BatchSender, packets: list[bytes]) -> list[bytes]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        receiver.settimeout(5)
        sender.send(transport, packets, receiver.getsockname())
        received = [receiver.recv(65_536) for _ in packets]
    transport.close()
    return received


def test_runs_hold_everything_in_order_and_only_their_last_may_be_shorter() -> None:
    noise = random.Random(1)
    for _ in range(300):
        packets = _packets(noise.choices((40, 700, 1236), k=noise.randrange(200)))
        cut = list(runs(packets))
        assert [packet for run in cut for packet in run] == packets
        for run in cut:
            sizes = [len(packet) for packet in run]
            assert set(sizes[:-1]) <= {sizes[0]}
            assert sizes[-1] <= sizes[0]
            assert len(run) <= 64
            assert sum(sizes) <= 60_000 + sizes[0]


def test_a_keyframe_arrives_packet_by_packet() -> None:
    packets = _packets([60, *[1236] * 70, 500, 30, 1236])
    assert asyncio.run(_receive(BatchSender(), packets)) == packets


class _OldKernel:
    """A transport whose socket knows no offload; what goes its own way is kept."""

    def __init__(self, number: int) -> None:
        self.sent: list[bytes] = []
        self.asked = 0
        self._error = number

    _sock = property(lambda self: self)

    def get_extra_info(self, _: str) -> Any:
        return self

    def get_write_buffer_size(self) -> int:
        return 0

    def sendmsg(self, *_: Any) -> int:
        self.asked += 1
        raise OSError(self._error, "refused")

    def sendto(self, packet: bytes, _: Address) -> None:
        self.sent.append(packet)


@pytest.mark.parametrize(("number", "asked"), [(errno.EINVAL, 1), (errno.EAGAIN, 2)])
def test_a_kernel_that_cannot_is_asked_once_and_a_full_socket_again(number: int, asked: int) -> None:
    sender, transport, packets = BatchSender(), _OldKernel(number), _packets([1236, 1236, 100])
    for _ in range(2):
        sender.send(transport, packets, ("127.0.0.1", 9))
    assert transport.sent == packets * 2
    assert transport.asked == asked
