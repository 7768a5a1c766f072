/* What the keeper's own process does (sense/keeper.h). */
#ifndef VARDE_SENSE_KEEPING_H
#define VARDE_SENSE_KEEPING_H

#include "sense/keeper.h"

/*
 * The life of the process, from right after the fork: opens its files, gives up rights, locks
 * itself up, and keeps what comes in on lines (-1: none) until the sensor at the other end of
 * control is gone. Gives the exit status.
 */
int keeping_live(const struct keeper_settings *settings, int lines, int control);

#endif
