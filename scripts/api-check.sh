#!/usr/bin/env bash
# Compares the public API with that of the first tagged version (or the one named: api-check.sh v0.1.0) by japicmp, and fails
# where callers that were compiled against it would break. Skips where there is no tag yet.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=${1:-$(git tag --list 'v*' --sort=version:refname | head -n 1)}
if [ -z "$tag" ]; then
  echo "No version was tagged yet: there is nothing to compare with."
  exit 0
fi
old=$(mktemp -d "${TMPDIR:-/tmp}/api-check.XXXXXX")
trap 'rm -rf "$old"' EXIT
git archive "$tag" | tar -xf - -C "$old"
(cd "$old" && mvn -B -q -DskipTests -Dspotless.check.skip=true package -pl core,patterns,ipc,junit -am)
for module in core patterns ipc junit; do
  for jar in "$old/$module"/target/threeply-"$module"-*.jar; do
    case $jar in *-tests.jar | *-sources.jar | *-javadoc.jar) ;; *) cp "$jar" "$old/threeply-$module.jar" ;; esac
  done
done
mvn -B -q -DskipTests -Papi-check -Dthreeply.baseline="$old" verify -pl core,patterns,ipc,junit -am
echo "Nothing that was compiled against $tag breaks."
