"""logging in through a national provider"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("state_sha256", sa.String(), nullable=False),
        sa.Column("browser_sha256", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("wanted", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_request")),
        sa.UniqueConstraint("state_sha256", name=op.f("uq_login_request_state_sha256")),
    )
    op.create_table(
        "account_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_identity_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_identity")),
        sa.UniqueConstraint("provider", "subject", name=op.f("uq_account_identity_provider_subject")),
    )
    op.create_index(op.f("ix_account_identity_account_id"), "account_identity", ["account_id"])
    op.create_table(
        "federated_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("id_token", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["login_session.id"], name=op.f("fk_federated_session_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_federated_session")),
        sa.UniqueConstraint("session_id", name=op.f("uq_federated_session_session_id")),
    )


def downgrade() -> None:
    op.drop_table("federated_session")
    op.drop_index(op.f("ix_account_identity_account_id"), table_name="account_identity")
    op.drop_table("account_identity")
    op.drop_table("login_request")
