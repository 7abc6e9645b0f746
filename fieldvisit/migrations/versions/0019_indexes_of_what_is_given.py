"""indexes that leave out rows with nothing in them, and one that tells certificates from the rest"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("visit_id", "worker_id"):
        op.drop_index(f"ix_due_item_{column}", "due_item")
        _index_given("due_item", column)
    op.drop_index("ix_due_item_worklist", "due_item")
    op.create_index("ix_due_item_worklist", "due_item", ["sector_id", "state", "group", "due_on"])
    _index_given("household", "merged_into")


def _index_given(table: str, column: str) -> None:
    given = sa.text(f"{column} IS NOT NULL")
    op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=given, postgresql_where=given)
