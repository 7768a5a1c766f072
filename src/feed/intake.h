/*
 * What sensors and others' systems tell line by line, as events and as traces: an event is
 * something to act on (model/event.h), a trace says that a name, address or print was met
 * (model/trace.h). A source is a row and a file. Pure: a line in, what it says out; whose it is
 * is decided elsewhere (desk/intake.h), for which both sides of a connection are kept.
 */
#ifndef VARDE_FEED_INTAKE_H
#define VARDE_FEED_INTAKE_H

#include "base/err.h"
#include "codec/json.h"
#include "model/event.h"
#include "model/trace.h"

enum {
	INTAKE_LINE = 1 << 20, /* bytes of a line */
	INTAKE_TRACES = 8,     /* of a line */
	INTAKE_MORE = 15,      /* other addresses that it is said of */
	INTAKE_DETAIL = 4000,  /* bytes of an event's detail */
	INTAKE_ID = 33,        /* bytes of an event's id and its NUL */
};

/* The sides of a connection: who opened it, and who was asked. */
enum intake_side_of { INTAKE_CLIENT, INTAKE_SERVER, INTAKE_SIDES };

struct intake_side {
	const char *addr;     /* NULL: not known */
	const char *addr_key; /* as struct event */
	int64_t port;
	const char *name; /* by which it was reached */
};

/* What one line says. Text lives in the arena of the reading, or is static. */
struct intake {
	bool event;                            /* .of, .type, .victim say what */
	struct event of;                       /* but for the sides, which are */
	struct intake_side side[INTAKE_SIDES]; /* these */
	const char *type[INTAKE_SIDES]; /* its kind, when that side is the one it is about */
	int victim;                     /* enum intake_side_of */
	bool said;                      /* the source says so: it is no guess */
	struct intake_side more[INTAKE_MORE]; /* others of the victim's side */
	size_t nmore;
	int64_t time;
	struct intake_met {
		int kind, via; /* enum trace_kind, trace_via */
		const char *value;
	} met[INTAKE_TRACES];
	size_t nmet;
};

/* One reading. */
struct intake_read {
	const char *file; /* its name, for formats that say there what they are; may be NULL */
	const struct event *like; /* feed, report, tlp, import, and as .time now; borrowed */
	struct arena *arena;
	const struct json *json; /* of the line, or NULL */
	struct span line;
	const char *why; /* what is wrong with it; static */
};

struct intake_format {
	const char *name; /* "eve" */
	const char *what; /* one line for people */
	/* Whether the line looks like one. */
	bool (*sniff)(const struct intake_read *rd);
	/* Reads it: 0 (maybe nothing of interest), or ERR_SYNTAX with .why. */
	int (*read)(struct intake_read *rd, struct intake *ret);
};

/* All formats; ends with name NULL. */
extern const struct intake_format intake_formats[];

/* The format of that name, or NULL. */
const struct intake_format *intake_format_of(const char *name);

/* Reads rd->line by the format, or (NULL) by the first that sniffs it, which *format then is.
 * ERR_SYNTAX with rd->why. */
int intake_line(
    struct intake_read *rd, const struct intake_format **format, struct intake *ret) MUST_USE;

/* --- for readers --- */

/* Gives ERR_SYNTAX; why is static. */
int intake_bad(struct intake_read *rd, const char *why);

/* Sets address and key; false when it is none. */
bool intake_addr(struct span text, struct arena *arena, struct intake_side *ret);

/* A time: RFC 3339, with an offset without a colon or none (UTC) too, or seconds since 1970
 * with a fraction. False when it is none, or before 2000 or after 2099. */
bool intake_time(const struct json *v, int64_t *ret);
bool intake_time_text(struct span text, int64_t *ret);

/* A time of day without its year: that in which it lies last, not after now. Month and day from
 * 1; false when there is none such. */
bool intake_time_of_year(
    int month, int day, int hour, int minute, int second, int64_t now, int64_t *ret);

/* A host's name in lower case without a final dot; NULL when it is none. */
const char *intake_name(struct span text, struct arena *arena);

/* Valid text of at most max bytes, NULL for none. */
const char *intake_text(const char *text, size_t max, struct arena *arena);

/* The text of a member, or of the first item of a list; NULL. Borrows. */
const char *intake_first(const struct json *v, const char *key);

/* Begins the event of the line: what like says, the time, once. */
void intake_begin(struct intake_read *rd, struct intake *in);

/* Hexadecimal digits of a print ("12:AB", "12ab") in lower case; NULL when it is no hash. */
const char *intake_hash(const char *text, struct arena *arena);

/* Notes that it was met; passes over NULL, and what there is no room for. */
void intake_meet(struct intake *in, int kind, int via, const char *value);

/* The id of an event: of the feed, and of what makes it the same (each may be NULL). */
const char *intake_id(const struct intake_read *rd, const char *const *parts, size_t n);

/* Kinds by the class of a rule: Suricata's and Snort's classtype or its description. Sets
 * types, victim and severity. Anything else is suspicious traffic. */
void intake_class(const char *class, struct intake *ret);

/* The rows' readers, by their files. */
bool eve_sniff(const struct intake_read *rd);
int eve_read(struct intake_read *rd, struct intake *in);
bool zeek_sniff(const struct intake_read *rd);
int zeek_read(struct intake_read *rd, struct intake *in);
bool snort_sniff(const struct intake_read *rd);
int snort_read(struct intake_read *rd, struct intake *in);
bool n6_sniff(const struct intake_read *rd);
int n6_read(struct intake_read *rd, struct intake *in);
bool idea_sniff(const struct intake_read *rd);
int idea_read(struct intake_read *rd, struct intake *in);
bool xarf_sniff(const struct intake_read *rd);
int xarf_read(struct intake_read *rd, struct intake *in);
bool cef_sniff(const struct intake_read *rd);
int cef_read(struct intake_read *rd, struct intake *in);

#endif
