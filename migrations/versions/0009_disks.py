"""How full the disk of a box is."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("disk_free", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("disk_total", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_column("disk_total")
        batch_op.drop_column("disk_free")
