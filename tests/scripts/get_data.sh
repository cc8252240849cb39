# scripts/get-data and scripts/deps, without the network.
. tests/scripts/lib.sh

get_data() { "$work/scripts/get-data" "$@"; } # a copy, so that its data/ is not ours
mkdir -p "$work/scripts" "$work/folder"
cp scripts/get-data "$work/scripts/"
got=$work/data/external/tatoeba

# 4,000 different sentences, each once more with a capital and another translation.
awk 'BEGIN { for (i = 0; i < 4000; i++) { print "go " i ".\tva " i "\tx"; print "Go " i "!\tallez " i "\tx" } }' \
    >"$work/folder/fra.txt"

count() { [ "$(gzip -dc "$got/$1" | wc -l)" -eq "$2" ]; }
keys() { gzip -dc "$got/$1.en.gz" | tr -cd '0-9\n' | LC_ALL=C sort -u; }
disjoint() {
    keys "$1" >"$work/a"
    keys "$2" >"$work/b"
    [ -z "$(LC_ALL=C comm -12 "$work/a" "$work/b")" ]
}
says() { # says WHAT COMMAND...: it fails, in one line that has WHAT in it
    wanted=$1
    shift
    refuse "$@" >"$work/out" 2>&1 && grep "$wanted" "$work/out" && [ "$(wc -l <"$work/out")" -eq 1 ]
}

expect "a folder takes the place of the network" get_data tatoeba --from "$work/folder"
expect "test has 1000 pairs" count test.en.gz 1000
expect "val has 1000 pairs" count val.fr.gz 1000
expect "the rest is train, all translations" count train.fr.gz 4000
expect "no sentence of test is in train" disjoint test train
expect "no sentence of val is in train" disjoint val train
expect "no sentence of val is in test" disjoint val test
cp "$got/test.en.gz" "$work/before"
expect "a second time" get_data tatoeba --from "$work/folder"
expect "gives the same split" cmp "$got/test.en.gz" "$work/before"
for part in train val test_2016_flickr; do
    for side in en fr; do
        echo another | gzip >"$work/folder/$part.$side.gz"
        echo another >"$work/folder/$part.lc.norm.tok.$side"
    done
done
expect "another text is not taken for Multi30k" says SHA-256 get_data multi30k --from "$work/folder"
expect "nor for it as tokens" says SHA-256 get_data multi30k-tok --from "$work/folder"
expect "a missing file is named" says europarl get_data wmt14 --from "$work/folder"

# The archives of WMT 14, a line in each file; wmt14 [MEMBER] leaves that one out.
wmt14() {
    rm -rf "$work/wmt" "$work/tar" "$work/data/external/wmt14"
    mkdir -p "$work/wmt" "$work/tar/training" "$work/tar/dev" "$work/tar/test-full"
    (
        cd "$work/tar" || exit 1
        for side in en fr; do
            for member in training/europarl-v7.fr-en commoncrawl.fr-en \
                training/news-commentary-v9.fr-en dev/newstest2012 dev/newstest2013; do
                echo "$member" >"$member.$side"
            done
        done
        echo '<seg id="1">Q&amp;A</seg>' | tee test-full/newstest2014-fren-src.en.sgm \
            >test-full/newstest2014-fren-ref.fr.sgm
        rm -f "$1"
        tar -czf ../wmt/training-parallel-europarl-v7.tgz training/euro*
        tar -czf ../wmt/training-parallel-commoncrawl.tgz common*
        tar -czf ../wmt/training-parallel-nc-v9.tgz training/news*
        tar -czf ../wmt/dev.tgz dev
        tar -czf ../wmt/test-full.tgz test-full
    )
}
wmt14_lacks() { # wmt14_lacks MEMBER: the corpus is refused, the member named
    wmt14 "$1"
    says "cannot unpack $1" get_data wmt14 --from "$work/wmt"
}
wmt14
got=$work/data/external/wmt14
expect "the parts of WMT 14 are joined" get_data wmt14 --from "$work/wmt"
expect "train of three" count train.en.gz 3
expect "valid of two" count valid.fr.gz 2
expect "the test set is without its markup" [ "$(gzip -dc "$got/test.fr.gz")" = 'Q&A' ]
for member in training/europarl-v7.fr-en.en commoncrawl.fr-en.fr dev/newstest2012.en \
    test-full/newstest2014-fren-ref.fr.sgm; do
    expect "WMT 14 without $member is refused" wmt14_lacks "$member"
done
expect "an unknown corpus is a usage error" says usage get_data nothing
expect "missing packages are named" says 'missing: jansson (Debian: libjansson-dev)' \
    sh -c 'PKG_CONFIG_LIBDIR=/nowhere PKG_CONFIG_PATH= scripts/deps --check 2>&1 | grep jansson; exit 1'
expect "and that is a failure" refuse env PKG_CONFIG_LIBDIR=/nowhere PKG_CONFIG_PATH= scripts/deps --check
exit $bad
