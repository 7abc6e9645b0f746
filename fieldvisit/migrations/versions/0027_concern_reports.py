"""concern reports, what happened to them, what goes with them, and the mails that tell of them"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "concern_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("author_function", sa.String(), nullable=False),
        sa.Column("author_service", sa.String(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("family_words", sa.String(), nullable=False),
        sa.Column("children", sa.JSON(), nullable=False),
        sa.Column("natures", sa.JSON(), nullable=False),
        sa.Column("fact_on", sa.Date(), nullable=True),
        sa.Column("fact_at", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("quotes", sa.JSON(), nullable=False),
        sa.Column("context", sa.String(), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=True),
        sa.Column("parents_informed", sa.Boolean(), nullable=True),
        sa.Column("parents_reason", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("gaps", sa.JSON(), nullable=False),
        sa.Column("visible_parent", sa.Boolean(), nullable=False),
        sa.Column("written_at", _INSTANT, nullable=False),
        sa.Column("captured_at", _INSTANT, nullable=True),
        sa.Column("received_at", _INSTANT, nullable=True),
        sa.Column("acknowledged_at", _INSTANT, nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("evaluators", sa.String(), nullable=False),
        sa.Column("evaluating_from", _INSTANT, nullable=True),
        sa.Column("evaluated_at", _INSTANT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("outcome_words", sa.String(), nullable=False),
        sa.Column("closed_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["account.id"], name="fk_concern_report_acknowledged_by"),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_concern_report_author_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_concern_report_family_id"),
        sa.PrimaryKeyConstraint("id", name="pk_concern_report"),
    )
    op.create_index("ix_concern_report_author_id", "concern_report", ["author_id"])
    op.create_index("ix_concern_report_family_id", "concern_report", ["family_id"])
    op.create_index("ix_concern_report_received_at", "concern_report", ["received_at"])
    op.create_index("ix_concern_report_reference", "concern_report", ["reference"])
    op.create_index("ix_concern_report_status", "concern_report", ["status"])
    op.create_table(
        "concern_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_concern_event_account_id"),
        sa.ForeignKeyConstraint(["report_id"], ["concern_report.id"], name="fk_concern_event_report_id"),
        sa.PrimaryKeyConstraint("id", name="pk_concern_event"),
    )
    op.create_index("ix_concern_event_report_id", "concern_event", ["report_id"])
    op.create_table(
        "concern_piece",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name="fk_concern_piece_added_by"),
        sa.ForeignKeyConstraint(["report_id"], ["concern_report.id"], name="fk_concern_piece_report_id"),
        sa.PrimaryKeyConstraint("id", name="pk_concern_piece"),
    )
    op.create_index("ix_concern_piece_report_id", "concern_piece", ["report_id"])
    op.create_table(
        "concern_extract",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_concern_extract_author_id"),
        sa.ForeignKeyConstraint(["report_id"], ["concern_report.id"], name="fk_concern_extract_report_id"),
        sa.PrimaryKeyConstraint("id", name="pk_concern_extract"),
    )
    op.create_index("ix_concern_extract_report_id", "concern_extract", ["report_id"])
    op.create_table(
        "concern_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", _INSTANT, nullable=False),
        sa.Column("sent_at", _INSTANT, nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["concern_report.id"], name="fk_concern_mail_report_id"),
        sa.PrimaryKeyConstraint("id", name="pk_concern_mail"),
        sa.UniqueConstraint("report_id", "recipient", name="uq_concern_mail_report_id_recipient"),
    )
    op.create_index("ix_concern_mail_report_id", "concern_mail", ["report_id"])
