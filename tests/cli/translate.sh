#!/bin/sh
# Translating with a small model: lines in and lines out, pipes, n-best lists, files.
. "$(dirname "$0")/lib.sh"

toy_model || exit 1
model=toy/model.safetensors
translate() { rnnsearch translate "$model" "$@"; }

translate -i toy.en >out 2>err
ok "what was learnt by heart is translated exactly" cmp -s out toy.fr
same "and standard error is silent" "" "$(cat err)"
same "standard input is read too" "$(cat toy.fr)" "$(translate <toy.en)"
same "greedy search finds them too" "$(cat toy.fr)" "$(translate --beam-size=1 <toy.en)"

# Blank lines, a long one, carriage returns, no newline at the end: every line keeps its place.
{
    for i in $(seq 20); do cat toy.en; done
    echo
    seq 300 | tr '\n' ' '
    echo
    printf '   \n\n'
    sed 's/$/\r/' toy.en
    printf 'the cat is here .'
} >many
translate -b 2 -i many >out
same "as many lines come out as go in" "$(grep -c '' many)" "$(lines out)"
same "blank lines stay blank and in place" "401 403 404" \
    "$(grep -n '^$' out | cut -d: -f1 | tr '\n' ' ' | sed 's/ $//')"
same "the lines behind them are in order" "$(cat toy.fr)" "$(sed -n 405,424p out)"
same "a last line without a newline counts" "le chat est ici ." "$(tail -n 1 out)"
ok "a pipe gives the same as a file" sh -c \
    "cat many | '$program' translate $model -b 2 | cmp -s - out"
ok "one at a time gives the same as batches" sh -c \
    "'$program' translate $model -b 2 --batch 1 -i many | cmp -s - out"
ok "two threads give the same as one" sh -c \
    "'$program' translate $model -b 2 -t 1 -i many >t1
     '$program' translate $model -b 2 -t 2 -i many | cmp -s - t1"
translate -b 3 --n-best 3 -i many >out
same "n-best lists are of every line" "$(grep -c '' many)" \
    "$(sed 's/ |||.*//' out | uniq | grep -c '')"
same "nothing in is nothing out" "0" "$(translate </dev/null | wc -c | tr -d ' ')"

# A line in, its answer out, before the next line is written.
mkfifo in answers
"$program" translate "$model" <in >answers &
child=$!
(sleep 30; kill -9 $child) >/dev/null 2>&1 &
watchdog=$!
exec 3>in 4<answers
for n in 1 2 3; do
    sed -n ${n}p toy.en >&3
    IFS= read -r answer <&4
    same "line $n is answered before the next is there" "$(sed -n ${n}p toy.fr)" "$answer"
done
exec 3>&- 4<&-
kill $watchdog 2>/dev/null
wait $child

# id ||| text ||| F0= log p WordPenalty= -words ||| score
translate -b 4 --n-best 2 -i toy.en >nbest
same "n-best has its four fields" 40 "$(grep -Ec \
    '^[0-9]+ \|\|\| [^|]+ \|\|\| F0= -[0-9.]+ WordPenalty= -[0-9]+ \|\|\| -[0-9.]+$' nbest)"
awk -F ' [|][|][|] ' '!($1 in seen) { seen[$1] = 1; print $2 }' nbest >best
ok "the first of each list is the translation" cmp -s best toy.fr
awk -F ' [|][|][|] ' '{ split($3, f, " "); n = split($2, w, " ")
    if (f[4] != -n || ($4 - f[2] / (n + 1))^2 > 1e-9) exit 1 }' nbest
report $? "the score is log p over the length with </s>"
awk -F ' [|][|][|] ' '{ print $2 }' nbest >hypotheses
awk -F ' [|][|][|] ' '{ split($3, f, " "); print f[2] }' nbest >features
sed p toy.en >doubled
rnnsearch score "$model" --source doubled --target hypotheses >scores
paste features scores | awk '($1 - $2)^2 > 1e-8 { exit 1 }'
report $? "score gives every entry its F0"
sort -t '|' -k 4,4 nbest | sed 's/F0= [-0-9.]*/Old= 2 3/; s/ ||| [-0-9.]*$/ ||| 7/' >mixed
rnnsearch score "$model" --source toy.en --n-best mixed --n-best-feature F0 >again
cut -d '|' -f 1-4 nbest >expected
cut -d '|' -f 1-4 again >out
ok "score --n-best puts a list in the order of the model" cmp -s out expected
same "with one feature more" 40 "$(grep -Ec \
    '\|\|\| Old= 2 3 WordPenalty= -[0-9]+ F0= -[0-9.]+ \|\|\| -[0-9.]+$' again)"
rnnsearch score "$model" --source toy.en --n-best again --n-best-feature F0 >twice
ok "a feature that was there is replaced" cmp -s again twice
printf '0 ||| %s ||| F0= -1 ||| -1\n0 |||  ||| F0= -1 ||| -1\n' "$(head -n 1 toy.fr)" >blank
rnnsearch score "$model" --source toy.en --n-best blank >out
same "a translation of no words is not the best of all" "$(head -n 1 toy.fr)" \
    "$(awk -F ' [|][|][|] ' 'NR == 1 { print $2 }' out)"
sed 's/^1 /77 /' nbest >wrong
gives 3 "an id beyond the source is a mistake" score "$model" --source toy.en --n-best wrong
ok "told in one line" one_line err
translate -b 4 --n-best 2 --alignment hard --threshold 0 -i toy.en >out
same "--alignment hard is the fifth field" 40 \
    "$(grep -Ec '^([^|]+ \|\|\| ){4}([0-9]+-[0-9]+ ?)+$' out)"

translate -o saved -i toy.en
ok "-o writes a file" cmp -s saved toy.fr
ok "and nothing beside it" test saved = "$(echo saved*)"
gives 2 "two outputs to one file are a mistake" translate "$model" -i toy.en -o saved \
    --alignment hard --alignment-output saved
ok "told in one line" one_line err
ok "that leaves the file alone" cmp -s saved toy.fr
gives 1 "a missing input is a failure" translate "$model" -i missing -o saved
ok "that leaves the old output alone" cmp -s saved toy.fr
translate -o /dev/stdout -i toy.en | cmp -s - toy.fr
report $? "-o may be a device"
if [ -w /dev/full ]; then
    translate -i toy.en >/dev/full 2>err
    same "a full disk is a failure" 1 $?
    ok "told in one line" one_line err
    gives 1 "and with -o too" translate "$model" -i toy.en -o /dev/full
    translate -i many --alignment tsv 2>err >/dev/full
    same "and named after many writes, too" \
        "rnnsearch translate: cannot write standard output: No space left on device" "$(cat err)"
fi
{ translate -i many 2>err; echo $? >status; } | head -n 1 >/dev/null
same "a reader that goes away is no reason for a message" "" "$(cat err)"
{ translate -i many --alignment tsv 2>err; echo $? >status; } | head -n 1 >/dev/null
same "nor after many writes" "1 " "$(cat status) $(cat err)"

# A line of 20,000 words: its weights alone would be gigabytes.
{ head -n 1 toy.en; seq 20000 | tr '\n' ' '; echo; sed -n 2p toy.en; } >endless
translate -b 1 --min-length-factor 0.9 -i endless >out
same "a line without end is one of three" "3 $(head -n 1 toy.fr) $(sed -n 2p toy.fr)" \
    "$(lines out) $(sed -n 1p out) $(sed -n 3p out)"
gives 3 "its alignment is too large" translate "$model" -b 1 --min-length-factor 0.9 -i endless \
    --alignment hard
ok "told with its line" grep -q '^rnnsearch translate: line 2: 20000 and .* too many to align' err

# Several models, constraints, prefixes, samples.
cp "$model" twin.safetensors
translate twin.safetensors -i toy.en >out
ok "two models translate together" cmp -s out toy.fr
sed 's/^source = .*/source = toy.fr/; s/^target = .*/target = toy.en/' toy.conf >back.conf
rnnsearch train back.conf --quiet --run.dir other --train.max_updates 1
gives 2 "models of other words cannot" translate "$model" other/model.safetensors -i toy.en
ok "told in one line" one_line err
gives 4 "a text is no model" translate "$model" toy.en
same "told where it goes" 1 "$(grep -c 'behind -i' err)"
sed 's/ .*//' toy.fr >begin
translate --prefix begin -i toy.en >out
ok "a prefix that is right changes nothing" cmp -s out toy.fr
sed 's/^/zorglub /' toy.fr >begin
translate --prefix begin -i toy.en >out
same "a prefix stands as it was given" 20 "$(grep -c '^zorglub ' out)"
head -n 3 begin >short
gives 3 "fewer prefixes than lines are a mistake" translate "$model" --prefix short -i toy.en
ok "told in one line" one_line err
translate --sample --seed 3 --temperature 5 -i toy.en >one
translate --sample --seed 3 --temperature 5 --batch 3 -t 1 -i toy.en >out
ok "a sample is the same again, in any batch" cmp -s out one
translate --sample --seed 4 --temperature 5 -i toy.en >out
! cmp -s out one
report $? "another seed gives another"
translate --no-repeat-ngram 1 --min-length-factor 1.5 -i toy.en >out
awk '{ for (i = 1; i <= NF; i++) if (seen[NR, $i]++) exit 1 }' out
report $? "--no-repeat-ngram 1: no word comes twice"
printf 'the zorglub is here .\n' >odd
rnnsearch train toy.conf --quiet --text.target_vocabulary 12 --run.dir rare
rnnsearch translate rare/model.safetensors --allow-unk -i toy.en >out
ok "a model of few words writes <unk> where it may" grep -q '<unk>' out
rnnsearch translate rare/model.safetensors --replace-unk -i toy.en >out
same "--replace-unk leaves no <unk>" "20 0" "$(lines out) $(grep -c '<unk>' out)"
gives 2 "a dictionary is for --replace-unk" translate "$model" --dictionary odd -i odd

example=$(dirname "$program")/example
[ ! -x "$example" ] || same "the library's example translates a sentence" "le chat est ici ." \
    "$("$example" "$model" 'the cat is here .' | head -n 1)"

mkdir elsewhere && cp "$model" elsewhere/only.safetensors && mv toy.en elsewhere/
(cd elsewhere && rnnsearch translate only.safetensors -i toy.en) >out
ok "the model file alone is all there is to move" cmp -s out toy.fr

finish
