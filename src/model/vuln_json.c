#include "base/limits.h"
#include "codec/version.h"
#include "model/vuln.h"

/* The text members of a criterion in JSON; version and update come first: criteria that differ
 * in nothing else are written as one. */
static const struct {
	const char *name;
	size_t at;
} texts[] = {
    {"version", offsetof(struct vuln_criterion, version)},
    {"update", offsetof(struct vuln_criterion, update)},
    {"vendor", offsetof(struct vuln_criterion, vendor)},
    {"product", offsetof(struct vuln_criterion, product)},
    {"model", offsetof(struct vuln_criterion, model)},
    {"edition", offsetof(struct vuln_criterion, edition)},
    {"language", offsetof(struct vuln_criterion, language)},
    {"sw_edition", offsetof(struct vuln_criterion, sw_edition)},
    {"target_sw", offsetof(struct vuln_criterion, target_sw)},
    {"target_hw", offsetof(struct vuln_criterion, target_hw)},
    {"other", offsetof(struct vuln_criterion, other)},
    {"start", offsetof(struct vuln_criterion, start)},
    {"end", offsetof(struct vuln_criterion, end)},
};
enum { SHARED = 2 }; /* the first row that must be equal to share */

static const struct {
	const char *name;
	size_t at;
} flags[] = {
    {"fixed", offsetof(struct vuln_criterion, fixed)},
    {"start_excluded", offsetof(struct vuln_criterion, start_excluded)},
    {"end_excluded", offsetof(struct vuln_criterion, end_excluded)},
};

static const char *text_at(const struct vuln_criterion *c, size_t row)
{
	return *(const char *const *)((const char *)c + texts[row].at);
}

static bool flag_at(const struct vuln_criterion *c, size_t row)
{
	return *(const bool *)((const char *)c + flags[row].at);
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* Whether b can be one more version of a. */
static bool shares(const struct vuln_criterion *a, const struct vuln_criterion *b)
{
	if (a->range != RANGE_EXACT || b->range != RANGE_EXACT || !a->version || !b->version)
		return false;
	if (a->vulnerable != b->vulnerable || a->naming != b->naming || a->part != b->part ||
	    a->scheme != b->scheme)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (flag_at(a, i) != flag_at(b, i))
			return false;
	for (size_t i = SHARED; i < ARRAY_LEN(texts); i++)
		if (!same_text(text_at(a, i), text_at(b, i)))
			return false;
	return true;
}

static void write_version(const struct vuln_criterion *c, struct json_writer *w)
{
	if (!c->update) {
		json_write_text(w, c->version);
		return;
	}
	json_write_array(w);
	json_write_text(w, c->version);
	json_write_text(w, c->update);
	json_write_array_end(w);
}

/* Writes c and the n - 1 criteria after it that share it. */
static void write_criterion(const struct vuln_criterion *c, size_t n, struct json_writer *w)
{
	bool listed = c->range == RANGE_EXACT && c->version;

	json_write_object(w);
	if (!c->vulnerable)
		json_member_bool(w, "platform", true);
	if (c->naming == NAMED_TEXT)
		json_member_bool(w, "named", true);
	if (c->part)
		json_member_text(w, "part", (char[]){c->part, '\0'});
	if (c->range != RANGE_EXACT)
		json_member_text(w, "range", vuln_range_names[c->range]);
	if (c->scheme != VERSION_GENERIC)
		json_member_text(w, "scheme", version_scheme_names[c->scheme]);
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (flag_at(c, i))
			json_member_bool(w, flags[i].name, true);
	for (size_t i = listed ? SHARED : 0; i < ARRAY_LEN(texts); i++)
		if (text_at(c, i))
			json_member_text(w, texts[i].name, text_at(c, i));
	if (listed) {
		json_write_key(w, "versions");
		json_write_array(w);
		for (size_t i = 0; i < n; i++)
			write_version(&c[i], w);
		json_write_array_end(w);
	}
	json_write_object_end(w);
}

static void write_node(const struct vuln_node *node, struct json_writer *w)
{
	json_write_object(w);
	if (node->operator== VULN_AND)
		json_member_bool(w, "and", true);
	if (node->negate)
		json_member_bool(w, "negate", true);
	json_write_key(w, "match");
	json_write_array(w);
	for (size_t i = 0; i < node->criteria.n;) {
		const struct vuln_criterion *c = &node->criteria.items[i];
		size_t n = 1;

		while (i + n < node->criteria.n && shares(c, c + n))
			n++;
		write_criterion(c, n, w);
		i += n;
	}
	json_write_array_end(w);
	json_write_object_end(w);
}

static void write_configs(const struct vuln_configs *configs, struct json_writer *w)
{
	json_write_key(w, "configs");
	json_write_array(w);
	vec_foreach (config, &configs->all) {
		json_write_object(w);
		if (config->operator== VULN_AND)
			json_member_bool(w, "and", true);
		if (config->negate)
			json_member_bool(w, "negate", true);
		json_write_key(w, "nodes");
		json_write_array(w);
		vec_foreach (node, &config->nodes)
			write_node(node, w);
		json_write_array_end(w);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static const struct vuln_configs *configs_of(int kind, const void *rec)
{
	if (kind == KNOW_VULN)
		return &((const struct vuln *)rec)->configs;
	if (kind == KNOW_ADVISORY)
		return &((const struct know_advisory *)rec)->configs;
	return NULL;
}

void know_write_members(int kind, const void *rec, struct json_writer *w)
{
	const struct vuln_configs *configs = configs_of(kind, rec);

	json_write_key(w, "record");
	record_to_json(&know_types[kind], rec, false, w);
	if (configs)
		write_configs(configs, w);
}

void know_write(const struct knowledge *k, struct str *out)
{
	const struct vuln_configs *configs = configs_of(k->kind, k->rec);
	struct json_writer w;

	json_write_init(&w, out, 0);
	if (!configs || !configs->all.n) {
		record_to_json(&know_types[k->kind], k->rec, false, &w);
		return;
	}
	json_write_object(&w);
	know_write_members(k->kind, k->rec, &w);
	json_write_object_end(&w);
}

struct reader {
	struct arena *arena;
	struct msg *msg;
	size_t criteria; /* read so far */
};

static int bad(struct reader *rd, int err, const char *member, const char *why)
{
	msg_what(rd->msg, "the knowledge record is not valid");
	msg_detail(rd->msg, "\"%.100s\" %s", member, why);
	return err;
}

static int read_text(
    struct reader *rd, const char *name, const struct json *v, const char **ret)
{
	if (v->type != JSON_STRING || strlen(v->string.text) != v->string.n)
		return bad(rd, ERR_SYNTAX, name, "is not a text");
	if (v->string.n > LIMIT_TEXT)
		return bad(rd, ERR_RANGE, name, "is too long");
	*ret = v->string.text;
	return 0;
}

static int read_bool(struct reader *rd, const char *name, const struct json *v, bool *ret)
{
	if (v->type != JSON_BOOL)
		return bad(rd, ERR_SYNTAX, name, "is neither true nor false");
	*ret = v->boolean;
	return 0;
}

static int read_name(struct reader *rd, const char *name, const struct json *v,
    const char *const names[], int *ret)
{
	const char *text;
	int r = read_text(rd, name, v, &text);

	if (r < 0)
		return r;
	for (int i = 0; names[i]; i++) {
		if (strcmp(names[i], text) == 0) {
			*ret = i;
			return 0;
		}
	}
	return bad(rd, ERR_RANGE, name, "is not one of its values");
}

static int read_part(struct reader *rd, const struct json *v, char *ret)
{
	const char *text;
	int r = read_text(rd, "part", v, &text);

	if (r < 0)
		return r;
	if (strlen(text) != 1 || !strchr("aoh*-", *text))
		return bad(rd, ERR_RANGE, "part", "is not one of its values");
	*ret = *text;
	return 0;
}

static int read_flag(
    struct reader *rd, const struct json_member *m, struct vuln_criterion *c, bool *ret_known)
{
	bool named = false;
	int r = 0;

	*ret_known = true;
	if (strcmp(m->key, "platform") == 0) {
		r = read_bool(rd, m->key, &m->value, &named);
		c->vulnerable = !named;
		return r;
	}
	if (strcmp(m->key, "named") == 0) {
		r = read_bool(rd, m->key, &m->value, &named);
		c->naming = named ? NAMED_TEXT : NAMED_CPE;
		return r;
	}
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		if (strcmp(m->key, flags[i].name) == 0)
			return read_bool(
			    rd, m->key, &m->value, (bool *)((char *)c + flags[i].at));
	*ret_known = false;
	return 0;
}

/* All members but "versions". */
static int read_member(struct reader *rd, const struct json_member *m, struct vuln_criterion *c)
{
	bool known;
	int r;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (strcmp(m->key, texts[i].name) == 0)
			return read_text(
			    rd, m->key, &m->value, (const char **)((char *)c + texts[i].at));
	if (strcmp(m->key, "part") == 0)
		return read_part(rd, &m->value, &c->part);
	if (strcmp(m->key, "range") == 0)
		return read_name(rd, m->key, &m->value, vuln_range_names, &c->range);
	if (strcmp(m->key, "scheme") == 0)
		return read_name(rd, m->key, &m->value, version_scheme_names, &c->scheme);
	r = read_flag(rd, m, c, &known);
	if (r < 0 || known)
		return r;
	return bad(rd, ERR_SYNTAX, m->key, "is not known");
}

static int read_version(struct reader *rd, const struct json *v, struct vuln_criterion *c)
{
	int r;

	if (v->type == JSON_STRING)
		return read_text(rd, "versions", v, &c->version);
	if (v->type != JSON_ARRAY || v->array.n != 2)
		return bad(rd, ERR_SYNTAX, "versions", "has something that is no version");
	r = read_text(rd, "versions", &v->array.items[0], &c->version);
	return r < 0 ? r : read_text(rd, "versions", &v->array.items[1], &c->update);
}

static int push(struct reader *rd, struct vuln_node *node, const struct vuln_criterion *c)
{
	if (rd->criteria++ >= LIMIT_CRITERIA)
		return bad(rd, ERR_LIMIT, "match", "has too many items");
	vec_push(rd->arena, &node->criteria, *c);
	return 0;
}

static int push_versions(struct reader *rd, struct vuln_node *node, const struct json *versions,
    const struct vuln_criterion *shared)
{
	if (versions->type != JSON_ARRAY || !versions->array.n)
		return bad(rd, ERR_SYNTAX, "versions", "is not a list");
	for (size_t i = 0; i < versions->array.n; i++) {
		struct vuln_criterion c = *shared;
		int r = read_version(rd, &versions->array.items[i], &c);

		if (r < 0)
			return r;
		r = push(rd, node, &c);
		if (r < 0)
			return r;
	}
	return 0;
}

static int read_criterion(struct reader *rd, const struct json *v, struct vuln_node *node)
{
	struct vuln_criterion c = {.vulnerable = true, .range = RANGE_EXACT};
	const struct json *versions = NULL;

	if (v->type != JSON_OBJECT)
		return bad(rd, ERR_SYNTAX, "match", "has something that is no object");
	for (size_t i = 0; i < v->object.n; i++) {
		const struct json_member *m = &v->object.members[i];
		int r;

		if (strcmp(m->key, "versions") == 0) {
			versions = &m->value;
			continue;
		}
		r = read_member(rd, m, &c);
		if (r < 0)
			return r;
	}
	return versions ? push_versions(rd, node, versions, &c) : push(rd, node, &c);
}

typedef int item_fn(struct reader *rd, const struct json *v, void *to);

static int read_items(struct reader *rd, const struct json_member *m, item_fn *fn, void *to)
{
	if (m->value.type != JSON_ARRAY)
		return bad(rd, ERR_SYNTAX, m->key, "is not a list");
	for (size_t i = 0; i < m->value.array.n; i++) {
		int r = fn(rd, &m->value.array.items[i], to);

		if (r < 0)
			return r;
	}
	return 0;
}

/* A node or a configuration: "and", "negate", and its items. */
static int read_branch(struct reader *rd, const struct json *v, const char *items, item_fn *fn,
    void *to, int *ret_operator, bool *ret_negate)
{
	if (v->type != JSON_OBJECT)
		return bad(rd, ERR_SYNTAX, "configs", "has something that is no object");
	for (size_t i = 0; i < v->object.n; i++) {
		const struct json_member *m = &v->object.members[i];
		bool is_and = false;
		int r;

		if (strcmp(m->key, "and") == 0) {
			r = read_bool(rd, m->key, &m->value, &is_and);
			*ret_operator = is_and ? VULN_AND : VULN_OR;
		} else if (strcmp(m->key, "negate") == 0) {
			r = read_bool(rd, m->key, &m->value, ret_negate);
		} else if (strcmp(m->key, items) == 0) {
			r = read_items(rd, m, fn, to);
		} else {
			r = bad(rd, ERR_SYNTAX, m->key, "is not known");
		}
		if (r < 0)
			return r;
	}
	return 0;
}

static int item_criterion(struct reader *rd, const struct json *v, void *to)
{
	return read_criterion(rd, v, to);
}

static int item_node(struct reader *rd, const struct json *v, void *to)
{
	struct vuln_config *config = to;
	struct vuln_node node = {0};
	int r =
	    read_branch(rd, v, "match", item_criterion, &node, &node.operator, & node.negate);

	if (r < 0)
		return r;
	vec_push(rd->arena, &config->nodes, node);
	return 0;
}

static int item_config(struct reader *rd, const struct json *v, void *to)
{
	struct vuln_configs *configs = to;
	struct vuln_config config = {0};
	int r =
	    read_branch(rd, v, "nodes", item_node, &config, &config.operator, & config.negate);

	if (r < 0)
		return r;
	vec_push(rd->arena, &configs->all, config);
	return 0;
}

int know_read(
    int kind, struct span body, struct arena *arena, const void **ret, struct msg *msg)
{
	struct reader rd = {.arena = arena, .msg = msg};
	const struct json *flat, *configs;
	struct json *v;
	size_t at = 0;
	void *rec;
	int r = json_parse(body, arena, &v, &at);

	if (r < 0) {
		msg_what(msg, "the knowledge record is not JSON");
		msg_detail(msg, "at byte %zu: %s", at, err_text(r));
		return r;
	}
	flat = json_get(v, "record");
	configs = json_get(v, "configs");
	if (flat && v->object.n != (configs ? 2U : 1U))
		return bad(&rd, ERR_SYNTAX, "record", "has unknown neighbours");
	rec = record_new(&know_types[kind], arena);
	r = record_from_json(&know_types[kind], flat ? flat : v, arena, rec, msg);
	if (r < 0)
		return r;
	if (flat && configs) {
		const struct json_member m = {.key = "configs", .value = *configs};
		struct vuln_configs *to = NULL;

		if (kind == KNOW_VULN)
			to = &((struct vuln *)rec)->configs;
		else if (kind == KNOW_ADVISORY)
			to = &((struct know_advisory *)rec)->configs;
		else
			return bad(&rd, ERR_SYNTAX, "configs", "does not belong there");
		r = read_items(&rd, &m, item_config, to);
		if (r < 0)
			return r;
	}
	*ret = rec;
	return 0;
}
