/* kernel_panel.h -- the innermost product, written once; kernel.c and bf16.c include it for each
 * kind of vector.
 *
 *     C[i][j] += Σ_k A[i][k] B[k][j]       i < rows, k < K, j < KERNEL_WIDE
 *
 * The sums of HIGH rows and two vectors stay in registers through all of k; B is read in one
 * stream and A a number at a time, so neither need be copied.  A sum runs over k in order: the
 * bits of a row of C depend on that row of A and on B alone.  Meanwhile the first rows' loops ask
 * for the lines of C they will add to, and for the next panel.
 *
 * The includer defines KIND, which ends the names; VECTOR, the type of sums; HIGH; TARGET; NUMBER,
 * what A and B consist of; and MULTIPLY(sum, a, b), sum += a · the vector at b.
 */
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define BLOCK JOIN(block_, KIND)
#define PANEL JOIN(panel_, KIND)

/* `rows` is a constant wherever this is inlined, and the loops over it are unrolled. */
TARGET static inline __attribute__((always_inline)) void BLOCK(const int rows, struct kernel_rows r,
                                                               const NUMBER *B, int K)
{
    enum { LANES = sizeof(VECTOR) / sizeof(NUMBER) };
    const NUMBER *A = r.A;
    VECTOR left[HIGH], right[HIGH];
    for (int i = 0; i < rows; i++) {
        left[i] = right[i] = (VECTOR){ 0 };
        __builtin_prefetch(r.C + i * r.C_stride, 1);
        __builtin_prefetch(r.C + i * r.C_stride + LANES, 1);
    }
    for (long k = 0; k < K; k++, B += KERNEL_WIDE) {
        __builtin_prefetch((const char *)r.ahead + k * KERNEL_LINE, 0, 2);
        for (int i = 0; i < rows; i++) {
            const NUMBER a = A[i * r.down + k * r.along];
            MULTIPLY(left[i], a, B);
            MULTIPLY(right[i], a, B + LANES);
        }
    }
    for (int i = 0; i < rows; i++) {
        *(VECTOR *)(r.C + i * r.C_stride) += left[i];
        *(VECTOR *)(r.C + i * r.C_stride + LANES) += right[i];
    }
}

TARGET static void PANEL(struct kernel_rows all, const NUMBER *B, int K)
{
    enum { WIDE = 2 * sizeof(VECTOR) / sizeof(NUMBER) };
    for (int j = 0; j < KERNEL_WIDE; j += WIDE) {
        struct kernel_rows r = all;
        r.C += j;
        for (int step; r.rows > 0; r.rows -= step) {
            step = r.rows >= HIGH ? HIGH : r.rows >= 4 ? 4 : r.rows >= 2 ? 2 : 1;
            switch (step) {
            case HIGH: BLOCK(HIGH, r, B + j, K); break;
            case 4: BLOCK(4, r, B + j, K); break;
            case 2: BLOCK(2, r, B + j, K); break;
            default: BLOCK(1, r, B + j, K);
            }
            r.A = (const NUMBER *)r.A + step * r.down;
            r.C += step * r.C_stride;
            /* half of the next panel in the first loop over k, the other half in the second */
            r.ahead = r.ahead == all.ahead
                          ? (const void *)((const char *)all.ahead + (long)K * KERNEL_LINE)
                          : (const void *)B;
        }
    }
}

#undef JOIN_
#undef JOIN
#undef BLOCK
#undef PANEL
#undef KIND
#undef VECTOR
#undef HIGH
#undef TARGET
