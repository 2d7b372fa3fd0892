"""Licences, pledges, certificates; duties and their rules."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duty_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=True),
        sa.Column("jurisdiction_id", sa.Integer(), nullable=True),
        sa.Column("name_zh", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("holder_role", sa.String(32), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("remind_days", sa.JSON(), nullable=False),
        sa.Column("overdue_type", sa.String(32), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_duty_rule_establishment_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_duty_rule_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_rule")),
        sa.UniqueConstraint(
            "code",
            "establishment_id",
            "jurisdiction_id",
            "effective_on",
            name=op.f("uq_duty_rule_code_establishment_id_jurisdiction_id_effective_on"),
        ),
    )
    with op.batch_alter_table("duty_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_rule_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_rule_establishment_id"), ["establishment_id"], unique=False)

    op.create_table(
        "licence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("legal_person", sa.String(length=60), nullable=False),
        sa.Column("domicile", sa.String(length=200), nullable=False),
        sa.Column("premises", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(32), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("change_note", sa.String(length=300), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("public_file_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_licence_added_by_id")),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_licence_establishment_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_licence_file_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["licence.id"], name=op.f("fk_licence_previous_id")),
        sa.ForeignKeyConstraint(["public_file_id"], ["stored_file.id"], name=op.f("fk_licence_public_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence")),
    )
    with op.batch_alter_table("licence", schema=None) as batch_op:
        batch_op.create_index("ix_licence_current", ["establishment_id", "superseded_at"], unique=False)
        batch_op.create_index("ix_licence_expiring", ["superseded_at", "expires_on", "establishment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_licence_expires_on"), ["expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_licence_number"), ["number"], unique=False)

    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=False),
        sa.Column("signer_name", sa.String(length=60), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_pledge_establishment_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_pledge_file_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["user_account.id"], name=op.f("fk_pledge_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_establishment_id"), ["establishment_id"], unique=False)

    op.create_table(
        "quality_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(32), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("scope", sa.String(length=300), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name=op.f("fk_quality_certificate_added_by_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_quality_certificate_establishment_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_quality_certificate_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_certificate")),
    )
    with op.batch_alter_table("quality_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_certificate_establishment_id"), ["establishment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quality_certificate_expires_on"), ["expires_on"], unique=False)

    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_role", sa.String(32), nullable=False),
        sa.Column("title_zh", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.JSON(), nullable=False),
        sa.Column("fulfilled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fulfilled_by_id", sa.Integer(), nullable=True),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_duty_case_id")),
        sa.ForeignKeyConstraint(["establishment_id"], ["establishment.id"], name=op.f("fk_duty_establishment_id")),
        sa.ForeignKeyConstraint(["fulfilled_by_id"], ["user_account.id"], name=op.f("fk_duty_fulfilled_by_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["user_account.id"], name=op.f("fk_duty_holder_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["duty_rule.id"], name=op.f("fk_duty_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint(
            "code", "subject", "subject_id", "due_on", name=op.f("uq_duty_code_subject_subject_id_due_on")
        ),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index("ix_duty_next", ["next_at"], unique=False)
        batch_op.create_index("ix_duty_place", ["establishment_id", "state", "due_on"], unique=False)
        batch_op.create_index("ix_duty_state", ["state", "due_on", "establishment_id"], unique=False)

    op.create_table(
        "connect_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("body", sa.String(32), nullable=False),
        sa.Column("addressee", sa.String(length=120), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("receipt_note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_connect_notice_duty_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_connect_notice_establishment_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_connect_notice_file_id")),
        sa.ForeignKeyConstraint(["received_by_id"], ["user_account.id"], name=op.f("fk_connect_notice_received_by_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["user_account.id"], name=op.f("fk_connect_notice_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connect_notice")),
        sa.UniqueConstraint("duty_id", name=op.f("uq_connect_notice_duty_id")),
        sa.UniqueConstraint("number", name=op.f("uq_connect_notice_number")),
    )
    with op.batch_alter_table("connect_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_connect_notice_establishment_id"), ["establishment_id"], unique=False)

    op.create_table(
        "extra_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("establishment_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=True),
        sa.Column("per_year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_extra_checks_duty_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f("fk_extra_checks_ended_by_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_extra_checks_establishment_id")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["user_account.id"], name=op.f("fk_extra_checks_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_checks")),
    )
    with op.batch_alter_table("extra_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_extra_checks_establishment_id"), ["establishment_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("extra_checks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_extra_checks_establishment_id"))

    op.drop_table("extra_checks")
    with op.batch_alter_table("connect_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_connect_notice_establishment_id"))

    op.drop_table("connect_notice")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index("ix_duty_state")
        batch_op.drop_index("ix_duty_place")
        batch_op.drop_index("ix_duty_next")
        batch_op.drop_index(batch_op.f("ix_duty_holder_id"))
        batch_op.drop_index(batch_op.f("ix_duty_case_id"))

    op.drop_table("duty")
    with op.batch_alter_table("quality_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quality_certificate_expires_on"))
        batch_op.drop_index(batch_op.f("ix_quality_certificate_establishment_id"))

    op.drop_table("quality_certificate")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pledge_establishment_id"))

    op.drop_table("pledge")
    with op.batch_alter_table("licence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_licence_number"))
        batch_op.drop_index(batch_op.f("ix_licence_expires_on"))
        batch_op.drop_index("ix_licence_expiring")
        batch_op.drop_index("ix_licence_current")

    op.drop_table("licence")
    with op.batch_alter_table("duty_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_rule_establishment_id"))
        batch_op.drop_index(batch_op.f("ix_duty_rule_code"))

    op.drop_table("duty_rule")
