"""Measurements against a peer in the same run. A bench is a module here with `NAME` and `run() -> list[Result]`."""
