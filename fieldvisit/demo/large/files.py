"""The files of the families: household, persons, pregnancies, agreements, who cares for them."""

from datetime import date, time, timedelta

from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.demo import clock
from fieldvisit.demo.ids import Ids
from fieldvisit.demo.large.family import Adult, Child, Delivery, Family
from fieldvisit.demo.sink import Sink
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Pregnancy

MATERNITIES = ("Maternité de Bourg-en-Bresse", "Maternité d’Ambérieu", "Maternité d’Oyonnax", "Maternité de Mâcon")
CHILDCARE = ("parents", "assistante maternelle", "crèche", "grands-parents", "")
#: So long after the last birth a family is still followed.
FOLLOWED_DAYS = 800


def write(sink: Sink, family: Family, ids: Ids, today: date) -> None:
    _household(sink, family)
    for one in family.adults:
        _adult(sink, family, one)
    for child in family.children:
        _child(sink, family, child, today)
    if family.mother:
        for delivery in family.deliveries:
            _pregnancy(sink, family, delivery)
    _agreements(sink, family, ids, today)
    for account_id, reason in _carers(family, today).items():
        since = _since(family, today)
        sink.add(
            CareRelationship,
            id=ids(),
            account_id=account_id,
            family_id=family.id,
            reason=reason,
            since=since,
            until=None,
        )


def _household(sink: Sink, family: Family) -> None:
    home = family.home
    sink.add(
        Household,
        id=family.id,
        case_number=f"CD01-{family.number:06d}",
        label=f"Famille {family.name}",
        sector_id=family.team.sector_id,
        address=f"{home.number} {home.street}",
        postcode=home.postcode,
        city=home.city,
        insee=home.insee,
        lat=home.lat,
        lon=home.lon,
        ban_id=home.ban_id,
        access_notes=family.access,
        safety_notes=family.safety,
        languages=family.languages,
        interpreter=family.interpreter,
        phone=family.phone,
        contact_ok=family.draw.choice(("oui", "oui", "oui", "après 17 h")),
        status="refus" if family.refuses else "suivie",
        priority=family.draw.choices((1, 2, 3, 4), (2, 8, 40, 50))[0] if family.followed else 4,
    )


def _adult(sink: Sink, family: Family, one: Adult) -> None:
    sink.add(
        Person,
        id=one.id,
        family_id=family.id,
        role=one.role,
        first_name=one.first_name,
        last_name=one.last_name,
        birth_date=one.birth_date,
        phone=one.phone,
    )


def _child(sink: Sink, family: Family, child: Child, today: date) -> None:
    months = (today - child.birth_date).days / 30.44
    sink.add(
        Person,
        id=child.id,
        family_id=family.id,
        role="enfant",
        first_name=child.first_name,
        last_name=child.last_name,
        birth_date=child.birth_date,
        sex=child.sex,
        parental_authority="Conjointe" if len(family.adults) > 1 else "Exclusive mère",
        deceased_on=child.died_on,
        term_weeks=child.term_weeks,
        term_days=child.term_days,
        birth_weight_g=child.birth_weight_g,
        birth_length_cm=child.birth_length_cm,
        birth_head_cm=child.birth_head_cm,
        multiple=child.multiple,
        disability=child.disability,
        disability_status="reconnue"
        if child.disability and "suivi" in child.disability
        else "suspectee"
        if child.disability
        else "",
        in_care=child.in_care_since is not None,
        in_care_since=child.in_care_since,
        living_place="Chez une assistante familiale (adresse du dossier)" if child.in_care_since else "",
        birth_place="Bourg-en-Bresse",
        discharged_on=child.discharged_on,
        childcare=family.draw.choice(CHILDCARE) if months > 3 else "",
        school=f"École maternelle de {family.home.city}" if months > 36 else "",
    )


def _pregnancy(sink: Sink, family: Family, delivery: Delivery) -> None:
    sink.add(
        Pregnancy,
        id=delivery.pregnancy_id,
        family_id=family.id,
        mother_id=family.mother.id,
        declared_on=delivery.declared_on,
        due_date=delivery.due_on,
        gravidity=delivery.parity + 1 + (family.draw.random() < 0.2),
        parity=delivery.parity,
        multiple=delivery.multiple,
        maternity=family.draw.choice(MATERNITIES),
        ended_on=delivery.born,
        outcome="vivant" if delivery.born else "",
    )


def _agreements(sink: Sink, family: Family, ids: Ids, today: date) -> None:
    if not (family.followed or family.refuses):
        return
    since = _since(family, today)
    given = [("accord_vad", "Refusé" if family.refuses else "Accordé")]
    given += [("opposition", "Accordé")] if family.refuses else []
    given += [("accord_partage_tisf", "Accordé")] if family.helped else []
    for kind, status in given:
        sink.add(
            Agreement,
            id=ids(),
            family_id=family.id,
            person_id=family.adults[0].id,
            kind=kind,
            status=status,
            mode=family.draw.choice(("Oral", "Oral", "Écrit", "Signature sur tablette")),
            collected_at=clock.instant(since, time(family.draw.randint(9, 16), 30)),
            collected_by=nurse_of(family),
            expires_on=since + timedelta(days=365),
        )


def nurse_of(family: Family) -> str:
    return family.team.one("puericultrice", family.number)


def second_of(family: Family) -> str:
    """The infirmier who makes the follow-up visits of every other family; empty for the others."""
    return family.team.one("infirmiere_pmi", family.number // 2) if family.number % 2 else ""


def midwife_of(family: Family) -> str:
    return family.team.one("sage_femme_pmi", family.number)


def last_birth(family: Family) -> date | None:
    return max((one.birth_date for one in family.children if not one.died_on), default=None)


def is_followed(family: Family, today: date) -> bool:
    born = last_birth(family)
    return family.followed and born is not None and (today - born).days <= FOLLOWED_DAYS


def _since(family: Family, today: date) -> date:
    first = family.deliveries[-1]
    return min(first.declared_on + timedelta(days=20) if first.born is None else first.born + timedelta(days=2), today)


def _carers(family: Family, today: date) -> dict[str, Reason]:
    """Whoever takes part in the care of this family today."""
    if family.refuses:
        return {}
    carers = []
    born = last_birth(family)
    if is_followed(family, today):
        carers.append(nurse_of(family))
        carers += [second_of(family)] if second_of(family) else []
    if family.followed and (family.expecting or (born and (today - born).days < 42)):
        carers.append(midwife_of(family))
    if family.helped:
        carers += [family.team.one("tisf", family.number), family.team.one("responsable_tisf", family.number)]
    if any(one.disability for one in family.children):
        carers.append(family.team.one("medecin_pmi", family.number))
    if any(one.in_care_since for one in family.children):
        carers += [family.team.one("referent_ase", family.number), family.team.one("medecin_pmi", family.number)]
    return dict.fromkeys(carers, Reason.ASSIGNED)
