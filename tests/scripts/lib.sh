# lib.sh -- what the tests of the scripts share: a folder, and "ok" and "not ok" lines.
work=build/tmp/$(basename "$0" .sh)
rm -rf "$work"
mkdir -p "$work"
number=0
bad=0

# expect NAME COMMAND...
expect() {
    number=$((number + 1))
    what=$1
    shift
    if "$@" >"$work/said" 2>&1; then
        echo "ok $number - $what"
    else
        echo "not ok $number - $what"
        sed 's/^/    /' "$work/said"
        bad=1
    fi
}

refuse() {
    if "$@"; then return 1; fi
}

# tiny_config SOURCE TARGET [LINE]...: $work/tiny.conf, a small model of them, and more lines of it.
tiny_config() {
    cat >"$work/tiny.conf" <<END
[data]
source = $1
target = $2
[model]
embedding = 8
hidden = 8
alignment = 8
maxout = 8
init = glorot
[train]
optimizer = adam
batch_size = 20
END
    shift 2
    printf '%s\n' "$@" >>"$work/tiny.conf"
}
