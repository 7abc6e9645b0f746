"""The mark on the tablet's home screen: a house whose door is lit."""

from io import BytesIO

from PIL import Image, ImageDraw

SEA, PAPER, SUN = "#0e4a63", "#ffffff", "#f0b53c"
#: Drawn this many times larger, then reduced, so that edges are smooth.
OVER = 4


def draw(size: int, maskable: bool = False) -> bytes:
    """PNG bytes. A maskable icon fills its square and keeps the mark in the middle four fifths."""
    side = size * OVER
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), 0 if maskable else side * 0.22, fill=SEA)
    scale = side * (0.66 if maskable else 0.8)
    corner = (side - scale) / 2

    def at(x: float, y: float) -> tuple[float, float]:
        return corner + x * scale, corner + y * scale

    def line(points: list[tuple[float, float]], width: float, colour: str) -> None:
        placed = [at(*point) for point in points]
        pen.line(placed, fill=colour, width=round(width * scale), joint="curve")
        radius = width * scale / 2
        for x, y in (placed[0], placed[-1]):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    pen.rounded_rectangle((*at(0.2, 0.42), *at(0.8, 0.86)), scale * 0.06, fill=PAPER)
    pen.polygon([at(0.5, 0.12), at(0.86, 0.47), at(0.14, 0.47)], fill=PAPER)
    line([(0.1, 0.47), (0.5, 0.1), (0.9, 0.47)], 0.1, PAPER)
    pen.rounded_rectangle((*at(0.39, 0.52), *at(0.61, 0.84)), scale * 0.11, fill=SUN)
    pen.rectangle((*at(0.39, 0.7), *at(0.61, 0.875)), fill=SUN)
    reduced = image.resize((size, size), Image.Resampling.LANCZOS)
    written = BytesIO()
    reduced.save(written, "PNG", optimize=True)
    return written.getvalue()
