# scripts/check-floors on a small house with one thing wrong at a time.
. tests/scripts/lib.sh

house() {
    rm -rf "$work/house"
    mkdir -p "$work/house/include" "$work/house/tests"
    for floor in base text nn model task cli; do
        mkdir -p "$work/house/src/$floor"
        echo '#include "base/map.h"' >"$work/house/src/$floor/file.h"
    done
    echo '#include "cli/command.h"' >"$work/house/src/cli/file.h"
}

# finds WHAT FILE TEXT: with this text in that file, check-floors fails and says WHAT.
finds() {
    house
    printf '%b\n' "$3" >"$work/house/src/$2"
    refuse scripts/check-floors "$work/house" >"$work/found" 2>&1 && grep "$1" "$work/found"
}

passes() {
    house
    printf '%b\n' "$2" >"$work/house/src/$1"
    scripts/check-floors "$work/house"
}

lines() { awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "    y();\\n" }'; }

expect "a house in order passes" passes text/a.c '#include "text/file.h"'
expect "a floor above is refused" finds upstairs base/a.c '#include "text/file.h"'
expect "text and nn do not meet" finds upstairs nn/a.c '#include "text/file.h"'
expect "the cli sees the public header only" finds upstairs cli/a.c '#include "base/map.h"'
expect "a package has one door" finds 'another door' text/a.c '#include <zlib.h>'
expect "malloc is base/memory.c's" finds 'malloc does' nn/a.c 'void *p = malloc(3);'
expect "but only where it is called" passes nn/a.c '/* malloc(3) */\n/*\n * malloc(3) */'
expect "printing is the cli's" finds 'printf does' task/a.c 'int n = printf("a");'
expect "so are its streams" finds 'stderr does' task/a.c 'int n = fprintf(stderr, "a");'
expect "standard output too" finds 'stdout does' nn/a.c 'FILE *f = stdout;'
expect "memory.c may say that memory is out" passes base/memory.c 'int n = fprintf(stderr, "a");'
expect "inih is behind model/config_file.c" finds 'another door' model/config.c '#include <ini.h>'
expect "snprintf is everyone's" passes task/a.c 'int n = snprintf(a, 2, "a");'
expect "a function of 61 lines is too long" finds 'function of 61 lines' nn/a.c \
    "void x(void)\n{\n$(lines 58)}"
expect "one of 60 is not" passes nn/a.c "void x(void)\n{\n$(lines 57)}"
expect "a file of 501 lines is too long" finds '501 lines' nn/a.c "$(lines 500)    y();"
expect "one of 401 passes" passes nn/a.c "$(lines 400)    y();"
expect "but is named" sh -c 'scripts/check-floors "$0" 2>&1 | grep "401 lines"' "$work/house"
expect "101 columns are too many" finds columns nn/a.c "$(printf '%0101d' 0)"
expect "in prose, too" finds columns README.md "$(printf '%0101d' 0)"
expect "not in a table" passes README.md "| $(printf '%0101d' 0) |"
exit $bad
