"""A canvas for the pictures people know from the wall: boxes, lines and wrapped text, as an SVG without script, style or link.

Text is measured by an average of Inter's widths: good to a few per cent, which is what wrapping needs.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import drawsvg

from engine.contract.result import Picture

FONT = "Inter, 'Segoe UI', Arial, sans-serif"
INK, MUTED, LINE, PAPER = "#1b2a29", "#52635f", "#b9c7c4", "#ffffff"
GREEN, GREEN_SOFT = "#0b5c53", "#e3f0ed"
YELLOW_SOFT, BLUE_SOFT, PINK_SOFT, GREY_SOFT = "#fff4cc", "#dfeaf7", "#fbe3e4", "#eef1f0"
NOTES = (YELLOW_SOFT, BLUE_SOFT, PINK_SOFT, GREEN_SOFT)
"""Colours of notes; what a colour means is always said in words too."""
RISK = {"G": "#4f9d4f", "Y": "#f2d43d", "O": "#f08a24", "R": "#cf3a3a"}
_NARROW, _WIDE = frozenset("fijlrt.,:;'!|()[] I-"), frozenset("mwMWÆŒ@%")


def width_of(text: str, size: float) -> float:
    """How wide a text is about to be, in the picture's units."""
    return size * sum(0.31 if c in _NARROW else 0.86 if c in _WIDE else 0.68 if c.isupper() else 0.57 for c in text)


def wrapped(text: str, width: float, size: float, most: int = 0) -> list[str]:
    """The text in lines that fit the width; with `most` cut to so many lines, the last ending in ….

    Words that are longer than a line are broken.
    """
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split():
            if width_of(word, size) > width:
                if line:
                    lines.append(line)
                *broken, word = _broken(word, width, size)
                lines += broken
                line = ""
            joined = f"{line} {word}".strip()
            if width_of(joined, size) <= width or not line:
                line = joined
            else:
                lines.append(line)
                line = word
        lines.append(line)
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and width_of(last + " …", size) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip(" ,.;-") + " …"]
    return lines


def _broken(word: str, width: float, size: float) -> list[str]:
    """A word in pieces that fit, each but the last with a hyphen; at least one letter to a piece."""
    pieces, start, used = [], 0, 0.0
    room = width - width_of("-", size)
    for place, letter in enumerate(word):
        wide = width_of(letter, size)
        if used + wide > room and place > start:
            pieces.append(word[start:place] + "-")
            start, used = place, 0.0
        used += wide
    return [*pieces, word[start:]]


class Canvas:
    """A picture in the making, `width` × `height` units; one unit is a pixel at its natural size."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._drawing: Any = drawsvg.Drawing(width, height, font_family=FONT)
        self.box(0, 0, width, height, fill=PAPER, line="none", rounded=0)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = PAPER,
        line: str = LINE,
        rounded: float = 6,
        thickness: float = 1,
    ) -> None:
        """A rectangle."""
        self._drawing.append(
            drawsvg.Rectangle(x, y, width, height, rx=rounded, fill=fill, stroke=line, stroke_width=thickness)
        )

    def circle(self, x: float, y: float, radius: float, *, fill: str = GREEN, line: str = "none") -> None:
        """A circle around a point."""
        self._drawing.append(drawsvg.Circle(x, y, radius, fill=fill, stroke=line))

    def line(
        self,
        points: Sequence[tuple[float, float]],
        *,
        colour: str = MUTED,
        thickness: float = 1.5,
        dashed: bool = False,
        arrow: bool = False,
    ) -> None:
        """A line through points, with an arrow head at its end if wanted."""
        flat = [value for point in points for value in point]
        options: dict[str, object] = {"stroke": colour, "stroke_width": thickness, "fill": "none"}
        if dashed:
            options["stroke_dasharray"] = "6 4"
        self._drawing.append(drawsvg.Lines(*flat, **options))
        if arrow and len(points) > 1:
            self._head(points[-2], points[-1], colour)

    def shape(
        self, points: Iterable[tuple[float, float]], *, fill: str, line: str = "none", opacity: float = 1
    ) -> None:
        """A closed shape."""
        flat = [value for point in points for value in point]
        self._drawing.append(drawsvg.Lines(*flat, close=True, fill=fill, stroke=line, fill_opacity=opacity))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        colour: str = INK,
        bold: bool = False,
        anchor: str = "start",
        turned: float = 0,
    ) -> None:
        """One line of text with its baseline at y."""
        options: dict[str, object] = {"fill": colour, "text_anchor": anchor}
        if bold:
            options["font_weight"] = 600
        if turned:
            options["transform"] = f"rotate({turned} {x} {y})"
        # An empty text element has no size for the reader either; the library refuses it.
        if text:
            self._drawing.append(drawsvg.Text(printable(text), size, x, y, **options))

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        *,
        size: float = 13,
        colour: str = INK,
        bold: bool = False,
        most: int = 0,
        anchor: str = "start",
    ) -> float:
        """Wrapped text with its top at y; returns the y below it."""
        at = x if anchor == "start" else x + width / 2
        for number, line in enumerate(wrapped(text, width, size, most)):
            self.text(at, y + size + number * size * 1.3, line, size=size, colour=colour, bold=bold, anchor=anchor)
        return y + height_of(text, width, size, most)

    def note(
        self, x: float, y: float, width: float, height: float, text: str, *, fill: str = YELLOW_SOFT, size: float = 13
    ) -> None:
        """A note with text that is cut where it does not fit; the whole text stands in the table."""
        self.box(x, y, width, height, fill=fill)
        most = max(1, int((height - 12) // (size * 1.3)))
        self.paragraph(x + 8, y + 6, width - 16, text, size=size, most=most)

    def picture(self, title: str, description: str, *, wide: bool = False) -> Picture:
        """The finished picture."""
        return Picture(title=title, description=description, svg=str(self._drawing.as_svg()), wide=wide)

    def _head(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        along = (end[0] - start[0], end[1] - start[1])
        length = max((along[0] ** 2 + along[1] ** 2) ** 0.5, 0.001)
        ux, uy = along[0] / length, along[1] / length
        back = (end[0] - ux * 9, end[1] - uy * 9)
        self.shape(
            [end, (back[0] - uy * 4.5, back[1] + ux * 4.5), (back[0] + uy * 4.5, back[1] - ux * 4.5)], fill=colour
        )


def height_of(text: str, width: float, size: float = 13, most: int = 0) -> float:
    """How high a paragraph becomes."""
    return len(wrapped(text, width, size, most)) * size * 1.3 + size * 0.3


def printable(text: str) -> str:
    """Text that XML can hold."""
    return "".join(c if c.isprintable() else " " for c in text)
