"""Pictures for tests, drawn here: what a camera and a pad would give, and what they should not."""

import io
import struct
import zlib

from PIL import Image


def jpeg(width=640, height=480, *, orientation=1, gps=False, colour="tan") -> bytes:
    """A photo whose left half is darker, turned as a camera held upright says it."""
    image = Image.new("RGB", (width, height), colour)
    image.paste((20, 40, 60), (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    if gps:
        exif[0x010F] = "Marque de l’appareil"
        exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 12.0, 0.0), 3: "E", 4: (5.0, 13.0, 0.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, exif=exif, comment=b"secret", icc_profile=b"profil" * 10)
    return out.getvalue()


def signature() -> bytes:
    image = Image.new("RGBA", (400, 160), (0, 0, 0, 0))
    image.paste((10, 20, 80, 255), (40, 60, 360, 70))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def noisy(size: int) -> bytes:
    """A JPEG of about this many bytes: noise does not compress."""
    side = int((size / 0.9) ** 0.5)
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).save(out, "JPEG", quality=80)
    return out.getvalue()


def huge_png(width=20_000, height=10_000) -> bytes:
    """A small file whose head says 200 megapixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
