# lib.sh -- what the scripts beside it share; each says `. "$(dirname "$0")/lib.sh"` first and
# `finish` last, prints a line for each test, and fails when one of them does.
#
#     RNNSEARCH=build/rnnsearch tests/cli/usage.sh

program=${RNNSEARCH:-$(dirname "$0")/../../build/rnnsearch}
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
[ -x "$program" ] || { echo "there is no $program; make builds it" >&2; exit 1; }
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
cd "$folder" || exit 1
tests=0 failures=0
export OMP_WAIT_POLICY=passive # threads that wait for each other leave the cores to others

# An end that no command has is remembered: a crash, LeakSanitizer's 23, valgrind's 99.
rnnsearch() {
    "$program" "$@"
    ended=$?
    case $ended in
    [0-5] | 129 | 130 | 143) ;;
    *) echo "$ended: rnnsearch $*" >>"$folder/.odd" ;;
    esac
    return $ended
}

report() { # STATUS NAME
    tests=$((tests + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $tests - $2"
    else
        failures=$((failures + 1))
        echo "not ok $tests - $2"
    fi
}

ok() { # NAME COMMAND...
    test_name=$1
    shift
    "$@"
    report $? "$test_name"
}

same() { # NAME EXPECTED ACTUAL
    [ "$2" = "$3" ] || { echo "# expected: $2"; echo "# but it is: $3"; }
    [ "$2" = "$3" ]
    report $? "$1"
}

gives() { # STATUS NAME ARGUMENT...: the program's exit status; its output is in out and err
    test_status=$1 test_name=$2
    shift 2
    rnnsearch "$@" >out 2>err </dev/null
    status=$?
    [ "$status" -eq "$test_status" ] || { echo "# exit status $status"; sed 's/^/# /' err; }
    [ "$status" -eq "$test_status" ]
    report $? "$test_name"
}

one_line() { [ "$(wc -l <"$1")" -eq 1 ]; }
lines() { wc -l <"$1" | tr -d ' '; }

finish() {
    [ ! -e "$folder/.odd" ] || sed 's/^/# /' "$folder/.odd"
    [ ! -e "$folder/.odd" ]
    report $? "every command ended with a status of its own"
    echo "1..$tests"
    exit $((failures > 0))
}

# Twenty pairs and a network small enough to learn them by heart in seconds.
toy_data() {
    cat >toy.en <<'EOF'
the cat is here .
the dog is here .
the cat is small .
the dog is big .
a black cat sleeps .
a white dog runs .
I see the cat .
I see the dog .
you see a small cat .
you see a big dog .
we eat an apple .
they eat the bread .
she drinks water .
he drinks milk .
the house is white .
the car is black .
where is the house ?
where is the car ?
good morning !
thank you very much .
EOF
    cat >toy.fr <<'EOF'
le chat est ici .
le chien est ici .
le chat est petit .
le chien est grand .
un chat noir dort .
un chien blanc court .
je vois le chat .
je vois le chien .
tu vois un petit chat .
tu vois un grand chien .
nous mangeons une pomme .
ils mangent le pain .
elle boit de l'eau .
il boit du lait .
la maison est blanche .
la voiture est noire .
où est la maison ?
où est la voiture ?
bonjour !
merci beaucoup .
EOF
    cat >toy.conf <<'EOF'
[data]
source = toy.en
target = toy.fr
[text]
tokenizer = space
[model]
embedding = 32
hidden = 48
alignment = 32
maxout = 32
init = glorot
[train]
optimizer = adam
learning_rate = 0.005
batch_size = 10
max_updates = 250
threads = 1
[run]
dir = toy
log_every = 5
EOF
}

toy_model() {
    toy_data
    rnnsearch train toy.conf --quiet
}
