"""Statistics as the process owner meets them: the measure chosen, another version beside it, and through to those who wait."""

import re

from tests.conftest import model_files
from tests.pages.conftest import Town
from webapp.heat import CHOICES

ROW = re.compile(
    r'<tr><th scope="row">([^<]+)(?:<br>.*?)?</th><td>(?:<span class="heat-swatch heat-\d"[^>]*></span> )?'
    r"<strong>([^<]+)</strong></td>"
)


def standard(town: Town) -> str:
    found = re.search(
        r'href="(/models/versions/[0-9a-f-]+/statistics)"[^>]*>[^<]*<span[^>]*> for Standard', models(town)
    )
    assert found
    return found.group(1)


def models(town: Town) -> str:
    return town.visit("prosess").get("/models").text


def test_every_measure_has_a_table_with_the_most_first(town: Town) -> None:
    address = standard(town)
    for measure in CHOICES:
        page = town.visit("prosess").get(f"{address}?period=all&measure={measure}")
        assert page.status_code == 200, measure
    counts = [
        int(value)
        for _, value in ROW.findall(town.visit("prosess").get(f"{address}?period=all&measure=completed").text)
    ]
    assert len(counts) > 20 and counts == sorted(counts, reverse=True)


def test_only_analysts_are_shown_the_way(town: Town) -> None:
    assert "/statistics" in models(town)
    assert "/statistics" not in town.visit("anne").get("/models").text


def test_what_waits_is_a_link_to_the_cases(town: Town) -> None:
    page = town.visit("prosess").get(f"{standard(town)}?measure=now").text
    link = re.search(r'href="(/models/versions/[0-9a-f-]+/waiting/i2_sil)"', page)
    assert link
    listed = town.visit("prosess").get(link.group(1)).text
    assert "INN-2026-" in listed and "I2 Sil og veiled" in listed


def test_the_legend_of_counts_has_whole_numbers_once(town: Town) -> None:
    page = town.visit("prosess").get(f"{standard(town)}?period=all&measure=now")
    spans = re.findall(r'aria-hidden="true"></span>([^<]+)</li>', page.text)
    assert len(spans) > 1 and all(re.fullmatch(r"\d+(–\d+)?", span) for span in spans)
    assert len(set(spans)) == len(spans)


def test_another_version_stands_beside_it(town: Town) -> None:
    old = standard(town)
    town.engine.models.install({**model_files("standard"), "README.md": b"Ny utgave."}, note="Ny")
    new = standard(town)
    assert new != old
    fresh = town.visit("prosess").get(f"{new}?period=all").text
    assert "Ingen tall ennå" in fresh
    other = new.split("/")[3]
    beside = town.visit("prosess").get(f"{old}?period=all&measure=completed&compare={other}").text
    assert '<th scope="col" rowspan="2">Versjon 2</th>' in beside
    assert re.search(r"<strong>9</strong></td><td>0</td>", beside)


def test_a_strange_address_gets_the_usual_page(town: Town) -> None:
    page = town.visit("prosess").get(f"{standard(town)}?measure=x&period=y&compare=z&unit=q")
    assert page.status_code == 200
    unknown = town.visit("prosess").get(f"{standard(town)}?unit=01a21088-09ee-76e8-b6df-8e1fc4f9cdba")
    assert unknown.status_code == 422
