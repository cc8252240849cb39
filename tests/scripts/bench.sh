# scripts/bench without PyTorch: what it refuses, and our row of the smallest size.
. tests/scripts/lib.sh

# A house of its own, so that build/bench is not ours.
mkdir -p "$work/scripts" "$work/build" "$work/data/external"
cp scripts/bench scripts/rival.py "$work/scripts/"
ln -s "$PWD/build/rnnsearch" "$work/build/rnnsearch"
ln -s "$PWD/configs" "$work/configs"
ln -s "$PWD/data/demo" "$work/data/demo"
bench() { OMP_WAIT_POLICY=passive PYTHON=/nowhere "$work/scripts/bench" "$@"; }
results=$work/build/bench/results.md

# ends STATUS TEXT COMMAND...: with that status, and TEXT in what it says
ends() {
    status=$1 text=$2
    shift 2
    "$@" >"$work/out" 2>&1
    [ $? -eq "$status" ] && grep -e "$text" "$work/out"
}
# column N: our row's, a number
column() { awk -F'|' -v n="$1" '$2 == " rnnsearch " { print $(n + 2) }' "$results" | grep '[0-9]'; }

expect "an unknown size is refused" ends 2 'huge: no such size' bench huge
expect "so is no time at all" ends 2 'whole number' bench --seconds 0 demo
expect "Multi30k that is not there is left out" ends 0 'scripts/get-data multi30k' bench multi30k
expect "without PyTorch it says so" grep 'no PyTorch for /nowhere' "$work/out"
expect "some seconds of the demo" bench --seconds 3 demo
expect "names the core type" grep 'core type [A-Z]' "$results"
expect "has our rate of training" column 1
expect "of one sentence" column 5
expect "of many" column 6
expect "and no row of PyTorch's" refuse grep '^| PyTorch' "$results"
exit $bad
