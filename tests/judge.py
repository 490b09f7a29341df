"""Judges a built portal with others' parsers: html5lib for every page, feedparser for every feed.

  judge.py PUBLIC

Fails with a list of what is wrong; prints what was judged.
"""
import pathlib
import sys

import feedparser
import html5lib

TAGS = {"vi", "en", "ko", "km", "ja", "zh-Hans"}


def judge_page(path):
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
    ids = [e.get("id") for e in document.iter() if isinstance(e.tag, str) and e.get("id")]
    if len(ids) != len(set(ids)):
        faults.append(f"ids twice: {sorted(i for i in set(ids) if ids.count(i) > 1)}")
    for image in document.iter("img"):
        if image.get("alt") is None or image.get("width") is None or image.get("height") is None:
            faults.append(f"img without alt or size: {image.get('src')}")
    return faults


def judge_feed(path):
    feed = feedparser.parse(path.read_bytes())
    faults = [f"feedparser: {feed.bozo_exception}"] if feed.bozo else []
    for key in ("title", "id", "updated_parsed", "links", "author"):
        if not feed.feed.get(key):
            faults.append(f"the feed has no {key}")
    for entry in feed.entries:
        for key in ("title", "id", "updated_parsed", "published_parsed", "link", "summary"):
            if not entry.get(key):
                faults.append(f"an entry has no {key}")
        if "\u200b" in entry.get("title", "") + entry.get("summary", ""):
            faults.append("an entry carries a zero width space")
    return faults


def main():
    root = pathlib.Path(sys.argv[1])
    pages, feeds = sorted(root.rglob("*.html")), sorted(root.rglob("feed.xml"))
    wrong = [f"{path.relative_to(root)}: {fault}" for path in pages for fault in judge_page(path)]
    wrong += [f"{path.relative_to(root)}: {fault}" for path in feeds for fault in judge_feed(path)]
    print("\n".join(wrong))
    print(f"{len(pages)} pages and {len(feeds)} feeds judged, {len(wrong)} faults")
    if wrong or not pages or not feeds:
        sys.exit(1)


if __name__ == "__main__":
    main()
