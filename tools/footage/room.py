"""The empty kitchen: drawn, with the surfaces that a camera would see (tiles, steel, a counter in front)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

WIDTH, HEIGHT = 1280, 720
COUNTER_TOP = 560
_TILE_W, _TILE_H = 84, 42


def draw_room() -> Image:
    """The kitchen without its counter, RGB."""
    rng = np.random.default_rng(7)
    room = _tiles(rng)
    _doorway(room, rng)
    _hood(room, rng)
    _shelf(room, rng)
    return _lit(room)


def draw_counter() -> Image:
    """What stands in front of people: rows COUNTER_TOP to the lower edge, RGB."""
    rng = np.random.default_rng(8)
    height = HEIGHT - COUNTER_TOP
    counter = _steel(rng, WIDTH, height, 168)
    counter[:10] += 46
    counter[10:16] -= 40
    for x in (310, 650, 990):
        counter[30:, x : x + 4] -= 55
        counter[60:66, x - 110 : x - 30] -= 45
    _board(counter)
    shade = np.linspace(1.02, 0.72, height, dtype=np.float32)[:, None, None]
    return np.asarray(np.clip(counter * shade, 0, 255), np.uint8)


def _tiles(rng: np.random.Generator) -> Floats:
    room = np.empty((HEIGHT, WIDTH, 3), np.float32)
    room[...] = (196, 200, 194)
    for row, y in enumerate(range(0, HEIGHT, _TILE_H)):
        for x in range(-(row % 2) * _TILE_W // 2, WIDTH, _TILE_W):
            tone = rng.normal(216, 4.5)
            left = max(0, x + 2)
            room[y + 2 : y + _TILE_H, left : x + _TILE_W] = (tone, tone + 2, tone - 5)
            room[y + 2 : y + 5, left : x + _TILE_W] += 12
    return room


def _steel(rng: np.random.Generator, width: int, height: int, tone: float) -> Floats:
    """Brushed along x."""
    grain = cv2.blur(rng.normal(0, 26, (height, width)).astype(np.float32), (61, 1))
    sheen = 10 * np.sin(np.linspace(0, 5, width, dtype=np.float32))[None]
    surface = tone + grain + sheen
    return np.stack([surface, surface + 2, surface + 5], 2).astype(np.float32)


def _doorway(room: Floats, rng: np.random.Generator) -> None:
    room[110:, 1040:1230] = (92, 96, 98)
    room[120:, 1050:1220] = _steel(rng, 170, HEIGHT - 120, 128)
    cv2.circle(room, (1135, 235), 46, (60, 66, 70), -1, cv2.LINE_AA)
    cv2.circle(room, (1135, 235), 40, (150, 168, 172), -1, cv2.LINE_AA)
    cv2.line(room, (1110, 250), (1158, 215), (196, 208, 210), 5, cv2.LINE_AA)
    cv2.rectangle(room, (1062, 400), (1074, 500), (205, 206, 208), -1)


def _hood(room: Floats, rng: np.random.Generator) -> None:
    steel = _steel(rng, WIDTH, HEIGHT, 176)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(mask, [np.array([(560, 0), (890, 0), (960, 92), (490, 92)])], 255)
    cv2.rectangle(mask, (490, 92), (960, 122), 255, -1)
    room[mask > 0] = steel[mask > 0]
    room[92:96, 490:960] += 34
    room[118:124, 490:960] -= 60
    for x in range(520, 940, 105):
        cv2.rectangle(room, (x, 100), (x + 74, 113), (120, 122, 124), -1)


def _shelf(room: Floats, rng: np.random.Generator) -> None:
    for y in (205, 345):
        room[y : y + 12, 60:430] = _steel(rng, 370, 12, 170)
        room[y + 12 : y + 20, 60:430] -= 48
    for x in (70, 240, 418):
        room[205:400, x : x + 6] = (150, 152, 156)
    for x, y, width, height, colour in (
        (92, 205, 74, 62, (172, 176, 182)), (186, 205, 96, 46, (160, 164, 170)), (300, 205, 52, 84, (150, 60, 48)),
        (368, 205, 40, 58, (70, 96, 120)), (96, 345, 110, 56, (182, 184, 188)), (226, 345, 60, 90, (196, 160, 84)),
        (304, 345, 92, 40, (168, 172, 178)),
    ):  # fmt: skip
        _pot(room, x, y, width, height, colour)


def _pot(room: Floats, x: int, bottom: int, width: int, height: int, colour: tuple[int, int, int]) -> None:
    shine = 1 + 0.32 * np.cos(np.linspace(-1.2, 4.2, width, dtype=np.float32))[None, :, None]
    room[bottom - height : bottom, x : x + width] = np.array(colour, np.float32) * shine
    rim = tuple(0.7 * value for value in colour)
    cv2.ellipse(room, (x + width // 2, bottom - height), (width // 2, 7), 0, 0, 360, rim, -1, cv2.LINE_AA)


def _board(counter: Floats) -> None:
    cv2.fillPoly(counter, [np.array([(130, 6), (380, 6), (420, 44), (100, 44)])], (186, 142, 92), cv2.LINE_AA)
    cv2.fillPoly(counter, [np.array([(100, 44), (420, 44), (420, 52), (100, 52)])], (140, 102, 62), cv2.LINE_AA)
    for x, y, radius, colour in (
        (190, 20, 19, (196, 52, 40)), (232, 26, 18, (206, 60, 44)), (318, 22, 22, (92, 142, 58)),
        (352, 30, 15, (104, 156, 66)),
    ):  # fmt: skip
        cv2.circle(counter, (x, y), radius, colour, -1, cv2.LINE_AA)
        cv2.circle(
            counter, (x - radius // 3, y - radius // 3), radius // 4, tuple(v + 46 for v in colour), -1, cv2.LINE_AA
        )


def _lit(room: Floats) -> Image:
    """Two lamps above, darker towards the corners."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    light = np.zeros((HEIGHT, WIDTH), np.float32)
    for centre in (330.0, 800.0):
        light += np.exp(-(((x - centre) / 520) ** 2) - ((y - 60) / 560) ** 2)
    return np.asarray(np.clip(room * (0.62 + 0.34 * light)[..., None], 0, 255), np.uint8)
