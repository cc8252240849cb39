#!/bin/sh
# Help, mistakes on the command line, exit statuses, and where what is written goes.
. "$(dirname "$0")/lib.sh"

gives 0 "--help succeeds" --help
ok "and lists the commands on standard output" grep -q '^  translate ' out
same "and nothing on standard error" "" "$(cat err)"
gives 0 "--version succeeds" --version
ok "and names the version" grep -Eq '^rnnsearch [0-9]+\.[0-9]+\.[0-9]+$' out

for command in train translate align score symmetrize view lexicon bpe bleu aer info average check attend bench; do
    gives 0 "help $command succeeds" help $command
    cp out expected
    gives 0 "$command --help succeeds" $command --help
    ok "and says the same" cmp -s out expected
done
rnnsearch help translate >out
ok "help shows defaults" grep -q -- '--beam-size N .*\[5\]' out
rnnsearch help train >out
ok "help of train shows the config" grep -q -- '--train.batch_size' out

gives 2 "no command is a mistake"
ok "told in one line" one_line err
gives 2 "an unknown command is a mistake" trian
same "and the nearest is suggested" \
    "rnnsearch: there is no command 'trian'; did you mean train?" "$(cat err)"
same "and nothing goes to standard output" "" "$(cat out)"
gives 2 "so is a very long one" "$(printf '%0200d' 0)"
same "which nothing is near" 0 "$(grep -c 'did you mean' err)"
gives 2 "an unknown option is a mistake" translate m --bean-size 3
same "and the nearest is suggested" \
    "rnnsearch translate: there is no option --bean-size; did you mean --beam-size?" "$(cat err)"
gives 2 "a config key without its section is a mistake" train c --batch-size 3
ok "and the section is suggested" grep -q 'did you mean --train.batch_size?' err
gives 2 "a number must be one" translate m --beam-size many
ok "told in one line" one_line err
gives 0 "-h among other letters shows help" bleu -bh
ok "and nothing else" grep -q '^usage: .*bleu' out
gives 2 "a number must be in its range" translate m -b 0
gives 2 "a value must be there" translate m --beam-size
gives 2 "a flag takes no value" translate m --allow-unk=yes
gives 2 "more n-best than the beam is a mistake" translate m -b 3 --n-best 4
gives 2 "seventeen models are a mistake" translate 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17
ok "told in one line" one_line err
gives 2 "an operand too many is a mistake" info a b

gives 1 "a missing model is a failure of the system" info missing.safetensors
ok "told in one line with the name" grep -q '^rnnsearch info: .*missing.safetensors' err
echo "not a model, but text that is long enough to be read as a header" >text
gives 4 "a file that is no model is a bad model" info text
ok "told in one line" one_line err
gives 4 "for translate too" translate text -i text
: >empty.conf
gives 2 "an unknown setting is a mistake" train empty.conf --model.hiden 3
ok "and the nearest is suggested" grep -q hidden err
gives 2 "a config without data is a mistake" train empty.conf

if [ -w /dev/full ]; then
    rnnsearch --help >/dev/full 2>err
    same "a full disk is a failure" 1 $?
    ok "told in one line" one_line err
fi

for command in align symmetrize; do
    rnnsearch help $command >out
    ok "help $command lists the choices as a sentence" grep -Eq '(svg or html|or invert) \[' out
done

rnnsearch manual >rnnsearch.1
rnnsearch --help | sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p' >commands
ok "the manual page names every command" sh -c '
    [ "$(wc -l <commands)" -ge 15 ] || exit 1
    while read -r c; do grep -q "^.SS .rnnsearch $c " rnnsearch.1 || exit 1; done <commands'
if command -v groff >/dev/null; then
    same "and groff has nothing to say against it" "" \
        "$(groff -man -Tascii -ww -z rnnsearch.1 2>&1)"
fi

finish
