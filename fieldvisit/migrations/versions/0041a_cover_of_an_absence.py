"""which absence a stand-in's care relationship is for"""

import sqlalchemy as sa
from alembic import op

revision = "0041a"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence_cover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("relationship_id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["absence_id"], ["absence.id"], name=op.f("fk_absence_cover_absence_id")),
        sa.ForeignKeyConstraint(
            ["relationship_id"], ["care_relationship.id"], name=op.f("fk_absence_cover_relationship_id")
        ),
        sa.ForeignKeyConstraint(["given_by"], ["account.id"], name=op.f("fk_absence_cover_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_cover")),
        sa.UniqueConstraint("relationship_id", name=op.f("uq_absence_cover_relationship_id")),
    )
    op.create_index(op.f("ix_absence_cover_absence_id"), "absence_cover", ["absence_id"])


def downgrade() -> None:
    op.drop_table("absence_cover")
