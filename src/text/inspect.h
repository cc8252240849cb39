/* inspect.h -- what is odd about a line of text before anyone reads words in it, and what encoding
 * a file that is not UTF-8 may be in.
 */
#ifndef TEXT_INSPECT_H
#define TEXT_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum oddity {
    ODD_INVALID, /* a byte that is not UTF-8                                                   */
    ODD_NUL,
    ODD_CONTROL, /* any other control character that is neither a tab nor one of the next two  */
    ODD_RETURN,  /* a carriage return within the line                                          */
    ODD_BREAK,   /* VT, FF, U+0085, U+2028, U+2029: ends a line to some programs, not to us    */
    ODD_MARK,    /* a byte order mark, U+FEFF, within the text                                 */
    ODD_LOST,    /* U+FFFD: what stood here was lost in a conversion                           */
    ODD_DOUBLE,  /* UTF-8 taken for Latin-1 or CP1252 and encoded again: "Ã©" for "é"          */
    ODD_ENTITY,  /* "&amp;" and its like: HTML, or text escaped by Moses's tokenizer           */
    ODD_SUBWORD, /* "@@ ": text that was cut into subwords already                             */
    ODD_COUNT
};

struct inspection {
    struct {
        int count, column; /* the first one's, in characters from 1 */
        uint32_t what;     /* the byte or the character */
    } odd[ODD_COUNT];
    int characters; /* what is neither valid nor a NUL counts too */
    int words;      /* by blanks */
    bool foreign;   /* beyond ASCII, and valid */
};

void inspect(const char *line, size_t length, struct inspection *);

/* The bytes of a file of which some are not UTF-8. */
struct encoding {
    long low, high;      /* invalid bytes 0x80 to 0x9F, 0xA0 to 0xFF                    */
    long even, odd;      /* NULs, by where they stand in the file                       */
    long bytes, foreign; /* in all; lines with valid characters beyond ASCII            */
    bool little, big;    /* begins as UTF-16 does                                       */
};

void encoding_add(struct encoding *, const char *line, size_t length, const struct inspection *);
/* As iconv calls it; NULL: UTF-8 for the most part, so no conversion of the whole would do. */
const char *encoding_guess(const struct encoding *);

#endif
