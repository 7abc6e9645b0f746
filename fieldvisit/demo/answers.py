"""What a demo visit found: answers to the grids, mostly ordinary, with the few worries of :data:`TOLD`.

Codes are those of the grids; computed items are never answered, and an item reserved to a role only by it.
"""

from datetime import date, datetime
from random import Random

from fieldvisit.demo import clock, growing
from fieldvisit.demo.households import Settled
from fieldvisit.families.person import Person

Answers = dict[str, dict]

#: Families whose visits say something: their answers replace the ordinary ones.
TOLD: dict[str, Answers] = {
    "Nguyễn": {"alim_diff": {"v": ["prise_sein"]}, "alim_type": {"v": "mixte"}},
    "Krasniqi": {"vaccins": {"v": "retard"}, "secu": {"v": ["fenetres", "produits"]}},
    "Lefebvre": {"sommeil_env": {"v": ["matelas", "gigoteuse", "partage_chambre", "tabac"]}},
    "Gashi": {"humeur_mere": {"v": "triste", "note": "Pleure pendant l’entretien, EPDS proposée."}},
    "Joly": {"ecrans": {"v": "quotidienne"}, "v24_deux_mots": {"v": "en_cours"}, "orient": {"v": ["medecin_pmi"]}},
    "Mbemba": {
        "humeur_mere": {"v": "fatiguee", "note": "Se dit isolée, peu de relais."},
        "orient": {"v": ["tisf", "laep"]},
    },
    "Bouvier": {"soins": {"v": "a_soutenir"}, "orient": {"v": ["tisf"]}},
    "Rey": {"pleurs": {"v": "difficile"}, "conseils": {"v": ["pleurs", "bebe_secoue", "fatigue"]}},
    "Fournier": {"orient": {"v": ["camsp", "service_social"]}},
    "Diop-Mercier": {"humeur_mere": {"v": "fatiguee"}},
}

WISHES = {
    "vad_sortie": (
        "Être rassurée sur la mise au sein et le rythme des tétées.",
        "Savoir si le bébé mange assez ; se lève beaucoup la nuit.",
        "Soins du cordon, premier bain.",
    ),
    "vad_prenatale": (
        "Préparer l’arrivée du bébé, savoir que prendre à la maternité.",
        "Peur de l’accouchement, souhaite en reparler.",
        "Démarches pour le mode d’accueil et les congés.",
    ),
    "vad_prema": ("Reconnaître les signes de fatigue pendant le biberon.", "Savoir quand faire les premières sorties."),
    "": (
        "Sommeil : réveils fréquents, parents fatigués.",
        "Diversification : par quoi commencer ?",
        "Pleurs de fin de journée.",
        "Rien de particulier, contente de la visite.",
        "Recherche d’un mode d’accueil pour la reprise du travail.",
    ),
}

REMARKS = {
    "vad_sortie": (
        "Tétée observée : bonne prise du sein, succion efficace.",
        "Bébé tonique, bien éveillé pendant le change.",
    ),
    "vad_prenatale": ("Chambre prête, lit conforme.", "Dernière échographie normale d’après le carnet."),
    "vad_prema": ("Boit 60 ml en vingt minutes sans pause.", "Portage en peau à peau tous les soirs."),
    "": (
        "Enfant souriant, explore la pièce.",
        "Échanges chaleureux, parents attentifs.",
        "Carnet de santé vu, prochains vaccins notés.",
        "Visite de la chambre faite avec la mère.",
    ),
}


def _rapid(value) -> dict:
    return {"v": value, "mode": "rapide"}


def _pick(texts: dict[str, tuple[str, ...]], kind: str, draw: Random) -> str:
    return draw.choice(texts.get(kind, texts[""]))


def remark(kind: str, draw: Random) -> str:
    return _pick(REMARKS, kind, draw)


def seen(family: Settled, day: date) -> list[Person]:
    """The youngest child, or the twins; none before the birth."""
    youngest = family.youngest
    if youngest is None or (family.pregnancy and (day - youngest.birth_date).days > 700):
        return []
    return [child for child in family.children if child.birth_date == youngest.birth_date]


def present(family: Settled, draw: Random) -> list[str]:
    found = [{"mere": "mere", "pere": "pere_coparent"}.get(family.adults[0].role, "autre_proche")]
    if len(family.adults) > 1 and draw.random() < 0.5:
        found.append("autre_proche" if family.adults[1].role == "tiers" else "pere_coparent")
    if len(family.children) > 1 and draw.random() < 0.4:
        found.append("fratrie")
    if family.home.interpreter:
        found.append("interprete")
    return list(dict.fromkeys(found))


def of_visit(family: Settled, kind: str, role: str, day: date, draw: Random) -> Answers:
    """Answers given once per visit, common core and own items of this kind."""
    child = family.youngest
    age = (day - child.birth_date).days if child else None
    here = present(family, draw)
    told = TOLD.get(family.home.name, {})
    answers: Answers = {
        "n_presents": {"v": here},
        "n_demande": {"v": _pick(WISHES, kind, draw)},
        "secu": {"v": draw.choice((["fumee", "fenetres"], ["fumee", "produits", "eau"], ["fumee"]))},
        "conseils": {"v": _advice(kind, age)},
        "orient": {"v": ["aucune"]},
        "suite": {"v": draw.choice(("nouvelle_vad", "nouvelle_vad", "consultation", "telephone"))},
    }
    if family.mother and "mere" in here:
        answers["humeur_mere"] = {"v": draw.choice(("bonne", "bonne", "fatiguee"))}
    if len(family.adults) > 1:
        answers["humeur_copar"] = {"v": "bonne" if "pere_coparent" in here else "non_rencontre"}
    if here == ["mere"]:
        answers["violence"] = {"v": draw.choice(("aborde_rien", "non_aborde"))}
    if age is not None and age < 200:
        answers["sbs"] = {"v": "oui"}
    answers |= _own(kind, role, draw)
    return answers | {item: answer for item, answer in told.items() if item in answers}


def _advice(kind: str, age: int | None) -> list[str]:
    if kind == "vad_prenatale" or age is None:
        return ["sommeil", "allaitement", "droits"]
    if age < 100:
        return ["sommeil", "pleurs", "bebe_secoue", "vitamine_d"]
    return ["eveil", "ecrans", "accidents"] if age > 250 else ["diversification", "eveil", "vaccins"]


def _own(kind: str, role: str, draw: Random) -> Answers:
    """Own items of a kind that are answered once per visit."""
    midwife = role == "sage_femme_pmi"
    if kind == "vad_prenatale":
        answers = {
            "vp_signes_pe": {"v": ["aucun"]},
            "vp_maf": {"v": "oui"},
            "vp_metrorragies": {"v": "non"},
            "vp_prepa": {"v": draw.choice((["lit", "siege_auto"], ["lit", "matelas", "gigoteuse"], ["rien"]))},
            "vp_logement": {"v": draw.choice(("adapte", "adapte", "a_ameliorer"))},
            "vp_epds": {"v": "non_indiquee"},
        }
        if midwife:
            answers |= {
                "vp_ta_sys": {"v": draw.randint(104, 128)},
                "vp_ta_dia": {"v": draw.randint(60, 80)},
            }
        return answers
    if kind == "vad_sortie":
        answers = {
            "vs_lait": {"v": draw.choice(("faite", "faite", "en_attente"))},
            "vs_fievre": {"v": "non"},
            "vs_saignements": {"v": "normaux"},
            "vs_mollets": {"v": "non"},
        }
        return answers | ({"vs_cicatrice": {"v": "bonne"}} if midwife else {})
    if kind == "vad_1m":
        return {"v1_epds": {"v": draw.choice(("faite", "non_proposee"))}, "v1_epnp": {"v": "prevu"}}
    if kind == "vad_2_3m":
        return {"v2_travail": {"v": draw.choice(("prevue", "non"))}}
    if kind == "vad_9m":
        return {"v9_securite": {"v": ["escaliers", "prises"]}}
    return {}


def of_child(family: Settled, child: Person, kind: str, day: date, draw: Random) -> Answers:
    """Answers about one child: measures of the day, common core, own items of this kind."""
    age = (day - child.birth_date).days
    told = TOLD.get(family.home.name, {})
    answers: Answers = {
        "poids": {"v": growing.weight(child, day)},
        "taille": {"v": growing.length(child, day), "method": "couche" if age < 730 else "debout"},
        "alim_type": {"v": _food(age, draw)},
        "alim_diff": _rapid(["aucune"]),
        "elimination": _rapid("normales"),
        "sommeil_pos": _rapid("oui"),
        "sommeil_env": {"v": ["matelas", "gigoteuse", "pas_objet", "partage_chambre"]},
        "pleurs": _rapid("oui"),
        "peau": _rapid(["normal"]),
        "eveil": _rapid("adaptes"),
        "soins": _rapid("adaptes"),
        "lien": {"v": draw.choice((["regards", "paroles", "plaisir"], ["regards", "portage", "reponse_pleurs"]))},
        "ecrans": _rapid("jamais"),
        "vaccins": {"v": "a_jour"},
        "carnet": {"v": "oui"},
    }
    if age < 730:
        answers["pc"] = {"v": growing.head(child, day)}
    if age < 120:
        answers["alim_nb"] = {"v": 8 if age < 30 else 7 if age < 60 else 6}
    if age > 400:
        for item in ("sommeil_env", "pleurs"):
            del answers[item]
    answers |= _child_own(kind, age, draw)
    return answers | {item: answer for item, answer in told.items() if item in answers}


def _food(age: int, draw: Random) -> str:
    if age > 183:
        return "diversifiee"
    return draw.choice(("lm_exclusif", "lm_exclusif", "mixte", "lait_infantile"))


def _child_own(kind: str, age: int, draw: Random) -> Answers:
    own = {
        "vad_sortie": {
            "vs_ictere": "visage" if age < 8 and draw.random() < 0.3 else "non",
            "vs_selles": "normales",
            "vs_cordon": "humide" if age < 7 else "sec",
            "vs_depistage": "fait",
            "vs_surdite": "fait",
            "vs_vrs": "oui",
            "vs_vit_d": "oui",
            "vs_vit_k": "oui",
        },
        "vad_1m": {"v1_sourire": "acquis" if age > 35 else "en_cours", "v1_plagio": "non"},
        "vad_2_3m": {
            "v2_tete": "acquis" if age > 75 else "en_cours",
            "v2_regard": "acquis",
            "v2_vaccins": "fait",
            "v2_accueil": draw.choice(("parents", "assmat", "recherche")),
        },
        "vad_4m": {"v4_retournements": "en_cours", "v4_rit": "acquis", "v4_diversif": "non", "v4_vaccins": "fait"},
        "vad_9m": {
            "v9_assis": "acquis",
            "v9_deplacement": draw.choice(("quatre_pattes", "rampe")),
            "v9_pince": draw.choice(("acquis", "en_cours")),
            "v9_babillage": "acquis",
            "v9_prenom": "acquis",
            "v9_separation": "presente",
            "v9_cs9": "oui",
            "v9_plomb": ["aucun"],
        },
        "vad_12m": {
            "v12_debout": "acquis",
            "v12_mots": "en_cours",
            "v12_pointage": "acquis",
            "v12_alim": "adaptee",
            "v12_vaccins": "fait",
        },
        "vad_24m": {
            "v24_marche_age": draw.randint(11, 15),
            "v24_deux_mots": "acquis",
            "v24_semblant": "acquis",
            "v24_dents": ["brossage"],
            "v24_cs24": "non",
            "v24_tnd": "a_faire",
        },
        "vad_prema": {
            "vpr_courbe": "oms_corrige",
            "vpr_traitements": ["fer", "vitamines"],
            "vpr_observance": "oui",
            "vpr_rdv": "pris",
            "vpr_fatigabilite": draw.choice(("non", "moderee")),
            "vpr_apnee": "non",
        },
    }
    return {item: {"v": value} for item, value in own.get(kind, {}).items()}


def of_call(at: datetime, child: bool, draw: Random) -> tuple[Answers, Answers]:
    """A phone contact: answers of the call, and those about the child when there is one."""
    answers: Answers = {
        "ct_date": {"v": local(at)},
        "ct_sens": {"v": draw.choice(("sortant", "sortant", "entrant"))},
        "ct_issue": {"v": "joint"},
        "ct_interlocuteur": {"v": "mere"},
        "ct_identite": {"v": "oui"},
        "ct_motif": {"v": draw.choice((["rdv"], ["alimentation"], ["rdv", "sante"]))},
        "ct_humeur": {"v": draw.choice(("bonne", "fatiguee"))},
        "ct_danger": {"v": "non"},
        "ct_conseils": {"v": "Conseils repris, rendez-vous confirmé."},
        "ct_suite": {"v": "vad"},
    }
    if not child:
        return answers, {}
    return answers, {"ct_fievre": {"v": "non"}, "ct_gravite": {"v": ["aucun"]}, "ct_pleurs": {"v": "oui"}}


def of_weighing(child: Person, at: datetime, draw: Random) -> tuple[Answers, Answers]:
    """A weighing alone: answers of the visit and of the child."""
    day = at.astimezone(clock.PARIS).date()
    age = (day - child.birth_date).days
    return {
        "ps_date": {"v": local(at)},
        "ps_lieu": {"v": "domicile"},
        "ps_suite": {"v": draw.choice(("pesee_7j", "vad"))},
    }, {
        "ps_poids": {"v": growing.weight(child, day)},
        "ps_condition": {"v": "nu"},
        "ps_balance": {"v": "service"},
        "ps_alim": {"v": _food(age, draw)},
        "ps_nb": {"v": 8 if age < 60 else 6},
        "ps_couches": {"v": 6},
        "ps_etat": {"v": "bon"},
    }


def local(at: datetime) -> str:
    """Date and hour of the clock on the wall, as « date et heure » items keep them."""
    return at.astimezone(clock.PARIS).strftime("%Y-%m-%dT%H:%M")
