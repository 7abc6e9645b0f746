"""urgent alerts of a school's session or of a licence"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("urgent_alert") as batch_op:
        batch_op.alter_column("family_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column("place_id", sa.Uuid(), nullable=True))
        batch_op.create_index("ix_urgent_alert_place_id", ["place_id"])
