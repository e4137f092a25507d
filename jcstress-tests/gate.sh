#!/usr/bin/env bash
# Runs the stress tests and is green (exit code 0) or red (1): canaries first, then the contract.
#   gate.sh                       the gate: minutes; before it, in seconds, the litmus tests between processes
#   gate.sh nightly               hours: contract and gallery in the interpreter and with each compiler, the litmus tests
#   gate.sh weekly                most of a day: the same for longer, and the long forms of what tests processes that die
#   gate.sh -t PutVsClose         the canaries, and what matches
#   gate.sh gallery               the races to look at
#   gate.sh -- -m quick           longer: arguments after -- go to jcstress
# nightly --dry-run and weekly --dry-run show the commands, and run nothing.
# Uses the Java of JAVA_HOME, else the one on the path. Writes under jcstress-tests/target only (weekly: Maven's too).
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
gate=("$java" -cp "$jar" io.github.threeply.stress.gate.Gate)

size=${1:-}
if [[ -z $size ]]; then
  # Between processes, where jcstress does not reach. A failure ends the gate here.
  "$java" -jar "$jar" litmus --short --patience 60
fi
if [[ $size != nightly && $size != weekly ]]; then
  exec "${gate[@]}" --dir "$here/target/gate" "$@"
fi
shift
dry=
if [[ ${1:-} == --dry-run ]]; then
  dry=yes
  shift
fi
if [[ $# -gt 0 ]]; then
  echo "$size takes no $1" >&2
  exit 2
fi

red=()
step() { # name, command: goes on after a step that is red, and remembers it
  local name=$1
  shift
  echo "== $name: $*"
  if [[ -z $dry ]] && ! "$@"; then
    red+=("$name")
  fi
}

# A preset runs each test in several JVMs; without split compilation in four on a new JDK instead of fourteen.
if [[ $size == nightly ]]; then
  minutes=360
  jcstress=(-m quick)
  litmus=(--pairs --time 10)
else
  minutes=900
  jcstress=(-m default -sc false)
  litmus=(--pairs --time 60)
fi
for suite in contract gallery; do
  # One JVM of a preset may live longer than one of the gate.
  step "$suite" "${gate[@]}" "$suite" --dir "$here/target/gate/$size" --limit "$minutes" --fork-limit 180 \
    -- "${jcstress[@]}"
done
if grep -qaF io/github/threeply/litmus/LitmusMain.class "$jar"; then
  step litmus "$java" -jar "$jar" litmus "${litmus[@]}"
fi
if [[ $size == weekly ]]; then
  step endurance mvn -B -q -f "$here/../pom.xml" verify -Pendurance -pl ipc -am
fi

if [[ ${#red[@]} -gt 0 ]]; then
  echo "$size: RED: ${red[*]}"
  exit 1
fi
[[ -n $dry ]] || echo "$size: GREEN"
