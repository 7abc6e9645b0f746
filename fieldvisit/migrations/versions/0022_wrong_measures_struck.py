"""wrong measures struck, beside the measures"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measure_strike",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("measurement_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("struck_by", sa.Uuid(), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_by", sa.Uuid(), nullable=True),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("back_words", sa.String(), nullable=False),
        sa.Column("carried_from", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["back_by"], ["account.id"], name="fk_measure_strike_back_by"),
        sa.ForeignKeyConstraint(["family_id"], ["household.id"], name="fk_measure_strike_family_id"),
        sa.ForeignKeyConstraint(["measurement_id"], ["measurement.id"], name="fk_measure_strike_measurement_id"),
        sa.ForeignKeyConstraint(["struck_by"], ["account.id"], name="fk_measure_strike_struck_by"),
        sa.PrimaryKeyConstraint("id", name="pk_measure_strike"),
    )
    op.create_index("ix_measure_strike_family_id", "measure_strike", ["family_id"])
    op.create_index("ix_measure_strike_measurement_id", "measure_strike", ["measurement_id"])
