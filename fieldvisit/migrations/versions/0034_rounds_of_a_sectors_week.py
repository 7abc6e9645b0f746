"""rounds of a sector's week: plans, stops, what is pinned, computations, ways by road, where rounds begin"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0031"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "round_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sector_id", sa.Uuid(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("held_by", sa.Uuid(), nullable=False),
        sa.Column("held_since", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", _INSTANT, nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("out", sa.JSON(), nullable=False),
        sa.Column("former", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name="fk_round_plan_author_id"),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name="fk_round_plan_changed_by"),
        sa.ForeignKeyConstraint(["held_by"], ["account.id"], name="fk_round_plan_held_by"),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_round_plan_sector_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_plan"),
    )
    op.create_index("ix_round_plan_sector_id", "round_plan", ["sector_id"])
    for status, name in (("brouillon", "draft"), ("publie", "published")):
        here = sa.text(f"status = '{status}'")
        op.create_index(
            f"uq_round_plan_{name}",
            "round_plan",
            ["sector_id", "monday"],
            unique=True,
            sqlite_where=here,
            postgresql_where=here,
        )
    op.create_table(
        "round_stop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=True),
        sa.Column("freed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["round_plan.id"], name="fk_round_stop_plan_id"),
        sa.ForeignKeyConstraint(["worker_id"], ["account.id"], name="fk_round_stop_worker_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_stop"),
        sa.UniqueConstraint("plan_id", "worker_id", "job_id", name="uq_round_stop_plan_id_worker_id_job_id"),
    )
    op.create_index("ix_round_stop_plan_id", "round_stop", ["plan_id"])
    op.create_index("ix_round_stop_visit_id", "round_stop", ["visit_id"])
    op.create_table(
        "round_lock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_round_lock_account_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["round_plan.id"], name="fk_round_lock_plan_id"),
        sa.ForeignKeyConstraint(["worker_id"], ["account.id"], name="fk_round_lock_worker_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_lock"),
    )
    op.create_index("ix_round_lock_plan_id", "round_lock", ["plan_id"])
    op.create_table(
        "round_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("heard_at", _INSTANT, nullable=False),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("best", sa.JSON(), nullable=True),
        sa.Column("end", sa.String(), nullable=True),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_round_run_account_id"),
        sa.ForeignKeyConstraint(["plan_id"], ["round_plan.id"], name="fk_round_run_plan_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_run"),
    )
    op.create_index("ix_round_run_plan_id", "round_run", ["plan_id"])
    op.create_table(
        "round_leg",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("from_lat", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_lon", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_lat", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_lon", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("metres", sa.Integer(), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("source", "from_lat", "from_lon", "to_lat", "to_lon", name="pk_round_leg"),
    )
    op.create_table(
        "round_base",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sector_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("from_home", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_round_base_account_id"),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name="fk_round_base_sector_id"),
        sa.PrimaryKeyConstraint("id", name="pk_round_base"),
        sa.UniqueConstraint("account_id", name="uq_round_base_account_id"),
        sa.UniqueConstraint("sector_id", name="uq_round_base_sector_id"),
    )
