#!/usr/bin/env bash
# Others' tools judge what the translation desk writes, and what they save is taken back without a change.
#   tests/desk.sh SAOLA JUDGES      SAOLA the program, JUDGES a folder with bin/ (Python) and xliff12/, xliff20/ (schemas)
set -euo pipefail
saola=$1
judges=$2
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
fail() { echo "desk: $*" >&2; exit 1; }

for lang in en ko km ja zh; do
  export() { "$saola" translate export --lang "$lang" --state current,untracked,missing,started,outdated,misaligned --to "$1" --out "$2" 2>>"$work/log"; }
  unchanged() { # unchanged FILE: importing it writes nothing
    told="$("$saola" translate import "$1" --dry-run 2>"$work/told")" || fail "$lang $1: $(cat "$work/told")"
    [ -z "$told" ] || fail "$lang: importing $1 unchanged would write $told"
  }
  export xliff "$work/a.xlf"
  xmllint --noout --nonet --schema "$judges/xliff20/xliff_core_2.0.xsd" "$work/a.xlf" 2>"$work/told" || fail "$lang XLIFF 2.1: $(head -3 "$work/told")"
  unchanged "$work/a.xlf"
  export xliff-1.2 "$work/b.xlf"
  xmllint --noout --nonet --schema "$judges/xliff12/xliff-core-1.2-strict.xsd" "$work/b.xlf" 2>"$work/told" || fail "$lang XLIFF 1.2: $(head -3 "$work/told")"
  unchanged "$work/b.xlf"
  export po "$work/c.po"
  msgfmt -c -o /dev/null "$work/c.po" || fail "$lang PO: msgfmt"
  msgcat --no-wrap "$work/c.po" -o "$work/d.po"
  unchanged "$work/d.po"
  export docx "$work/e.docx"
  rm -rf "$work/office"
  soffice "-env:UserInstallation=file://$work/profile" --headless --norestore --infilter="MS Word 2007 XML" \
    --convert-to docx:"MS Word 2007 XML" --outdir "$work/office" "$work/e.docx" >>"$work/log" 2>&1 || fail "$lang DOCX: soffice"
  [ -f "$work/office/e.docx" ] || fail "$lang: LibreOffice can't open the Word file"
  unchanged "$work/office/e.docx"
  "$saola" memory export --lang "$lang" --out "$work/f.tmx"
  "$saola" glossary export --out "$work/g.tbx"
  "$judges/bin/python" tests/desk.py "$lang" "$work" || fail "$lang: translate-toolkit"
  # Tags in targets are those of the source, also to another tool's eyes.
  "$judges/bin/pofilter" --progress=none -t xmltags "$work/c.po" "$work/faults.po" >/dev/null 2>&1
  [ ! -s "$work/faults.po" ] || fail "$lang: pofilter xmltags: $(grep -c pofilter "$work/faults.po") units"
done
# A Word file that a person edited in another program.
"$judges/bin/python" tests/desk.py edit "$work/office/e.docx" "$work/edited.docx"
"$saola" translate import "$work/edited.docx" --dry-run 2>"$work/told" | grep -q '/zh.md$' || fail "an edited Word file isn't taken: $(tail -2 "$work/told")"
echo "desk: five languages, XLIFF 2.1 and 1.2, PO, Word through LibreOffice, TMX and TBX"
