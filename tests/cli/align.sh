#!/bin/sh
# Alignments and scores of given translations, and of those found.
. "$(dirname "$0")/lib.sh"

toy_model || exit 1
model=toy/model.safetensors
pairs="--source toy.en --target toy.fr"

rnnsearch align "$model" $pairs --weights attention --threshold 0 >hard
same "align gives every pair a line" 20 "$(lines hard)"
same "of links" 20 "$(grep -Ec '^([0-9]+-[0-9]+ ?)+$' hard)"
rnnsearch translate "$model" -i toy.en --alignment hard --threshold 0 >out
sed 's/.* ||| //' out >found
ok "translations found hang together as when given" cmp -s found hard
sed 's/ ||| .*//' out | cmp -s - toy.fr
report $? "and the translation stands before them"
rnnsearch translate "$model" -i toy.en --alignment hard --threshold 0 --alignment-output links >out
ok "--alignment-output takes them to a file" cmp -s links hard
ok "and leaves the translations alone" cmp -s out toy.fr

rnnsearch score "$model" $pairs --alignment soft >soft
awk -F ' [|][|][|] ' '{
    n = split($2, row, " ")
    for (i = 1; i <= n; i++) {
        m = split(row[i], w, ","); sum = 0
        for (j = 1; j <= m; j++) sum += w[j]
        if ((sum - 1)^2 > 1e-6) exit 1
    }
}' soft
report $? "every row of soft sums to 1"
paste -d '|' soft toy.en toy.fr | awk -F '|' '{
    groups = split($4, g, " "); columns = split(g[1], c, ",")
    if (groups != split($6, t, " ") + 1 || columns != split($5, s, " ") + 1) exit 1
}'
report $? "soft has a row for each target word and </s>, a column for each source word and </s>"
rnnsearch score "$model" $pairs >plain
sed 's/ ||| .*//' soft | cmp -s - plain
report $? "score is the same with alignments and without"
awk '$1 > 0 { exit 1 }' plain
report $? "no probability is above 1"

for kind in nematus json npy tsv text svg; do
    gives 0 "align --alignment $kind" align "$model" $pairs --alignment $kind
    ok "gives something" test -s out
done
rnnsearch align "$model" $pairs --alignment json >out
same "json has an object a line" 20 "$(grep -c '^{.*}$' out)"
rnnsearch align "$model" $pairs --alignment nematus >out
same "nematus has a heading and an empty line a pair" "20 20" \
    "$(grep -c '^[0-9]* ||| .* ||| [0-9]* [0-9]*$' out) $(grep -c '^$' out)"
rnnsearch align "$model" $pairs --alignment npy | LC_ALL=C tr -c 'A-Z\n' ' ' >out
same "npy has an array a pair" 20 "$(grep -o NUMPY out | wc -l | tr -d ' ')"
rnnsearch translate "$model" -i toy.en --alignment npy --alignment-output toy.npy >out
rnnsearch align "$model" $pairs --alignment npy -o toy2.npy
same "and is the same size for translations found" "$(wc -c <toy2.npy)" "$(wc -c <toy.npy)"

rnnsearch align "$model" $pairs --alignment soft --alignment-eos renorm >out
awk -v OFS= '{
    for (i = 1; i <= NF; i++) {
        m = split($i, w, ","); sum = 0
        for (j = 1; j <= m; j++) sum += w[j]
        if ((sum - 1)^2 > 1e-6) exit 1
    }
}' out
report $? "--alignment-eos renorm leaves rows that sum to 1"
awk '{ print NF }' out >groups
awk '{ print NF }' toy.fr | cmp -s - groups
report $? "a row for each word of the target"
rnnsearch align "$model" $pairs --alignment-eos renorm --threshold 0 >out
awk '{ print NF }' out | cmp -s - groups
report $? "and a link for each"
rnnsearch align "$model" $pairs --threshold 0.01 >many
rnnsearch align "$model" $pairs --threshold 0.9 >few
ok "a lower threshold links more" [ "$(wc -w <many)" -gt "$(wc -w <few)" ]
rnnsearch align "$model" $pairs --alignment-eos keep --threshold 0 >out
awk '{ print NF - 1 }' out | cmp -s - groups
report $? "--alignment-eos keep links </s> too"
gives 2 "--alignment-eos takes three words" align "$model" $pairs --alignment-eos lose
ok "told in one line" one_line err
gives 2 "a threshold is below 1" align "$model" $pairs --threshold 1
gives 2 "a threshold is for hard links" score "$model" $pairs --alignment json --threshold 0.5
gives 2 "without --alignment these say nothing" translate "$model" -i toy.en --alignment-eos keep
gives 0 "--confidence tells of every word" align "$model" $pairs --alignment json --confidence
same "in every line" 20 \
    "$(grep -c '"confidence":{"log_p":\[.*"entropy":\[.*"coverage":\[.*"untranslated":\[' out)"
gives 2 "confidence is for json" align "$model" $pairs --confidence
gives 2 "two outputs to one file are a mistake" score "$model" $pairs -o x --alignment soft \
    --alignment-output x
gives 2 "another kind is a mistake" align "$model" $pairs --alignment heard
ok "told in one line" one_line err
rnnsearch align "$model" $pairs >out
rnnsearch align "$model" $pairs -o saved
ok "-o writes a file" cmp -s saved out
rnnsearch align "$model" $pairs --weights posterior --threshold 0.4 >expected
ok "hard links are of the posterior, above 0.4" cmp -s expected out
gives 2 "other weights are a mistake" align "$model" $pairs --weights prior
ok "told in one line" one_line err
rnnsearch score "$model" $pairs --alignment soft --weights posterior >out
sed 's/ ||| .*//' out | cmp -s - plain
report $? "the posterior leaves the score alone"

rnnsearch align "$model" $pairs --tokenized >out
ok "text of words between blanks is the same when it is said to be" cmp -s out saved
rnnsearch train toy.conf --quiet --text.tokenizer moses-like --run.dir moses --train.max_updates 2
echo 'the cat.' | tee out.en >out.fr
rnnsearch align moses/model.safetensors --source out.en --target out.fr --alignment json >out
ok "a model of words and marks cuts text into them" grep -q '"cat","\."' out
rnnsearch align moses/model.safetensors --source out.en --target out.fr --tokenized \
    --alignment json >out
ok "--tokenized leaves words whole" grep -q '"cat\."' out
rnnsearch translate "$model" -i out.en --tokenized >out
same "and gives translations so" 1 "$(lines out)"
rnnsearch train toy.conf --quiet --text.tokenizer char --run.dir characters --train.max_updates 2
gives 2 "a model of characters has no words" translate characters/model.safetensors -i out.en \
    --tokenized
ok "told in one line" one_line err

printf 'the cat is here .\n\nthe dog is here .\n' >source
printf 'le chat est ici .\nquoi ?\nle chien est ici .\n' >target
rnnsearch align "$model" --source source --target target --weights attention --threshold 0 >out
same "a blank side keeps its line" "$(sed -n 1p hard)//$(sed -n 2p hard)" \
    "$(tr '\n' '/' <out | sed 's,/$,,')"
gives 3 "unequal line counts are bad data" align "$model" --source source --target toy.fr
same "told with both counts" "rnnsearch align: source has 3 lines and toy.fr has 20; each line \
must be the other's translation" "$(cat err)"
gives 3 "whichever is shorter" score "$model" --source toy.en --target target

sed 's/source = toy.en/source = toy.fr/; s/target = toy.fr/target = toy.en/; s/dir = toy/dir = back/' \
    toy.conf >back.conf
rnnsearch train back.conf --quiet
back=back/model.safetensors
rnnsearch align "$model" $pairs >ours
rnnsearch align "$back" --source toy.fr --target toy.en >theirs
rnnsearch symmetrize theirs --method invert >reverse
same "invert turns every link round" "$(tr ' ' '\n' <theirs | sort)" \
    "$(tr ' ' '\n' <reverse | sed 's/\(.*\)-\(.*\)/\2-\1/' | sort)"
for how in intersect union grow-diag grow-diag-final grow-diag-final-and; do
    rnnsearch symmetrize ours reverse --method $how >expected
    gives 0 "align --symmetrize $how" align "$model" $pairs --reverse "$back" --symmetrize $how
    ok "joins as symmetrize does" cmp -s out expected
    ok "in as many lines" [ "$(lines out)" -eq 20 ]
done
rnnsearch align "$model" $pairs --reverse "$back" --symmetrize mean >expected
rnnsearch align "$model" $pairs --reverse "$back" >out
ok "--reverse alone is the mean of both" cmp -s out expected
same "in as many lines" 20 "$(lines out)"
rnnsearch align "$model" $pairs --reverse "$back" --alignment tsv --weights posterior --balance 0 >out
rnnsearch align "$model" $pairs --alignment tsv --weights posterior >forward
rnnsearch align "$back" --source toy.fr --target toy.en --alignment tsv --weights posterior >backward
awk -F '\t' '
    FNR == 1 { file++; next }
    file == 1 { ours[$1, $2, $3] = $6; all++ }
    file == 2 { theirs[$1, $3, $2] = $6 }
    file == 3 { seen++; if (($6 - (ours[$1, $2, $3] + theirs[$1, $2, $3]) / 2)^2 > 1e-10) bad = 1 }
    END { exit bad || !seen || seen != all }
' forward backward out
report $? "which every kind shows"
rnnsearch align "$model" --source source --target target --reverse "$back" >out
same "a blank side keeps its line with two models" "3 2" "$(lines out) $(grep -c . out)"
gives 2 "the methods for links join no weights" align "$model" $pairs --reverse "$back" \
    --symmetrize union --alignment soft
gives 2 "--symmetrize needs --reverse" align "$model" $pairs --symmetrize union
gives 2 "invert joins nothing" align "$model" $pairs --reverse "$back" --symmetrize invert
gives 2 "symmetrize takes two files" symmetrize hard
gives 2 "and invert one" symmetrize hard reverse --method invert
gives 2 "another method is a mistake" symmetrize hard reverse --method grow
head -n 3 reverse >short
gives 3 "unequal line counts are bad data" symmetrize hard short
same "told with both counts" "rnnsearch symmetrize: hard has 20 lines and short has 3; they must \
be of the same sentences" "$(cat err)"
sed '2s/.*/0:0/' reverse >wrong
gives 3 "what is no link is bad data" symmetrize hard wrong
same "told with its line" \
    "rnnsearch symmetrize: hard and wrong: line 2: reverse alignment: '0:0' is not a link; write i-j" "$(cat err)"

cp hard gold
gives 0 "aer reads what align writes" aer --gold gold hard
ok "and finds no error in it against itself" grep -q '^AER = 0.0000 ' out

rnnsearch train toy.conf --quiet --model.decoder encdec --run.dir fixed --train.max_updates 5
gives 2 "a model without attention has no alignment" align fixed/model.safetensors $pairs
ok "told in one line" one_line err
gives 2 "and translate has none of it to show" translate fixed/model.safetensors -i toy.en \
    --alignment hard
same "nor half a line" "" "$(cat out)"
gives 0 "but it scores" score fixed/model.safetensors $pairs
same "every pair" 20 "$(lines out)"

finish
