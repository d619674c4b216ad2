"""An SVG picture as PNG, drawn offline with the fonts of this folder."""

from functools import lru_cache
from pathlib import Path

import vl_convert

FONTS = Path(__file__).parent / "fonts"


def png(svg: str, *, scale: float = 2.0) -> bytes:
    """The picture at `scale` times its size. Raises ValueError for what is no SVG."""
    _register_fonts()
    return bytes(vl_convert.svg_to_png(svg, scale=scale))


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))
