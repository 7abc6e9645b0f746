"""A few streets of a county, in the format of the « Base adresse nationale »."""

import pytest

from fieldvisit.places import ban

HEADINGS = (
    "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;"
    "nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;"
    "source_nom_voie;certification_commune;cad_parcelles"
)


def line(number, street, insee="01053", city="Bourg-en-Bresse", postcode="01000", rep="", lat=46.2, lon=5.2, id=None):
    id = id or f"{insee}_{abs(hash(street)) % 9999:04}_{number:05}{'_' + rep if rep else ''}"
    return (
        f"{id};{insee}_0001;{number};{rep};{street};{postcode};{insee};{city};;;870000.1;6570000.2;{lon};{lat};entrée;;;"
        f"{city.upper()};{street.upper()};commune;commune;1;010530000A0001"
    )


LINES = [
    *(line(number, "Rue des Tilleuls", lat=46.2 + number / 10_000) for number in (1, 2, 3, 4, 5, 9, 11, 40)),
    line(12, "Avenue d’Alsace-Lorraine", lat=46.21),
    line(12, "Avenue d’Alsace-Lorraine", rep="bis", lat=46.211),
    line(12, "Avenue d’Alsace-Lorraine", rep="ter", lat=46.212),
    line(99999, "Chemin de la Croix Blanche", lat=46.22),
    line(3, "Rue du 8 Mai 1945", lat=46.23),
    line(3, "Boulevard de la Bataille de Verdun", lat=46.24),
    line(7, "Rue des Tilleuls", "01451", "Viriat", "01440", lat=46.25),
    line(8, "Rue de l’Église", "01344", "Saint-Denis-lès-Bourg", "01000", lat=46.26),
    line(8, "Rue Neuve", "01002", "L’Abergement-de-Varey", "01640", lat=46.0, lon=5.4),
]


@pytest.fixture
def write(tmp_path):
    """``write(lines)``: a file with these lines and the BAN's headings."""

    def make(lines, name="adresses-01.csv", encoding="utf-8", headings=HEADINGS):
        path = tmp_path / name
        path.write_bytes("\n".join([headings, *lines]).encode(encoding))
        return path

    return make


@pytest.fixture
def streets(session, write, tmp_path):
    ban.bring_in(session, write(LINES), tmp_path / "rejets.csv")
    return session
