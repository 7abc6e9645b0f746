"""intervention orders of family workers, their goals, history, sessions and what tablets bring of them"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "intervention_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("frame", sa.String(), nullable=False),
        sa.Column("funder", sa.String(), nullable=False),
        sa.Column("motive", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("minutes_granted", sa.Integer(), nullable=False),
        sa.Column("minutes_per_week", sa.Integer(), nullable=True),
        sa.Column("recurrence", sa.JSON(), nullable=True),
        sa.Column("referent_id", sa.Uuid(), nullable=True),
        sa.Column("referent", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("contribution_scheme", sa.String(), nullable=False),
        sa.Column("income_ratio", sa.Integer(), nullable=True),
        sa.Column("contribution_cents", sa.Integer(), nullable=True),
        sa.Column("contribution_cap_cents", sa.Integer(), nullable=True),
        sa.Column("contribution_from", sa.Date(), nullable=True),
        sa.Column("exemption_reason", sa.String(), nullable=False),
        sa.Column("safety_notes", sa.String(), nullable=False),
        sa.Column("daily_notes", sa.String(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("funder_reference", sa.String(), nullable=False),
        sa.Column("usual_worker_id", sa.Uuid(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", _INSTANT, nullable=False),
        sa.Column("validated_by", sa.Uuid(), nullable=True),
        sa.Column("validated_at", _INSTANT, nullable=True),
        sa.Column("signature_each", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["drafted_by"], ["account.id"], name="fk_intervention_order_drafted_by"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_intervention_order_family_id"),
        sa.ForeignKeyConstraint(["referent_id"], ["account.id"], name="fk_intervention_order_referent_id"),
        sa.ForeignKeyConstraint(["usual_worker_id"], ["account.id"], name="fk_intervention_order_usual_worker_id"),
        sa.ForeignKeyConstraint(["validated_by"], ["account.id"], name="fk_intervention_order_validated_by"),
        sa.PrimaryKeyConstraint("id", name="pk_intervention_order"),
        sa.UniqueConstraint("number", name="uq_intervention_order_number"),
    )
    op.create_index("ix_intervention_order_family_id", "intervention_order", ["family_id"])
    op.create_index("ix_intervention_order_status", "intervention_order", ["status"])
    op.create_table(
        "intervention_goal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_intervention_goal_family_id"),
        sa.ForeignKeyConstraint(["order_id"], ["intervention_order.id"], name="fk_intervention_goal_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_intervention_goal"),
    )
    op.create_index("ix_intervention_goal_family_id", "intervention_goal", ["family_id"])
    op.create_index("ix_intervention_goal_order_id", "intervention_goal", ["order_id"])
    op.create_table(
        "order_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("from_status", sa.String(), nullable=False),
        sa.Column("to_status", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_order_event_account_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_order_event_family_id"),
        sa.ForeignKeyConstraint(["order_id"], ["intervention_order.id"], name="fk_order_event_order_id"),
        sa.PrimaryKeyConstraint("id", name="pk_order_event"),
    )
    op.create_index("ix_order_event_family_id", "order_event", ["family_id"])
    op.create_index("ix_order_event_order_id", "order_event", ["order_id"])
    op.create_table(
        "intervention_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("from_series", sa.Date(), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("minutes_exact", sa.Integer(), nullable=True),
        sa.Column("minutes_billed", sa.Integer(), nullable=True),
        sa.Column("validated_at", _INSTANT, nullable=True),
        sa.Column("validated_by", sa.Uuid(), nullable=True),
        sa.Column("returned_words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_intervention_session_family_id"),
        sa.ForeignKeyConstraint(["order_id"], ["intervention_order.id"], name="fk_intervention_session_order_id"),
        sa.ForeignKeyConstraint(["validated_by"], ["account.id"], name="fk_intervention_session_validated_by"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_intervention_session_visit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_intervention_session"),
        sa.UniqueConstraint("visit_id", name="uq_intervention_session_visit_id"),
    )
    op.create_index("ix_intervention_session_family_id", "intervention_session", ["family_id"])
    op.create_index("ix_intervention_session_order_id", "intervention_session", ["order_id"])
    op.create_index("ix_intervention_session_status", "intervention_session", ["status"])
    op.create_table(
        "session_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("captured_at", _INSTANT, nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("corrected_by_id", sa.Uuid(), nullable=True),
        sa.Column("seen_at", _INSTANT, nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_session_record_author_id"),
        sa.ForeignKeyConstraint(["corrects_id"], ["session_record.id"], name="fk_session_record_corrects_id"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_session_record_device_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_session_record_family_id"),
        sa.ForeignKeyConstraint(["order_id"], ["intervention_order.id"], name="fk_session_record_order_id"),
        sa.ForeignKeyConstraint(["seen_by"], ["account.id"], name="fk_session_record_seen_by"),
        sa.ForeignKeyConstraint(["session_id"], ["intervention_session.id"], name="fk_session_record_session_id"),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_session_record_visit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_session_record"),
    )
    for column in ("author_id", "family_id", "order_id", "received_at", "session_id", "visit_id"):
        op.create_index(f"ix_session_record_{column}", "session_record", [column])
