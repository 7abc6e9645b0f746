"""growth references of the county, heights of parents"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "growth_reference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Uuid(), nullable=True),
        sa.Column("imported_by_name", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["imported_by"], ["account.id"], name="fk_growth_reference_imported_by"),
        sa.PrimaryKeyConstraint("id", name="pk_growth_reference"),
        sa.UniqueConstraint("code", "version", name="uq_growth_reference_code_version"),
    )
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("height_cm", sa.Float(), nullable=True))
