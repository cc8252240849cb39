#!/bin/sh
# Keeping models and making one of them.
. "$(dirname "$0")/lib.sh"

toy_data
rnnsearch train toy.conf --quiet --train.max_updates 30 --valid.source toy.en --valid.target toy.fr \
    --valid.every 10 --run.keep 2
same "a run keeps its last models" "toy/model.20.safetensors toy/model.30.safetensors" \
    "$(echo toy/model.[0-9]*.safetensors)"
gives 0 "average makes one model of them" average -o mean toy/model.[0-9]*.safetensors
ok "and says nothing" test ! -s out
ok "that describes itself as they do" test "$(rnnsearch info mean)" = \
    "$(rnnsearch info toy/model.20.safetensors)"
gives 0 "that translates" translate mean -i toy.en
same "each line" "$(lines toy.en)" "$(lines out)"
ok "it is another model" sh -c '! cmp -s mean toy/model.30.safetensors'
rm toy/checkpoint.safetensors
gives 0 "a training begun anew where another kept models" train toy.conf --train.max_updates 1
ok "tells of them" grep -q '^toy has models that another training kept (2 ' err
cp mean first
gives 0 "the output may be one of the models" average -o mean mean mean
ok "the mean of a model with itself is that model" cmp -s mean first

gives 2 "no models are a mistake" average -o none
gives 2 "no output is a mistake" average mean
gives 1 "a missing model is a failure" average -o none mean missing
ok "told by its name" grep -q 'missing' err
rnnsearch train toy.conf --quiet --train.max_updates 1 --model.maxout 7 --run.dir other
gives 4 "a model of another config is refused" average -o none mean other/model.safetensors
ok "in one line" one_line err
ok "with the first difference" grep -q 'model.maxout = .* and other/model.safetensors has 7' err
ok "nothing was written" test ! -e none
finish
