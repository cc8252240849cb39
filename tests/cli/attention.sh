#!/bin/sh
# Every kind of attention trains, goes on, translates and aligns.
. "$(dirname "$0")/lib.sh"

toy_data
options="train toy.conf --model.embedding 8 --model.hidden 13 --model.alignment 8 --model.maxout 8
    --quiet"

# A model carries how it attends, and there is no other way to tell translate and align.
kind() { # NAME OPTION...
    name=$1
    shift
    rnnsearch $options --run.dir "$name" "$@" --train.max_updates 40 -t 1 &&
        rnnsearch $options --run.dir "$name-2" "$@" --train.max_updates 40 -t 2 &&
        rnnsearch $options --run.dir "$name-on" "$@" --train.max_updates 15 -t 1 &&
        rnnsearch $options --run.dir "$name-on" "$@" --train.max_updates 40 -t 1
    same "$name trains" 0 $?
    ok "to the same model on two threads" cmp -s "$name/model.safetensors" \
        "$name-2/model.safetensors"
    ok "and when it was stopped and went on" cmp -s "$name/model.safetensors" \
        "$name-on/model.safetensors"
    ok "from where it was" grep -q '^{"event":"start",.*"update":15[,}]' "$name-on/log.jsonl"
    model=$name/model.safetensors
    head -n 9 toy.en >nine.src
    rnnsearch translate "$model" -i nine.src -o "$name.hyp" -b 3 &&
        rnnsearch align "$model" --source nine.src --target "$name.hyp" >"$name.links"
    same "it translates and aligns" 0 $?
    same "as many lines as it is given" "9 9" \
        "$(wc -l <"$name.hyp" | tr -d ' ') $(wc -l <"$name.links" | tr -d ' ')"
}

kind additive
kind dot --attention.score dot
kind scaled-dot --attention.score scaled-dot
kind general --attention.score general
kind location --attention.score location --data.max_length 12
ok "a model by location carries how far it sees" \
    sh -c "'$program' info location/model.safetensors | grep -q '^positions = 13'"
kind local-m --attention.window local-m --attention.width 2
kind local-p --attention.window local-p --attention.width 2
kind coverage --attention.coverage yes
kind hard --attention.context hard
kind conditional --model.decoder conditional --attention.coverage yes --attention.context hard \
    --attention.window local-m

refused() { # WORDS OPTION...
    words=$1
    shift
    rnnsearch $options --run.dir refused "$@" 2>err
    same "$* is a mistake" 2 $?
    ok "told with what to do" grep -q "$words" err
}
refused "leave attention.score as it is" --attention.coverage yes --attention.score dot
refused "take local-m or global" --attention.context hard --attention.window local-p
refused "leave attention.window as it is" --model.decoder encdec --attention.window local-m
refused "leave one of them" --attention.context hard --train.rdrop 1
refused "additive|dot|scaled-dot|general|location" --attention.score cosine

finish
