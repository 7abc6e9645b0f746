"""What a tablet sends of a pupil seen at school, and of a childminder's home."""

from datetime import timedelta

from tests.sync.tablet import stamp

BSEM = {
    "bs_ecole": {"v": "École des Lilas"},
    "bs_classe": {"v": "ps"},
    "bs_danger": {"v": "non"},
    "bs_date": {"v": "2026-11-23"},
    "bs_accord": {"v": "accorde"},
    "bs_poids": {"v": 15500},
    "bs_taille": {"v": 98.5, "method": "debout"},
    "bs_conclusion": {"v": "orientation"},
    "bs_orient": {"v": ["ophtalmo_orthoptie"]},
}


def send(tablet, held, body, **more):
    [word] = tablet.push(tablet.line("visit_record", body, family_id=body["family_id"], **more))
    return word


def report(visit, now, **changes):
    return {
        "visit_id": str(visit.id),
        "family_id": str(visit.licence_id),
        "kind": "vad_agrement",
        "planned": True,
        "planned_on": visit.planned_on.isoformat(),
        "planned_at": None,
        "duration_min": 90,
        "outcome": "realisee",
        "started_at": stamp(now - timedelta(minutes=80)),
        "ended_at": stamp(now),
        "forms": {"agrement_assmat": "2.0.0"},
        "children": [],
        "agreement": None,
        "answers": {"ag_avis": {"v": "favorable"}, "ag_motivation": {"v": "Logement adapté."}},
        "child_answers": {},
        "notes": [],
        "outcome_detail": {},
        "corrects": None,
        "correction_reason": "",
        "urgent": [],
        "signed_at": stamp(now),
    } | changes


def whole(now, visit):
    """With the least answers that the grid asks for."""
    least = {"ag_date": "2026-11-23", "ag_type": "maternel", "ag_objet": "premiere", "ag_nb": 3}
    least |= {"ag_depassement": "non", "ag_danger": "non"}
    given = {item: {"v": value} for item, value in least.items()}
    return report(visit, now, answers=given | report(visit, now)["answers"])
