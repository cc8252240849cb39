#!/bin/sh
# The benchmark says what it measured, on sizes of one's choice.
. "$(dirname "$0")/lib.sh"

toy_data
gives 0 "bench measures a config's sizes" bench toy.conf --seconds 0.05 --length 6 \
    --text.source_vocabulary 50 --text.target_vocabulary 60
ok "training in words a second" grep -Eq '^training +[0-9]+ target words/s' out
ok "as a part of the peak" grep -Eq '^arithmetic .* % of the peak' out
ok "by stages that add up to all of it" sh -c \
    "awk '/ %  / && !/^arith/ { sum += \$1 } END { exit !(sum > 97 && sum < 103) }' out"
same "and translation for three beams" "1 5 12" \
    "$(awk 'seen { print $1 } /^beam/ { seen = 1 }' out | tr '\n' ' ' | sed 's/ $//')"
gives 0 "translation is left out on request" bench toy.conf --seconds 0.05 --length 6 \
    --text.source_vocabulary 50 --text.target_vocabulary 60 --training-only
ok "no table of beams then" sh -c '! grep -q ^beam out'
gives 0 "in no time an update is measured all the same" bench toy.conf --seconds 0 --length 6 \
    --text.source_vocabulary 50 --text.target_vocabulary 60 --training-only
ok "and no number is missing" sh -c '! grep -q nan out'
gives 2 "two configs are a mistake" bench toy.conf toy.conf
finish
