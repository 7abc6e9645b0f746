"""What sounds the same has one code, and names that a French ear tells apart keep theirs."""

import pytest

from fieldvisit.families import sounding

SAME = """
Lefebvre Lefèvre Lefébure Lefebure
Dupond Dupont
Renault Renaud Renaut Reno Reynaud
Gauthier Gautier Gaultier
Thibault Thibaut Thibaud Tibo
Girard Girart
Moret Moray Morey Moré
Boucher Bouché Bouchet
Philippe Filip
Cathy Kathy Cathie
Mickaël Michaël Mikael
Chloé Cloé Chloée
Nathalie Natalie
Guillaume Guilhaume
Camille Kamil
Yann Yan
Jean Jan
Schmitt Schmidt Schmit
Weber Veber Webber
Boyer Boier
Le-Goff Legoff
Isabelle Izabel
Élise Elyze
Fontaine Fontène
Axel Aksel
Alexandre Alexendre
Mohamed Mohammed
Nguyen N’Guyen
Christine Kristine
Leroux Lerou
Bonnet Bonet Bonnay
Chevallier Chevalier
Hamel Amel
Durand Durant Duran
Vincent Vinsent
Gérard Jérard
Meyer Meier Maier
Lucas Luca Luka
Quentin Kentin
Inès Ines Innès
Deschamps Deschamp Dechamps
Lecomte Leconte Lecompte
Lecœur Lecoeur
""".strip().splitlines()

APART = """
Martin Martine
Petit Petite
Dupont Dupuis
Laurent Laurence
Morel Moreau
Jean Jeanne
Perrin Perron
Dubois Dubuis
Blanc Blanche
Louis Louise
Simon Simone
Adam Ada
Léa Léo
Noa Noé
Tom Thomas
Benali Benallal
Roux Roche
""".strip().splitlines()


@pytest.mark.parametrize("line", SAME)
def test_names_that_sound_the_same_have_one_code(line):
    assert len({sounding.of(name) for name in line.split()}) == 1


@pytest.mark.parametrize("line", APART)
def test_names_that_sound_apart_have_two(line):
    one, other = line.split()
    assert not sounding.alike(one, other)


@pytest.mark.parametrize("word", ["", "a", "e", "t", "é", "Ян", "3", "d’", "x" * 500])
def test_anything_has_a_code_and_only_nothing_has_none(word):
    assert bool(sounding.of(word)) == bool(word)
