#!/usr/bin/env bash
# Runs the stress tests and is green (exit code 0) or red (1): canaries first, then the contract.
#   gate.sh                       the gate: minutes; before it, in seconds, the litmus tests between processes
#   gate.sh nightly               hours: contract and gallery in the interpreter and with each compiler, the litmus tests
#   gate.sh weekly                most of a day: the same for longer, and the long forms of what tests processes that die
#   gate.sh -t PutVsClose         the canaries, and what matches
#   gate.sh nightly -t Fail       the same steps with what matches only, and with a tenth of a second for each litmus test: to
#                                 see that nightly works; weekly too, without the long forms
#   gate.sh gallery               the races to look at
#   gate.sh newcomer              how long "gallery show lost-update" takes: red if it takes 15 seconds three times (nightly
#                                 and weekly do that too; the gate only shows how long)
#   gate.sh -- -m quick           longer: arguments after -- go to jcstress
# nightly --dry-run and weekly --dry-run show the commands, and run nothing.
# Uses the Java of JAVA_HOME, else the one on the path. Writes under jcstress-tests/target only (weekly: Maven's too).
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
jar=$here/target/jcstress.jar
if [[ ! -f $jar && " $* " != *" --dry-run "* ]]; then
  echo "$jar is missing. Build it first: mvn -pl jcstress-tests -am package -DskipTests" >&2
  exit 2
fi
java=java
if [[ -n ${JAVA_HOME:-} ]]; then
  java=$JAVA_HOME/bin/java
fi
gate=("$java" -cp "$jar" io.github.threeply.stress.gate.Gate)

millis() {
  echo $(($(date +%s%N) / 1000000))
}
began=$(millis)

newcomer() { # tries: runs what a newcomer runs, until it was fast enough once; 1 if it never was, 2 if it failed
  local tries=$1 limit=15000 start took printed try
  for ((try = 1; try <= tries; try++)); do
    start=$(millis)
    if ! printed=$("$java" -jar "$jar" gallery show lost-update 2>&1); then
      echo "$printed"
      echo "gallery show lost-update failed"
      return 2
    fi
    took=$(($(millis) - start))
    echo "gallery show lost-update took $((took / 1000)).$((took % 1000 / 100)) s (at most $((limit / 1000)))"
    if ((took <= limit)); then
      return 0
    fi
  done
  return 1
}

size=${1:-}
if [[ $size == newcomer ]]; then
  newcomer 3
  exit
fi
if [[ -z $size ]]; then
  # Between processes, where jcstress does not reach. A failure ends the gate here.
  "$java" -jar "$jar" litmus --short --patience 60
  # A machine that does other things too takes longer, which is no fault of what is tested: nightly is red by it.
  newcomer 1 || (($? == 1)) || exit 1
  code=0
  "${gate[@]}" --dir "$here/target/gate" || code=$?
  took=$((($(millis) - began) / 1000))
  echo "The gate took $((took / 60)) min $((took % 60)) s"
  if ((took > 900)); then
    echo "Warning: on two processors that have nothing else to do it should take at most 15 minutes"
  fi
  exit "$code"
fi
if [[ $size != nightly && $size != weekly ]]; then
  exec "${gate[@]}" --dir "$here/target/gate" "$@"
fi
shift
dry=
part=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --dry-run)
      dry=yes
      shift
      ;;
    -t)
      if [[ $# -lt 2 ]]; then
        echo "-t needs a value" >&2
        exit 2
      fi
      part=(-t "$2")
      shift 2
      ;;
    *)
      echo "$size takes no $1" >&2
      exit 2
      ;;
  esac
done

red=()
step() { # name, command: goes on after a step that is red, and remembers it
  local name=$1 start took
  shift
  echo "== $name: $*"
  if [[ -n $dry ]]; then
    return
  fi
  start=$(millis)
  "$@" || red+=("$name")
  took=$((($(millis) - start) / 1000))
  echo "$name took $((took / 60)) min $((took % 60)) s"
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
whole=$size
if [[ ${#part[@]} -gt 0 ]]; then
  whole="$size, only ${part[1]}"
  litmus=(--pairs --time 0.1)
fi
step newcomer newcomer 3
for suite in contract gallery; do
  # One JVM of a preset may live longer than one of the gate.
  step "$suite" "${gate[@]}" "$suite" ${part[@]+"${part[@]}"} --dir "$here/target/gate/$size" --limit "$minutes" --fork-limit 180 \
    -- "${jcstress[@]}"
done
step litmus "$java" -jar "$jar" litmus "${litmus[@]}"
if [[ $size == weekly && ${#part[@]} -eq 0 ]]; then
  step endurance mvn -B -q -f "$here/../pom.xml" verify -Pendurance -pl ipc -am
fi

if [[ ${#red[@]} -gt 0 ]]; then
  echo "$whole: RED: ${red[*]}"
  exit 1
fi
[[ -n $dry ]] || echo "$whole: GREEN"
