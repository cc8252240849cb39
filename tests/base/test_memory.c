#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

static struct arena mem;

static void teardown(void) { arena_free(&mem); }

START_TEST(new_memory_is_zero)
{
    int *x = memory_new(1000, sizeof *x);
    for (int i = 0; i < 1000; i++) ck_assert_int_eq(x[i], 0);
    memory_free(x);
}
END_TEST

START_TEST(an_array_grows_and_keeps_what_it_holds)
{
    int *x = NULL;
    size_t room = 0;
    for (int i = 0; i < 10000; i++) {
        x = memory_grow(x, i, &room, sizeof *x);
        x[i] = i;
    }
    for (int i = 0; i < 10000; i++) ck_assert_int_eq(x[i], i);
    ck_assert_uint_ge(room, 10000);
    memory_free(x);
}
END_TEST

START_TEST(nothing_is_a_piece_of_its_own_too)
{
    void *none = memory_new(0, 8), *other = memory_new(8, 0);
    ck_assert(none && other && none != other);
    memory_free(none);
    memory_free(other);
}
END_TEST

START_TEST(a_product_too_large_ends_the_program)
{
    const pid_t child = fork();
    if (child == 0) {
        fclose(stderr);
        memory_new(SIZE_MAX / 4, 8);
        _exit(0);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}
END_TEST

START_TEST(pieces_are_aligned_and_apart)
{
    char *piece[300];
    for (int i = 0; i < 300; i++) {
        piece[i] = arena_take(&mem, 37 * i, 1);
        ck_assert_uint_eq((uintptr_t)piece[i] % 64, 0);
        memset(piece[i], i % 100, 37 * i);
    }
    for (int i = 0; i < 300; i++)
        for (int j = 0; j < 37 * i; j++) ck_assert_int_eq(piece[i][j], i % 100);
}
END_TEST

START_TEST(memory_used_before_comes_back_zeroed_when_asked)
{
    memset(arena_take(&mem, 5000, 1), 1, 5000);
    arena_reset(&mem);
    const char *x = arena_zero(&mem, 5000, 1);
    for (int i = 0; i < 5000; i++) ck_assert_int_eq(x[i], 0);
}
END_TEST

START_TEST(release_goes_back_to_the_mark_and_keeps_what_was_before)
{
    char *before = arena_take(&mem, 100, 1);
    memset(before, 7, 100);
    const struct arena_mark mark = arena_mark(&mem);
    const size_t used = mem.used;
    char *first = NULL;
    for (int round = 0; round < 3; round++) {
        char *x = arena_take(&mem, 3000000, 1); /* larger than a block */
        memset(x, round, 3000000);
        if (!first) first = x;
        ck_assert_ptr_eq(x, first);
        arena_release(&mem, mark);
        ck_assert_uint_eq(mem.used, used);
    }
    for (int i = 0; i < 100; i++) ck_assert_int_eq(before[i], 7);
}
END_TEST

START_TEST(a_mark_of_an_empty_arena_can_be_released)
{
    const struct arena_mark mark = arena_mark(&mem);
    char *first = arena_take(&mem, 10, 1);
    arena_take(&mem, 2000000, 1);
    arena_release(&mem, mark);
    ck_assert_uint_eq(mem.used, 0);
    ck_assert_ptr_eq(arena_take(&mem, 10, 1), first);
    arena_free(&mem);
    const struct arena_mark before = arena_mark(&mem);
    arena_release(&mem, before);
    ck_assert_ptr_nonnull(arena_take(&mem, 10, 1));
}
END_TEST

/* Another is put before it, and both are there for the next round. */
START_TEST(a_block_that_waits_and_is_too_small_is_passed_over)
{
    enum { SMALL = 1200000, LARGE = 5000000 };
    arena_take(&mem, 100, 1);
    const struct arena_mark mark = arena_mark(&mem);
    char *small = arena_take(&mem, SMALL, 1);
    arena_release(&mem, mark);
    char *large = arena_take(&mem, LARGE, 1);
    ck_assert_ptr_eq(arena_take(&mem, SMALL, 1), small);
    arena_release(&mem, mark);
    ck_assert_ptr_eq(arena_take(&mem, SMALL, 1), large);
}
END_TEST

START_TEST(after_a_reset_everything_fits_one_block)
{
    for (int i = 0; i < 50; i++) arena_take(&mem, 100000, 1);
    const size_t peak = mem.peak;
    arena_reset(&mem);
    ck_assert_uint_eq(mem.used, 0);
    char *last = arena_take(&mem, 100000, 1);
    for (int i = 1; i < 50; i++) {
        char *next = arena_take(&mem, 100000, 1);
        ck_assert_ptr_eq(next, last + 100032);
        last = next;
    }
    ck_assert_uint_eq(mem.peak, peak);
}
END_TEST

START_TEST(what_is_reserved_is_one_block)
{
    arena_reserve(&mem, 5000000);
    ck_assert_uint_eq(mem.used, 0);
    char *first = arena_take(&mem, 2500000, 1);
    ck_assert_ptr_eq(arena_take(&mem, 2499900, 1), first + 2500032);
    arena_reset(&mem);
    ck_assert_ptr_eq(arena_take(&mem, 10, 1), first);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        new_memory_is_zero,
        an_array_grows_and_keeps_what_it_holds,
        nothing_is_a_piece_of_its_own_too,
        a_product_too_large_ends_the_program,
        pieces_are_aligned_and_apart,
        memory_used_before_comes_back_zeroed_when_asked,
        release_goes_back_to_the_mark_and_keeps_what_was_before,
        a_mark_of_an_empty_arena_can_be_released,
        a_block_that_waits_and_is_too_small_is_passed_over,
        after_a_reset_everything_fits_one_block,
        what_is_reserved_is_one_block,
        NULL,
    };
    return unit_run("base/memory", tests, NULL, teardown);
}
