/*
 * Lines that come without an end: of a file that grows (os/tail.h) or of a socket. What is
 * stored and how far the file was read are one transaction, so that whatever is killed when,
 * each line counts once; of a socket there is no such mark, and what was sent and not stored is
 * lost with the process. Organisations are told as with desk/intake.h.
 */
#ifndef VARDE_DESK_INTAKE_FLOW_H
#define VARDE_DESK_INTAKE_FLOW_H

#include "desk/alert_tell.h"
#include "desk/intake.h"
#include "os/tail.h"

enum { INTAKE_FLOW_WAIT = 1000 /* ms that a line waits for others at most */ };

struct intake_flow;

/* Begins; borrows the origin and the handle. Gives; intake_flow_free ends it. */
int intake_flow_new(struct db *db, const struct intake_origin *origin, int64_t now,
    struct intake_flow **ret) MUST_USE;

/* NULL is allowed; what was not stored is forgotten. Returns NULL. */
struct intake_flow *intake_flow_free(struct intake_flow *f);

/* How far the file was taken in; all zero for one that is new. The path is kept (copied). */
int intake_flow_mark(struct intake_flow *f, const char *path, struct tail_mark *ret) MUST_USE;

/* Reads whole lines (borrows), all of them: stores when there is enough for a transaction.
 * After an error what was read waits for intake_flow_store. */
int intake_flow_lines(struct intake_flow *f, struct span lines, int64_t now) MUST_USE;

/* Stores what was read, and (not NULL) where the file is; tells the organisations. */
int intake_flow_store(
    struct intake_flow *f, const struct tail_mark *where, int64_t lost, int64_t now) MUST_USE;

/* What was stored so far, and told. */
void intake_flow_count(
    const struct intake_flow *f, struct intake_counts *ret, struct alert_told *ret_told);

#endif
