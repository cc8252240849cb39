/* fuzz.h -- a stranger's bytes, a reader a file.
 *
 * fuzz_NAME.c holds the function that libFuzzer calls with bytes it makes up (`make fuzz`) and
 * replay.c with each file of seeds/NAME (`make test`).  Whatever the bytes are, it comes back;
 * what the reader promises besides is asserted.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "base/error.h"
#include "base/str.h"
#include "model/model.h"

enum { FUZZ_PARTS = 4 };

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

/* The path of a file with these bytes, until the next call with this number, below FUZZ_PARTS. */
const char *fuzz_file(int number, const void *bytes, size_t size);
/* The input cut at bytes 0x1E, the last part with all that is left; fuzz_free when done. */
void fuzz_cut(const unsigned char *bytes, size_t size, struct str part[FUZZ_PARTS]);
void fuzz_free(struct str part[FUZZ_PARTS]);

/* Succeeded in silence, or failed with one line that a terminal shows as it is; err is empty again.
 * Gives `ok`. */
bool fuzz_told(bool ok, struct rns_error *err);
void fuzz_must(bool holds); /* a promise */

const struct rns_model *fuzz_model(void); /* a small one of words a b c d, both sides */

#endif
