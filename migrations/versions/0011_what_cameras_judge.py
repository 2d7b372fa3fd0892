"""Bins, floors and lenses of cameras, their reference stills, and when people fill in tasks with the phone."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ADDED_TYPES = "('MASK', 'CAP', 'PHONE', 'SMOKE', 'BIN', 'PEST')"
# Minutes of the domain reference 2.5 where they are not those of the severity.
_TIMERS = (("SMOKE", "major", 15, 60, 24 * 60), ("PEST", "critical", 10, 20, 4 * 60))


def upgrade() -> None:
    _bins()
    _reference_stills()
    _phone_tasks()
    with op.batch_alter_table("camera", schema=None) as batch_op:
        batch_op.add_column(sa.Column("view_degrees", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("mount_cm", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("floor", sa.JSON(), nullable=True))
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("grace_s", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.alter_column("grace_s", server_default=None)
    _fill_timers()


def _bins() -> None:
    op.create_table(
        "bin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("camera_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("polygon", sa.JSON(), nullable=False),
        sa.Column("offered_file_id", sa.Integer(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covered_file_id", sa.Integer(), nullable=True),
        sa.Column("covered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name=op.f("fk_bin_camera_id")),
        sa.ForeignKeyConstraint(["offered_file_id"], ["stored_file.id"], name=op.f("fk_bin_offered_file_id")),
        sa.ForeignKeyConstraint(["covered_file_id"], ["stored_file.id"], name=op.f("fk_bin_covered_file_id")),
        sa.ForeignKeyConstraint(["covered_by_id"], ["user_account.id"], name=op.f("fk_bin_covered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bin")),
    )
    with op.batch_alter_table("bin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bin_camera_id"), ["camera_id"], unique=False)


def _reference_stills() -> None:
    op.create_table(
        "reference_still",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("camera_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("difference", sa.Double(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name=op.f("fk_reference_still_camera_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_reference_still_file_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_reference_still_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_still")),
    )
    with op.batch_alter_table("reference_still", schema=None) as batch_op:
        batch_op.create_index("ix_reference_still_camera", ["camera_id", "taken_at"], unique=False)
    op.execute(
        "INSERT INTO reference_still (camera_id, file_id, taken_at, state)"
        " SELECT camera.id, stored_file.id, stored_file.created_at, 'current'"
        " FROM camera JOIN stored_file ON stored_file.id = camera.reference_file_id"
    )


def _phone_tasks() -> None:
    op.create_table(
        "phone_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_phone_task_establishment_id")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_phone_task_area_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_phone_task_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_task")),
    )
    with op.batch_alter_table("phone_task", schema=None) as batch_op:
        batch_op.create_index("ix_phone_task_place", ["establishment_id", "until_at"], unique=False)


def _fill_timers() -> None:
    """A table that has the defaults already is not filled again by the program."""
    for type, severity, t1, t2, close in _TIMERS:
        op.execute(
            "INSERT INTO timer (type, severity, t1_minutes, t2_minutes, close_minutes, clock)"
            f" SELECT '{type}', '{severity}', {t1}, {t2}, {close}, 'always'"
            " WHERE EXISTS (SELECT 1 FROM timer WHERE establishment_id IS NULL)"
            f" AND NOT EXISTS (SELECT 1 FROM timer WHERE establishment_id IS NULL AND type = '{type}')"
        )


def downgrade() -> None:
    known = op.get_bind().execute(sa.text(f"SELECT count(*) FROM case_file WHERE type IN {_ADDED_TYPES}")).scalar()
    if known:
        raise RuntimeError("There are cases of kinds that the program before does not know.")
    # Words that the program before does not know.
    op.execute(f"DELETE FROM rule WHERE type IN {_ADDED_TYPES}")
    op.execute(f"DELETE FROM timer WHERE type IN {_ADDED_TYPES}")
    op.execute(f"DELETE FROM responsibility WHERE violation_type IN {_ADDED_TYPES}")
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.drop_column("grace_s")
    with op.batch_alter_table("camera", schema=None) as batch_op:
        batch_op.drop_column("floor")
        batch_op.drop_column("mount_cm")
        batch_op.drop_column("view_degrees")
    op.drop_table("phone_task")
    op.drop_table("reference_still")
    op.drop_table("bin")
