"""whether what was written of a visit may be told to a parent"""

import sqlalchemy as sa
from alembic import op

revision = "0041b"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parent_visibility",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("visible_parent", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_parent_visibility_visit_id")),
        sa.ForeignKeyConstraint(["said_by"], ["account.id"], name=op.f("fk_parent_visibility_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parent_visibility")),
    )
    op.create_index(op.f("ix_parent_visibility_visit_id"), "parent_visibility", ["visit_id"])


def downgrade() -> None:
    op.drop_table("parent_visibility")
