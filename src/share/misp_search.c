#include "share/misp_search.h"

#include "base/parse.h"
#include "base/time.h"
#include "codec/md5.h"
#include "share/uuid.h"

#include <inttypes.h>

enum { WORDS_MAX = 1000, LIMIT_MAX = 10000000 };

/* --- what is asked for --- */

static int wrong(struct msg *msg, int err, const char *name, const char *value)
{
	msg_what(msg, "the search cannot be answered");
	msg_detail(msg, "%.40s: %.80s", name, value);
	msg_hint(msg, "returnFormat is json, csv, text or cache; times are seconds, dates, or "
		      "spans such as 5d");
	return err;
}

static const char *text_of(const struct json *v, struct arena *arena)
{
	if (v->type == JSON_INT)
		return arena_printf(arena, "%" PRId64, v->integer);
	return json_text(v, NULL);
}

/* One word: "!x" is not to be there; "a&&b" and the like do not occur in texts of ours. */
static void add_word(struct misp_words *words, const char *text, bool not, struct arena *arena)
{
	if (text && *text == '!') {
		not = !not ;
		text++;
	}
	if (text && *text && words->has.n + words->not .n < WORDS_MAX)
		text_list_add(not ? &words->not : &words->has, arena, text);
}

static void add_words(
    struct misp_words *words, const struct json *v, bool not, struct arena *arena)
{
	struct span rest, part;

	if (!v)
		return;
	if (v->type == JSON_ARRAY) {
		for (size_t i = 0; i < v->array.n; i++)
			add_word(words, text_of(&v->array.items[i], arena), not, arena);
	} else if (v->type == JSON_OBJECT) {
		add_words(words, json_get(v, "OR"), not, arena);
		add_words(words, json_get(v, "AND"), not, arena);
		add_words(words, json_get(v, "NOT"), !not, arena);
	} else if (text_of(v, arena)) {
		rest = span_str(text_of(v, arena));
		while (
		    strstr(text_of(v, arena), "://") == NULL && span_split(&rest, '|', &part))
			add_word(words, arena_strndup(arena, (const char *)part.p, part.n), not,
			    arena);
		if (strstr(text_of(v, arena), "://"))
			add_word(words, text_of(v, arena), not, arena);
	}
}

#define TIME_MOST (INT64_C(1) << 40) /* seconds since 1970 */

static int64_t unit_seconds(uint8_t unit)
{
	switch (unit) {
	case 'd':
		return 86400;
	case 'h':
		return 3600;
	case 'm':
		return 60;
	default:
		return unit == 's' ? 1 : 0;
	}
}

/* Seconds: a number, a date or time, or how long ago. */
static int read_time(struct span text, int64_t now, int64_t *ret)
{
	int64_t v, unit = text.n > 1 ? unit_seconds(text.p[text.n - 1]) : 0;
	ptrdiff_t dot = span_find(text, ".");

	if (unit && parse_int(span_sub(text, 0, text.n - 1), 0, INT32_MAX, &v) == 0) {
		*ret = now / 1000 - v * unit;
		return 0;
	}
	if (time_parse(text, &v) == 0) {
		*ret = v / 1000;
		return 0;
	}
	return parse_int(dot > 0 ? span_sub(text, 0, (size_t)dot) : text, 0, TIME_MOST, ret);
}

static int read_moment(const struct json *v, const char *name, int64_t now, struct arena *arena,
    int64_t *ret, struct msg *msg)
{
	const char *text;

	if (!v || v->type == JSON_NULL)
		return 0;
	if (v->type == JSON_REAL) {
		if (!(v->real >= 0 && v->real <= (double)TIME_MOST))
			return wrong(msg, ERR_SYNTAX, name, "not a time");
		*ret = (int64_t)v->real;
		return 0;
	}
	text = text_of(v, arena);
	if (!text || read_time(span_str(text), now, ret) < 0)
		return wrong(msg, ERR_SYNTAX, name, text ? text : "not a time");
	return 0;
}

/* One time, or two of them: from and to. */
static int read_span(const struct json *v, const char *name, int64_t now, struct arena *arena,
    struct misp_query *q, struct msg *msg)
{
	int r;

	if (!v || v->type != JSON_ARRAY)
		return read_moment(v, name, now, arena, &q->since, msg);
	if (v->array.n != 2)
		return wrong(msg, ERR_SYNTAX, name, "two times are wanted");
	r = read_moment(&v->array.items[0], name, now, arena, &q->since, msg);
	return r < 0 ? r : read_moment(&v->array.items[1], name, now, arena, &q->until, msg);
}

static int64_t number_of(const struct json *v, int64_t dflt)
{
	int64_t n;

	if (v && v->type == JSON_BOOL)
		return v->boolean;
	if (v && v->type == JSON_STRING &&
	    parse_int(span_str(json_text(v, "")), 0, LIMIT_MAX, &n) == 0)
		return n;
	return json_int(v, dflt);
}

/* 0: active ones, 1: deleted ones, a list: what it names. */
static void read_deleted(const struct json *v, struct misp_query *q)
{
	if (!v || v->type == JSON_NULL)
		return;
	q->active = q->deleted = false;
	if (v->type != JSON_ARRAY) {
		q->deleted = number_of(v, 0) != 0;
		q->active = !q->deleted;
		return;
	}
	for (size_t i = 0; i < v->array.n; i++) {
		bool deleted = number_of(&v->array.items[i], 0) != 0;

		q->deleted = q->deleted || deleted;
		q->active = q->active || !deleted;
	}
}

static int read_format(const struct json *v, struct misp_query *q, struct msg *msg)
{
	static const char *const names[] = {"json", "csv", "text", "cache", NULL};
	const char *name = json_text(v, "json");

	for (int i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0) {
			q->format = (enum misp_format)i;
			return 0;
		}
	return wrong(msg, ERR_UNSUPPORTED, "returnFormat", name);
}

static void read_all_words(const struct json *body, struct arena *arena, struct misp_query *q)
{
	const struct {
		const char *name;
		struct misp_words *to;
	} rows[] = {{"type", &q->types}, {"category", &q->categories}, {"value", &q->values},
	    {"tags", &q->tags}, {"tag", &q->tags}, {"event_tags", &q->tags},
	    {"uuid", &q->uuids}, {"eventid", &q->events}, {"event_uuid", &q->events},
	    {"quickFilter", &q->values}, {"searchall", &q->values}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		add_words(rows[i].to, json_get(body, rows[i].name), false, arena);
}

int misp_query_read(const struct json *body, int64_t now, struct arena *arena,
    struct misp_query *ret, struct msg *msg)
{
	struct misp_query q = {.active = true, .to_ids = -1};
	const struct json *inner = json_get(body, "request");
	const struct json *changed;
	int r;

	body = inner ? inner : body;
	r = read_format(json_get(body, "returnFormat"), &q, msg);
	if (r < 0)
		return r;
	read_all_words(body, arena, &q);
	read_deleted(json_get(body, "deleted"), &q);
	q.limit = number_of(json_get(body, "limit"), 0);
	q.page = MAX(number_of(json_get(body, "page"), 1), 1);
	q.to_ids = (int)number_of(json_get(body, "to_ids"), -1);
	q.metadata = number_of(json_get(body, "metadata"), 0) != 0;
	q.headerless = number_of(json_get(body, "headerless"), 0) != 0;
	if (q.limit < 0 || q.limit > LIMIT_MAX || q.page > LIMIT_MAX)
		return wrong(msg, ERR_SYNTAX, "limit", "too large");
	changed = json_get(body, "timestamp");
	changed = changed ? changed : json_get(body, "attribute_timestamp");
	changed = changed ? changed : json_get(body, "publish_timestamp");
	changed = changed ? changed : json_get(body, "last");
	r = read_span(changed, "timestamp", now, arena, &q, msg);
	if (r == 0)
		r = read_moment(json_get(body, "from"), "from", now, arena, &q.from, msg);
	if (r == 0)
		r = read_moment(json_get(body, "to"), "to", now, arena, &q.to, msg);
	if (r == 0)
		*ret = q;
	return r;
}

static void put_words(struct str *out, const char *name, const struct misp_words *words)
{
	for (size_t i = 0; i < words->has.n; i++)
		str_addf(out, "&%s=%.80s", name, words->has.items[i]);
	for (size_t i = 0; i < words->not .n; i++)
		str_addf(out, "&%s=!%.80s", name, words->not .items[i]);
}

void misp_query_text(const struct misp_query *q, struct str *out)
{
	static const char *const names[] = {"json", "csv", "text", "cache"};

	str_addf(out, "returnFormat=%s", names[q->format]);
	put_words(out, "type", &q->types);
	put_words(out, "category", &q->categories);
	put_words(out, "value", &q->values);
	put_words(out, "tags", &q->tags);
	put_words(out, "uuid", &q->uuids);
	put_words(out, "eventid", &q->events);
	if (q->limit)
		str_addf(out, "&limit=%" PRId64 "&page=%" PRId64, q->limit, q->page);
	if (q->deleted)
		str_add(out, "&deleted=1");
}

/* --- what fits --- */

/* Whether the text fits the pattern, in which "%" stands for anything; without regard to case.
 */
static bool is_like(const char *text, const char *pattern)
{
	const char *star = NULL, *back = NULL;

	while (*text) {
		if (*pattern == '%') {
			star = ++pattern;
			back = text;
		} else if (span_ieq(span_of(text, 1), (const char[]){*pattern, '\0'})) {
			text++;
			pattern++;
		} else if (star) {
			pattern = star;
			text = ++back;
		} else {
			return false;
		}
	}
	while (*pattern == '%')
		pattern++;
	return !*pattern;
}

static bool among(const struct text_list *patterns, const char *text)
{
	for (size_t i = 0; i < patterns->n; i++)
		if (is_like(text, patterns->items[i]))
			return true;
	return false;
}

static bool wanted(const struct misp_words *words, const char *text)
{
	return (!words->has.n || among(&words->has, text)) && !among(&words->not, text);
}

struct tagging {
	const struct misp_words *words;
	bool has, not ;
};

static void look_at_tag(void *arg, const char *tag)
{
	struct tagging *t = arg;

	t->has = t->has || among(&t->words->has, tag);
	t->not = t->not || among(&t->words->not, tag);
}

static bool tags_fit(const struct misp_query *q, const struct blocklist_row *row)
{
	struct tagging t = {.words = &q->tags};

	if (!q->tags.has.n && !q->tags.not .n)
		return true;
	misp_tags(row, look_at_tag, &t);
	return (!q->tags.has.n || t.has) && !t.not ;
}

struct fitting {
	const struct share_view *view;
	const struct misp_query *q;
};

static bool row_fits(const void *arg, const struct blocklist_row *row)
{
	const struct fitting *f = arg;
	const struct misp_query *q = f->q;
	int64_t changed = view_changed(row) / 1000;
	char uuid[UUID_TEXT];

	if (view_over(f->view, row) ? !q->deleted : !q->active)
		return false;
	if (changed < q->since || (q->until && changed > q->until) || q->to_ids == 0)
		return false;
	if (!wanted(&q->types, misp_type(row)) || !wanted(&q->categories, misp_category(row)) ||
	    !wanted(&q->values, misp_value(row)) || !tags_fit(q, row))
		return false;
	return (!q->uuids.has.n && !q->uuids.not .n) || wanted(&q->uuids, view_uuid(row, uuid));
}

static bool event_fits(const struct misp_query *q, const struct misp_event *e)
{
	char number[24];

	if (e->day / 1000 < q->from || (q->to && e->day / 1000 > q->to))
		return false;
	(void)snprintf(number, sizeof(number), "%" PRId64, e->number);
	if (among(&q->events.not, e->uuid) || among(&q->events.not, number))
		return false;
	return !q->events.has.n || among(&q->events.has, e->uuid) ||
	       among(&q->events.has, number);
}

/* --- answers --- */

static void put_cell(struct str *out, const char *text, const char *end)
{
	str_char(out, '"');
	for (; *text; text++) {
		if (*text == '"')
			str_char(out, '"');
		str_char(out, *text);
	}
	str_char(out, '"');
	str_add(out, end);
}

static void put_csv(
    struct str *out, const struct misp_event *e, const struct blocklist_row *row)
{
	char uuid[UUID_TEXT];

	put_cell(out, view_uuid(row, uuid), ",");
	str_addf(out, "%" PRId64 ",", e->number);
	put_cell(out, misp_category(row), ",");
	put_cell(out, misp_type(row), ",");
	put_cell(out, misp_value(row), ",");
	put_cell(out, row->malware ? row->malware : "", ",");
	str_addf(out, "1,%" PRId64 "\n", view_changed(row) / 1000);
}

static void put_one(const struct share_view *view, const struct misp_query *q,
    const struct misp_event *e, const struct blocklist_row *row, struct json_writer *w)
{
	char sum[MD5_HEX];

	if (q->format == MISP_JSON)
		misp_attribute_write(view, e, row, true, w);
	else if (q->format == MISP_CSV)
		put_csv(w->out, e, row);
	else if (q->format == MISP_TEXT)
		str_addf(w->out, "%s\n", misp_value(row));
	else
		str_addf(w->out, "%s,%s\n", md5_hex(span_str(misp_value(row)), sum), e->uuid);
}

/* The place of a page: what stands before it is passed over. */
struct paging {
	int64_t skip, left;
};

static struct paging page_of(const struct misp_query *q)
{
	return (struct paging){
	    .skip = q->limit * (q->page - 1), .left = q->limit ? q->limit : INT64_MAX};
}

static bool on_page(struct paging *p)
{
	if (p->skip > 0) {
		p->skip--;
		return false;
	}
	p->left--;
	return true;
}

size_t misp_search_attributes(const struct share_view *view, const struct misp_events *events,
    const struct misp_query *q, struct str *out)
{
	const struct fitting f = {view, q};
	struct paging p = page_of(q);
	struct json_writer w;
	size_t n = 0;

	json_write_init(&w, out, 0);
	if (q->format == MISP_JSON) {
		json_write_object(&w);
		json_write_key(&w, "response");
		json_write_object(&w);
		json_write_key(&w, "Attribute");
		json_write_array(&w);
	} else if (q->format == MISP_CSV && !q->headerless) {
		str_add(out, "uuid,event_id,category,type,value,comment,to_ids,timestamp\n");
	}
	for (size_t i = 0; i < events->all.n && p.left > 0; i++) {
		const struct misp_event *e = &events->all.items[i];

		for (size_t k = 0; event_fits(q, e) && k < e->rows.n && p.left > 0; k++) {
			if (!row_fits(&f, e->rows.items[k]) || !on_page(&p))
				continue;
			put_one(view, q, e, e->rows.items[k], &w);
			n++;
		}
	}
	if (q->format == MISP_JSON) {
		json_write_array_end(&w);
		json_write_object_end(&w);
		json_write_object_end(&w);
	}
	return n;
}

static bool any_fits(const struct fitting *f, const struct misp_event *e)
{
	for (size_t i = 0; i < e->rows.n; i++)
		if (row_fits(f, e->rows.items[i]))
			return true;
	return false;
}

size_t misp_search_events(const struct share_view *view, const struct misp_events *events,
    const struct misp_query *q, struct str *out)
{
	const struct fitting f = {view, q};
	const struct misp_pick pick = {row_fits, &f};
	struct paging p = page_of(q);
	struct json_writer w;
	size_t n = 0;

	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_write_key(&w, "response");
	json_write_array(&w);
	for (size_t i = 0; i < events->all.n && p.left > 0; i++) {
		const struct misp_event *e = &events->all.items[i];

		if (!event_fits(q, e) || !any_fits(&f, e) || !on_page(&p))
			continue;
		misp_event_write(view, e, &pick, q->metadata, &w);
		n++;
	}
	json_write_array_end(&w);
	json_write_object_end(&w);
	return n;
}
