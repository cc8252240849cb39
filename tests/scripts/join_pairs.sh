#!/bin/sh
# A corpus and the same joined into longer lines.
. "$(dirname "$0")/lib.sh"

seq 1 12 >"$work/en"
seq 101 112 >"$work/fr"
expect "join-pairs succeeds" scripts/join-pairs "$work/en" "$work/fr" "$work/out"
head -n 12 "$work/out/source" >"$work/first"
expect "the pairs stand there" cmp "$work/en" "$work/first"
tail -n +13 "$work/out/source" >"$work/joined"
printf '1 2\n3 4 5\n6 7 8 9\n10 11 12\n' >"$work/expected"
expect "and two, three, four of them in a row, the rest at the end" cmp "$work/expected" "$work/joined"
tail -n +13 "$work/out/target" | awk '{ for (i = 1; i <= NF; i++) $i -= 100; print }' >"$work/joined"
expect "the target side alike" cmp "$work/expected" "$work/joined"
gzip "$work/en"
expect "compressed text, too" scripts/join-pairs "$work/en.gz" "$work/fr" "$work/packed"
expect "is the same" cmp "$work/out/source" "$work/packed/source"
seq 1 3 >"$work/short"
expect "unequal sides are refused" refuse scripts/join-pairs "$work/short" "$work/fr" "$work/bad"
exit $bad
