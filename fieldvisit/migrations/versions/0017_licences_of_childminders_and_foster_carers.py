"""licences of childminders and foster carers"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "licence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("sector_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("ages", sa.String(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("suspended_until", sa.Date(), nullable=True),
        sa.Column("ended", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_licence_made_by"),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_licence_sector_id"),
        sa.PrimaryKeyConstraint("id", name="pk_licence"),
        sa.UniqueConstraint("number", name="uq_licence_number"),
    )
    with op.batch_alter_table("licence") as batch_op:
        batch_op.create_index("ix_licence_sector_id", ["sector_id"])

    op.create_table(
        "licence_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_licence_event_account_id"),
        sa.ForeignKeyConstraint(["licence_id"], ["licence.id"], name="fk_licence_event_licence_id"),
        sa.PrimaryKeyConstraint("id", name="pk_licence_event"),
    )
    with op.batch_alter_table("licence_event") as batch_op:
        batch_op.create_index("ix_licence_event_licence_id", ["licence_id"])

    op.create_table(
        "licence_incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name="fk_licence_incident_closed_by"),
        sa.ForeignKeyConstraint(["licence_id"], ["licence.id"], name="fk_licence_incident_licence_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name="fk_licence_incident_noted_by"),
        sa.PrimaryKeyConstraint("id", name="pk_licence_incident"),
    )
    with op.batch_alter_table("licence_incident") as batch_op:
        batch_op.create_index("ix_licence_incident_licence_id", ["licence_id"])

    op.create_table(
        "licence_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("complete_on", sa.Date(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("ages", sa.String(), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["licence_id"], ["licence.id"], name="fk_licence_request_licence_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name="fk_licence_request_noted_by"),
        sa.PrimaryKeyConstraint("id", name="pk_licence_request"),
    )
    with op.batch_alter_table("licence_request") as batch_op:
        batch_op.create_index("ix_licence_request_licence_id", ["licence_id"])

    op.create_table(
        "licence_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("ages", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["licence_id"], ["licence.id"], name="fk_licence_decision_licence_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name="fk_licence_decision_noted_by"),
        sa.ForeignKeyConstraint(["request_id"], ["licence_request.id"], name="fk_licence_decision_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_licence_decision"),
    )
    with op.batch_alter_table("licence_decision") as batch_op:
        batch_op.create_index("ix_licence_decision_licence_id", ["licence_id"])

    op.create_table(
        "licence_visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("planned_at", sa.Time(), nullable=True),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="fk_licence_visit_created_by"),
        sa.ForeignKeyConstraint(["licence_id"], ["licence.id"], name="fk_licence_visit_licence_id"),
        sa.ForeignKeyConstraint(["request_id"], ["licence_request.id"], name="fk_licence_visit_request_id"),
        sa.ForeignKeyConstraint(["worker_id"], ["account.id"], name="fk_licence_visit_worker_id"),
        sa.PrimaryKeyConstraint("id", name="pk_licence_visit"),
    )
    with op.batch_alter_table("licence_visit") as batch_op:
        batch_op.create_index("ix_licence_visit_licence_id", ["licence_id"])
        batch_op.create_index("ix_licence_visit_planned_on", ["planned_on"])
        batch_op.create_index("ix_licence_visit_worker_id", ["worker_id"])
