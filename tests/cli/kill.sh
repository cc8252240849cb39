#!/bin/sh
# kill -9 at random moments, saves included: the finished model is that of a run never killed.
#
#     KILLS=200 SEED=7 tests/cli/kill.sh
. "$(dirname "$0")/lib.sh"

toy_data
kills=${KILLS:-10}
seed=${SEED:-1}
options="train toy.conf --quiet --model.hidden 24 --train.dropout_readout 0.2
    --train.max_updates 300 --run.save_every 1 --valid.source toy.en --valid.target toy.fr
    --valid.every 10 --valid.beam 2 --train.schedule plateau"
train() { rnnsearch $options "$@"; }

train --run.dir whole
same "a run never killed" 0 $?

# A pause of up to a fifth of a second, another one each time.
pause() {
    sleep "$(awk -v seed="$seed$tries" 'BEGIN { srand(seed); print rand() * 0.2 }')"
}

killed=0 run=0 tries=0
while [ $killed -lt "$kills" ] && [ $tries -lt $((20 * kills)) ]; do
    tries=$((tries + 1))
    "$program" $options --run.dir run$run &
    child=$!
    pause
    if kill -9 $child 2>/dev/null; then
        killed=$((killed + 1))
        wait $child 2>/dev/null
        continue
    fi
    wait $child || report 1 "run $run goes on after being killed"
    cmp -s whole/model.safetensors run$run/model.safetensors || report 1 "run $run ends the same"
    run=$((run + 1))
done
train --run.dir run$run
ok "$killed times killed, and going on" test $killed -eq "$kills" -a -s run$run/model.safetensors
ok "to the same model, bit for bit" cmp -s whole/model.safetensors run$run/model.safetensors
ok "with every validation once in the log" sh -c \
    "test \$(grep -c '\"event\":\"valid\"' run$run/log.jsonl) = \$(grep -c '\"event\":\"valid\"' whole/log.jsonl)"
ok "from where it was" grep -q '^{"event":"start","update":[1-9]' run*/log.jsonl
finish
