#!/bin/sh
# bleu and aer.
. "$(dirname "$0")/lib.sh"

version=$(rnnsearch --version | sed 's/ /-/')
signature="nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:$version"
printf 'The cat sat on the mat.\nIt is raining, again.\n' >reference

gives 0 "the reference scored against itself" bleu --reference reference reference
same "is 100" "BLEU|$signature = 100.0 100.0/100.0/100.0/100.0 (BP = 1.000 ratio = 1.000 \
hyp_len = 13 ref_len = 13)" "$(cat out)"
same "standard input is read when no file is named" "$(cat out)" \
    "$(rnnsearch bleu --reference reference <reference)"
same "-b prints the score alone" 100.0 "$(rnnsearch bleu -b --reference reference reference)"
same "-w sets its decimals" 100.000 "$(rnnsearch bleu -bw3 --reference=reference reference)"

printf 'the cat the cat on the mat\n' >hypothesis
printf 'the cat is on the mat\n' >short
# precisions 5/7 3/6 1/5 and, smoothed, 1/(2*4)
same "precisions, smoothing and lengths are sacreBLEU's" \
    "BLEU|$signature = 30.7 71.4/50.0/20.0/12.5 (BP = 1.000 ratio = 1.167 \
hyp_len = 7 ref_len = 6)" \
    "$(rnnsearch bleu --reference short hypothesis)"
same "--chrf adds a line" \
    "chrF2|nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:$version = 100.0" \
    "$(rnnsearch bleu --chrf --reference short short | tail -n 1)"
ok "--tokenize none is told in the signature" sh -c \
    "'$program' bleu --tokenize none --reference short short | grep -q 'tok:none'"
# What sacreBLEU 2.6.0 prints for these two, -m bleu chrf -w 4.
printf "Il a payé 3.50 € - pas 4.000 \$!\n\"L'été\" & l'hiver\n" >said
printf "A-t-il dit «oui» ?\n\n1 - 2 et x-y, 10,5 %%…\n" >>said
printf "Il a payé 3,50 € — pas 4.000 \$ !\n&quot;L'été&quot; &amp; l'hiver\n" >wanted
printf "A-t-il dit « oui » ?\n\n1-2 et x-y, 10.5%%...\n" >>wanted
rnnsearch bleu -w 4 --chrf --reference wanted said | sed 's/^[^ ]* = //' >out
same "marks, entities and odd spaces count as sacreBLEU counts them" \
    "48.2859 82.1/62.5/50.0/37.5 (BP = 0.867 ratio = 0.875 hyp_len = 28 ref_len = 32) 59.1610" \
    "$(paste -sd ' ' out)"
printf 'rien du tout ici\n\n' >said
printf 'un chat noir\nle chien\n' >wanted
same "no match at all, too" "0.0000 7.2016" \
    "$(rnnsearch bleu -bw4 --chrf --reference wanted said | paste -sd ' ' -)"
for n in 99 100; do
    yes 'le chat .' | head -n $n >dotted
    rnnsearch bleu --reference dotted dotted >out 2>err
    same "$n lines that end in ' .' are $((n == 100)) times doubted" $((n == 100)) "$(lines err)"
done
rnnsearch bleu --tokenize none --reference dotted dotted >out 2>err
same "tokenized text as it is said to be is not" 0 "$(lines err)"
gives 2 "another tokenizer is a mistake" bleu --tokenize zh --reference short short
gzip -c reference >reference.gz
same "a reference may be zipped" "100.0" "$(rnnsearch bleu -b --reference reference.gz reference)"
gives 3 "unequal line counts are bad data" bleu --reference reference short
ok "told with both counts" grep -q '1 lines.*2' err
one_input() { # ARGUMENT...: two files cannot both be standard input
    gives 2 "$* is a mistake" "$@"
    same "told in one line" "rnnsearch $1: only one of the two files can be standard input; name \
the other" "$(cat err)"
}
one_input bleu --reference - -
one_input bleu --reference -
one_input aer --gold - -
one_input aer --gold -
one_input symmetrize - -
same "one of them may be" 100.0 "$(rnnsearch bleu -b --reference - reference <reference)"
gives 1 "a missing file is a failure" bleu --reference missing short

echo '0-0 1-1 2-3' >links
echo '0-0 1p1 2-2' >gold
# A = {00 11 23}, S = {00 22}, P = {00 11 22}:  1 - (1 + 2) / (3 + 2)
same "aer counts sure and possible links" \
    "AER = 0.4000  precision = 0.6667  recall = 0.5000  F = 0.5714  (links = 3 sure = 2 possible = 3)" \
    "$(rnnsearch aer --gold gold links 2>err)"
same "and says what gold counts from" \
    "rnnsearch aer: gold counts from 0, as line 1 has an index 0" "$(cat err)"
echo '1-1 2p2 3-3' >gold1
same "gold may count from 1" "$(rnnsearch aer --gold gold --gold-base 0 links)" \
    "$(rnnsearch aer --gold gold1 --gold-base 1 <links)"
for n in 1 2 3 4 5 6 7 8 9 10; do cat gold1; done >gold10
for n in 1 2 3 4 5 6 7 8 9 10; do cat links; done >links10
gives 0 "ten lines without an index 0 count from 1" aer --gold gold10 links10
same "and it is said" "rnnsearch aer: gold10 counts from 1, as none of its 10 lines with links \
has an index 0" "$(cat err)"
ok "with the same rate" grep -q '^AER = 0.4000 ' out
gives 2 "one line is too few to tell" aer --gold gold1 links
ok "told in one line" one_line err
gives 2 "the base is 0, 1 or auto" aer --gold gold1 --gold-base 2 links
gives 3 "an index below the base is bad data" aer --gold gold --gold-base 1 links
echo '0-x' >bad
gives 3 "what is no link is bad data" aer --gold gold bad
ok "told in one line" one_line err
printf '0-0\n1-1\n' >two
gives 3 "unequal line counts are bad data" aer --gold gold two

: >empty
gives 3 "an empty reference is bad data" bleu --reference empty empty
gives 3 "and so is an empty gold file" aer --gold empty empty
ok "told in one line" one_line err
finish
