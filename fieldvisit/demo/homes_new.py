"""Families that the demo county knows by a notice, twice, or no longer to visit. Every name is invented."""

from fieldvisit.demo.shapes import Child, Expecting, Home, father, mother

#: Their notices are in ``arrivals.py``; nobody has been there yet.
ANNOUNCED = (
    Home(
        "Vasile",
        "Bourg-en-Bresse",
        (mother("Ioana", "Vasile", 26), father("Mihai", "Vasile", 29)),
        (Child("Sofia", "F", 2, term=(39, 2), born=(3150, 49.0, 34.0)),),
        languages="roumain, français",
        met=False,
    ),
    Home(
        "Ouédraogo",
        "Lagnieu",
        (mother("Aminata", "Ouédraogo", 31), father("Issa", "Ouédraogo", 36)),
        (Child("Fadel", "M", 3, term=(40, 1), born=(3520, 50.5, 35.0)), Child("Rahima", "F", 1250)),
        met=False,
    ),
    Home(
        "Teissier",
        "Ceyzériat",
        (mother("Mélanie", "Teissier", 29), father("Guillaume", "Teissier", 30)),
        (Child("Augustin", "M", 9, term=(38, 5), born=(2980, 48.5, 33.5)),),
        met=False,
    ),
    Home(
        "Caillat",
        "Ambérieu-en-Bugey",
        (mother("Estelle", "Caillat", 34), father("Damien", "Caillat", 35)),
        (Child("Blanche", "F", 9, term=(41, 0), born=(3610, 51.0, 35.0)),),
        met=False,
    ),
    Home(
        "Nowak",
        "Meximieux",
        (mother("Kinga", "Nowak", 27), father("Piotr", "Nowak", 28)),
        expecting=Expecting(15, maternity="Maternité d’Ambérieu"),
        languages="polonais, français",
        met=False,
    ),
)
#: One family under two numbers: the declaration was typed with another spelling.
TWICE = (
    Home(
        "Da Costa",
        "Péronnas",
        (mother("Sónia", "Da Costa", 28), father("Hélder", "Da Costa", 32)),
        (Child("Thiago", "M", 1190, born=(3290, 50.0, 34.5)),),
        languages="portugais, français",
        access="Deuxième portail, sonnette « Costa ».",
        met=False,
    ),
    Home(
        "Dacosta",
        "Péronnas",
        (mother("Sonia", "Dacosta", 28),),
        (Child("Tiago", "M", 1190),),
        languages="portugais, français",
        met=False,
    ),
)
#: Their child died; the visits that were planned are cancelled, the mother is still offered her interview.
BEREAVED = Home(
    "Villemagne",
    "Attignat",
    (mother("Laëtitia", "Villemagne", 30), father("Fabrice", "Villemagne", 33)),
    (Child("Louison", "F", 26, term=(38, 2), born=(2870, 47.5, 33.0)),),
    priority=2,
    reason="Visite du 1er mois",
)
