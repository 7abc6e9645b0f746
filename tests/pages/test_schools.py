"""« Bilans à l’école » as a client gets it: the list for the service, results for who reads health, silent letters."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent
from fieldvisit.db import new_id
from fieldvisit.exports import school_letters
from fieldvisit.licences import history as licence_history
from fieldvisit.licences import request, visit
from fieldvisit.licences.record import LicenceRecord
from fieldvisit.pages.office.licence_file import LicenceFile
from fieldvisit.pages.office.school_list import SchoolList
from fieldvisit.pages.office.school_session import SchoolFile
from fieldvisit.pages.office.schools import Schools
from fieldvisit.schools import history, pupils, sessions
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.schools.history import SchoolEvent, What
from tests.sync.tablet import stamp


def body_of(pupil_id, now, **said):
    answers = {item: {"v": value} for item, value in said.items()}
    return {
        "kind": "bsem",
        "forms": {"bsem": "2.0.0"},
        "started_at": stamp(now),
        "children": [str(pupil_id)],
        "answers": {},
        "child_answers": {str(pupil_id): answers},
        "notes": [],
        "outcome_detail": {},
    }


@pytest.fixture
def checked(office, engine, held, listed, born, now):
    """Noé was seen and sent to have his eyes looked at; something was noted apart. Ana was absent."""
    noe, ana, _ = listed(("Durand", "Noé", born), ("Morel", "Ana", born), ("Petit", "Lou", born))
    said = {"bs_accord": "accorde", "bs_poids": 15500, "bs_taille": 98.5, "bs_av_od": 5, "bs_av_og": 9}
    said |= {"bs_danger": "oui", "bs_comportement": "preoccupant", "bs_conclusion": "orientation"}
    said |= {"bs_orient": ["ophtalmo_orthoptie"], "bs_langage": "normal"}
    common = {"session_id": held.id, "author_id": office.claire.id, "digest": "d", "captured_at": now}
    with db.writing(engine) as session:
        session.add(
            SchoolCheck(
                pupil_id=noe.id,
                outcome="realisee",
                body=body_of(noe.id, now, **said),
                received_at=now,
                urgent=True,
                **common,
            )
        )
        session.add(
            SchoolCheck(pupil_id=ana.id, outcome="absente", body=body_of(ana.id, now), received_at=now, **common)
        )
    return noe, ana


def seen_of(client, state) -> dict:
    """The vars of this state as the page has them now."""
    found = {}
    for update in client.received:
        for name, value in update.get(state.get_full_name(), {}).items():
            found[name.removesuffix("_rx_state_")] = value
    return found


def as_role(engine, account, role):
    with db.writing(engine) as session:
        session.get_one(Account, account.id).role = role


def test_a_session_is_prepared_and_its_list_brought_in_with_the_bad_rows_back(office, tab, cookie, held, engine):
    helene = tab(cookie=cookie("helene"), path=f"/bilans-ecole/{held.id}")
    helene.call(SchoolFile.load)
    text = "Durand;Noé;12/03/2023;M;PS\nMorel;Ana;2023-02-30;F"
    helene.call(SchoolList.paste, form={"liste": text})
    seen = seen_of(helene, SchoolList)
    assert (seen["ready"], seen["back"]) == (1, 1) and "date de naissance" in seen["rows"][0]["problem"]
    with db.reading(engine) as session:
        assert session.exec(select(pupils.SchoolPupil)).all() == [], "looked at, not written"
    helene.call(SchoolList.add)
    seen = seen_of(helene, SchoolList)
    assert "1 élève ajouté" in helene.text() and [row["problem"] != "" for row in seen["rows"]] == [True]
    helene.call(SchoolFile.look_again)
    assert [one["name"] for one in seen_of(helene, SchoolFile)["pupils"]] == ["Durand Noé"]


@pytest.mark.parametrize("role", sorted(roles.LABELS))
def test_only_the_service_opens_the_page_and_only_who_reads_health_reads_results(
    office,
    tab,
    cookie,
    held,
    checked,
    engine,
    role,
):
    as_role(engine, office.ines, role)
    ines = tab(cookie=cookie("ines"), path=f"/bilans-ecole/{held.id}")
    ines.call(SchoolFile.load)
    seen = {"pupils": []} | seen_of(ines, SchoolFile)
    opens, reads = sessions.may_prepare(role), sessions.reads_results(role)
    assert (len(seen["pupils"]) == 3) is opens
    assert ("Durand" in ines.text()) is opens
    if opens:
        noe = seen["pupils"][0]
        assert (noe["check_id"] != "") is reads and noe["urgent"] is reads
        assert noe["standing"] == "Vu", "how it goes is for everybody there"
        assert bool(seen["letters"]) is reads
    ines.call(SchoolFile.open_check, check_id=str(_check(engine).id))
    opened = seen_of(ines, SchoolFile).get("opened", {"id": ""})
    assert (opened["id"] != "") is (opens and reads)


def _check(engine):
    with db.reading(engine) as session:
        return session.exec(select(SchoolCheck).where(SchoolCheck.outcome == "realisee")).one()


def test_a_colleague_of_another_sector_gets_nothing(office, tab, cookie, held, checked):
    nadia = tab(cookie=cookie("nadia"), path=f"/bilans-ecole/{held.id}")
    nadia.call(SchoolFile.load)
    assert "Durand" not in nadia.text() and seen_of(nadia, SchoolFile)["pupils"] == []
    listing = tab(cookie=cookie("nadia"), path="/bilans-ecole")
    listing.call(Schools.load)
    assert "Lilas" not in listing.text()


@pytest.mark.parametrize("role", ["coordinatrice", "secretariat", "sage_femme_pmi", "puericultrice"])
def test_who_reads_no_results_sees_the_same_words_whatever_was_found(
    office, tab, cookie, held, listed, born, engine, now, role
):
    """All is well with one pupil, the other has to be seen again, is sent on, and something urgent was met."""
    [pupil] = listed(("Durand", "Noé", born))
    as_role(engine, office.ines, role)

    def page():
        ines = tab(cookie=cookie("ines"), path=f"/bilans-ecole/{held.id}")
        ines.call(SchoolFile.load)
        seen = seen_of(ines, SchoolFile)
        return {name: seen[name] for name in ("pupils", "counts", "referrals", "past", "head")}

    def written(urgent, **said):
        with db.writing(engine) as session:
            for old in session.exec(select(SchoolCheck)).all() + session.exec(select(SchoolEvent)).all():
                session.delete(old)
            session.flush()
            body = body_of(pupil.id, now, bs_accord="accorde", **said)
            common = {"session_id": held.id, "author_id": office.claire.id, "digest": "d", "captured_at": now}
            common |= {"received_at": now, "urgent": urgent, "outcome": "realisee", "body": body}
            session.add(SchoolCheck(pupil_id=pupil.id, **common))
            if urgent:
                history.note(session, office.actor("claire"), held.id, What.URGENT, now)
            what = What.URGENT if urgent else What.CHECKED
            history.note(session, office.actor("claire"), held.id, what, now, pupil.name)
        return page()

    well = written(False, bs_conclusion="normal")
    ill = written(True, bs_conclusion="recontrole", bs_orient=["ophtalmo_orthoptie"], bs_danger="oui")
    assert (well == ill) is not sessions.reads_results(role)
    assert len(well["past"]) == 1 and well["past"][0]["label"].startswith("Bilan reçu")
    ines = tab(cookie=cookie("ines"), path=f"/bilans-ecole/{held.id}")
    ines.load(SchoolFile.load)
    ines.call(SchoolFile.choose, standing="À revoir")
    assert (len(seen_of(ines, SchoolFile)["pupils"]) == 1) is sessions.reads_results(role)


def test_letters_say_what_parents_need_and_keep_silent_on_the_rest(office, http, cookie, held, checked, engine, now):
    answer = http.get(f"/api/bilans-ecole/{held.id}/courriers.pdf", headers={"cookie": cookie("claire")})
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    with db.reading(engine) as session:
        told = school_letters.of_session(session, office.actor("claire"), held.id, [], now).told
        written = session.exec(select(pupils.SchoolPupil.letter_at)).all()
        assert What.LETTERS in session.exec(select(SchoolEvent.what)).all()
    assert sum(one is not None for one in written) == 2, "who was not met gets none"
    seen, absent = told["letters"]
    assert "Vue : à vérifier" in seen["results"] and "Langage : rien à signaler" in seen["results"]
    assert "Poids : 15,5 kg" in seen["results"] and "ophtalmologiste" in seen["next"][0]
    assert not {"danger", "préoccupant", "comportement"} & set(str(seen).lower().replace(",", " ").split())
    assert "absent" in absent["opening"] and absent["results"] == []
    assert (
        http.get(f"/api/bilans-ecole/{held.id}/courriers.pdf", headers={"cookie": cookie("helene")}).status_code == 403
    )
    assert (
        http.get(f"/api/bilans-ecole/{held.id}/courriers.pdf", headers={"cookie": cookie("nadia")}).status_code == 404
    )


def test_a_letter_is_told_by_name_and_stands_in_the_journal_of_a_family_that_is_known(
    office, http, cookie, held, checked, engine
):
    noe, _ = checked
    with db.writing(engine) as session:
        pupil = session.get_one(pupils.SchoolPupil, noe.id)
        pupil.person_id = office.petit_twins[1].id
        session.add(pupil)
    assert http.get(f"/api/bilans-ecole/{held.id}/courriers.pdf", headers={"cookie": cookie("claire")}).is_success
    with db.reading(engine) as session:
        told = session.exec(select(SchoolEvent.words).where(SchoolEvent.what == What.LETTERS)).one()
        assert told == "2 courriers : Noé Durand, Ana Morel"
        printed = session.exec(select(AccessEvent).where(AccessEvent.what == journal.What.PRINT)).one()
    assert (printed.account_id, printed.family_id) == (office.claire.id, office.petit.id)
    assert printed.subject_id == office.petit_twins[1].id


def test_every_referral_and_result_of_the_grid_has_words_for_parents():
    from fieldvisit.forms import catalogue

    items, said = catalogue.grid_for("bsem")["items"], school_letters.words()
    assert set(said["referrals"]) == {one["code"] for one in items["bs_orient"]["options"]}
    for group in said["results"]:
        for item, rule in group["items"].items():
            codes = {one["code"] for one in items[item]["options"] or []}
            assert "below" in rule or set(rule) <= codes, item
            assert not items[item]["prive"]
            told = {rule["then"], rule["else"]} if "below" in rule else set(rule.values())
            assert told <= set(said["order"]), item


def test_the_visit_of_a_licence_is_read_by_who_reads_judgements_only(office, tab, cookie, engine, today, now):
    claire = office.actor("claire")
    with db.writing(engine) as session:
        one = request.open_file(
            session,
            claire,
            sector_id=office.bourg.id,
            kind="maternel",
            last_name="Lefèvre",
            first_name="Annie",
            birth_date=None,
            contact={"city": "Viriat"},
            received_on=today - timedelta(days=10),
            capacity=2,
            ages="",
            today=today,
            now=now,
        )
        made, _ = visit.plan(session, claire, one.id, "premiere", today, None, 90, office.claire.id, today, now)
        session.flush()
        body = {"kind": "vad_agrement", "forms": {"agrement_assmat": "2.0.0"}, "child_answers": {}}
        body["answers"] = {"ag_motivation": {"v": "Zéphyrine"}}
        written = LicenceRecord(
            id=new_id(),
            licence_id=one.id,
            licence_visit_id=made.id,
            author_id=office.claire.id,
            outcome="realisee",
            body=body,
            digest="d",
            captured_at=now,
            received_at=now,
        )
        session.add(written)
        licence_history.note(session, claire, one.id, licence_history.What.URGENT, now)
    for name, role, reads in (("claire", "puericultrice", True), ("ines", "secretariat", False)):
        as_role(engine, getattr(office, name), role)
        page = tab(cookie=cookie(name), path=f"/agrements/{one.id}")
        page.call(LicenceFile.load)
        assert (seen_of(page, LicenceFile)["visits"][0]["record_id"] != "") is reads
        assert ("Urgence" in str(seen_of(page, LicenceFile)["past"])) is reads
        page.call(LicenceFile.open_record, record_id=str(written.id))
        assert ("Zéphyrine" in page.text()) is reads
