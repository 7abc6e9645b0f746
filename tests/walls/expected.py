"""Who may read which mark, said from the county's own table of rights (domain §1.2), not from the code that is tried.

A right with « * » is of her own families; one without is of her sector where it is for organising, and of her own
families where it is for caring; coordinators organise a sector and care for none. Nothing of another sector.
"""

import json
from enum import Enum
from pathlib import Path

from fieldvisit import access
from tests.walls.county import Mark

_TABLE = json.loads((Path(access.__file__).parent / "roles_permissions.json").read_text(encoding="utf-8"))
RIGHTS = {role["code"]: role["droits"] for role in _TABLE["roles"]}
#: To organise the work of a sector one knows all its families; to care for one, that one.
ORGANISING = {"identite_foyer", "planning_mission", "ordres_intervention", "validation_seances", "releves_bilans"}
#: The unit that receives what is raised in the whole county, and the doctor who answers for the service.
COUNTY_WIDE = {"information_preoccupante": {"crip", "medecin_responsable"}}
#: Parts of « dossier_mere » that are narrower than it: readable by midwife, doctor, psychologist (extra rules of §1.2).
CONFIDED, CONFIDENTS = {"violence", "entretien"}, {"sage_femme_pmi", "medecin_pmi", "psychologue_pmi"}
#: What is addressed to the doctor of the sector, whom no care relationship precedes: certificates (CSP L2132-2), and
#: an « Urgent », for which she is called as to a bedside (CSP L1110-4).
ADDRESSED = {"certificate", "urgent_alert", "urgent_step"}
#: Of the child's health these read the extract that a doctor attached to an evaluation, and nothing else.
EXTRACT_ONLY = {"crip", "referent_ase"}

#: The class of data of each table; where columns differ, of each column (of JSON, by the beginning of its path).
PLACES = {
    "agreement": "identite_foyer",
    "certificate": "sante_enfant",
    "closing_report": "releves_bilans",
    "concern_event": "information_preoccupante",
    "concern_extract": "information_preoccupante",
    "concern_piece": "information_preoccupante",
    "concern_report": "information_preoccupante",
    "due_decision": "planning_mission",
    "exceptional_access": "journal_acces",
    "due_item": "planning_mission",
    "finding": "observations_vad",
    "follow_up": "planning_mission",
    "household": "identite_foyer",
    "household_change": "identite_foyer",
    "household_merge": "identite_foyer",
    "intervention_goal": "objectifs_partages",
    "intervention_order": "ordres_intervention",
    "intervention_session": "validation_seances",
    "mandatory_exam": "sante_enfant",
    "measure_strike": "sante_enfant",
    "measurement": "sante_enfant",
    "notice": "identite_foyer",
    "order_event": "ordres_intervention",
    "parent_visibility": "observations_vad",
    "person": "identite_foyer",
    "person.disability": "sante_enfant",
    "person.living_place": "sante_enfant",
    "picture": "observations_vad",
    "pregnancy": "dossier_mere",
    "priority": "planning_mission",
    "priority_choice": "planning_mission",
    "session_record": "ecrits_tisf",
    "support": "identite_foyer",
    "timesheet_line": "releves_bilans",
    "timesheet_order": "releves_bilans",
    "urgent_step": "observations_vad",
    "vaccine_dose": "sante_enfant",
    "visit": "planning_mission",
    "visit.reason": "observations_vad",
    "visit_overtaken": "observations_vad",
    "visit_record": "observations_vad",
    "visit_record.body/answers/humeur_mere": "dossier_mere",
}
#: Tables whose rows say themselves of which class they are.
BY_ROW = {"contact", "fact_change", "referral", "referral_step", "task", "urgent_alert"}


class Position(Enum):
    """Where a family stands to whoever reads."""

    OWN = "in her care"
    SECTOR = "of her sector, not in her care (any more)"
    ELSEWHERE = "of another sector"


def place(mark: Mark) -> str:
    """:raises KeyError: for a table of which nobody has said yet what class of data it holds"""
    if mark.table in BY_ROW:
        return mark.place or "identite_foyer"
    full = f"{mark.table}.{mark.column}"
    longest = max((one for one in PLACES if full == one or full.startswith(one + "/")), key=len, default=mark.table)
    return PLACES[longest]


def may_read(role: str, mark: Mark, position: Position) -> bool:
    where = place(mark)
    if where in CONFIDED and role not in CONFIDENTS:
        return False
    where = "dossier_mere" if where in CONFIDED else where
    letters = RIGHTS[role].get(where, "-")
    if "R" not in letters:
        return False
    if role in COUNTY_WIDE.get(where, ()) or (where == "journal_acces" and "*" not in letters):
        return True
    if position is Position.ELSEWHERE or (where == "sante_enfant" and role in EXTRACT_ONLY):
        return False
    if position is Position.OWN or role == "coordinatrice":
        return True
    if mark.table in ADDRESSED and role == "medecin_pmi":
        return True
    if where == "objectifs_partages" and RIGHTS[role].get("ordres_intervention") == "RW":
        return True  # whoever validates an order reads what it is for
    return where in ORGANISING and "*" not in letters
