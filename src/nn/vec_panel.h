/* vec_panel.h -- the innermost product, written once; vec.c includes it for each size of vector.
 *
 *     C[i][j] += Σ_k A[i][k] B[k][j]       i < rows, k < K, j < VEC_PANEL
 *
 * The sums of HIGH rows and two vectors stay in registers through all of k; B is read in one
 * stream and A a number at a time, so neither need be copied.  A sum runs over k in order: the
 * bits of a row of C depend on that row of A and on B alone.
 *
 * The includer defines BYTES of a vector, HIGH and TARGET.
 */
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define VECTOR JOIN(vector_, BYTES)
#define BLOCK JOIN(block_, BYTES)
#define PANEL JOIN(panel_, BYTES)

typedef real VECTOR __attribute__((vector_size(BYTES), aligned(sizeof(real))));

/* `rows` is a constant wherever this is inlined, and the loops over it are unrolled. */
TARGET static inline __attribute__((always_inline)) void BLOCK(const int rows, struct panel_rows r,
                                                               const real *B, int K)
{
    enum { LANES = BYTES / sizeof(real) };
    VECTOR left[HIGH], right[HIGH];
    for (int i = 0; i < rows; i++) {
        left[i] = right[i] = (VECTOR){ 0 };
        __builtin_prefetch(r.C + i * r.C_stride, 1);
        __builtin_prefetch(r.C + i * r.C_stride + LANES, 1);
    }
    for (long k = 0; k < K; k++) {
        __builtin_prefetch(r.ahead + k * (64 / (long)sizeof(real)), 0, 2);
        const VECTOR b0 = *(const VECTOR *)(B + k * VEC_PANEL);
        const VECTOR b1 = *(const VECTOR *)(B + k * VEC_PANEL + LANES);
        for (int i = 0; i < rows; i++) {
            const real a = r.A[i * r.A_stride + k];
            left[i] += a * b0;
            right[i] += a * b1;
        }
    }
    for (int i = 0; i < rows; i++) {
        *(VECTOR *)(r.C + i * r.C_stride) += left[i];
        *(VECTOR *)(r.C + i * r.C_stride + LANES) += right[i];
    }
}

TARGET static void PANEL(struct panel_rows all, const real *B, int K)
{
    enum { WIDE = 2 * BYTES / sizeof(real) };
    for (int j = 0; j < VEC_PANEL; j += WIDE) {
        struct panel_rows r = all;
        r.C += j;
        for (int step; r.rows > 0;
             r.rows -= step, r.A += step * r.A_stride, r.C += step * r.C_stride) {
            if (all.rows - r.rows >= 2 * HIGH) r.ahead = B;
            else if (all.rows - r.rows >= HIGH)
                r.ahead = all.ahead + (long)K * (64 / (long)sizeof(real));
            step = r.rows >= HIGH ? HIGH : r.rows >= 4 ? 4 : r.rows >= 2 ? 2 : 1;
            switch (step) {
            case HIGH: BLOCK(HIGH, r, B + j, K); break;
            case 4: BLOCK(4, r, B + j, K); break;
            case 2: BLOCK(2, r, B + j, K); break;
            default: BLOCK(1, r, B + j, K);
            }
        }
    }
}

#undef JOIN_
#undef JOIN
#undef VECTOR
#undef BLOCK
#undef PANEL
#undef BYTES
#undef HIGH
#undef TARGET
