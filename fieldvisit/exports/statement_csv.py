"""A month's statement as a table for the accounts: one row a line, so that its columns add up to the statement's sums.

`;`, decimal comma, UTF-8 with its mark: as a French spreadsheet opens it. Minutes are whole, money is euros.
"""

import csv
import io

from fieldvisit.exports.statement_facts import Facts, state
from fieldvisit.statements import months
from fieldvisit.statements.reading import OrderGroup, Row, clock
from fieldvisit.statements.timesheet import Answer, Kind
from fieldvisit.words import french_date

HEAD = (
    "Association", "Secteur", "Mois", "État du relevé", "Ordre", "Financeur", "Dossier", "Intervenant·e", "Date",
    "Début", "Fin", "Nature", "Résultat et motif", "Minutes prévues", "Minutes exactes", "Minutes facturées", "Km",
    "Minutes de trajet", "Tarif (€/km)", "Indemnité (€)", "Remarque", "Signature de la famille",
    "Réponse du Département",
)  # fmt: skip
#: How a cell begins that a spreadsheet takes for a formula.
FORMULA = "=+-@\t\r\n"


def render(facts: Facts) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    for group in facts.statement.by_order:
        writer.writerows(_cells(facts, group, row) for row in group.rows)
    return table.getvalue().encode("utf-8-sig")


def _cells(facts: Facts, group: OrderGroup, row: Row) -> list[str]:
    told, line = facts.statement, row.line
    planned = facts.planned_of(row)
    answer = Answer(group.said.answer).label if group.said and group.said.answer else ""
    return [
        *map(_text, (told.book.service, told.sector, months.name(told.month), state(told))),
        *map(_text, (group.title, group.funder, row.family, row.worker)),
        french_date(line.day), clock(line.started_at), clock(line.ended_at),
        *map(_text, (Kind(line.kind).label, row.outcome)),
        "" if planned is None else str(planned), str(line.minutes_exact), str(line.minutes_billed),
        _decimal(line.km_tenths, 1), str(line.travel_minutes), _decimal(line.rate_cents, 2),
        _decimal(line.mileage_cents, 2),
        *map(_text, (row.remark, group.signature, answer)),
    ]  # fmt: skip


def _text(cell: str) -> str:
    """Text stays text, also where it begins like a formula. Numbers do not pass here and keep their sign."""
    return f"'{cell}" if cell[:1] and cell[0] in FORMULA else cell


def _decimal(value: int, places: int) -> str:
    """-5 tenths are « -0,5 »."""
    whole, rest = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole},{rest:0{places}}"
