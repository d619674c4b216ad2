"""What is wrong with what a toolbox declares and makes, a sentence for each fault."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from lxml import etree
from sqlalchemy import MetaData

from engine.contract.result import Picture, Result, Table
from engine.contract.toolbox import Guide, Toolbox
from engine.feel import FeelError
from engine.feel.codec import dump, load
from engine.services.tooling import LoadedTool
from engine.store.database import Database
from engine.store.migrate import migrate

SVG = "http://www.w3.org/2000/svg"
FORBIDDEN = frozenset({"script", "foreignObject", "style", "image", "iframe", "animate", "set", "handler"})
VALUES = (str, bool, int, Decimal, date, type(None))


def of_declaration(loaded: LoadedTool) -> Iterator[str]:
    """Titles, guide and labels that are missing."""
    tool = loaded.tool
    for name, text in (("title", tool.title), ("summary", tool.summary)):
        if not text.strip():
            yield f"{loaded.key} has no {name}."
    yield from (f"{loaded.key}: {fault}" for fault in of_guide(tool.guide))
    for part in tool.parts:
        if not part.title.strip():
            yield f"{loaded.key}: part {part.key} has no title."
        for field in loaded.forms[part.key].fields:
            for asked in (field, *field.columns):
                if not asked.label.strip():
                    yield f"{loaded.key}: {asked.key} in forms/{part.form}.json has no label."
    for example in loaded.tool.examples:
        if not example.title.strip():
            yield f"{loaded.key}: the example {example.name} has no title."


def of_guide(guide: Guide) -> Iterator[str]:
    """What a method guide does not tell."""
    texts: Mapping[str, str] = {"purpose": guide.purpose, "when": guide.when, "who": guide.who, "time": guide.time}
    yield from (f"the guide does not say {name}." for name, text in texts.items() if not text.strip())
    if not guide.how or not all(step.strip() for step in guide.how):
        yield "the guide does not say how."
    if not all(pitfall.strip() for pitfall in guide.pitfalls):
        yield "the guide has an empty pitfall."


def of_result(result: Result) -> Iterator[str]:
    """Pictures, tables, figures, remarks and the fact."""
    for picture in result.pictures:
        yield from of_picture(picture)
    for table in result.tables:
        yield from of_table(table)
    for figure in result.figures:
        if not figure.label.strip():
            yield "A figure has no label."
        if not _is_value(figure.value):
            yield f"The figure {figure.label} is {type(figure.value).__name__}, not text, an exact number, a date or None."
    yield from ("A remark has no text." for remark in result.remarks if not remark.text.strip())
    yield from of_fact(result.fact)


def of_picture(picture: Picture) -> Iterator[str]:
    """An SVG that could do something, or says nothing to whoever cannot see it."""
    name = f"The picture {picture.title[:60]!r}"
    if not picture.title.strip():
        yield "A picture has no title."
    if not picture.description.strip():
        yield f"{name} has no description in words."
    try:
        root = etree.fromstring(picture.svg.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
    except (etree.XMLSyntaxError, ValueError, UnicodeEncodeError) as error:
        yield f"{name} is no XML: {error}."
        return
    if root.tag != f"{{{SVG}}}svg":
        yield f"{name} is no SVG but {root.tag}."
    if "<!DOCTYPE" in picture.svg:
        yield f"{name} has a document type."
    for element in root.iter():
        yield from (f"{name} {fault}" for fault in _of_element(element))


def _of_element(element: etree._Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        if not isinstance(element, etree._Comment):
            yield "has an instruction or entity."
        return
    tag = etree.QName(element).localname
    if tag in FORBIDDEN or element.tag != f"{{{SVG}}}{tag}":
        yield f"has the element {tag}."
    for attribute, value in element.attrib.items():
        plain = etree.QName(attribute).localname.lower()
        if plain == "style" or plain.startswith("on"):
            yield f"has the attribute {plain} on {tag}."
        if plain in ("href", "src") and not str(value).startswith("#"):
            yield f"refers to {str(value)[:60]!r}."
        if "url(" in str(value) and "url(#" not in str(value).replace('"', "").replace("'", ""):
            yield f"refers to {str(value)[:60]!r}."


def of_table(table: Table) -> Iterator[str]:
    """Rows that are not as long as the columns, and values that a sheet cannot hold."""
    name = f"The table {table.title[:60]!r}"
    if not table.title.strip():
        yield "A table has no title."
    if not all(column.label.strip() for column in table.columns):
        yield f"{name} has a column without a label."
    for number, row in enumerate(table.rows, start=1):
        if len(row) != len(table.columns):
            yield f"{name} has {len(table.columns)} columns and {len(row)} values in row {number}."
        yield from (
            f"{name} has {type(value).__name__} in row {number}: use text, an exact number, a date or None."
            for value in row
            if not _is_value(value)
        )


def of_fact(fact: Mapping[str, object]) -> Iterator[str]:
    """Values that a process could not keep and read again."""
    try:
        again = load(dump(fact))
    except FeelError as error:
        yield f"The fact is no plain FEEL value: {error}."
        return
    if again != _plain(fact):
        yield f"The fact {fact} would be read as {again}."


def of_tables(toolbox: Toolbox, database: Database) -> Iterator[str]:
    """Where own tables, as migrations make them on this database, differ from the toolbox's MetaData. Migrates twice."""
    if not isinstance(toolbox.tables, MetaData):
        return
    for name in toolbox.tables.tables:
        if not name.startswith(f"{toolbox.name}_"):
            yield f"The table {name} must begin with {toolbox.name}_."
    migrate(database, [toolbox])
    migrate(database, [toolbox])

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or (
            str(name).startswith(f"{toolbox.name}_") and name != f"{toolbox.name}_alembic_version"
        )

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        yield from (f"Migrations and tables differ: {found}." for found in compare_metadata(context, toolbox.tables))


def _is_value(value: object) -> bool:
    return isinstance(value, VALUES) and not (isinstance(value, Decimal) and not value.is_finite())


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value
