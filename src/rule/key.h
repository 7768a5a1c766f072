/* What the handlers of keywords share. */
#ifndef VARDE_RULE_KEY_H
#define VARDE_RULE_KEY_H

#include "rule/parse.h"

struct key_state {
	struct rule_env *env;
	struct arena *arena;
	struct rule *rule;
	struct msg *msg;
	const char *keyword; /* whose handler runs */
	int buffer;          /* what the next content belongs to */
	int part;            /* of rule->parts, for it; -1: not made yet */
	bool fresh;          /* a sticky buffer was named and nothing was said of it yet */
	struct rule_steps changes; /* transforms for it */
	int last_part, last_step;  /* the last content or pcre; -1: none */
	bool base64;               /* base64_data was said */
};

typedef int key_take(struct key_state *k, struct span value);

/* bits of key_row.how */
enum {
	KEY_NONE = 1,     /* takes no value */
	KEY_OPTIONAL = 2, /* may have one */
	KEY_QUOTED =
	    4 /* the value stands in quotes, which are taken off; ! before them stays */
};

struct key_row {
	const char *name;
	key_take *take;
	int how;
};

/* Tables of the key_*.c files, each ended by a NULL name. */
extern const struct key_row key_content_rows[], key_byte_rows[], key_meta_rows[],
    key_packet_rows[], key_flow_rows[], key_state_rows[], key_change_rows[], key_set_rows[],
    key_app_rows[], key_field_rows[];

/* A number row: keyword, op, whether the value may be more than 32 bits. */

/* Refuses: fills the message and gives err. key_bad: the keyword's value is malformed. */
int key_refuse(struct key_state *k, int err, const char *fmt, ...) PRINTF(3, 4);
int key_bad(struct key_state *k, struct span value);

/* The step that was added to the current buffer's part, which is made when needed. */
struct rule_step *key_step(struct key_state *k, int op);

/* A step over packet and flow; one that a match runs; a limit. */
struct rule_step *key_head(struct key_state *k, int op);
struct rule_step *key_after(struct key_state *k, int op);
struct rule_step *key_limit(struct key_state *k, int op);

/* Adds a step to a list. */
struct rule_step *key_add(struct arena *arena, struct rule_steps *steps, int op);

/* The part for a buffer: an old one that may be used, or a new one; its index. */
int key_part(struct key_state *k, int buffer);

/* The last content, or NULL. */
struct rule_step *key_last(struct key_state *k);

/* Makes buffer the one that what follows belongs to. */
void key_sticky(struct key_state *k, int buffer);

/* "<5", ">5", "5-9", "5<>9", "!5", "=5", ">=5": into op->mode and the two numbers (a, b and c,
 * d). ERR_SYNTAX, ERR_RANGE. */
int key_compare(struct span text, int64_t max, struct rule_op *op) MUST_USE;

/* A number, decimal or 0x.., with min and max. */
int key_number(struct span text, int64_t min, int64_t max, int64_t *ret) MUST_USE;

/* The next part of a list that commas part, trimmed; false at its end. */
bool key_item(struct span *rest, struct span *ret);

/* The first word of an item, and what stands behind it, trimmed. */
struct span key_word(struct span text, struct span *ret_rest);

/* The variable of that name (byte_extract, byte_math): its number, or -1. key_var_new makes
 * one, ERR_LIMIT. */
int key_var(const struct key_state *k, struct span name);
int key_var_new(struct key_state *k, struct span name, int *ret) MUST_USE;

/* A number or a variable's name into *to, with flag in op->flags when it is one. */
int key_value(struct key_state *k, struct span text, int64_t min, int64_t max, uint32_t flag,
    struct rule_op *op, int32_t *to) MUST_USE;

/* The bytes of a content: "ab|0d 0a|" with escapes. The arena owns them. */
int key_bytes(struct key_state *k, struct span text, struct span *ret) MUST_USE;

/* Parses "/.../flags" into the step; sets *ret_buffer when a flag names an old buffer, else
 * -1. */
int key_pcre(
    struct key_state *k, struct span text, struct rule_step *s, int *ret_buffer) MUST_USE;

/* Applications: bits of proto_id for a rule's protocol name; 0: unknown. */
uint32_t key_apps(struct span name);

/* After all options: what the rule is held against, flags of steps, the fast pattern. */
int rule_finish(struct key_state *k) MUST_USE;
void rule_fast(struct rule *rule);

#endif
