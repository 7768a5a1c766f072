#include "cmd/kb_providers.h"

#include "base/log.h"
#include "cmd/kb_sources.h"
#include "feed/csaf_provider.h"
#include "model/log.h"
#include "store/desk.h"

#include <ctype.h>
#include <stdio.h>

enum { NAME_MAX = 40, LINE = 65536 };

struct options {
	const char *db;
	struct text_list add, drop, on, off, clearance, token, host;
	bool json;
};

const struct option_row kb_providers_options[] = {
    {"db", OPTION_TEXT, offsetof(struct options, db), "PLACE",
	"the database: a file or a PostgreSQL URL", NULL},
    {"add", OPTION_LIST, offsetof(struct options, add), "NAME=PLACE",
	"a provider: its domain, or the address of its metadata or of an aggregator.json",
	NULL},
    {"drop", OPTION_LIST, offsetof(struct options, drop), "NAME", "forget a provider", NULL},
    {"on", OPTION_LIST, offsetof(struct options, on), "NAME", "switch a provider on", NULL},
    {"off", OPTION_LIST, offsetof(struct options, off), "NAME", "switch a provider off", NULL},
    {"clearance", OPTION_LIST, offsetof(struct options, clearance), "NAME=TLP",
	"the narrowest label that may be taken: CLEAR (usual), GREEN, AMBER, AMBER+STRICT, RED",
	NULL},
    {"token", OPTION_LIST, offsetof(struct options, token), "NAME=FILE",
	"a file whose first line is shown to the provider's own site (Authorization: Bearer); "
	"NAME= ends that",
	NULL},
    {"host", OPTION_LIST, offsetof(struct options, host), "NAME=HOST",
	"another host where the provider's documents may be", NULL},
    {"json", OPTION_FLAG, offsetof(struct options, json), NULL,
	"as JSON, one object a provider", NULL},
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* CISA lists on its own site documents that are in its repository. */
static const char builtin[] = "cisa", builtin_host[] = "raw.githubusercontent.com";

static const char *key_of(const char *name, struct arena *arena)
{
	return arena_printf(arena, "csaf:%s", name);
}

/* "on CLEAR PLACE FILE HOST...", "-" for no file */
static void read_row(
    const char *name, const char *value, struct arena *arena, struct kb_provider *ret)
{
	struct span rest = span_str(value), part;
	struct kb_provider p = {.name = name, .clearance = "CLEAR", .place = ""};

	for (int i = 0; span_split(&rest, ' ', &part); i++) {
		const char *text = arena_strndup(arena, part.p, part.n);

		if (i == 0)
			p.on = strcmp(text, "on") == 0;
		else if (i == 1)
			p.clearance = text;
		else if (i == 2)
			p.place = text;
		else if (i == 3)
			p.token_file = strcmp(text, "-") == 0 ? NULL : text;
		else if (*text)
			text_list_add(&p.hosts, arena, text);
	}
	*ret = p;
}

static int store_row(struct db *db, const struct kb_provider *p, struct arena *arena)
{
	STR_AUTO(value, LINE);
	struct setting s = {.name = key_of(p->name, arena)};
	int r;

	str_addf(&value, "%s %s %s %s", p->on ? "on" : "off", p->clearance, p->place,
	    p->token_file ? p->token_file : "-");
	for (size_t i = 0; i < p->hosts.n; i++)
		str_addf(&value, " %s", p->hosts.items[i]);
	s.value = str_dup(&value, arena);
	r = desk_update(db, &setting_type, &s);
	return r == ERR_NOTFOUND ? desk_insert(db, &setting_type, &s) : r;
}

static struct kb_provider *find(const struct kb_providers *all, const char *name)
{
	vec_foreach (p, &all->all)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

static int add_builtin(struct db *db, struct arena *arena, struct kb_providers *all)
{
	const struct feed *feed = feed_of("csaf");
	struct kb_provider p = {.name = builtin, .on = true, .clearance = "CLEAR"}, *row;
	int r = kb_sources_url(db, feed, arena, &p.place);

	if (r < 0)
		return r;
	row = find(all, builtin);
	if (row) {
		row->place = p.place;
		return 0;
	}
	if (feed->urls && strcmp(p.place, feed->urls[0]) == 0)
		text_list_add(&p.hosts, arena, builtin_host);
	vec_push(arena, &all->all, p);
	return 0;
}

int kb_providers_list(struct db *db, struct arena *arena, struct kb_providers *ret)
{
	struct desk_records rows = {0};
	struct kb_providers all = {0};
	int r = desk_list(db, &setting_type, "WHERE \"name\" LIKE 'csaf:%' ORDER BY \"name\"",
	    NULL, 0, arena, &rows);

	vec_foreach (row, &rows.all) {
		const struct setting *s = *row;
		struct kb_provider p;

		read_row(s->name + strlen("csaf:"), s->value ? s->value : "", arena, &p);
		vec_push(arena, &all.all, p);
	}
	if (r == 0)
		r = add_builtin(db, arena, &all);
	if (r == 0)
		*ret = all;
	return r;
}

/* --- setting --- */

struct setter {
	struct db *db;
	struct arena *arena;
	struct kb_providers *all;
	struct msg *msg;
};

static int wrong(struct msg *msg, const char *what, const char *text, const char *hint)
{
	msg_what(msg, "%s", what);
	msg_detail(msg, "%.200s", text);
	msg_hint(msg, "%s", hint);
	return ERR_SYNTAX;
}

static bool is_name(const char *name)
{
	size_t n = strlen(name);

	return n > 0 && n <= NAME_MAX &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

/* "NAME=VALUE" of a provider that is there; NULL with a message. */
static struct kb_provider *split(
    struct setter *s, const char *text, bool needs_value, const char **ret_value)
{
	size_t n = strcspn(text, "=");
	struct kb_provider *p = find(s->all, arena_strndup(s->arena, text, n));

	if (!p) {
		(void)wrong(
		    s->msg, "there is no such provider", text, "varde kb providers lists them");
		return NULL;
	}
	if ((needs_value && (text[n] != '=' || strpbrk(text + n + 1, " \t\r\n")))) {
		(void)wrong(s->msg, "what is to be set is not told", text, "write NAME=VALUE");
		return NULL;
	}
	*ret_value = text[n] ? text + n + 1 : "";
	return p;
}

static int add(struct setter *s, const char *text)
{
	size_t n = strcspn(text, "=");
	struct kb_provider p = {.name = arena_strndup(s->arena, text, n),
	    .on = true,
	    .clearance = "CLEAR",
	    .place = text + n + (text[n] == '=')};
	struct text_list places = {0};

	if (!is_name(p.name) || text[n] != '=')
		return wrong(s->msg, "a provider cannot be added", text,
		    "write --add NAME=PLACE; a name has a-z, 0-9 and -");
	csaf_provider_places(p.place, s->arena, &places);
	if (!places.n && strncmp(p.place, "https://", 8) != 0 &&
	    strncmp(p.place, "http://127.", 11) != 0)
		return wrong(s->msg, "a provider's place is a domain or an https address",
		    p.place, "write maker.example, or https://maker.example/...");
	if (strlen(p.place) > 2000 || strpbrk(p.place, " \t\r\n"))
		return wrong(s->msg, "a provider's place cannot be used", p.place,
		    "write maker.example, or https://maker.example/...");
	if (find(s->all, p.name))
		return wrong(s->msg, "there is a provider of that name", p.name,
		    "choose another name, or --drop that one first");
	vec_push(s->arena, &s->all->all, p);
	return store_row(s->db, &p, s->arena);
}

static int drop(struct setter *s, const char *text)
{
	const char *value;
	struct kb_provider *p = split(s, text, false, &value);

	if (!p)
		return ERR_NOTFOUND;
	if (strcmp(p->name, builtin) == 0)
		return wrong(
		    s->msg, "this provider is built in", p->name, "switch it off with --off");
	p->place = p->name;
	p->name = ""; /* it may be added again */
	return desk_delete(s->db, &setting_type, key_of(p->place, s->arena));
}

static int turn(struct setter *s, const char *text, bool on)
{
	const char *value;
	struct kb_provider *p = split(s, text, false, &value);

	if (!p)
		return ERR_NOTFOUND;
	p->on = on;
	return store_row(s->db, p, s->arena);
}

static int turn_on(struct setter *s, const char *text)
{
	return turn(s, text, true);
}

static int turn_off(struct setter *s, const char *text)
{
	return turn(s, text, false);
}

static int set_clearance(struct setter *s, const char *text)
{
	static const char *const known[] = {"CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"};
	const char *value;
	struct kb_provider *p = split(s, text, true, &value);

	if (!p)
		return ERR_NOTFOUND;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(value, known[i]) == 0) {
			p->clearance = known[i];
			return store_row(s->db, p, s->arena);
		}
	return wrong(
	    s->msg, "that is no TLP label", value, "CLEAR, GREEN, AMBER, AMBER+STRICT or RED");
}

static int set_token(struct setter *s, const char *text)
{
	const char *value;
	struct kb_provider *p = split(s, text, true, &value);

	if (!p)
		return ERR_NOTFOUND;
	if (*value && *value != '/')
		return wrong(s->msg, "the file of a token is named by its whole path", value,
		    "write --token NAME=/etc/varde/NAME.token");
	p->token_file = *value ? value : NULL;
	return store_row(s->db, p, s->arena);
}

static int set_host(struct setter *s, const char *text)
{
	const char *value;
	struct kb_provider *p = split(s, text, true, &value);
	struct text_list none = {0};

	if (!p)
		return ERR_NOTFOUND;
	csaf_provider_places(value, s->arena, &none);
	if (!none.n)
		return wrong(s->msg, "that is no name of a host", value,
		    "write --host NAME=cdn.maker.example");
	for (const char *c = value; *c; c++)
		if (isupper((unsigned char)*c))
			return wrong(s->msg, "a host is written in lower case", value,
			    "write --host NAME=cdn.maker.example");
	if (!text_list_has(&p->hosts, value))
		text_list_add(&p->hosts, s->arena, value);
	return store_row(s->db, p, s->arena);
}

static int set_all(
    struct setter *s, const struct text_list *texts, int (*set)(struct setter *, const char *))
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < texts->n; i++)
		r = set(s, texts->items[i]);
	if (r < 0 && !s->msg->what[0])
		*s->msg = *db_msg(s->db);
	return r;
}

/* --- told --- */

static void put_json(const struct kb_provider *p)
{
	STR_AUTO(line, LINE);
	struct json_writer w;

	json_write_init(&w, &line, 0);
	json_write_object(&w);
	json_member_text(&w, "provider", p->name);
	json_member_text(&w, "place", p->place);
	json_member_bool(&w, "on", p->on);
	json_member_text(&w, "clearance", p->clearance);
	json_member_text(&w, "token_file", p->token_file);
	json_write_key(&w, "hosts");
	json_write_array(&w);
	for (size_t i = 0; i < p->hosts.n; i++)
		json_write_text(&w, p->hosts.items[i]);
	json_write_array_end(&w);
	json_write_object_end(&w);
	(void)puts(str_text(&line));
}

static int show(struct setter *s, bool json)
{
	bool on = false;
	int r = kb_providers_list(s->db, s->arena, s->all);

	if (r == 0)
		r = kb_sources_on(s->db, feed_of("csaf"), &on);
	if (r < 0) {
		*s->msg = *db_msg(s->db);
		return r;
	}
	vec_foreach (p, &s->all->all)
		if (json)
			put_json(p);
		else
			(void)printf("%-16s %-4s TLP:%-13s %s%s%s\n", p->name,
			    p->on ? "on" : "off", p->clearance, p->place,
			    p->token_file ? " with the token of " : "",
			    p->token_file ? p->token_file : "");
	if (!on && !json)
		(void)puts("The feed is switched off: varde kb sources --on csaf");
	return 0;
}

static int providers(const struct options *o, struct arena *arena, struct msg *msg)
{
	struct db *db CLEANUP(db_closep) = NULL;
	struct kb_providers all = {0};
	struct setter s = {.arena = arena, .all = &all, .msg = msg};
	int r = db_open(options_db(o->db, arena), DB_CREATE, msg, &db);

	if (r < 0)
		return r;
	s.db = db;
	r = kb_providers_list(db, arena, &all);
	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	if ((r = set_all(&s, &o->drop, drop)) < 0 || (r = set_all(&s, &o->add, add)) < 0 ||
	    (r = set_all(&s, &o->on, turn_on)) < 0 ||
	    (r = set_all(&s, &o->off, turn_off)) < 0 ||
	    (r = set_all(&s, &o->clearance, set_clearance)) < 0 ||
	    (r = set_all(&s, &o->token, set_token)) < 0 ||
	    (r = set_all(&s, &o->host, set_host)) < 0)
		return r;
	return show(&s, o->json);
}

int cmd_kb_providers(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options o = {0};
	struct text_list args = {0};
	struct msg msg = {0};
	int r = options_parse("kb providers", argc, argv, &o, &args, arena, &msg);

	if (r == 0)
		r = providers(&o, arena, &msg);
	r = r < 0 ? options_fail(r, &msg) : EXIT_DONE;
	arena_free(arena);
	return r;
}
