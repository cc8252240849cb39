# scripts/ablation with two changes of a small model.
. tests/scripts/lib.sh
export RNNSEARCH=build/rnnsearch OMP_WAIT_POLICY=passive

head -n 60 data/demo/train.en >"$work/en"
head -n 60 data/demo/train.fr >"$work/fr"
tiny_config en fr "learning_rate = 0.01" "max_updates = 8" "threads = 1" "[run]" "log_every = 2" \
    "[valid]" "source = en" "target = fr" "every = 4"
changes=train.ema=0.9,train.warmup=4+model.tied=target
ablation() { # OPTION...
    scripts/ablation --changes "$changes" --output "$work/out" "$work/tiny.conf" "$@" \
        >"$work/table" 2>"$work/err"
}
# cell CHANGE N: the Nth cell of its row
cell() { awk -F ' *[|] *' -v name="$1" -v n="$2" '$2 == name { print $(n + 1) }' "$work/table"; }
# best KEY ORDER RUN: of the validations in its log, to as many digits as the table has
best() { grep -o "\"$1\":[^,]*" "$work/out/$3/log.jsonl" | cut -d : -f 2 | sort -g $2 | head -n 1; }
tied=train.warmup=4+model.tied=target

expect "it trains all of them" ablation --train.word_dropout_target 0.1
expect "in rows in the order asked for" \
    test "nothing,$changes" = "$(sed 1,2d "$work/table" | cut -d ' ' -f 2 | paste -s -d , -)"
expect "joined changes are both made" \
    grep '"model.tied":"target".*"train.warmup":"4"' "$work/out/$tied/log.jsonl"
expect "one change leaves the other out" \
    grep '"model.tied":"none".*"train.warmup":"0"' "$work/out/train.ema=0.9/log.jsonl"
expect "an option is for all" test 3 -eq \
    "$(cat "$work"/out/*/log.jsonl | grep -c '"train.word_dropout_target":"0.1"')"
grep '"event":"valid"' "$work/out/$tied/log.jsonl" >"$work/valid"
expect "there were two validations" test 2 -eq "$(wc -l <"$work/valid")"
expect "BLEU is the best's" test "$(cell $tied 2)" = "$(printf %.2f "$(best bleu -r $tied)")"
expect "cross-entropy is the least" \
    test "$(cell $tied 4)" = "$(printf %.3f "$(best cross_entropy '' $tied)")"
expect "the difference is to the first row" test "$(cell $tied 3)" = \
    "$(echo "$(best bleu -r $tied) $(best bleu -r nothing)" | awk '{ printf "%+.2f", $1 - $2 }')"
cksum "$work"/out/*/model.safetensors "$work/table" >"$work/before"
expect "run again it succeeds" ablation --train.word_dropout_target 0.1
cksum "$work"/out/*/model.safetensors "$work/table" >"$work/after"
expect "and says the same" cmp "$work/before" "$work/after"
changes=$(for k in 1 2 3 4 5 6 7 8 9; do printf '+train.label_smoothing=0.%d' $k; done | cut -c2-)
expect "a change may be longer than the name of a folder" ablation
expect "and has its row" grep -qF "| $changes |" "$work/table"
changes=train.optimizer=none
expect "a failure of training ends it" refuse ablation
expect "with train's own line" grep 'train.optimizer must be one of' "$work/err"
expect "without a config it says how it is called" refuse scripts/ablation
exit $bad
