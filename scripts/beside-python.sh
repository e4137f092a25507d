#!/usr/bin/env bash
# Runs the workloads of well-known Python tutorials in CPython and in Threeply, in turn, and prints the medians and their ratio.
# The time is that of the whole program, from its start to its end; in brackets from the beginning of main. Both must print the
# same result.
#   beside-python.sh [ROUNDS [WORKLOAD...]]      3 rounds of all, if nothing is said. THREEPLY_PYTHON names the Python.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${THREEPLY_PYTHON:-python3}
jar=examples/target/threeply-examples.jar
if ! command -v "$python" >/dev/null; then
  echo "There is no $python here: skipped."
  exit 0
fi
if [ ! -f "$jar" ]; then
  echo "$jar is missing. Build it first: mvn -B -q -DskipTests package -pl examples -am" >&2
  exit 2
fi
rounds=${1:-3}
shift $(($# > 0 ? 1 : 0))
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
main=io.github.threeply.examples.tutorials.Workloads
if [ $# -gt 0 ]; then workloads=("$@"); else mapfile -t workloads < <("$python" scripts/tutorials.py names); fi

coproc SITE { exec "$java" -cp "$jar" "$main" serve; }
site=$SITE_PID
trap 'kill "$site" 2>/dev/null || true' EXIT
read -r url <&"${SITE[0]}"

timed() { # prints: seconds of the whole program, seconds of its main, result
  local start end answer
  start=$(date +%s.%N)
  answer=$("$@")
  end=$(date +%s.%N)
  echo "$(echo "$end $start" | awk '{ printf "%.4f", $1 - $2 }') $answer"
}
median() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

echo "$("$python" -VV), $("$java" -version 2>&1 | head -n 1), $(nproc) processors, $(uname -sm), $rounds rounds"
printf '%-16s %22s %22s %16s\n' workload 'Python, seconds' 'Threeply, seconds' 'times as fast'
for workload in "${workloads[@]}"; do
  case $workload in io-*) given=("$url") ;; *) given=() ;; esac
  theirs=() ours=()
  for ((round = 0; round < rounds; round++)); do
    theirs+=("$(timed "$python" scripts/tutorials.py "$workload" "${given[@]}")")
    ours+=("$(timed "$java" -cp "$jar" "$main" "$workload" "${given[@]}")")
  done
  if [ "${theirs[0]##* }" != "${ours[0]##* }" ]; then
    echo "$workload: Python found ${theirs[0]##* }, Threeply ${ours[0]##* }" >&2
    exit 1
  fi
  a=$(printf '%s\n' "${theirs[@]}" | median) b=$(printf '%s\n' "${ours[@]}" | median)
  c=$(printf '%s\n' "${theirs[@]}" | cut -d' ' -f2 | median) d=$(printf '%s\n' "${ours[@]}" | cut -d' ' -f2 | median)
  awk -v w="$workload" -v a="$a" -v b="$b" -v c="$c" -v d="$d" \
    'BEGIN { printf "%-16s %12.3f (%7.3f) %12.3f (%7.3f) %6.2f (%6.2f)\n", w, a, c, b, d, a / b, c / d }'
done
