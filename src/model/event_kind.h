/*
 * Kinds of event: what a report is about, in the words of the Reference Security Incident
 * Taxonomy (RSIT 1003), how bad it is when the row does not say, and what to do. A kind is a
 * row; a report is a row that names its kind.
 */
#ifndef VARDE_MODEL_EVENT_KIND_H
#define VARDE_MODEL_EVENT_KIND_H

#include "base/span.h"
#include "model/finding.h"

/* Classes of RSIT, in its order. */
enum rsit_class {
	RSIT_ABUSIVE_CONTENT,
	RSIT_MALICIOUS_CODE,
	RSIT_INFORMATION_GATHERING,
	RSIT_INTRUSION_ATTEMPTS,
	RSIT_INTRUSIONS,
	RSIT_AVAILABILITY,
	RSIT_INFORMATION_CONTENT_SECURITY,
	RSIT_FRAUD,
	RSIT_VULNERABLE,
	RSIT_OTHER,
	RSIT_TEST,
	RSIT_CLASSES,
};

/* Names of the classes as RSIT writes them ("malicious-code"), NULL-terminated. */
extern const char *const rsit_class_names[];

struct event_kind {
	const char *name;          /* "open-rdp": never changed, it is stored */
	enum rsit_class class;     /* RSIT's class */
	const char *type;          /* RSIT's type in it: "potentially-unwanted-accessible" */
	enum criticality severity; /* when the row does not say */
	bool by_indicator;         /* another indicator is another alert */
	const char *finding;       /* findings whose type begins so explain it; NULL: none */
	const char *title;         /* English, a key of the catalogue */
	const char *advice;        /* what to do: the same */
};

/* The rows; the last has no name. */
extern const struct event_kind event_kinds[];

/* Their names, NULL-terminated. */
extern const char *const event_kind_names[];

/* The row of that name; NULL: none. */
const struct event_kind *event_kind_of(const char *name);

/* The kind that a report of that name is about: its row, else that of the longest beginning
 * that is known ("scan_", "event4_honeypot_"), else the last kind: never NULL. */
const struct event_kind *event_kind_of_report(struct span report);

/* Whether events of that report carry their victim in the columns of the destination. */
bool event_kind_is_turned(struct span report);

#endif
