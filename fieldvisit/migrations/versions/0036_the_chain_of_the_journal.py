"""the chain of the journal"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None

GUARDED = {
    "access_event": "SELECT 1 FROM journal_disposal AS let_go JOIN journal_link AS link "
    "ON link.month = let_go.month WHERE link.event_id = OLD.id",
    "journal_link": "SELECT 1 FROM journal_disposal AS let_go WHERE let_go.month = OLD.month",
    "journal_segment": "",
    "journal_disposal": "",
}


def upgrade() -> None:
    op.create_table(
        "journal_link",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_journal_link")),
        sa.UniqueConstraint("month", "place", name=op.f("uq_journal_link_month_place")),
    )
    op.create_table(
        "journal_segment",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("closing", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_journal_segment")),
    )
    op.create_table(
        "journal_disposal",
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_journal_disposal_approved_by")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_journal_disposal")),
    )
    for table, unless in GUARDED.items():
        _guard(table, unless)


def _guard(table: str, unless: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'this table only grows'); END"
        when = f"WHEN NOT EXISTS ({unless}) " if unless else ""
        op.execute(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {when}{refuse}")
        return
    given = f"IF TG_OP = 'DELETE' AND EXISTS ({unless}) THEN RETURN OLD; END IF; " if unless else ""
    for name, first, moment, each in (
        ("only_grows", given, "UPDATE OR DELETE", "ROW"),
        ("not_emptied", f"IF NOT EXISTS (SELECT FROM {table}) THEN RETURN NULL; END IF; ", "TRUNCATE", "STATEMENT"),
    ):
        op.execute(
            f"CREATE OR REPLACE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {first}RAISE EXCEPTION 'this table only grows'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {table}_{name}()"
        )
