"""closing reports of orders, and what was said on the way"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_DRAFT = sa.text("status = 'brouillon'")


def upgrade() -> None:
    op.create_table(
        "closing_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("evolution", sa.String(), nullable=False),
        sa.Column("family_words", sa.String(), nullable=False),
        sa.Column("watch_points", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("family_read_on", sa.Date(), nullable=True),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("unread_reason", sa.String(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", _INSTANT, nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signed_at", _INSTANT, nullable=True),
        sa.Column("sent_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name="fk_closing_report_changed_by"),
        sa.ForeignKeyConstraint(["corrects_id"], ["closing_report.id"], name="fk_closing_report_corrects_id"),
        sa.ForeignKeyConstraint(["drafted_by"], ["account.id"], name="fk_closing_report_drafted_by"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_closing_report_family_id"),
        sa.ForeignKeyConstraint(["order_id"], ["intervention_order.id"], name="fk_closing_report_order_id"),
        sa.ForeignKeyConstraint(["signed_by"], ["account.id"], name="fk_closing_report_signed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_closing_report"),
    )
    op.create_index("ix_closing_report_family_id", "closing_report", ["family_id"])
    op.create_index("ix_closing_report_order_id", "closing_report", ["order_id"])
    op.create_index(
        "uq_closing_report_draft",
        "closing_report",
        ["order_id", "kind"],
        unique=True,
        sqlite_where=_DRAFT,
        postgresql_where=_DRAFT,
    )
