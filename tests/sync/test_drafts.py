"""Draft backups through the real routes: the latest of each tablet, for its author alone, found again anywhere."""

import base64
import json
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import roles
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.access.journal import AccessEvent
from fieldvisit.db import new_id
from fieldvisit.forms import catalogue
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.drafts import reception
from fieldvisit.sync.drafts.backup import KEPT, DraftBackup, forget_old
from tests.sync.tablet import Tablet, visit_record

CANARY = "canari-brouillon-7f3a"


def backup(tablet: Tablet, draft: uuid.UUID, text: str, number: int, visit=None, **header) -> bytes:
    value = {"id": str(draft), "visit_id": visit and str(visit.id), "notes": [{"text": text}], "forms": {}}
    body = {"visit_id": value["visit_id"], "value": value, "blobs": []}
    named = {"visit_id": value["visit_id"], "revision": number}
    family = visit.family_id if visit else None
    return tablet.line("draft", body, id=draft, family_id=family, **(named | header))


def send(tablet: Tablet, *lines: bytes, status: int = 200) -> list:
    answer = tablet.post("/api/sync/drafts", b"\n".join(lines) + b"\n")
    assert answer.status_code == status, answer.text
    return [word["word"] for word in answer.json()["words"]] if status == 200 else []


def get(tablet: Tablet) -> list[dict]:
    headers = {"cookie": f"{sessions.COOKIE}={tablet.token}"} if tablet.token else {}
    answer = tablet.client.get("/api/sync/drafts", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["drafts"]


def take(tablet: Tablet, draft: uuid.UUID, source: Tablet, status: int = 200) -> dict:
    asked = {"device_id": str(tablet.device_id), "from": str(source.device_id)}
    answer = tablet.post(f"/api/sync/drafts/{draft}/take", asked)
    assert answer.status_code == status, answer.text
    return answer.json()


def text_of(taken: dict) -> str:
    return taken["value"]["notes"][0]["text"]


def news(tablet: Tablet) -> dict:
    page = tablet.ask(device_id=str(tablet.device_id), cursor=None)
    while page["more"]:
        page = tablet.ask(device_id=str(tablet.device_id), cursor=page["cursor"])
    return page


@pytest.fixture
def second(tablet_of):
    return tablet_of("claire")


def test_a_draft_backed_up_is_found_whole_on_another_tablet_and_the_first_one_learns(
    claire, second, plan, engine, cast
):
    visit, draft = plan(), new_id()
    assert send(claire, backup(claire, draft, "elle dort mal", 1, visit)) == ["received"]
    assert send(claire, backup(claire, draft, "elle dort mal, et", 2, visit)) == ["received"]
    [entry] = get(second)
    assert entry["id"] == str(draft) and entry["visit_id"] == str(visit.id)
    assert (entry["family_label"], entry["kind"], entry["device_label"]) == (
        "Famille Benali",
        "vad_suivi",
        "Tablette 7",
    )
    assert entry["moved_to"] is None and news(second)["elsewhere"] == 1 and news(claire)["elsewhere"] == 0
    assert text_of(take(second, draft, claire)) == "elle dort mal, et"
    [moved] = news(claire)["moved"]
    assert moved["draft_id"] == str(draft) and moved["to"] == "Tablette 7" and not moved["signed"]
    assert news(second)["moved"] == []
    with db.reading(engine) as session:
        [line] = session.exec(select(AccessEvent).where(AccessEvent.screen == "brouillon")).all()
        assert (line.account_id, line.family_id, line.subject_id) == (cast.claire.id, visit.family_id, draft)
        assert line.device_id == second.device_id


def test_half_of_a_character_comes_back_as_it_was_typed(claire):
    """An emoji that a keyboard cut in two: the tablet seals it, and would never get its draft back."""
    draft, typed = new_id(), "Très content \ud83d"
    body = json.dumps({"visit_id": None, "value": {"notes": [{"text": typed}]}, "blobs": []}).encode()
    assert send(claire, claire.line("draft", body, id=draft, revision=1)) == ["received"]
    assert text_of(take(claire, draft, claire)) == typed


def test_one_row_for_each_draft_and_tablet_and_a_late_line_replaces_nothing(claire, second, plan, engine):
    visit, draft = plan(), new_id()
    late = backup(claire, draft, "ancien", 1, visit)
    assert send(claire, backup(claire, draft, "nouveau", 2, visit, captured_at="2001-01-01T00:00:00.000Z")) == [
        "received"
    ]
    assert send(claire, late) == ["identical"]
    with db.reading(engine) as session:
        assert len(session.exec(select(DraftBackup)).all()) == 1
    assert text_of(take(second, draft, claire)) == "nouveau"


def test_what_the_first_tablet_writes_after_the_move_is_kept_beside_and_both_are_shown(claire, second, plan):
    visit, draft = plan(), new_id()
    send(claire, backup(claire, draft, "avant", 1, visit))
    take(second, draft, claire)
    assert len(get(second)) == 1, "nobody says yet that the second one holds it: it may have died with the answer"
    holds = [{"draft_id": str(draft), "device_id": str(claire.device_id), "revision": 1}]
    assert send(second, backup(second, draft, "avant, et ici", 1, visit, holds=holds)) == ["received"]
    assert [entry["device_id"] for entry in get(second)] == [str(second.device_id)]
    assert send(claire, backup(claire, draft, "avant, et là", 2, visit)) == ["diverged"]
    assert {entry["device_id"] for entry in get(second)} == {str(second.device_id), str(claire.device_id)}
    assert text_of(take(second, draft, claire)) == "avant, et là"
    assert {entry["device_id"] for entry in get(second)} == {str(second.device_id), str(claire.device_id)}
    aside = new_id()
    holds = [{"draft_id": str(draft), "device_id": str(claire.device_id), "revision": 2}]
    assert send(second, backup(second, aside, "à part", 1, visit, holds=holds)) == ["received"]
    assert {entry["id"] for entry in get(second)} == {str(draft), str(aside)}


def test_taken_back_it_is_at_home_on_the_first_tablet_again(claire, second, plan):
    visit, draft = plan(), new_id()
    send(claire, backup(claire, draft, "avant", 1, visit))
    take(second, draft, claire)
    send(second, backup(second, draft, "avant, et ici", 1, visit))
    assert text_of(take(claire, draft, second)) == "avant, et ici"
    assert news(claire)["moved"] == [] and [each["draft_id"] for each in news(second)["moved"]] == [str(draft)]
    holds = [{"draft_id": str(draft), "device_id": str(second.device_id), "revision": 1}]
    assert send(claire, backup(claire, draft, "tout", 2, visit, holds=holds)) == ["received"]
    assert [entry["device_id"] for entry in get(claire)] == [str(claire.device_id)]


def test_one_that_never_called_since_the_move_is_told_when_it_calls(claire, second, plan):
    visit, draft = plan(), new_id()
    send(claire, backup(claire, draft, "avant", 1, visit))
    take(second, draft, claire)
    assert text_of(take(claire, draft, claire)) == "avant"
    assert send(second, backup(second, draft, "écrit hors ligne", 1, visit)) == ["diverged"]
    assert [each["draft_id"] for each in news(second)["moved"]] == [str(draft)]
    assert text_of(take(claire, draft, second)) == "écrit hors ligne"


def test_a_signed_and_received_draft_leaves_the_list_and_its_copies_stay_thirty_days(
    claire, second, plan, engine, cast, now
):
    visit, draft = plan(), new_id()
    send(claire, backup(claire, draft, "avant", 1, visit))
    take(second, draft, claire)
    holds = [{"draft_id": str(draft), "device_id": str(claire.device_id), "revision": 1}]
    send(second, backup(second, draft, "fini", 1, visit, holds=holds))
    [word] = second.push(second.line("visit_record", visit_record(visit, now), id=draft, family_id=visit.family_id))
    assert word["word"] == "received"
    assert get(claire) == get(second) == []
    [moved] = news(claire)["moved"]
    assert moved["signed"] and moved["held"] == 1
    for after, left in ((KEPT - timedelta(hours=1), 2), (KEPT + timedelta(hours=1), 0)):
        with db.writing(engine) as session:
            forget_old(session, cast.claire.id, now + after)
            assert session.exec(select(sa.func.count()).select_from(DraftBackup)).one() == left
    assert send(claire, backup(claire, draft, "écrit après", 2, visit)) == ["received"]


def test_what_was_written_elsewhere_after_the_signature_stays_listed_and_is_never_cleaned(
    claire, second, plan, engine, cast, now
):
    visit, draft = plan(), new_id()
    send(claire, backup(claire, draft, "avant", 1, visit))
    take(second, draft, claire)
    holds = [{"draft_id": str(draft), "device_id": str(claire.device_id), "revision": 1}]
    send(second, backup(second, draft, "fini", 1, visit, holds=holds))
    second.push(second.line("visit_record", visit_record(visit, now), id=draft, family_id=visit.family_id))
    assert send(claire, backup(claire, draft, "écrit après", 2, visit)) == ["diverged"]
    with db.writing(engine) as session:
        forget_old(session, cast.claire.id, now + KEPT * 2)
    [entry] = get(second)
    assert entry["signed"] and text_of(take(second, draft, claire)) == "écrit après"


def test_a_dropped_draft_is_closed_and_its_last_words_stay_thirty_days(claire, plan, engine):
    visit, draft = plan(), new_id()
    send(claire, backup(claire, draft, "peu", 1, visit))
    assert send(claire, backup(claire, draft, "", 2, visit, closed=True)) == ["received"]
    assert get(claire) == []
    take(claire, draft, claire, status=404)
    with db.reading(engine) as session:
        kept = session.exec(select(DraftBackup)).one()
        assert kept.closed_at and json.loads(json.loads(kept.raw)["header"])["revision"] == 1
    assert send(claire, backup(claire, draft, "repris", 3, visit)) == ["received"]
    assert len(get(claire)) == 1


def test_a_colleagues_login_or_none_at_all_carries_them_under_their_authors_name(claire, tablet_of, plan, second):
    visit, draft, other = plan(), new_id(), new_id()
    nadia = tablet_of("nadia")
    assert send(nadia, backup(claire, draft, "porté par Nadia", 1, visit)) == ["received"]
    assert get(nadia) == []
    assert send(Tablet(claire.client, claire.account_id), backup(claire, other, "sans session", 1, visit)) == [
        "received"
    ]
    assert {entry["id"] for entry in get(second)} == {str(draft), str(other)}


def test_a_withdrawn_tablet_and_a_disabled_account_still_save_what_was_typed(claire, second, plan, engine, now):
    visit, draft, other = plan(), new_id(), new_id()
    with db.writing(engine) as session:
        session.get(Device, claire.device_id).revoked_at = now
        session.exec(select(DeviceKey).where(DeviceKey.device_id == claire.device_id)).one().revoked_at = now
    assert send(claire, backup(claire, draft, "avant l’effacement", 1, visit)) == ["received"]
    assert text_of(take(second, draft, claire)) == "avant l’effacement"
    take(claire, draft, claire, status=403)
    with db.writing(engine) as session:
        session.get(Account, claire.account_id).disabled_at = now
    assert send(second, backup(second, other, "compte fermé", 1, visit)) == ["received"]


def test_nobody_but_its_author_gets_a_word_of_it(claire, plan, engine, cast, client, now):
    """Every role as a canary, with the right to this very family where the table gives one."""
    visit, draft = plan(), new_id()
    send(claire, backup(claire, draft, CANARY, 1, visit))
    strangers = []
    with db.writing(engine) as session:
        for role in roles.LABELS:
            account = Account(login=f"autre.{role}", name=f"Autre {role}", role=role, created_at=now)
            session.add(account)
            session.flush()
            session.add(AccountSector(account_id=account.id, sector_id=cast.bourg.id))
            strangers.append(Tablet(client, account.id, sessions.open_for(session, account, now), now=now))
    for stranger in [*strangers, Tablet(client, claire.account_id)]:
        headers = {"cookie": f"{sessions.COOKIE}={stranger.token}"} if stranger.token else {}
        listed = client.get("/api/sync/drafts", headers=headers)
        assert str(draft) not in listed.text and CANARY not in listed.text
        for here in (claire.device_id, stranger.device_id):
            asked = {"device_id": str(here), "from": str(claire.device_id)}
            answer = stranger.post(f"/api/sync/drafts/{draft}/take", asked)
            assert answer.status_code in (401, 403, 404) and CANARY not in answer.text
        pulled = stranger.post("/api/sync/pull", {"cursor": None, "have": [], "device_id": str(claire.device_id)})
        assert str(draft) not in pulled.text and CANARY not in pulled.text
    with db.reading(engine) as session:
        assert session.exec(select(AccessEvent).where(AccessEvent.screen == "brouillon")).all() == []
        rows = session.exec(select(DraftBackup)).all()
        assert CANARY.encode() not in b"".join(row.raw for row in rows)


def test_forged_damaged_or_strange_lines_take_the_place_of_nothing(claire, second, plan, tablet_of):
    visit, draft = plan(), new_id()
    good = backup(claire, draft, "le bon", 1, visit)
    send(claire, good)
    other = json.loads(backup(claire, draft, "autre", 5, visit))
    swapped = json.dumps(other | {"enc": json.loads(good)["enc"], "ct": json.loads(good)["ct"]}).encode()
    unsigned = json.dumps(other | {"sig": base64.b64encode(b"\1" * 64).decode()}).encode()
    nadia = tablet_of("nadia")
    forged = backup(nadia, draft, "faux", 9, visit, author=str(claire.account_id))
    named = {"visit_id": str(visit.id), "revision": 3}
    wrong = backup(claire, draft, "faux", 9, visit, digest="0" * 64)
    strange = [backup(claire, draft, "x", 2, visit, **{name: value}) for name, value in (
        ("revision", -1), ("revision", "2"), ("revision", 2**60), ("revision", None), ("visit_id", "ici"),
        ("holds", "tout"), ("holds", [1]), ("holds", [{"draft_id": "x"}]), ("holds", [{}] * 50),
    )]  # fmt: skip
    record = claire.line("visit_record", visit_record(visit, claire.now), id=draft, family_id=visit.family_id, **named)
    words = send(claire, swapped, unsigned, forged, wrong, *strange, record, b"{half", b"[]")
    assert words == ["invalid", "refused", "refused", "invalid", *["invalid"] * len(strange), *["invalid"] * 3]
    assert text_of(take(second, draft, claire)) == "le bon"
    for id in (draft, "pas-un-id", uuid.uuid4()):
        for body in (
            {},
            [],
            {"device_id": 3, "from": None},
            {"device_id": str(uuid.uuid4()), "from": str(uuid.uuid4())},
        ):
            assert second.post(f"/api/sync/drafts/{id}/take", body).status_code in (400, 403, 404)


def test_a_stranger_cannot_mark_a_draft_as_held_or_close_it(claire, second, tablet_of, plan):
    visit, draft = plan(), new_id()
    send(claire, backup(claire, draft, "à moi", 1, visit))
    take(second, draft, claire)
    nadia = tablet_of("nadia")
    holds = [{"draft_id": str(draft), "device_id": str(claire.device_id), "revision": 1}]
    send(nadia, backup(nadia, draft, "même id", 4, visit, holds=holds, closed=True))
    assert [entry["device_id"] for entry in get(second)] == [str(claire.device_id)]


def test_there_are_bounds_and_each_is_said(claire, plan, monkeypatch):
    visit = plan()
    monkeypatch.setattr(reception, "LARGEST", 2_000)
    assert send(claire, backup(claire, new_id(), "x" * 3_000, 1, visit)) == ["invalid"]
    monkeypatch.setattr(reception, "MOST_OPEN", 2)
    words = send(claire, *(backup(claire, new_id(), "x", 1, visit) for _ in range(3)))
    assert words == ["received", "received", "refused"]
    monkeypatch.setattr(reception, "QUOTA_LINES", 3)
    nobody = Tablet(claire.client, claire.account_id)
    send(nobody, *(backup(claire, new_id(), "x", 1, visit) for _ in range(4)), status=429)
    send(nobody, *(b"{}" for _ in range(reception.MOST_LINES + 1)), status=413)


def test_a_draft_begun_with_an_older_grid_brings_that_grid_along(claire, second, plan, monkeypatch):
    current = catalogue.as_document("vad")
    older = current | {"id": "vad@1.9.0", "version": "1.9.0"}
    documents = catalogue.as_document
    monkeypatch.setattr(catalogue, "forms", lambda: ["vad@1.9.0", "vad@2.0.0"])
    monkeypatch.setattr(
        catalogue, "as_document", lambda code, version=None: older if version == "1.9.0" else documents(code, version)
    )
    visit, draft = plan(), new_id()
    value = {"id": str(draft), "visit_id": str(visit.id), "forms": {"vad": "1.9.0", "epp": "2.0.0", "rien": "9.9.9"}}
    named = {"visit_id": str(visit.id), "revision": 1}
    send(claire, claire.line("draft", {"value": value}, id=draft, family_id=visit.family_id, **named))
    taken = take(second, draft, claire)
    assert [form["id"] for form in taken["forms"]] == ["vad@1.9.0"]
    assert taken["value"]["forms"]["vad"] == "1.9.0"


def test_lines_of_a_key_that_this_database_never_had_wait(claire, plan):
    line = backup(claire, new_id(), "x", 1, plan(), key=str(new_id()))
    assert send(claire, line) == ["later"]


def test_the_record_of_a_draft_continued_elsewhere_is_there_once(claire, second, plan, engine, now):
    visit, draft = plan(), new_id()
    send(claire, backup(claire, draft, "avant", 1, visit))
    take(second, draft, claire)
    body = visit_record(visit, now)
    second.push(second.line("visit_record", body, id=draft, family_id=visit.family_id))
    again = body | {"notes": [{"at": body["signed_at"], "text": "autrement"}]}
    [word] = claire.push(claire.line("visit_record", again, id=draft, family_id=visit.family_id))
    assert word["word"] == "diverged"
    with db.reading(engine) as session:
        assert len(session.exec(select(VisitRecord)).all()) == 1
