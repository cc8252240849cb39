#include "base/memory.h"
#include "fuzz.h"
#include "model/checkpoint.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct rns_model *model = (struct rns_model *)fuzz_model();
    struct optimizer o = config_optimizer(model->config);
    struct progress p = { 0 };
    optimizer_alloc(&o, model->network.params.size);
    fuzz_told(checkpoint_load(fuzz_file(0, bytes, size), model, &o, &p, &err), &err);
    fuzz_must(p.update >= 0 && p.epoch >= 0 && p.batch >= 0);
    optimizer_free(&o);
    return 0;
}
