#!/bin/sh
# Lexicons from the attention, and translating with a shortlist.
. "$(dirname "$0")/lib.sh"

toy_model || exit 1
model=toy/model.safetensors
pairs="--source toy.en --target toy.fr"

rnnsearch lexicon "$model" $pairs >table
same "every line is a target word, a source word and a probability" "$(lines table)" \
    "$(grep -Ec '^[^ ]+ [^ ]+ (0\.[0-9]{6}|1\.000000)$' table)"
awk '{ if ($2 == before && $3 > p) exit 1; before = $2; p = $3; sum[$2] += $3 }
    END { for (s in sum) if (sum[s] > 1.0001 || sum[s] < 0.9) exit 1 }' table
report $? "the words of a source word come from the likeliest down, and sum to 1"
same "no target word is special" 0 "$(grep -c '^\(</s>\|<unk>\) ' table)"
same "the best of a word is its translation" "chat chien bonjour" \
    "$(for w in cat dog morning; do awk -v w=$w '$2 == w { print $1; exit }' table; done | tr '\n' ' ' |
        sed 's/ $//')"
rnnsearch lexicon "$model" $pairs -t 1 -o one
rnnsearch lexicon "$model" $pairs -t 2 -o two
ok "-o writes a file" cmp -s one table
ok "two threads give the same as one" cmp -s one two
sed 's/cat/c\ta t/' toy.en >tab.en
rnnsearch train toy.conf --quiet --data.source tab.en --run.dir tab --train.max_updates 2
rnnsearch lexicon tab/model.safetensors --source tab.en --target toy.fr >out
ok "a word with a tab is none of the table" sh -c 'grep -q " dog " out && ! grep -q "	" out'
gives 0 "nothing in is nothing out" lexicon "$model" --source /dev/null --target /dev/null
same "and no word is in it" 0 "$(lines out)"

translate() { rnnsearch translate "$model" -i toy.en "$@"; }
translate --n-best 3 >full
translate --n-best 3 --shortlist table --shortlist-first 1000 >out
ok "a shortlist of all words changes nothing" cmp -s out full
translate --shortlist table --shortlist-first 0 --shortlist-best 5 >out
ok "a short one finds what was learnt by heart" cmp -s out toy.fr
translate --shortlist table --shortlist-first 0 --shortlist-best 1 --n-best 3 >short
translate --shortlist table --shortlist-first 0 --shortlist-best 1 --n-best 3 --batch 1 >out
ok "one at a time gives the same as batches" cmp -s out short
printf 'chat cat 1\nici here 1\nle the 1\nest is 1\n' >few
echo 'the cat is here .' | rnnsearch translate "$model" --shortlist few --shortlist-first 0 \
    --n-best 5 --alignment hard >out
same "n-best lists and alignments hold words of the shortlist only" 5 \
    "$(sed 's/^0 ||| \([^|]*\) |||.*/\1/' out |
        grep -Ec '^((chat|ici|le|est)( (chat|ici|le|est))*)?$')"
gzip -c table >table.gz
translate --shortlist table.gz >out
ok "a table may be zipped" cmp -s out toy.fr

gives 1 "a missing table is a failure" translate "$model" -i toy.en --shortlist missing
ok "told in one line with its name" grep -q '^rnnsearch translate: .*missing' err
printf 'chat cat 1\nchien dog\n' >wrong
gives 3 "a line of two columns is bad data" translate "$model" -i toy.en --shortlist wrong
same "told with its line" "rnnsearch translate: wrong:2: three columns expected, target source \
probability, not 2" "$(cat err)"
printf 'chat cat much\n' >wrong
gives 3 "and so is what is no number" translate "$model" -i toy.en --shortlist wrong
same "told with its line" "rnnsearch translate: wrong:1: 'much' is not a probability" "$(cat err)"
awk '{ print $2, $1, $3 }' few >wrong
gives 3 "and a table of the other direction" translate "$model" -i toy.en --shortlist wrong
ok "told in one line" one_line err
gives 2 "how short needs a table" translate "$model" -i toy.en --shortlist-best 5
gives 2 "a model and two files are needed" lexicon "$model" --source toy.en
ok "told in one line" one_line err
head -n 3 toy.fr >three
gives 3 "unequal line counts are bad data" lexicon "$model" --source toy.en --target three -o table
same "and the old table stays" "$(lines one)" "$(lines table)"

rnnsearch train toy.conf --quiet --model.decoder encdec --run.dir fixed --train.max_updates 5
gives 2 "a model without attention has no lexicon" lexicon fixed/model.safetensors $pairs
ok "told in one line" one_line err
gives 0 "but takes one" translate fixed/model.safetensors -i toy.en --shortlist table

rnnsearch train toy.conf --quiet --text.bpe_merges 30 --run.dir pieces
rnnsearch lexicon pieces/model.safetensors $pairs >out
ok "a model of subwords has a lexicon of pieces" grep -q '^[^ ]*@@ ' out
cp out table
rnnsearch translate pieces/model.safetensors -i toy.en >full
rnnsearch translate pieces/model.safetensors -i toy.en --shortlist table >out
ok "and translates with it" cmp -s out full
rnnsearch translate pieces/model.safetensors -i toy.en --shortlist table --shortlist-first 0 \
    --shortlist-best 10 >out
ok "and with few of them nearly as well" \
    test "$(rnnsearch bleu -b -w 0 --reference full out)" -ge 50

finish
