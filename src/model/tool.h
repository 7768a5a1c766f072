/* What testers' tools say, as it is imported: one import of a file, and its lines. */
#ifndef VARDE_MODEL_TOOL_H
#define VARDE_MODEL_TOOL_H

#include "base/vec.h"
#include "model/finding.h"

/* Tools whose files are read. */
enum tool_kind {
	TOOL_NMAP,
	TOOL_NUCLEI,
	TOOL_BURP,
	TOOL_ZAP,
	TOOL_NESSUS,
	TOOL_OPENVAS,
	TOOL_TESTSSL,
	TOOL_SSLYZE,
	TOOL_KINDS,
};

/* What becomes of a line. */
enum tool_verdict {
	TOOL_NEW,     /* a weakness that nobody follows yet */
	TOOL_KNOWN,   /* followed already, from surveillance or an earlier import */
	TOOL_TWICE,   /* said further up in the same file */
	TOOL_OUTSIDE, /* not in the organisation's verified perimeter: refused */
	TOOL_INFO,    /* no weakness: what is there, said for information */
	TOOL_VERDICTS,
};

/* States of an import. */
enum tool_import_state {
	TOOL_PREVIEW, /* shown, and nothing has happened */
	TOOL_TAKEN,   /* its new lines are findings of the organisation */
	TOOL_UNDONE,  /* they were withdrawn again */
	TOOL_DROPPED, /* never taken */
};

/* One thing that a tool says of one place. */
struct tool_finding {
	const char *id;        /* Identifier: 128 random bits in 26 letters */
	const char *import;    /* Of which import */
	int64_t number;        /* Its place in the file, from 1 */
	int tool;              /* Which tool: enum tool_kind */
	const char *rule;      /* What the tool calls the check: script, template, plugin */
	const char *title;     /* What it calls the weakness */
	int severity;          /* How bad it says it is: enum criticality */
	const char *vector;    /* CVSS vector, checked; none: it gives none, or no valid one */
	struct text_list cves; /* CVE numbers */
	int64_t cwe;           /* CWE number, 0 for none */
	const char *host;      /* Name, as DNS writes it */
	const char *addr;      /* Address */
	int64_t port;          /* Port, 0 for none */
	int transport;         /* enum transport */
	const char *path;      /* Path of the URL, without what was asked of it */
	const char *evidence;  /* What shows it: one line, never a page's content */
	int64_t first;         /* First seen, 0: the file does not say */
	int64_t last;          /* Last seen, the same */
	const char *dropped; /* What the file says beside and is not kept: request, response */
	/* Of the plan: */
	int verdict;       /* enum tool_verdict */
	const char *type;  /* Finding type, kb/findings */
	const char *key;   /* What makes it the same as another finding */
	const char *known; /* Followed finding that it is the same as */
	/* After it was taken: */
	const char *finding; /* Followed finding that it became */
};

/* One file that was imported. */
struct tool_import {
	const char *id;         /* Identifier: 128 random bits in 26 letters */
	const char *ref;        /* Number that people use, I-2026-000042 */
	const char *org;        /* Whose findings they become */
	const char *engagement; /* Penetration test whose report they go into; none: the list */
	int tool;               /* Which tool: enum tool_kind */
	const char *program;    /* Its version, as the file says */
	const char *name;       /* Name of the file */
	const char *digest;     /* SHA-256 of the file, hex */
	int64_t bytes;          /* How large it was */
	int64_t scanned;        /* When the tool ran, as the file says */
	int state;              /* enum tool_import_state */
	int64_t lines;          /* How many lines there are */
	int64_t fresh;          /* Of these new */
	int64_t known;          /* Known already */
	int64_t twice;          /* Said twice */
	int64_t outside;        /* Outside of the perimeter */
	int64_t info;           /* For information */
	int64_t bad;            /* What could not be read, and was left out */
	int64_t created;        /* When it was read */
	const char *created_by; /* By whom */
	int64_t taken;          /* When it was taken */
	const char *taken_by;   /* By whom */
	int64_t undone;         /* When it was undone */
	const char *undone_by;  /* By whom */
	const char *reason;     /* Why it was undone */
	int64_t withdrawn;      /* How many findings were withdrawn by that */
	int64_t kept;           /* How many were not, as surveillance has seen them since */
	int64_t version;        /* Counts its changes */
};

struct tool_findings {
	VEC(struct tool_finding) all;
};

/* Names of the enums' values, as in JSON and in files of the house; NULL-terminated. */
extern const char *const tool_kind_names[], *const tool_verdict_names[],
						*const tool_import_state_names[];

/* Names of the tools as people write them: "Burp Suite". */
extern const char *const tool_kind_labels[];

/* The fields of the structs. */
extern const struct record_type tool_finding_type, tool_import_type;

enum {
	TOOL_TEXT = 300,     /* bytes of a title, rule or path at most */
	TOOL_EVIDENCE = 600, /* bytes of the line that shows it */
	TOOL_CVES = 40,      /* CVE numbers of one line */
};

#endif
