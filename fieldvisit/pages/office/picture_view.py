"""The pictures of a visit as they are shown at the office: what came, what is awaited, who signed."""

from typing import TypedDict

from fieldvisit.pages.office import french
from fieldvisit.pictures.picture import WHOLE, Kind, Picture, State
from fieldvisit.sync.albums import Album

SIGNERS = {"famille": "famille", "professionnel": "professionnel"}


class PictureLine(TypedDict):
    """``shown``: whether there is something to open; ``small`` and ``large``: addresses of its bytes."""

    id: str
    title: str
    about: str
    state: str
    tone: str
    shown: bool
    signature: bool
    small: str
    large: str


NO_PICTURE: PictureLine = {
    "id": "",
    "title": "",
    "about": "",
    "state": "",
    "tone": "",
    "shown": False,
    "signature": False,
    "small": "",
    "large": "",
}


def lines(album: Album) -> list[PictureLine]:
    """One for each that came, signatures last; what is still awaited is told by :func:`awaited`."""
    here = [one for one in album.pictures if one.state != State.AWAITED]
    return [line(one) for one in sorted(here, key=lambda one: one.kind == Kind.SIGNATURE)]


def line(picture: Picture) -> PictureLine:
    state = State(picture.state)
    signature = picture.kind == Kind.SIGNATURE
    address = f"/api/pictures/{picture.id}"
    return {
        "id": str(picture.id),
        "title": _signed(picture.signer or {}) if signature else picture.caption or Kind.PHOTO.label,
        "about": french.moment(picture.taken_at),
        "state": state.label if state in (State.SEEN, State.UNREADABLE) else "",
        "tone": "warn" if state is State.UNREADABLE else "",
        "shown": state in WHOLE,
        "signature": signature,
        "small": f"{address}/small",
        "large": f"{address}/large",
    }


def awaited(album: Album) -> str:
    """« 1 photo sur 2 est arrivée. »; nothing when all are here.

    >>> awaited(Album())
    ''
    """
    coming = [one.kind for one in album.pictures if one.state == State.AWAITED]
    coming += [one.get("kind") for one in album.unsaid]
    here = [one.kind for one in album.pictures if one.state != State.AWAITED]
    said = []
    if (missing := coming.count(Kind.PHOTO)) > 0:
        said.append(_counted(here.count(Kind.PHOTO), here.count(Kind.PHOTO) + missing))
    if Kind.SIGNATURE in coming:
        said.append("La signature n’est pas encore arrivée.")
    return " ".join(said)


def closed(album: Album) -> str:
    """What the family did not agree to, or no longer agrees to, is told of, and not shown."""
    if album.ended:
        return album.ended
    if album.closed == 0:
        return ""
    counted = f"{album.closed} photos restent fermées" if album.closed > 1 else "1 photo reste fermée"
    return f"{counted} : la famille n’a pas donné son accord."


def _counted(arrived: int, all: int) -> str:
    if arrived > 1:
        return f"{arrived} photos sur {all} sont arrivées."
    if arrived == 1:
        return f"1 photo sur {all} est arrivée."
    return "La photo n’est pas encore arrivée." if all == 1 else f"Aucune des {all} photos n’est encore arrivée."


def _signed(signer: dict) -> str:
    role = SIGNERS.get(str(signer.get("role")), "")
    name = str(signer.get("name") or "").strip()
    if name:
        return f"Signé par {name}" + (f" ({role})" if role else "")
    return f"Signature ({role})" if role else "Signature"
