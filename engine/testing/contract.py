"""The tests that every toolbox has to pass, to be inherited from:

from engine.testing.contract import ToolboxContract
from toolbox_mine import toolbox

class TestMine(ToolboxContract):
    toolboxes = (toolbox,)
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from engine.contract.content import Content
from engine.contract.result import Result
from engine.contract.toolbox import Tool, Toolbox
from engine.documents import Paragraphs, Sheet, ics, pdf, png, workbook
from engine.services.tooling import LoadedTool, load_tools
from engine.store.database import Database
from engine.testing import faults, strange
from engine.testing.sheets import Around, content_of
from engine.toolboxes import Toolboxes


class Asking(Protocol):
    """What pytest lets a class ask for when it makes its tests."""

    fixturenames: Sequence[str]

    def parametrize(self, names: str, values: Iterable[object], *, ids: Iterable[str]) -> None: ...


class ToolboxContract:
    """One test per promise of `plugins/README.md`, for each of `toolboxes` and each of their tools."""

    toolboxes: Sequence[Toolbox] = ()
    around = Around()

    def pytest_generate_tests(self, metafunc: Asking) -> None:
        """Asks for each test once per toolbox, or once per tool."""
        if "tool" in metafunc.fixturenames:
            pairs = [(box, tool) for box in self.toolboxes for tool in box.tools]
            metafunc.parametrize("toolbox,tool", pairs, ids=[f"{box.name}.{tool.name}" for box, tool in pairs])
        elif "toolbox" in metafunc.fixturenames:
            metafunc.parametrize("toolbox", self.toolboxes, ids=[box.name for box in self.toolboxes])

    def test_the_declaration_is_whole(self, toolbox: Toolbox) -> None:
        found = [f for loaded in load_tools(Toolboxes([toolbox])).values() for f in faults.of_declaration(loaded)]
        assert found == [], found
        assert toolbox.title.strip(), f"{toolbox.name} has no title"

    def test_own_tables_are_as_migrated(self, toolbox: Toolbox, tmp_path: Path) -> None:
        database = Database(f"sqlite:///{tmp_path / 'tables.db'}")
        try:
            found = list(faults.of_tables(toolbox, database))
        finally:
            database.dispose()
        assert found == [], found

    def test_an_empty_sheet_evaluates(self, toolbox: Toolbox, tool: Tool) -> None:
        self._evaluated(tool, Content(title=""), "an empty sheet")

    def test_examples_are_whole(self, toolbox: Toolbox, tool: Tool) -> None:
        for name, content in _examples(toolbox, tool):
            self._evaluated(tool, content, f"the example {name}")

    def test_hostile_text_stays_text(self, toolbox: Toolbox, tool: Tool) -> None:
        for name, content in strange.hostile(_loaded(toolbox, tool)):
            self._evaluated(tool, content, name)

    def test_no_content_makes_it_fail(self, toolbox: Toolbox, tool: Tool) -> None:
        for name, content in strange.random(_loaded(toolbox, tool)):
            self._evaluated(tool, content, name)

    def test_the_same_content_gives_the_same_result(self, toolbox: Toolbox, tool: Tool) -> None:
        for name, content in _examples(toolbox, tool):
            first, second = tool.evaluate(content, self.around), tool.evaluate(content, self.around)
            assert first == second, f"{tool.name} makes something else of the example {name} at the second look"

    def test_documents_can_be_made_of_examples(self, toolbox: Toolbox, tool: Tool) -> None:
        for name, content in _examples(toolbox, tool):
            result = tool.evaluate(content, self.around)
            sheet = _sheet(_loaded(toolbox, tool), content, result)
            assert pdf(sheet).startswith(b"%PDF"), f"no PDF of the example {name}"
            assert workbook(sheet.title, sheet.tables).startswith(b"PK"), f"no workbook of the example {name}"
            for picture in result.pictures:
                assert png(picture.svg, scale=0.3).startswith(b"\x89PNG"), f"no PNG of {picture.title}"
            if result.calendar is not None:
                assert ics(result.calendar, self.around.now), f"no calendar of the example {name}"

    def _evaluated(self, tool: Tool, content: Content, name: str) -> Result:
        try:
            result = tool.evaluate(content, self.around)
        except Exception as error:  # whatever it is: it must not happen
            raise AssertionError(f"{tool.name} fails with {name}: {type(error).__name__}: {error}") from error
        found = list(faults.of_result(result))
        assert found == [], f"{tool.name} with {name}: {found[:10]}"
        return result


def _loaded(toolbox: Toolbox, tool: Tool) -> LoadedTool:
    return load_tools(Toolboxes([toolbox]))[f"{toolbox.name}.{tool.name}"]


def _examples(toolbox: Toolbox, tool: Tool) -> list[tuple[str, Content]]:
    loaded = _loaded(toolbox, tool)
    return [(name, content_of(loaded, found)) for name, found in loaded.examples.items()]


def _sheet(loaded: LoadedTool, content: Content, result: Result) -> Sheet:
    """The example as a document: what was written in the parts that are filled in once, and what the tool makes of it."""
    texts = [
        Paragraphs(
            heading=part.title,
            lines=[
                (line.label, line.text or "\n".join(line.lines))
                for line in loaded.forms[part.key].summary(content.one(part.key).values, people={}, units={})
            ],
        )
        for part in loaded.tool.parts
        if not part.repeated and not part.poll
    ]
    return Sheet(
        title=content.title,
        subtitle=loaded.tool.title,
        figures=result.figures,
        pictures=result.pictures,
        texts=texts,
        tables=result.tables,
        paper=loaded.tool.paper,
    )
