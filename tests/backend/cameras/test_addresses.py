"""Fifty ways to write an address that must not be called; none of them is taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.cameras.policy.urls import check_url, mask
from backend.catalog.areas import AreaKind
from backend.core.errors import InvalidError
from backend.settings import DEFAULT_CAMERA_NETWORKS, Settings
from tests.factories.world import World

REFUSED = [
    "rtsp://127.0.0.1/",
    "rtsp://127.0.0.1:554/live",
    "rtsp://127.8.9.1/",
    "rtsp://localhost/",
    "rtsp://LOCALHOST/",
    "rtsp://localhost./",
    "rtsp://camera.localhost/",
    "rtsp://camera.localdomain/",
    "rtsp://metadata.google.internal/",
    "rtsp://printer.local/",
    "rtsp://[::1]/",
    "rtsp://[0:0:0:0:0:0:0:1]/",
    "rtsp://[::]/",
    "rtsp://0.0.0.0/",
    "rtsp://0/",
    "rtsp://127.1/",
    "rtsp://127.0.1/",
    "rtsp://2130706433/",
    "rtsp://0x7f000001/",
    "rtsp://0x7f.0.0.1/",
    "rtsp://0177.0.0.1/",
    "rtsp://0177.0.0.01/",
    "rtsp://017700000001/",
    "rtsp://127.0.0.1./",
    "rtsp://[::ffff:127.0.0.1]/",
    "rtsp://[::ffff:7f00:1]/",
    "rtsp://[::ffff:169.254.169.254]/",
    "rtsp://[::127.0.0.1]/",
    "rtsp://[64:ff9b::7f00:1]/",
    "rtsp://[64:ff9b::a9fe:a9fe]/",
    "rtsp://[2002:7f00:1::]/",
    "rtsp://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "rtsp://169.254.169.254/latest/meta-data",
    "rtsp://2852039166/",
    "rtsp://0xa9fea9fe/",
    "rtsp://0251.0376.0251.0376/",
    "rtsp://100.100.100.200/",
    "rtsp://192.0.0.192/",
    "rtsp://[fd00:ec2::254]/",
    "rtsp://[fe80::1]/",
    "rtsp://[fe80::1%25eth0]/",
    "rtsp://224.0.0.1/",
    "rtsp://255.255.255.255/",
    "rtsp://240.0.0.1/",
    "rtsp://8.8.8.8/",
    "rtsp://[2606:4700::1111]/",
    "rtsp://192.168.1.5@127.0.0.1/",
    "rtsp://192.168.1.5:554@127.0.0.1:554/",
    "rtsp://user@192.168.1.5@127.0.0.1/",
    "rtsp://127.0.0.1#@192.168.1.5/",
    "rtsp://127.0.0.1\\@192.168.1.5/",
    "rtsp://127.0.0.1\t/",
    "rtsp://127.0.0.1\n.example.com/",
    "rtsp://%31%32%37.0.0.1/",
    "rtsp://127。0。0。1/",
    "rtsp://①②⑦.⓪.⓪.①/",
    "rtsp://192.168.1.5:0/",
    "rtsp://192.168.1.5:99999/",
    "rtsp:///live",
    "rtsp://",
    "http://192.168.1.5/",
    "https://192.168.1.5/",
    "file:///etc/passwd",
    "gopher://192.168.1.5/",
    "rtmp://192.168.1.5/live",
    "//192.168.1.5/live",
    "192.168.1.5",
    "rtsp://" + "a" * 2000 + "/",
]
ALLOWED = [
    "rtsp://192.168.1.64:554/Streaming/Channels/101",
    "rtsp://admin:p%40ss@10.20.30.40/h264/ch1/main/av_stream",
    "rtsps://172.16.5.6:322/live?channel=1&subtype=0",
    "RTSP://10.0.0.1/",
    "rtsp://camera-3.kitchen.example.cn/live",
    "rtsp://[fd12:3456::7]:554/live",
    "rtsp://[::ffff:192.168.1.5]/live",
]


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_that_must_not_be_called_is_refused(url: str) -> None:
    with pytest.raises(InvalidError) as refused:
        check_url(url, DEFAULT_CAMERA_NETWORKS, allow_loopback=False)
    assert refused.value.code == "refused_address"


@pytest.mark.parametrize("url", ALLOWED)
def test_an_address_of_a_camera_network_is_taken(url: str) -> None:
    check_url(url, DEFAULT_CAMERA_NETWORKS, allow_loopback=False)


def test_loopback_needs_a_setting() -> None:
    check_url("rtsp://127.0.0.1:8554/demo", DEFAULT_CAMERA_NETWORKS, allow_loopback=True)
    check_url("rtsp://localhost:8554/demo", DEFAULT_CAMERA_NETWORKS, allow_loopback=True)


def test_the_form_the_change_and_the_test_refuse_alike(
    app: Flask, settings: Settings, world: World, manager: FlaskClient
) -> None:
    app.extensions["settings"] = replace(settings, allow_loopback_cameras=False)
    place, area = world.kitchen.establishment.id, world.kitchen.areas[AreaKind.COOK].id
    camera = {"establishment_id": place, "area_id": area, "name": "x"}
    for url in REFUSED[::6]:
        answers = [
            manager.post("/api/cameras", json=camera | {"main_url": url}),
            manager.post("/api/cameras", json=camera | {"main_url": ALLOWED[0], "sub_url": url}),
            manager.patch(f"/api/cameras/{world.kitchen.camera.id}", json={"main_url": url}),
            manager.post("/api/camera-tests", json={"establishment_id": place, "main_url": url}),
        ]
        assert [answer.status_code for answer in answers] == [422] * 4, url
    assert (manager.get("/api/cameras").json or {})["total"] == 1


def test_a_shown_address_has_no_password() -> None:
    assert mask("rtsp://u:p@ss@10.0.0.1/a") == "rtsp://u:******@10.0.0.1/a"
    assert mask("rtsp://10.0.0.1:554/a") == "rtsp://10.0.0.1:554/a"
