"""what is due, and where it begins: notices, the carnet, supports, tasks, calendars, addresses"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ban_address",
        sa.Column("ban_id", sa.String(), nullable=False),
        sa.Column("insee", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("street_key", sa.String(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("ban_id", name="pk_ban_address"),
    )
    with op.batch_alter_table("ban_address") as batch_op:
        batch_op.create_index("ix_ban_address_insee", ["insee"])
        batch_op.create_index("ix_ban_address_postcode", ["postcode"])
        batch_op.create_index("ix_ban_address_street_key", ["street_key"])

    op.create_table(
        "school_holiday",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_school_holiday"),
    )
    with op.batch_alter_table("school_holiday") as batch_op:
        batch_op.create_index("ix_school_holiday_zone", ["zone"])

    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("half", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_absence_account_id"),
        sa.ForeignKeyConstraint(["cancelled_by"], ["account.id"], name="fk_absence_cancelled_by"),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name="fk_absence_noted_by"),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    with op.batch_alter_table("absence") as batch_op:
        batch_op.create_index("ix_absence_account_id", ["account_id"])
        batch_op.create_index("ix_absence_first_on", ["first_on"])

    op.create_table(
        "calendar_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_calendar_subscription_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_subscription"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_subscription_token_hash"),
    )
    with op.batch_alter_table("calendar_subscription") as batch_op:
        batch_op.create_index("ix_calendar_subscription_account_id", ["account_id"])

    op.create_table(
        "commune",
        sa.Column("insee", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("sector_id", sa.Uuid(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_commune_sector_id"),
        sa.PrimaryKeyConstraint("insee", name="pk_commune"),
    )
    with op.batch_alter_table("commune") as batch_op:
        batch_op.create_index("ix_commune_name_key", ["name_key"])
        batch_op.create_index("ix_commune_postcode", ["postcode"])
        batch_op.create_index("ix_commune_sector_id", ["sector_id"])

    op.create_table(
        "import_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_import_batch_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
    )
    op.create_table(
        "working_pattern",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("week", sa.JSON(), nullable=False),
        sa.Column("week_b", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_working_pattern_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_working_pattern"),
    )
    with op.batch_alter_table("working_pattern") as batch_op:
        batch_op.create_index("ix_working_pattern_account_id", ["account_id"])

    op.create_table(
        "due_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_due_decision_account_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_due_decision_family_id"),
        sa.PrimaryKeyConstraint("id", name="pk_due_decision"),
    )
    with op.batch_alter_table("due_decision") as batch_op:
        batch_op.create_index("ix_due_decision_family_id", ["family_id"])
        batch_op.create_index("ix_due_decision_subject", ["subject_id", "code", "occurrence"])

    op.create_table(
        "due_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("sector_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("trade", sa.String(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("late_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_due_item_family_id"),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_due_item_sector_id"),
        sa.PrimaryKeyConstraint("id", name="pk_due_item"),
        sa.UniqueConstraint("subject_id", "code", "occurrence", name="uq_due_item_subject_id_code_occurrence"),
    )
    with op.batch_alter_table("due_item") as batch_op:
        batch_op.create_index("ix_due_item_family_id", ["family_id"])
        batch_op.create_index("ix_due_item_late", ["sector_id", "state", "late_on"])
        batch_op.create_index("ix_due_item_visit_id", ["visit_id"])
        batch_op.create_index("ix_due_item_worker_id", ["worker_id"])
        batch_op.create_index("ix_due_item_worklist", ["sector_id", "state", "due_on"])

    op.create_table(
        "household_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("gone_id", sa.Uuid(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("merged_by", sa.Uuid(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parted_by", sa.Uuid(), nullable=True),
        sa.Column("parted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["gone_id"], ["household.id"], name="fk_household_merge_gone_id"),
        sa.ForeignKeyConstraint(["kept_id"], ["household.id"], name="fk_household_merge_kept_id"),
        sa.ForeignKeyConstraint(["merged_by"], ["account.id"], name="fk_household_merge_merged_by"),
        sa.ForeignKeyConstraint(["parted_by"], ["account.id"], name="fk_household_merge_parted_by"),
        sa.PrimaryKeyConstraint("id", name="pk_household_merge"),
    )
    with op.batch_alter_table("household_merge") as batch_op:
        batch_op.create_index("ix_household_merge_gone_id", ["gone_id"])
        batch_op.create_index("ix_household_merge_kept_id", ["kept_id"])

    op.create_table(
        "name_key",
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_name_key_family_id"),
        sa.PrimaryKeyConstraint("family_id", "kind", "word", name="pk_name_key"),
    )
    with op.batch_alter_table("name_key") as batch_op:
        batch_op.create_index("ix_name_key_search", ["kind", "word", "family_id"])

    op.create_table(
        "priority",
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("chosen_why", sa.String(), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["chosen_by"], ["account.id"], name="fk_priority_chosen_by"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_priority_family_id"),
        sa.PrimaryKeyConstraint("family_id", name="pk_priority"),
    )
    with op.batch_alter_table("priority") as batch_op:
        batch_op.create_index("ix_priority_band", ["band"])

    op.create_table(
        "certificate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("examined_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("doctor", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("doctor_link", sa.Boolean(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("source_sha256", sa.String(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name="fk_certificate_child_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_certificate_family_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name="fk_certificate_noted_by"),
        sa.ForeignKeyConstraint(["replaced_by"], ["certificate.id"], name="fk_certificate_replaced_by"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
    )
    with op.batch_alter_table("certificate") as batch_op:
        batch_op.create_index("ix_certificate_child_id", ["child_id"])
        batch_op.create_index("ix_certificate_family_id", ["family_id"])

    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("compartment", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_contact_account_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_contact_family_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contact_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    with op.batch_alter_table("contact") as batch_op:
        batch_op.create_index("ix_contact_family_id", ["family_id"])

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("trade", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name="fk_follow_up_ended_by"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_follow_up_family_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_follow_up_person_id"),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name="fk_follow_up_set_by"),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up"),
    )
    with op.batch_alter_table("follow_up") as batch_op:
        batch_op.create_index("ix_follow_up_family_id", ["family_id"])

    op.create_table(
        "mandatory_exam",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by", sa.Uuid(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("doctor", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name="fk_mandatory_exam_child_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_mandatory_exam_family_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name="fk_mandatory_exam_noted_by"),
        sa.ForeignKeyConstraint(["struck_by"], ["account.id"], name="fk_mandatory_exam_struck_by"),
        sa.PrimaryKeyConstraint("id", name="pk_mandatory_exam"),
    )
    with op.batch_alter_table("mandatory_exam") as batch_op:
        batch_op.create_index("ix_mandatory_exam_child_id", ["child_id"])
        batch_op.create_index("ix_mandatory_exam_family_id", ["family_id"])

    op.create_table(
        "support",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("referent", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_support_family_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name="fk_support_noted_by"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_support_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_support"),
    )
    with op.batch_alter_table("support") as batch_op:
        batch_op.create_index("ix_support_family_id", ["family_id"])

    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sector_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("compartment", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("closing_note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["assigned_to"], ["account.id"], name="fk_task_assigned_to"),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name="fk_task_closed_by"),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="fk_task_created_by"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_task_family_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_task_person_id"),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_task_sector_id"),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
        sa.UniqueConstraint("source", name="uq_task_source"),
    )
    with op.batch_alter_table("task") as batch_op:
        batch_op.create_index("ix_task_assigned_to", ["assigned_to"])
        batch_op.create_index("ix_task_family_id", ["family_id"])
        batch_op.create_index("ix_task_kind", ["kind"])
        batch_op.create_index("ix_task_sector_id", ["sector_id"])

    op.create_table(
        "vaccine_dose",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by", sa.Uuid(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(), nullable=False),
        sa.Column("vaccine", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["person.id"], name="fk_vaccine_dose_child_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_vaccine_dose_family_id"),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name="fk_vaccine_dose_noted_by"),
        sa.ForeignKeyConstraint(["struck_by"], ["account.id"], name="fk_vaccine_dose_struck_by"),
        sa.PrimaryKeyConstraint("id", name="pk_vaccine_dose"),
    )
    with op.batch_alter_table("vaccine_dose") as batch_op:
        batch_op.create_index("ix_vaccine_dose_child_id", ["child_id"])
        batch_op.create_index("ix_vaccine_dose_family_id", ["family_id"])

    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("sector_id", sa.Uuid(), nullable=True),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("pregnancy_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assigned_by", sa.Uuid(), nullable=True),
        sa.Column("first_contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("batch_row", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["assigned_by"], ["account.id"], name="fk_notice_assigned_by"),
        sa.ForeignKeyConstraint(["assigned_to"], ["account.id"], name="fk_notice_assigned_to"),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_notice_batch_id"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_notice_family_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notice_person_id"),
        sa.ForeignKeyConstraint(["pregnancy_id"], ["pregnancy.id"], name="fk_notice_pregnancy_id"),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_notice_sector_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("fingerprint", name="uq_notice_fingerprint"),
    )
    with op.batch_alter_table("notice") as batch_op:
        batch_op.create_index("ix_notice_batch_id", ["batch_id"])
        batch_op.create_index("ix_notice_family_id", ["family_id"])
        batch_op.create_index("ix_notice_sector_id", ["sector_id"])
        batch_op.create_index("ix_notice_status", ["status"])

    op.create_table(
        "import_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_import_row_batch_id"),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_import_row_notice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_row"),
    )
    with op.batch_alter_table("import_row") as batch_op:
        batch_op.create_index("ix_import_row_batch_id", ["batch_id"])

    with op.batch_alter_table("household") as batch_op:
        batch_op.add_column(sa.Column("ban_id", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("contact_hours", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("merged_into", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key("fk_household_merged_into", "household", ["merged_into"], ["id"])

    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("in_care_since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("birth_place", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("discharged_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("childcare", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("school", sa.String(), nullable=False, server_default=""))

    with op.batch_alter_table("pregnancy") as batch_op:
        batch_op.add_column(sa.Column("outcome", sa.String(), nullable=False, server_default=""))
