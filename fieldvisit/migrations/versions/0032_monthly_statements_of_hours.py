"""monthly statements of family workers' hours: their months, lines frozen at closing, signatures and answers"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0036"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "timesheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("sector_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("validated_at", _INSTANT, nullable=True),
        sa.Column("validated_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name="fk_timesheet_closed_by"),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_timesheet_sector_id"),
        sa.ForeignKeyConstraint(["validated_by"], ["account.id"], name="fk_timesheet_validated_by"),
        sa.PrimaryKeyConstraint("id", name="pk_timesheet"),
        sa.UniqueConstraint("service", "sector_id", "month", name="uq_timesheet_service_sector_id_month"),
    )
    op.create_index("ix_timesheet_sector_id", "timesheet", ["sector_id"])
    op.create_table(
        "timesheet_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("timesheet_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("minutes_exact", sa.Integer(), nullable=False),
        sa.Column("minutes_billed", sa.Integer(), nullable=False),
        sa.Column("km_tenths", sa.Integer(), nullable=False),
        sa.Column("travel_minutes", sa.Integer(), nullable=False),
        sa.Column("rate_cents", sa.Integer(), nullable=False),
        sa.Column("mileage_cents", sa.Integer(), nullable=False),
        sa.Column("former_billed", sa.Integer(), nullable=True),
        sa.Column("former_month", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_timesheet_line_family_id"),
        sa.ForeignKeyConstraint(["order_id"], ["intervention_order.id"], name="fk_timesheet_line_order_id"),
        sa.ForeignKeyConstraint(["session_id"], ["intervention_session.id"], name="fk_timesheet_line_session_id"),
        sa.ForeignKeyConstraint(["timesheet_id"], ["timesheet.id"], name="fk_timesheet_line_timesheet_id"),
        sa.ForeignKeyConstraint(["worker_id"], ["account.id"], name="fk_timesheet_line_worker_id"),
        sa.PrimaryKeyConstraint("id", name="pk_timesheet_line"),
    )
    for column in ("timesheet_id", "session_id", "order_id", "family_id"):
        op.create_index(f"ix_timesheet_line_{column}", "timesheet_line", [column])
    op.create_table(
        "timesheet_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("timesheet_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("signed_minutes", sa.Integer(), nullable=True),
        sa.Column("unsigned_reason", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", _INSTANT, nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answer_words", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name="fk_timesheet_order_answered_by"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_timesheet_order_family_id"),
        sa.ForeignKeyConstraint(["order_id"], ["intervention_order.id"], name="fk_timesheet_order_order_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_timesheet_order_recorded_by"),
        sa.ForeignKeyConstraint(["timesheet_id"], ["timesheet.id"], name="fk_timesheet_order_timesheet_id"),
        sa.PrimaryKeyConstraint("id", name="pk_timesheet_order"),
        sa.UniqueConstraint("timesheet_id", "order_id", name="uq_timesheet_order_timesheet_id_order_id"),
    )
    for column in ("timesheet_id", "order_id", "family_id"):
        op.create_index(f"ix_timesheet_order_{column}", "timesheet_order", [column])
