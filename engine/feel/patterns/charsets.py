"""Sets of characters as sorted ranges of code points: Unicode categories and blocks, the escapes of XML Schema, case."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache

CharSet = tuple[tuple[int, int], ...]
"""Disjoint, ascending ranges, both ends included."""

LAST = 0x10FFFF
EVERYTHING: CharSet = ((0, LAST),)
SURROGATES: CharSet = ((0xD800, 0xDFFF),)
BLANKS: CharSet = ((9, 10), (13, 13), (32, 32))
LINE_ENDS: CharSet = ((10, 10), (13, 13))
# Above this nothing is assigned but tags, variation selectors and private use.
_LAST_ASSIGNED = 0x3347F
_TAGS = range(0xE0000, 0xE01F0)
_LAST_CASED = 0x1E943
_NAME_START: CharSet = (
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF),
    (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF),
    (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip
_NAME_REST: CharSet = ((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
_BLOCKS = """
BasicLatin 0 7F, Latin-1Supplement 80 FF, LatinExtended-A 100 17F, LatinExtended-B 180 24F, IPAExtensions 250 2AF,
SpacingModifierLetters 2B0 2FF, CombiningDiacriticalMarks 300 36F, Greek 370 3FF, GreekandCoptic 370 3FF,
Cyrillic 400 4FF, CyrillicSupplement 500 52F, Armenian 530 58F, Hebrew 590 5FF, Arabic 600 6FF, Syriac 700 74F,
ArabicSupplement 750 77F, Thaana 780 7BF, NKo 7C0 7FF, Samaritan 800 83F, Mandaic 840 85F, Devanagari 900 97F,
Bengali 980 9FF, Gurmukhi A00 A7F, Gujarati A80 AFF, Oriya B00 B7F, Tamil B80 BFF, Telugu C00 C7F, Kannada C80 CFF,
Malayalam D00 D7F, Sinhala D80 DFF, Thai E00 E7F, Lao E80 EFF, Tibetan F00 FFF, Myanmar 1000 109F,
Georgian 10A0 10FF, HangulJamo 1100 11FF, Ethiopic 1200 137F, EthiopicSupplement 1380 139F, Cherokee 13A0 13FF,
UnifiedCanadianAboriginalSyllabics 1400 167F, Ogham 1680 169F, Runic 16A0 16FF, Tagalog 1700 171F, Hanunoo 1720 173F,
Buhid 1740 175F, Tagbanwa 1760 177F, Khmer 1780 17FF, Mongolian 1800 18AF, Limbu 1900 194F, TaiLe 1950 197F,
KhmerSymbols 19E0 19FF, PhoneticExtensions 1D00 1D7F, LatinExtendedAdditional 1E00 1EFF, GreekExtended 1F00 1FFF,
GeneralPunctuation 2000 206F, SuperscriptsandSubscripts 2070 209F, CurrencySymbols 20A0 20CF,
CombiningMarksforSymbols 20D0 20FF, CombiningDiacriticalMarksforSymbols 20D0 20FF, LetterlikeSymbols 2100 214F,
NumberForms 2150 218F, Arrows 2190 21FF, MathematicalOperators 2200 22FF, MiscellaneousTechnical 2300 23FF,
ControlPictures 2400 243F, OpticalCharacterRecognition 2440 245F, EnclosedAlphanumerics 2460 24FF,
BoxDrawing 2500 257F, BlockElements 2580 259F, GeometricShapes 25A0 25FF, MiscellaneousSymbols 2600 26FF,
Dingbats 2700 27BF, MiscellaneousMathematicalSymbols-A 27C0 27EF, SupplementalArrows-A 27F0 27FF,
BraillePatterns 2800 28FF, SupplementalArrows-B 2900 297F, MiscellaneousMathematicalSymbols-B 2980 29FF,
SupplementalMathematicalOperators 2A00 2AFF, MiscellaneousSymbolsandArrows 2B00 2BFF, CJKRadicalsSupplement 2E80 2EFF,
KangxiRadicals 2F00 2FDF, IdeographicDescriptionCharacters 2FF0 2FFF, CJKSymbolsandPunctuation 3000 303F,
Hiragana 3040 309F, Katakana 30A0 30FF, Bopomofo 3100 312F, HangulCompatibilityJamo 3130 318F, Kanbun 3190 319F,
BopomofoExtended 31A0 31BF, KatakanaPhoneticExtensions 31F0 31FF, EnclosedCJKLettersandMonths 3200 32FF,
CJKCompatibility 3300 33FF, CJKUnifiedIdeographsExtensionA 3400 4DBF, YijingHexagramSymbols 4DC0 4DFF,
CJKUnifiedIdeographs 4E00 9FFF, YiSyllables A000 A48F, YiRadicals A490 A4CF, HangulSyllables AC00 D7AF,
PrivateUse E000 F8FF, PrivateUseArea E000 F8FF, CJKCompatibilityIdeographs F900 FAFF,
AlphabeticPresentationForms FB00 FB4F, ArabicPresentationForms-A FB50 FDFF, VariationSelectors FE00 FE0F,
CombiningHalfMarks FE20 FE2F, CJKCompatibilityForms FE30 FE4F, SmallFormVariants FE50 FE6F,
ArabicPresentationForms-B FE70 FEFF, HalfwidthandFullwidthForms FF00 FFEF, Specials FFF0 FFFF, OldItalic 10300 1032F,
Gothic 10330 1034F, Deseret 10400 1044F, ByzantineMusicalSymbols 1D000 1D0FF, MusicalSymbols 1D100 1D1FF,
MathematicalAlphanumericSymbols 1D400 1D7FF, MiscellaneousSymbolsandPictographs 1F300 1F5FF, Emoticons 1F600 1F64F,
TransportandMapSymbols 1F680 1F6FF, CJKUnifiedIdeographsExtensionB 20000 2A6DF,
CJKCompatibilityIdeographsSupplement 2F800 2FA1F, Tags E0000 E007F
"""


def joined(ranges: Iterable[tuple[int, int]]) -> CharSet:
    """Any ranges, sorted and merged."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return tuple(merged)


def complement(these: CharSet) -> CharSet:
    """All other characters."""
    gaps, start = [], 0
    for first, last in these:
        if first > start:
            gaps.append((start, first - 1))
        start = last + 1
    return (*gaps, (start, LAST)) if start <= LAST else tuple(gaps)


def without(these: CharSet, those: CharSet) -> CharSet:
    """The characters of the first set that are not in the second."""
    return complement(joined([*complement(these), *those]))


def contains(these: CharSet, letter: str) -> bool:
    """Whether a character is in a set."""
    code = ord(letter)
    place = bisect_right(these, (code, LAST + 1)) - 1
    return place >= 0 and these[place][1] >= code


def single(letter: str) -> CharSet:
    """The set of one character."""
    return ((ord(letter), ord(letter)),)


@cache
def _categories() -> dict[str, CharSet]:
    found: dict[str, list[tuple[int, int]]] = {"Cn": [], "Co": [(0xF0000, 0xFFFFD), (0x100000, 0x10FFFD)]}
    for codes in (range(_LAST_ASSIGNED + 1), _TAGS):
        for code in codes:
            found.setdefault(unicodedata.category(chr(code)), []).append((code, code))
    exact = {name: joined(ranges) for name, ranges in found.items()}
    known = joined(pair for name, ranges in exact.items() if name != "Cn" for pair in ranges)
    exact["Cn"] = complement(known)
    return exact | {
        group: joined(pair for name, ranges in exact.items() if name[0] == group for pair in ranges)
        for group in "LMNPZSC"
    }


@cache
def _blocks() -> dict[str, CharSet]:
    entries = (entry.split() for entry in _BLOCKS.replace("\n", " ").split(","))
    return {name: ((int(first, 16), int(last, 16)),) for name, first, last in entries}


def named(name: str) -> CharSet | None:
    """The set that `\\p{name}` means: a category, or `Is` and a block's name."""
    return _blocks().get(name[2:]) if name.startswith("Is") else _categories().get(name)


@cache
def escape(letter: str) -> CharSet | None:
    """The set that a multi-character escape such as `\\d` means, None if the letter is not one."""
    if letter.isupper():
        opposite = escape(letter.lower())
        return None if opposite is None else complement(opposite)
    if letter == "s":
        return BLANKS
    if letter == "d":
        return named("Nd")
    if letter == "w":
        return without(EVERYTHING, joined(pair for group in "PZC" for pair in _categories()[group]))
    if letter == "i":
        return _NAME_START
    return joined([*_NAME_START, *_NAME_REST]) if letter == "c" else None


@cache
def _variants() -> tuple[list[int], list[tuple[int, ...]]]:
    """Characters that have a case, in order, and those that differ from each in case only."""
    lower: dict[str, list[int]] = {}
    upper: dict[str, list[int]] = {}
    cased = [code for code in range(_LAST_CASED + 1) if (c := chr(code)).lower() != c or c.upper() != c]
    for code in cased:
        lower.setdefault(chr(code).lower(), []).append(code)
        upper.setdefault(chr(code).upper(), []).append(code)
    return cased, [(*lower[chr(code).lower()], *upper[chr(code).upper()]) for code in cased]


def in_any_case(these: CharSet) -> CharSet:
    """The set with every character's variants in the other case."""
    cased, variants = _variants()
    more = (
        (variant, variant)
        for first, last in these
        for others in variants[bisect_left(cased, first) : bisect_right(cased, last)]
        for variant in others
    )
    return joined([*these, *more])


def same_in_any_case(one: str, other: str) -> bool:
    """Whether two texts of one length differ in case only."""
    return all(a == b or a.lower() == b.lower() or a.upper() == b.upper() for a, b in zip(one, other, strict=True))
