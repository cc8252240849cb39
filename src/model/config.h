/* config.h -- what every option is set to.
 *
 * Each field has its row in the table of option.c: to add an option, add a field here and a row
 * there.  Reading INI text is config_file.c: a comment is a line that begins with ; or #, or what
 * follows a blank and one of them; a key given twice is an error, as is an unknown one.
 */
#ifndef MODEL_CONFIG_H
#define MODEL_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "model/network.h"
#include "nn/optim.h"
#include "nn/param.h"
#include "text/batch.h"
#include "text/tokenize.h"

enum schedule { SCHEDULE_CONSTANT, SCHEDULE_INVERSE_SQRT, SCHEDULE_PLATEAU, SCHEDULE_LINEAR };
enum loss_unit { LOSS_SENTENCES, LOSS_WORDS }; /* the gradient is a mean over these */
enum precision { PRECISION_FLOAT32, PRECISION_BF16 };
enum valid_metric { METRIC_BLEU, METRIC_CROSS_ENTROPY };

struct rns_config {
    struct {
        char *source, *target;                   /* paths as given; see config_path */
        char *source_language, *target_language; /* en, fr */
        char *alignments;                        /* links to guide attention by; NULL: none */
        int max_length;                          /* 50 words; longer pairs are left out */
    } data;
    struct {
        enum tokenizer_kind tokenizer; /* moses-like | space | char */
        bool lowercase;
        int source_vocabulary, target_vocabulary; /* 30000, </s> and <unk> included */
        int min_count;                            /* 1 */
        int bpe_merges;                           /* 0: words stay whole */
        bool bpe_joint;                           /* learned from both sides together */
    } text;
    struct {
        enum decoder_kind decoder;                /* rnnsearch | conditional | encdec */
        int embedding, hidden, alignment, maxout; /* 620 1000 1000 500 */
        enum param_init init;                     /* bahdanau | glorot */
        enum tying tied;                          /* none | target | all */
        bool layer_norm;                          /* of what enters the gated units */
        int encoder_layers;                       /* 1 */
    } model;
    struct attention_kind attention; /* additive, global, soft; width 10, entropy .002 */
    struct {
        uint64_t seed;                               /* 1 */
        int threads;                                 /* 0: as many as there are cores */
        enum optimizer_kind optimizer;               /* sgd | adam | adadelta */
        double learning_rate;                        /* 1 (adadelta) */
        double momentum, beta1, beta2, rho, epsilon; /* 0 .9 .999 .95 1e-6 */
        double clip;                                 /* 1; 0: none */
        double weight_decay; /* a share of the weights an update, times the learning rate; 0 */
        double ema; /* decay of the weights' average that is validated and saved; 0: none */
        enum schedule schedule;     /* constant | inverse-sqrt | plateau | linear */
        int warmup;                 /* updates of linear warm-up, any schedule; 0 */
        double hold;                /* linear: the share of training before the rate falls, 0 */
        double decay;               /* plateau: the factor, 0.5 */
        int decay_patience;         /* plateau: validations without a new best before it, 1 */
        enum batch_unit batch_unit; /* sentences | words */
        int batch_size;             /* 80 */
        int accumulate;             /* 1 batch an update */
        int window;                 /* 20 batches sorted together */
        int memory;                 /* megabytes for training in all; 0: no bound */
        enum loss_unit loss_unit;   /* sentences | words */
        enum precision precision;   /* float32 | bf16 */
        double dropout_embedding, dropout_readout, label_smoothing;                      /* 0 */
        double dropout_context, dropout_state, word_dropout_source, word_dropout_target; /* 0 */
        double bpe_dropout;                                                              /* 0 */
        bool variational;
        double alignment_weight, alignment_decay; /* 0.1; the factor of it an epoch, 1 */
        double rdrop;                             /* R-Drop's α; 0: none */
        int max_epochs, max_updates;              /* 0: no such end */
        double max_minutes; /* of training, validation not counted; 0: no such end */
        int patience;       /* validations without a new best; 0: no such end */
    } train;
    struct {
        char *source, *target;    /* no path: no validation, the last model is kept */
        int every;                /* updates; 0: once an epoch */
        enum valid_metric metric; /* bleu | cross-entropy */
        int beam;                 /* 1: greedy */
        int samples;              /* sentences shown with their alignments, 3 */
    } valid;
    struct {
        char *dir;      /* runs/NAME */
        int keep;       /* validated models, the last ones; 0 */
        int save_every; /* updates between checkpoints; 0: at validations and at the end only */
        int log_every;  /* updates between lines of the log, 100 */
    } run;
    char *file; /* the config file read last; NULL when none was */
};

/* A path option as the program should open it: relative to the config file's folder when it came
 * from that file, to the working directory when it came from the command line; $NAME and ${NAME}
 * replaced from the environment, and $$ by $.  The table resolves them when they are set, so the
 * fields above are ready to open. */

struct rns_config *config_copy(const struct rns_config *);
/* The rows that describe a model ([data] languages, [text], [model], [attention]) as INI text for
 * its file, and back.  Paths, training and run options stay out: a model carries no path. */
void config_print_model(const struct rns_config *, struct str *out);
/* RNS_BAD_MODEL on anything but those rows. */
bool config_parse(struct rns_config *, const char *text, const char *name, struct rns_error *);
/* The first row that describes a model in which the two differ; NULL when there is none. */
const struct rns_option *config_difference(const struct rns_config *, const struct rns_config *);
/* The optimiser these options describe, without its blocks. */
struct optimizer config_optimizer(const struct rns_config *);
/* The noise they ask for, in an update of this seed. */
struct regularization config_regularization(const struct rns_config *, uint64_t seed);
/* What does not go together in the rows of a model, a sentence; NULL when all does. */
const char *config_contradiction(const struct rns_config *);
/* Do the options go together, and is everything given that training needs? */
bool config_check(const struct rns_config *, struct rns_error *);

#endif
