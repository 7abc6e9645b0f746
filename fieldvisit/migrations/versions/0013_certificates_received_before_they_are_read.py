"""certificates received before they are read, and where a measurement was copied from"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.alter_column("examined_on", existing_type=sa.Date(), nullable=True)
        batch_op.add_column(sa.Column("place", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("entered_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("entered_at", _INSTANT, nullable=True))
        batch_op.add_column(sa.Column("correction_reason", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("struck_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("struck_at", _INSTANT, nullable=True))
        batch_op.add_column(sa.Column("struck_why", sa.String(), nullable=False, server_default=""))
        batch_op.create_foreign_key(op.f("fk_certificate_entered_by"), "account", ["entered_by"], ["id"])
        batch_op.create_foreign_key(op.f("fk_certificate_struck_by"), "account", ["struck_by"], ["id"])
        batch_op.create_index(op.f("ix_certificate_source_sha256"), ["source_sha256"])
    with op.batch_alter_table("measurement") as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("source_id", sa.Uuid(), nullable=True))
