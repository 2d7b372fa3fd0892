"""However many people there are, a list asks the database as often."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from backend.catalog.posts import Post
from backend.catalog.roles import Role
from backend.extensions import db
from tests.backend.staff.helpers import ClientAs, add_certificate, hire
from tests.factories.world import World


@contextmanager
def _counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_lists_of_people_need_as_many_queries_for_thirty_as_for_three(world: World, client_as: ClientAs) -> None:
    client = client_as(world.kitchen.people[Role.SAFETY_OFFICER])
    place = f"/api/establishments/{world.kitchen.establishment.id}"
    paths = [f"{place}/staff?page_size=100", f"{place}/on-post?page_size=100", f"{place}/morning-roster"]
    counts: list[list[int]] = []
    for size in (3, 27):
        for number in range(size):
            row = hire(world.kitchen, Post.COOK, Post.SERVER, name=f"员工{number}")
            if number % 3 == 0:
                add_certificate(client, row)
        counts.append([])
        for path in paths:
            db.session.expunge_all()
            with _counted() as seen:
                assert client.get(path).status_code == 200
            counts[-1].append(len(seen))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 16
