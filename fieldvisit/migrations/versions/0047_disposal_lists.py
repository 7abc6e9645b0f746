"""files in the intermediate archive, and the lists by which people let files go"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("household", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("household", sa.Column("eliminated_at", sa.DateTime(timezone=True), nullable=True))
    given = sa.text("archived_at IS NOT NULL")
    op.create_index(
        "ix_household_archived_at", "household", ["archived_at"], sqlite_where=given, postgresql_where=given
    )
    op.create_table(
        "disposal_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("visa_reference", sa.String(), nullable=False),
        sa.Column("visa_name", sa.String(), nullable=False),
        sa.Column("visa_on", sa.Date(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("executed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("executed_by", sa.Uuid(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_disposal_list_made_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_disposal_list_approved_by")),
        sa.ForeignKeyConstraint(["executed_by"], ["account.id"], name=op.f("fk_disposal_list_executed_by")),
        sa.ForeignKeyConstraint(["dropped_by"], ["account.id"], name=op.f("fk_disposal_list_dropped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_list")),
        sa.UniqueConstraint("number", name=op.f("uq_disposal_list_number")),
    )
    op.create_table(
        "disposal_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["list_id"], ["disposal_list.id"], name=op.f("fk_disposal_line_list_id")),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name=op.f("fk_disposal_line_family_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_line")),
        sa.UniqueConstraint("list_id", "family_id", name=op.f("uq_disposal_line_list_id_family_id")),
    )
    op.create_index(op.f("ix_disposal_line_list_id"), "disposal_line", ["list_id"])
    op.create_index(op.f("ix_disposal_line_family_id"), "disposal_line", ["family_id"])
    op.create_table(
        "object_to_erase",
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_object_to_erase")),
    )


def downgrade() -> None:
    op.drop_table("object_to_erase")
    op.drop_table("disposal_line")
    op.drop_table("disposal_list")
    op.drop_index("ix_household_archived_at", "household")
    op.drop_column("household", "eliminated_at")
    op.drop_column("household", "archived_at")
