"""how an import of notices goes, whom a notice is about, what a death notice stopped"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(), nullable=False, server_default="termine"))
        batch_op.add_column(sa.Column("total", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("import_row") as batch_op:
        batch_op.drop_index("ix_import_row_batch_id")
        batch_op.create_index("ix_import_row_result", ["batch_id", "result", "number"])
    with op.batch_alter_table("notice") as batch_op:
        batch_op.add_column(sa.Column("subject_key", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("remarks", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("settled_why", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("undo", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.create_index("ix_notice_subject_key", ["subject_key"])
    with op.batch_alter_table("person") as batch_op:
        batch_op.create_index("ix_person_birth_date", ["birth_date"])
