#include "model/model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/rng.h"
#include "sample.h"
#include "text/bpe.h"
#include "unit.h"

static char path[300];
static struct rns_error err;
static struct rns_model *model;

static void setup(void)
{
    snprintf(path, sizeof path, "%s/model.safetensors", unit_folder("model"));
    err = (struct rns_error){ 0 };
    model = sample_model("text.lowercase", "yes");
}

static void teardown(void) { rns_model_free(model); }

static void save_model(void) { ck_assert_msg(model_save(model, path, &err), "%s", err.message); }

static void write_bytes(const struct str *file)
{
    struct save s;
    ck_assert(save_open(&s, path, &err) && save_write(&s, file->at, file->length, &err) &&
              save_commit(&s, &err));
}

/* A refused file must be refused by one line that names it. */
static void check_refusal(const struct rns_error *why)
{
    ck_assert_int_eq(why->status, RNS_BAD_MODEL);
    ck_assert_ptr_eq(strstr(why->message, path), why->message);
    ck_assert_ptr_null(strchr(why->message, '\n'));
}

static void expect_refusal(const char *part)
{
    struct rns_error why = { 0 };
    ck_assert_ptr_null(rns_model_load(path, &why));
    check_refusal(&why);
    ck_assert_msg(strstr(why.message, part) != NULL, "%s: not: %s", why.message, part);
}

START_TEST(a_fresh_model_has_values_of_the_sizes_asked_for)
{
    const struct params *p = &model->network.params;
    bool any = false;
    for (size_t i = 0; i < p->size; i++) any |= p->values[i] != 0;
    ck_assert(any);
    ck_assert_int_eq(model->network.sizes.H, 2);
    ck_assert_int_eq(model->network.sizes.source_words, 6);
    ck_assert(model->source_segmenter.lowercase);
}
END_TEST

START_TEST(the_same_seed_makes_the_same_model_and_another_seed_another)
{
    struct rns_model *same = sample_model(NULL, NULL), *other = sample_model("train.seed", "2");
    const struct params *p = &model->network.params;
    ck_assert_mem_eq(p->values, same->network.params.values, p->size * sizeof(real));
    ck_assert_mem_ne(p->values, other->network.params.values, p->size * sizeof(real));
    rns_model_free(same);
    rns_model_free(other);
}
END_TEST

START_TEST(a_saved_model_is_loaded_whole)
{
    save_model();
    struct rns_model *m = rns_model_load(path, &err);
    ck_assert_msg(m != NULL, "%s", err.message);
    ck_assert_ptr_null(config_difference(model->config, m->config));
    ck_assert_int_eq(m->target_vocab->count, 6);
    ck_assert_int_eq(vocab_id(m->target_vocab, "chat", 4),
                     vocab_id(model->target_vocab, "chat", 4));
    ck_assert(m->target_segmenter.lowercase);
    ck_assert_int_eq(m->target_segmenter.tokenizer.language, LANGUAGE_FR);
    for (int i = 0; i < model->network.params.count; i++) {
        const struct param *saved = model->network.params.list[i];
        const struct param *loaded = m->network.params.list[i];
        const size_t size = (size_t)saved->w.rows * saved->w.cols * sizeof(real);
        ck_assert_str_eq(saved->name, loaded->name);
        ck_assert_mem_eq(saved->w.at, loaded->w.at, size);
        ck_assert_ptr_null(loaded->dw.at);
    }
    rns_model_free(m);
}
END_TEST

START_TEST(loading_and_saving_again_gives_the_same_bytes)
{
    struct str first = { 0 }, second = { 0 };
    save_model();
    ck_assert(file_read(path, &first, &err));
    struct rns_model *m = rns_model_load(path, &err);
    ck_assert(model_save(m, path, &err));
    rns_model_free(m);
    ck_assert(file_read(path, &second, &err));
    ck_assert_uint_eq(first.length, second.length);
    ck_assert_mem_eq(first.at, second.at, first.length);
    str_free(&first);
    str_free(&second);
}
END_TEST

/* Once in the table is once in the file. */
START_TEST(tied_matrices_are_one_in_the_file_and_when_loaded)
{
    rns_model_free(model);
    model = sample_of("3", "model.tied", "all");
    ck_assert_ptr_null(params_find(&model->network.params, "decoder.embed.E"));
    ck_assert_ptr_null(params_find(&model->network.params, "decoder.out.W"));
    save_model();
    struct rns_model *m = rns_model_load(path, &err);
    ck_assert_msg(m != NULL, "%s", err.message);
    const struct param *E = params_find(&m->network.params, "encoder.embed.E");
    ck_assert_ptr_eq(m->network.decoder.embed.of, E);
    ck_assert_ptr_eq(m->network.decoder.out.weight.of, E);
    ck_assert_mem_eq(E->w.at, model->network.encoder.embed.E.w.at, 6 * 3 * sizeof(real));
    rns_model_free(m);
}
END_TEST

static bool contains(const struct str *s, const char *part)
{
    const size_t length = strlen(part);
    for (size_t i = 0; i + length <= s->length; i++)
        if (!memcmp(s->at + i, part, length)) return true;
    return false;
}

static void give_subwords(const char *codes)
{
    const size_t size = strlen(codes);
    ck_assert(rns_config_set(model->config, "text.bpe_merges", "2", &err));
    model_take_subwords(model, bpe_parse(codes, size, "codes", NULL),
                        bpe_parse(codes, size, "codes", NULL));
}

START_TEST(subwords_are_in_the_file)
{
    static const char codes[] = "#version: 0.2\na t</w>\nc h\n";
    struct str pieces = { 0 };
    give_subwords(codes);
    save_model();
    struct rns_model *m = rns_model_load(path, &err);
    ck_assert_msg(m != NULL, "%s", err.message);
    ck_assert_str_eq(str_text(bpe_codes(m->source_segmenter.bpe)), codes);
    ck_assert(segment(&m->target_segmenter, "chat", 4, &pieces, &err));
    ck_assert_str_eq(str_text(&pieces), "ch@@ at");
    str_free(&pieces);
    rns_model_free(m);
}
END_TEST

START_TEST(subwords_that_are_no_merges_are_refused)
{
    struct str file = { 0 };
    give_subwords("#version: 0.2\na t</w>\n");
    save_model();
    ck_assert(file_read(path, &file, &err));
    for (size_t i = 0; i + 13 < file.length; i++)
        if (!memcmp(file.at + i, "#version: 0.2", 13)) file.at[i + 12] = '7';
    write_bytes(&file);
    expect_refusal("bpe.source:1: codes of another kind");
    str_free(&file);
}
END_TEST

START_TEST(a_model_of_words_says_nothing_of_subwords)
{
    struct str file = { 0 };
    save_model();
    ck_assert(file_read(path, &file, &err));
    ck_assert(!contains(&file, "bpe"));
    str_free(&file);
}
END_TEST

START_TEST(a_model_without_the_subwords_it_promises_is_refused)
{
    ck_assert(rns_config_set(model->config, "text.bpe_merges", "2", &err));
    save_model();
    ck_assert_ptr_null(rns_model_load(path, &err));
    ck_assert_int_eq(err.status, RNS_BAD_MODEL);
    ck_assert_ptr_nonnull(strstr(err.message, "bpe.source"));
}
END_TEST

START_TEST(no_path_goes_into_the_file)
{
    struct str file = { 0 };
    save_model();
    ck_assert(file_read(path, &file, &err));
    ck_assert(contains(&file, "lowercase = yes"));
    ck_assert(!contains(&file, "path/of/mine"));
    str_free(&file);
}
END_TEST

START_TEST(the_description_names_settings_sizes_and_parameters)
{
    char *text = rns_model_describe(model), all[64];
    const struct params *p = &model->network.params;
    snprintf(all, sizeof all, "%zu\n", p->size);
    ck_assert_ptr_nonnull(strstr(text, "decoder = rnnsearch"));
    ck_assert_ptr_nonnull(strstr(text, "words of the source   6"));
    ck_assert_ptr_nonnull(strstr(text, all));
    for (int i = 0; i < p->count; i++) ck_assert_ptr_nonnull(strstr(text, p->list[i]->name));
    rns_text_free(text);
}
END_TEST

/* Saves the model as a stranger would: `skip` left out, one array or text put in its place. */
static void save_strangely(const char *skip, int rows, const char *config, const char *vocabulary)
{
    static const real zeros[1000];
    struct tensors_out *out = tensors_new();
    struct str text = { 0 };
    config_print_model(model->config, &text);
    tensors_meta(out, "format", "rnnsearch 1");
    tensors_meta(out, "config", config ? config : str_text(&text));
    for (int i = 0; i < model->network.params.count; i++) {
        const struct param *p = model->network.params.list[i];
        if (strcmp(p->name, skip)) tensors_reals(out, p->name, p->w.rows, p->w.cols, p->w.at);
        else if (rows) tensors_reals(out, p->name, rows, p->w.cols, zeros);
    }
    str_clear(&text);
    vocab_write(model->target_vocab, &text);
    tensors_bytes(out, "vocabulary.source", strlen(vocabulary), vocabulary);
    tensors_bytes(out, "vocabulary.target", text.length, text.at);
    ck_assert(tensors_save(out, path, &err));
    tensors_out_free(out);
    str_free(&text);
}

static const char six[] = "</s>\n<unk>\na\nb\nc\nd\n";

START_TEST(models_that_do_not_hold_together_are_refused)
{
    const struct param *p = model->network.params.list[0];
    save_strangely("", 0, NULL, six);
    struct rns_model *m = rns_model_load(path, &err);
    ck_assert_msg(m != NULL, "%s", err.message);
    rns_model_free(m);
    save_strangely(p->name, 0, NULL, six);
    expect_refusal("there is no tensor");
    save_strangely(p->name, p->w.rows + 1, NULL, six);
    expect_refusal("its config and vocabularies ask for");
    save_strangely("", 0, NULL, "</s>\n<unk>\na\nb\nc\n");
    expect_refusal("its config and vocabularies ask for 5 x 3");
    save_strangely("", 0, NULL, "</s>\n<unk>\na\na\nc\nd\n");
    expect_refusal("vocabulary.source:4");
    save_strangely("", 0, NULL, "");
    expect_refusal("vocabulary.source");
    save_strangely("", 0, NULL, "</s>\n<unk>\na\n\xFF\nc\nd\n");
    expect_refusal("vocabulary.source:4");
    save_strangely("", 0, "[model]\nhidden = 0\n", six);
    expect_refusal("config:2: model.hidden");
    save_strangely("", 0, "[model]\nhidden = 16384\nembedding = 16384\n", six);
    expect_refusal("ask for 6 x 16384");
    save_strangely("", 0, "[model]\ntied = target\n", six);
    expect_refusal("config: model.tied");
    save_strangely("", 0, "[model]\ntied = all\nembedding = 3\nmaxout = 3\n", "</s>\n<unk>\na\n");
    expect_refusal("share one embedding");
    save_strangely("", 0, "[run]\ndir = /etc\n", six);
    expect_refusal("config:2");
}
END_TEST

START_TEST(a_file_of_another_format_is_refused)
{
    struct tensors_out *out = tensors_new();
    ck_assert(tensors_save(out, path, &err));
    expect_refusal("format is not given");
    tensors_meta(out, "format", "rnnsearch 2\n");
    ck_assert(tensors_save(out, path, &err));
    expect_refusal("format is another");
    tensors_meta(out, "format", "rnnsearch 1");
    ck_assert(tensors_save(out, path, &err));
    expect_refusal("no config");
    tensors_out_free(out);
}
END_TEST

START_TEST(a_model_cut_off_anywhere_is_refused)
{
    struct str file = { 0 };
    save_model();
    ck_assert(file_read(path, &file, &err));
    for (size_t step = file.length / 60; file.length > step;) {
        file.length -= step;
        write_bytes(&file);
        expect_refusal("");
    }
    str_free(&file);
}
END_TEST

START_TEST(a_damaged_header_is_refused_or_harmless)
{
    struct rng rng;
    struct str file = { 0 };
    uint64_t length;
    rng_seed(&rng, 7);
    save_model();
    ck_assert(file_read(path, &file, &err));
    memcpy(&length, file.at, sizeof length);
    for (int i = 0; i < 1000; i++) {
        static const char bytes[] = "0123456789,:{}[]\"\\ -.eE\xFF\n\t_ax";
        char *at = file.at + rng_below(&rng, length + sizeof length);
        const char kept = *at;
        struct rns_error why = { 0 };
        *at = bytes[rng_below(&rng, sizeof bytes)];
        write_bytes(&file);
        struct rns_model *m = rns_model_load(path, &why);
        if (!m) check_refusal(&why);
        rns_model_free(m);
        *at = kept;
    }
    str_free(&file);
}
END_TEST

/* The file is of the first version of the format and stays as it is. */
START_TEST(a_model_of_the_first_version_is_read)
{
    struct rns_model *old = rns_model_load("tests/fuzz/seeds/model/plain", &err);
    ck_assert_msg(old != NULL, "%s", err.message);
    double size = 0;
    for (int k = 0; k < old->network.params.count; k++)
        for (int i = 0; i < old->network.params.list[k]->w.rows; i++)
            for (int j = 0; j < old->network.params.list[k]->w.cols; j++)
                size += fabs((double)row(old->network.params.list[k]->w, i)[j]);
    ck_assert_int_eq(old->network.params.size, 207);
    ck_assert_double_eq_tol(size, 24.748940257886716, 1e-9);
    ck_assert_double_eq_tol(old->network.params.list[0]->w.at[1], -0.010136476717889309, 1e-12);
    rns_model_free(old);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_named)
{
    ck_assert_ptr_null(rns_model_load("no/such/model", &err));
    ck_assert_int_eq(err.status, RNS_FAILED);
    ck_assert_ptr_nonnull(strstr(err.message, "no/such/model"));
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {
        a_fresh_model_has_values_of_the_sizes_asked_for,
        the_same_seed_makes_the_same_model_and_another_seed_another,
        a_saved_model_is_loaded_whole,
        loading_and_saving_again_gives_the_same_bytes,
        tied_matrices_are_one_in_the_file_and_when_loaded,
        subwords_are_in_the_file,
        subwords_that_are_no_merges_are_refused,
        a_model_of_words_says_nothing_of_subwords,
        a_model_without_the_subwords_it_promises_is_refused,
        no_path_goes_into_the_file,
        the_description_names_settings_sizes_and_parameters,
        models_that_do_not_hold_together_are_refused,
        a_file_of_another_format_is_refused,
        a_model_cut_off_anywhere_is_refused,
        a_damaged_header_is_refused_or_harmless,
        a_model_of_the_first_version_is_read,
        a_file_that_is_not_there_is_named,
        NULL,
    };
    return unit_run("model/model", tests, setup, teardown);
}
