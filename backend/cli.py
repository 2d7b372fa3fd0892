"""`python -m backend.cli`: set up, migrate, verify, describe the API, create a user."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import select

from backend import demo
from backend.accounts import service as accounts
from backend.accounts.models import RoleGrant
from backend.app import create_app
from backend.audit import verification as audit_verification
from backend.cameras.models import Device
from backend.cases.service import seed_defaults
from backend.catalog.roles import DEFAULT_GRANTS, Role
from backend.core import api, clock
from backend.core.database import write_transaction
from backend.core.secrets import ed25519_pair, make_secrets
from backend.duties.service import seed_defaults as seed_duty_rules
from backend.evidence import verification as file_verification
from backend.extensions import db
from backend.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = ROOT / "migrations"
Command = Callable[[Flask, argparse.Namespace], int]


def setup(app: Flask, args: argparse.Namespace) -> int:
    """Bring database, defaults and the device credential up to date; repeating it changes nothing."""
    settings: Settings = app.extensions["settings"]
    upgrade(app, args)
    with write_transaction():
        grant_defaults()
        seed_defaults()
        seed_duty_rules()
        device = ensure_device(settings)
    if args.demo:
        for line in demo.build(settings, device):
            print(line)
    return 0


def upgrade(app: Flask, _: argparse.Namespace) -> int:
    print("bringing the database up to date")
    flask_migrate.upgrade(directory=str(MIGRATIONS))
    return 0


def grant_defaults() -> None:
    """Fill the role table where a role has no row yet; what people edited stays."""
    known = set(db.session.scalars(select(RoleGrant.role).distinct()))
    for role, permissions in DEFAULT_GRANTS.items():
        if role not in known:
            db.session.add_all(RoleGrant(role=role, permission=permission) for permission in permissions)


def ensure_device(settings: Settings) -> Device:
    """The box of this very machine; its private key lies in <data>/device.json and nowhere else."""
    path = settings.data_dir / "device.json"
    if path.exists():
        known = db.session.get(Device, int(json.loads(path.read_text())["device_id"]))
        if known is not None:
            return known
    private, public = ed25519_pair()
    device = Device(name="本机", public_key=public, created_at=clock.now())
    db.session.add(device)
    db.session.flush()
    credential = {
        "device_id": str(device.id),
        "private_key": private,
        "backend_url": f"http://127.0.0.1:{settings.port}",
    }
    write_private(path, credential)
    return device


def write_private(path: Path, content: object) -> None:
    """A JSON file that only this user can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
    part.replace(path)


def verify(app: Flask, _: argparse.Namespace) -> int:
    """Prove the audit chain against its anchors, and every kept file against its hash. 1 when something is wrong."""
    chain = audit_verification.verify()
    files = file_verification.verify()
    for line in [*chain.problems, *files.problems]:
        print(f"BROKEN  {line}")
    print(f"audit chain: {chain.checked} entries, {chain.anchors} anchors, {len(chain.problems)} problems")
    print(f"files: {files.checked} checked, {len(files.problems)} problems")
    return 1 if chain.problems or files.problems else 0


def openapi(app: Flask, args: argparse.Namespace) -> int:
    with app.test_request_context():
        text = json.dumps(api.document(), indent=1, ensure_ascii=False, sort_keys=True)
    Path(args.out).write_text(text + "\n", encoding="utf-8")
    print(f"wrote {args.out}")
    return 0


def create_user(app: Flask, args: argparse.Namespace) -> int:
    """Make a person with a role in one scope; the password is asked for or read from standard input."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    with write_transaction():
        user = accounts.create_user(args.phone, args.name, password)
        accounts.add_membership(
            user, Role(args.role), establishment_id=args.establishment, jurisdiction_id=args.jurisdiction
        )
    print(f"user {user.id} may sign in")
    return 0


def parser() -> argparse.ArgumentParser:
    main_parser = argparse.ArgumentParser(prog="python -m backend.cli", description=__doc__)
    commands = main_parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    add("setup", setup, "secrets, database, defaults, this machine's device").add_argument(
        "--demo", action="store_true", help="also two schools, people for each role and a camera"
    )
    add("upgrade", upgrade, "bring the database to the newest migration")
    add("verify", verify, "prove the audit chain and the kept files; names what is broken")
    add("openapi", openapi, "write the API description").add_argument("--out", default=str(ROOT / "docs/openapi.json"))
    user = add("create-user", create_user, "make a person; the password comes from standard input")
    user.add_argument("--phone", required=True)
    user.add_argument("--name", required=True)
    user.add_argument("--role", required=True, choices=[role.value for role in Role])
    place = user.add_mutually_exclusive_group()
    place.add_argument("--establishment", type=int, help="id; without it or --jurisdiction the whole platform")
    place.add_argument("--jurisdiction", type=int, help="id")
    return main_parser


def ensure_secrets(env: dict[str, str]) -> None:
    data = Path(env.get("MINGCHU_DATA_DIR", "var")).resolve()
    if not (data / "secrets.json").exists():
        contact = env.get("MINGCHU_VAPID_SUBJECT", "mailto:admin@example.com")
        write_private(data / "secrets.json", asdict(make_secrets(contact)))
        print(f"made the secrets of this installation in {data / 'secrets.json'}")


def main(argv: list[str] | None = None) -> int:
    args = parser().parse_args(argv)
    env = dict(os.environ)
    if args.run in (setup, openapi):
        ensure_secrets(env)
    app = create_app(Settings.from_env(env))
    with app.app_context():
        status: int = args.run(app, args)
    return status


if __name__ == "__main__":
    sys.exit(main())
