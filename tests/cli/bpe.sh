#!/bin/sh
# Subwords: learned, applied, undone, and inside a model.
. "$(dirname "$0")/lib.sh"

# repeat N WORD
repeat() { i=0; while [ $i -lt "$1" ]; do printf '%s ' "$2"; i=$((i + 1)); done; }

{ repeat 5 low; repeat 2 lower; echo; repeat 6 newest; repeat 3 widest; echo; } >words
gives 0 "learning succeeds" bpe learn --merges 6 -i words -o codes
same "and prints nothing" "" "$(cat out err)"
cat >expected <<'END'
#version: 0.2
s t</w>
e st</w>
l o
w est</w>
n e
ne west</w>
END
ok "the codes are subword-nmt's: of equals the largest pair first" cmp -s expected codes
same "standard input and output serve too" "$(cat codes)" "$(rnnsearch bpe learn -s 6 <words)"
sed -n 1p words >one
sed -n 2p words | gzip >two.gz
rnnsearch bpe learn --merges 6 -i one -i two.gz >joint
ok "several files count together" cmp -s joint codes
rnnsearch bpe learn --merges 6 -i one two.gz >joint
ok "behind one -i too" cmp -s joint codes
rnnsearch bpe learn --merges 100 --min-frequency 6 -i words >frequent
ok "rarer pairs are not merged" cmp -s frequent codes

printf 'a\rb a\rb\n' | rnnsearch bpe learn --merges 3 -o returns
gives 0 "merges learned from words with a CR inside can be read" bpe apply --codes returns -i words
seq 2000 | gzip -c | head -c 2000 | rnnsearch bpe undo >out 2>err
same "zipped data that are cut off in a pipe are bad data" 3 $?
ok "told in one line" one_line err
[ "$(lines out)" -gt 100 ] && seq 2000 | head -n "$(lines out)" | cmp -s - out
report $? "behind all whole lines, and no half one"

printf 'low  newest\n\nnewer lowest\n' >text
gives 0 "applying succeeds" bpe apply --codes codes -i text
printf 'lo@@ w newest\n\nne@@ w@@ e@@ r lo@@ west\n' >expected
ok "as many lines come out as go in" cmp -s expected out
rnnsearch bpe undo -i out -o back
printf 'low newest\n\nnewer lowest\n' >expected
ok "undo gives the words back" cmp -s expected back
same "at the end of a line too" "a b" "$(echo 'a b@@' | rnnsearch bpe undo)"
printf 'ne@@ 9\nwest 3\nlo@@ 9\nnewest 1\n' >vocabulary
same "pieces below the threshold are taken apart" "lo@@ w ne@@ west" \
    "$(echo 'low newest' | rnnsearch bpe apply -c codes --vocabulary vocabulary \
        --vocabulary-threshold 3)"
same "all merges dropped leave characters" "n@@ e" \
    "$(echo ne | rnnsearch bpe apply -c codes --dropout 1)"

mkfifo question answer
rnnsearch bpe apply -c codes <question >answer &
exec 3>question 4<answer
echo newest >&3
read -r line <&4
same "a pipe is answered line by line" newest "$line"
exec 3>&- 4<&-
wait

gives 2 "a task must be named" bpe
gives 2 "one that there is" bpe teach
gives 2 "merges must be told" bpe learn -i words
gives 2 "so must codes" bpe apply -i words
gives 2 "only learn takes several files" bpe undo -i words -i words
gives 1 "a missing file is a failure" bpe learn --merges 3 -i missing
gives 3 "what is no codes file is bad data" bpe apply --codes words -i text
ok "told in one line, with its place" sh -c '[ "$(wc -l <err)" = 1 ] && grep -q "words:1: " err'
printf '#version: 0.2\na b\nabc\n' >bad
gives 3 "so is a line that is no merge" bpe apply --codes bad -i text
ok "with its place" grep -q 'bad:3: ' err
printf 'caf\351\n' >latin1
gives 3 "text to learn from must be UTF-8" bpe learn --merges 3 -i latin1
ok "with its place" grep -q 'latin1:1: column 4' err

# A model of subwords: plain text in, plain text and words out.
toy_data
train() { rnnsearch train toy.conf --text.bpe_merges 60 --quiet "$@"; }
train --text.bpe-joint yes
same "a model with subwords is trained" 0 $?
ok "its text is whole" sh -c "! '$program' translate toy/model.safetensors -i toy.en | grep @@"
rnnsearch translate toy/model.safetensors -i toy.en -o found --alignment soft \
    --alignment-output found.soft
same "as many words are aligned as there are, and </s>" \
    "$(awk '{ print NF + 1 }' found)" "$(awk '{ print NF }' found.soft)"
same "on both sides" "$(awk '{ print NF + 1 }' toy.en)" \
    "$(awk '{ print split($1, w, ",") }' found.soft)"
ok "most of the pairs were learned" \
    test "$(rnnsearch bleu -b -w 0 --reference toy.fr found)" -ge 50
train --run.dir whole --train.max_updates 20
train --run.dir parts --train.max_updates 10
train --run.dir parts --train.max_updates 20
ok "training that was stopped ends in the same model" \
    cmp -s whole/model.safetensors parts/model.safetensors
ok "from where it was" grep -q '^{"event":"start",.*"update":10[,}]' parts/log.jsonl
train --run.dir dropped --train.bpe_dropout 0.2 --train.max_updates 20 -t 1
same "merges may be dropped in training" 0 $?
train --run.dir dropped-on --train.bpe_dropout 0.2 --train.max_updates 9 -t 2
train --run.dir dropped-on --train.bpe_dropout 0.2 --train.max_updates 20 -t 2
ok "the same ones when it was stopped and went on" \
    cmp -s dropped/model.safetensors dropped-on/model.safetensors
ok "from where it was" grep -q '^{"event":"start",.*"update":9[,}]' dropped-on/log.jsonl
ok "which makes another model" \
    sh -c '! cmp -s dropped/model.safetensors whole/model.safetensors'
gives 2 "there must be merges to drop" train toy.conf --train.bpe_dropout 0.1 --run.dir none
ok "told in one line" sh -c '[ "$(wc -l <err)" = 1 ] && grep -q "give text.bpe_merges" err'
gives 4 "other subwords are refused" train toy.conf --text.bpe_merges 50 --run.dir parts
ok "by name" grep -q 'text.bpe_merges = 60' err

finish
