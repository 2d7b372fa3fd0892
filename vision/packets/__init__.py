"""Packets from `media` to `detect` over a local socket: both ends and the words between them."""
