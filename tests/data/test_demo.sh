#!/bin/sh
# test_demo.sh -- the demo corpus is what its grammar writes, and what data/README.md promises.
#
#     tests/data/test_demo.sh      needs build/demo-corpus
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C
corpus=data/demo
rebuilt=build/tmp/demo-corpus
rm -rf "$rebuilt"
mkdir -p "$rebuilt"
failures=0

ok() { # NAME COMMAND...
    name=$1
    shift
    if "$@"; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        failures=$((failures + 1))
    fi
}

parts='train valid test'
each_file() { for part in $parts; do for side in en fr align; do echo "$part.$side"; done; done; }

is_rebuilt() {
    build/demo-corpus --tokens "$rebuilt" || return 1
    for file in $(each_file); do
        cmp "$corpus/$file" "$rebuilt/$file" || return 1
    done
}

lines() { wc -l <"$1" | tr -d ' '; }

has_lines() { # PART COUNT
    for side in en fr align; do
        [ "$(lines "$corpus/$1.$side")" -eq "$2" ] || return 1
    done
}

is_small() {
    for file in $(each_file); do
        [ "$(wc -c <"$corpus/$file")" -lt 1000000 ] || return 1
    done
}

stands_once() { [ -z "$(sort "$corpus"/*.en | uniq -d)" ]; }

# 3 to 40 words, 9 to 12 on average, in train.
has_lengths() { # LANGUAGE
    awk 'NF < 3 || NF > 40 { bad = 1 } { words += NF }
        END { mean = words / NR; exit bad || mean < 9 || mean > 12 }' "$rebuilt/train.tokens.$1"
}

# So many forms at least, all but a few of them eight times or more.
has_forms() { # LANGUAGE FORMS
    tr ' ' '\n' <"$rebuilt/train.tokens.$1" | sort | uniq -c |
        awk -v least="$2" '$1 < 8 { seldom++ } END { exit NR < least || seldom > 10 }'
}

knows() { # LANGUAGE: a word of test stands in train
    tr ' ' '\n' <"$rebuilt/test.tokens.$1" | sort -u >"$rebuilt/asked"
    tr ' ' '\n' <"$rebuilt/train.tokens.$1" | sort -u >"$rebuilt/known"
    [ -z "$(comm -23 "$rebuilt/asked" "$rebuilt/known")" ]
}

# Every link is well formed, points into its pair, and follows the one before it.
has_links() { # PART
    paste -d '\t' "$rebuilt/$1.tokens.en" "$rebuilt/$1.tokens.fr" "$corpus/$1.align" |
        awk -F '\t' '{
            source = split($1, word, " "); target = split($2, word, " ")
            before = -1
            for (k = 1; k <= split($3, link, " "); k++) {
                if (link[k] !~ /^[0-9]+[-p][0-9]+$/) exit bad = 1
                split(link[k], at, /[-p]/)
                place = at[1] * 100 + at[2]
                if (at[1] >= source || at[2] >= target || place <= before) exit bad = 1
                before = place
            }
        } END { exit bad }'
}

# A French word without a link is a rare thing.
links_the_french() {
    paste -d '\t' "$rebuilt/train.tokens.fr" "$corpus/train.align" |
        awk -F '\t' '{
            words = split($1, word, " "); links = split($2, link, " ")
            split("", linked)
            for (k = 1; k <= links; k++) { split(link[k], at, /[-p]/); linked[at[2]] = 1 }
            for (i = 0; i < words; i++) { all++; if (!(i in linked)) alone++ }
        } END { exit alone * 500 > all }'
}

joins_back() { # LANGUAGE: the text is the tokens, but for the blanks
    tr -d ' ' <"$rebuilt/train.tokens.$1" >"$rebuilt/joined"
    tr -d ' ' <"$corpus/train.$1" | cmp -s - "$rebuilt/joined"
}

ok "the grammar writes the committed corpus, byte for byte" is_rebuilt
ok "train has 20,000 pairs" has_lines train 20000
ok "valid has 1,000 pairs" has_lines valid 1000
ok "test has 1,000 pairs" has_lines test 1000
ok "every file is smaller than 1,000,000 bytes" is_small
ok "no English sentence stands twice" stands_once
ok "English sentences have 3 to 40 words, about ten" has_lengths en
ok "French sentences have 3 to 40 words, about ten" has_lengths fr
ok "train has 950 English forms, seen often enough" has_forms en 950
ok "train has 1,200 French forms, seen often enough" has_forms fr 1200
ok "test has no English word that train has not" knows en
ok "test has no French word that train has not" knows fr
for part in $parts; do
    ok "the links of $part point into their pairs, in order" has_links "$part"
done
ok "French words have a link" links_the_french
ok "the English text is its tokens" joins_back en
ok "the French text is its tokens" joins_back fr
[ "$failures" -eq 0 ]
