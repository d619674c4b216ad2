"""Charts by Vega-Lite, drawn offline to SVG: the same picture on the page and on paper."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import vl_convert

from engine.contract.drawing import FONT, GREEN, INK, LINE, MUTED, printable
from engine.contract.result import Picture

THEME: Mapping[str, object] = {
    "background": "#ffffff",
    "font": FONT,
    "axis": {"labelColor": INK, "titleColor": INK, "gridColor": LINE, "labelFontSize": 12, "titleFontSize": 12},
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12},
    "mark": {"color": GREEN},
    "rule": {"color": MUTED},
    "view": {"stroke": LINE},
}


NUMBERS = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["", "\u00a0kr"]}
"""How numbers are written on axes."""


def chart(specification: Mapping[str, object], title: str, description: str, *, wide: bool = False) -> Picture:
    """A Vega-Lite specification, with its data inside, as a picture. Numbers are written the Norwegian way.

    Raises ValueError for a specification that reads data from elsewhere or is none.
    """
    whole = _plain({"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": THEME, **specification})
    if _has_address(whole):
        raise ValueError("a chart's data stands in its specification")
    svg = vl_convert.vegalite_to_svg(whole, format_locale=NUMBERS, time_format_locale="nb-NO", allowed_base_urls=[])
    return Picture(title=title, description=description, svg=str(svg), wide=wide)


def _plain(value: Any) -> Any:
    """Values as JSON has them; exact numbers become floats only here, on their way to a drawing.

    A character that XML cannot hold would end the whole process inside the chart library: it becomes a space.
    """
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {printable(str(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return float(value) if isinstance(value, Decimal) else value


def _has_address(value: Any) -> bool:
    if isinstance(value, Mapping):
        return ("url" in value and isinstance(value["url"], str)) or any(_has_address(v) for v in value.values())
    return isinstance(value, list) and any(_has_address(v) for v in value)
