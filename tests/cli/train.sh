#!/bin/sh
# Training stopped and gone on, the same for any number of threads, and what it shows.
. "$(dirname "$0")/lib.sh"

toy_data
options="train toy.conf --model.embedding 8 --model.hidden 13 --model.alignment 8 --model.maxout 8
    --train.dropout_readout 0.2 --train.max_updates 1500 --run.log_every 1"
train() { rnnsearch $options "$@"; }
updated() { grep -q "update $1 " "$2"; }

# Trains and sends the signal behind update 20; the log of the rest is more than a pipe holds, so
# that training cannot end before.
interrupt() { # SIGNAL OPTION...
    signal=$1
    shift
    rm -f log
    mkfifo log
    "$program" $options "$@" 2>log &
    child=$!
    {
        sed '/^update 20 /q' >/dev/null
        kill -s "$signal" $child
        cat >err
    } <log
    wait $child 2>/dev/null
}

train --run.dir whole -t 1 >out 2>err
same "training succeeds" 0 $?
same "and has nothing to say on standard output" "" "$(cat out)"
ok "but shows its progress on standard error" updated 100 err
ok "with its speed and the time that is left" \
    grep -Eq '^update 100 .* words/s  left [0-9]+:[0-9]{2}:[0-9]{2} ' err
ok "line by line, as that is no terminal" sh -c '! grep -q "$(printf "\r")" err'
train --run.dir quiet --quiet >out 2>err
same "--quiet is quiet" "" "$(cat out err)"
ok "and the same seed gives the same model" cmp -s whole/model.safetensors quiet/model.safetensors
for threads in 2 4; do
    train --run.dir "on$threads" -t $threads --quiet
    ok "$threads threads give the same model as one" \
        cmp -s whole/model.safetensors "on$threads/model.safetensors"
done
if grep -qw avx512_bf16 /proc/cpuinfo; then
    for threads in 1 2; do
        train --run.dir "bf16on$threads" -t $threads --train.precision bf16 --quiet
        same "bfloat16 trains on $threads" 0 $?
    done
    ok "to the same model" cmp -s bf16on1/model.safetensors bf16on2/model.safetensors
    ok "which is another one" sh -c '! cmp -s bf16on1/model.safetensors whole/model.safetensors'
else
    gives 2 "bfloat16 is refused where the processor has none" \
        train toy.conf --run.dir bf16 --train.precision bf16
    ok "told what to do" grep -q 'take float32' err
fi
train --run.dir other --train.seed 7 --quiet
ok "another seed gives another" sh -c '! cmp -s whole/model.safetensors other/model.safetensors'

# The signals: saved, told, and gone on to the same end.
for pair in INT:130 TERM:143 HUP:129; do
    name=${pair%:*}
    interrupt "$name" --run.dir "run$name"
    same "SIG$name ends with its status" "${pair#*:}" $?
    ok "and says how to go on" grep -q '^rnnsearch train: .*run the same command to go on' err
    train --run.dir "run$name" 2>err
    same "the same command goes on" 0 $?
    ok "and not from the beginning" sh -c '! grep -q "^update 1 " err'
    ok "to the model of a run never stopped" \
        cmp -s "run$name/model.safetensors" whole/model.safetensors
done

interrupt KILL --run.dir killed --run.save_every 7
ok "kill -9 leaves a checkpoint" test -s killed/checkpoint.safetensors
train --run.dir killed --run.save_every 7 --quiet
ok "that is gone on with" grep -q '^{"event":"start",.*"update":[1-9]' killed/log.jsonl
ok "that ends in the same model too" cmp -s killed/model.safetensors whole/model.safetensors

gives 0 "a training judged by BLEU" train toy.conf --run.dir judged --valid.source toy.en \
    --valid.target toy.fr --valid.metric bleu --train.max_epochs 2
gives 0 "may go on judged by its loss" train toy.conf --run.dir judged --valid.source toy.en \
    --valid.target toy.fr --valid.metric cross-entropy --train.max_epochs 3
ok "which is told" grep -q 'valid.metric or valid.beam has changed: ' err
ok "with all that is set otherwise" \
    grep -q '^train.max_epochs = 3, was 2; valid.metric = cross-entropy, was bleu$' err
ok "and is compared with itself alone" grep -q '^valid .* the best so far' err
tail -n 5 toy.en >tail.en
tail -n 5 toy.fr >tail.fr
gives 0 "or by another text" train toy.conf --run.dir judged --valid.source tail.en \
    --valid.target tail.fr --valid.metric cross-entropy --train.max_epochs 5
ok "which is told" grep -q '^the validation text, .* has changed: ' err
ok "and compared with itself alone" grep -q '^valid .* the best so far' err
rm judged/model.safetensors
gives 0 "a best model that is gone" train toy.conf --run.dir judged --valid.source tail.en \
    --valid.target tail.fr --valid.metric cross-entropy --train.max_epochs 6
ok "is told" grep -q "^the best model's file is gone: " err
ok "and comes again" test -s judged/model.safetensors
gives 0 "a validation worse than the best" train toy.conf --run.dir judged --valid.source tail.en \
    --valid.target tail.fr --valid.metric cross-entropy --train.max_epochs 7 \
    --train.learning_rate 0.1
ok "tells the best loss as it is" grep -q '^valid .*  best [0-9]' err
same "a validation at the end of an epoch is of that epoch" "1 2 3 4 5 6 7" \
    "$(sed -n 's/^{"event":"valid".*"epoch":\([0-9]*\).*/\1/p' judged/log.jsonl | xargs)"
gives 0 "SGD" train toy.conf --quiet --run.dir sgd --train.optimizer sgd --train.max_updates 3
gives 0 "takes up momentum on the way" train toy.conf --quiet --run.dir sgd --train.optimizer sgd \
    --train.momentum 0.9 --train.max_updates 6
gives 0 "and keeps it" train toy.conf --quiet --run.dir sgd --train.optimizer sgd \
    --train.momentum 0.9 --train.max_updates 9
gives 0 "-t 0 is all cores, whatever the config says" train toy.conf --quiet --run.dir sgd \
    --train.optimizer sgd --train.threads 1 -t 0 --train.max_updates 10
ok "as the log has it" sh -c 'tail -n 3 sgd/log.jsonl | grep -q "\"train.threads\":\"0\""'
gives 0 "attention to the longest of places" train toy.conf --run.dir far --quiet \
    --attention.score location --data.max_length 10000 --train.max_updates 1
gives 0 "is a model that can be read" info far/model.safetensors
gives 5 "training that diverges ends with its status" train toy.conf --quiet --run.dir diverged \
    --train.optimizer sgd --train.clip 0 --train.learning_rate 1000 --train.weight_decay 1
ok "told in one line" one_line err
ok "that tells what to do" grep -q 'lower train.learning_rate' err

train --run.dir whole --quiet
same "training what is finished is no mistake" 0 $?
ok "and changes nothing" cmp -s whole/model.safetensors quiet/model.safetensors

gives 0 "info describes the model" info whole/model.safetensors
ok "with its sizes" grep -q 'hidden = 13' out

train --run.dir bounded --train.memory 1000 --quiet
ok "a bound of memory that is never met changes nothing" \
    cmp -s bounded/model.safetensors whole/model.safetensors
gives 2 "one below what the model needs is a mistake" train toy.conf --train.memory 1 --run.dir bad
ok "told with what is needed" grep -q 'train.memory = 1 is too little: .* MB' err
ok "in one line" one_line err
for side in en fr; do
    { cat toy.$side; seq 3000 | tr '\n' ' '; echo; } >long.$side
done
gives 0 "a pair too long for the memory does not end training" train toy.conf \
    --data.source long.en --data.target long.fr --data.max_length 5000 --train.memory 40 \
    --train.max_updates 5 --run.dir long
ok "and is named before it begins" grep -q '^1 pairs left out: .*long.en:21$' err

head -n 19 toy.fr >short.fr
gives 3 "unequal line counts are bad data" train toy.conf --data.target short.fr --run.dir bad
ok "told in one line" sh -c 'grep "^rnnsearch train: " err | grep 20 | grep -q 19'
printf 'caf\351 .\n' >latin1.fr
sed 1d toy.fr >>latin1.fr
gives 3 "a line that is not UTF-8 is bad data" \
    train toy.conf --data.target latin1.fr --run.dir bad
ok "told with its place" grep -q 'latin1.fr:1:' err
cp toy.fr odd.fr
sed -i.bak '3s/est/\xe2\x80\xa8/' odd.fr
gives 0 "odd characters do not end training" \
    train toy.conf --data.target odd.fr --run.dir odd --train.max_updates 1
ok "but are told before it begins" grep -q 'odd.fr:3:9: a line separator .*U+2028' err
gives 0 "going on" train toy.conf --data.target odd.fr --run.dir odd --train.max_updates 2
same "they are not told again" 0 "$(grep -c 'line separator' err)"
sed 's/.*/0-0 1-1/' toy.en >links
gives 0 "alignments guide it" train toy.conf --data.alignments links --train.max_updates 5 \
    --run.dir guided
ok "and their loss is told" grep -q '  alignment [0-9]' err
sed '3s/$/ 2-9/' links >outside
gives 3 "a link of no word is bad data" train toy.conf --data.alignments outside --run.dir bad
ok "told with its line and both lengths" grep -q 'outside:3: .*of 5 source and 5 target' err
gives 1 "a missing corpus is a failure" train toy.conf --data.target missing.fr --run.dir bad
gives 1 "a missing config too" train missing.conf
echo 'unknown = 1' >>toy.conf
gives 2 "an unknown key is a mistake" train toy.conf
ok "told with file and line" grep -Eq 'toy.conf:[0-9]+: .*unknown' err

finish
