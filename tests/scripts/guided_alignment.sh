# scripts/guided-alignment on some pairs of the demo corpus, in words and in subwords.
. tests/scripts/lib.sh
export RNNSEARCH=build/rnnsearch OMP_WAIT_POLICY=passive

head -n 60 data/demo/train.en >"$work/en"
head -n 60 data/demo/train.fr >"$work/fr"
tiny_config en fr "learning_rate = 0.02" "max_updates = 240" "threads = 1" "[run]" "log_every = 120" \
    "[text]" "source_vocabulary = 90" "target_vocabulary = 100"
guided() { scripts/guided-alignment "$work/tiny.conf" "$@" >"$work/out" 2>&1; }
sums() { cksum "$work"/run/*/model.safetensors "$work"/run/links*; }
turned() { tr ' ' '\n' <"$1" | sed 's/\(.*\)-\(.*\)/\2-\1/'; }

expect "it trains, aligns and trains again" guided "$work/run"
for name in forward reverse guided guided-reverse; do
    expect "and leaves $name" test -s "$work/run/$name/model.safetensors"
done
expect "a line of links a pair" test "$(wc -l <"$work/run/links")" -eq 60
turned "$work/run/links" | sort >"$work/there"
tr ' ' '\n' <"$work/run/links-reverse" | sort >"$work/back"
expect "which are turned round for the other direction" cmp "$work/there" "$work/back"
grep '"event":"start"' "$work/run/reverse/log.jsonl" >"$work/start"
expect "whose sides are in each other's place" grep '"data.source":"[^"]*fr"' "$work/start"
expect "their languages too" grep '"data.source_language":"fr"' "$work/start"
expect "and sizes" grep '"text.source_vocabulary":"100"' "$work/start"
expect "the first two are not guided" refuse grep -h alignment_loss \
    "$work/run/forward/log.jsonl" "$work/run/reverse/log.jsonl"
expect "the last two are" test 4 -eq "$(cat "$work"/run/guided*/log.jsonl | grep -c alignment_loss)"

sums >"$work/before"
expect "run again it succeeds" guided "$work/run"
sums >"$work/after"
expect "and changes nothing" cmp "$work/before" "$work/after"
rm -r "$work/run/guided-reverse" "$work/run/links-reverse"
expect "what is missing is made again" guided "$work/run"
sums >"$work/after"
expect "as it was" cmp "$work/before" "$work/after"

bpe="--text.bpe_merges 40 --model.decoder conditional"
expect "where the two agree on no link it stops" refuse guided "$work/bpe" $bpe --train.max_updates 2
expect "and says so" grep 'links: the two agree on no link; let them train longer' "$work/out"
expect "trained longer it goes on, in subwords too" guided "$work/bpe" $bpe --train.max_updates 240
expect "with the options for all four" test 4 -eq "$(
    cat "$work"/bpe/*/log.jsonl | grep -c '"model.decoder":"conditional".*"train.max_updates":"240"')"
expect "a failure ends it" refuse guided "$work/fail" --train.optimizer none
expect "with train's own line" grep 'train.optimizer must be one of' "$work/out"
expect "without a config it says how it is called" refuse scripts/guided-alignment
exit $bad
