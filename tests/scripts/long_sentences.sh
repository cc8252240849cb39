# scripts/long-sentences: the text it joins, and its table and figure after a moment of training.
. tests/scripts/lib.sh

mkdir -p "$work/scripts" "$work/build"
cp scripts/long-sentences scripts/lib.sh "$work/scripts/"
ln -s "$PWD/build/rnnsearch" "$work/build/rnnsearch"
ln -s "$PWD/configs" "$work/configs"
mkdir -p "$work/data/demo"
for part in train valid test; do
    for side in en fr; do head -400 data/demo/$part.$side >"$work/data/demo/$part.$side"; done
done
run() { OMP_WAIT_POLICY=passive "$work/scripts/long-sentences" "$@"; }
out=$work/build/long-sentences/demo

# ends STATUS TEXT COMMAND...: with that status, and TEXT in what it says
ends() {
    status=$1 text=$2
    shift 2
    "$@" >"$work/out" 2>&1
    [ $? -eq "$status" ] && grep -e "$text" "$work/out"
}
# words FILE: of all lines, sorted, a line each
words() { tr -s ' ' '\n' <"$1" | sort; }
four_times() { for _ in 1 2 3 4; do cat "$1"; done; }

expect "an unknown corpus is refused" ends 2 'wmt: no such corpus' run wmt
expect "a corpus that is not there is named" ends 1 'scripts/get-data multi30k' run multi30k
expect "a moment of the demo" run --minutes 0.02 demo
expect "sides stay in step" test "$(wc -l <"$out/test.en")" = "$(wc -l <"$out/test.fr")"
four_times "$work/data/demo/train.en" >"$work/all"
expect "few sentences of the training text are lost" \
    test "$(($(words "$out/train.en" | wc -l) * 100))" -gt "$(($(words "$work/all" | wc -l) * 90))"
expect "there are sentences of 50 words and more" awk 'NF >= 50 { n++ } END { exit n < 5 }' "$out/test.en"
expect "none is beyond 66" awk 'NF > 66 { exit 1 }' "$out/test.en"
expect "six lengths in the table" test "$(grep -c '^| [0-9]' "$out/results.md")" = 6
expect "two curves in the figure" test "$(grep -c polyline "$out/figure.svg")" = 2
exit $bad
