/* A matrix, .npy or text: what was read is written and read again, and attended to. */
#include "fuzz.h"

static void write_and_read(const struct rns_matrix *m)
{
    struct rns_matrix again;
    size_t length;
    char *text = rns_matrix_write(m, true, &length);
    fuzz_must(rns_matrix_read(&again, fuzz_file(1, text, length), NULL));
    fuzz_must(again.rows == m->rows && again.cols == m->cols);
    rns_matrix_free(&again);
    rns_text_free(text);
}

static void attend(const struct rns_matrix *m)
{
    static const char *const score[] = { "additive", "dot", "scaled-dot", "general", "location" };
    struct rns_error err = { 0 };
    const long rows = m->rows, cols = m->cols;
    if (rows * rows > 10000 || rows * cols > 10000) return;
    struct rns_matrix weights = rns_matrix_new(m->rows, m->rows);
    struct rns_matrix out = rns_matrix_new(m->rows, m->cols);
    for (int i = 0; i < 5; i++) {
        const struct rns_attention a = { score[i], 1, *m, *m, *m, { 0 } };
        fuzz_told(rns_attend(&a, weights.at, out.at, &err), &err);
    }
    rns_matrix_free(&weights);
    rns_matrix_free(&out);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rns_error err = { 0 };
    struct rns_matrix m;
    if (fuzz_told(rns_matrix_read(&m, fuzz_file(0, bytes, size), &err), &err)) {
        write_and_read(&m);
        attend(&m);
    }
    rns_matrix_free(&m);
    return 0;
}
