# rnnsearch -- needs OpenBLAS, utf8proc, zlib, inih, jansson and libedit; the tests need Check.
#
#   make            build/rnnsearch and build/librnnsearch.a
#   make test       floors, unit tests (double precision, sanitizers), command line, demo corpus
#   make test-asan, test-tsan, test-valgrind  with sanitizers, under valgrind; half an hour each
#   make test-faults  makes every system call and allocation fail, one by one; an hour
#   make test-kill  kills a training 200 times; minutes
#   make coverage   which lines and branches of src make test reaches; needs python3
#   make fuzz       made-up files for every reader; needs clang; FUZZ_SECONDS=60 or FUZZ_RUNS=100000
#   make test-browser  the page of alignments, as Chromium draws it; needs python3
#   make demo       trains on the demo corpus, translates, shows alignments; minutes
#   make bench      measures speed and memory beside the same model in PyTorch; half an hour
#   make soak       checks a corpus of a million pairs and trains on it, in bounded memory; minutes
#   make demo-corpus  makes data/demo again; it ships
#   make install, uninstall  program, library, header, manual page; PREFIX and DESTDIR as usual
#   make lint       clang-format, clang-tidy, cppcheck and gcc's analyzer; make format mends what
#                   the first one finds
#   make example    build/example, a client of the library
#   make clean

CC      = cc
OPT     = -O3 -fno-math-errno -fno-trapping-math -ffp-contract=fast -g
CHECK   = -fPIE -O1 -ffp-contract=fast -g -DREAL_IS_DOUBLE -fsanitize=address,undefined -fno-sanitize-recover=undefined
HARDEN  = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
LDFLAGS = -pie -Wl,-z,relro,-z,now
ANALYZE = -O1 -Werror -fanalyzer -Wno-analyzer-use-of-uninitialized-value -Wno-analyzer-null-argument
CLANG   = clang
FUZZED  = -O2 -g -Wno-pass-failed -fno-sanitize-recover=undefined -fsanitize=address,undefined
WARN    = -Wall -Wextra -Wshadow -Wwrite-strings -Wvla -Wstrict-prototypes -Wmissing-prototypes
WERROR  =
PREFIX  = /usr/local
DESTDIR =

# == nothing to change below: a new file is found by its place =================================

PKGS   := openblas libutf8proc zlib inih jansson
pkg     = $(shell pkg-config $(1) 2>/dev/null)
CFLAGS := -std=c11 -D_POSIX_C_SOURCE=200809L -fopenmp $(WARN) $(WERROR) -MMD -MP \
          -Iinclude -Isrc -Itests -Ibuild/include $(call pkg,--cflags $(PKGS)) \
          $(call pkg,--cflags check)
LIBS   := $(call pkg,--libs $(PKGS)) -lm
VERSION = $(shell sed -n 's/.*RNS_VERSION "\(.*\)"/\1/p' include/rnnsearch.h)

LIB    := $(wildcard src/base/*.c src/text/*.c src/nn/*.c src/model/*.c src/task/*.c)
CLI    := $(wildcard src/cli/*.c)
FUZZ   := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
DEMO   := $(wildcard data/demo/*.c)
UNITS  := $(wildcard tests/*/test_*.c)
TESTS  := $(UNITS:tests/%.c=build/test/%) $(FUZZ:%=build/test/fuzz/%)
KINDS  := float double fuzz
SOURCES := $(wildcard include/*.h src/*.c src/*/*.[ch] data/demo/*.[ch] tests/*.[ch] tests/*/*.[ch])

all: build/rnnsearch

build/rnnsearch: $(CLI:%.c=build/float/%.o) build/librnnsearch.a
	$(CC) -fopenmp $(LDFLAGS) -o $@ $^ $(LIBS) $(call pkg,--libs libedit)

build/example: build/float/src/example.o build/librnnsearch.a
	$(CC) -fopenmp $(LDFLAGS) -o $@ $^ $(LIBS)

build/demo-corpus: $(DEMO:%.c=build/float/%.o) build/librnnsearch.a
	$(CC) -fopenmp $(LDFLAGS) -o $@ $^ $(LIBS)

build/librnnsearch.a: $(LIB:%.c=build/float/%.o)
	rm -f $@
	$(AR) rcs $@ $^

build/float/%.o: %.c | build/packages
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(OPT) $(HARDEN) -c -o $@ $<

# The same sources again, in double, for the tests to differentiate.
build/double/%.o: %.c | build/packages
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(CHECK) -c -o $@ $<

build/double/librnnsearch.a: $(LIB:%.c=build/double/%.o)
	rm -f $@
	$(AR) rcs $@ $^

# Tests named *_float are of the numbers as they are used.
build/test/%_float: build/float/tests/%_float.o build/float/tests/unit.o build/librnnsearch.a
	@mkdir -p $(@D)
	$(CC) -fopenmp $(LDFLAGS) -o $@ $^ $(LIBS) $(call pkg,--libs check)

build/test/%: build/double/tests/%.o build/double/tests/unit.o build/double/librnnsearch.a
	@mkdir -p $(@D)
	$(CC) -fopenmp $(CHECK) $(LDFLAGS) -o $@ $^ $(LIBS) $(call pkg,--libs check)

# Harnesses of a stranger's bytes: for libFuzzer, which makes them up, and with the seeds alone.
build/fuzz/%.o: %.c | build/packages
	@mkdir -p $(@D)
	$(CLANG) $(CFLAGS) $(FUZZED),fuzzer-no-link -c -o $@ $<

build/fuzz/librnnsearch.a: $(LIB:%.c=build/fuzz/%.o)
	rm -f $@
	$(AR) rcs $@ $^

build/fuzz/%: build/fuzz/tests/fuzz/%.o build/fuzz/tests/fuzz/fuzz.o build/fuzz/librnnsearch.a
	$(CLANG) -fopenmp $(FUZZED),fuzzer -o $@ $^ $(LIBS) $(call pkg,--libs libedit)

build/test/fuzz/%: build/double/tests/fuzz/%.o build/double/tests/fuzz/fuzz.o \
    build/double/tests/fuzz/replay.o build/double/tests/unit.o build/double/librnnsearch.a
	@mkdir -p $(@D)
	$(CC) -fopenmp $(CHECK) $(LDFLAGS) -o $@ $^ $(LIBS) $(call pkg,--libs check libedit)

# The pages as string literals.
build/include/%.html.inc: src/%.html
	@mkdir -p $(@D)
	sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $< > $@

$(KINDS:%=build/%/src/task/report.o): build/include/task/report.html.inc
$(KINDS:%=build/%/src/task/view.o): build/include/task/view.html.inc

# Names what is missing before the compiler stumbles over it; installs nothing.
build/packages: scripts/deps
	@scripts/deps --check
	@mkdir -p $(@D) && touch $@

build/test/packages: scripts/deps
	@scripts/deps --check tests
	@mkdir -p $(@D) && touch $@

# Makes system calls fail, where it is preloaded.
build/test/faults.so: tests/faults/faults.c
	@mkdir -p $(@D)
	-$(CC) -std=c11 -O1 $(WARN) $(WERROR) -shared -fPIC -o $@ $<

test: build/test/packages all build/example build/demo-corpus build/test/faults.so $(TESTS)
	@scripts/run-tests $(TESTS)

test-asan test-tsan test-valgrind:
	@scripts/test-as $(@:test-%=%)

coverage:
	@scripts/test-as coverage

fuzz: $(FUZZ:%=build/fuzz/%)
	@scripts/fuzz $(FUZZ)

test-faults: all build/test/faults.so
	FAULTS=all sh tests/cli/faults.sh

test-kill: all
	KILLS=200 sh tests/cli/kill.sh

test-browser: all
	@python3 tests/browser/test_view.py build/rnnsearch

demo:
	@scripts/demo

bench: all
	@scripts/bench

soak: all
	@scripts/soak

demo-corpus: build/demo-corpus
	build/demo-corpus data/demo data/demo

example: build/example

format:
	clang-format -i $(SOURCES)

lint: build/include/task/report.html.inc build/include/task/view.html.inc
	clang-format --dry-run -Werror $(SOURCES)
	clang-tidy --quiet --warnings-as-errors='*' $(LIB) $(CLI) -- $(filter-out -MMD -MP,$(CFLAGS))
	cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
	    -Iinclude -Isrc -Ibuild/include --suppressions-list=tests/sanitizers/cppcheck.supp $(LIB) $(CLI)
	for file in $(LIB) $(CLI); do \
	    gcc $(filter-out -MMD -MP,$(CFLAGS)) $(ANALYZE) -c -o /dev/null $$file || exit 1; done

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include \
	    $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 build/rnnsearch $(DESTDIR)$(PREFIX)/bin
	install -m 644 include/rnnsearch.h include/rnnsearch_attend.h $(DESTDIR)$(PREFIX)/include
	install -m 644 build/librnnsearch.a $(DESTDIR)$(PREFIX)/lib
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' src/rnnsearch.pc.in \
	    > $(DESTDIR)$(PREFIX)/lib/pkgconfig/rnnsearch.pc
	build/rnnsearch manual > $(DESTDIR)$(PREFIX)/share/man/man1/rnnsearch.1

uninstall:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/rnnsearch include/rnnsearch.h include/rnnsearch_attend.h \
	    lib/librnnsearch.a lib/pkgconfig/rnnsearch.pc share/man/man1/rnnsearch.1)

clean:
	rm -rf build

.PHONY: all test test-asan test-tsan test-valgrind test-faults test-kill coverage fuzz test-browser demo bench soak demo-corpus example format lint install uninstall clean
.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)
