/*
 * Results of testers' tools in one form: bytes of a file in, findings out. Pure: no clock, no
 * file, no network. A tool is one file and one row (import_readers): how its files are told
 * from others by what they hold, and what reads them. What does not say what and where is left
 * out and counted; requests and responses are never kept, as they may hold what patients are.
 */
#ifndef VARDE_IMPORT_IMPORT_H
#define VARDE_IMPORT_IMPORT_H

#include "codec/json.h"
#include "import/xml.h"
#include "model/tool.h"

enum {
	IMPORT_BYTES = 64 << 20, /* of one file */
	IMPORT_LINES = 20000,    /* findings of one file */
};

struct import_file {
	struct arena *arena; /* borrowed: all texts are in it */
	struct msg *msg;     /* borrowed */
	int tool;            /* enum tool_kind */
	const char *program; /* its version as the file says; NULL */
	int64_t scanned;     /* when it ran, ms since 1970; 0: the file does not say */
	struct tool_findings findings;
	int64_t bad; /* what was left out: without a place, a name, or in another form */
	bool over;   /* there was more than IMPORT_LINES */
};

/* One tool's files. */
struct import_reader {
	int tool;                /* enum tool_kind */
	const char *formats;     /* for people: "XML (-oX)" */
	const char *roots;       /* outermost elements, with blanks between; NULL: no XML */
	const char *const *skip; /* elements that are never kept; NULL */
	void (*xml)(const struct xml_node *root, struct import_file *to);
	bool (*is)(const struct json *all); /* NULL: no JSON */
	void (*json)(const struct json *all, struct import_file *to);
};

/* The table, by enum tool_kind. */
extern const struct import_reader *const import_readers[TOOL_KINDS];

/* The rows: import/nmap.c and so on. */
extern const struct import_reader nmap_reader, nuclei_reader, burp_reader, zap_reader,
    nessus_reader, openvas_reader, testssl_reader, sslyze_reader;

/*
 * Reads a file of whichever tool it is. ERR_UNSUPPORTED (of no tool that is known), ERR_SYNTAX,
 * ERR_LIMIT, ERR_DENIED (entities), with a message in three parts. JSON may be one text, or one
 * object a line.
 */
int import_read(
    struct span bytes, struct arena *arena, struct import_file *ret, struct msg *msg) MUST_USE;

/* Adds what a reader found, numbered; one without rule or place is counted as bad instead. */
void import_add(struct import_file *to, const struct tool_finding *f);

#endif
