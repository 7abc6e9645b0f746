"""codes that enrol a tablet"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0041a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_device_invitation_account_id")),
        sa.ForeignKeyConstraint(["cancelled_by"], ["account.id"], name=op.f("fk_device_invitation_cancelled_by")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_device_invitation_device_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_device_invitation_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_invitation")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_device_invitation_code_digest")),
    )
    op.create_index(op.f("ix_device_invitation_account_id"), "device_invitation", ["account_id"])


def downgrade() -> None:
    op.drop_table("device_invitation")
