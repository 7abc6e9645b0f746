"""What goes on around the demo county's families beside visits: supports, follow-ups, calls, tasks, decisions."""

import uuid
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlmodel import Session, select

from fieldvisit.access.account import Account, actor
from fieldvisit.demo import clock
from fieldvisit.demo.households import Settled
from fieldvisit.due import decisions
from fieldvisit.due.decision import Choose
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.due.item import DueItem, State
from fieldvisit.families.contact import Contact, Means, Result
from fieldvisit.families.person import Disability
from fieldvisit.families.support import Support
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind

#: Family, support, whether it is the child's, days since it began, days since the day its visits are counted from.
SUPPORTS = (
    ("Schmitt", "enfant_confie", True, 150, 150),
    ("Rostand", "enfant_confie", True, 40, 40),
    ("Rostand", "equipe_mobile", True, 20, None),
    ("Diarra", "retour_domicile", True, 21, 6),
    ("Ferreira", "handicap", True, 600, None),
    ("Fournier", "handicap", True, 900, None),
    ("Moreau", "aep", False, 75, None),
    ("Mbemba", "aep", False, 12, None),
    ("Lefebvre", "premiers_pas", False, 10, None),
    ("Sissoko", "premiers_pas", False, 80, None),
    ("Özdemir", "tisf", False, 30, None),
    ("Bouvier", "jeunes_parents", False, 45, None),
    ("Krasniqi", "relais_parental", True, 9, 2),
    ("Rey", "aed", False, 88, None),
    ("Gashi", "ip_evaluation", False, 20, 20),
)
NOTES = {
    "retour_domicile": "Retour chez les parents après quatre mois d’accueil, point avec le référent ASE à M1.",
    "relais_parental": "Deux nuits par mois chez l’assistante familiale relais.",
    "aep": "Objectif : rituels du coucher et du repas.",
}
#: Family, type, trade, rule, days since its first day, why.
FOLLOW_UPS = (
    ("Nguyễn", "pesee_seule", "puericultrice", "FREQ=WEEKLY;COUNT=4", 9, "Pesée chaque semaine, prise de poids lente."),
    ("Mbemba", "contact_telephonique", "puericultrice", "FREQ=WEEKLY;INTERVAL=2;COUNT=6", 20, "Rompre l’isolement."),
    ("Sissoko", "vad_suivi", "puericultrice", "FREQ=MONTHLY;COUNT=6", 25, "Jusqu’à six mois corrigés."),
    ("Fournier", "vad_suivi", "infirmiere_pmi", "FREQ=MONTHLY;INTERVAL=3;COUNT=4", 95, "Point avec le SESSAD."),
)
#: Family, days ago, means, result, what was said, login.
CONTACTS = (
    ("Benali", 4, Means.CALL_OUT, Result.REACHED, "Maman fatiguée mais contente, visite confirmée.", "claire.morel"),
    ("Haxhi", 2, Means.SMS, Result.SENT, "Rappel du rendez-vous, en albanais.", "monique.girard"),
    ("Nguyễn", 1, Means.CALL_IN, Result.REACHED, "Bébé boit mieux depuis hier, à revoir à la pesée.", "nadia.belkacem"),
    ("Gashi", 3, Means.CALL_OUT, Result.NO_ANSWER, "", "julie.perrin"),
    ("Gashi", 2, Means.CALL_OUT, Result.MESSAGE, "Message laissé : rappeler la permanence.", "julie.perrin"),
    ("Krasniqi", 12, Means.LETTER, Result.RETURNED, "Courrier revenu : quelle chambre ?", "monique.girard"),
    ("Mbemba", 6, Means.CALL_OUT, Result.REACHED, "Se sent moins seule, ira au LAEP jeudi.", "claire.morel"),
    ("Joly", 15, Means.MAIL, Result.SENT, "Coordonnées de l’orthophoniste envoyées.", "nadia.belkacem"),
    ("Moreau", 8, Means.OFFICE, Result.REACHED, "Venu peser Zoé, demande une place en crèche.", "monique.girard"),
    ("Belhadj", 3, Means.CALL_OUT, Result.REACHED, "Engorgement, conseils donnés, visite avancée.", "aminata.diallo"),
    ("Popović", 7, Means.LETTER, Result.SENT, "Rappel du suivi de grossesse.", "monique.girard"),
)  # fmt: skip
#: Family, kind, label, who, days since it was opened, days until it is due.
TASKS = (
    ("Fournier", Kind.REFERRAL, "Orientation CAMSP : le rendez-vous a-t-il eu lieu ?", "thomas.gauthier", 40, -3),
    ("Joly", Kind.REFERRAL, "Orientation orthophoniste : suite à demander", "nadia.belkacem", 15, 12),
    ("Gashi", Kind.CALL, "Rappeler la mère, deux appels sans réponse", "julie.perrin", 2, 0),
    ("Krasniqi", Kind.OTHER, "Courrier revenu : demander la nouvelle adresse", "claire.morel", 11, 2),
    ("Moreau", Kind.CALL, "Rappeler : place en crèche demandée", "isabelle.roux", 8, -1),
    ("Gauthier-Lopez", Kind.TISF, "Intervention TISF à étudier (Premiers pas)", "isabelle.roux", 3, 11),
)  # fmt: skip
#: Family, rule, login, what was decided, days from today (done, postponed to), why. Only what is listed is decided.
DECISIONS = (
    ("Vernay", "vad_24m", "nadia.belkacem", Choose.REFUSED, None, "Préfère venir à la consultation."),
    ("Camara", "vad_12m", "claire.morel", Choose.NOT_APPLICABLE, None, "Suivi par le pédiatre hospitalier."),
    ("Yılmaz", "vad_4m", "claire.morel", Choose.POSTPONED, 38, "Famille en congés, rappeler au retour."),
    ("Chapuis", "ex06", "nadia.belkacem", Choose.DONE, -6, "Fait par le médecin traitant, carnet à revoir."),
    ("Rochas", "vad_2_3m", "claire.morel", Choose.POSTPONED, 20, "Chez les grands-parents jusque-là."),
    ("Doğan", "vad_9m", "thomas.gauthier", Choose.REFUSED, None, "Ne souhaite pas de visite, suivie par la crèche."),
)
#: Midwife, and the families whose early interviews were made elsewhere; the others are still to be offered.
INTERVIEWS = {
    "sophie.delorme": ("Kovalenko", "Traoré", "El Amrani", "Perret", "Tissier", "O’Connor", "Bouchard", "Nguyễn"),
    "aminata.diallo": ("Konaté", "Bensaïd", "Charvet", "Guichard", "Melnyk", "Martin"),
}


@dataclass
class Helping:
    session: Session
    accounts: dict[str, uuid.UUID]
    by_name: dict[str, Settled]
    today: date

    def keep(self) -> None:
        for name, code, of_child, began, anchor in SUPPORTS:
            self._support(self.by_name[name], code, of_child, began, anchor)
        for told in FOLLOW_UPS:
            self._follow_up(*told)
        for told in CONTACTS:
            self._contact(*told)
        for told in TASKS:
            self._task(*told)
        self._known_disabilities()
        self.session.flush()

    def decide(self) -> None:
        """On the list as it stands that day; what is not asked for then is not decided."""
        for name, code, login, choice, days, why in DECISIONS:
            self._decide(name, code, login, choice, days, why)
        for login, names in INTERVIEWS.items():
            for rank, name in enumerate(names):
                for code, what in (("epp", "EPP"), ("epnp1", "EPNP")):
                    why = f"{what} fait par la sage-femme libérale, dit la mère."
                    self._decide(name, code, login, Choose.DONE, -5 - 2 * rank, why)

    def _decide(self, name: str, code: str, login: str, choice: Choose, days: int | None, why: str) -> None:
        query = select(DueItem.id).where(
            DueItem.family_id == self.by_name[name].household.id, DueItem.code == code, DueItem.state == State.OPEN
        )
        item = self.session.exec(query.limit(1)).first()
        if item is not None:
            on = None if days is None else self.today + timedelta(days=days)
            who = actor(self.session, self.session.get_one(Account, self.accounts[login]))
            now = clock.instant(self.today - timedelta(days=1), time(16, 0))
            decisions.decide(self.session, who, item, choice, on, why, self.today, now)

    def _ago(self, days: int, hour: time):
        return clock.instant(self.today - timedelta(days=days), hour)

    def _support(self, family: Settled, code: str, of_child: bool, began: int, anchor: int | None) -> None:
        child = family.youngest if of_child else None
        if code in ("enfant_confie", "handicap") and child:
            child = next(one for one in family.children if one.in_care or one.disability)
        if code == "enfant_confie":
            child.in_care_since = self.today - timedelta(days=began)
        started = max(self.today - timedelta(days=began), child.birth_date if child else date.min)
        self.session.add(
            Support(
                family_id=family.household.id,
                person_id=child.id if child else None,
                code=code,
                started_on=started,
                anchor_on=None if anchor is None else self.today - timedelta(days=anchor),
                referent="David Ferrand, référent ASE" if code in ("enfant_confie", "retour_domicile", "aed") else "",
                note=NOTES.get(code, ""),
                noted_by=self.accounts[family.nurse or family.midwife],
                noted_at=clock.instant(started, time(11, 15)),
            )
        )

    def _known_disabilities(self) -> None:
        for family in self.by_name.values():
            for child in family.children:
                if child.disability:
                    child.disability_status = Disability.KNOWN

    def _follow_up(self, name: str, kind: str, trade: str, rule: str, since: int, why: str) -> None:
        family = self.by_name[name]
        self.session.add(
            FollowUp(
                family_id=family.household.id,
                person_id=family.youngest.id,
                kind=kind,
                trade=trade,
                rule=rule,
                starts_on=self.today - timedelta(days=since),
                reason=why,
                set_by=self.accounts[family.nurse],
                set_at=self._ago(since, time(17, 10)),
            )
        )

    def _contact(self, name: str, days: int, means: Means, result: Result, words: str, login: str) -> None:
        family = self.by_name[name]
        at = self._ago(days, time(9 + (days * 7) % 8, 20))
        self.session.add(
            Contact(
                family_id=family.household.id,
                person_id=family.adults[0].id,
                at=at,
                means=means,
                result=result,
                words=words,
                compartment="planning_mission" if login == "monique.girard" else "observations_vad",
                account_id=self.accounts[login],
                noted_at=at,
            )
        )

    def _task(self, name: str, kind: Kind, label: str, login: str, opened: int, due: int) -> None:
        family = self.by_name[name]
        tasks.open_task(
            self.session,
            sector_id=family.household.sector_id,
            kind=kind,
            label=f"{label} – {family.household.label}" if kind is Kind.CALL else label,
            source=f"demo:{family.number}:{kind}",
            now=self._ago(opened, time(17, 30)),
            family_id=family.household.id,
            assigned_to=self.accounts[login],
            due_on=self.today + timedelta(days=due),
            created_by=self.accounts[login],
        )
