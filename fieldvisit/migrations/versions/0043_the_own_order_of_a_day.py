"""the order in which a worker says she makes her day"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_order",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("stops", sa.JSON(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["account.id"], name=op.f("fk_own_order_worker_id")),
        sa.PrimaryKeyConstraint("worker_id", "on_day", name=op.f("pk_own_order")),
    )


def downgrade() -> None:
    op.drop_table("own_order")
