# scripts/coverage on a small house: a branch that is not taken, a function that is not called.
. tests/scripts/lib.sh

if ! command -v gcc >"$work/said" || ! command -v gcov >>"$work/said" ||
    ! command -v python3 >>"$work/said"; then
    echo "1..0 # skip: needs gcc, gcov and python3"
    exit 0
fi

house=$work/house
mkdir -p "$house/src/base" "$house/tests" "$house/build/float/src/base"
cat >"$house/src/base/sign.c" <<END
static int sign(int x)
{
    return x < 0 ? -1 : 1;
}

int idle(void);
int idle(void)
{
    return 0;
}

int main(void)
{
    return sign(1) < 0;
}
END
(
    cd "$house" && object=build/float/src/base/sign.o &&
        gcc -O0 --coverage -c -o "$object" src/base/sign.c &&
        gcc --coverage -o sign "$object" && ./sign
) || exit 1

sign='base/sign.c sign\n  1  return x < 0 ? -1 : 1;\n'
idle='base/sign.c idle\n  1  int idle(void)\n'

# argued ENTRIES: scripts/coverage, when tests/unreached has these.
argued() {
    printf "Why.\n\n$1" >"$house/tests/unreached"
    scripts/coverage "$house" >"$work/found" 2>&1
}

# finds PART ENTRIES
finds() { refuse argued "$2" && cat "$work/found" && grep -F "$1" "$work/found"; }

expect "what is argued need not be reached" argued "$sign$idle"
expect "a branch without a reason is named" finds 'base/sign.c sign: 1 not taken, 0 argued' "$idle"
expect "a function that is not called, too" finds 'base/sign.c idle: 1 not taken' "$sign"
expect "a reason for a line that is reached is named" finds 'base/sign.c main: 0 not taken' \
    "$sign${idle}base/sign.c main\n  1  int main(void)\n"
expect "a reason for a line that is gone, too" finds 'x > 0' \
    "$sign${idle}base/sign.c sign\n  1  return x > 0;\n"
expect "a line has as many as it says" finds '1 not taken, 2' "$sign$sign$idle"
exit $bad
