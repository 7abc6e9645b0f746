"""where a worker put a school's session or a visit for a licence in her day"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outing_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("outing_id", sa.Uuid(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_outing_order_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outing_order"),
        sa.UniqueConstraint("account_id", "outing_id", name="uq_outing_order_account_id_outing_id"),
    )
