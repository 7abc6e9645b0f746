"""the token of a national provider stays with the browser

What was kept of it is removed: those sessions end here alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0041b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("federated_session") as table:
        table.drop_column("id_token")


def downgrade() -> None:
    with op.batch_alter_table("federated_session") as table:
        table.add_column(sa.Column("id_token", sa.String(), nullable=False, server_default=""))
