"""exceptional access to a file, for 24 hours, for a written reason"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exceptional_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_exceptional_access_account_id")),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name=op.f("fk_exceptional_access_family_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_exceptional_access_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exceptional_access")),
    )
    for column in ("account_id", "family_id", "opened_at"):
        op.create_index(op.f(f"ix_exceptional_access_{column}"), "exceptional_access", [column])


def downgrade() -> None:
    op.drop_table("exceptional_access")
