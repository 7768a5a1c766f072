/* What the parts of the engine share. */
#ifndef VARDE_DETECT_DETECT_IMPL_H
#define VARDE_DETECT_DETECT_IMPL_H

#include "base/arena.h"
#include "base/str.h"
#include "detect/detect.h"
#include "rule/image.h"
#include "rule/indicator.h"

enum {
	DETECT_STEPS = 3000,  /* ops that one rule may run over one buffer */
	DETECT_WINDOW = 2048, /* bytes of a stream that are looked at once more */
	DETECT_PIECE = 65536, /* bytes of a stream that are looked at together */
	DETECT_BITS = 64,     /* flowbits of one flow */
	DETECT_INTS = 16,     /* flowints of one flow */
	DETECT_DONE = 256,    /* rules that are remembered with one transaction */
	DETECT_HITS = 64,     /* matches of one packet or transaction */
	DETECT_CANDIDATES = 4096,
	DETECT_BUFFER = 65536,  /* bytes that a transform may make */
	DETECT_HOSTS = 1 << 16, /* rows of thresholds, of xbits */
	DETECT_WAYS = 8,        /* rows that a key may be in */
	DETECT_SAME = 8, /* rules that matched a packet's payload, remembered for its stream */
	DETECT_SAID = 16384, /* bytes of what is told of an indicator */
	DETECT_SUMS = 4096   /* files that are hashed at the same time */
};

struct flow_detect {
	struct flow_detect *next; /* of the free ones */
	uint32_t bits[DETECT_BITS];
	struct {
		uint32_t name, value;
	} ints[DETECT_INTS];
	uint8_t nbits, nints;
	bool once[2], once_app[2]; /* by enum flow_dir */
	bool passed;               /* a pass rule was for the whole flow */
	uint32_t same[DETECT_SAME];
	uint8_t nsame;
	uint64_t same_packet;
	uint8_t *tail[2]; /* the last bytes of each stream, DETECT_WINDOW of room */
	uint16_t ntail[2];
};

/* The hashes of a file that is on its way. */
struct file_sums {
	struct file_sums *next; /* of its transaction, or of the free ones */
	uint32_t nr;
	unsigned which;                  /* of its digests: bits 1 << enum crypt_digest */
	struct crypt_digester *digester; /* kept for the next file; NULL: none is wanted */
};

struct tx_detect {
	struct file_sums *files;
	VEC(uint32_t) done;    /* rules that matched */
	VEC(uint32_t) waiting; /* rules that began to match and wait for more buffers */
	uint32_t seen_events;
};

struct state_row {
	uint64_t key;
	int64_t time; /* microseconds: the window's beginning; until when a bit is set */
	uint32_t count;
	uint32_t seconds;
};

struct group_span {
	uint32_t first, n; /* of detect.lists */
};

struct detect_set; /* detect/set.h */
struct once;       /* once.c */

struct detect {
	const struct rule_image *image;
	detect_alert *alert;
	void *ctx;
	struct matcher_scratch *scratch;
	struct arena *arena; /* of one call */
	uint32_t *marks;     /* by rule: the call that it was a candidate in last */
	uint32_t call;
	uint32_t candidates[DETECT_CANDIDATES];
	uint32_t ncandidates;
	bool unsorted; /* they are not in the order of their numbers */
	uint32_t hits[DETECT_HITS];
	uint32_t nhits;
	const struct rule_matcher *scanning; /* whose patterns are found now */
	struct group_span buffers[BUFFER_IDS][2];
	uint32_t *lists; /* rows of RT_GROUPS */
	uint16_t
	    *ports[4]; /* 1 + place in lists: packets of TCP, UDP; streams of each direction */
	uint32_t tx[PROTO_IDS], other, decode, once; /* 1 + row of RT_GROUPS */
	struct once *onces;                          /* of the group once; NULL: none */
	pcre2_match_data *match;
	pcre2_match_context *limits;
	struct state_row *limit_rows, *bit_rows;
	struct detect_set **sets; /* by RT_SETS */
	struct flow_detect *spare;
	uint8_t *join;          /* tail and new bytes of a stream */
	struct str said;        /* a row of RT_META and its texts, made of an indicator */
	struct file_sums *sums; /* free ones */
	uint32_t nsums;         /* that there are */
	bool indicators;        /* the image has some */
	struct detect_counts counts;
};

/* One rule against one thing. */
struct look {
	struct detect *d;
	const struct packet *packet;
	struct flow *flow;
	struct tx *tx;
	enum flow_dir dir;
	bool stream;
	struct span payload;
	uint64_t base;  /* offset of payload in its stream */
	size_t reach;   /* end of the farthest match in it */
	size_t old;     /* bytes of payload that were looked at before */
	uint32_t steps; /* ops that were run */
	uint64_t vars[RULE_VARS];
	int64_t time;
	uint8_t family, proto;
	const uint8_t *src, *dst;
	uint16_t sport, dport;
};

/* What is looked at, with the addresses of its direction (detect.c). */
struct look detect_look(struct detect *d, const struct packet *packet, struct flow *flow,
    struct tx *tx, enum flow_dir dir);

/* Whether the section's ops hold of the bytes (run.c). */
bool run_section(struct look *look, const struct rule_op *ops, uint32_t n, struct span bytes);

/* A number out of bytes (number.c). */
bool number_test(struct look *look, const struct rule_op *op, struct span buf, size_t at);
bool number_jump(struct look *look, const struct rule_op *op, struct span buf, size_t *at);
bool number_extract(struct look *look, const struct rule_op *op, struct span buf, size_t *at);
bool number_math(struct look *look, const struct rule_op *op, struct span buf, size_t *at);
bool number_compare(const struct rule_op *op, uint64_t value);

/* Whether packet, flow and state are what the ops ask (head.c). */
bool head_holds(struct look *look, const struct rule_op *ops, uint32_t n);

/* Whether addresses, ports, protocol, flow fit (header.c). */
bool header_fits(struct look *look, const struct rule_row *rule);
bool header_in(
    const struct rule_image *image, uint32_t set, int family, const uint8_t *address);

/* The bytes as the transforms of a buffer make them (change.c); false: they cannot. */
bool change_apply(
    struct detect *d, const struct rule_buffer *buffer, struct span in, struct span *ret);
size_t change_base64(uint8_t *out, struct span in, bool strict);

/* State (state.c). */
bool state_bit(struct look *look, const struct rule_op *op);
void state_bit_change(struct look *look, const struct rule_op *op);
bool state_xbit(struct look *look, const struct rule_op *op);
void state_xbit_change(struct look *look, const struct rule_op *op);
bool state_int(struct look *look, const struct rule_op *op);
void state_int_change(struct look *look, const struct rule_op *op);
bool state_limit(struct look *look, const struct rule_op *op, uint32_t sid);
struct flow_detect *state_flow(struct detect *d, struct flow *flow);

/* Sets (set.c). */
bool set_holds(struct look *look, const struct rule_op *op, struct span bytes);
struct detect_set **set_open(const struct rule_image *image);
struct detect_set **set_close(struct detect_set **sets, const struct rule_image *image);

/* Candidates: gathers a group's (its patterns in the bytes and those that are always asked),
 * then verifies all (candidate.c). */
void candidate_begin(struct detect *d);
void candidate_add(struct detect *d, uint32_t rule);
void candidate_group(struct detect *d, uint32_t group, struct span bytes);
void candidate_sort(struct detect *d);

/* The rules that are asked once a flow, by address (once.c): candidates among them are added;
 * first: the flow's first packet in that direction, app: its protocol has just become known. */
struct once *once_open(const struct rule_image *image, uint32_t group);
struct once *once_close(struct once *once);
void once_ask(struct look *look, bool first, bool app);

/* Indicators: the ends of a flow, a buffer, the hash of a file (indicator.c). */
void indicator_flow(struct look *look);
void indicator_buffer(struct look *look, const struct tx_buffer *buffer);
bool indicator_digest(struct look *look, enum indicator_kind kind, struct span digest);

/* What detect keeps with a transaction (tx.c), and the end of what file.c keeps. */
struct tx_detect *detect_tx_kept(struct tx *tx);
void file_free(struct detect *d);

/* A rule matched: state is changed, limits asked; then it is a hit. hits_tell tells them. */
void hits_take(struct look *look, uint32_t rule);
void hits_tell(struct look *look);

#endif
