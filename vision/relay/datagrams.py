"""Many datagrams in one system call: UDP segmentation offload (Linux 4.18 and newer), else one by one."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import struct
from collections.abc import Iterator, Sequence
from typing import Any

log = logging.getLogger(__name__)

Address = tuple[str, int]

# linux/udp.h; the socket module does not name it.
_UDP_SEGMENT = 103
_SEGMENT_SIZE = struct.Struct("=H")
# The kernel takes 64 segments and as much as fits into one oversized datagram.
_MAX_SEGMENTS, _MAX_BYTES = 64, 60_000
_UNSUPPORTED = {errno.EINVAL, errno.EIO, errno.EMSGSIZE, errno.ENOPROTOOPT, errno.EOPNOTSUPP}


class BatchSender:
    """Sends on a transport's own socket. What the socket does not take at once goes the transport's way."""

    def __init__(self) -> None:
        self._is_supported = hasattr(socket.socket, "sendmsg")

    def send(self, transport: Any, packets: Sequence[bytes], address: Address) -> None:
        """`transport` is asyncio's for datagrams; packets that wait in it keep their place in front."""
        for run in runs(packets):
            is_alone = len(run) == 1 or not self._is_supported or transport.get_write_buffer_size()
            if is_alone or not self._send_run(transport, run, address):
                for packet in run:
                    transport.sendto(packet, address)

    def _send_run(self, transport: asyncio.DatagramTransport, run: Sequence[bytes], address: Address) -> bool:
        """False when nothing of it was sent."""
        own = getattr(transport.get_extra_info("socket"), "_sock", None)
        if own is None:
            self._is_supported = False
            return False
        option = (socket.IPPROTO_UDP, _UDP_SEGMENT, _SEGMENT_SIZE.pack(len(run[0])))
        try:
            own.sendmsg(run, [option], 0, address)
        except OSError as error:
            if error.errno in _UNSUPPORTED:
                log.debug("sending datagrams one by one: %s", error)
                self._is_supported = False
            return False
        return True


def runs(packets: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """Cut into pieces that the kernel can take apart again: all of one size, and perhaps a shorter one at the end."""
    start = 0
    while start < len(packets):
        size = len(packets[start])
        limit = min(len(packets), start + min(_MAX_SEGMENTS, max(1, _MAX_BYTES // max(size, 1))))
        end = start + 1
        while end < limit and len(packets[end]) == size:
            end += 1
        if end < limit and len(packets[end]) < size:
            end += 1
        yield packets[start:end]
        start = end
