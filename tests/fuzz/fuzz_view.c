#include <string.h>

#include "fuzz.h"

/* Lines of JSON become a page that they cannot break out of. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    const char *const path[] = { fuzz_file(0, bytes, size), fuzz_file(1, bytes, size) };
    char *page = rns_view(path, 2, &err);
    char *const empty = rns_view(path, 0, NULL);
    if (fuzz_told(page, &err)) {
        int scripts = -2;
        for (const char *at = page; (at = strstr(at, "</script")); at++) scripts++;
        for (const char *at = empty; (at = strstr(at, "</script")); at++) scripts--;
        fuzz_must(scripts == 0);
    }
    rns_text_free(page);
    rns_text_free(empty);
    return 0;
}
