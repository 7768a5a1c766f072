/*
 * The sensor's keeper: a process of its own that may use files when the sensor may not any
 * more. It puts lines into the spool, writes health.json, and hands descriptors of new packs
 * and of an eve.json that is opened anew to the sensor (SCM_RIGHTS). It parses nothing foreign.
 * When the sensor ends, whichever way, it makes safe what it has and ends too.
 */
#ifndef VARDE_SENSE_KEEPER_H
#define VARDE_SENSE_KEEPER_H

#include "base/err.h"
#include "base/span.h"

#include <stdbool.h>

struct keeper_settings {
	const char *spool;  /* its folder; NULL: none */
	int64_t spool_max;  /* bytes */
	const char *packs;  /* the folder whose "current" is watched; NULL: none */
	int64_t pack;       /* the number that the sensor has already */
	const char *output; /* the folder of eve.json; NULL: none */
	const char *user;   /* who it becomes when root starts it */
	bool sandbox;
};

struct keeper;

/* What it has counted. */
struct keeper_count {
	uint64_t records; /* taken into the spool */
	uint64_t dropped; /* let go for want of room, told as gaps */
	uint64_t refused; /* never taken: too long, or no room at all */
};

enum keeper_kind {
	KEEPER_READY,     /* its files are open and it is locked up */
	KEEPER_FAILED,    /* it cannot begin: .result, .msg */
	KEEPER_PACK,      /* .fd is the pack of .number */
	KEEPER_NO_PACK,   /* .number cannot be opened: .msg */
	KEEPER_OUTPUT,    /* .fd is eve.json, opened anew */
	KEEPER_NO_OUTPUT, /* eve.json cannot be opened anew: .msg */
	KEEPER_COUNT,     /* .count */
	KEEPER_END        /* all is safe that can be: .count */
};

struct keeper_word {
	enum keeper_kind kind;
	int result;
	int64_t number;
	struct keeper_count count;
	struct msg msg;
	int fd; /* the taker's; -1: none */
};

/* Starts it, before rights are given up and threads begin. Errors of ship_write_open and of
 * privilege_drop, with a message. Gives; keeper_end ends it. */
int keeper_start(
    const struct keeper_settings *settings, struct keeper **ret, struct msg *msg) MUST_USE;

/* Where whole lines for the spool are written; -1 without one. */
int keeper_lines(const struct keeper *keeper);

/* What health.json is from now on (borrows). Errors are its own: a word that does not arrive is
 * followed by the next one. */
void keeper_health(struct keeper *keeper, struct span json);

/* Asks for eve.json opened anew, and for a look at "current" now. */
void keeper_ask(struct keeper *keeper);

/* The next word that has come: 1; 0: there is none; ERR_CLOSED: it is gone. */
int keeper_take(struct keeper *keeper, struct keeper_word *ret) MUST_USE;

/* No more lines come: waits until what was written is safe. ERR_CLOSED: it ended before.
 * *ret: what was counted. The keeper is freed. */
int keeper_end(struct keeper *keeper, struct keeper_count *ret) MUST_USE;

#endif
