#!/bin/sh
# Every system call and every allocation of a command is made to fail, the first, the second, until
# a run needs no more of them.  Each time: success with the right results, or exit status 1 with one
# line that says why; what stood in the files before, or what belongs there, never less; and a
# training that failed goes on to the very model of one that did not.
#
#     FAULTS=all tests/cli/faults.sh         every use of every call (of the many
#                                            for memory one in a few); without, a sample
#     MISTAKES="sync:EIO read:SHORT" ...     these alone, as tests/faults/faults.c names them
. "$(dirname "$0")/lib.sh"

library=$(dirname "$program")/test/faults.so
if grep -q -e __gcov_ -e __asan_ -e __tsan_ "$program"; then
    echo "1..0 # skip: what measures the program makes calls of its own"
    exit 0
fi
if ! FAULT=close:1:EIO LD_PRELOAD=$library "$program" --version >out 2>err || [ -s err ]; then
    echo "1..0 # skip: no seccomp, or another C library"
    exit 0
fi

export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
mistakes=${MISTAKES:-'open:EMFILE open:ENOENT open:EACCES read:EIO read:EINTR read:SHORT write:ENOSPC write:ENOSPC+
    write:SHORT stat:EIO seek:EIO sync:EIO close:EIO rename:EACCES unlink:EACCES mkdir:EDQUOT
    truncate:EIO list:EIO lock:EIO clock:EIO map:ENOMEM memory:ENOMEM memory:ENOMEM+'}
injected=0

next() { # N: the use that is made to fail after this one
    if [ "$FAULTS" = all ]; then echo $(($1 + 1 + $1 / 200)); else echo $((6 * $1 + 1)); fi
}

# Runs with the N-th use of a call failing; false when there were not so many.
struck() { # MISTAKE N ARGUMENT...
    fault=${1%%:*}:$2
    case $1 in
    *+) fault=$fault+ ;;
    esac
    error=${1#*:}
    fault=$fault:${error%+}
    shift 2
    rm -f hit
    FAULT=$fault FAULT_HIT=hit LD_PRELOAD=$library "$program" "$@" >out 2>err </dev/null
    status=$?
    [ -e hit ]
}

# Success is silent; failure is one line.
behaves() {
    case $status in
    0) [ ! -s err ] ;;
    1) { read -r line && ! read -r more; } <err && [ "${line#rnnsearch}" != "$line" ] ||
        grep -q -e '^libgomp: Out of memory' -e '^libgomp: Thread creation failed' err ;;
    *) false ;;
    esac
}

wrong() { # WHAT
    echo "# $fault: $1; exit status $status"
    sed 's/^/# /' err
    bad=$((bad + 1))
}

# The command writes FILE; `-` for standard output.
survives() { # NAME FILE ARGUMENT...
    test_name=$1 file=$2
    shift 2
    bad=0 count=0
    [ "$file" = - ] && file=out
    rnnsearch "$@" >out 2>err </dev/null || { cat err; report 1 "$test_name works"; return; }
    cp "$file" result.new
    echo old >result.old
    for mistake in $mistakes; do
        n=1
        [ "$file" = out ] || cp result.old "$file"
        while struck "$mistake" $n "$@"; do
            count=$((count + 1))
            behaves || wrong "not one line"
            if [ $status = 0 ]; then cmp -s "$file" result.new || wrong "another result"
            elif [ "$file" != out ]; then
                cmp -s "$file" result.old || cmp -s "$file" result.new || wrong "the file is damaged"
                case $1:$fault in
                *:unlink:* | average:memory:*) ;; # nobody is there to take it away
                *) [ -z "$(ls "$file"*.tmp 2>/dev/null)" ] || wrong "$file*.tmp is left" ;;
                esac
                rm -f "$file"*.tmp
                cp result.old "$file"
            fi
            n=$(next $n)
        done
    done
    injected=$((injected + count))
    [ $bad = 0 ] && [ $count -gt 0 ]
    report $? "$test_name: $count faults"
}

toy_data
small="--model.embedding 4 --model.hidden 5 --model.alignment 4 --model.maxout 4 --train.seed 3"
options="train toy.conf --quiet $small --train.max_updates 4 --run.save_every 1 --run.keep 1
    --valid.source toy.en --valid.target toy.fr --valid.every 2 --valid.beam 2 --run.dir run"

# The run directory as it was before, or new; after the fault without one.
train_survives() { # NAME BEFORE
    test_name=$1 before=$2
    bad=0 count=0
    for mistake in $mistakes; do
        n=1
        while
            rm -rf run
            [ -z "$before" ] || cp -r "$before" run
            struck "$mistake" $n $options
        do
            count=$((count + 1))
            behaves || wrong "not one line"
            for model in run/*model*.safetensors; do
                [ ! -e "$model" ] || rnnsearch info "$model" >out 2>&1 || wrong "$model is damaged"
            done
            case $fault in
            unlink:* | memory:*) ;; # nobody is there to take it away
            *) for left in run/*.tmp; do [ ! -e "$left" ] || wrong "$left is left"; done ;;
            esac
            [ $status != 0 ] || cmp -s run/model.safetensors whole/model.safetensors ||
                wrong "another model"
            if [ $status != 0 ]; then
                rnnsearch $options >out 2>err
                status=$?
                [ $status = 0 ] || wrong "cannot go on"
                cmp -s run/model.safetensors whole/model.safetensors || wrong "ends in another model"
                [ "$(grep -c '"valid"' run/log.jsonl)" = 2 ] || wrong "the log is not that of one run"
            fi
            n=$(next $n)
        done
    done
    injected=$((injected + count))
    [ $bad = 0 ] && [ $count -gt 0 ]
    report $? "$test_name: $count faults"
}

rnnsearch $options && mv run whole || exit 1
rnnsearch $options --train.max_updates 2 --run.dir half || exit 1
train_survives "a training" ""
train_survives "a training that goes on" half

model=whole/model.safetensors
head -n 4 toy.en >some.en
head -n 4 toy.fr >some.fr
survives "a translation" result translate $model -i some.en -o result
if [ "$FAULTS" = all ]; then
    gzip -c some.en >some.gz
    survives "a translation of a .gz" - translate $model -i some.gz --n-best 2 -b 2
    for kind in hard soft json npy html; do
        survives "an alignment ($kind)" result align $model --source some.en --target some.fr \
            --alignment $kind -o result
    done
    rnnsearch align $model --source some.en --target some.fr --alignment json -o links.json
    rnnsearch align $model --source some.en --target some.fr -o links
    survives "a view" result view links.json -o result
    survives "a symmetrization" - symmetrize links links
    survives "scores" - score $model --source some.en --target some.fr
    survives "a lexicon" result lexicon $model --source some.en --target some.fr -o result
    survives "an average" result average -o result $model $model
    survives "learning of subwords" result bpe learn --merges 10 -i toy.en -o result
    rnnsearch bpe learn --merges 10 -i toy.en -o codes
    survives "application of subwords" result bpe apply --codes codes -i some.en -o result
    survives "undoing of subwords" result bpe undo -i some.en -o result
    survives "BLEU" - bleu --reference toy.fr toy.fr
    survives "AER" - aer --gold links links
    survives "info" - info $model
    survives "a check" - check --source toy.en --target toy.fr --json
    printf '1 2\n3 4\n' >matrix
    survives "attention" result attend --query matrix --keys matrix --values matrix -o result
fi
echo "# $injected faults injected"
finish
