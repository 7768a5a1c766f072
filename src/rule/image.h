/*
 * The image of compiled rules: one file, mapped read-only and shared by all threads. Rows are
 * in the byte order and layout of the machine it was compiled on; opening checks magic, layout,
 * CRC and that every index lies within its table, so that the engine need not ask again.
 */
#ifndef VARDE_RULE_IMAGE_H
#define VARDE_RULE_IMAGE_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/err.h"
#include "rule/matcher.h"
#include "rule/program.h"

#include <pcre2.h>

#define RULE_IMAGE_MAGIC "VARDRULE"
enum { RULE_IMAGE_VERSION = 2 };

enum rule_table {
	RT_RULES,
	RT_META,
	RT_SECTIONS,
	RT_OPS,
	RT_BUFFERS,
	RT_PCRES,
	RT_SETS,
	RT_RANGES4,
	RT_RANGES6,
	RT_ADDRESS_SETS, /* row 0 is not used */
	RT_PORT_SETS,    /* the same */
	RT_MATCHERS,
	RT_PATTERNS,
	RT_RULE_IDS,
	RT_GROUPS,
	RT_LISTS,
	RT_DATABASES,      /* bytes */
	RT_POOL,           /* bytes; ends with a NUL */
	RT_INDICATOR_HEAD, /* one row, or none when there are no indicators */
	RT_INDICATORS,
	RT_INDICATOR_SLOTS,
	RT_INDICATOR_TOPS,
	RT_INDICATOR_NETS4,
	RT_INDICATOR_NETS6,
	RT_INDICATOR_TEXT, /* bytes */
	RT_TABLES
};

/* What is told of a rule. Texts are distances in bytes from the row itself (0: none), so that a
 * row needs nothing else to be read. */
struct rule_meta {
	uint32_t sid, gid, rev, priority;
	uint8_t action; /* enum rule_action */
	uint8_t target; /* 0, 1 source, 2 destination */
	uint16_t spare;
	uint32_t msg, classtype, category;
	uint32_t references; /* "TYPE:VALUE" lines */
	uint32_t metadata;   /* "KEY VALUE" lines */
	uint32_t raw;        /* the rule as it was written */
};

/* The text at that distance, "" when there is none (borrows from the image). */
static inline const char *rule_meta_text(const struct rule_meta *meta, uint32_t distance)
{
	return distance ? (const char *)meta + distance : "";
}

struct rule_image_head {
	char magic[8];
	uint32_t version, layout; /* layout: sizes of rows, mixed */
	uint64_t bytes;
	uint32_t crc; /* rule_image_crc */
	uint32_t tables;
	uint64_t at[RT_TABLES], n[RT_TABLES]; /* offset; rows */
};

struct indicator_head; /* rule/indicator.h has the rows of indicators */
struct indicator_row;
struct indicator_net4;
struct indicator_net6;

struct rule_image {
	struct span file;
	bool mapped;
	struct rule_image_head head;
	const struct rule_row *rules;
	const struct rule_meta *meta;
	const struct rule_section *sections;
	const struct rule_op *ops;
	const struct rule_buffer *buffers;
	const struct rule_pcre *pcres;
	const struct rule_set *sets;
	const struct rule_range4 *ranges4;
	const struct rule_range6 *ranges6;
	const struct rule_range_set *addresses, *ports;
	const struct rule_matcher *matchers;
	const struct rule_pattern *patterns;
	const uint32_t *ids;
	const struct rule_group *groups;
	const uint32_t *lists;
	const uint8_t *pool;
	const struct indicator_head *indicator; /* NULL: there are none */
	const struct indicator_row *indicators;
	const uint32_t *indicator_slots, *indicator_tops;
	const struct indicator_net4 *indicator_nets4;
	const struct indicator_net6 *indicator_nets6;
	const uint8_t *indicator_text;
	uint32_t count[RT_TABLES];
	pcre2_code **codes;               /* by RT_PCRES */
	struct matcher **matching;        /* by RT_MATCHERS */
	struct matcher_pattern *literals; /* of Aho-Corasick */
};

/* Size of a table's row, by enum rule_table. */
extern const uint32_t rule_image_sizes[RT_TABLES];

/* What the sizes of rows are mixed into. */
uint32_t rule_image_layout(void);

/* Maps the file. ERR_NOTFOUND, ERR_IO, ERR_CORRUPT, ERR_VERSION, with a message. Gives;
 * rule_image_close ends it. */
int rule_image_open(const char *path, struct rule_image **ret, struct msg *msg) MUST_USE;

/* The same of a file that is open for reading (borrows it), also within a sandbox: regular
 * expressions are not compiled to machine code there, and matched more slowly. */
int rule_image_open_fd(int fd, struct rule_image **ret, struct msg *msg) MUST_USE;

/* The same over bytes that are in memory already (borrows). */
int rule_image_of(struct span bytes, struct rule_image **ret, struct msg *msg) MUST_USE;

/* NULL is allowed. Returns NULL. */
struct rule_image *rule_image_close(struct rule_image *image);

/* The checksum of a head and all that is behind it. */
uint32_t rule_image_crc(struct rule_image_head head, struct span behind);

/* Whether every index of the image (whose tables are set) lies within its table. */
bool rule_image_sound(const struct rule_image *image);

/* Bytes of the pool. */
static inline struct span rule_image_bytes(
    const struct rule_image *image, uint32_t at, uint32_t n)
{
	return span_of(image->pool + at, n);
}

#endif
