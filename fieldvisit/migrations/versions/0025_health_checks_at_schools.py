"""health checks at nursery schools, and what tablets bring of visits for a licence"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sector_id", sa.Uuid(), nullable=False),
        sa.Column("school", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_school_session_sector_id"),
        sa.ForeignKeyConstraint(["worker_id"], ["account.id"], name="fk_school_session_worker_id"),
        sa.ForeignKeyConstraint(["second_id"], ["account.id"], name="fk_school_session_second_id"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_school_session_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_school_session"),
    )
    with op.batch_alter_table("school_session") as batch_op:
        batch_op.create_index("ix_school_session_sector_id", ["sector_id"])
        batch_op.create_index("ix_school_session_held_on", ["held_on"])
        batch_op.create_index("ix_school_session_worker_id", ["worker_id"])
        batch_op.create_index("ix_school_session_second_id", ["second_id"])

    op.create_table(
        "school_pupil",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("classroom", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_why", sa.String(), nullable=False),
        sa.Column("letter_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["school_session.id"], name="fk_school_pupil_session_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_school_pupil_person_id"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_school_pupil_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_school_pupil"),
    )
    with op.batch_alter_table("school_pupil") as batch_op:
        batch_op.create_index("ix_school_pupil_session_id", ["session_id"])
        batch_op.create_index("ix_school_pupil_person_id", ["person_id"])

    op.create_table(
        "school_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("corrected_by_id", sa.Uuid(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.Column("filed_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["school_session.id"], name="fk_school_check_session_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["school_pupil.id"], name="fk_school_check_pupil_id"),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_school_check_author_id"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_school_check_device_id"),
        sa.ForeignKeyConstraint(["corrects_id"], ["school_check.id"], name="fk_school_check_corrects_id"),
        sa.ForeignKeyConstraint(["seen_by"], ["account.id"], name="fk_school_check_seen_by"),
        sa.PrimaryKeyConstraint("id", name="pk_school_check"),
    )
    with op.batch_alter_table("school_check") as batch_op:
        batch_op.create_index("ix_school_check_session_id", ["session_id"])
        batch_op.create_index("ix_school_check_pupil_id", ["pupil_id"])

    op.create_table(
        "school_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["school_session.id"], name="fk_school_event_session_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_school_event_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_school_event"),
    )
    with op.batch_alter_table("school_event") as batch_op:
        batch_op.create_index("ix_school_event_session_id", ["session_id"])

    op.create_table(
        "licence_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("licence_id", sa.Uuid(), nullable=False),
        sa.Column("licence_visit_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("corrected_by_id", sa.Uuid(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["licence_id"], ["licence.id"], name="fk_licence_record_licence_id"),
        sa.ForeignKeyConstraint(["licence_visit_id"], ["licence_visit.id"], name="fk_licence_record_licence_visit_id"),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_licence_record_author_id"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name="fk_licence_record_device_id"),
        sa.ForeignKeyConstraint(["corrects_id"], ["licence_record.id"], name="fk_licence_record_corrects_id"),
        sa.ForeignKeyConstraint(["seen_by"], ["account.id"], name="fk_licence_record_seen_by"),
        sa.PrimaryKeyConstraint("id", name="pk_licence_record"),
    )
    with op.batch_alter_table("licence_record") as batch_op:
        batch_op.create_index("ix_licence_record_licence_id", ["licence_id"])
        batch_op.create_index("ix_licence_record_licence_visit_id", ["licence_visit_id"])
