"""Is it a picture, and how is it shown: a look at the head that costs nothing, then a drawing anew.

What is drawn has its orientation applied and carries nothing of its origin (EXIF, GPS, profile, comments).
"""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from fieldvisit.words import Refusal

FORMATS = ("JPEG", "PNG", "WEBP")
#: Multi-picture JPEG, as some phones write it; its first picture is shown.
_SAME = {"MPO": "JPEG"}
MOST_PIXELS = 40_000_000
LARGE, SMALL = 2048, 320
_QUALITY = {LARGE: 85, SMALL: 75}

# Ours is asked first, from the head; this is for what the head does not say.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class NotAPicture(Refusal):
    sentence = (
        "Ce fichier n’est pas une photo JPEG, PNG ou WebP : il est conservé, mais ne peut pas être montré. "
        "Reprenez la photo."
    )


class TooManyPixels(Refusal):
    sentence = (
        f"Cette photo est trop grande ({MOST_PIXELS // 1_000_000} millions de points au plus) : elle est conservée, "
        "mais ne peut pas être montrée. Reprenez-la en plus petit."
    )


class Truncated(Refusal):
    sentence = (
        "Cette photo est incomplète : elle est conservée telle quelle, mais ne peut pas être montrée. Reprenez-la."
    )


@dataclass(frozen=True)
class Head:
    format: str
    width: int
    height: int


@dataclass(frozen=True)
class Drawn:
    """``large`` and ``small`` are encoded in ``format``; width and height are those of ``large``."""

    format: str
    width: int
    height: int
    large: bytes
    small: bytes


def head(content: bytes) -> Head:
    """What the head says, without decoding.

    :raises NotAPicture: if it is none, or of another format
    :raises TooManyPixels: beyond :data:`MOST_PIXELS`
    :raises Truncated: if its end is missing
    """
    with _opened(content) as image:
        found = Head(_SAME.get(image.format, image.format), *image.size)
    if not _ends(found.format, content):
        raise Truncated
    return found


def draw(content: bytes) -> Drawn:
    """The picture as it is shown, and its thumbnail.

    :raises Refusal: as :func:`head`, and :class:`Truncated` when it cannot be decoded to its end
    """
    found = head(content)
    with _opened(content) as image:
        image.draft("RGB", (LARGE, LARGE))  # a JPEG much larger than what is shown is decoded at half its size
        try:
            turned = ImageOps.exif_transpose(image)
            see_through = "transparency" in turned.info or turned.mode in ("LA", "RGBA", "PA")
            large = turned.convert("RGBA" if see_through else "RGB")
            large.info = {}  # Pillow would write a comment on
        except Image.DecompressionBombError as error:
            raise TooManyPixels from error
        except Exception as error:  # a hostile file may make the decoder raise anything
            raise Truncated from error
    large.thumbnail((LARGE, LARGE), reducing_gap=2.0)
    if see_through:  # a signature: ink on nothing is read on white
        paper = Image.new("RGB", large.size, "white")
        paper.paste(large, mask=large.getchannel("A"))
        large = paper
    small = large.copy()
    small.thumbnail((SMALL, SMALL), reducing_gap=2.0)
    shown = "PNG" if found.format == "PNG" else "JPEG"
    return Drawn(shown, *large.size, _encoded(large, shown, LARGE), _encoded(small, shown, SMALL))


def told(drawn: Drawn) -> dict:
    """What a picture's row says of what is shown of it."""
    return {
        "shown_sha256": hashlib.sha256(drawn.large).hexdigest(),
        "shown_size": len(drawn.large),
        "shown_format": drawn.format,
        "shown_width": drawn.width,
        "shown_height": drawn.height,
    }


def _opened(content: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise TooManyPixels from error
    except Exception as error:  # a hostile file may make the reader raise anything
        raise Truncated if _webp(content) and not _ends("WEBP", content) else NotAPicture from error
    if image.width * image.height > MOST_PIXELS:
        image.close()
        raise TooManyPixels
    return image


def _encoded(image: Image.Image, format: str, side: int) -> bytes:
    out = io.BytesIO()
    if format == "PNG":
        image.quantize(64).save(out, "PNG", optimize=True)
    else:
        image.save(out, "JPEG", quality=_QUALITY[side])
    return out.getvalue()


def _ends(format: str, content: bytes) -> bool:
    """Whether the file has its end: an upload cut on the tablet leaves a head that says nothing of it."""
    if format == "JPEG":
        return content.find(b"\xff\xd9", _scan(content)) >= 0
    if format == "PNG":
        return content.rfind(b"IEND") >= 0
    return int.from_bytes(content[4:8], "little") + 8 <= len(content)


def _webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _scan(content: bytes) -> int:
    """Where the pixels of a JPEG begin: the thumbnail that its head may carry has an end of its own."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xDA:
            return at
        at += 1 if marker == 0xFF else 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return at
