#define _GNU_SOURCE /* syscall */

#include "nn/tiles.h"

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TARGET __attribute__((target("amx-tile,amx-bf16")))

enum { HIGH = BF16_HIGH, PAIRS = BF16_DEEP / 2 }; /* of a tile: rows, and numbers in a row */

/* Linux grants the room for a thread's tiles to a process that asks for it. */
static bool granted(void)
{
    enum { REQUEST_PERMISSION = 0x1023, TILE_DATA = 18 };
    return syscall(SYS_arch_prctl, REQUEST_PERMISSION, TILE_DATA) == 0;
}

static bool built_in(void)
{
    enum { AMX_BF16 = 1 << 22, AMX_TILE = 1 << 24 };
    unsigned a, b, c, d;
    return sizeof(real) == sizeof(float) && __get_cpuid_count(7, 0, &a, &b, &c, &d) &&
           (d & AMX_BF16) && (d & AMX_TILE);
}

bool tiles_have(void)
{
    static atomic_int have = -1;
    if (have < 0) have = built_in() && granted();
    return have;
}

/* All eight tiles are whole ones. */
TARGET void tiles_begin(void)
{
    static const struct {
        uint8_t palette, start_row, reserved[14];
        uint16_t bytes[16]; /* of a row */
        uint8_t rows[16];
    } shapes = { .palette = 1,
                 .bytes = { 64, 64, 64, 64, 64, 64, 64, 64 },
                 .rows = { HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH } };
    _tile_loadconfig(&shapes);
}

TARGET void tiles_end(void) { _tile_release(); }

/* Two tiles of rows by two of columns: tiles 0 to 3 are sums, 4 and 5 of A, 6 and 7 of B. */
TARGET static void multiply_two(struct kernel_rows r, const uint32_t *B, int pairs)
{
    const uint32_t *A = r.A, *below = A + HIGH * r.down;
    real *C = r.C, *C_below = C + HIGH * r.C_stride;
    const long down = r.down * (long)sizeof *A, C_down = r.C_stride * (long)sizeof *C;
    _tile_loadd(0, C, C_down);
    _tile_loadd(1, C + HIGH, C_down);
    _tile_loadd(2, C_below, C_down);
    _tile_loadd(3, C_below + HIGH, C_down);
    for (int k = 0; k < pairs; k += PAIRS, B += PAIRS * KERNEL_WIDE) {
        _tile_loadd(6, B, KERNEL_WIDE * sizeof *B);
        _tile_loadd(4, A + k, down);
        _tile_loadd(7, B + HIGH, KERNEL_WIDE * sizeof *B);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_loadd(5, below + k, down);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, C, C_down);
    _tile_stored(1, C + HIGH, C_down);
    _tile_stored(2, C_below, C_down);
    _tile_stored(3, C_below + HIGH, C_down);
}

/* One tile of rows by two of columns. */
TARGET static void multiply_one(struct kernel_rows r, const uint32_t *B, int pairs)
{
    const uint32_t *A = r.A;
    const long down = r.down * (long)sizeof *A, C_down = r.C_stride * (long)sizeof *r.C;
    _tile_loadd(0, r.C, C_down);
    _tile_loadd(1, r.C + HIGH, C_down);
    for (int k = 0; k < pairs; k += PAIRS, B += PAIRS * KERNEL_WIDE) {
        _tile_loadd(4, A + k, down);
        _tile_loadd(6, B, KERNEL_WIDE * sizeof *B);
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(7, B + HIGH, KERNEL_WIDE * sizeof *B);
        _tile_dpbf16ps(1, 4, 7);
    }
    _tile_stored(0, r.C, C_down);
    _tile_stored(1, r.C + HIGH, C_down);
}

/* Fewer rows than a tile has, through one that is whole. */
static void multiply_ragged(struct kernel_rows r, const uint32_t *B, int pairs)
{
    real whole[HIGH * KERNEL_WIDE] = { 0 };
    struct kernel_rows all = r;
    all.C = whole;
    all.C_stride = KERNEL_WIDE;
    for (int i = 0; i < r.rows; i++)
        memcpy(whole + i * KERNEL_WIDE, r.C + i * r.C_stride, KERNEL_WIDE * sizeof *r.C);
    __asm__ volatile(
        "" ::
            : "memory"); /* the loads of tiles do not tell the compiler that they read */
    multiply_one(all, B, pairs);
    for (int i = 0; i < r.rows; i++)
        memcpy(r.C + i * r.C_stride, whole + i * KERNEL_WIDE, KERNEL_WIDE * sizeof *r.C);
}

void tiles_multiply(struct kernel_rows r, const uint32_t *B, int pairs)
{
    for (int step; r.rows > 0; r.rows -= step) {
        step = r.rows >= 2 * HIGH ? 2 * HIGH : r.rows >= HIGH ? HIGH : r.rows;
        (step == 2 * HIGH ? multiply_two
         : step == HIGH   ? multiply_one
                          : multiply_ragged)(r, B, pairs);
        r.A = (const uint32_t *)r.A + step * r.down;
        r.C += step * r.C_stride;
    }
}
#else
bool tiles_have(void) { return false; }
void tiles_begin(void) {}
void tiles_end(void) {}
void tiles_multiply(struct kernel_rows r, const uint32_t *B, int pairs)
{
    (void)r, (void)B, (void)pairs;
}
#endif
