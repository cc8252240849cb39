/* stage.h -- where the time goes: a stopwatch that is at one stage at any time.
 *
 * The parts of the network say where they are; `rnnsearch bench` reads the sums.  Stages nest: who
 * enters one goes back to the one before.  Where threads work side by side, the first one's stages
 * stand for all.
 */
#ifndef BASE_STAGE_H
#define BASE_STAGE_H

enum stage {
    STAGE_OTHER,
    STAGE_EMBED,
    STAGE_ENCODER,
    STAGE_ATTENTION,
    STAGE_DECODER,
    STAGE_READOUT, /* maxout, softmax and loss, and their backward */
    STAGE_DECODER_BACKWARD,
    STAGE_ATTENTION_BACKWARD,
    STAGE_ENCODER_BACKWARD,
    STAGE_UPDATE,
    STAGE_COUNT
};

/* Stops the watch of the stage under way and starts this one's; returns the one left. */
enum stage stage_enter(enum stage);
double stage_seconds(enum stage); /* since stage_reset */
void stage_reset(void);

double seconds_now(void); /* of a clock that only runs forward */

#endif
