"""Two sectors of the Ain over real communes: true postcodes, INSEE codes and centres; the streets are plausible."""

from typing import NamedTuple

SECTORS = {"bresse": "Bourg-en-Bresse – Bresse", "plaine": "Ambérieu – Plaine de l’Ain"}
#: Where the rounds of a sector start from.
BASE = {"bresse": "Bourg-en-Bresse", "plaine": "Ambérieu-en-Bugey"}


class Commune(NamedTuple):
    sector: str
    postcode: str
    insee: str
    lat: float
    lon: float
    spread: float  # half-width, in degrees of latitude, of the built-up part
    streets: tuple[str, ...]


COMMUNES = {
    "Bourg-en-Bresse": Commune(
        "bresse",
        "01000",
        "01053",
        46.2057,
        5.2258,
        0.009,
        ("rue des Tilleuls", "avenue de Mâcon", "rue du Revermont", "allée des Cerisiers", "boulevard des Alouettes"),
    ),
    "Viriat": Commune("bresse", "01440", "01451", 46.2548, 5.2157, 0.005, ("rue des Prés", "chemin de la Neuve")),
    "Péronnas": Commune("bresse", "01960", "01289", 46.1834, 5.2105, 0.005, ("rue de la Poste", "allée des Blés d’Or")),
    "Saint-Denis-lès-Bourg": Commune(
        "bresse", "01000", "01344", 46.2022, 5.1892, 0.005, ("chemin des Vernes", "rue du Village")
    ),
    "Ceyzériat": Commune(
        "bresse", "01250", "01072", 46.1813, 5.3198, 0.004, ("rue Jérôme-Gardon", "montée du Mont-July")
    ),
    "Jasseron": Commune("bresse", "01250", "01195", 46.2132, 5.3258, 0.004, ("rue du Lavoir", "route du Revermont")),
    "Montagnat": Commune(
        "bresse", "01250", "01254", 46.1676, 5.2879, 0.004, ("route de Noirefontaine", "chemin du Bief")
    ),
    "Attignat": Commune("bresse", "01340", "01024", 46.2856, 5.1616, 0.004, ("Grande-Rue", "impasse du Moulin")),
    "Polliat": Commune("bresse", "01310", "01301", 46.2485, 5.1266, 0.004, ("rue de la Gare", "chemin des Étangs")),
    "Montrevel-en-Bresse": Commune(
        "bresse", "01340", "01266", 46.3353, 5.1227, 0.004, ("rue de la Plaine", "place de la Grenette")
    ),
    "Foissiat": Commune(
        "bresse", "01340", "01163", 46.3715, 5.1753, 0.003, ("route de Lescheroux", "rue des Carronnières")
    ),
    "Marboz": Commune("bresse", "01851", "01232", 46.3429, 5.2572, 0.003, ("rue du Marché", "chemin de la Sevron")),
    "Coligny": Commune("bresse", "01270", "01108", 46.3825, 5.3455, 0.003, ("Grande-Rue", "rue du Solnan")),
    "Ambérieu-en-Bugey": Commune(
        "plaine",
        "01500",
        "01004",
        45.9593,
        5.3516,
        0.008,
        ("rue Alexandre-Bérard", "avenue Roger-Salengro", "rue des Apôtres", "allée des Cheminots", "rue de Vareilles"),
    ),
    "Château-Gaillard": Commune(
        "plaine", "01500", "01089", 45.9724, 5.3044, 0.004, ("rue des Tamaris", "chemin du Cormoz")
    ),
    "Ambronay": Commune("plaine", "01500", "01007", 46.0047, 5.3627, 0.004, ("rue de l’Abbaye", "chemin des Vignes")),
    "Pont-d’Ain": Commune(
        "plaine", "01160", "01304", 46.0558, 5.3397, 0.004, ("rue Louise-de-Savoie", "quai de l’Ain")
    ),
    "Jujurieux": Commune(
        "plaine", "01640", "01199", 46.0412, 5.4086, 0.003, ("rue des Soieries", "montée de Chenavel")
    ),
    "Lagnieu": Commune(
        "plaine", "01150", "01202", 45.9024, 5.3440, 0.005, ("rue du Docteur-Levrat", "allée des Tuileries")
    ),
    "Leyment": Commune("plaine", "01150", "01213", 45.9239, 5.2924, 0.003, ("rue de l’Église", "chemin des Brotteaux")),
    "Saint-Vulbas": Commune(
        "plaine", "01150", "01390", 45.8314, 5.2903, 0.003, ("rue du Rhône", "allée des Peupliers")
    ),
    "Loyettes": Commune("plaine", "01360", "01224", 45.7766, 5.2069, 0.004, ("rue du Pont", "chemin de Saint-Romain")),
    "Meximieux": Commune("plaine", "01800", "01244", 45.9082, 5.1992, 0.005, ("rue de Genève", "place Vaugelas")),
    "Pérouges": Commune("plaine", "01800", "01290", 45.9044, 5.1770, 0.003, ("route de la Cité", "chemin de la Glaye")),
    "Saint-Rambert-en-Bugey": Commune(
        "plaine", "01230", "01384", 45.9473, 5.4363, 0.003, ("rue des Otages", "rue du Textile")
    ),
}
