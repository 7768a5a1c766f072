/* One rule as its parser builds it: the rows of rule/program.h, not yet in an image. */
#ifndef VARDE_RULE_RULE_H
#define VARDE_RULE_RULE_H

#include "base/map.h"
#include "base/vec.h"
#include "proto/proto.h"
#include "rule/program.h"

enum {
	RULE_TEXT_MAX = 65536, /* bytes of one rule */
	RULE_OPS_MAX = 256,    /* ops of one rule */
	RULE_CONTENT_MAX = 4096
};

/* An op of which data, n are not in a pool yet. */
struct rule_step {
	struct rule_op op;
	struct span bytes;      /* the arena's; what data, n will point at */
	struct span chop;       /* fast_pattern:OFFSET,LENGTH: that part of bytes */
	bool fast, fast_only;   /* fast_pattern */
	bool modified;          /* an old content modifier has moved it */
	struct rule_pcre pcre;  /* of OP_PCRE, OP_PCREXFORM: options and flags */
	struct rule_set *set;   /* of OP_DATASET and others */
	struct range_set *addr; /* of OP_IP_ADDR */
	VEC(uint32_t) bits;     /* of OP_FLOWBIT with several names */
};

struct rule_steps {
	VEC(struct rule_step) v;
};

struct rule_part {
	int buffer;                /* enum buffer_id */
	struct rule_steps changes; /* transforms */
	struct rule_steps steps;
};

struct range_set; /* rule/range.h */

struct rule_meta_text {
	const char *msg, *classtype, *category;
	const char *references; /* "TYPE:VALUE" lines */
	const char *metadata;   /* "KEY VALUE" lines */
};

struct rule {
	int action;
	uint32_t sid, gid, rev, priority;
	bool has_priority;
	uint8_t target; /* 0 none, 1 source, 2 destination */
	uint8_t l4, family;
	uint32_t apps;
	bool app_given; /* its protocol is an application's */
	uint16_t flow, flags;
	bool packet_only, stream_only; /* tcp-pkt, tcp-stream */
	const struct range_set *src, *dst, *sport, *dport;
	struct rule_steps head, after, limit;
	VEC(struct rule_part) parts;
	struct rule_meta_text text;
	int kind;        /* enum rule_kind */
	const char *raw; /* the rule as it was written */
	const char *vars[RULE_VARS];
	int nvars;
	const char *file;
	int line;
	/* The fast pattern: part and step, -1 none. */
	int fast_part, fast_step;
	uint32_t order; /* of evaluation: smaller is first */
};

#endif
