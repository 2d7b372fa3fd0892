"""Words that the media process, the backend and the screens share about a camera."""

from enum import StrEnum


class CameraState(StrEnum):
    """Whether packets arrive, and if not, why. Each value has its own advice text in the PWA."""

    UNKNOWN = "unknown"
    CONNECTING = "connecting"
    ONLINE = "online"
    WRONG_PASSWORD = "wrong_password"
    WRONG_PATH = "wrong_path"
    UNREACHABLE = "unreachable"
    NO_VIDEO = "no_video"
    SILENT = "silent"
    UNSUPPORTED_CODEC = "unsupported_codec"
    B_FRAMES = "b_frames"
    REFUSED_ADDRESS = "refused_address"


class PictureState(StrEnum):
    """What the picture itself shows while packets arrive."""

    UNKNOWN = "unknown"
    OK = "ok"
    BLOCKED = "blocked"
    FROZEN = "frozen"
    MOVED = "moved"
    BLURRED = "blurred"


class StreamTransport(StrEnum):
    TCP = "tcp"
    UDP = "udp"


class ZoneKind(StrEnum):
    WATCH = "watch"
    IGNORE = "ignore"


class Lack(StrEnum):
    """What somebody must still enter before a camera can judge a kind."""

    BINS = "bins"
    COVERED = "covered"
    FLOOR = "floor"
    COLOURS = "colours"
    REFERENCE = "reference"


class ReferenceState(StrEnum):
    """What became of a still that shows how a camera should look."""

    CURRENT = "current"
    PROPOSED = "proposed"  # differs much from the current one: somebody decides
    REFUSED = "refused"
    PAST = "past"


class Acceptance(StrEnum):
    """Seed 000 3(3)1: right parameters connect, wrong ones must be replaced."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    TO_REPLACE = "to_replace"


ACCEPTANCE_POINTS: tuple[str, ...] = ("view", "clear", "light", "height", "parameters", "time")
"""What the installer confirms on the acceptance form: whole area in view, acts recognisable, right time shown."""

MIN_WIDTH, MIN_HEIGHT, MIN_FPS, MAX_GOP_S = 1280, 720, 12.0, 4.0
"""Least parameters of a camera that is connected (seed 000 3(3)1 names no numbers: product defaults)."""
