"""One understood notice is taken in: new or received before, against another, attached or left to a person.

Never does a row change a notice that is here: what differs is said, and a person looks.
"""

from datetime import date, timedelta

from sqlmodel import select

from fieldvisit.births import attaching, death
from fieldvisit.births.attaching import Work
from fieldvisit.births.checking import Rejected, Said
from fieldvisit.births.columns import fields, fold_apart
from fieldvisit.births.communes import Communes
from fieldvisit.births.matching import Candidate
from fieldvisit.births.notice import Kind, Notice, Result, Status
from fieldvisit.families.person import Person
from fieldvisit.words import french_date

#: Two births of one mother, or two pregnancies, are this far apart; nearer ones are one event told twice.
APART = {Kind.BIRTH: timedelta(days=200), Kind.PREGNANCY: timedelta(days=200)}
_DAY = {Kind.BIRTH: "birth_date", Kind.PREGNANCY: "due_date", Kind.DEATH: "deceased_on"}
#: By which twins whom somebody gave one first name are told apart.
_OF_ITS_OWN = ("child_sex", "act_number", "birth_rank")
_SEEN_AGAIN = ("address", "city", "phone", "mother_last_name", "mother_birth_name", "birth_weight", "term")


class Notices:
    """The notices that these may repeat or contradict, asked once for a few hundred."""

    def __init__(self, work: Work, said: list[Said]):
        self._by_print: dict[str, Notice] = {}
        self._by_subject: dict[str, list[Notice]] = {}
        keys = {one.subject_key for one in said}
        for one in work.session.exec(select(Notice).where(Notice.subject_key.in_(keys))):
            self.add(one)

    def add(self, notice: Notice) -> None:
        self._by_print[notice.fingerprint] = notice
        self._by_subject.setdefault(notice.subject_key, []).append(notice)

    def same(self, said: Said) -> Notice | None:
        return self._by_print.get(said.fingerprint)

    def near(self, said: Said) -> Notice | None:
        """One of the same child or pregnancy that gives another date."""
        apart, day = APART.get(said.kind), said.day(_DAY[said.kind])
        for one in self._by_subject.get(said.subject_key, []):
            other = date.fromisoformat(one.said[_DAY[said.kind]])
            if apart and timedelta(0) < abs(other - day) < apart:
                return one
        return None


def take(work: Work, notices: Notices, said: Said, raw: dict, of=(None, None)) -> tuple[Result, str, Notice | None]:
    """What became of it, the reason in words, and its notice. ``of``: the file's id and the line in it.

    :raises Rejected: if it contradicts one that is here
    """
    before = notices.same(said)
    if before is not None:
        return Result.KNOWN, _again(said, before, of), before
    near = notices.near(said)
    if near is not None:
        raise _contradicts(work, said, near)
    made = Notice(
        kind=said.kind,
        fingerprint=said.fingerprint,
        subject_key=said.subject_key,
        received_on=said.received_on,
        declared_on=said.declared_on,
        sector_id=said.place.sector_id if said.place else None,
        raw=raw,
        said=said.values,
        remarks=list(said.remarks),
        batch_id=of[0],
        batch_row=of[1],
    )
    work.session.add(made)
    work.session.flush()
    notices.add(made)
    route(work, made, said)
    return Result.TAKEN, " ".join(said.remarks), made


def route(work: Work, notice: Notice, said: Said) -> None:
    """To its family, to a new one, to a person who looks, or out of the county."""
    if said.kind == Kind.DEATH:
        death.of_notice(work, notice, said)
        return
    found = work.register.candidates(said)
    certain = [one for one in found if one.certain]
    if said.place.outside:
        _outside(work, notice, certain)
    elif not found:
        attaching.attach(work, notice, said, attaching.open_file(work, said))
    elif len(certain) == 1 and (doubt := _doubt(work, said, certain[0])) == "":
        attaching.attach(work, notice, said, certain[0])
    else:
        why = (
            doubt
            if len(certain) == 1
            else "Plusieurs dossiers possibles."
            if len(found) > 1
            else "Un dossier possible."
        )
        _leave(work, notice, why)
    if said.kind == Kind.BIRTH and notice.person_id:
        death.waiting_for(work, notice, said)


def _doubt(work: Work, said: Said, known: Candidate) -> str:
    """Why a person looks all the same at a family that is certain."""
    if known.household.sector_id != said.place.sector_id:
        return "La mère est connue dans un autre secteur : a-t-elle déménagé ?"
    here = known.born_on(said.day("birth_date")) if said.kind == Kind.BIRTH else []
    named = any(fold_apart(one.first_name) == fold_apart(said.text("child_first_name")) for one in here)
    several = (said.values.get("birth_count") or 1) > 1 or any(one.multiple for one in here)
    near = known.born_near(said.day("birth_date")) if said.kind == Kind.BIRTH else []
    if near:
        return f"Un enfant né le {french_date(near[0].birth_date)} est au dossier : est-ce lui, à une autre date ?"
    others = [] if named or several else here
    if others and not _by_notice(work, others):
        name = others[0].first_name or "sans prénom"
        return f"Un enfant né ce jour est déjà au dossier : {name}. Est-ce lui, ou un jumeau ?"
    return ""


def _by_notice(work: Work, children: list[Person]) -> bool:
    """Whether a notice of their own brought these children: then another one on that day is their twin."""
    query = select(Notice.id).where(Notice.kind == Kind.BIRTH, Notice.person_id.in_([one.id for one in children]))
    return work.session.exec(query.limit(1)).first() is not None


def _outside(work: Work, notice: Notice, certain: list) -> None:
    if not certain:
        notice.status = Status.OUTSIDE
        work.session.add(notice)
        return
    notice.sector_id = certain[0].household.sector_id
    _leave(work, notice, "L’adresse est hors du département, mais la mère est connue ici.")


def _leave(work: Work, notice: Notice, why: str) -> None:
    notice.status, notice.remarks = Status.TO_MATCH, [*notice.remarks, why]
    work.session.add(notice)


def _again(said: Said, before: Notice, of) -> str:
    """:raises Rejected: if it is a twin under the same first name, or another day of death"""
    names = fields(said.kind)
    differing = [code for code in _OF_ITS_OWN if said.values.get(code) and before.said.get(code)]
    differing = [code for code in differing if said.values[code] != before.said[code]]
    twins = (said.values.get("birth_count") or 1) > 1 and before.batch_id == of[0] and before.batch_row != of[1]
    if said.kind == Kind.BIRTH and (differing or (twins and of[0] is not None)):
        raise Rejected(
            [
                f"Deux avis pour {said.text('child_first_name')}, né le {french_date(said.day('birth_date'))} "
                "de la même mère : des jumeaux ont-ils reçu le même prénom ? Vérifiez auprès de l’état civil."
            ]
        )
    if said.kind == Kind.DEATH and said.values["deceased_on"] != before.said["deceased_on"]:
        raise Rejected(
            [f"Un avis donne déjà le décès au {_day(before, 'deceased_on')} : vérifiez auprès de l’état civil."]
        )
    other = [names[code].label for code in _SEEN_AGAIN if code in names and _other(said, before, code)]
    words = f"Déjà reçu le {french_date(before.received_on)}."
    return words + (f" Diffère : {', '.join(other).lower()} ; rien n’a été changé." if other else "")


def _other(said: Said, before: Notice, code: str) -> bool:
    return bool(said.values.get(code)) and said.values[code] != before.said.get(code)


def _contradicts(work: Work, said: Said, near: Notice) -> Rejected:
    """The one that is here says it too: which of the two is right, only the registrar knows."""
    code = _DAY[said.kind]
    what = {Kind.BIRTH: "de naissance de cet enfant", Kind.PREGNANCY: "de grossesse de cette mère"}[said.kind]
    word = {Kind.BIRTH: "la date", Kind.PREGNANCY: "le terme"}[said.kind]
    told = f"Un autre avis donne le {french_date(said.day(code))} : vérifiez {word}."
    if told not in near.remarks:
        near.remarks = [*near.remarks, told]
        work.session.add(near)
    return Rejected(
        [
            f"Un avis {what} donne déjà le {_day(near, code)}, celui-ci le {french_date(said.day(code))} : "
            f"vérifiez {word}."
        ]
    )


def _day(notice: Notice, code: str) -> str:
    return french_date(date.fromisoformat(notice.said[code]))


def said_of(notice: Notice, communes: Communes) -> Said:
    """What a notice that is kept says, for whoever goes on with it."""
    said = notice.said
    place = None
    if notice.kind != Kind.DEATH:
        place = communes.find(said.get("insee", ""), said.get("postcode", ""), said.get("city", ""))
    return Said(
        Kind(notice.kind),
        said,
        notice.received_on,
        notice.declared_on,
        place,
        notice.subject_key,
        notice.fingerprint,
        list(notice.remarks),
    )
