"""Pictures of a few past visits, drawn here: a bedroom as it is arranged, a card of medicines, a signature.

They lie on the shelf as those that were drawn from a tablet's original; there is no original of them.
"""

import hashlib
import io
import math
from datetime import timedelta

import sqlalchemy as sa
from PIL import Image, ImageDraw, ImageFont
from sqlmodel import Session, select

from fieldvisit.demo import chance
from fieldvisit.demo.households import Settled
from fieldvisit.families.person import Agreement
from fieldvisit.pictures import looking
from fieldvisit.pictures.picture import Kind, Picture, State
from fieldvisit.pictures.shown import Shelf
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit

#: The families whose last home visit has pictures.
HOMES = ("Garnier-Petit", "Özdemir", "Traoré")
INK, WALL, WOOD = (27, 48, 92), (240, 232, 218), (190, 146, 98)


def keep(session: Session, shelf: Shelf, families: list[Settled], new_id: chance.Ids) -> None:
    """Add pictures to the last home visit of the families of :data:`HOMES`; one photo is still to come."""
    for family in families:
        record = _last_visit(session, family) if family.home.name in HOMES else None
        if record is None:
            continue
        signer = family.mother or family.adults[0]
        at = record.captured_at - timedelta(minutes=20)
        session.add(
            Agreement(
                id=new_id(),
                family_id=record.family_id,
                person_id=signer.id,
                kind="accord_photo",
                status="Accordé",
                mode="Oral",
                collected_at=at,
                collected_by=record.author_id,
                expires_on=at.date() + timedelta(days=365),
            )
        )
        taken = [(bedroom(), "Le coin du bébé"), (medicines(), "Ordonnance affichée au mur")]
        for content, caption in taken[: 1 + (family.home.name != HOMES[2])]:
            session.add(_here(shelf, record, new_id, content, caption=caption))
        if family.home.name == HOMES[2]:
            session.add(Picture(**_told(record, new_id, medicines()), caption=taken[1][1]))
        name = f"{signer.first_name} {signer.last_name}"
        session.add(
            _here(
                shelf,
                record,
                new_id,
                signature(chance.of("signature", family.number)),
                kind=Kind.SIGNATURE,
                signer={"role": "famille", "name": name, "person_id": str(signer.id)},
            )
        )
    session.flush()


def _last_visit(session: Session, family: Settled) -> VisitRecord | None:
    query = (
        select(VisitRecord)
        .join(Visit, Visit.id == VisitRecord.visit_id)
        .where(
            VisitRecord.family_id == family.household.id,
            VisitRecord.outcome == Status.DONE,
            VisitRecord.corrected_by_id.is_(None),
            Visit.kind.like("vad_%"),
        )
        .order_by(sa.desc(VisitRecord.captured_at))
        .limit(1)
    )
    return session.exec(query).first()


def _told(record: VisitRecord, new_id: chance.Ids, content: bytes) -> dict:
    found, picture_id = looking.head(content), new_id()
    return {
        "id": picture_id,
        "family_id": record.family_id,
        "record_id": record.id,
        "visit_id": record.visit_id,
        "author_id": record.author_id,
        "kind": Kind.PHOTO,
        "taken_at": record.captured_at - timedelta(minutes=20),
        "announced_at": record.received_at,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "width": found.width,
        "height": found.height,
        "blob_sha256": hashlib.sha256(picture_id.bytes).hexdigest(),
        "blob_size": len(content) + 16,
    }


def _here(shelf: Shelf, record: VisitRecord, new_id: chance.Ids, content: bytes, **said) -> Picture:
    drawn = looking.draw(content)
    name, key = shelf.keep(drawn)
    came = {"state": State.RECEIVED, "arrived_at": record.received_at + timedelta(minutes=1)}
    if record.seen_at:
        came |= {"state": State.SEEN, "seen_at": record.seen_at, "seen_by": record.seen_by}
    shown = {"shown_as": name, "shown_key": key} | looking.told(drawn)
    return Picture(**_told(record, new_id, content) | came | shown | said)


def bedroom() -> bytes:
    """A cot under a window, a lamp, a rug."""
    image = Image.new("RGB", (1280, 960), WALL)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 700, 1280, 960), fill=(206, 178, 142))
    pen.rectangle((760, 110, 1120, 420), fill=(176, 212, 232), outline="white", width=18)
    pen.line((940, 110, 940, 420), fill="white", width=12)
    pen.polygon([(720, 90), (860, 90), (790, 460), (700, 460)], fill=(226, 170, 150))
    pen.polygon([(1160, 90), (1020, 90), (1090, 460), (1180, 460)], fill=(226, 170, 150))
    pen.ellipse((320, 790, 980, 930), fill=(120, 152, 140))
    pen.rounded_rectangle((230, 560, 700, 640), 26, fill=(250, 250, 246))
    for x in range(220, 720, 50):
        pen.rectangle((x, 480, x + 14, 760), fill=WOOD)
    pen.rectangle((210, 470, 724, 492), fill=WOOD)
    pen.rectangle((210, 700, 724, 724), fill=WOOD)
    pen.line((120, 300, 120, 760), fill=(90, 90, 90), width=12)
    pen.polygon([(60, 310), (180, 310), (150, 210), (90, 210)], fill=(244, 208, 120))
    return _jpeg(image)


def medicines() -> bytes:
    """A prescription pinned to the wall, in handwriting as far as a font goes."""
    image = Image.new("RGB", (960, 1280), (198, 190, 176))
    pen = ImageDraw.Draw(image)
    pen.rectangle((92, 102, 888, 1202), fill=(150, 142, 130))
    pen.rectangle((80, 90, 876, 1190), fill=(252, 251, 246))
    pen.ellipse((456, 110, 500, 154), fill=(196, 60, 50))
    text = ImageFont.load_default(54)
    for number, words in enumerate(
        ("Vitamine D", "  1 goutte le matin", "Paracétamol 24 mg/ml", "  si fièvre > 38,5 °C", "Sérum physiologique")
    ):
        pen.text((140, 260 + number * 130), words, fill=INK, font=text)
        pen.line((130, 340 + number * 130, 820, 340 + number * 130), fill=(214, 214, 208), width=2)
    pen.text((140, 1060), "Ordonnance inventée", fill=(150, 120, 110), font=ImageFont.load_default(34))
    return _jpeg(image.rotate(-2, fillcolor=(198, 190, 176)))


def signature(draw) -> bytes:
    """Loops and a stroke under them, each family's its own."""
    image = Image.new("RGBA", (720, 260), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    tall, wide, lean = (draw.uniform(*range_) for range_ in ((30, 52), (16, 30), (0.6, 1.4)))
    line = [
        (70 + 1.35 * step + wide * math.sin(step / 8), 130 + tall * math.sin(step / 11 + lean) * (1 - step / 520))
        for step in range(400)
    ]
    pen.line(line, fill=(*INK, 255), width=6, joint="curve")
    pen.line([(90, 226), (620, 204)], fill=(*INK, 255), width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
