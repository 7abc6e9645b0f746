"""The bytes of a picture, to whoever may read its visit: journaled, kept by no cache, « vue » once opened."""

import functools
import logging
import uuid
from datetime import timedelta

import anyio
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlmodel import Session, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fieldvisit import db, settings
from fieldvisit.access import journal, permission
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.access.permission import allow
from fieldvisit.families import household
from fieldvisit.pages import who
from fieldvisit.pictures import agreement
from fieldvisit.pictures import picture as pictures
from fieldvisit.pictures.objects import Missing
from fieldvisit.pictures.picture import WHOLE, Kind, Picture
from fieldvisit.pictures.shown import SIZES, Shelf
from fieldvisit.sync import albums, frame, sealing
from fieldvisit.sync.documents import Shown
from fieldvisit.sync.drawing import Drawing
from fieldvisit.sync.sealing import Keyring
from fieldvisit.tisf import session_reach
from fieldvisit.tisf.session import InterventionSession
from fieldvisit.words import Refusal

log = logging.getLogger(__name__)

#: Thumbnails of a visit just opened are part of that opening.
SAME_OPENING = timedelta(minutes=15)
#: Drawing a photo takes memory: 40 megapixels are 120 MB.
_DRAWN_AT_ONCE = 2
_TYPES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png")}
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class NotFound(Refusal):
    sentence = "Cette image n’existe pas ou ne vous est pas ouverte."


class Ended(Refusal):
    sentence = agreement.WITHDRAWN


class Unreadable(Refusal):
    sentence = "Cette image ne peut pas être montrée ; son original est conservé."


class Lost(Refusal):
    sentence = "Cette image n’est plus là où elle a été rangée : prévenez l’administrateur."


@functools.cache
def shelf() -> Shelf:
    return frame.shelf_of(settings.read())


@functools.cache
def _keyring() -> Keyring:
    return Keyring(sealing.master_key(settings.read()))


@functools.cache
def _limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(_DRAWN_AT_ONCE)


def find(session: Session, actor: Actor, picture_id: uuid.UUID, today) -> Picture:
    """A picture that is here, of a visit or a session that this actor may read.

    :raises NotFound: if it does not exist, did not arrive, was not agreed to, or is not open to this actor
    :raises Ended: if it is a photo and the family took its agreement back
    """
    of_session = Picture.visit_id.in_(select(InterventionSession.visit_id))
    hers = Picture.visit_id.in_(select(InterventionSession.visit_id).where(session_reach.opened(actor, today)))
    visit = sa.and_(~of_session, Picture.family_id.in_(household.open_to(actor, "observations_vad", today)))
    query = select(Picture).where(Picture.id == picture_id, Picture.state.in_(WHOLE), sa.or_(visit, hers))
    found = session.exec(query).one_or_none()
    if found is None or not albums.may_see(Shown(session, actor, {found.family_id}, today), found):
        raise NotFound
    if found.kind == Kind.PHOTO and (why := agreement.ended(session, {found.family_id}, today)):
        raise Ended(why[found.family_id])
    return found


@allow("identite_foyer")
async def give(request: Request) -> Response:
    try:
        content, picture = await anyio.to_thread.run_sync(_give, request, limiter=_limiter())
    except Refusal as refusal:
        status = {NotFound: 404, Ended: 403, Unreadable: 410, Lost: 410, _LoggedOut: 401}.get(type(refusal), 503)
        return JSONResponse({"sentence": refusal.sentence}, status, _HEADERS)
    except DBAPIError:
        log.exception("the database did not answer")
        return JSONResponse({"sentence": "Le serveur ne répond pas pour l’instant."}, 503, _HEADERS)
    mime, ending = _TYPES[picture.shown_format]
    name = f"{picture.kind}-{picture.taken_at:%Y-%m-%d}.{ending}"
    return Response(content, headers=_HEADERS | {"Content-Disposition": f'inline; filename="{name}"'}, media_type=mime)


class _LoggedOut(Refusal):
    sentence = "Votre session est terminée : reconnectez-vous."


def _give(request: Request) -> tuple[bytes, Picture]:
    """Journaled before the bytes leave; drawn now if it was not yet."""
    caller = who.logged_in(request.headers.get("cookie", ""))
    if caller is None:
        raise _LoggedOut
    size, picture_id = request.path_params["size"], _id(request.path_params["picture_id"])
    if size not in SIZES or not permission.of(give).admits(caller.actor):
        raise NotFound
    now, today = who.now(), who.today()
    with db.reading() as session:
        find(session, caller.actor, picture_id, today)
    try:
        content = _content(picture_id, size)
    except (Missing, InvalidTag, NoResultFound) as error:
        log.error("picture %s: its bytes are not where they were kept: %r", picture_id, error)
        raise Lost from error
    with db.writing() as session:
        picture = find(session, caller.actor, picture_id, today)
        if size == "large":
            pictures.see(session, caller.actor, picture, now)
        if size == "large" or not _just_opened(session, caller.actor, picture, now):
            journal.note(session, caller.actor, picture.family_id, What.READ, picture.kind, now, subject_id=picture.id)
    return content, picture


def _content(picture_id: uuid.UUID, size: str) -> bytes:
    drawing = Drawing(db.engine(), _keyring(), shelf())
    picture = drawing.draw(picture_id)
    if picture.shown_as is None:
        raise Unreadable
    try:
        return shelf().show(picture.shown_as, picture.shown_key, size)
    except Missing:  # the store was restored without what is drawn
        picture = drawing.draw(picture_id, lost=picture.shown_as)
        return shelf().show(picture.shown_as, picture.shown_key, size)


def _just_opened(session: Session, actor: Actor, picture: Picture, now) -> bool:
    query = select(AccessEvent.id).where(
        AccessEvent.account_id == actor.account_id,
        AccessEvent.family_id == picture.family_id,
        AccessEvent.screen.in_(("visite", "seance")),
        AccessEvent.at > now - SAME_OPENING,
    )
    return session.exec(query.limit(1)).first() is not None


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFound from error


routes = [Route("/api/pictures/{picture_id}/{size}", give, methods=["GET"])]
