#include "base/stage.h"

#include "unit.h"

static void wait_a_little(void)
{
    const double end = seconds_now() + 0.01;
    while (seconds_now() < end)
        ;
}

START_TEST(time_is_charged_to_the_stage_under_way)
{
    stage_reset();
    const enum stage before = stage_enter(STAGE_ENCODER);
    wait_a_little();
    const enum stage encoder = stage_enter(STAGE_ATTENTION);
    ck_assert_int_eq(encoder, STAGE_ENCODER);
    stage_enter(encoder);
    wait_a_little();
    stage_enter(before);
    ck_assert_double_ge(stage_seconds(STAGE_ENCODER), 0.02);
    ck_assert_double_lt(stage_seconds(STAGE_ATTENTION), stage_seconds(STAGE_ENCODER));
    ck_assert_double_eq(stage_seconds(STAGE_DECODER), 0);
}
END_TEST

START_TEST(a_reset_forgets)
{
    stage_enter(STAGE_UPDATE);
    wait_a_little();
    stage_enter(STAGE_OTHER);
    stage_reset();
    ck_assert_double_eq(stage_seconds(STAGE_UPDATE), 0);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { time_is_charged_to_the_stage_under_way, a_reset_forgets, NULL };
    return unit_run("base/stage", tests, NULL, NULL);
}
