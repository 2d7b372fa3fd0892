"""`python -m tools.checks.services`: the PostgreSQL and the Redis that CI's tests need are there; status 1 if not.

The database named in TEST_POSTGRESQL_URL is made when it is missing.
"""

from __future__ import annotations

import os
import sys

import redis
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError


def main() -> int:
    try:
        print(_prepare_postgresql(os.environ["TEST_POSTGRESQL_URL"]))
        print(_ask_redis(os.environ["TEST_REDIS_URL"]))
    except KeyError as error:
        print(f"{error.args[0]} is not set", file=sys.stderr)
    except (SQLAlchemyError, redis.RedisError) as error:
        print(f"a service that the tests need does not answer: {error}", file=sys.stderr)
    else:
        return 0
    return 1


def _prepare_postgresql(given: str) -> str:
    url = make_url(given)
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        version = connection.scalar(text("SHOW server_version"))
        found = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": url.database})
        if not found:
            connection.execute(text(f'CREATE DATABASE "{url.database}"'))
    server.dispose()
    return f"PostgreSQL {version}, database {url.database}"


def _ask_redis(url: str) -> str:
    with redis.Redis.from_url(url, socket_timeout=5) as client:
        info = client.info("server")
    return f"Redis {info['redis_version']}"


if __name__ == "__main__":
    sys.exit(main())
