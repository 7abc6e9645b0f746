"""what the county changed in the alert rules, and why each « Urgent » rose"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_rule_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("account_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_alert_rule_change_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alert_rule_change"),
        sa.UniqueConstraint("number", name="uq_alert_rule_change_number"),
    )
    with op.batch_alter_table("urgent_alert") as batch_op:
        batch_op.add_column(sa.Column("why", sa.JSON(), nullable=False, server_default="{}"))
