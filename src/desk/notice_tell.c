#include "desk/notice_tell.h"

#include "auth/secret.h"
#include "codec/utf8.h"
#include "desk/id.h"
#include "desk/outbox.h"

enum { VALUES_MAX = 60000, LINE = 200, DETAIL = 300 };

#define DAY 86400000LL

static const char *const severity_words[CRIT_LEVELS] = {
    [CRIT_CRITICAL] = TR("Critical"),
    [CRIT_HIGH] = TR("High"),
    [CRIT_MEDIUM] = TR("Medium"),
    [CRIT_LOW] = TR("Low"),
    [CRIT_INFO] = TR("Information"),
};

int notice_telling_init(struct db *db, struct arena *arena, struct notice_telling *ret)
{
	struct notice_telling out = {.db = db};
	int64_t own = 0;
	int r = directive_common(db, arena, &out.common);

	if (r == 0)
		r = desk_number(db, "SELECT 1 FROM directive WHERE \"org\" IS NOT NULL LIMIT 1",
		    NULL, 0, &own);
	if (r < 0)
		return r;
	out.have_own = own != 0;
	*ret = out;
	return 0;
}

int notice_rules(const struct notice_telling *t, const char *org, struct arena *arena,
    struct directives *ret, const struct directives **ret_common)
{
	struct directives own = {0};
	size_t on = 0;
	int r = t->have_own ? directive_list(t->db, org, arena, &own) : 0;

	if (r < 0)
		return r;
	vec_foreach (d, &own.all)
		on += d->enabled;
	*ret = on ? own : t->common;
	*ret_common = on ? &t->common : NULL;
	return 0;
}

int notice_readers(const struct notice_telling *t, const struct notice *n,
    const struct org *org, int64_t now, struct arena *arena, struct directive_readers *ret)
{
	const struct directives *common = NULL;
	struct directives rules = {0};
	int r = notice_rules(t, n->org, arena, &rules, &common);

	return r < 0 ? r : directive_readers_of(t->db, n, org, &rules, common, now, arena, ret);
}

/* --- what one reader is told --- */

static void write_items(struct json_writer *w, const struct notice_items *items,
    struct arena *arena, size_t *ret_written)
{
	size_t n = 0;

	json_write_key(w, "items");
	json_write_array(w);
	vec_foreach (item, &items->all) {
		if (n == NOTICE_MAIL_ITEMS)
			break;
		json_write_object(w);
		json_member_text(w, "text", utf8_clean(arena, span_str(item->text), LINE));
		if (item->detail)
			json_member_text(
			    w, "detail", utf8_clean(arena, span_str(item->detail), DETAIL));
		if (item->time)
			json_member_int(w, "time", item->time);
		if (item->count > 1)
			json_member_int(w, "count", item->count);
		json_write_object_end(w);
		n++;
	}
	json_write_array_end(w);
	*ret_written = n;
}

/* A text line by line: a line of the catalogue is translated, and a mail keeps the ends. */
static void write_lines(struct json_writer *w, const char *text, struct arena *arena)
{
	struct span rest = span_str(text ? text : ""), line;

	json_write_key(w, "lines");
	json_write_array(w);
	while (span_line(&rest, &line)) {
		line = span_trim(line);
		if (!line.n)
			continue;
		json_write_object(w);
		json_member_text(w, "line", arena_strndup(arena, line.p, line.n));
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

/* Title and text in the reader's language; of the catalogue when there are no own ones. */
static int write_texts(
    struct json_writer *w, const struct notice *n, const char *lang, struct arena *arena)
{
	const struct notice_text *t;
	struct notice_texts texts = {0};
	int r = notice_texts_read(n->texts, arena, &texts);

	if (r < 0)
		return ERR_CORRUPT;
	t = notice_text_in(&texts, lang);
	json_member_text(w, "title", t ? t->title : n->title);
	write_lines(w, t ? t->text : n->advice, arena);
	return 0;
}

/* The strictest label of what would stand in the message. */
static int label_of(const struct notice *n, const struct notice_items *items)
{
	int label = n->tlp;

	vec_foreach (item, &items->all)
		label = MAX(label, item->tlp);
	return label;
}

int notice_values(const struct notice *n, const struct org *org,
    const struct directive_reader *reader, const char *link_secret, struct arena *arena,
    const char **ret)
{
	const char *lang = reader->lang ? reader->lang : org->lang;
	struct notice_items items = {0};
	size_t hidden = 0, written = 0;
	STR_AUTO(out, VALUES_MAX);
	struct json_writer w;
	int r = notice_items_for(n, org->path, &reader->viewer, arena, &items, &hidden);

	if (r < 0)
		return r;
	json_write_init(&w, &out, 0);
	json_write_object(&w);
	json_member_text(&w, "reference", n->ref);
	json_member_text(&w, "label", tlp_label((enum tlp)n->tlp));
	json_member_text(&w, "severity", criticality_names[n->severity]);
	json_member_text(&w, "severity_word", severity_words[n->severity]);
	json_member_bool(&w, "critical", notice_is_urgent(n->severity));
	json_member_text(&w, "cause", n->cause);
	json_member_bool(&w, "reminder", n->reminders > 0 && n->answer == NOTICE_UNANSWERED);
	json_member_int(&w, "count", n->count);
	/* What stands in a mail that anybody on its way can read; an encrypted one shows it
	 * all. */
	json_member_bool(&w, "content", label_of(n, &items) <= reader->rule->plain);
	r = write_texts(&w, n, lang, arena);
	write_items(&w, &items, arena, &written);
	if (n->count > (int64_t)written)
		json_member_int(&w, "more", n->count - (int64_t)written);
	json_member_bool(&w, "digest", reader->rule->digest);
	if (reader->rule->lang)
		json_member_text(&w, "lang", reader->rule->lang);
	if (link_secret)
		json_member_text(&w, "token", link_secret);
	json_write_object_end(&w);
	if (r == 0)
		r = str_ok(&out);
	if (r == 0)
		*ret = str_dup(&out, arena);
	return r;
}

/* --- telling --- */

struct putting {
	const struct notice_telling *t;
	const struct notice *n;
	const struct org *org;
	const struct notice_way *way;
	int64_t now;
	struct arena *arena;
};

static int put_message(const struct putting *p, const struct directive_reader *reader,
    const char *secret, struct notice_told *told)
{
	struct outgoing m = {.id = id_make(p->arena),
	    .template = p->way->template,
	    .person = reader->person,
	    .org = p->n->org,
	    .object = p->n->id,
	    .state = OUT_WAITING,
	    .created = p->now,
	    .due = p->way->at_once ? p->now : reader->due};
	int r;

	if (reader->channel == NOTICE_BY_WEBHOOK) {
		m.directive = reader->rule->id;
		m.mail = "webhook";
	}
	m.unique_key = arena_printf(p->arena, "notice:%s:%s:%s", p->n->id, p->way->why,
	    reader->person ? reader->person : reader->rule->id);
	r = notice_values(p->n, p->org, reader, secret, p->arena, &m.values);
	if (r == 0)
		r = desk_insert(p->t->db, &outgoing_type, &m);
	told->outgoing = m.id;
	return r;
}

static int put_one(const struct putting *p, const struct directive_reader *reader)
{
	char secret[SECRET_TEXT], hash[SECRET_HASH];
	struct notice_told told = {.notice = p->n->id,
	    .org = p->n->org,
	    .person = reader->person,
	    .directive = reader->rule->id,
	    .channel = reader->channel,
	    .time = p->now,
	    .expires = p->now + NOTICE_LINK_DAYS * DAY};
	int r = 0;

	secret_token(secret);
	told.id = secret_hash(span_str(secret), hash);
	if (reader->channel != NOTICE_BY_PORTAL)
		r = put_message(p, reader, secret, &told);
	return r < 0 ? r : desk_insert(p->t->db, &notice_told_type, &told);
}

int notice_put(const struct notice_telling *t, const struct notice *n, const struct org *org,
    const struct directive_readers *readers, const struct notice_way *way, int64_t now,
    struct arena *arena, int64_t *ret_told)
{
	const struct putting p = {t, n, org, way, now, arena};
	int r = 0;

	vec_foreach (reader, &readers->all)
		if (r == 0)
			r = put_one(&p, reader);
	if (r == 0)
		*ret_told = (int64_t)readers->messages;
	return r;
}
