"""Registers: agencies, calendars, and the facts of establishments."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


# What the roles of an installation that runs already may do with what is new; a fresh one gets its rows at set-up.
_NEW_GRANTS = {
    "keeper": "morning_check.enter",
    "canteen_head": "camera.playback credential.view duty.view health.view morning_check.enter opinion.view overview.view staff.manage staff.view",
    "safety_officer": "camera.playback credential.manage credential.view data.export disclosure.manage duty.view health.view morning_check.enter opinion.view overview.view parent.manage staff.manage staff.view",
    "safety_head": "camera.playback credential.view data.export disclosure.manage duty.manage duty.view guest.invite health.view opinion.view overview.view parent.manage report.answer report.view staff.view",
    "principal": "camera.playback credential.view data.export disclosure.manage duty.manage duty.view guest.invite health.view opinion.view overview.view parent.manage report.answer report.view staff.view",
    "video_keeper": "camera.playback",
    "data_owner": "credential.view overview.view",
    "parent": "camera.blurred opinion.view report.submit",
    "student": "report.submit",
    "office_officer": "camera.playback credential.view data.export duty.view guidance.send inspection.record opinion.view overview.view register.review report.view staff.view",
    "county_officer": "camera.playback credential.view data.export duty.manage duty.view guest.invite guidance.send inspection.record opinion.view overview.view people.manage register.manage register.review report.view staff.view",
    "city_officer": "calendar.manage camera.playback credential.view data.export duty.manage duty.view guest.invite guidance.send inspection.record opinion.view overview.view people.manage register.manage register.review report.view staff.view",
    "education_officer": "credential.view data.export duty.view guidance.send opinion.view overview.view",
    "supplier": "camera.manage camera.playback credential.manage credential.view data.export disclosure.manage duty.view establishment.manage health.view morning_check.enter opinion.view overview.view people.manage rule.manage staff.manage staff.view",
    "guest": "camera.blurred opinion.view report.submit",
    "platform_admin": "calendar.manage duty.manage duty.view overview.view register.manage register.review",
    "auditor": "credential.view duty.view opinion.view overview.view report.view",
}


def _grant_new() -> None:
    grants = sa.table("role_grant", sa.column("role", sa.String), sa.column("permission", sa.String))
    connection = op.get_bind()
    known = {
        (role, permission) for role, permission in connection.execute(sa.select(grants.c.role, grants.c.permission))
    }
    roles = {role for role, _ in known}
    wanted = [(role, name) for role, names in _NEW_GRANTS.items() if role in roles for name in names.split()]
    rows = [{"role": role, "permission": name} for role, name in wanted if (role, name) not in known]
    if rows:
        connection.execute(sa.insert(grants), rows)


def _take_back() -> None:
    """An older version does not know these words."""
    known = {"establishment.manage", "people.manage", "camera.manage", "rule.manage"}
    names = {name for names in _NEW_GRANTS.values() for name in names.split()} - known
    grants = sa.table("role_grant", sa.column("permission", sa.String))
    op.get_bind().execute(sa.delete(grants).where(grants.c.permission.in_(names)))


def upgrade() -> None:
    _grant_new()
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("day", name=op.f("uq_calendar_day_day")),
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("hotline", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_agency_jurisdiction_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["agency.id"], name=op.f("fk_agency_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_jurisdiction_id"), ["jurisdiction_id"], unique=False)

    op.create_table(
        "semester",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_semester_establishment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_semester")),
    )
    with op.batch_alter_table("semester", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_semester_establishment_id"), ["establishment_id"], unique=False)

    op.create_table(
        "supply_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["establishment.id"], name=op.f("fk_supply_link_customer_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["establishment.id"], name=op.f("fk_supply_link_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_link")),
        sa.UniqueConstraint("supplier_id", "customer_id", name=op.f("uq_supply_link_supplier_id_customer_id")),
    )
    with op.batch_alter_table("supply_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supply_link_customer_id"), ["customer_id"], unique=False)

    with op.batch_alter_table("establishment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(32), nullable=False, server_default="active"))
        batch_op.add_column(sa.Column("competent_body", sa.String(32), nullable=False, server_default="education"))
        batch_op.add_column(sa.Column("tags", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("size_class", sa.String(32), nullable=True))
        batch_op.add_column(sa.Column("brand", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("credit_code", sa.String(length=18), nullable=True))
        batch_op.add_column(sa.Column("public_code", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("legal_person", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("phone", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("diners", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("headquarters_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("meal_times", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("platforms", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("follows_school_calendar", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("closes_on_holidays", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_establishment_credit_code"), ["credit_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_establishment_headquarters_id"), ["headquarters_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_establishment_state"), ["state"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_establishment_headquarters_id"), "establishment", ["headquarters_id"], ["id"]
        )

    _fill_establishments()
    with op.batch_alter_table("establishment", schema=None) as batch_op:
        batch_op.alter_column("public_code", existing_type=sa.String(length=32), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_establishment_public_code"), ["public_code"])

    with op.batch_alter_table("jurisdiction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("is_urban", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.alter_column("kind", existing_type=sa.VARCHAR(length=16), type_=sa.String(32), existing_nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_jurisdiction_code"), ["code"])

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agency_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("delegated_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_membership_delegated_by_id"), "user_account", ["delegated_by_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_membership_agency_id"), "agency", ["agency_id"], ["id"])

    # How an establishment stands is counted over all of a district's cameras and cases.
    op.create_index("ix_camera_standing", "camera", ["removed_at", "establishment_id", "state"])
    op.create_index("ix_case_standing", "case_file", ["state", "establishment_id", "is_overdue", "severity"])


def _fill_establishments() -> None:
    """Every establishment gets its own unguessable code; the one kind that there was becomes a kind of school."""
    table = sa.table("establishment", sa.column("id"), sa.column("kind"), sa.column("public_code"))
    connection = op.get_bind()
    for (key,) in connection.execute(sa.select(table.c.id)).all():
        connection.execute(table.update().where(table.c.id == key).values(public_code=secrets.token_urlsafe(16)))
    connection.execute(table.update().where(table.c.kind == "school_canteen").values(kind="primary_school"))


def downgrade() -> None:
    _take_back()
    op.drop_index("ix_case_standing", "case_file")
    op.drop_index("ix_camera_standing", "camera")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_membership_agency_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_membership_delegated_by_id"), type_="foreignkey")
        batch_op.drop_column("delegated_by_id")
        batch_op.drop_column("agency_id")

    with op.batch_alter_table("jurisdiction", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_jurisdiction_code"), type_="unique")
        batch_op.alter_column("kind", existing_type=sa.String(32), type_=sa.VARCHAR(length=16), existing_nullable=False)
        batch_op.drop_column("is_urban")
        batch_op.drop_column("code")

    with op.batch_alter_table("establishment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_establishment_headquarters_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_establishment_public_code"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_establishment_state"))
        batch_op.drop_index(batch_op.f("ix_establishment_headquarters_id"))
        batch_op.drop_index(batch_op.f("ix_establishment_credit_code"))
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("closes_on_holidays")
        batch_op.drop_column("follows_school_calendar")
        batch_op.drop_column("platforms")
        batch_op.drop_column("meal_times")
        batch_op.drop_column("headquarters_id")
        batch_op.drop_column("diners")
        batch_op.drop_column("phone")
        batch_op.drop_column("legal_person")
        batch_op.drop_column("public_code")
        batch_op.drop_column("credit_code")
        batch_op.drop_column("brand")
        batch_op.drop_column("size_class")
        batch_op.drop_column("tags")
        batch_op.drop_column("competent_body")
        batch_op.drop_column("state")

    with op.batch_alter_table("supply_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supply_link_customer_id"))

    op.drop_table("supply_link")
    with op.batch_alter_table("semester", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_semester_establishment_id"))

    op.drop_table("semester")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_jurisdiction_id"))

    op.drop_table("agency")
    op.drop_table("calendar_day")
