"""The commands for models of other tools: translate them, and take a diagram back to its tool."""

from pathlib import Path

import click

from engine.bootstrap import build_engine
from engine.contract.errors import ModelRejected, Problem
from engine.importing import Entry, What, export_model
from engine.services.problems import line, sentence
from engine.settings import load_settings
from webapp.archives import gathered

LANGUAGE = click.option(
    "--lang", type=click.Choice(["nb", "en"]), default="nb", show_default=True, help="The language of the report."
)
TARGET = click.Path(file_okay=False, path_type=Path)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--to", "target", type=TARGET, help="Where to write the model folder: a new or empty folder.")
@click.option("--check", is_flag=True, help="Only report; exit code 1 when something must be mended.")
@LANGUAGE
def import_command(files: tuple[Path, ...], target: Path | None, check: bool, lang: str) -> None:
    """Translate a model of Camunda, Flowable or a bpmn.io tool: FILES are diagrams with their forms, folders, or a zip."""
    if target is None and not check:
        raise click.UsageError("Say where to write the model with --to FOLDER, or only report with --check.")
    engine = build_engine(load_settings())
    try:
        translated = engine.imports.translate(gathered(_chosen(files)))
    except ModelRejected as rejected:
        _say_findings(rejected.problems, lang)
        raise SystemExit(1) from rejected
    _say_report(translated.report, lang)
    _say_findings(translated.findings, lang)
    to_mend = sum(entry.what is What.PROBLEM for entry in translated.report)
    if target is not None and not check:
        _write(target, dict(translated.files))
        click.echo(f"{len(translated.files)} files were written to {target}.")
    click.echo("The model can be deployed." if translated.deployable else "The model cannot be deployed yet.")
    if check and (to_mend or not translated.deployable):
        raise SystemExit(1)


@click.command("export")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--to", "target", type=TARGET, required=True, help="A new or empty folder.")
@LANGUAGE
def export_command(folder: Path, target: Path, lang: str) -> None:
    """Write an imported model's diagrams as their own tool wrote them, without anything of ours."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.bpmn"))}
    try:
        diagrams = export_model(files)
    except ModelRejected as rejected:
        _say_findings(rejected.problems, lang)
        raise SystemExit(1) from rejected
    _write(target, diagrams)
    click.echo(f"{len(diagrams)} diagrams were written to {target}.")


def _chosen(paths: tuple[Path, ...]) -> list[tuple[str, bytes]]:
    """Every file named, and every file in a folder named."""
    found = [(path.parent, path) for path in paths if path.is_file()]
    found += [(path, file) for path in paths if path.is_dir() for file in sorted(path.rglob("*"))]
    return [
        (file.relative_to(top).as_posix(), file.read_bytes())
        for top, file in found
        if file.is_file() and not file.name.startswith(".")
    ]


def _write(target: Path, files: dict[str, bytes]) -> None:
    if target.exists() and any(target.iterdir()):
        raise click.ClickException(f"{target} is not empty. Choose a new folder.")
    for path, content in files.items():
        file = target / path
        if not file.resolve().is_relative_to(target.resolve()):
            raise click.ClickException(f"{path} would be written outside {target}.")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _say_report(report: tuple[Entry, ...], lang: str) -> None:
    for entry in report:
        place = " ".join(part for part in (entry.file, entry.element) if part)
        click.echo(f"{entry.what}: {place}: {line(entry, lang)}")


def _say_findings(findings: tuple[Problem, ...], lang: str) -> None:
    for finding in findings:
        place = " ".join(part for part in (finding.file, finding.element) if part)
        click.echo(f"{finding.severity}: {place}: {sentence(finding, lang)}")
