#!/bin/sh
# Pages of alignments, at once and from json lines; words and their pieces.
. "$(dirname "$0")/lib.sh"

toy_data
rnnsearch train toy.conf --text.bpe-merges 40 --quiet || exit 1
model=toy/model.safetensors
pairs="--source toy.en --target toy.fr"
sentences() { grep '^{"src":' "$1"; }

rnnsearch align "$model" $pairs --alignment json --alignment-unit both -o both.json
ok "view makes a page" rnnsearch view both.json -o both.html
same "with every sentence" 20 "$(sentences both.html | wc -l | tr -d ' ')"
rnnsearch align "$model" $pairs --alignment html -o direct.html
sentences both.html >one
sentences direct.html >two
ok "--alignment html has the same sentences at once, pieces too" cmp -s one two
ok "there are pieces" grep -q '"pieces":.*@@' two
rnnsearch view both.json <both.json >out
ok "standard output takes the page" cmp -s out both.html
rnnsearch view - <both.json >out
sentences out | cmp -s - one
report $? "and standard input the lines"
rnnsearch view both.json both.json >out
same "two files are two models" 2 "$(grep -c '<script type="application/json"' out)"

rnnsearch translate "$model" -i toy.en --n-best 3 --alignment html --alignment-output nbest.html >out
same "every translation of an n-best list is there" "$(lines out)" \
    "$(sentences nbest.html | wc -l | tr -d ' ')"
rnnsearch score "$model" $pairs --alignment html >out
sentences out | cmp -s - one
report $? "score gives it too"

for kind in hard soft nematus json tsv text svg npy; do
    rm -f word
    gives 0 "translate --alignment $kind" translate "$model" -i toy.en --n-best 3 \
        --alignment $kind --alignment-output word
    mv out list
    same "$kind has an entry for every translation" "$(lines list)" "$(
        case $kind in
        hard | soft | json) lines word ;;
        nematus) grep -c ' ||| ' word ;;
        tsv) awk '$2 == 0 && $3 == 0' word | wc -l | tr -d ' ' ;;
        text) grep -c '^$' word ;;
        svg) grep -c '<svg y=' word ;;
        npy) LC_ALL=C grep -aco NUMPY word ;;
        esac)"
done
rnnsearch align "$model" $pairs --alignment json --alignment-unit piece >out
ok "--alignment-unit piece speaks of pieces" grep -q '"src":\[[^]]*@@' out
rnnsearch align "$model" $pairs --alignment json >out
ok "word does not" sh -c '! grep -q "@@\|pieces" out'
rnnsearch align "$model" $pairs --alignment soft --alignment-unit piece >out
awk '{
    for (i = 1; i <= NF; i++) {
        m = split($i, w, ","); sum = 0
        for (j = 1; j <= m; j++) sum += w[j]
        if ((sum - 1)^2 > 1e-6) exit 1
    }
}' out
report $? "rows of pieces sum to 1"
gives 2 "both is for json and html" align "$model" $pairs --alignment-unit both
ok "told in one line" one_line err
gives 2 "a unit is one of three" align "$model" $pairs --alignment-unit letter
gives 2 "without --alignment it says nothing" translate "$model" -i toy.en --alignment-unit piece

LC_ALL=C rnnsearch align "$model" $pairs --alignment text >out
ok "a locale without UTF-8 gets shades of ASCII" grep -q '##\|@@' out
ok "and no blocks" sh -c '! grep -qF -e ░ -e ▒ -e ▓ -e █ -e · out'

echo '{"src": ["a"], "trg": ["b"], "align": [[1, 2]]}' >wrong.json
gives 3 "what is no such line is bad data" view both.json wrong.json -o kept.html
ok "told in one line" one_line err
ok "with its place" grep -q 'wrong.json:1:' err
ok "and no page is left" test ! -e kept.html
gives 2 "a file is needed" view
gives 2 "the page does not replace what it is made from" view both.json -o both.json
gives 1 "one that is there" view lost.json
finish
