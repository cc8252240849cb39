#!/bin/sh
# check: what it says of a corpus, how bad that is, as lines and as JSON; the same before a training.
. "$(dirname "$0")/lib.sh"
toy_data

gives 0 "a sound corpus passes" check --source toy.en --target toy.fr
ok "with a line of the vocabularies" grep -q '^note     vocabularies of [0-9]* and [0-9]* words' out
same "and a last line that counts" "20 pairs of lines: 0 errors, 0 warnings, 1 note" \
    "$(tail -n 1 out)"
same "and nothing on standard error" "" "$(cat err)"

gives 0 "a config's training is worked out too" check toy.conf --text.tokenizer=space
ok "its memory and its time" \
    grep -Eq '^note     training takes at most [0-9]+ MB of memory and about .* an epoch' out
ok "and no run is begun" [ ! -e toy ]
gives 0 "an option of the config may be given" check toy.conf --data.max_length 5
ok "and counts" grep -q 'longer than 5 words' out

sed 3d toy.fr >short.fr
gives 3 "unequal line counts are an error" check --source toy.en --target short.fr
same "told with both counts" "error    toy.en: 20 lines here and 19 in short.fr; line k of one must \
translate line k of the other" "$(head -n 1 out)"
same "and on standard error in one line" \
    "rnnsearch check: the data need mending (errors: 1, warnings: 0)" "$(cat err)"

iconv -f utf8 -t latin1 toy.fr >latin1.fr
gives 3 "Latin-1 is an error" check --source toy.en --target latin1.fr
ok "with its place and the cure" grep -q \
    '^error    latin1.fr:17:2: invalid UTF-8 (byte 0xF9); .* iconv -f latin1 -t utf8$' out
gzip -k latin1.fr
gives 3 "in a zipped file too" check --source toy.en --target latin1.fr.gz
ok "by its name" grep -q '^error    latin1.fr.gz:17:2: ' out

sed '5s/noir/\xc2\x85/' toy.fr >odd.fr
gives 0 "a warning is no error" check --source toy.en --target odd.fr
ok "told with its place" grep -q '^warning  odd.fr:5:9: a line separator .*(U+0085)' out
gives 3 "but with --strict it is" check --source toy.en --target odd.fr --strict

gives 0 "held-out text is looked for in the training text" check --source toy.en --target toy.fr \
    --test-source toy.en --test-target toy.fr
ok "and found" grep -q '^warning  toy.en:1: this pair is toy.en:1 too; 20 of 20 .* test pairs' out

rnnsearch check --source toy.en --target toy.fr --json >out
ok "where there is no validation text nothing is said of it" grep -q '"valid_unknown":null' out
gives 3 "--json prints one object" check --source toy.en --target short.fr --json
ok "on one line" one_line out
ok "with all of it" grep -q '^{"lines":\[20,19\],"errors":1,.*"kind":"line-counts","file":"toy.en"' \
    out

gives 2 "no corpus is a mistake" check
gives 2 "one side is a mistake" check --source toy.en
gives 2 "a config and a corpus are a mistake" check toy.conf --source toy.en --target toy.fr
gives 2 "a config and one side, too" check toy.conf --source toy.en
cp toy.en 'a$b$$.en'
gives 0 "a name is taken as it is" check --source 'a$b$$.en' --target toy.fr
gives 0 "in a setting a dollar is written twice" check toy.conf --data.source 'a$$b$$$$.en'
gives 2 "standard input is a mistake" check --source - --target toy.fr
ok "told in one line" one_line err
gives 1 "a missing file is a failure" check --source toy.en --target missing
ok "told in one line" one_line err
export TMPDIR=/nonexistent
gives 1 "no room for what it reads is not the data's fault" check --source toy.en --target toy.fr
unset TMPDIR
ok "told in one line" one_line err

printf 'one\nd\351j\340\nx\n' >bad
gives 0 "bleu takes invalid UTF-8" bleu --reference bad bad
same "and says so once a file" 2 "$(lines err)"
same "with the place and how many" "rnnsearch: bad:2:2: invalid UTF-8 (byte 0xE9) was read as \
U+FFFD; 2 such bytes in all; rnnsearch check says more" "$(head -n 1 err)"
rnnsearch train toy.conf --quiet --train.max_updates 1
gives 0 "so does translate" translate toy/model.safetensors -i bad
same "which gives as many lines" 3 "$(lines out)"
same "and says so once" 1 "$(grep -c 'bad:2:2: invalid UTF-8' err)"
gives 0 "and score" score toy/model.safetensors --source bad --target bad
same "which gives as many lines" 3 "$(lines out)"
finish
