"""What the camera answers to DESCRIBE (RFC 8866; RFC 6184 section 8; RFC 7798 section 7)."""

from __future__ import annotations

import base64

from tools.camera.footage import Footage

VIDEO_TYPE = 96
AUDIO_TYPE = 0
_HEAD = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\na=control:*\r\n"
_AUDIO = "m=audio 0 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\na=control:track2\r\n"


def describe(footage: Footage, *, has_video: bool) -> str:
    return _HEAD + (_video(footage) if has_video else _AUDIO)


def _video(footage: Footage) -> str:
    coded = [base64.b64encode(nal).decode() for nal in footage.parameter_sets]
    if footage.codec == "h265":
        name, parameters = "H265", f"sprop-vps={coded[0]};sprop-sps={coded[1]};sprop-pps={coded[2]}"
    else:
        profile = footage.parameter_sets[0][1:4].hex()
        name = "H264"
        parameters = f"packetization-mode=1;profile-level-id={profile};sprop-parameter-sets={','.join(coded)}"
    return (
        f"m=video 0 RTP/AVP {VIDEO_TYPE}\r\nc=IN IP4 0.0.0.0\r\na=rtpmap:{VIDEO_TYPE} {name}/90000\r\n"
        f"a=fmtp:{VIDEO_TYPE} {parameters}\r\na=framerate:{footage.fps:g}\r\na=control:track1\r\n"
    )
