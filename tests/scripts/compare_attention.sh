# scripts/compare-attention with two kinds of attention and none, on some pairs of the demo corpus.
. tests/scripts/lib.sh
export RNNSEARCH=build/rnnsearch OMP_WAIT_POLICY=passive

for part in train test; do
    for side in en fr align; do head -n 60 data/demo/$part.$side >"$work/$part.$side"; done
done
gzip "$work/test.en"
tiny_config train.en train.fr "learning_rate = 0.005" "[run]" "log_every = 2"
compare() { # OPTION...
    scripts/compare-attention --output "$work/out" --test-source "$work/test.en.gz" \
        --test-target "$work/test.fr" --gold "$work/test.align" --threads 1 \
        "$work/tiny.conf" "$@" >"$work/table" 2>"$work/err"
}
# ends STATUS TEXT COMMAND...: with that status, and TEXT in what it says
ends() {
    status=$1 text=$2
    shift 2
    "$@" >"$work/ended" 2>&1
    [ $? -eq "$status" ] && grep -e "$text" "$work/ended"
}
# cell VARIANT N: the Nth cell of its row
cell() { awk -F ' *[|] *' -v name="$1" -v n="$2" '$2 == name { print $(n + 1) }' "$work/table"; }
is_number() { echo "$1" | grep -x '[0-9][0-9.]*'; }
# Two decimals of the mean entropy that the program itself tells of a model's alignments.
entropy() {
    gzip -dc "$work/test.en.gz" >"$work/test.en"
    build/rnnsearch align "$1" --source "$work/test.en" --target "$work/test.fr" --alignment json \
        --weights attention --confidence | sed 's/.*"entropy":\[\([^]]*\)\].*/\1/' | tr , '\n' |
        awk '{ sum += $1 } END { printf "%.2f\n", sum / NR }'
}
variants=scaled-dot+local-m=2,coverage,encdec

expect "an unknown kind is refused before anything is trained" \
    ends 2 'cosine: no such kind' scripts/compare-attention --variants dot,cosine --output "$work/no"
expect "so is an unknown corpus" ends 2 'wmt: neither demo' scripts/compare-attention wmt
expect "a config of one's own wants a test part" \
    ends 2 '--test-source' scripts/compare-attention --output "$work/no" "$work/tiny.conf"
expect "help says how it is called" ends 0 'compare-attention \[OPTION\]' scripts/compare-attention -h

expect "it compares" compare --variants $variants --updates 4
expect "in rows in the order asked for" \
    test "$variants" = "$(sed 1,2d "$work/table" | cut -d ' ' -f 2 | paste -s -d , -)"
for n in 2 3 4 5 6; do
    expect "with a number in column $n" is_number "$(cell coverage $n)"
done
expect "no alignment error where nothing looks" test – = "$(cell encdec 3)"
expect "the alignment error is that of aer" test "$(cell coverage 3)" = "$(
    build/rnnsearch align "$work/out/tiny/coverage/model.safetensors" --source "$work/test.en.gz" \
        --target "$work/test.fr" --weights attention --threshold 0 |
        build/rnnsearch aer --gold "$work/test.align" 2>/dev/null | sed 's/AER = \([^ ]*\).*/\1/')"
expect "the entropy is that which the program tells" test "$(cell coverage 5)" = \
    "$(entropy "$work/out/tiny/coverage/model.safetensors")"
build/rnnsearch info "$work/out/tiny/scaled-dot+local-m=2/model.safetensors" >"$work/info"
expect "a joined kind is both" grep -q 'score = scaled-dot' "$work/info"
expect "and has its width" grep -q 'width = 2' "$work/info"
page=$work/out/index.html
expect "the page has the table" test 4 = "$(grep -c '<tr>' "$page")"
expect "and a picture of four sentences by each that looks" test 8 = "$(grep -c '<svg xmlns' "$page")"
expect "and needs nothing else" refuse grep -e 'src=' -e 'href=' -e '<script' "$page"

cksum "$work"/out/tiny/*/model.safetensors "$page" "$work/table" >"$work/before"
touch "$work/mark"
expect "run again it succeeds" compare --variants $variants --updates 4
cksum "$work"/out/tiny/*/model.safetensors "$page" "$work/table" >"$work/after"
expect "and says the same" cmp "$work/before" "$work/after"
expect "without translating again" test -z "$(find "$work"/out/tiny/*/translation -newer "$work/mark")"
expect "of some variants it shows those alone" compare --variants coverage --updates 4
expect "in one row" test 3 = "$(wc -l <"$work/table")"
expect "trained longer they are measured again" compare --variants coverage --updates 6
expect "which the page says" grep -q 'trained 6 updates' "$page"
expect "indeed" test -n "$(find "$work/out/tiny/coverage/translation" -newer "$work/mark")"
expect "a failure of training ends it" refuse compare --variants dot --train.optimizer none
expect "with train's own line" grep -q 'train.optimizer must be one of' "$work/err"
exit $bad
