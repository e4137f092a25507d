#!/usr/bin/env bash
# Runs the stress tests and is green (exit code 0) or red (1): canaries first, then the contract.
#   gate.sh                       the gate
#   gate.sh -t PutVsClose         the canaries, and what matches
#   gate.sh gallery               the races to look at
#   gate.sh -- -m quick           longer: arguments after -- go to jcstress
# Uses the Java of JAVA_HOME, else the one on the path. Writes under jcstress-tests/target only.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
jar=$here/target/jcstress.jar
if [[ ! -f $jar ]]; then
  echo "$jar is missing. Build it first: mvn -pl jcstress-tests -am package -DskipTests" >&2
  exit 2
fi
java=java
if [[ -n ${JAVA_HOME:-} ]]; then
  java=$JAVA_HOME/bin/java
fi
exec "$java" -cp "$jar" io.github.threeply.stress.gate.Gate --dir "$here/target/gate" "$@"
