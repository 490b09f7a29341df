"""Makes the fonts of themes/lotus out of published packages; run by hand when they are to change, never by a build.

  python3 -m venv target/fonts && target/fonts/bin/pip install fonttools==4.60.1 brotli==1.1.0
  (mkdir -p target/fonts/npm && cd target/fonts/npm && for name in be-vietnam-pro noto-sans-khmer noto-sans-kr noto-sans-jp noto-sans-sc; do
    npm pack --silent @fontsource/$name@5 && mkdir -p $name && tar xzf fontsource-$name-*.tgz -C $name; done)
  target/fonts/bin/python tools/fonts.py target/fonts/npm themes/lotus
  target/fonts/bin/python tools/fonts.py --slices target/fonts/npm public    # what the packages' own slices would cost readers

`assets/noto-sans-khmer-*.woff2` are the package's own files. `assets/be-vietnam-pro-*.woff2` are two slices in one: a word in
Vietnamese has letters of both and must not stand in two fonts where one of them comes late. `fonts/*.<language>.woff2` hold the
whole repertoire of a language, from which a build cuts the portal's characters: Han, kana and Hangul stand one by one, so layout
tables go; the tables are stored as they are (no transform), which is the form that the cutter reads. `fonts/*.ttf` are what share
cards are drawn with: one file with all letters a language needs, because the drawer takes a fallback only where it has as many
glyphs.
"""
import io
import pathlib
import shutil
import sys

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.woff2 import WOFF2FlavorData


def codec(name, first=0xA1, last=0xFE):
    """All characters that a national standard encodes, with lead bytes from `first` to `last`."""
    return {c for high in range(first, last + 1) for low in range(0x40, 0xFF) for c in bytes([high, low]).decode(name, "ignore")}


def span(*ranges):
    return {chr(code) for first, last in ranges for code in range(first, last + 1)}


# Punctuation, arrows, enclosed numbers, units, full-width forms: what texts in all three languages use.
SIGNS = span((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x205E), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x2199), (0x2460, 0x24FF),
             (0x25A0, 0x25CF), (0x2600, 0x2606), (0x3000, 0x303F), (0x3200, 0x33FF), (0xFF01, 0xFF60), (0xFFE0, 0xFFE6))
WANTED = {
    # Names of Vietnamese places take Hangul outside KS X 1001 (헌꽌); Hanja are left out.
    "noto-sans-kr": ("ko", [400, 700], span((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7A3))),
    "noto-sans-jp": ("ja", [400], codec("euc_jp")),
    # Words of trade and food take Han characters outside GB 2312 (盐焗); the everyday characters of Big5 (its first level) that
    # GB 2312 lacks are traditional forms, and left out.
    "noto-sans-sc": ("zh", [400], span((0x4E00, 0x9FFF)) - codec("big5", 0xA4, 0xC6) | codec("gb2312")),
}


def file(packages, name, part, weight):
    return packages / name / "package" / "files" / f"{name}-{part}-{weight}-normal.woff2"


def opened(path):
    font = TTFont(path)
    font.flavor = None
    return font


def memory(font):
    bytes_ = io.BytesIO()
    font.save(bytes_)
    bytes_.seek(0)
    return bytes_


def merged(fonts):
    return merge.Merger().merge([memory(font) for font in fonts])


def whole(packages, name, weight, wanted):
    """One font of all slices of a package, without layout."""
    pieces, taken = [], set()
    for path in sorted((packages / name / "package" / "files").glob(f"{name}-*-{weight}-normal.woff2")):
        font = opened(path)
        mine = {code for code in font.getBestCmap() if chr(code) in wanted} - taken
        if not mine:
            continue
        taken |= mine
        options = subset.Options(layout_features=[], notdef_outline=True, hinting=False, drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG"])
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=mine)
        cutter.subset(font)
        pieces.append(font)
    font = merged(pieces)
    family = name.replace("-", " ").title().rsplit(" ", 1)[0] + " " + name.rsplit("-", 1)[1].upper()
    for record in [r for r in font["name"].names if r.nameID in (1, 16)]:
        # The packages name every weight after the thinnest.
        font["name"].setName(family, record.nameID, record.platformID, record.platEncID, record.langID)
    return font, taken


def slices(packages, public):
    """For each language: one cut font beside the package's slices that the portal's pages touch, in files and bytes."""
    for name, (lang, weights, _) in WANTED.items():
        pages = "".join(path.read_text("utf-8") for path in sorted((public / lang).rglob("index.html")))
        article = max((public / lang / "news").glob("*/index.html")).read_text("utf-8")
        cut = public / "assets" / f"{name}-{weights[0]}.{lang}.woff2"
        told = [f"{lang}: cut 1 file, {cut.stat().st_size} bytes"]
        for what, text in (("all pages", pages), ("one news article", article)):
            seen, touched = {ord(c) for c in set(text) if ord(c) > 0x2000}, []
            for path in sorted((packages / name / "package" / "files").glob(f"{name}-[0-9]*-{weights[0]}-normal.woff2")):
                if seen & TTFont(path, lazy=True).getBestCmap().keys():
                    touched.append(path.stat().st_size)
            told.append(f"slices for {what}: {len(touched)} files, {sum(touched)} bytes")
        print("; ".join(told))


def main():
    if sys.argv[1] == "--slices":
        return slices(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
    packages, theme = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    for weight in (400, 700):
        shutil.copyfile(file(packages, "noto-sans-khmer", "khmer", weight), theme / "assets" / f"noto-sans-khmer-{weight}.woff2")
        letters = merged([opened(file(packages, "be-vietnam-pro", part, weight)) for part in ("latin", "vietnamese")])
        letters.flavor = "woff2"
        letters.save(theme / "assets" / f"be-vietnam-pro-{weight}.woff2")
    latin, vietnamese = (opened(file(packages, "be-vietnam-pro", part, 700)) for part in ("latin", "vietnamese"))
    khmer = opened(file(packages, "noto-sans-khmer", "khmer", 700))
    merged([latin, vietnamese]).save(theme / "fonts" / "be-vietnam-pro-700.ttf")
    merged([khmer, latin, vietnamese]).save(theme / "fonts" / "noto-sans-khmer-700.ttf")
    for name, (lang, weights, wanted) in WANTED.items():
        for weight in weights:
            font, taken = whole(packages, name, weight, wanted | SIGNS)
            font.flavor = "woff2"
            font.flavorData = WOFF2FlavorData(transformedTables=())
            target = theme / "fonts" / f"{name}-{weight}.{lang}.woff2"
            font.save(target)
            print(f"{target}: {len(taken)} characters, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
