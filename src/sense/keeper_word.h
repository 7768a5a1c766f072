/* Words between the sensor and its keeper: over a socket that keeps them apart. */
#ifndef VARDE_SENSE_KEEPER_WORD_H
#define VARDE_SENSE_KEEPER_WORD_H

#include "sense/keeper.h"

/* Sends the word with the descriptor (borrows; -1: none). wait: for room. False: it did not go.
 */
bool keeper_word_send(int control, const struct keeper_word *word, int fd, bool wait);

/* The next word (wait: until there is one): 1; 0: there is none; ERR_CLOSED: nobody is there
 * any more. *ret owns its descriptor. */
int keeper_word_take(int control, bool wait, struct keeper_word *ret) MUST_USE;

#endif
