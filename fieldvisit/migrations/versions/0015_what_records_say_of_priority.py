"""what records say of priority, and the bands that a coordinator put in its place"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_finding_family_id"),
        sa.ForeignKeyConstraint(["record_id"], ["visit_record.id"], name="fk_finding_record_id"),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
        sa.UniqueConstraint("record_id", "code", "subject", name="uq_finding_record_id_code_subject"),
    )
    op.create_index("ix_finding_family_id", "finding", ["family_id"])
    op.create_table(
        "priority_choice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_priority_choice_account_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_priority_choice_family_id"),
        sa.PrimaryKeyConstraint("id", name="pk_priority_choice"),
    )
    op.create_index("ix_priority_choice_family_id", "priority_choice", ["family_id"])
