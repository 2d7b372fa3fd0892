"""Packets that come late, doubled, broken or not at all."""

from __future__ import annotations

import random
import struct

from vision.cameras.annexb import IDR, PPS, SPS, nal_type
from vision.cameras.h264_depacketizer import H264Depacketizer
from vision.cameras.rtp import ReorderBuffer, RtpPacket, TimestampUnwrapper, parse_rtp
from vision.relay.packetize import MAX_PAYLOAD, packetize

_SETS = [b"\x67\x64\x00\x1f", b"\x68\xee"]


def _packet(sequence: int, payload: bytes = b"\x41", timestamp: int = 0, is_marked: bool = True) -> RtpPacket:
    return RtpPacket(96, sequence & 0xFFFF, timestamp, is_marked, payload)


def _annexb(*nals: bytes) -> bytes:
    return b"".join(b"\x00\x00\x00\x01" + nal for nal in nals)


def test_shuffled_packets_come_out_in_order_across_the_wrap() -> None:
    shuffled = [_packet(number) for number in range(65_500, 65_600)]
    order = shuffled[:]
    for start in range(1, 100, 8):
        part = shuffled[start : start + 8]
        random.Random(start).shuffle(part)
        shuffled[start : start + 8] = part
    buffer = ReorderBuffer()
    assert [out for packet in shuffled for out in buffer.add(packet)] == order


def test_a_lost_packet_is_given_up_and_a_doubled_one_is_dropped() -> None:
    buffer = ReorderBuffer()
    sent = [_packet(number) for number in range(200) if number != 20]
    came = [out.sequence for packet in sent for out in (*buffer.add(packet), *buffer.add(packet))]
    assert came == [number for number in range(200) if number != 20]


def test_timestamps_go_on_past_the_wrap() -> None:
    unwrapper = TimestampUnwrapper()
    values = [unwrapper.unwrap(stamp & 0xFFFFFFFF) for stamp in range(0xFFFFFF00, 0x1_0000_0100, 64)]
    assert values == list(range(0xFFFFFF00, 0x1_0000_0100, 64))


def test_header_extension_contributors_and_padding_are_skipped() -> None:
    header = struct.pack("!BBHII", 0x80 | 0x20 | 0x10 | 1, 0x80 | 96, 7, 9, 1) + b"\0\0\0\2"
    packet = parse_rtp(header + struct.pack("!HHI", 0xBEDE, 1, 0) + b"\x65data" + b"\0\0\3")
    assert packet == RtpPacket(96, 7, 9, True, b"\x65data")


def test_what_is_no_rtp_is_dropped() -> None:
    for size in range(64):
        assert parse_rtp(bytes(size)) is None
    noise = random.Random(1)
    for _ in range(2000):
        parse_rtp(noise.randbytes(noise.randrange(80)))


def test_random_payloads_never_break_the_depacketizer() -> None:
    noise, depacketizer = random.Random(2), H264Depacketizer(_SETS)
    for number in range(5000):
        payload = noise.randbytes(noise.randrange(1, 60))
        depacketizer.add(_packet(number, payload, number // 3, noise.random() < 0.3))


def test_what_the_relay_packetizes_the_depacketizer_reads() -> None:
    noise = random.Random(3)
    depacketizer, sequence = H264Depacketizer([]), 0
    for number, size in enumerate((10, MAX_PAYLOAD - 1, MAX_PAYLOAD, MAX_PAYLOAD + 1, 5000, 100_000)):
        body = bytes(noise.choices(range(1, 255), k=size))
        nals = (*_SETS, b"\x06\x05", b"\x65" + body)
        payloads = packetize(_annexb(*nals))
        assert max(map(len, payloads)) <= MAX_PAYLOAD
        units = []
        for place, payload in enumerate(payloads):
            units += depacketizer.add(_packet(sequence, payload, number, place == len(payloads) - 1))
            sequence += 1
        assert [unit.nals for unit in units] == [nals]


def test_after_a_loss_nothing_comes_until_the_next_keyframe() -> None:
    depacketizer = H264Depacketizer(_SETS)
    kinds = {0: b"\x65key", 1: b"\x41p", 3: b"\x41p", 4: b"\x41p", 5: b"\x65key", 6: b"\x41p"}
    units = [unit for number, nal in kinds.items() for unit in depacketizer.add(_packet(number, nal, number))]
    assert [unit.timestamp for unit in units] == [0, 1, 5, 6]


def test_a_keyframe_with_a_hole_is_dropped() -> None:
    depacketizer = H264Depacketizer(_SETS)
    slices = [_packet(0, b"\x65a", 1, False), _packet(2, b"\x65c", 1, True), _packet(3, b"\x65whole", 2)]
    units = [unit for packet in slices for unit in depacketizer.add(packet)]
    assert [unit.nals for unit in units] == [(b"\x65whole",)]


def test_parameter_sets_of_the_description_are_put_before_a_bare_keyframe() -> None:
    depacketizer = H264Depacketizer(_SETS)
    (unit,) = depacketizer.add(_packet(0, b"\x65key"))
    assert depacketizer.unit_data(unit) == _annexb(*_SETS, b"\x65key")
    assert [nal_type(nal) for nal in (*_SETS, *unit.nals)] == [SPS, PPS, IDR]


def test_parameter_sets_that_travel_alone_are_kept_for_the_next_keyframe() -> None:
    depacketizer = H264Depacketizer([])
    assert depacketizer.add(_packet(0, _SETS[0], 1)) == []
    assert depacketizer.add(_packet(1, _SETS[1], 2)) == []
    (unit,) = depacketizer.add(_packet(2, b"\x65key", 3))
    assert depacketizer.unit_data(unit) == _annexb(*_SETS, b"\x65key")


def test_skimming_gives_the_same_pictures_as_reading_every_packet() -> None:
    noise, sequence = random.Random(4), 65_400
    skimmed, read = H264Depacketizer(_SETS), H264Depacketizer(_SETS)
    for number in range(200):
        nal = bytes((0x65 if number % 10 == 0 else 0x41,)) + noise.randbytes(noise.choice((50, 3000, 9000)))
        payloads = packetize(_annexb(nal))
        found: tuple[list[bytes], list[bytes]] = [], []
        for place, payload in enumerate(payloads):
            sequence += 2 if noise.random() < 0.01 else 1
            kind = 96 | (place == len(payloads) - 1) << 7
            datagram = struct.pack("!BBHII", 0x80, kind, sequence & 0xFFFF, number * 3600, 1) + payload
            packet = parse_rtp(datagram)
            assert packet is not None
            found[1].extend(read.unit_data(unit) for unit in read.add(packet))
            if not skimmed.skim(datagram):
                found[0].extend(skimmed.unit_data(unit) for unit in skimmed.add(packet))
        assert found[0] == found[1]
