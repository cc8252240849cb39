#!/bin/sh
# attend: matrices in, matrices out.
. "$(dirname "$0")/lib.sh"

printf '2 0 2\n2 0 0\n4 0 2\n2 1 2\n' >query
printf '2\t2\t2\n0\t2\t1\n2\t4\t3\n0\t1\t1\n' >keys
printf '1 1 0\n0 1 1\n1 2 1\n0 0 0\n' >values

gives 0 "rows of numbers look at rows of numbers" \
    attend --query query --keys keys --values values --weights weights -o out.npy
ok "an .npy is what the name asks for" sh -c "head -c 6 out.npy | grep -q NUMPY"
same "the weights have a row for each query" 4 "$(wc -l <weights)"
rnnsearch attend --query query --keys keys --values values >lines
same "the mean of the values is as worked out elsewhere" "0.985220 1.741741 0.756520" \
    "$(awk 'NR == 1 { printf "%.6f %.6f %.6f\n", $1, $2, $3 }' lines)"
rnnsearch attend --query out.npy --keys out.npy --values out.npy --score general >again
rnnsearch attend --query lines --keys lines --values lines --score dot >same
same "an .npy is read as the same lines are" "$(awk '{ printf "%.6f ", $1 }' same)" \
    "$(awk '{ printf "%.6f ", $1 }' again)"

gives 2 "a score that there is not is a mistake" \
    attend --query query --keys keys --values values --score cosine
gives 2 "heads that do not share out the columns too" \
    attend --query query --keys keys --values values --heads 2
gives 2 "nothing to look at as well" attend --query query
printf '1 2\n' >short
gives 3 "unequal rows are bad data" attend --query short --keys keys --values values
finish
