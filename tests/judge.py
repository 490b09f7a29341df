"""Judges a built portal with others' parsers and validators.

  judge.py PUBLIC SITEMAP_XSD

Pages: html5lib. Feeds: feedparser and atoma (strict about required elements). Site maps: lxml with the schema of
sitemaps.org as the npm package `sitemap` ships it. Calendars: icalendar. Tables: jsonschema with the schema that the
portal publishes beside them. Fonts: fontTools; every character of a page is in a font for its language, and the first load of an
article stays in its budget. Fails with a list of what is wrong; prints what was judged.
"""
import functools
import gzip
import json
import pathlib
import sys

import atoma
import feedparser
import html5lib
import icalendar
import jsonschema
from fontTools.ttLib import TTFont
from lxml import etree

TAGS = {"vi", "en", "ko", "km", "ja", "zh-Hans"}
DUBLIN_CORE = ["DC.title", "DC.creator", "DC.date", "DC.description", "DC.publisher", "DC.identifier"]
THINGS = {
    "GovernmentOrganization", "WebSite", "BreadcrumbList", "NewsArticle", "Article", "TouristAttraction", "TouristTrip",
    "Event", "AboutPage", "ContactPage", "WebPage", "Place", "Country", "DefinedTerm",
}
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def judge_page(path, root):
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    document = parser.parse(path.read_bytes(), transport_encoding="utf-8")
    faults = [f"{error[1]} at {error[0]}" for error in parser.errors]
    html = document if document.tag == "html" else document.find("html")
    redirect = document.find(".//meta[@http-equiv='refresh']") is not None
    if not redirect:
        if html.get("lang") not in TAGS:
            faults.append(f"lang is {html.get('lang')!r}")
        for what in ("title", "meta[@name='description']", "link[@rel='canonical']"):
            if document.find(f".//head/{what}") is None:
                faults.append(f"no {what}")
        if len(document.findall(".//h1")) != 1:
            faults.append("not exactly one h1")
        if document.find(".//main") is None:
            faults.append("no main")
        levels = [int(e.tag[1]) for e in document.iter() if e.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
        if any(b > a + 1 for a, b in zip(levels, levels[1:])):
            faults.append(f"a heading level is skipped: {levels}")
        if document.find(".//meta[@name='robots']") is None:
            faults += judge_metadata(document, html.get("lang"))
        faults += judge_characters(html, root)
    if path.name == "saved.html":
        asks = [e for e in document.iter() if e.tag in ("script", "link", "img", "source", "iframe") and e.get("rel") != "canonical"]
        faults += [f"a copy to keep asks for {(e.get('src') or e.tag)[:60]}" for e in asks if not (e.get("src") or "").startswith("data:image/")]
    ids = [e.get("id") for e in document.iter() if isinstance(e.tag, str) and e.get("id")]
    if len(ids) != len(set(ids)):
        faults.append(f"ids twice: {sorted(i for i in set(ids) if ids.count(i) > 1)}")
    for image in document.iter("img"):
        if image.get("alt") is None or image.get("width") is None or image.get("height") is None:
            faults.append(f"img without alt or size: {image.get('src')}")
    return faults


def judge_metadata(document, lang):
    """Six elements of Dublin Core that are never empty, English titles beside ko, km, ja, zh; schema.org that parses."""
    faults = []
    metas = [(e.get("name"), e.get("content"), e.get("lang")) for e in document.findall(".//head/meta") if e.get("name")]
    for name in DUBLIN_CORE:
        if not any(other == name and content and content.strip() for other, content, _ in metas):
            faults.append(f"no {name}")
    if lang in ("ko", "km", "ja", "zh-Hans") and not any(name == "DC.title" and tag == "en" for name, _, tag in metas):
        faults.append("no DC.title in English")
    scripts = document.findall(".//head/script[@type='application/ld+json']")
    if len(scripts) != 1:
        return faults + [f"{len(scripts)} JSON-LD blocks"]
    text = scripts[0].text or ""
    if "<" in text:
        faults.append("JSON-LD has an unescaped <")
    graph = json.loads(text)["@graph"]
    faults += [f"JSON-LD of type {thing['@type']}" for thing in graph if thing["@type"] not in THINGS]
    if graph[0]["@type"] != "GovernmentOrganization":
        faults.append("JSON-LD doesn't begin with the publisher")
    return faults


@functools.cache
def characters(root):
    """The characters of published fonts: those of one language (`<name>.<language>.woff2`) and those of all."""
    found = {}
    for path in (root / "assets").glob("*.woff2"):
        parts = path.name.split(".")
        lang = parts[1] if parts[1] in ("vi", "en", "ko", "km", "ja", "zh") else ""
        found.setdefault(lang, set()).update(chr(code) for code in TTFont(path, lazy=True).getBestCmap())
    return found


def judge_characters(document, root):
    """Words in the portal's languages need no font of the reader's device; control and joining characters have no outline."""
    fonts, faults = characters(root), {}

    def walk(element, lang):
        lang = (element.get("lang") or lang).split("-")[0]
        texts = [element.text] if element.tag not in ("script", "style") else []
        for child in element:
            if isinstance(child.tag, str):
                walk(child, lang)
            texts.append(child.tail)
        # The switch of languages stands in the reader's own fonts: no page loads six.
        if "languages" in element.get("class", "").split():
            return
        for text in filter(None, texts):
            for c in text:
                if c.isprintable() and c not in fonts[""] and c not in fonts.get(lang, ()):
                    faults.setdefault(c, f"no font for {lang} has {c!r}: {text.strip()[:60]!r}")

    walk(document.find("body"), document.get("lang", ""))
    return list(faults.values())


# Bytes of an article's first load, compressed, without pictures.
BUDGET = {"vi": 150, "en": 150, "km": 150, "ko": 400, "ja": 400, "zh": 400}


def judge_weight(path, root):
    """A page, its style, its scripts, and every font its language can ask for."""
    lang = path.relative_to(root).parts[0]
    lang = lang if lang in BUDGET else "vi"
    page = path.read_text(encoding="utf-8")
    total = len(gzip.compress(page.encode()))
    for asset in (root / "assets").iterdir():
        if asset.suffix in (".css", ".js") and asset.name in page:
            total += len(gzip.compress(asset.read_bytes()))
        parts = asset.name.split(".")
        is_khmer = "khmer" in asset.name
        if asset.suffix == ".woff2" and (parts[1] == lang if len(parts[1]) == 2 else is_khmer == (lang == "km") or not is_khmer):
            total += asset.stat().st_size
    return [f"a first load of {total} bytes; {BUDGET[lang]} KiB are allowed"] if total > BUDGET[lang] * 1024 else []


def judge_feed(path):
    data = path.read_bytes()
    feed = feedparser.parse(data)
    faults = [f"feedparser: {feed.bozo_exception}"] if feed.bozo else []
    try:
        atoma.parse_atom_bytes(data)
    except Exception as error:  # whatever another's parser refuses is a fault of the feed
        faults.append(f"atoma: {error}")
    for key in ("title", "id", "updated_parsed", "links", "author"):
        if not feed.feed.get(key):
            faults.append(f"the feed has no {key}")
    if not any(link.get("rel") == "self" for link in feed.feed.get("links", [])):
        faults.append("the feed doesn't say its own address")
    ids = [entry.get("id") for entry in feed.entries]
    if len(ids) != len(set(ids)):
        faults.append("two entries of one id")
    for entry in feed.entries:
        for key in ("title", "id", "updated_parsed", "published_parsed", "link", "summary", "content"):
            if not entry.get(key):
                faults.append(f"an entry has no {key}")
        if "\u200b" in entry.get("title", "") + entry.get("summary", ""):
            faults.append("an entry carries a zero width space")
        for content in entry.get("content", []):
            if 'href="/' in content.value or 'src="/' in content.value:
                faults.append(f"{entry.link}: an address in the full text has no host")
    return faults


def judge_sitemap(path, schema):
    """The schema knows nothing of alternates: they are taken out first, and looked at by the laws' own test."""
    document = etree.parse(path)
    for element in list(document.iter("{http://www.w3.org/1999/xhtml}*")):
        element.getparent().remove(element)
    if document.getroot().tag != f"{SITEMAP}urlset":
        return []
    schema.validate(document)
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def judge_calendar(path):
    data = path.read_bytes()
    faults = [] if all(len(line) <= 75 for line in data.split(b"\r\n")) else ["a line is longer than 75 bytes"]
    if b"\n" in data.replace(b"\r\n", b""):
        faults.append("a line doesn't end as it must")
    calendar = icalendar.Calendar.from_ical(data)
    for component in calendar.walk():
        faults += [f"{component.name}: {error}" for error in component.errors]
    for event in calendar.walk("VEVENT"):
        for key in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "URL"):
            if key not in event:
                faults.append(f"an event has no {key}")
        start = event["DTSTART"].dt
        if "DTEND" in event and event["DTEND"].dt <= start:
            faults.append(f"{event['UID']} ends before it begins")
        if hasattr(start, "utcoffset") and start.utcoffset().total_seconds() != 7 * 3600:
            faults.append(f"{event['UID']} isn't in Viet Nam's time")
    return faults


def judge_table(path, root):
    document = json.loads(path.read_bytes())
    schema = json.loads((root / "api" / f"{path.stem}.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    faults = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(document)]
    if document["$schema"] != schema["$id"]:
        faults.append("names another schema")
    return faults


def judge_completeness(root):
    """Every page of the XML site map that is no numbered page of a list is linked from the site map for readers."""
    faults = []
    for path in sorted(root.rglob("site-map/index.html")):
        html = path.read_text(encoding="utf-8")
        lang = path.relative_to(root).parts[0] if len(path.relative_to(root).parts) == 3 else "vi"
        for loc in etree.parse(root / f"sitemap-{lang}.xml").iter(f"{SITEMAP}loc"):
            address = "/" + loc.text.split("/", 3)[3]
            if f'href="{address}"' not in html:
                faults.append(f"{lang}: {address} isn't on the site map")
    return faults


def main():
    root = pathlib.Path(sys.argv[1])
    schema = etree.XMLSchema(etree.parse(sys.argv[2]))
    tables = [path for path in sorted(root.rglob("api/*.json")) if not path.name.endswith(".schema.json")]
    judges = {
        "pages": (sorted(root.rglob("*.html")), lambda path: judge_page(path, root)),
        "news articles' weights": (sorted(root.rglob("news/*/index.html")), lambda path: judge_weight(path, root)),
        "feeds": (sorted(root.rglob("feed.xml")), judge_feed),
        "site maps": (sorted(root.glob("sitemap*.xml")), lambda path: judge_sitemap(path, schema)),
        "calendars": (sorted(root.rglob("*.ics")), judge_calendar),
        "tables": (tables, lambda path: judge_table(path, root)),
    }
    wrong = judge_completeness(root)
    for paths, judge in judges.values():
        wrong += [f"{path.relative_to(root)}: {fault}" for path in paths for fault in judge(path)]
    print("\n".join(wrong))
    counts = ", ".join(f"{len(paths)} {name}" for name, (paths, _) in judges.items())
    print(f"{counts} judged, {len(wrong)} faults")
    if wrong or not all(paths for paths, _ in judges.values()) or not list(root.rglob("site-map/index.html")):
        sys.exit(1)


if __name__ == "__main__":
    main()
