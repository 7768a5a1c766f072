#include "cmd/kb_who.h"

#include "cmd/kb_match.h"
#include "cmd/kb_pack.h"
#include "cmd/kb_said.h"
#include "cmd/kb_seen.h"
#include "pack/knowledge_current.h"

#include <inttypes.h>
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
	const struct knowledge_pack *k;
	struct knowledge_pack own; /* of what was said by hand; empty: none */
	struct matcher *matcher;
	bool said; /* by hand: it has no id */
	size_t counts[MATCH_VERDICTS], services, versionless;
	size_t shown;
};

static void put_json(
    const struct who *who, const struct seen *seen, const struct match *m, struct arena *arena)
{
	STR_AUTO(line, 64 << 10);
	struct json_writer w;
	char id[KNOWLEDGE_ID];

	json_write_init(&w, &line, 0);
	json_write_object(&w);
	json_member_text(&w, "id", who->said ? NULL : kb_match_id(who->k, m, id));
	kb_seen_json(seen, &w);
	json_member_text(&w, "verdict", match_verdict_names[m->verdict]);
	json_member_text(&w, "reason", match_reason_names[m->reason]);
	json_member_text(
	    &w, "sentence", kb_match_sentence(m, &seen->product, who->o->pack.lang, arena));
	json_member_text(&w, "fixed", m->package_fixed ? m->package_fixed : m->fixed);
	json_write_object_end(&w);
	(void)puts(str_text(&line));
}

static void put_line(
    struct who *who, const struct seen *seen, const struct match *m, struct arena *arena)
{
	const char *lang = who->o->pack.lang;
	char id[KNOWLEDGE_ID];

	if (!who->shown++) {
		kb_seen_put(kb_word(lang, "who"), 28);
		kb_seen_put(kb_word(lang, "where"), 22);
		kb_seen_put(kb_word(lang, "what"), 22);
		kb_seen_put(kb_word(lang, "verdict"), 10);
		(void)puts(kb_word(lang, "why"));
	}
	kb_seen_put(kb_seen_whose(seen, arena), 28);
	kb_seen_put(kb_seen_where(seen, arena), 22);
	kb_seen_put(kb_seen_what(seen, arena), 22);
	kb_seen_put(kb_word(lang, match_verdict_names[m->verdict]), 10);
	if (!who->said)
		kb_seen_put(kb_match_id(who->k, m, id), 0);
	kb_seen_put(kb_match_sentence(m, &seen->product, lang, arena), 0);
	(void)putchar('\n');
}

static int take(void *arg, const struct seen *seen, struct arena *arena)
{
	struct who *who = arg;
	struct matches found = {0};

	who->services++;
	match_find(who->matcher, &seen->product, arena, &found);
	who->versionless +=
	    found.known && found.versionless && match_names(who->matcher, &seen->product);
	vec_foreach (m, &found.all) {
		if (!who->o->all && (m->hidden || m->verdict == MATCH_FIXED))
			continue;
		who->counts[m->verdict]++;
		if (who->o->pack.json)
			put_json(who, seen, m, arena);
		else
			put_line(who, seen, m, arena);
	}
	return 0;
}

/* What is said below the table. */
static void put_end(const struct who *who, size_t runs, struct arena *arena)
{
	const char *lang = who->o->pack.lang;

	if (!runs)
		(void)puts(kb_word(lang, "No finished run is stored: nothing was seen yet."));
	else if (!who->shown)
		(void)puts(kb_filled(lang, "None of {} services seen last runs it.",
		    arena_printf(arena, "%zu", who->services), arena));
	for (size_t i = 0; who->shown && i < MATCH_VERDICTS; i++)
		if (who->counts[i])
			(void)printf("%s%zu %s", i && who->counts[0] ? ", " : "\n",
			    who->counts[i], kb_word(lang, match_verdict_names[i]));
	if (who->shown)
		(void)putchar('\n');
	if (who->versionless)
		(void)puts(kb_filled(lang, "{} services run the product and tell no version.",
		    arena_printf(arena, "%zu", who->versionless), arena));
}

/* Advisories that name the CVE say what is affected too. */
static bool names_cve(const struct knowledge_pack *k, uint32_t row, const char *id)
{
	struct knowledge_advisory a;
	const char *cve;

	if (!knowledge_advisory(k, row, &a))
		return false;
	for (uint32_t i = 0; (cve = knowledge_item(k, a.cves, i)); i++)
		if (strcasecmp(cve, id) == 0)
			return true;
	return false;
}

/* Restricts the matcher to all that the knowledge says of the id. */
static int only_id(struct who *who, const char *id, struct arena *arena, struct msg *msg)
{
	struct knowledge_rows v = knowledge_find(who->k, KT_VULNS, id);
	struct knowledge_rows a = knowledge_find(who->k, KT_ADVISORIES, id);
	VEC(uint32_t) owners = {0};

	for (uint32_t i = v.first; i < v.end; i++)
		vec_push(arena, &owners, i);
	for (uint32_t i = 0; i < who->k->rows[KT_ADVISORIES]; i++)
		if ((i >= a.first && i < a.end) || names_cve(who->k, i, id))
			vec_push(arena, &owners, i | (uint32_t)KNOWLEDGE_OF_ADVISORY);
	if (!owners.n) {
		msg_what(msg, "the knowledge says nothing of %.60s", id);
		msg_detail(msg, "of %u vulnerabilities and %u advisories",
		    who->k->rows[KT_VULNS], who->k->rows[KT_ADVISORIES]);
		msg_hint(msg, "varde kb update and varde kb compile bring what is new; or "
			      "write the product and its versions: 'vendor:product <1.2'");
		return ERR_NOTFOUND;
	}
	match_only(who->matcher, owners.items, owners.n);
	return 0;
}

static int ask(struct who *who, struct db *db, const struct knowledge_pack *known,
    struct arena *arena, struct msg *msg)
{
	struct banner_set *banners = banner_new(known);
	size_t runs = 0;
	int r = seen_each(db, banners, take, who, &runs);

	(void)banner_free(banners);
	if (r < 0)
		*msg = *db_msg(db);
	else if (!who->o->pack.json)
		put_end(who, runs, arena);
	return r;
}

/* A file, a product with a range, or an id; what was made of the first two is closed. */
static int who_text(
    struct who *who, struct db *db, const char *text, struct arena *arena, struct msg *msg)
{
	const struct knowledge_pack *known = knowledge_hold();
	struct knowledge_pack *own = &who->own;
	int r = 0;

	if (strncasecmp(text, "cve-", 4) == 0 && access(text, R_OK) < 0)
		text = arena_printf(arena, "CVE-%s", text + 4);
	who->k = known;
	if (access(text, R_OK) == 0)
		r = kb_said_document(text, arena, own, msg);
	else if (strpbrk(text, ": <>="))
		r = kb_said_range(text, known, arena, own, msg);
	who->said = own->bytes.n && knowledge_find(own, KT_VULNS, KB_SAID_ID).end;
	if (own->bytes.n)
		who->k = own;
	if (r == 0) {
		who->matcher = match_new(who->k);
		if (!own->bytes.n)
			r = only_id(who, text, arena, msg);
		if (r == 0)
			r = ask(who, db, known, arena, msg);
		who->matcher = match_free(who->matcher);
	}
	knowledge_close(own);
	who->k = NULL;
	knowledge_release(known);
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
