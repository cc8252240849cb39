#include "fuzz.h"
#include "task/report_run.h"

/* A training's log, as the report reads it. */
int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct run run;
    fuzz_told(run_read(&run, fuzz_file(0, bytes, size), &err), &err);
    run_best(&run);
    run_free(&run);
    return 0;
}
