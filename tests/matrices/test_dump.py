"""Records become text that reads back as the same records, in one form."""

from matrices import dump
from matrices.load import load, read


def test_the_facts_of_upflow_are_written_as_they_are_read():
    reading = read()
    written = dump.files(load())
    assert {name for name, text in reading.texts.items() if written.get(name) != text} == set()


def test_a_small_folder_is_written_as_it_is_read(folder):
    reading = folder.read()
    assert dump.files(reading.matrix) == reading.texts


def test_another_form_of_the_same_facts_becomes_the_one_form(folder):
    heads, facts = folder.text("products/tool.toml"), folder.text("conflicts.toml")
    rows = folder.text("releases/tool.json")
    folder.spoil("products/tool.toml", 'name = "tool"\n', 'imports = "tool"\nname  =  "tool"\n')
    folder.spoil("conflicts.toml", '">=1.0,<1.1"', '"<1.1, >=1.0"')
    folder.write(
        "releases/tool.json", rows.replace("\n ", "").replace('"requires": []', '"yanked": null,"requires": []')
    )
    assert folder.problems() == []
    written = dump.files(folder.read().matrix)
    assert written["products/tool.toml"] == heads
    assert written["conflicts.toml"] == facts
    assert written["releases/tool.json"] == rows


def test_text_is_quoted_so_that_it_reads_back(folder):
    hostile = 'a "quoted" \\ back\tslash, a new\nline and ümläuts'
    folder.spoil("conflicts.toml", '"It was renamed."', '"""a "quoted" \\\\ back\\tslash, a new\nline and ümläuts"""')
    (conflict,) = folder.read().matrix.conflicts
    assert conflict.reason == hostile
    folder.write("conflicts.toml", dump.conflicts([conflict]))
    assert folder.read().matrix.conflicts == (conflict,)
