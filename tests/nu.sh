#!/usr/bin/env bash
# Lets the Nu HTML checker, the one behind W3C's validator, read all pages, style sheets and SVG drawings of a built portal.
#
#   tests/nu.sh PUBLIC
#
# All rather than a sample: it reads hundreds of pages in seconds. Prints what is wrong and exits 1. Needs java and npm.
set -euo pipefail
public="$1"
version=26.9.27
nu="$(dirname "$0")/../target/nu/$version"

# Without its install script, which would fetch a Java of its own.
if [ ! -f "$nu/ready" ]; then
  rm -rf "$nu" && mkdir -p "$nu"
  npm install --prefix "$nu" --loglevel error --no-audit --no-fund --ignore-scripts --no-save "vnu-jar@$version" >/dev/null
  touch "$nu/ready"
fi

# A folder without pages would pass unread.
pages="$(find "$public" -name '*.html' | wc -l)"
[ "$pages" -gt 0 ] || { echo "nu: no page in $public" >&2; exit 1; }

# Its CSS half doesn't know container queries yet, so those two messages don't count; what is in such a block it doesn't read.
java -jar "$nu/node_modules/vnu-jar/build/dist/vnu.jar" --Werror --skip-info-messages --asciiquotes \
  --skip-non-html --also-check-css --also-check-svg \
  --filterpattern '.*(Unrecognized at-rule .@container|Property .container-type. doesn.t exist).*' "$public"
echo "nu: $pages pages without an error"
