"""The tablet's own authenticator opens the vault, beside the passphrase: a virtual one of Chromium's, with PRF."""

import pytest

from tests.offline.fake_door import family

OPTIONS = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Authenticator:
    """``sees(False)``: it does not recognise whoever holds the tablet; ``forget``: its keys were removed."""

    def __init__(self, page, **more):
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("WebAuthn.enable")
        made = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**OPTIONS, **more}})
        self.id = {"authenticatorId": made["authenticatorId"]}

    def sees(self, its_owner: bool) -> None:
        self.devtools.send("WebAuthn.setUserVerified", {**self.id, "isUserVerified": its_owner})

    def forget(self) -> None:
        self.devtools.send("WebAuthn.clearCredentials", self.id)

    def keys(self) -> int:
        return len(self.devtools.send("WebAuthn.getCredentials", self.id)["credentials"])


@pytest.fixture
def tab(tablet, door):
    door.docs[next(iter(door.docs))] = [family("Famille Authentique")]
    return tablet()


def label(tab) -> str:
    return tab.run("mirror.docs('family')[0]?.label ?? ''")


def kinds(tab) -> list[str]:
    return tab.run("store.db.vaults.toArray().then((rows) => rows.at(-1).wraps.map(({kind}) => kind))")


def test_put_on_after_the_phrase_it_opens_without_network_and_after_a_reload(tab, door):
    authenticator = Authenticator(tab.page, hasPrf=True)
    tab.enter()
    assert tab.run("ownKey.available()")
    tab.run("vault.addOwnKey()")
    assert kinds(tab) == ["passphrase", "authenticator"] and authenticator.keys() == 1
    tab.page.reload()
    tab.wait("phase === 'locked'")
    door.cut()
    assert tab.run("session.unlockByTablet()"), tab.device["error"]
    assert label(tab) == "Famille Authentique"
    tab.run("session.lock()")
    assert tab.unlock(), "the phrase still opens"

    tab.run("vault.removeOwnKey()")
    assert kinds(tab) == ["passphrase"]
    tab.run("session.lock()")
    assert not tab.run("session.unlockByTablet()") and tab.device["phase"] == "locked"


def test_someone_it_does_not_recognise_opens_nothing_and_the_phrase_still_does(tab):
    authenticator = Authenticator(tab.page, hasPrf=True)
    tab.enter()
    tab.run("vault.addOwnKey()")
    tab.run("session.lock()")
    authenticator.sees(False)
    assert not tab.run("session.unlockByTablet()")
    assert "Non reconnu" in tab.device["error"] and tab.device["phase"] == "locked" and not tab.device["busy"]
    authenticator.sees(True)
    authenticator.forget()
    assert not tab.run("session.unlockByTablet()")
    assert tab.unlock()


def test_one_that_cannot_keep_a_secret_is_refused_with_a_sentence(tab):
    Authenticator(tab.page)
    tab.enter()
    said = tab.run("vault.addOwnKey().then(() => '', (failure) => failure.sentence)")
    assert "phrase secrète" in said and kinds(tab) == ["passphrase"]


def test_found_open_nobody_adds_a_finger_without_the_phrase(tab):
    Authenticator(tab.page, hasPrf=True)
    tab.enter()
    tab.run("vault.addOwnKey()")
    tab.run("session.lock()")
    assert tab.run("session.unlockByTablet()")
    assert not tab.run("vault.isFresh()")
    said = tab.run("vault.addOwnKey().then(() => '', (failure) => failure.sentence)")
    assert "phrase secrète" in said
    tab.run("vault.check('quatre tasses de café bleu')")
    tab.run("vault.addOwnKey()")
    assert kinds(tab) == ["passphrase", "authenticator"], "one of them, the new one"


def test_a_second_worker_on_the_tablet_leaves_each_her_phrase_alone(tab):
    Authenticator(tab.page, hasPrf=True)
    tab.enter()
    tab.run("vault.addOwnKey()")
    tab.run("session.signOut()")
    tab.enter("odile", "eau-calme", "une autre phrase bien longue")
    kept = tab.run("store.db.vaults.toArray().then((rows) => rows.map(({wraps}) => wraps.map(({kind}) => kind)))")
    assert kept == [["passphrase"], ["passphrase"]]


def test_what_it_keeps_on_the_disk_opens_nothing_without_it(tab):
    """Its wrap names no secret: neither the PRF's value nor the key that it makes is stored."""
    Authenticator(tab.page, hasPrf=True)
    tab.enter()
    tab.page.evaluate("""() => { const real = crypto.subtle.importKey; window.secrets = [];
        crypto.subtle.importKey = function (format, data, how, ...rest) {
            if (format === "raw") secrets.push([...new Uint8Array(data)].join());
            return real.call(this, format, data, how, ...rest); }; }""")
    tab.run("vault.addOwnKey()")
    stored = tab.run("""store.db.vaults.toArray().then((rows) => JSON.stringify(rows, (_, one) =>
        one instanceof Uint8Array ? [...one].join() : one))""")
    secrets = tab.page.evaluate("secrets")
    assert secrets and [one for one in secrets if one in stored] == []
