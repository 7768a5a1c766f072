/*
 * One vulnerability of a finding about software (struct finding, .cves), as a line of text:
 * "CVE-2024-6387 probable by_version cvss=8.1 epss=42.1 priority=720 kev ransomware
 * fixed=9.8p1 release=bookworm source=nvd". Texts that are absent and numbers that are not
 * known are left out.
 */
#ifndef VARDE_MODEL_AFFECTED_H
#define VARDE_MODEL_AFFECTED_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { AFFECTED_UNKNOWN = -1 };

struct affected {
	const char *id;      /* CVE, or the number of an advisory */
	const char *verdict; /* "confirmed", "probable", "possible" */
	const char *reason;  /* name of an enum match_reason */
	int64_t cvss;        /* tenths, or AFFECTED_UNKNOWN */
	int64_t epss;        /* per mille within 30 days, or AFFECTED_UNKNOWN */
	int64_t priority;    /* 0..1000 */
	bool kev;            /* known to be exploited */
	bool ransomware;
	const char *fixed;  /* first version without it; NULL: none is known */
	bool fixed_after;   /* .fixed still has it */
	const char *source; /* who states it, "nvd" */
};

/* Appends the line. Blanks in texts become "_". */
void affected_write(const struct affected *a, struct str *out);

/* Reads such a line; texts live in the arena. Words that are not known are left out.
 * ERR_SYNTAX when there is no id and verdict. */
int affected_read(const char *line, struct arena *arena, struct affected *ret) MUST_USE;

#endif
