# lib.sh -- what scripts share; bleu_between needs $program and $out.

# stop MESSAGE [STATUS]
stop() {
    echo "${0##*/}: $1" >&2
    exit "${2:-1}"
}

# text FILE: what it says, compressed or not.
text() {
    case $1 in
    *.gz) gzip -dc "$1" ;;
    *) cat "$1" ;;
    esac
}

# bleu_between FROM TO SOURCE REFERENCE TRANSLATION: BLEU of the translations of sources with FROM
# to TO words.
bleu_between() {
    paste "$3" "$4" "$5" | awk -F '\t' -v from="$1" -v to="$2" \
        -v ours="$out/ours" -v theirs="$out/theirs" '
        { n = split($1, words, " ") }
        n >= from && n <= to { print $2 >theirs; print $3 >ours }'
    "$program" bleu --score-only --reference "$out/theirs" "$out/ours"
    rm -f "$out/ours" "$out/theirs"
}

# speed LOG: the median of its words a second.
speed() {
    sed -n 's/.*"words_per_second":\([0-9]*\).*/\1/p' "$1" | sort -n |
        awk '{ at[NR] = $1 } END { if (NR) print at[int((NR + 1) / 2)] }'
}

# markdown: a table with tabs between, its head first, as one with bars.
markdown() {
    awk -F '\t' -v OFS=' | ' '
        { $1 = $1; print "| " $0 " |" }
        NR == 1 { for (k = 1; k <= NF; k++) printf k == 1 ? "|---" : "|--:"; print "|" }'
}
