"""Tables that only grow: the database itself refuses to change or remove a row, whoever asks."""

import sqlalchemy as sa
from sqlalchemy import DDL, event

#: What the refusal says, in both databases.
REFUSED = "this table only grows"


def only_grows(table: sa.Table, unless: str = "") -> None:
    """Make the database refuse UPDATE and DELETE (and TRUNCATE) there from the table's creation on.

    ``unless``: a query over ``OLD``; the rows for which it finds something may be deleted, never changed.
    """
    for dialect, sentences in (
        ("sqlite", _sqlite(table.name, unless)),
        ("postgresql", _postgresql(table.name, unless)),
    ):
        for sentence in sentences:
            # The query may name tables that come later: they are asked when a row is deleted, not before.
            event.listen(table, "after_create", DDL(sentence).execute_if(dialect=dialect))


def _sqlite(name: str, unless: str) -> list[str]:
    when = f"WHEN NOT EXISTS ({unless}) " if unless else ""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    return [
        f"CREATE TRIGGER {name}_unchanged BEFORE UPDATE ON {name} {refuse}",
        f"CREATE TRIGGER {name}_kept BEFORE DELETE ON {name} {when}{refuse}",
    ]


def _postgresql(name: str, unless: str) -> list[str]:
    given = f"IF TG_OP = 'DELETE' AND EXISTS ({unless}) THEN RETURN OLD; END IF; " if unless else ""
    sentences = []
    for suffix, first, moment, each in (
        ("only_grows", given, "UPDATE OR DELETE", "ROW"),
        ("not_emptied", f"IF NOT EXISTS (SELECT FROM {name}) THEN RETURN NULL; END IF; ", "TRUNCATE", "STATEMENT"),
    ):
        sentences += [
            f"CREATE OR REPLACE FUNCTION {name}_{suffix}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {first}RAISE EXCEPTION '{REFUSED}'; END $$",
            f"CREATE TRIGGER {name}_{suffix} BEFORE {moment} ON {name} "
            f"FOR EACH {each} EXECUTE FUNCTION {name}_{suffix}()",
        ]
    return sentences
