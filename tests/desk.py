"""Reads what the translation desk wrote with translate-toolkit and python-docx.

    desk.py LANG FOLDER         the files of tests/desk.sh: every reader finds the same number of units with targets
    desk.py edit FROM TO        a Word file with one translation changed, as a person would
"""

import sys

import docx
from translate.storage import pypo, tbx, tmx, xliff, xliff2


def units(store):
    return [unit for unit in store.units if not unit.isheader() and unit.source]


def read(lang, folder):
    po = units(pypo.pofile.parsefile(f"{folder}/c.po"))
    two = units(xliff2.Xliff2File.parsefile(f"{folder}/a.xlf"))
    one = units(xliff.Xliff1File.parsefile(f"{folder}/b.xlf"))
    counts = {len(po), len(two), len(one)}
    assert len(counts) == 1 and min(counts) > 500, counts
    for name, found in (("po", po), ("xliff 2", two), ("xliff 1.2", one)):
        assert all(unit.target for unit in found), f"{lang} {name}: a unit without target"
    assert not any(unit.isfuzzy() for unit in po), "a current unit is fuzzy"
    memory = units(tmx.tmxfile.parsefile(f"{folder}/f.tmx"))
    assert len(memory) > 500 and all(unit.target for unit in memory), len(memory)
    glossary = units(tbx.tbxfile.parsefile(f"{folder}/g.tbx"))
    assert len(glossary) > 100, len(glossary)


def edit(source, target):
    document = docx.Document(source)
    row = document.tables[1].rows[2]
    assert row.cells[2].text.strip(), "no translation in the row"
    row.cells[2].paragraphs[0].runs[0].text = "改过的译文"
    for run in row.cells[2].paragraphs[0].runs[1:]:
        run.text = ""
    document.save(target)


if sys.argv[1] == "edit":
    edit(*sys.argv[2:])
else:
    read(*sys.argv[1:])
