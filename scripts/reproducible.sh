#!/usr/bin/env bash
# Builds the library's jars twice, from two copies of the sources in different folders, and compares them byte by byte.
#   reproducible.sh            both builds from copies
#   reproducible.sh --built    the first is what was packaged in this folder, by the same JDK: half the time. What is stale
#                              there shows as a difference: run mvn clean before.
set -euo pipefail
cd "$(dirname "$0")/.."
modules=(core patterns ipc junit)
built=
case ${1:-} in
  '') ;;
  --built) built=yes ;;
  *)
    echo "reproducible.sh takes --built or nothing, but was given $1" >&2
    exit 2
    ;;
esac
copies=$(mktemp -d "${TMPDIR:-/tmp}/reproducible.XXXXXX")
trap 'rm -rf "$copies"' EXIT

build() { # name of the copy
  mkdir "$copies/$1"
  tar --exclude=target --exclude=./.git -cf - . | tar -xf - -C "$copies/$1"
  (cd "$copies/$1" && mvn -B -q -T 2 -DskipTests -Dspotless.check.skip=true package -pl "$(IFS=,; echo "${modules[*]}")" -am)
}

jars() { # folder: the jars there, without those of -Prelease
  (cd "$1" && find "${modules[@]/%//target}" -maxdepth 1 -name 'threeply-*.jar' ! -name '*-sources.jar' ! -name '*-javadoc.jar' | sort)
}

if [ -n "$built" ]; then
  first=$PWD
else
  build one
  first=$copies/one
fi
build two
second=$copies/two

mapfile -t made < <(jars "$second")
if [ "$(jars "$first")" != "$(jars "$second")" ]; then
  echo "Two builds have made different jars:" >&2
  diff <(jars "$first") <(jars "$second") >&2 || true
  exit 1
fi
if [ "${#made[@]}" -lt "${#modules[@]}" ]; then
  echo "There is not a jar of each of ${modules[*]}: ${made[*]}" >&2
  exit 1
fi
different=0
for jar in "${made[@]}"; do
  if cmp -s "$first/$jar" "$second/$jar"; then
    printf '%s  %8d bytes  %s\n' "$(sha256sum "$first/$jar" | cut -c1-16)" "$(stat -c %s "$first/$jar")" "${jar##*/}"
  else
    echo "not reproducible: ${jar##*/}" >&2
    different=$((different + 1))
  fi
done
if [ "$different" -gt 0 ]; then
  echo "$different of ${#made[@]} jars differ between two builds of the same sources" >&2
  exit 1
fi
echo "${#made[@]} jars, the same byte by byte in two builds"
