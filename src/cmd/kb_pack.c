#include "cmd/kb_pack.h"

#include "base/log.h"
#include "base/time.h"
#include "feed/starter.h"
#include "os/clock.h"
#include "os/file.h"
#include "pack/kb.h"
#include "pack/knowledge_write.h"
#include "store/knowledge.h"

#include <inttypes.h>

#define PACK_NAME "knowledge.vkp"

const char *const kb_pack_langs[] = {"en", "fr", "nb", NULL};

const char *kb_pack_path(const char *given, const char *db, struct arena *arena)
{
	const char *place = db && !strstr(db, "://") ? db : options_db(NULL, arena);

	return given ? given : arena_printf(arena, "%s/" PACK_NAME, file_folder(arena, place));
}

int kb_pack_open(const struct kb_pack_options *o, struct arena *arena,
    struct knowledge_pack *ret, struct msg *msg)
{
	return knowledge_open(kb_pack_path(o->pack, o->db, arena), ret, msg);
}

struct compile_options {
	struct kb_pack_options pack;
};

const struct option_row kb_compile_options[] = {
    KB_PACK_OPTIONS,
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

struct compiling {
	struct knowledge_writer *w;
	struct arena *arena; /* of one record */
	struct arena *kept;  /* of what was said */
	struct starter_gaps gaps;
	struct msg *msg;
	int64_t records;
};

static int take_row(void *arg, const struct know_row *row)
{
	struct compiling *c = arg;
	struct knowledge k = {.kind = -1,
	    .source = row->source,
	    .id = row->id,
	    .origin = row->origin,
	    .modified = row->modified};
	int r;

	for (int i = 0; know_kind_names[i]; i++)
		if (strcmp(know_kind_names[i], row->kind) == 0)
			k.kind = i;
	if (k.kind < 0 || !row->body)
		return 0;
	arena_clear(c->arena);
	r = know_read(k.kind, span_str(row->body), c->arena, &k.rec, c->msg);
	if (r < 0)
		return r;
	knowledge_write_add(c->w, &k);
	starter_gaps_note(&c->gaps, &k);
	c->records++;
	return 0;
}

/* What we say ourselves goes in beside what feeds say. */
static int take_starter(void *arg, const struct knowledge *k)
{
	struct compiling *c = arg;

	knowledge_write_add(c->w, k);
	return 0;
}

static int compile(struct db *db, const char *path, struct compiling *c, struct msg *msg)
{
	int r;

	knowledge_write_names(c->w, kb_builtin());
	r = know_each(db, -1, 0, take_row, c);
	if (r < 0 && !msg->what[0])
		*msg = *db_msg(db);
	if (r == 0) {
		arena_clear(c->arena);
		r = starter_gaps_records(
		    &c->gaps, kb_builtin(), c->arena, take_starter, c, msg);
	}
	if (r == 0)
		r = starter_eols(c->arena, take_starter, c);
	if (r == 0)
		r = starter_fixes(c->arena, take_starter, c);
	return r < 0 ? r : knowledge_write_end(c->w, path, msg);
}

static void compiled(
    const struct compile_options *o, const char *path, const struct compiling *c, int64_t ms)
{
	STR_AUTO(line, 8192);
	struct json_writer w;

	if (!o->pack.json) {
		(void)printf("%s: %" PRId64 " %s, %" PRId64 ".%" PRId64 " s\n", path,
		    c->records, kb_word(o->pack.lang, "records"), ms / 1000, ms % 1000 / 100);
		return;
	}
	json_write_init(&w, &line, 0);
	json_write_object(&w);
	json_member_text(&w, "pack", path);
	json_member_int(&w, "records", c->records);
	json_member_int(&w, "ms", ms);
	json_write_object_end(&w);
	(void)puts(str_text(&line));
}

static int run_compile(const struct compile_options *o, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	const char *path = kb_pack_path(o->pack.pack, o->pack.db, arena);
	struct compiling c = {.msg = msg};
	int64_t began = clock_system.mono(NULL);
	int r = db_open(options_db(o->pack.db, arena), DB_CREATE, msg, &db);

	if (r < 0)
		return r;
	c.w = knowledge_write_new();
	c.arena = arena_new();
	c.kept = arena_new();
	starter_gaps_init(&c.gaps, c.kept);
	r = compile(db, path, &c, msg);
	arena_free(c.arena);
	arena_free(c.kept);
	knowledge_write_free(c.w);
	if (r == 0)
		compiled(o, path, &c, clock_system.mono(NULL) - began);
	return r;
}

int cmd_kb_compile(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct compile_options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("kb compile", argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = run_compile(&o, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}

struct stats_options {
	struct kb_pack_options pack;
	bool verify;
};

const struct option_row kb_stats_options[] = {
    KB_PACK_OPTIONS,
    {"verify", OPTION_FLAG, offsetof(struct stats_options, verify), NULL,
	"read the whole file and compare its digest", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* What people count by, and the tables that it takes; each table stands in one row. */
static const struct {
	enum knowledge_table
	    table;       /* whose rows are counted, or KT_TABLES: nobody counts them */
	uint32_t tables; /* bits of enum knowledge_table */
	const char *name, *what;
} counted[] = {
    {KT_VULNS, 1U << KT_VULNS | 1U << KT_LISTS | 1U << KT_NODES, "vulnerabilities",
	"vulnerabilities"},
    {KT_PRODUCTS, 1U << KT_PRODUCTS, "products", "products"},
    {KT_ALIASES, 1U << KT_ALIASES, "aliases", "other names of products"},
    {KT_CRITERIA, 1U << KT_CRITERIA | 1U << KT_ATTRS | 1U << KT_POSTINGS, "criteria",
	"different criteria"},
    {KT_NODE_CRITERIA, 1U << KT_NODE_CRITERIA, "statements",
	"statements that a product is affected"},
    {KT_VERSIONS, 1U << KT_VERSIONS | 1U << KT_KEYS, "versions", "versions"},
    {KT_EXPLOITED, 1U << KT_EXPLOITED, "exploited", "known to be exploited"},
    {KT_EPSS, 1U << KT_EPSS, "epss", "likelihoods"},
    {KT_SSVC, 1U << KT_SSVC, "ssvc", "decision points"},
    {KT_FIXES, 1U << KT_FIXES, "fixes", "fixes of distributions"},
    {KT_EOL, 1U << KT_EOL | 1U << KT_EOL_NAMES, "cycles", "release cycles"},
    {KT_ADVISORIES, 1U << KT_ADVISORIES, "advisories", "advisories"},
    {KT_PRINTS, 1U << KT_PRINTS, "fingerprints", "fingerprints"},
    {KT_TABLES, 1U << KT_STRINGS | 1U << KT_SOURCES, "names", "names"},
    {KT_TABLES, 1U << KT_BLOCKS | 1U << KT_TEXTS, "texts", "texts, packed"},
};

static size_t bytes_of(const struct knowledge_pack *k, uint32_t tables)
{
	size_t n = 0;

	for (int t = 0; t < KT_TABLES; t++)
		if (tables & 1U << t)
			n += k->tables[t].n;
	return n;
}

static void stats_json(const struct knowledge_pack *k, const char *path)
{
	STR_AUTO(out, 1 << 20);
	struct json_writer w;
	struct knowledge_source s;
	char when[TIME_TEXT];

	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "pack", path);
	json_member_int(&w, "bytes", (int64_t)k->bytes.n);
	for (size_t i = 0; i < ARRAY_LEN(counted); i++)
		if (counted[i].table != KT_TABLES)
			json_member_int(&w, counted[i].name, k->rows[counted[i].table]);
	json_write_key(&w, "sizes");
	json_write_object(&w);
	json_member_int(&w, "head", KNOWLEDGE_BODY);
	for (size_t i = 0; i < ARRAY_LEN(counted); i++)
		json_member_int(&w, counted[i].name, (int64_t)bytes_of(k, counted[i].tables));
	json_write_object_end(&w);
	json_write_key(&w, "sources");
	json_write_array(&w);
	for (uint32_t i = 0; knowledge_source(k, i, &s); i++) {
		json_write_object(&w);
		json_member_text(&w, "source", s.name);
		for (int n = 0; n < KNOW_KINDS; n++)
			json_member_int(&w, know_kind_names[n], s.records[n]);
		json_member_text(&w, "newest", s.newest ? time_text(s.newest, when) : NULL);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
	(void)puts(str_text(&out));
}

static void stats_lines(const struct knowledge_pack *k, const char *path, const char *lang)
{
	struct knowledge_source s;
	char when[TIME_TEXT];

	(void)printf("%s: %zu KiB\n\n", path, k->bytes.n / 1024);
	for (size_t i = 0; i < ARRAY_LEN(counted); i++) {
		if (counted[i].table != KT_TABLES)
			(void)printf("%10u ", k->rows[counted[i].table]);
		else
			(void)printf("%10s ", "");
		(void)printf("%8zu KiB  %s\n", bytes_of(k, counted[i].tables) / 1024,
		    kb_word(lang, counted[i].what));
	}
	(void)printf("\n%-14s %10s  %s\n", kb_word(lang, "source"), kb_word(lang, "records"),
	    kb_word(lang, "newest"));
	for (uint32_t i = 0; knowledge_source(k, i, &s); i++) {
		uint64_t sum = 0;

		for (int n = 0; n < KNOW_KINDS; n++)
			sum += s.records[n];
		(void)printf("%-14s %10" PRIu64 "  %s\n", s.name, sum,
		    s.newest ? time_date(s.newest, when) : "-");
	}
}

static int run_stats(const struct stats_options *o, struct arena *arena, struct msg *msg)
{
	const char *path = kb_pack_path(o->pack.pack, o->pack.db, arena);
	struct knowledge_pack k;
	int r = kb_pack_open(&o->pack, arena, &k, msg);

	if (r < 0)
		return r;
	if (o->verify)
		r = knowledge_verify(&k, msg);
	if (r == 0 && o->pack.json)
		stats_json(&k, path);
	else if (r == 0)
		stats_lines(&k, path, o->pack.lang);
	knowledge_close(&k);
	return r;
}

int cmd_kb_stats(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct stats_options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("kb stats", argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = run_stats(&o, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}
