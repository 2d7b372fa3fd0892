"""What people's answers teach: standings, tunings, crops and versions of models."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("metrics", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("switched_by_id", sa.Integer(), nullable=True),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("fault", sa.String(length=200), nullable=False),
        sa.Column("fault_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_model_version_file_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["user_account.id"], name=op.f("fk_model_version_proposed_by_id")),
        sa.ForeignKeyConstraint(["switched_by_id"], ["user_account.id"], name=op.f("fk_model_version_switched_by_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["model_version.id"], name=op.f("fk_model_version_previous_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_version")),
        sa.UniqueConstraint("type", "version", name=op.f("uq_model_version_type_version")),
    )
    with op.batch_alter_table("model_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_model_version_type"), ["type"], unique=False)

    op.create_table(
        "observation_crop",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("observation_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["observation_id"], ["observation.id"], name=op.f("fk_observation_crop_observation_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_observation_crop_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation_crop")),
    )
    with op.batch_alter_table("observation_crop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_crop_observation_id"), ["observation_id"], unique=False)

    op.create_table(
        "tuning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("camera_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("false_alarms", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_tuning_establishment_id")),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name=op.f("fk_tuning_camera_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_tuning_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tuning")),
    )
    with op.batch_alter_table("tuning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tuning_establishment_id"), ["establishment_id"], unique=False)
        batch_op.create_index("ix_tuning_open", ["camera_id", "type", "ended_at"], unique=False)

    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("standing", sa.String(32), nullable=False, server_default="certain"))
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("why", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_suspected", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_case_file_confirmed_by_id"), "user_account", ["confirmed_by_id"], ["id"]
        )
    _forget_defaults()


def _forget_defaults() -> None:
    """They filled the rows that were there; from now on the program says what a new row has."""
    columns = {"rule": "standing", "observation": "why", "case_file": "is_suspected"}
    for table, column in columns.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    # Words that the program before does not know.
    op.execute("DELETE FROM duty WHERE code = 'tune_rule'")
    op.execute("DELETE FROM duty_rule WHERE code = 'tune_rule'")
    op.execute("DELETE FROM evidence WHERE kind = 'crop'")
    op.execute("DELETE FROM timeline_entry WHERE kind = 'confirmed'")
    op.execute(
        "UPDATE case_file SET dismissal_reason = 'other'"
        " WHERE dismissal_reason IN ('steam', 'worn', 'cap_colour', 'app_in_use', 'cleaning')"
    )
    with op.batch_alter_table("case_file", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_case_file_confirmed_by_id"), type_="foreignkey")
        batch_op.drop_column("confirmed_by_id")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("is_suspected")
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_column("why")
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.drop_column("standing")
    op.drop_table("tuning")
    op.drop_table("observation_crop")
    op.drop_table("model_version")
