import pytest
from argon2 import PasswordHasher

from fieldvisit.access import password


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("court", "court"),
        ("a" * 300, "long"),
        ("abababababababab", "répète"),
        ("claire.morel-2026", "identifiant"),
        ("MonMotDePasse77", "deviner"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_change(text, word):
    with pytest.raises(password.Weak) as refusal:
        password.check(text, "claire.morel")
    assert word in refusal.value.sentence


def test_a_sentence_without_punctuation_rules_is_accepted():
    password.check("tilleul bleu matin", "claire.morel")


def test_only_the_right_password_matches_its_hash():
    stored = password.make_hash("tilleul bleu matin")
    assert "tilleul" not in stored
    assert password.matches(stored, "tilleul bleu matin")
    assert not password.matches(stored, "tilleul bleu soir")
    assert not password.matches(stored, "t" * 10_000)


@pytest.mark.parametrize("stored", ["", "not a hash"])
def test_no_usable_hash_never_matches(stored):
    assert not password.matches(stored, "aucun compte ne porte ce mot de passe")


def test_a_hash_made_with_weaker_settings_is_dated():
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("tilleul bleu matin")
    assert password.is_dated(weak)
    assert not password.is_dated(password.make_hash("tilleul bleu matin"))
