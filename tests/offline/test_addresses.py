"""Addresses, which the browser keeps in clear, say neither whose file was open nor which screen of it."""

import re

from tests.offline.fake_door import MIDWIFE, NURSE, family

WORD = re.compile(r"#/ici/[\w-]{12}")


def address(tab) -> str:
    return tab.page.evaluate("location.hash")


def test_a_family_is_a_word_that_the_vault_alone_knows(tablet, door):
    kaya = family("Famille Kaya")
    door.docs[NURSE["id"]] = [kaya]
    tab = tablet().enter()
    seen = []
    for screen in ("dossier", "inquietude", "tournee", "dossier"):
        tab.run("screens.go(a[0], a[1])", [screen, "" if screen == "tournee" else kaya["id"]])
        seen.append(address(tab))
    assert [bool(WORD.fullmatch(one)) for one in seen] == [True, True, False, True]
    assert seen[0] == seen[3] != seen[1], "the same place has the same word, so that « back » is short"
    tab.page.wait_for_timeout(100)
    tab.page.reload()
    tab.wait("phase === 'locked'")
    assert tab.run("screens.view()") == {"name": "tournee", "id": ""}
    assert tab.unlock()
    assert tab.run("screens.view()") == {"name": "dossier", "id": kaya["id"]}
    tab.run("session.lock()")
    assert tab.run("screens.view()") == {"name": "dossier", "id": kaya["id"]}, "the hand finds its place again"


def test_a_colleague_is_not_brought_to_it(tablet, door):
    kaya = family("Famille Kaya")
    door.docs[NURSE["id"]], door.docs[MIDWIFE["id"]] = [kaya], [kaya]
    tab = tablet().enter()
    tab.run("screens.go('dossier', a)", kaya["id"])
    tab.page.wait_for_timeout(100)
    tab.run("session.signOut()")
    tab.enter("odile", "eau-calme", "une autre phrase bien longue")
    assert tab.run("screens.view()") == {"name": "tournee", "id": ""}


def test_an_address_that_names_a_family_names_it_no_longer(tablet, door):
    kaya = family("Famille Kaya")
    door.docs[NURSE["id"]] = [kaya]
    tab = tablet().enter()
    tab.page.evaluate("history.replaceState(history.state, '', '/terrain')")
    tab.page.evaluate("(id) => (location.hash = `#/dossier/${id}`)", kaya["id"])
    tab.until("location.hash.startsWith('#/ici/')")
    assert tab.run("screens.view()") == {"name": "dossier", "id": kaya["id"]}
