#!/bin/sh
# Bad input of every kind to every command: the exit status, and one line that says what is wrong,
# where, and what to do where that is not plain.  The table at the end is the test.
. "$(dirname "$0")/lib.sh"

toy_data
rnnsearch train toy.conf --quiet --train.max_updates 2 \
    --model.embedding 4 --model.hidden 5 --model.alignment 4 --model.maxout 4 || exit 1
model=toy/model.safetensors
sed -n 1,3p toy.en >three.en
sed -n 1,3p toy.fr >three.fr
head -n 2 toy.fr >two.fr
head -n 4 toy.fr >four.fr
sed 's/.*/0-0/' toy.en >first.links

# Files of text, links, numbers and lists.
mkdir folder
: >empty
printf '1\n2' >newline
printf '\033[2Jtrain' >escape
printf 'caf\351 .\nb\nc\n' >latin1
printf 'a\nb\0c\nd\n' >nul
printf '\n\n\n' >blank
printf 'a b\n1 2\n' >letters
printf '1 2\n3\n' >ragged
printf '1 2\n\0 3\n' >matrix.nul
mkfifo pipe
seq 12000 | paste -sd ' ' - >endless
printf '1 2\n3 4\n' >matrix
printf '1 2 3\n' >wide
printf '1 2\n\n' >trailing
printf '1 2\ninf 4\n' >infinite
printf '0-0\n1-1\n0-1\n' >links
printf '0-0\n0-0\n2-9\n' >outside
printf '0-0\n1_1\n0-1\n' >underscore
printf '0-0\n-1-1\n0-1\n' >negative
printf '0-0\n99999999999-1\n0-1\n' >huge
printf '1-0\n0-1\n1-1\n' >zero
printf '0-0 1p1\n0p\n0-1\n' >gold
printf 'a b\nc d e\n' >codes.three
printf '#version: 9.9\na b\n' >codes.version
printf 'a b\n' >codes
printf 'a b\n\nc d\n' >codes.blank
printf 'a x\nb\n' >counts
printf 'a\tb\nc\n' >dictionary
printf 'le the much\n' >lexicon.number
printf 'le the\n' >lexicon.two
printf 'le the 2\n' >lexicon.two.much
printf 'not json\n' >json.no
printf '{"id":0}\n' >json.half
printf '[1]\n' >json.list
printf '0 ||| le chat\n' >nbest.short
printf 'x ||| le chat ||| F0= -1 ||| -1\n' >nbest.id
printf ' ||| le chat ||| F0= -1 ||| -1\n' >nbest.none
printf '7 ||| le chat ||| F0= -1 ||| -1\n' >nbest.far
printf '\223NUMPY\1\0' >npy.short
printf '\223NUMPX\1\0v\0{}' >npy.magic
npy() { # TYPE ORDER: the header is of 118 bytes, for an array of 1 x 2
    printf '\223NUMPY\1\0\166\0%-117s\n12345678' \
        "{'descr': '$1', 'fortran_order': $2, 'shape': (1, 2), }"
}
npy '<i4' False >npy.int
npy '<f4' True >npy.fortran
{ npy '<f4' False; npy '<f4' False; } >npy.two
gzip -c toy.en | head -c 60 >cut.gz
{ gzip -c toy.en | head -c 60; seq 100; } >damaged.gz
printf 'plain text, long enough to be something\n' >text
sed 's/= 48/= 5/; s/= 32/= 4/; s/= 250/= 3/' toy.conf >good.conf

# Configs.
printf 'hidden = 3\n[model]\n' >section.none.conf
printf '[mdoel]\nhidden = 3\n' >section.odd.conf
printf '[model]\nhiden = 3\n' >key.odd.conf
printf '[train]\nhidden = 3\n' >key.elsewhere.conf
printf '[model\nhidden = 3\n' >bracket.conf
printf '[model]\nhidden = 3\nhidden = 4\n' >twice.conf
printf '[model]\nhidden = 3\0\n' >nul.conf
printf '[model]\nhidden = caf\351\n' >latin1.conf
printf '[model]\nhidden = many\n' >value.conf
printf '[data]\nsource = $NOWHERE_AT_ALL/x\n' >variable.conf
printf '[model]\n%s = 3\n' "$(printf '%0300d' 0)" >long.conf

# Models and run directories.
head -c 100 $model >model.cut
head -c 2000 $model >model.half
{ printf '\377\377\377\377\377\377\377\177'; cat text; } >model.huge
{ printf '\2\0\0\0\0\0\0\0{}'; } >model.empty
{ printf '\4\0\0\0\0\0\0\0[1]x'; } >model.list
bin() { LC_ALL=C sed "$1" ${3:-$model} >"$2"; }
bin 's/rnnsearch 1/rnnsearch 9/' model.version
bin 's/hidden = 5/hidden = 6/' model.config
bin 's/hidden = 5/hiddex = 5/' model.key
bin 's/hidden = 5/hidden = x/' model.value
bin 's/"shape":\[39,4\]/"shape":[4,39]/' model.shape
bin 's/"shape":\[39,4\]/"shape":[-9,4]/' model.negative
bin 's/"F32"/"F33"/' model.type
bin 's/"F32"/"F16"/' model.half.floats
bin 's/\[0,624\]/[0,620]/' model.gap
bin 's/\[624,864\]/[620,860]/' model.overlap
bin 's/\[5768,5985\]/[5768,9999]/' model.beyond
bin 's/decoder.out.b/decoder.out.c/' model.name
bin 's/decoder.out.b/decoder.out.W/' model.twice
bin 's/vocabulary.target/vocabulary.tarfet/' model.vocabulary
bin 's/"__metadata__"/"__metadatb__"/' model.metadata
{ cat $model; echo more; } >model.longer
rnnsearch train good.conf --quiet --model.decoder encdec --run.dir encdec || exit 1
for name in sizes text cut model; do cp -r toy run.$name; done
cp model.half run.cut/checkpoint.safetensors
cp $model run.model/checkpoint.safetensors
cp -r toy run.odd
bin 's/"progress.epoch":"[0-9]*"/"progress.epoch":"x"/' run.odd/checkpoint.safetensors \
    toy/checkpoint.safetensors
cp -r toy run.place
bin 's/"progress.batch":"0"/"progress.batch":"9"/' run.place/checkpoint.safetensors \
    toy/checkpoint.safetensors
sed 's/cat/bat/' toy.en >other.en

# A row: exit status, arguments, and how the message begins behind "rnnsearch COMMAND: ".
while IFS= read -r row; do
    expected=${row%% *} row=${row#* }
    arguments=${row%% | *} message=${row##* | }
    eval "set -- $arguments"
    rnnsearch "$@" >out 2>err </dev/null
    status=$?
    { IFS= read -r line && ! IFS= read -r more; } <err
    one=$?
    case ${line#*: } in
    "$message"*) ;;
    *) one=1 ;;
    esac
    [ $one = 0 ] && [ $status = "$expected" ] || { echo "# exit status $status"; sed 's/^/# /' err; }
    [ $one = 0 ] && [ $status = "$expected" ]
    report $? "$expected $arguments"
done <<'EOF'
2  | which command? rnnsearch --help lists them
2 trian | there is no command 'trian'; did you mean train?
2 train | give one config file: rnnsearch train CONFIG
2 train a.conf b.conf | give one config file: rnnsearch train CONFIG
1 train missing.conf | missing.conf: cannot open
1 train folder | folder: cannot open
2 train empty | data.source is not given: training needs both sides of a corpus
2 train text | text:1: the line is neither [section] nor key = value
2 train section.none.conf | section.none.conf:1: 'hidden' stands before any [section]
2 train section.odd.conf | section.odd.conf:2: unknown section [mdoel]; did you mean [model]?
2 train key.odd.conf | key.odd.conf:2: unknown key 'hiden' in [model]; did you mean 'hidden'?
2 train key.elsewhere.conf | key.elsewhere.conf:2: unknown key 'hidden' in [train]; did you mean 'hidden' of [model]?
2 train bracket.conf | bracket.conf:1: the line is neither [section] nor key = value
2 train twice.conf | twice.conf:3: model.hidden is given twice, first at line 2
2 train nul.conf | nul.conf: not a config: it holds NUL bytes
2 train value.conf | value.conf:2: model.hidden must be a whole number from 1 to 16384, not 'many'
2 train variable.conf | variable.conf:2: data.source: the environment has no variable NOWHERE_AT_ALL
2 train long.conf | long.conf:2: the line is longer than 197 bytes
2 train good.conf --quite | there is no option --quite; did you mean --quiet?
2 train good.conf --hidden 3 | there is no option --hidden; did you mean --model.hidden?
2 train good.conf --model.hidden | --model.hidden needs a value
2 train good.conf --model.hidden many | model.hidden must be a whole number from 1 to 16384, not 'many'
2 train good.conf --model.hidden 1.5 | model.hidden must be a whole number from 1 to 16384, not '1.5'
2 train good.conf --model.hidden 0 | model.hidden must be a whole number from 1 to 16384, not '0'
2 train good.conf --model.hidden -3 | model.hidden must be a whole number from 1 to 16384, not '-3'
2 train good.conf --model.hidden 99999999999999999999 | model.hidden must be a whole number from 1 to 16384, not '99999999999999999999'
2 train good.conf --model.hidden "" | model.hidden must be a whole number from 1 to 16384, not ''
2 train good.conf --train.learning_rate nan | train.learning_rate must be a number from 0 to 1000, not 'nan'
2 train good.conf --train.learning_rate inf | train.learning_rate must be a number from 0 to 1000, not 'inf'
2 train good.conf --train.learning_rate -1 | train.learning_rate must be a number from 0 to 1000, not '-1'
2 train good.conf --train.learning_rate 1,5 | train.learning_rate must be a number from 0 to 1000, not '1,5'
2 train good.conf --train.learning_rate 1 | train.learning_rate = 1 is for adadelta; adam diverges with it and is well at 0.001 or less
2 train good.conf --train.optimizer adma | train.optimizer must be one of sgd|adam|adadelta, not 'adma'
2 train good.conf --train.dropout_readout 1 | train.dropout_readout must be a number from 0 to 0.95, not '1'
2 train good.conf --train.seed -1 | train.seed must be a whole number from 0 to 18446744073709551615, not '-1'
2 train good.conf --train.threads 9999 | train.threads must be a whole number from 0 to 1024, not '9999'
2 train good.conf --text.lowercase maybe | text.lowercase must be yes or no, not 'maybe'
2 train good.conf --model.tied target --model.maxout 3 | model.tied makes the target embedding the softmax's matrix, too: set model.maxout to model.embedding
4 train good.conf --model.tied all --run.dir run.sizes | run.sizes/checkpoint.safetensors was trained with model.tied = none, the config says all; train in another run.dir or restore the setting
2 train good.conf --attention.score location --attention.coverage yes | attention.coverage = yes is a part of the additive score: leave attention.score as it is
2 train good.conf --attention.context hard --train.optimizer adagrad | train.optimizer must be one of sgd|adam|adadelta, not 'adagrad'
2 train good.conf --model.decoder encdec --attention.score dot | model.decoder = encdec has no attention: leave attention.score as it is
2 train good.conf --train.patience 3 | train.patience counts validations: give valid.source and valid.target, or set it to 0
2 train good.conf --train.schedule linear --train.max_updates 0 | train.schedule = linear falls to 0 at the end of training: give train.max_updates or train.max_epochs
2 train good.conf --train.schedule plateau | train.schedule = plateau waits for validations: give valid.source and valid.target
2 train good.conf --train.rdrop 1 | train.rdrop compares two passes with other dropout: give a train.dropout_embedding, _context, _state or _readout, or set it to 0
2 train good.conf --train.memory 1 | train.memory = 1 is too little: training takes
2 train good.conf --valid.source toy.en | valid.source is given without valid.target
2 train good.conf --run.keep 3 | run.keep keeps validated models: give valid.source and valid.target, or set it to 0
2 train good.conf --run.dir "" | run.dir is not given: a run needs a folder for its files
1 train good.conf --run.dir text | text: cannot make this folder
1 train good.conf --run.dir text/run | text: cannot make this folder
4 train good.conf --text.bpe_joint yes | toy/checkpoint.safetensors was trained with text.bpe_joint = no, the config says yes; train in another run.dir or restore the setting
2 train good.conf --train.precision float16 | train.precision must be one of float32|bf16, not 'float16'
4 train good.conf --text.tokenizer char --text.bpe_merges 5 | toy/checkpoint.safetensors was trained with text.tokenizer = space, the config says char; train in another run.dir or restore the setting
2 train good.conf --run.keep -1 | run.keep must be a whole number from 0 to 1000000, not '-1'
2 train good.conf --train.batch_size 0 | train.batch_size must be a whole number from 1 to 10000000, not '0'
4 train good.conf --text.min_count 1000 | toy/checkpoint.safetensors was trained with text.min_count = 1, the config says 1000; train in another run.dir or restore the setting
2 train good.conf --text.source_vocabulary 2 | text.source_vocabulary must be a whole number from 3 to 10000000, not '2'
1 train good.conf --data.source missing.en | missing.en: cannot open
1 train good.conf --data.source folder | folder: cannot open
2 train good.conf --data.source - | standard input cannot be a corpus, which is read twice; save it to a file
2 train good.conf --data.source /dev/null | /dev/null: a corpus is read twice, so it must be a regular file; save it to one first
3 train good.conf --data.source empty --data.target empty | empty and empty are empty: no pair to learn from
3 train good.conf --data.source blank --data.target blank | blank and blank: every pair is blank on a side: no pair to learn from
3 train good.conf --data.source three.en | three.en has 3 lines and toy.fr 20; line k of one must translate line k of the other
3 train good.conf --data.source latin1 --data.target three.fr | latin1:1:4: invalid UTF-8 (byte 0xE9); try iconv -f latin1 -t utf8
3 train good.conf --data.source nul --data.target three.fr | nul:2:2: a NUL byte; if the file is UTF-16, try iconv -f utf-16 -t utf8
3 train good.conf --data.source cut.gz | cut.gz: the gzip data end too early; the file was cut off
3 train good.conf --data.source damaged.gz | damaged.gz: damaged gzip data
2 train good.conf --data.source "" | data.source is not given: training needs both sides of a corpus
3 train good.conf --data.max_length 1 | toy.en and toy.fr: no pair to learn from: of 20, 0 are blank on a side and 20 longer than 1 words (data.max_length)
3 train good.conf --data.alignments links | toy.en has 20 lines and links 3; line k of one must have its links in line k of the other
1 train good.conf --data.alignments missing | missing: cannot open
3 train good.conf --data.source three.en --data.target three.fr --data.alignments underscore | underscore:2: '1_1' is not a link; write i-j
3 train good.conf --data.source three.en --data.target three.fr --data.alignments negative | negative:2: '-1-1' is not a link; write i-j
3 train good.conf --data.source three.en --data.target three.fr --data.alignments huge | huge:2: '99999999999-1' is not a link; write i-j
3 train good.conf --data.source three.en --data.target three.fr --data.alignments outside | outside:3: link 2-9 is outside the pair of 5 source and 5 target words (words count from 0, as tokenized)
1 train good.conf --valid.source missing --valid.target three.fr | missing: cannot open
3 train good.conf --valid.source three.en --valid.target two.fr | three.en has 3 lines and two.fr 2; line k of one must translate line k of the other
3 train good.conf --valid.source latin1 --valid.target three.fr | latin1:1:4: invalid UTF-8 (byte 0xE9); try iconv -f latin1 -t utf8
4 train good.conf --run.dir run.sizes --model.hidden 6 | run.sizes/checkpoint.safetensors was trained with model.hidden = 5, the config says 6; train in another run.dir or restore the setting
4 train good.conf --run.dir run.place --train.max_updates 5 | run.place/checkpoint.safetensors: its place (update 2, epochs 1, batches 9) is none in this text
4 train good.conf --run.dir run.text --data.source other.en | run.text/checkpoint.safetensors was trained with another vocabulary of the source: the training text, or train.bpe_dropout, has changed; train in another run.dir or restore it
4 train good.conf --run.dir run.text --train.seed 9 | run.text/checkpoint.safetensors was trained on other pairs or links or in another order; restore the corpus, data.alignments, data.max_length, train.seed, batch_size, batch_unit, window and memory, or train in another run.dir
4 train good.conf --run.dir run.text --data.alignments first.links | run.text/checkpoint.safetensors was trained on other pairs or links or in another order; restore the corpus, data.alignments, data.max_length, train.seed, batch_size, batch_unit, window and memory, or train in another run.dir
4 train good.conf --run.dir run.text --train.optimizer sgd | run.text/checkpoint.safetensors was trained with train.optimizer = adam, the config says sgd; train in another run.dir or restore the setting
4 train good.conf --run.dir run.odd | run.odd/checkpoint.safetensors: 'progress.epoch' is not a count
4 train good.conf --run.dir run.cut | run.cut/checkpoint.safetensors: truncated: the header says 2296 bytes, the file has 2000
4 train good.conf --run.dir run.model | run.model/checkpoint.safetensors: a model, not a checkpoint: it has no optimizer
2 translate | which model? rnnsearch translate MODEL
1 translate missing -i toy.en | missing: cannot open
1 translate folder -i toy.en | folder: cannot open
4 translate empty -i toy.en | empty: not a model file: it has only 0 bytes
4 translate text -i toy.en | text: not a safetensors file: its header would have 7310503753715641456 bytes
4 translate model.cut -i toy.en | model.cut: truncated: the header says 2296 bytes, the file has 100
4 translate model.half -i toy.en | model.half: truncated: the header says 2296 bytes, the file has 2000
4 translate model.huge -i toy.en | model.huge: not a safetensors file: its header would have 9223372036854775807 bytes
4 translate model.empty -i toy.en | model.empty: not a model of this program: its format is not given, not "rnnsearch 1"
4 translate model.list -i toy.en | model.list: the header is not a JSON object (byte 4)
4 translate model.version -i toy.en | model.version: not a model of this program: its format is another, not "rnnsearch 1"
4 translate model.config -i toy.en | model.config: tensor 'encoder.forward.W' is 15 x 4, its config and vocabularies ask for 18 x 4
4 translate model.key -i toy.en | model.key: config:15: unknown key 'hiddex' in [model]; did you mean 'hidden'?
4 translate model.value -i toy.en | model.value: config:15: model.hidden must be a whole number from 1 to 16384, not 'x'
4 translate model.shape -i toy.en | model.shape: tensor 'encoder.embed.E' is 4 x 39, its config and vocabularies ask for 39 x 4
4 translate model.negative -i toy.en | model.negative: tensor 'encoder.embed.E' has no shape that is possible
4 translate model.type -i toy.en | model.type: tensor 'encoder.embed.E' has no dtype that is known
4 translate model.half.floats -i toy.en | model.half.floats: tensor 'encoder.embed.E' has another size than its shape and dtype ask for
4 translate model.gap -i toy.en | model.gap: tensor 'encoder.embed.E' has another size than its shape and dtype ask for
4 translate model.overlap -i toy.en | model.overlap: tensor 'encoder.forward.W' overlaps another
4 translate model.beyond -i toy.en | model.beyond: truncated: tensor 'vocabulary.target' ends at byte 9999 of the data, which has 5985
4 translate model.name -i toy.en | model.name: there is no tensor 'decoder.out.b'
4 translate model.twice -i toy.en | model.twice: a name stands twice in the header
4 translate model.vocabulary -i toy.en | model.vocabulary: there is no tensor 'vocabulary.target'
4 translate model.metadata -i toy.en | model.metadata: tensor '__metadatb__' has no dtype that is known
4 translate model.longer -i toy.en | model.longer: 5 bytes after the last tensor
4 translate toy/checkpoint.safetensors three.en | three.en: not a safetensors file: its header would have 2338601184885303412 bytes; a text to translate goes behind -i
1 translate $model -i missing | missing: cannot open
1 translate $model -i folder | folder: cannot open
3 translate $model -i cut.gz | cut.gz: the gzip data end too early; the file was cut off
3 translate $model -i damaged.gz | damaged.gz: damaged gzip data
1 translate $model -i three.en -o folder | cannot write folder
1 translate $model -i three.en -o missing/out | cannot write missing/out
1 translate $model -i three.en -o text/out | cannot write text/out
2 translate $model -i three.en -b many | --beam-size takes a whole number from 1, not 'many'
2 translate $model -i three.en -b 0 | --beam-size takes a whole number from 1, not '0'
2 translate $model -i three.en -b -2 | --beam-size takes a whole number from 1, not '-2'
2 translate $model -i three.en -b 1000000 | a beam of 1000000 cannot be searched; take 1 to 1000
2 translate $model -i three.en -b 2 --n-best 3 | --n-best 3 is more than --beam-size 2 can find
2 translate $model -i three.en --n-best -1 | --n-best takes a whole number from 0, not '-1'
2 translate $model -i three.en --normalize x | --normalize takes a number from 0, not 'x'
2 translate $model -i three.en --temperature 0 --sample | temperature 0 is out of range: above 0, at most 100
2 translate $model -i three.en --temperature 2 | --seed and --temperature are for --sample
2 translate $model -i three.en --beem 3 | there is no option --beem; did you mean --beam-size?
2 translate $model -i three.en --beam 3 | there is no option --beam; did you mean --beam-size?
2 translate $model -i three.en -o $(printf '%05000d' 0) | the name of the output file is too long
1 translate $model -i three.en -o x --alignment hard --alignment-output ./x | cannot write ./x.
2 translate $model -i three.en --sample -b 3 | --sample draws and does not search; leave --beam-size away
2 translate $model -i three.en --sample --n-best 3 | --sample draws one translation; leave --n-best away
2 translate $model -i three.en --alignment hrad | there is no alignment format 'hrad'; choose one of hard|soft|nematus|json|npy|tsv|text|svg|html
2 translate $model -i three.en --alignment-output links.out | --alignment-output needs --alignment hard|soft|nematus|json|npy|tsv|text|svg|html
2 translate $model -i three.en --alignment hard --confidence | json and html tell the confidence, and 'hard' does not
2 translate $model -i three.en --alignment hard --threshold 2 | threshold 2 is out of range: from 0 to below 1
2 translate $model -i three.en --alignment soft --alignment-unit both | json and html hold words and pieces both, and 'soft' does not
2 translate $model -i three.en --alignment-eos sometimes --alignment soft | --alignment-eos is keep, drop or renorm, not 'sometimes'
3 translate $model -i three.en --prefix two.fr | two.fr has 2 lines, the text has more
3 translate $model -i three.en --prefix four.fr | four.fr has more lines than the text, which has 3
2 translate $model -i three.en --balance 2 | --balance needs --alignment
2 translate $model -i three.en --alignment hard --balance 2 --alignment-eos keep | --balance leaves </s> out; not with --alignment-eos keep
2 score $model --source three.en --n-best nbest.far --alignment-output x | --alignment-output needs --alignment
2 translate $model -i three.en --alignment soft --balance 2 | --balance is for hard links, and 'soft' has none
1 translate $model -i three.en --prefix missing | missing: cannot open
2 translate $model -i three.en --dictionary dictionary | --dictionary needs --replace-unk
3 translate $model -i three.en --replace-unk --dictionary dictionary | dictionary:2: a word, a tab and its translation expected
1 translate $model -i three.en --shortlist missing | missing: cannot open
3 translate $model -i three.en --shortlist lexicon.number | lexicon.number:1: 'much' is not a probability
3 translate $model -i three.en --shortlist lexicon.two | lexicon.two:1: three columns expected, target source probability, not 2
3 translate $model -i three.en --shortlist lexicon.two.much | lexicon.two.much:1: '2' is not a probability
2 translate $model -i three.en --shortlist-best 3 | --shortlist-best needs --shortlist FILE, a lexicon
2 translate $model -i three.en --min-length-factor 3 | minimal length factor 3 is out of range: 0 to the maximal, 2
2 translate $model -i three.en -t 5000 | --threads takes at most 1024, not 5000
2 translate $model -i three.en -t -1 | --threads takes a whole number from 0, not '-1'
2 translate $model --batch 0 -i three.en | --batch takes a whole number from 1, not '0'
2 translate $model -i three.en --coverage-penalty 1e9 | coverage penalty 1e+09 is out of range: 0 to 100
2 translate $model -i three.en --no-repeat-ngram -1 | --no-repeat-ngram takes a whole number from 0, not '-1'
2 translate $model -i three.en --sample --seed x | --seed takes a whole number from 0, not 'x'
2 align $model --source three.en | it takes rnnsearch align MODEL --source FILE --target FILE
3 align $model --source three.en --target two.fr | three.en has 3 lines and two.fr has 2; each line must be the other's translation
2 align $model --source latin1 --target three.fr --alignment html --threshold 0.5 | a threshold makes hard links, and 'html' has none
1 align $model --source missing --target three.fr | missing: cannot open
2 align $model --source - --target - | only one of the two files can be standard input; name the other
1 align $model --source three.en --target three.fr --reverse missing | missing: cannot open
2 align $model --source three.en --target three.fr --symmetrize union | --symmetrize needs the model of the other direction: --reverse MODEL2
2 align $model --source three.en --target three.fr --reverse $model --symmetrize unoin | there is no method 'unoin'; choose one of intersect|union|grow-diag|grow-diag-final|grow-diag-final-and|invert
2 align encdec/model.safetensors --source three.en --target three.fr | --alignment: this model has no attention (model.decoder = encdec)
2 score $model --source three.en | it takes rnnsearch score MODEL --source FILE --target FILE, or --n-best FILE for --target
3 score $model --source three.en --target two.fr | three.en has 3 lines and two.fr has 2; each line must be the other's translation
2 score $model --source three.en --target three.fr --n-best links | it takes rnnsearch score MODEL --source FILE --target FILE, or --n-best FILE for --target
3 score $model --source three.en --n-best nbest.short | nbest.short: n-best line 1: four fields expected, id ||| text ||| features ||| score
3 score $model --source three.en --n-best cut.gz | cut.gz: the gzip data end too early; the file was cut off
3 symmetrize cut.gz --method invert | cut.gz: the gzip data end too early; the file was cut off
3 translate $model -i three.en --prefix cut.gz | cut.gz: the gzip data end too early; the file was cut off
3 align $model --source endless --target endless | a pair of 12000 and 12000 words is too long to align
3 score $model --source three.en --n-best nbest.none | nbest.none: n-best line 1: '' is no line of the source, 0 to 2
3 score $model --source three.en --n-best nbest.id | nbest.id: n-best line 1: 'x' is no line of the source, 0 to 2
3 score $model --source three.en --n-best nbest.far | nbest.far: n-best line 1: '7' is no line of the source, 0 to 2
1 score $model --source three.en --n-best missing | missing: cannot open
2 score $model --source three.en --n-best links --n-best-feature a=b | links: 'a=b' cannot name a feature: no blanks, '=' or '|', and not nothing
2 score $model --source three.en --n-best-feature X | it takes rnnsearch score MODEL --source FILE --target FILE, or --n-best FILE for --target
2 symmetrize links | it takes rnnsearch symmetrize FORWARD REVERSE
3 symmetrize links underscore | links and underscore: line 2: reverse alignment: '1_1' is not a link; write i-j
3 symmetrize links negative | links and negative: line 2: reverse alignment: '-1-1' is not a link; write i-j
3 symmetrize links huge | links and huge: line 2: reverse alignment: '99999999999-1' is not a link; write i-j
3 symmetrize links empty | links has 3 lines and empty has 0; they must be of the same sentences
2 symmetrize links links --method intresect | there is no method 'intresect'; choose one of intersect|union|grow-diag|grow-diag-final|grow-diag-final-and|invert
2 symmetrize links links --method invert | it takes rnnsearch symmetrize FILE --method invert
1 symmetrize links missing | missing: cannot open
2 view | it takes rnnsearch view FILE.json... -o PAGE.html
3 view json.no | json.no:1: this is not what --alignment json writes: '
3 view json.half | json.half:1: this is not what --alignment json writes: "src" and "trg" are lists of words
3 view json.list | json.list:1: this is not what --alignment json writes: it is not an object
1 view missing | missing: cannot open
3 view links -o folder | links:1: this is not what --alignment json writes: '
3 lexicon $model --source three.en --target two.fr | three.en has 3 lines and two.fr has 2; each line must be the other's translation
2 lexicon $model | it takes rnnsearch lexicon MODEL --source FILE --target FILE
2 lexicon encdec/model.safetensors --source three.en --target three.fr | a model without attention (model.decoder = encdec) does not tell which words translate which
2 bpe | it takes rnnsearch bpe learn, bpe apply or bpe undo
2 bpe lern | it takes rnnsearch bpe learn, bpe apply or bpe undo
2 bpe learn | how many? rnnsearch bpe learn --merges N
2 bpe learn --merges x -i toy.en | --merges takes a whole number from 1, not 'x'
1 bpe learn --merges 5 -i missing | missing: cannot open
3 bpe learn --merges 5 -i latin1 | latin1:1: column 4: invalid UTF-8 (byte 0xE9); try iconv -f latin1 -t utf8
2 bpe apply -i toy.en | which codes? rnnsearch bpe apply --codes FILE
1 bpe apply --codes missing -i toy.en | missing: cannot open
3 bpe apply --codes codes.three -i toy.en | codes.three:2: two fields with a blank between them expected, not "c d e"
3 bpe apply --codes codes.version -i toy.en | codes.version:1: codes of another kind, "#version: 9.9"; versions 0.1 and 0.2 of characters are known
3 bpe apply --codes codes.blank -i toy.en | codes.blank:2: two fields with a blank between them expected, not ""
3 bpe apply --codes latin1 -i toy.en | latin1:2: two fields with a blank between them expected, not "b"
3 bpe apply --codes codes --vocabulary counts -i toy.en | counts:1: a piece and how often it was seen expected
1 bpe apply --codes codes --vocabulary missing -i toy.en | missing: cannot open
2 bpe apply --codes codes --dropout 2 -i toy.en | --dropout 2 is no probability
2 bpe apply --codes codes --vocabulary-threshold 3 -i toy.en | --vocabulary-threshold needs --vocabulary FILE
2 bpe undo --codes codes -i toy.en | --codes, --vocabulary, --vocabulary-threshold, --dropout and --seed are for bpe apply
2 bpe apply --codes codes --merges 5 -i toy.en | --merges and --min-frequency are for bpe learn
1 bpe undo extra | extra: cannot open
2 bleu toy.fr | it takes rnnsearch bleu --reference FILE [FILE]
1 bleu --reference missing toy.fr | missing: cannot open
3 bleu --reference toy.fr three.fr | three.fr has 3 lines and the reference toy.fr has 20
1 bleu --reference toy.fr missing | missing: cannot open
3 bleu --reference empty empty | empty is empty: there is nothing to compare with
2 bleu --reference toy.fr toy.fr --tokenize intl | --tokenize is 13a or none, not 'intl'
2 bleu --reference toy.fr toy.fr toy.fr | it takes rnnsearch bleu --reference FILE [FILE]
2 aer links | it takes rnnsearch aer --gold FILE [FILE]
1 aer --gold missing links | missing: cannot open
3 aer --gold gold links | links against gold: gold line 2: '0p' is not a link; write i-j (sure) or ipj (possible)
3 aer --gold links underscore | underscore against links: alignment line 2: '1_1' is not a link; write i-j
3 aer --gold links two.fr | two.fr has 2 lines and the gold file links has 3
3 aer --gold empty empty | empty is empty: there is nothing to judge by
3 aer --gold zero --gold-base 1 links | links against zero: gold line 1: link '1-0' counts from 0, but this file was said to count from 1
2 aer --gold links --gold-base 2 links | --gold-base is 0, 1 or auto, not '2'
2 info | give one model: rnnsearch info MODEL
1 info missing | missing: cannot open
4 info text | text: not a safetensors file: its header would have 7310503753715641456 bytes
2 info $model $model | give one model: rnnsearch info MODEL
2 average $model $model | give models and a name: rnnsearch average -o OUT MODEL MODEL...
2 average -o avg | give models and a name: rnnsearch average -o OUT MODEL MODEL...
4 average -o avg $model text | text: not a safetensors file: its header would have 7310503753715641456 bytes
4 average -o avg $model encdec/model.safetensors | toy/model.safetensors has model.decoder = rnnsearch and encdec/model.safetensors has encdec; only models of one config can be averaged
2 average -o - $model $model | a model is a file, which standard output is not; name one with -o
2 average -o folder $model $model | cannot replace folder: not a plain file
2 average -o pipe $model $model | cannot replace pipe: not a plain file
2 attend --query matrix --keys matrix | it takes rnnsearch attend --query FILE --keys FILE --values FILE
3 attend --query matrix.nul --keys matrix --values matrix | matrix.nul: NUL byte; is it a text file?
3 attend --query letters --keys matrix --values matrix | letters:1: 'a b' is not a number
3 attend --query ragged --keys matrix --values matrix | ragged:2: 1 numbers where the first row has 2
3 attend --query trailing --keys matrix --values matrix | trailing:2: a blank line
3 attend --query infinite --keys matrix --values matrix | infinite: row 2, column 1 is no finite number
2 attend --query - --keys - --values matrix | only one of the files can be standard input; name the others
2 attend --query matrix --keys matrix --values matrix -o both --weights both | --output and --weights are the same file, both
3 attend --query wide --keys matrix --values matrix | queries have 3 columns and keys 2; the score scaled-dot takes as many of both
3 attend --query matrix --keys matrix --values wide | there are 2 keys and 1 values; each key has its value
3 attend --query empty --keys matrix --values matrix | empty: no numbers
3 attend --query npy.short --keys matrix --values matrix | npy.short: the .npy file is cut off
3 attend --query npy.int --keys matrix --values matrix | npy.int: not an array of one or two dimensions of float32 or float64 in C order; save numpy.ascontiguousarray(x, dtype='<f8')
3 attend --query npy.two --keys matrix --values matrix | npy.two: 136 bytes follow the array; save one array to a file
3 attend --query npy.fortran --keys matrix --values matrix | npy.fortran: not an array of one or two dimensions of float32 or float64 in C order; save numpy.ascontiguousarray(x, dtype='<f8')
2 attend --query matrix --keys matrix --values matrix --score additve | attention.score must be one of additive|dot|scaled-dot|general|location, not 'additve'
2 attend --query matrix --keys matrix --values matrix --heads 3 | 2 columns of query cannot be cut into 3 heads
2 attend --query matrix --keys matrix --values matrix --heads 0 | --heads takes a whole number from 1, not '0'
1 attend --query missing --keys matrix --values matrix | missing: cannot open
2 check | give a config file, or the two sides of a corpus: rnnsearch check CONFIG, or --source FILE --target FILE
1 check missing.conf | missing.conf: cannot open
2 check --source toy.en | give a config file, or the two sides of a corpus: rnnsearch check CONFIG, or --source FILE --target FILE
1 check --source toy.en --target missing | missing: cannot open
2 check --source toy.en --target toy.fr --test-source toy.en | a held-out text has two sides; give both files
2 check good.conf --source toy.en --target toy.fr | give a config file, or the two sides of a corpus: rnnsearch check CONFIG, or --source FILE --target FILE
2 check - | no corpus to check: give data.source and data.target
2 info toy.en -t 5000 | --threads takes at most 1024, not 5000
1 bench missing.conf | missing.conf: cannot open
2 bench --seconds x | --seconds takes a number from 0, not 'x'
2 bench --length 0 | --length takes a whole number from 2, not '0'
2 help trian | there is no command 'trian'; did you mean train?
2 manual extra | it takes no arguments
2 --verson | there is no command '--verson'; rnnsearch --help lists them
2 train latin1.conf | latin1.conf:2: model.hidden must be a whole number from 1 to 16384, not 'caf
2 train good.conf --model.hidden "$(cat newline)" | model.hidden must be a whole number from 1 to 16384, not '1?2'
2 "$(cat escape)" | there is no command '?[2Jtrain'
3 attend --query npy.magic --keys matrix --values matrix | npy.magic: NUL byte; is it a text file?
EOF
finish
