"""persons, pregnancies, supports and agreements corrected at the office"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fact_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("compartment", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_fact_change_account_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_fact_change_family_id"),
        sa.PrimaryKeyConstraint("id", name="pk_fact_change"),
    )
    with op.batch_alter_table("fact_change") as batch_op:
        batch_op.create_index("ix_fact_change_at", ["at"])
        batch_op.create_index("ix_fact_change_family_id", ["family_id"])
        batch_op.create_index("ix_fact_change_subject_id", ["subject_id"])
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("disability_status", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("agreement") as batch_op:
        batch_op.add_column(sa.Column("scope", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_said_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_why", sa.String(), nullable=False, server_default=""))
        batch_op.create_foreign_key("fk_agreement_withdrawn_by", "account", ["withdrawn_by"], ["id"])
        batch_op.create_foreign_key("fk_agreement_withdrawn_said_by", "person", ["withdrawn_said_by"], ["id"])
