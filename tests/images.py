"""Pictures as cameras and galleries give them, the bad ones too."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def photo(width: int = 3000, height: int = 2000, orientation: int = 1, gps: bool = False, noise: bool = False) -> bytes:
    """A JPEG whose left third is red; ``orientation``: how it was held (EXIF), 6: a quarter turn to the left."""
    image = (
        Image.effect_noise((width, height), 90).convert("RGB") if noise else Image.new("RGB", (width, height), "#3a7")
    )
    image.paste("#e11", (0, 0, width // 3, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Fabricant-Espion"
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 12.0, 9.0), 3: "E", 4: (5.0, 13.0, 44.0)})
    made = BytesIO()
    image.save(made, "JPEG", quality=88, exif=exif)
    return made.getvalue()


def huge_png(width: int = 20_000, height: int = 10_000) -> bytes:
    """A PNG of a few bytes that announces 200 megapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )
