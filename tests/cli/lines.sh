#!/bin/sh
# As many lines out as in, in order, whatever the lines, their mix, the beam, the batch and the
# threads; answered one by one in a pipe; and standard output carries results alone.
. "$(dirname "$0")/lib.sh"

toy_data
rnnsearch train toy.conf --quiet --train.max_updates 60 --data.max_length 12 \
    --model.embedding 8 --model.hidden 9 --model.alignment 8 --model.maxout 8 || exit 1
model=toy/model.safetensors
translate() { rnnsearch translate "$model" "$@"; }

# Blank, over-long, invalid and hostile lines between plain ones; the last one without an end.
{
    sed -n 1,3p toy.en
    printf '\n   \n\t\n\r\n'
    seq 1100 | tr '\n' ' '
    printf '\n%05000d\n' 0
    printf 'caf\351 \377\376 the \303\n'
    printf 'the\0cat is\0\n'
    printf 'the cat\r is \033[2J\a\b here .\n'
    printf 'the\342\200\250cat\342\200\251is\302\205here\013.\014\n'
    printf '\357\273\277the cat\n'
    printf '||| the ||| F0= 1 ||| 2\n</s>\n<unk> <s> </s> the\nthe@@ cat@@\n'
    printf '{"id":0}\n</script><b>&amp;\n$(date) `date` %%s %%n \\n ..\n'
    printf 'e\314\201\314\201\314\201\314\201 \330\247\331\204 \360\237\230\200\342\200\215 \342\200\256cat\n'
    printf -- '--help\n-\n:quit\n'
    sed -n 4,6p toy.en
    printf 'the dog is here .'
} >base
count=$(grep -ac '' base)
export LC_ALL=C.UTF-8 # and in another locale the same, below
translate -b 2 --batch 1 -t 1 -i base >answers 2>err
same "every line has its answer" "$count" "$(lines answers)"
same "blank lines are answered by blank ones" "4 5 6 7" \
    "$(grep -an '^$' answers | cut -d: -f1 | head -n 4 | tr '\n' ' ' | sed 's/ $//')"
ok "what was not UTF-8 is told in one line, not in the answers" one_line err
for way in "--batch 64" "--batch 3 -t 3" "--batch 7 -t 2"; do
    translate -b 2 $way -i base 2>err | cmp -s - answers
    report $? "the same answers with $way"
done
cat base | translate -b 2 2>err | cmp -s - answers
report $? "and out of a pipe"
for beam in 1 4; do
    translate -b $beam -t 2 -i base >out 2>err
    same "as many with a beam of $beam" "$count" "$(lines out)"
done
translate -b 3 --n-best 2 -i base 2>err | sed 's/ |||.*//' | uniq >out
seq 0 $((count - 1)) | cmp -s - out
report $? "n-best lists are of every line, in order"
for kind in hard soft json; do
    translate -b 2 --alignment $kind --alignment-output links -i base 2>err | cmp -s - answers
    report $? "and with alignments ($kind) beside them"
done
translate -b 2 --alignment json -i base 2>err >out
same "an alignment in JSON of each" "$count" "$(grep -c '^{"id":' out)"

# The mixes: another order with some lines twice, and each still has its own answer.
export LC_ALL=C # lines are bytes from here on
for seed in 1 2 3; do
    awk -v n="$count" -v seed=$seed 'BEGIN {
        srand(seed); for (k = 0; k < 25; k++) print 1 + int(rand() * n) }' >order
    : >mix
    : >expected
    while read -r k; do
        tail -n "+$k" base | head -n 1 | tr -d '\n' >>mix
        echo >>mix
        sed -n "${k}p" answers >>expected
    done <order
    translate -b 2 --batch $((1 + seed * 3)) -t $((1 + seed % 3)) -i mix 2>err | cmp -s - expected
    report $? "25 lines mixed, the $seed. time"
done
unset LC_ALL

# A line in, its answer out, before the next is written.
mkfifo in answered
"$program" translate "$model" -b 2 <in >answered 2>err &
child=$!
(sleep 120; kill -9 $child) >/dev/null 2>&1 &
watchdog=$!
exec 3>in 4<answered
wrong=0 k=0
while [ $k -lt $((count - 1)) ]; do
    k=$((k + 1))
    tail -n "+$k" base | head -n 1 >&3
    IFS= read -r answer <&4
    [ "$answer" = "$(sed -n "${k}p" answers)" ] || wrong=$((wrong + 1))
done
same "each is answered before the next is there" 0 $wrong
exec 3>&- 4<&-
kill $watchdog 2>/dev/null
wait $child

# The same line on both sides, and pieces.
sed 's/$/ ./' base >target 2>/dev/null
for command in align score; do
    rnnsearch $command "$model" --source base --target target >out 2>err
    same "$command has a line for each pair" "0 $count" "$? $(lines out)"
done
rnnsearch bpe learn --merges 20 -i toy.en -o codes
rnnsearch bpe apply --codes codes -i base >pieces 2>err
same "bpe apply has a line for each" "$count" "$(lines pieces)"
rnnsearch bpe undo -i pieces >out 2>err
same "and bpe undo" "$count" "$(lines out)"

finish
