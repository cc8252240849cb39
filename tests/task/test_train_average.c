/* With train.ema it is the average of the weights that is validated and saved. */
#include <math.h>

#include "model/safetensors.h"
#include "training.h"

static void setup(void)
{
    training_begin("train_average");
    set("train.ema", "0.9");
    set("train.max_updates", "7");
}

static void teardown(void) { rns_config_free(config); }

static bool is_same(const char *one, struct tensors *of_one, const char *other,
                    struct tensors *of_other)
{
    const real *a = tensors_reals_get(of_one, one, 30, 10, &err);
    const real *b = tensors_reals_get(of_other, other, 30, 10, &err);
    ck_assert_msg(a && b, "%s", err.message);
    return !memcmp(a, b, 300 * sizeof *a);
}

/* −log p a target word of the training pairs, by the saved model. */
static double cross_entropy_of_saved(void)
{
    struct rns_model *m = rns_model_load(in_folder("run/model.safetensors"), &err);
    struct rns_pair pair[PAIRS];
    double nll = 0, words = 0;
    ck_assert_msg(rns_score(m, source_line, target_line, PAIRS, pair, &err), "%s", err.message);
    for (int i = 0; i < PAIRS; i++) {
        nll -= pair[i].log_p;
        words += pair[i].T + 1;
        rns_pair_free(&pair[i]);
    }
    rns_model_free(m);
    return nll / words;
}

START_TEST(the_average_is_saved_and_the_checkpoint_has_both)
{
    static const char weights[] = "encoder.forward.U",
                      average[] = "optimizer.average.encoder.forward.U";
    if (_i) use_validation("7");
    const struct seen seen = train();
    struct tensors *model = tensors_open(in_folder("run/model.safetensors"), &err);
    struct tensors *checkpoint = tensors_open(in_folder("run/checkpoint.safetensors"), &err);
    ck_assert(is_same(weights, model, average, checkpoint));
    ck_assert(!is_same(weights, model, weights, checkpoint));
    tensors_close(model);
    tensors_close(checkpoint);
    if (_i) ck_assert_double_eq_tol(seen.valid.valid_cross_entropy, cross_entropy_of_saved(), 1e-9);
}
END_TEST

/* What is learned with is not what is averaged. */
START_TEST(learning_goes_on_as_without_an_average)
{
    use_validation("3");
    const double with = train().last.cross_entropy;
    use_run("without");
    set("train.ema", "0");
    ck_assert_double_eq(train().last.cross_entropy, with);
}
END_TEST

int main(void)
{
    TCase *c = tcase_create("train, average");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, the_average_is_saved_and_the_checkpoint_has_both, 0, 2);
    tcase_add_test(c, learning_goes_on_as_without_an_average);
    return unit_run_case("task/train, average", c);
}
