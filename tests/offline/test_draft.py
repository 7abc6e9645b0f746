"""Nothing typed is lost: killed tabs, full storage, two tabs, a locked vault."""

from tests.offline.conftest import PASSPHRASE


def test_a_first_sign_in_makes_a_vault_and_brings_the_round_aboard(tablet):
    tab = tablet()
    assert tab.device["phase"] == "signed_out"
    tab.enter()
    assert tab.device["account"]["name"] == "Inès Bensaïd"


def test_a_killed_tab_finds_its_draft_where_it_was(tablet):
    tab = tablet().enter()
    tab.run("drafts.saveDraft('v1', {note: 'mange bi'})")
    tab.run("(drafts.saveDraft('v1', {note: 'mange bie'}), drafts.saveDraft('v1', {note: 'mange bien'}))")
    tab.page.close()
    again = tablet()
    assert again.device["phase"] == "locked"
    assert again.run("drafts.draft('v1')") is None
    assert again.unlock()
    assert again.run("drafts.draft('v1')") == {"note": "mange bien"}


def test_a_wrong_passphrase_opens_nothing_and_says_so(tablet):
    tab = tablet().enter()
    assert tab.run("session.lock()")
    assert not tab.unlock("quatre tasses de café rose")
    assert tab.device["phase"] == "locked"
    assert tab.device["error"] == "Ce n’est pas la bonne phrase secrète."
    assert tab.unlock(PASSPHRASE)
