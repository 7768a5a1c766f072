#include "cmd/kb_who.h"

#include "cmd/kb_match.h"
#include "cmd/kb_pack.h"
#include "cmd/kb_said.h"
#include "cmd/kb_seen.h"
#include "desk/whose.h"
#include "pack/knowledge_current.h"

#include <unistd.h>

struct who_options {
	struct kb_pack_options pack;
	bool all;
};

const struct option_row kb_who_options[] = {
    KB_PACK_OPTIONS,
    {"all", OPTION_FLAG, offsetof(struct who_options, all), NULL,
	"also who has the fix, and what states no versions", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

struct who {
	const struct who_options *o;
	struct whose_counts counts;
	size_t shown;
};

static const char *fixed_in(const struct match *m)
{
	return m->package_fixed ? m->package_fixed : m->fixed;
}

static void put_json(
    const struct who *who, const struct whose_answer *answer, struct arena *arena)
{
	const struct match *m = answer->match;
	STR_AUTO(line, 64 << 10);
	struct json_writer w;

	json_write_init(&w, &line, 0);
	json_write_object(&w);
	json_member_text(&w, "id", answer->id);
	kb_seen_json(answer->seen, &w);
	json_member_text(&w, "verdict", match_verdict_names[m->verdict]);
	json_member_text(&w, "reason", match_reason_names[m->reason]);
	json_member_text(&w, "sentence",
	    kb_match_sentence(m, &answer->seen->product, who->o->pack.lang, arena));
	json_member_text(&w, "fixed", fixed_in(m));
	json_write_object_end(&w);
	(void)puts(str_text(&line));
}

static void put_line(struct who *who, const struct whose_answer *answer, struct arena *arena)
{
	const char *lang = who->o->pack.lang;
	const struct match *m = answer->match;

	if (!who->shown++) {
		kb_seen_put(kb_word(lang, "who"), 28);
		kb_seen_put(kb_word(lang, "where"), 22);
		kb_seen_put(kb_word(lang, "what"), 22);
		kb_seen_put(kb_word(lang, "verdict"), 10);
		(void)puts(kb_word(lang, "why"));
	}
	kb_seen_put(kb_seen_whose(answer->seen, arena), 28);
	kb_seen_put(kb_seen_where(answer->seen, arena), 22);
	kb_seen_put(kb_seen_what(answer->seen, arena), 22);
	kb_seen_put(kb_word(lang, match_verdict_names[m->verdict]), 10);
	if (answer->id)
		kb_seen_put(answer->id, 0);
	kb_seen_put(kb_match_sentence(m, &answer->seen->product, lang, arena), 0);
	(void)putchar('\n');
}

static int take(void *arg, const struct whose_answer *answer, struct arena *arena)
{
	struct who *who = arg;

	if (who->o->pack.json)
		put_json(who, answer, arena);
	else
		put_line(who, answer, arena);
	return 0;
}

/* What is said below the table. */
static void put_end(const struct who *who, struct arena *arena)
{
	const struct whose_counts *n = &who->counts;
	const char *lang = who->o->pack.lang;

	if (!n->runs)
		(void)puts(kb_word(lang, "No finished run is stored: nothing was seen yet."));
	else if (!who->shown)
		(void)puts(kb_filled(lang, "None of {} services seen last runs it.",
		    arena_printf(arena, "%zu", n->services), arena));
	for (size_t i = 0; who->shown && i < MATCH_VERDICTS; i++)
		if (n->verdicts[i])
			(void)printf("%s%zu %s", i && n->verdicts[0] ? ", " : "\n",
			    n->verdicts[i], kb_word(lang, match_verdict_names[i]));
	if (who->shown)
		(void)putchar('\n');
	if (n->versionless)
		(void)puts(kb_filled(lang, "{} services run the product and tell no version.",
		    arena_printf(arena, "%zu", n->versionless), arena));
}

/* A file is a document; any other text is an id, or a product with a range. */
static int who_text(
    struct who *who, struct db *db, const char *text, struct arena *arena, struct msg *msg)
{
	const struct whose q = {.text = text, .all = who->o->all, .take = take, .arg = who};
	struct knowledge_pack own = {0};
	int r;

	if (access(text, R_OK) < 0) {
		r = whose_ask(db, &q, &who->counts, msg);
	} else {
		r = kb_said_document(text, arena, &own, msg);
		if (r == 0)
			r = whose_ask_pack(db, &own, &q, &who->counts, msg);
		knowledge_close(&own);
	}
	if (r == 0 && !who->o->pack.json)
		put_end(who, arena);
	return r;
}

int cmd_kb_who(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct who_options o = {0};
	struct text_list args = {0};
	struct db *db CLEANUP(db_closep) = NULL;
	struct msg msg = {0};
	struct who who = {.o = &o};
	STR_AUTO(text, 4096);
	int r = options_parse("kb who", argc, argv, &o, &args, arena, &msg);

	for (size_t i = 0; i < args.n; i++)
		str_addf(&text, "%s%s", i ? " " : "", args.items[i]);
	if (r == 0 && !text.n) {
		msg_what(&msg, "it is not said what is looked for");
		msg_hint(&msg, "varde kb who CVE-2024-6387, or 'vendor:product <1.2'");
		r = ERR_SYNTAX;
	}
	if (r == 0) {
		knowledge_use(kb_pack_path(o.pack.pack, o.pack.db, arena));
		r = db_open(options_db(o.pack.db, arena), 0, &msg, &db);
	}
	if (r == 0)
		r = who_text(&who, db, str_text(&text), arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}
