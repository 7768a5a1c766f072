/*
 * Assessment: observations and knowledge in, findings out. Pure: no clock, no file, no network,
 * no log, so a new rule or text judges yesterday's observations without sending one packet. The
 * order of the observations does not matter.
 */
#ifndef VARDE_ASSESS_ASSESS_H
#define VARDE_ASSESS_ASSESS_H

#include "model/finding.h"
#include "model/observation.h"
#include "model/run.h"
#include "pack/knowledge.h"
#include "pack/pack.h"

enum {
	ASSESS_EVIDENCE = 5,        /* lines of evidence a finding */
	ASSESS_EVIDENCE_LINE = 300, /* bytes of one */
};

/* What a run is judged with. Borrowed during the call. */
struct assess_with {
	const struct pack *kb;             /* finding types */
	const struct knowledge_pack *know; /* NULL: no findings about software */
	enum deadlines deadlines; /* by BOD 26-04 the findings about software have one (of the
				     others the desk makes it); by bands every finding */
};

/*
 * Makes the findings of a run, sorted by finding_compare, each once, all in state new and first
 * seen now (the run's end, ms since 1970). What the organisation may not have scanned in full
 * (reach name or none) gives none. Texts live in the arena or are
 * borrowed from the pack kb.
 * ERR_NOTFOUND, ERR_CORRUPT when the pack lacks a finding type that a rule makes.
 */
int assess(const struct observations *obs, const struct assess_with *with, int64_t now,
    struct arena *arena, struct findings *ret) MUST_USE;

/* The same for findings about software alone (category software): of the observations, services
 * and assets count. For what knowledge changed. */
int assess_software(const struct observations *obs, const struct assess_with *with, int64_t now,
    struct arena *arena, struct findings *ret) MUST_USE;

/* One side of a comparison; borrows. */
struct assess_run {
	const struct findings *findings;
	const struct observations *observations;
	int64_t time; /* the run's end, ms since 1970 */
};

/*
 * Compares two runs. *ret has the findings of now as new (not in prev) or open (with prev's
 * first_seen), and those of prev that are gone: fixed when whatever showed each of them was
 * looked at again and shows it no more, or its port is closed, or its name leads there no more
 * (a finding about software: another version runs there); else unknown. Findings that prev
 * itself calls fixed do not count. same_ports: both runs swept the same ports, so that a port
 * without an observation on a swept address is closed. Sorted; errors as assess.
 */
int assess_compare(const struct assess_run *prev, const struct assess_run *now,
    const struct pack *kb, bool same_ports, struct arena *arena, struct findings *ret) MUST_USE;

#endif
