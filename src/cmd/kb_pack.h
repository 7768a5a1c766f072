/* varde kb compile, stats, show, search, match, diff: the compiled knowledge. Their common
 * part: where the pack is. */
#ifndef VARDE_CMD_KB_PACK_H
#define VARDE_CMD_KB_PACK_H

#include "cmd/options.h"
#include "pack/knowledge.h"

/* The pack's place: the option's, else "knowledge.vkp" beside the database (the option's or
 * the usual one; beside no URL). In the arena. */
const char *kb_pack_path(const char *given, const char *db, struct arena *arena);

/* What all verbs that read a pack take; the first members of their options. */
struct kb_pack_options {
	const char *pack, *db;
	bool json;
	const char *lang;
};

#define KB_PACK_OPTIONS                                                                     \
	{"pack", OPTION_TEXT, offsetof(struct kb_pack_options, pack), "FILE",               \
	    "the knowledge pack (knowledge.vkp beside the database)", NULL},                \
	    {"db", OPTION_TEXT, offsetof(struct kb_pack_options, db), "PLACE",              \
		"the database that it stands beside", NULL},                                \
	    {"json", OPTION_FLAG, offsetof(struct kb_pack_options, json), NULL,             \
		"as JSON", NULL},                                                           \
	{                                                                                   \
		"lang", OPTION_TEXT, offsetof(struct kb_pack_options, lang), "LANG",        \
		    "language of the output: en, fr or nb (en)", kb_pack_langs              \
	}
extern const char *const kb_pack_langs[];

/* Opens it for a verb; a message that says what to do when it is not there. */
int kb_pack_open(const struct kb_pack_options *o, struct arena *arena,
    struct knowledge_pack *ret, struct msg *msg) MUST_USE;

/* One word of the output in the language (NULL: English): what is not translated comes back. */
const char *kb_word(const char *lang, const char *english);

/* Options and functions of the verbs. */
extern const struct option_row kb_compile_options[], kb_stats_options[], kb_show_options[],
    kb_search_options[], kb_match_options[], kb_diff_options[];
int cmd_kb_compile(int argc, char **argv);
int cmd_kb_stats(int argc, char **argv);
int cmd_kb_show(int argc, char **argv);
int cmd_kb_search(int argc, char **argv);
int cmd_kb_match(int argc, char **argv);
int cmd_kb_diff(int argc, char **argv);

#endif
