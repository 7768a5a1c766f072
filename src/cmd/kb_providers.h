/* kb providers: whom CSAF documents are taken from, how far each is trusted. */
#ifndef VARDE_CMD_KB_PROVIDERS_H
#define VARDE_CMD_KB_PROVIDERS_H

#include "base/vec.h"
#include "cmd/options.h"
#include "store/db.h"

/* Options of kb providers. */
extern const struct option_row kb_providers_options[];

/* Lists and sets them. Gives an exit code. */
int cmd_kb_providers(int argc, char **argv);

/* A provider, a setting "csaf:NAME". */
struct kb_provider {
	const char *name;
	const char
	    *place; /* a domain, or the address of the metadata or of an aggregator.json */
	bool on;
	const char *clearance;  /* TLP: what may be taken */
	const char *token_file; /* holds what is shown to the provider; NULL: nothing */
	struct text_list hosts; /* where its documents may be besides */
};

struct kb_providers {
	VEC(struct kb_provider) all;
};

/* All, by name; the built-in one too. Texts live in the arena. Errors of the database. */
int kb_providers_list(struct db *db, struct arena *arena, struct kb_providers *ret) MUST_USE;

#endif
