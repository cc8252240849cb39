#!/bin/sh
# What a system does to a training: another one in the same folder, files that vanish, a pipe whose
# reader goes away, a folder that cannot be written, a full disk.
. "$(dirname "$0")/lib.sh"

toy_data
options="train toy.conf --model.embedding 4 --model.hidden 5 --model.alignment 4 --model.maxout 4"

# Runs until it is told to end.
"$program" $options --train.max_updates 0 --run.save_every 5 --quiet --run.dir run 2>first &
child=$!
for i in $(seq 300); do
    [ -s run/checkpoint.safetensors ] && break
    sleep 0.1
done
gives 1 "a second training in the same folder is refused" $options --run.dir run
ok "told in one line" one_line err
ok "and what to do" grep -q 'another training is writing there; wait .* or choose another run.dir' err
rm toy.en toy.fr
kill -TERM $child
wait $child
same "the first goes on, though its text has vanished" 143 $?
ok "and says how to go on" grep -q 'run the same command to go on' first
gives 1 "which needs the text again" $options --train.max_updates 0 --run.dir run
ok "told by its name" grep -q 'toy.en: cannot open' err
ok "in one line" one_line err
gives 0 "with the checkpoint whole" info run/checkpoint.safetensors

toy_data
{ rnnsearch $options --train.max_updates 30 --run.log_every 1 --run.dir piped 2>&1; echo $? >status; } |
    head -n 1 >/dev/null
same "a reader of the progress that goes away does not end a training" 0 "$(cat status)"
rnnsearch $options --train.max_updates 30 --quiet --run.dir whole
ok "nor change its model" cmp -s piped/model.safetensors whole/model.safetensors
gives 1 "a folder that cannot be made is a failure" $options --run.dir /proc/nowhere
ok "told in one line" one_line err
rm whole/checkpoint.safetensors
echo old >whole/model.safetensors
gives 0 "a checkpoint that has vanished means to begin anew" $options --train.max_updates 30 \
    --run.dir whole --quiet
ok "to the same model" cmp -s piped/model.safetensors whole/model.safetensors
ok "and a checkpoint is there again" test -s whole/checkpoint.safetensors

mkdir -p mine/folder
echo mine | tee mine/notes >mine/folder/model.safetensors
gives 0 "a folder may hold other things" $options --train.max_updates 3 --run.dir mine
same "which stay as they are" "mine mine" "$(cat mine/notes mine/folder/* | paste -sd ' ' -)"
gives 0 "a model without a checkpoint is told" $options --train.max_updates 30 --run.dir piped
ok "but not when it is gone on with" sh -c '! grep -q "will replace it" err'
rm piped/checkpoint.safetensors
gives 0 "when it would be replaced" $options --train.max_updates 30 --run.dir piped
ok "by its name" grep -q '^piped/model.safetensors is there without a checkpoint' err

# Standard streams that are closed are not taken for the files opened next.
rnnsearch $options --train.max_updates 30 --run.log_every 1 --run.dir closed <&- >&- 2>&-
same "closed streams do not end a training" 0 $?
same "nor reach its log" 0 "$(grep -vc '^{.*}$' closed/log.jsonl)"

# Signals.
mkfifo in
"$program" translate whole/model.safetensors -i in -o out.fr &
child=$!
(sleep 120; kill -9 $child) >/dev/null 2>&1 &
watchdog=$!
exec 3>in
echo 'the cat' >&3
for i in $(seq 300); do
    [ -e out.fr.$child.tmp ] && break
    sleep 0.1
done
ok "an output under way stands beside its place" [ -e out.fr.$child.tmp ]
kill -TERM $child
exec 3>&-
wait $child 2>/dev/null
status=$?
kill $watchdog 2>/dev/null
same "an output that is broken off" 143 $status
same "leaves nothing behind" "" "$(find . -name 'out.fr*')"

# A limit of a file's size is met like a full disk: a write that is short, and then none.
(ulimit -f 8 && rnnsearch $options --model.hidden 200 --train.max_updates 3 \
    --quiet --run.dir small) 2>err
same "a file that may not grow is a failure" 1 $?
ok "told in one line" one_line err
same "and nothing half-written is left" "" "$(find small -name '*.tmp')"

finish
