"""what a tablet tells of itself"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("device") as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("drafts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("pictures", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("storage_used", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("storage_quota", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("storage_kept", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("vanished_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("revoked_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("revoked_because", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("wiped_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("received_line") as batch_op:
        batch_op.add_column(sa.Column("clock_offset_s", sa.Integer(), nullable=True))
