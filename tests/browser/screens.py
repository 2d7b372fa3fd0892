"""Every screen of the app and who looks at it. A new screen adds its line here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """`role`: the demo person who sees it, None for nobody signed in. `{case}` stands for the id of a demo case."""

    name: str
    path: str
    role: str | None = "safety_officer"
    is_wide_too: bool = False


SCREENS = (
    Screen("sign-in", "/sign-in", role=None),
    Screen("today", "/today", is_wide_too=True),
    Screen("today-worker", "/today", role="worker"),
    Screen("today-officer", "/today", role="office_officer", is_wide_too=True),
    Screen("cases", "/cases", is_wide_too=True),
    Screen("case", "/cases/{case}", is_wide_too=True),
    Screen("case-head", "/cases/{case}", role="safety_head"),
    Screen("cameras", "/cameras", is_wide_too=True),
    Screen("camera", "/cameras/1", is_wide_too=True),
    Screen("inbox", "/inbox"),
    Screen("inbox-empty", "/inbox", role="principal"),
    Screen("me", "/me"),
    Screen("settings-cameras", "/settings/cameras", role="safety_head", is_wide_too=True),
    Screen("settings-camera-new", "/settings/cameras/new", role="safety_head"),
    Screen("settings-camera", "/settings/cameras/1", role="safety_head"),
    Screen("settings-zones", "/settings/cameras/1/zones", role="safety_head"),
    Screen("settings-areas", "/settings/areas", role="safety_head"),
    Screen("settings-rules", "/settings/rules", role="safety_head", is_wide_too=True),
    Screen("settings-establishment", "/settings/establishment", role="safety_head"),
    Screen("settings-people", "/settings/people", role="safety_head"),
    Screen("settings-chains", "/settings/chains", role="safety_head"),
    Screen("settings-chain", "/settings/chains/1", role="county_officer", is_wide_too=True),
    Screen("audit", "/audit", role="auditor", is_wide_too=True),
)
