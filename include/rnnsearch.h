/* rnnsearch.h -- train, translate, align: the attention translation model of Bahdanau, Cho and
 * Bengio (2014), "Neural Machine Translation by Jointly Learning to Align and Translate" [B15].
 *
 * This is the whole of the library's interface; the command line uses nothing else.
 *
 * Errors    What can fail takes `struct rns_error *err` last (NULL is fine) and returns false or
 *           NULL; err then holds one sentence and the exit status it asks for.  It must begin as
 *           { 0 }: the first message wins.  Out of memory ends
 *           the program with a message.
 * Text      UTF-8, one sentence a line.  Paths: "-" is standard input, .gz is read everywhere.
 * Memory    What a function returns newly made is the caller's, with the free that stands beside
 *           it; every _free takes NULL.
 * Threads   One call at a time.  Results are the same bits for any number of threads.
 */
#ifndef RNNSEARCH_H
#define RNNSEARCH_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RNS_VERSION "0.1.0"

/* What went wrong, as the command line's exit status. */
enum rns_status {
    RNS_OK = 0,
    RNS_FAILED = 1,    /* the system: cannot open, disk full          */
    RNS_USAGE = 2,     /* the call or the config                      */
    RNS_BAD_DATA = 3,  /* a corpus, an alignment, a line of text      */
    RNS_BAD_MODEL = 4, /* a model or checkpoint file                  */
    RNS_DIVERGED = 5   /* training                                    */
};

struct rns_error {
    enum rns_status status;
    char message[1000]; /* one sentence without a newline; empty when nothing went wrong */
};
/* Every control character becomes '?', as in all messages, which quote strangers' files. */
void rns_tame(char *message);

/* --- options: config files and --section.key VALUE ------------------------------------------- */

struct rns_config;

struct rns_option {
    const char *section, *key; /* "train", "batch_size" */
    const char *kind;          /* "integer", "number", "path", "yes|no", "sgd|adam|adadelta" */
    const char *initial;       /* the default as text */
    const char *help;          /* one line */
};

const struct rns_option *rns_options(int *count); /* all of them, by section; static */

struct rns_config *rns_config_new(void); /* every option at its default */
void rns_config_free(struct rns_config *);
/* Reads an INI file over what is set; unknown keys and bad values are errors with file:line.
 * Paths in it are relative to its folder; $NAME comes from the environment, $$ is $. */
bool rns_config_read(struct rns_config *, const char *path, struct rns_error *);
/* Sets one option, "train.batch_size"; '-' and '_' are alike.  The nearest name is suggested when
 * there is none such. */
bool rns_config_set(struct rns_config *, const char *name, const char *value, struct rns_error *);
/* Its value as text, caller frees with rns_text_free; NULL when there is no such option. */
char *rns_config_get(const struct rns_config *, const char *name);
void rns_text_free(char *);

/* --- training -------------------------------------------------------------------------------- */

enum rns_event {
    RNS_EVENT_START,   /* text: what will be trained on what, several lines             */
    RNS_EVENT_UPDATE,  /* after every update                                            */
    RNS_EVENT_LOG,     /* every run.log_every updates: the means since the last one     */
    RNS_EVENT_VALID,   /* after a validation; text: samples with their heat map         */
    RNS_EVENT_SAVED,   /* a checkpoint was written                                      */
    RNS_EVENT_NOTE,    /* text: one line worth knowing                                  */
    RNS_EVENT_FINISHED /* text: why it ended                                            */
};

struct rns_report {
    enum rns_event event;
    const char *text;                   /* NULL where the event has none */
    long update, epoch, batch, batches; /* epoch from 1; batches of this epoch */
    double cross_entropy;               /* natural logarithm, per target word, training */
    double alignment_loss;              /* per target word with links; NaN without any */
    double rate, norm;                  /* learning rate, gradient norm before clipping */
    double words_per_second;            /* target words, </s> included; since the last log */
    double seconds, seconds_left;       /* of training; left is negative when nothing bounds it */
    double valid_cross_entropy, valid_bleu, valid_best; /* RNS_EVENT_VALID; NaN where unknown */
    bool improved; /* RNS_EVENT_VALID: the best so far, kept as the model */
};

struct rns_watcher {
    void *self;
    void (*report)(void *self, const struct rns_report *); /* may be NULL */
    bool (*stop)(void *self); /* asked after every update: true ends training with a checkpoint
                                 that the same call resumes from; may be NULL */
};

/* Trains as the config says, in its run.dir: model.safetensors (the best so far),
 * checkpoint.safetensors, log.jsonl, report.html.  Goes on from the checkpoint when there is one:
 * the finished model is the same, bit for bit, as that of a run never interrupted.  *stopped (may
 * be NULL) tells whether watcher->stop ended it.  Only train.max_minutes ends by the clock. */
bool rns_train(const struct rns_config *, const struct rns_watcher *, bool *stopped,
               struct rns_error *);

/* --- checking a corpus ----------------------------------------------------------------------- */

enum rns_severity { RNS_NOTE, RNS_WARNING, RNS_ERROR }; /* error: training would refuse it */

struct rns_finding {
    enum rns_severity severity;
    const char *kind;  /* a name for programs, "invalid-utf8"                */
    const char *file;  /* where the first example is; NULL: in no file       */
    long line, column; /* of it, from 1, columns in characters; 0: of no one */
    long count;        /* how often                                          */
    const char *text;  /* one line: where, what is wrong and what to do      */
};

struct rns_check_plan {
    const char *test_source, *test_target; /* held out too, to look for in the training text; or
                                              NULL */
    bool training;                         /* work out its memory and time, which takes seconds */
};

struct rns_check {
    long lines[2]; /* of data.source and data.target */
    int findings;
    struct rns_finding *finding; /* errors first, then warnings, then notes */
    /* Of the training, 0 where it was not worked out.  Beyond 200,000 pairs the vocabularies and
     * what follows from them are those of a sample of every sample-th pair. */
    int sample;
    int vocabulary[2];       /* words or pieces, </s> and <unk> included            */
    double length[2];        /* mean words of a line, </s> included                 */
    double unknown[2];       /* share of the training words                         */
    double valid_unknown[2]; /* share of the validation words; NaN: there are none  */
    double peak_bytes;       /* as predicted                                        */
    double words_per_second; /* target words in training, measured for a second     */
    double seconds_an_epoch; /* validation not counted                              */
    double seconds;          /* of the whole training; negative: nothing bounds it  */
};

/* Looks through the texts that a config names, data.* and valid.*, for what spoils training.  Reads
 * them twice or more, so they must be files; takes bounded memory but for the validation and test
 * text.  False when it could not: what is wrong with the data are findings. */
bool rns_check(const struct rns_config *, const struct rns_check_plan *, struct rns_check *,
               struct rns_error *);
void rns_check_free(struct rns_check *); /* releases the contents and empties it */
/* One object, "rnnsearch help check" tells of what; rns_text_free. */
char *rns_check_json(const struct rns_check *);

/* --- models ---------------------------------------------------------------------------------- */

struct rns_model;

/* Maps a model.safetensors: weights, vocabularies, tokenizer settings; nothing else is needed. */
struct rns_model *rns_model_load(const char *path, struct rns_error *);
void rns_model_free(struct rns_model *);
/* From now on its text is tokenized already: words stand between blanks, and casing and subwords
 * are all that is left to do; translations come back so, too.  RNS_USAGE for a model of characters,
 * which has no words. */
bool rns_model_tokenized(struct rns_model *, struct rns_error *);
/* What `rnnsearch info` prints: settings, sizes, parameters by name and shape.  rns_text_free. */
char *rns_model_describe(const struct rns_model *);

/* Saves a model whose weights are the means of those of `count` models, at least one.
 * RNS_BAD_MODEL, with the first difference, when they are not of one config and vocabulary. */
bool rns_model_average(const char *const *path, int count, const char *out, struct rns_error *);

void rns_threads(int count); /* 0: as many as there are cores (the start) */

/* --- translations ---------------------------------------------------------------------------- */

enum { RNS_ALIGN_MOST = 1 << 27 };

/* A pair of sentences and how they hang together: a translation found, or one given and scored.
 * Words are whole: for a model of subwords, align is summed over the pieces of a source word and
 * averaged over those of a target word. */
struct rns_pair {
    char *text;              /* the translation as raw text                                       */
    int S, T;                /* words of each side, without </s>                                  */
    char **source, **target; /* [S], [T]; what the rows and columns of align speak of             */
    double *align;           /* [T+1][S+1]: row i is how target word i looks at the source words; */
                             /* the last row and column are </s>; each row sums to 1,             */
                             /* less with attention.window = local-p.                             */
                             /* NULL for a model without attention, and for a translation of a    */
                             /* line so long that it would have more than RNS_ALIGN_MOST numbers  */
    double log_p;            /* log p(target | source), </s> included; natural logarithm, <= 0    */
    double score;            /* what the search ranks by: log_p / (T+1)^alpha and what rewards    */
                             /* and penalties add; T counts subwords                              */
    double *word_log_p;      /* [T+1]; log p of each target word after those before it, </s>'s    */
                             /* last; they sum to log_p.  NULL for a blank line                   */
    struct rns_pair *pieces; /* the same in subwords; NULL for a model of whole words             */
};

struct rns_pairs {
    int count;
    struct rns_pair *at;
};
void rns_pairs_free(struct rns_pairs *); /* releases the contents and empties it */

struct rns_lexicon;
struct rns_dictionary;

struct rns_search {
    int beam;                 /* 1: greedy; at most 1000 */
    int n_best;               /* translations of each line, at most beam */
    double alpha;             /* score = log p / length^alpha; 0: no normalisation; 1: the mean */
    double max_length_factor; /* at most this times the source's length, plus 10 and the prefix */
    bool allow_unk;           /* may <unk> be chosen? */
    int batch;                /* sentences searched together */
    /* Not NULL: each sentence has words of its own, a shortlist, instead of the vocabulary: </s>,
     * <unk>, the `shortlist_first` most frequent words of the vocabulary (</s> and <unk> count)
     * and the `shortlist_best` likeliest translations of each of its source words.  log p is
     * then normalised over those, and so not below what rns_score gives. */
    const struct rns_lexicon *lexicon;
    int shortlist_first, shortlist_best;
    /* All of these are off at first. */
    double min_length_factor; /* at least this times the source's length, both with </s> */
    double length_reward;     /* score += length_reward (T+1); a bonus for each word, >= 0 */
    double coverage_penalty;  /* score += this * sum_j log min(1, sum_i align_ij), </s> left out */
    int no_repeat_ngram;      /* no translation has the same n words, or pieces, twice; 0: may */
    bool sample;              /* draw each word from p^(1/temperature) instead; takes a beam of 1 */
    double temperature;       /* 1: as the model says */
    unsigned long long seed;  /* of samples: the same seed, line and model give the same sample */
    /* Not NULL: what the translation of each line begins with, [n] raw lines, "" for nothing.  Not
     * together with a lexicon. */
    const char *const *prefix;
    /* More models, which translate together with the one given: log p is the mean of theirs,
     * alignments likewise.  They must segment and number words alike. */
    const struct rns_model *const *ensemble;
    int ensemble_count;
    /* Each <unk> of a translation becomes the source word it looked at most, or what that has in
     * the dictionary (may be NULL).  For models of words with attention; allows <unk>. */
    bool replace_unk;
    const struct rns_dictionary *dictionary;
};
struct rns_search rns_search_default(void); /* 5, 1, 1, 2, false, 64, NULL, 100, 400; T 1; else 0 */

/* Translates n raw lines.  result[i] gets the translations of line i, best first: min(n_best, as
 * many as were found); one with empty text and S = T = 0 for a blank line.  Invalid UTF-8 is
 * replaced by U+FFFD, never an error.  What is translated together changes nothing. */
bool rns_translate(const struct rns_model *, const char *const *line, int n,
                   const struct rns_search *, struct rns_pairs *result, struct rns_error *);

/* Forces the given translations: log p and alignment of n pairs of raw lines [B15, 5.2.1].  A pair
 * with a blank side gets S = T = 0, log_p 0 and no align. */
bool rns_score(const struct rns_model *, const char *const *source, const char *const *target,
               int n, struct rns_pair *result, struct rns_error *);
/* Their alignment alone, in about half the time: log_p and score are 0, word_log_p is NULL. */
bool rns_align(const struct rns_model *, const char *const *source, const char *const *target,
               int n, struct rns_pair *result, struct rns_error *);
/* As rns_align, with the posterior in the place of attention: where each word comes from now that
 * it is known, in proportion to α_ij √p(y_i | c_i = h_j) [Shankar and Sarawagi 2019].  Better to
 * align by. */
bool rns_posterior(const struct rns_model *, const char *const *source, const char *const *target,
                   int n, struct rns_pair *result, struct rns_error *);
void rns_pair_free(struct rns_pair *);

/* Two directions as one: align becomes the mean of both, weights of rows and columns balanced first
 * in so many rounds (rns_format_options); `reverse` is of a model of the other direction and of the
 * same sentences turned round.  The rest stays, but rows need not sum to 1, and pieces are NULL
 * where the two cut words differently.  RNS_USAGE when words differ in number or one has none. */
bool rns_pair_join(struct rns_pair *, const struct rns_pair *reverse, int rounds,
                   struct rns_error *);

/* Scores an n-best list again, lines "id ||| text ||| features ||| score" where id is a line of the
 * source, counted from 0: `feature`, without blanks, = and |, becomes log p of the text (of no
 * words: of </s>), score log p / (T+1); of each id the best is first.  rns_text_free; or NULL. */
struct rns_text {
    int count;
    const char *const *line; /* [count] */
};
char *rns_rescore(const struct rns_model *, const struct rns_text *source,
                  const struct rns_text *list, const char *feature, struct rns_error *);

/* --- lexicons -------------------------------------------------------------------------------- */

/* Which words translate which: for shortlists.  A file of lines "target source probability", as
 * Marian's --shortlist takes it (lex.s2t); the words, or pieces, are those of a model's
 * vocabularies. */

/* Reads a file for this model, which must stay.  Lines with a word that its vocabulary does
 * not have are skipped; RNS_BAD_DATA, with file:line, when a line is something else, and when every
 * line is skipped. */
struct rns_lexicon *rns_lexicon_read(const struct rns_model *, const char *path,
                                     struct rns_error *);
void rns_lexicon_free(struct rns_lexicon *);

/* A dictionary for replace_unk: a file of lines "source TAB target"; the first of a word counts. */
struct rns_dictionary *rns_dictionary_read(const char *path, struct rns_error *);
void rns_dictionary_free(struct rns_dictionary *);

/* Expected counts of a source and a target word that stand for each other: the attention of forced
 * translations, added up.  The model must stay; NULL for one without attention. */
struct rns_counts;
struct rns_counts *rns_counts_new(const struct rns_model *, struct rns_error *);
void rns_counts_free(struct rns_counts *);
/* Adds n pairs of raw lines; those with a blank side add nothing.  On failure nothing is added. */
bool rns_counts_add(struct rns_counts *, const char *const *source, const char *const *target,
                    int n, struct rns_error *);
/* The file: of each source word its translations from the likeliest down, at most 400, down to a
 * probability of 0.0003.  rns_text_free. */
char *rns_counts_lexicon(const struct rns_counts *);

/* --- alignments as text ---------------------------------------------------------------------- */

/* A writer of one file of alignments: begin, then one entry a pair, then end.  It keeps what it has
 * to know of the entries before (svg: all of them, written by end), so one writer is one file. */
struct rns_format;

/* What becomes of the row and the column of </s>. */
enum rns_eos {
    RNS_EOS_USUAL, /* hard drops it, the others keep it                                          */
    RNS_EOS_KEEP,  /* they are a row and a column like the others; hard links them too, as T, S  */
    RNS_EOS_DROP,  /* left out; hard without balance: who looks at </s> most has no link         */
    RNS_EOS_RENORM /* left out, and what is left of each row is divided by its sum               */
};

/* What rows and columns are; for a model of whole words all the same. */
enum rns_unit {
    RNS_UNIT_USUAL, /* html: both, the others words             */
    RNS_UNIT_WORD,
    RNS_UNIT_PIECE, /* subwords                                  */
    RNS_UNIT_BOTH   /* json and html: words, and pieces besides */
};

struct rns_format_options {
    bool color; /* text: ANSI shades; otherwise block characters, or with ascii :: ++ ## @@ */
    bool ascii;
    int width; /* text: columns of the terminal; 0: as wide as needed */
    enum rns_eos eos;
    enum rns_unit unit;
    double threshold; /* hard: every pair of words with a larger weight, below 1; 0: each target
                         word's best */
    int balance;      /* hard, without </s>: rounds in which the weights of rows and of columns are
                         divided by their sums first, so that a source word goes to the target word
                         that needs it most; 0: the weights as they are */
    bool confidence;  /* json, html: how sure the model was, word by word */
};

/* kind is one of rns_format_list; otherwise NULL, and err says which there are.  Options: copied;
 * NULL is all zero.  threshold, confidence and pieces where the kind has none are refused. */
struct rns_format *rns_format_new(const char *kind, const struct rns_format_options *,
                                  struct rns_error *);
void rns_format_free(struct rns_format *);
/* Does it write log p or score?  Otherwise the pairs of rns_align will do. */
bool rns_format_scored(const struct rns_format *);
const char *rns_format_list(void); /* "hard|soft|nematus|json|npy|tsv|text|svg|html" */

/* What to write next, often ""; it ends its own lines.  Every string is the caller's,
 * rns_text_free.  id counts from 0.  An entry of hard or soft is one line, the alignment alone;
 * Marian's decoder has `translation ||| ` before it.  An entry of npy is bytes, zeros among them:
 * rns_format_length says how many the last of these calls gave. */
char *rns_format_begin(struct rns_format *);
char *rns_format_entry(struct rns_format *, long id, const struct rns_pair *);
char *rns_format_end(struct rns_format *);
size_t rns_format_length(const struct rns_format *);

/* The page that html is, made from what json wrote: a model a file, side by side where they speak
 * of the same sentence.  rns_text_free; NULL on failure. */
char *rns_view(const char *const *path, int files, struct rns_error *);

/* Joins two alignments of one pair of sentences, lines of `i-j` links, both source-target from 0;
 * `reverse` is of a model of the other direction whose links were turned round (method invert).
 * The methods of Koehn, Och and Marcu (2003), link by link those of fast_align's atools:
 *
 *     intersect            what both have
 *     union                what either has
 *     grow-diag            intersect; then, as long as there are any, links of the union that
 *                          touch a link, corners too, and join a word that has none
 *     grow-diag-final      then the links of each that join a word that has none
 *     grow-diag-final-and  then the links of each between two words that have none
 *     invert               i-j becomes j-i; `reverse` is NULL
 *
 * The line, sorted, is the caller's, rns_text_free; NULL on failure. */
char *rns_symmetrize(const char *method, const char *forward, const char *reverse,
                     struct rns_error *);
const char *rns_symmetrize_list(void); /* "intersect|union|...|invert" */

/* --- subwords --------------------------------------------------------------------------------- */

/* Byte pair encoding [Sennrich, Haddow and Birch 2016]: formats and results are subword-nmt's, byte
 * for byte.  A model trained with text.bpe_merges has its own inside and needs none of this. */

/* Learns at most so many merges from the words, told apart by blanks, of all files together; each
 * of a pair seen min_frequency times or more.  The text of a codes file, "#version: 0.2" and a
 * merge a line, rns_text_free; NULL on failure. */
char *rns_bpe_learn(const char *const *path, int paths, int merges, int min_frequency,
                    struct rns_error *);

struct rns_bpe;
struct rns_bpe *rns_bpe_read(const char *codes_path, struct rns_error *);
void rns_bpe_free(struct rns_bpe *);
/* From now on pieces that the vocabulary, a file of lines of "piece count", has less than
 * `threshold` times are taken apart again. */
bool rns_bpe_restrict(struct rns_bpe *, const char *vocabulary_path, int threshold,
                      struct rns_error *);
/* From now on each merge is passed over with this probability, from 0 to 1, wherever it is possible
 * (BPE-dropout) [Provilkov, Emelianenko and Voita 2020]; the same seed gives the same pieces. */
void rns_bpe_drop(struct rns_bpe *, double probability, unsigned long long seed);
/* Words to pieces, every piece of a word but the last with "@@" behind it, and back.  The line is
 * the caller's, rns_text_free. */
char *rns_bpe_apply(struct rns_bpe *, const char *line);
char *rns_bpe_undo(const char *line);

/* --- evaluation ------------------------------------------------------------------------------ */

struct rns_bleu {
    double score, precision[4]; /* 0..100 */
    double brevity_penalty, ratio;
    long hypothesis_length, reference_length;
    double chrf; /* chrF2, 0..100 */
};

/* Corpus BLEU and chrF2 as sacreBLEU computes them: 13a tokens or none, exp smoothing, cased. */
struct rns_bleu rns_bleu(const char *const *hypothesis, const char *const *reference, int n,
                         bool tokenize);

struct rns_aer {
    double precision, recall, f, aer; /* 0..1; f = 2 precision recall / (precision + recall) */
    long links, sure, possible, agreed_sure, agreed_possible;
};

/* Alignment error rate [Och and Ney 2003] of n lines of `i-j` links against gold lines, where `i-j`
 * is sure and `ipj` possible: 1 - (|A and S| + |A and P|) / (|A| + |S|); sure ones are in P too.
 * gold_base is the first index gold uses, 0 or 1; the links are 0-based. */
bool rns_aer(const char *const *links, const char *const *gold, int n, int gold_base,
             struct rns_aer *, struct rns_error *);

/* What gold counts from, told by its links: 0 when an index is 0; 1 when none is in ten lines with
 * links or more, since the first word of one side or the other hardly ever goes without a link;
 * 0 when there are no links; otherwise -1, for then nobody can tell.  *lines (may be NULL) says by
 * what: the number of the first line with an index 0, or how many lines have links. */
int rns_gold_base(const char *const *gold, int n, int *lines);

#include "rnnsearch_attend.h" /* attention by itself */

/* --- speed ----------------------------------------------------------------------------------- */

struct rns_bench_plan {
    double seconds;   /* of training                                   */
    int length;       /* words of a sentence, on average, at least 2   */
    bool translation; /* measure it too                                */
};

struct rns_bench {
    size_t parameters;
    long updates;                                  /* that were measured */
    double words_per_second, sentences_per_second; /* target words, </s> included */
    double flops_per_update, flops_per_second;     /* of the products, counted from the shapes */
    double peak_flops;       /* BLAS's: sgemm of 2048^3, as many threads, by the kernel */
    const char *peak_kernel; /* that it picks for this processor; "Prescott": knows it not */
    double peak_bytes;       /* resident, so far */
    int stages;
    struct {
        const char *name;
        double share; /* of the training time */
    } stage[16];
    struct {
        int beam;
        double seconds_alone;        /* a sentence, translated alone */
        double sentences_per_second; /* in batches of 64             */
    } search[3];                     /* beams 1, 5 and 12; zero when not measured */
};

/* Trains a network of the config's sizes on made-up sentences, then translates with it.
 * text.*_vocabulary are the numbers of words.  False when the model's options contradict. */
bool rns_bench(const struct rns_config *, const struct rns_bench_plan *, struct rns_bench *,
               struct rns_error *);

/* --- reading lines --------------------------------------------------------------------------- */

struct rns_lines;

/* Lines end at byte 0x0A; one trailing 0x0D goes; a byte order mark at the start goes. */
struct rns_lines *rns_lines_open(const char *path, struct rns_error *);
/* 1: *line is the next, good until the next call; 0: there are no more; -1: failed. */
int rns_lines_next(struct rns_lines *, const char **line, struct rns_error *);
/* Several at once: how many were read, at most `most`, 0 at the end, -1 on failure, told when the
 * lines before were given.  Waits for the first only; with `all` for `most` of them or the end. */
int rns_lines_read(struct rns_lines *, int most, bool all, const char *const **lines,
                   struct rns_error *);
void rns_lines_close(struct rns_lines *);

/* What of the lines read so far was no text, and is read as U+FFFD by all that takes them. */
struct rns_repairs {
    long bytes;       /* that are not UTF-8, or NUL */
    const char *file; /* the first of them; columns count characters from 1 */
    long line, column;
    unsigned byte;
};
struct rns_repairs rns_lines_repairs(const struct rns_lines *); /* file: good until the close */

#ifdef __cplusplus
}
#endif

#endif
