"""How a county publishes a grid: a file is kept as a draft, looked at, then published or given up. Nothing is deleted.

Only the medical head (« médecin responsable ») may; what was published never changes.
"""

import hashlib
import json
import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.roles import Reach
from fieldvisit.forms import catalogue, difference, form_faults, form_file
from fieldvisit.forms.difference import Change
from fieldvisit.forms.fault import Fault, NotAGrid
from fieldvisit.forms.version import FormSwitch, FormVersion, State, switches
from fieldvisit.words import Refusal

COMPARTMENT = "grilles"


class NotAllowed(Refusal):
    sentence = "Les grilles se publient par le médecin responsable du service."


class NotFound(Refusal):
    sentence = "Cette version n’existe pas : rechargez la page."


class InForce(Refusal):
    """The very content that came with the application: nothing to do."""


class NoDraft(Refusal):
    """It was published or given up meanwhile."""


def digest(form: dict) -> str:
    """SHA-256 of a form’s meaning, whatever its layout and the order of its fields."""
    return hashlib.sha256(json.dumps(form, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def bring_in(session: Session, actor: Actor, content: bytes, file_name: str, now: datetime) -> FormVersion:
    """Keep a file as a draft. One that is there already, draft or published, is given back as it is.

    :raises NotAGrid: with the faults; nothing is kept
    """
    _may(actor)
    form = form_file.read(content)
    mark = digest(form)
    known = [one for one in _of(session, form["code"], form["version"]) if one.state is not State.DISCARDED]
    same = next((one for one in known if one.digest == mark), None)
    if same is not None:
        return same
    builtin = catalogue.built_in().get((form["code"], form["version"]))
    if builtin is not None and digest(builtin) == mark:
        raise InForce(f"« {form['titre']} », version {form['version']}, est déjà dans l’application : rien ne change.")
    faults = [*_taken(form, known), *form_faults.of(form)]
    if faults:
        raise NotAGrid(faults[: form_file.MOST_FAULTS])
    made = FormVersion(
        code=form["code"],
        version=form["version"],
        title=form["titre"],
        digest=mark,
        file_name=file_name[:200],
        content=json.dumps(form, ensure_ascii=False),
        brought_at=now,
        # Whoever has a terminal of the server names an account; a test may have none.
        brought_by=actor.account_id if session.get(Account, actor.account_id) else None,
        brought_by_name=actor.name,
    )
    session.add(made)
    session.flush()
    return made


def _taken(form: dict, known: list[FormVersion]) -> list[Fault]:
    """A version that was published, or comes with the application, with other contents."""
    builtin = (form["code"], form["version"]) in catalogue.built_in()
    if builtin or any(one.state is State.PUBLISHED for one in known):
        why = f"la version {form['version']} existe avec un autre contenu et ne change jamais : prenez un autre numéro."
        return [Fault("Champ « version »", why)]
    return []


def publish(session: Session, actor: Actor, version_id: uuid.UUID, now: datetime) -> FormVersion:
    """Put a draft in force. Done twice, it changes nothing.

    :raises NotAGrid: if another version was published meanwhile and this one no longer fits
    :raises NoDraft: if it was given up
    """
    one = find(session, actor, version_id, lock=True)
    if one.state is State.PUBLISHED:
        return one
    if one.state is State.DISCARDED:
        raise NoDraft("Ce brouillon a été abandonné : déposez le fichier de nouveau pour le publier.")
    form = json.loads(one.content)
    published = [other for other in _of(session, one.code) if other.state is State.PUBLISHED]
    higher = [o for o in published if catalogue.number(o.version) >= catalogue.number(one.version)]
    if higher:
        why = f"la version {higher[-1].version} a été publiée entre-temps : donnez un numéro plus élevé."
        raise NotAGrid([Fault("Champ « version »", why)])
    faults = form_faults.of(form)
    if faults:
        raise NotAGrid(faults)
    one.published_at, one.published_by_name = now, actor.name
    session.add(one)
    try:
        session.flush()
    except sa.exc.IntegrityError as error:
        raise NoDraft("Cette version vient d’être publiée avec un autre contenu : rechargez la page.") from error
    return one


def discard(session: Session, actor: Actor, version_id: uuid.UUID, now: datetime) -> FormVersion:
    """Give a draft up: it stays in the list, « abandonnée ».

    :raises NoDraft: if it is published
    """
    one = find(session, actor, version_id, lock=True)
    if one.state is State.PUBLISHED:
        raise NoDraft("Cette version est publiée : elle ne s’abandonne plus, publiez-en une autre.")
    if one.state is State.DRAFT:
        one.discarded_at, one.discarded_by_name = now, actor.name
        session.add(one)
    return one


def switch(session: Session, actor: Actor, code: str, used: bool, now: datetime) -> FormSwitch:
    """Use a module, or not: what was begun with it goes on, nothing new proposes it.

    :raises NotFound: if there is no such module
    """
    _may(actor)
    if code not in catalogue.layout()["modules"]:
        raise NotFound("Ce module n’existe pas : seuls ceux de la liste se désactivent.")
    last = switches(session).get(code)
    if (last is None and used) or (last is not None and last.used == used):
        return last or FormSwitch(code=code, used=True, at=now, by_name="")
    said = FormSwitch(code=code, used=used, at=now, by_name=actor.name)
    session.add(said)
    session.flush()
    return said


def every(session: Session, actor: Actor) -> list[FormVersion]:
    """All that were ever brought in, the newest first."""
    _may(actor)
    return list(session.exec(select(FormVersion).order_by(sa.desc(FormVersion.brought_at), sa.desc(FormVersion.id))))


def find(session: Session, actor: Actor, version_id: uuid.UUID, *, lock: bool = False) -> FormVersion:
    _may(actor)
    query = select(FormVersion).where(FormVersion.id == version_id)
    one = session.exec(query.with_for_update() if lock else query).first()
    if one is None:
        raise NotFound
    return one


def changes(form: dict) -> list[Change]:
    """What this form changes of the one in force."""
    return difference.between(catalogue.source(form["code"]), form)


def _of(session: Session, code: str, version: str | None = None) -> list[FormVersion]:
    query = select(FormVersion).where(FormVersion.code == code)
    if version is not None:
        query = query.where(FormVersion.version == version)
    return list(session.exec(query.order_by(FormVersion.brought_at)))


def _may(actor: Actor) -> None:
    if roles.right(actor.role, COMPARTMENT).write is not Reach.ALL:
        raise NotAllowed
