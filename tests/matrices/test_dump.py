"""Records become text that reads back as the same records, in one form."""

import pytest
from packaging.specifiers import SpecifierSet

from matrices import dump
from matrices.load import load, read


def test_the_facts_of_upflow_are_written_as_they_are_read():
    reading = read()
    assert dump.files(load()) == reading.texts


def test_a_small_folder_is_written_as_it_is_read(folder):
    reading = folder.read()
    assert dump.files(reading.matrix) == reading.texts


def test_another_form_of_the_same_facts_becomes_the_one_form(folder):
    canonical = folder.text("products/tool.toml")
    folder.spoil("products/tool.toml", '">=3.10,<3.13"', '"<3.13, >=3.10"')
    folder.spoil("products/tool.toml", "\n[release.needs]\nother = {", "\n[release.needs.other]\n#")
    folder.spoil("products/tool.toml", '# range = ">=1,<2", source = "pypi-tool", how = "stated" }', "")
    folder.spoil(
        "products/tool.toml",
        "[release.needs.other]\n",
        '[release.needs.other]\nhow = "stated"\nsource = "pypi-tool"\nrange = "<2,>=1"\n',
    )
    assert folder.problems() == []
    assert dump.files(folder.read().matrix)["products/tool.toml"] == canonical


def test_text_is_quoted_so_that_it_reads_back(folder):
    hostile = 'a "quoted" \\ back\tslash, a new\nline and ümläuts'
    folder.spoil("conflicts.toml", '"It was renamed."', '"""a "quoted" \\\\ back\\tslash, a new\nline and ümläuts"""')
    (conflict,) = folder.read().matrix.conflicts
    assert conflict.reason == hostile
    folder.write("conflicts.toml", dump.conflicts([conflict]))
    assert folder.read().matrix.conflicts == (conflict,)


@pytest.mark.parametrize(
    ("range_", "text"),
    [
        ("<2.15,>=2.14.0", ">=2.14.0,<2.15"),
        ("!=0.5.1,!=0.5.0,>=0.2.1", ">=0.2.1,!=0.5.0,!=0.5.1"),
        ("<5.0.0dev,>=3.20.3,!=4.21.0", ">=3.20.3,<5.0.0dev,!=4.21.0"),
        ("", ""),
    ],
)
def test_a_range_is_written_as_people_write_it(range_, text):
    assert dump.range_text(SpecifierSet(range_)) == text
