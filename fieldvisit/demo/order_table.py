"""The intervention orders of the demo county, as data: which families, for what, in which state, with which pattern."""

from typing import NamedTuple

from fieldvisit.tisf.order import Status


class Pattern(NamedTuple):
    """``days``: of the week, Monday is 0; ``at``: hour of the first minute; ``every``: weeks."""

    days: tuple[int, ...]
    at: str
    minutes: int
    every: int = 1


class Told(NamedTuple):
    """``begun``, ``left``: days from today back to the first day and on to the last; ``done``: how the others ended."""

    home: str
    frame: str
    funder: str
    motive: str
    worker: str
    drafted: str
    validated: str
    status: Status
    begun: int
    left: int
    hours: int
    pattern: Pattern | None
    goals: tuple[tuple[str, str], ...]
    words: str = ""
    cents: int = 0
    level: str = "niveau_2"
    safety: str = ""
    signature_each: bool = False


MON, TUE, WED, THU, FRI = range(5)
PATRICIA, FATIMA, SANDRINE, KEVIN = "patricia.lemoine", "fatima.elidrissi", "sandrine.jacquet", "kevin.barbosa"
ISABELLE, CATHERINE, DAVID = "isabelle.roux", "catherine.vial", "david.ferrand"

ORDERS = (
    Told(
        "Özdemir", "tisf", "dep_pmi", "soutien_apres_naissance_multiple_ou_prem", FATIMA, "claire.morel", ISABELLE,
        Status.RUNNING, 30, 62, 80, Pattern((MON, THU), "09:00", 120),
        (
            ("Donner le bain aux deux bébés en se sentant sûrs de soi", "Les parents le font seuls"),
            ("Trouver un rythme de repas et de sommeil pour les jumeaux", "Deux siestes en même temps dans la journée"),
        ),
        safety="L’ascenseur est souvent en panne : prévoir un seul sac.",
    ),
    Told(
        "Lefebvre", "premiers_pas", "dep_pmi", "soutien_perinatal_precoce", FATIMA, "nadia.belkacem", ISABELLE,
        Status.RUNNING, 10, 80, 40, Pattern((TUE, FRI), "11:30", 90),
        (
            ("Soutenir Océane dans les soins à Milan, à son rythme", "Elle prépare et donne le bain sans aide"),
            ("Se reposer dans la journée", ""),
        ),
        safety="Chien dans la cour : appeler avant d’entrer.",
    ),
    Told(
        "Ferreira", "tisf", "caf", "enfant_en_situation_de_handicap", FATIMA, PATRICIA, "",
        Status.RUNNING, 98, 11, 42, Pattern((FRI,), "14:00", 180),
        (("Partager les jeux au sol en famille", "Les deux parents jouent avec Matilde chaque jour"),),
        cents=268, signature_each=True,
    ),
    Told(
        "Moreau", "aep", "dep_aep", "soutien_a_la_fonction_parentale", KEVIN, "claire.morel", ISABELLE,
        Status.RUNNING, 75, 105, 36, Pattern((WED,), "15:30", 90),
        (
            ("Installer des rituels du repas et du coucher", "Zoé s’endort avant 20 h 30 trois soirs sur quatre"),
            ("Trouver une place en crèche", "Dossier déposé"),
        ),
    ),
    Told(
        "Mbemba", "aep", "dep_aep", "soutien_a_la_fonction_parentale", KEVIN, "claire.morel", ISABELLE,
        Status.RUNNING, 12, 168, 30, Pattern((TUE,), "10:00", 120),
        (("Rompre l’isolement : fréquenter le lieu d’accueil enfants-parents", "Y aller seule une fois par semaine"),),
    ),
    Told(
        "Sissoko", "premiers_pas", "dep_pmi", "soutien_apres_naissance_multiple_ou_prem", SANDRINE, "julie.perrin",
        CATHERINE, Status.EXTENDED, 80, 40, 70, Pattern((MON, THU), "13:30", 120),
        (
            ("S’organiser pour les trajets de l’école avec le bébé", "Les aînés arrivent à l’heure"),
            ("Couchage et portage de Hawa en sécurité", ""),
            ("Du temps pour chacun des aînés", "Un moment chaque jour avec Demba, puis avec Aminata"),
        ),
    ),
    Told(
        "Fournier", "tisf", "caf", "enfant_en_situation_de_handicap", SANDRINE, PATRICIA, "",
        Status.RUNNING, 55, 120, 90, Pattern((TUE, FRI), "09:00", 150),
        (("Aménager le goûter et le coucher d’Antonin", "Les parents installent le siège sans aide"),),
        cents=412,
    ),
    Told(
        "Bouvier", "tisf", "caf", "naissance", SANDRINE, PATRICIA, "",
        Status.SUSPENDED, 45, 75, 40, None,
        (("Prendre soin de Tiago à deux", ""), ("Classer les papiers et les démarches", "Le dossier est complet")),
        words="Famille chez les grands-parents jusqu’à la fin du mois.", cents=83,
    ),
    Told(
        "de La Rochefoulière-Montbel d’Arnézieux", "tisf", "msa", "famille_nombreuse", FATIMA, PATRICIA, "",
        Status.ACCEPTED, -2, 120, 45, Pattern((MON,), "14:00", 150),
        (("Retrouver une organisation des journées avec deux enfants d’âge rapproché, l’école et le travail", ""),),
        cents=1184, level="niveau_1",
    ),
    Told(
        "Diarra", "tisf", "dep_ase", "accompagnement_du_retour_a_domicile", "", DAVID, DAVID,
        Status.SENT, -4, 90, 60, Pattern((WED, FRI), "09:00", 180),
        (
            ("Accompagner le retour de l’enfant à la maison", "Les repères du quotidien sont repris"),
            ("Soutenir les parents dans la journée", ""),
        ),
    ),
    Told(
        "Krasniqi", "tisf", "dep_pmi", "organisation_du_quotidien", "", "claire.morel", "",
        Status.DRAFT, -7, 97, 30, Pattern((THU,), "10:00", 120, 2),
        (("S’organiser dans un logement provisoire", "Les rendez-vous des enfants sont notés et tenus"),),
    ),
    Told(
        "Rey", "tisf", "dep_ase", "prevention_du_placement", "", DAVID, DAVID,
        Status.REFUSED, -3, 60, 50, Pattern((MON, WED, FRI), "16:00", 60),
        (("Apaiser les fins de journée", ""),),
        words="Aucune TISF disponible en fin de journée avant janvier ; possible le matin.",
    ),
    Told(
        "Şahin", "tisf", "dep_pmi", "soutien_perinatal_precoce", FATIMA, "nadia.belkacem", ISABELLE,
        Status.STOPPED, 70, 20, 24, None,
        (("Souffler après la naissance", ""),),
        words="La famille dit ne plus en avoir besoin : la grand-mère est arrivée.",
    ),
)  # fmt: skip
