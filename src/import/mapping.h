/*
 * Which of the tools' checks say what one of Varde's own finding types says (kb/findings): what
 * maps gets our texts and deadlines, and is the same weakness when surveillance sees it.
 */
#ifndef VARDE_IMPORT_MAPPING_H
#define VARDE_IMPORT_MAPPING_H

#include "model/tool.h"

/* What has no type of its own becomes one of these, with the tool's title. */
#define MAPPING_OTHER "tool-finding"

struct mapping_row {
	int tool;         /* enum tool_kind */
	const char *rule; /* as struct tool_finding has it; of nuclei with or without matcher */
	const char *type; /* finding type */
};

/* All of them; mapping_count rows, by tool. */
extern const struct mapping_row mapping_all[];
extern const size_t mapping_count;

/* The finding type of that check, or NULL. */
const char *mapping_type(const struct tool_finding *f);

#endif
