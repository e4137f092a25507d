#!/usr/bin/env bash
# Builds the library's jars twice, from two copies of the sources, and compares them byte by byte.
set -euo pipefail
cd "$(dirname "$0")/.."
modules=(core patterns ipc junit)
copies=$(mktemp -d "${TMPDIR:-/tmp}/reproducible.XXXXXX")
trap 'rm -rf "$copies"' EXIT

for copy in one two; do
  mkdir "$copies/$copy"
  git ls-files -z | tar --null --files-from=- -cf - | tar -xf - -C "$copies/$copy"
  (cd "$copies/$copy" && mvn -B -q -DskipTests -Dspotless.check.skip=true package -pl "$(IFS=,; echo "${modules[*]}")" -am)
done

different=0
for module in "${modules[@]}"; do
  for jar in "$copies/one/$module"/target/*.jar; do
    other=$copies/two/$module/target/${jar##*/}
    if cmp -s "$jar" "$other"; then
      printf '%s  %8d bytes  %s\n' "$(sha256sum "$jar" | cut -c1-16)" "$(stat -c %s "$jar")" "${jar##*/}"
    else
      echo "not reproducible: ${jar##*/}" >&2
      different=1
    fi
  done
done
exit $different
