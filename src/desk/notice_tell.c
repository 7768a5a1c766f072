#include "desk/notice_tell.h"

#include "auth/secret.h"
#include "codec/utf8.h"
#include "desk/id.h"
#include "desk/notice_impl.h"
#include "desk/outbox.h"
#include "store/bulk.h"

enum { VALUES_MAX = 60000, LINE = 200, DETAIL = 300 };

#define DAY 86400000LL

static const char *const severity_words[CRIT_LEVELS] = {
    [CRIT_CRITICAL] = TR("Critical"),
    [CRIT_HIGH] = TR("High"),
    [CRIT_MEDIUM] = TR("Medium"),
    [CRIT_LOW] = TR("Low"),
    [CRIT_INFO] = TR("Information"),
};

int notice_telling_init(struct db *db, const char *const *orgs, size_t n, int64_t now,
    struct arena *arena, struct notice_telling *ret)
{
	struct notice_telling out = {.db = db};
	int r = directive_common(db, arena, &out.common);

	map_init(&out.own, arena);
	map_init(&out.members, arena);
	if (r == 0)
		r = directive_own(db, orgs, n, arena, &out.own);
	if (r == 0)
		r = directive_members_load(db, orgs, n, now, arena, &out.members);
	if (r == 0)
		*ret = out;
	return r;
}

void notice_readers(const struct notice_telling *t, const struct notice *n,
    const struct org *org, int64_t now, struct arena *arena, struct directive_readers *ret)
{
	const struct directives *own = map_get(&t->own, n->org);
	struct directive_asked asked = {
	    .rules = &t->common, .members = map_get(&t->members, n->org)};
	size_t on = 0;

	for (size_t i = 0; own && i < own->all.n; i++)
		on += own->all.items[i].enabled;
	if (on) {
		asked.rules = own;
		asked.common = &t->common;
	}
	directive_readers_of(&asked, n, org, now, arena, ret);
}

int notice_outbox_store(struct db *db, const struct notice_outbox *outbox)
{
	int r = bulk_insert(
	    db, &outgoing_type, outbox->messages.items, outbox->messages.n, false, NULL);

	return r < 0 ? r
		     : bulk_insert(db, &notice_told_type, outbox->told.items, outbox->told.n,
			   false, NULL);
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
	const struct notice *n;
	const struct org *org;
	const struct notice_way *way;
	int64_t now;
	struct arena *arena;
	struct notice_outbox *to;
};

static int put_message(const struct putting *p, const struct directive_reader *reader,
    const char *secret, struct notice_told *told)
{
	struct outgoing *m = ARENA_NEW(p->arena, struct outgoing);
	int r;

	*m = (struct outgoing){.id = id_make(p->arena),
	    .template = p->way->template,
	    .person = reader->person,
	    .org = p->n->org,
	    .object = p->n->id,
	    .state = OUT_WAITING,
	    .created = p->now,
	    .due = p->way->at_once ? p->now : reader->due};
	if (reader->channel == NOTICE_BY_WEBHOOK) {
		m->directive = reader->rule->id;
		m->mail = "webhook";
	}
	m->unique_key = arena_printf(p->arena, "notice:%s:%s:%s", p->n->id, p->way->why,
	    reader->person ? reader->person : reader->rule->id);
	r = notice_values(p->n, p->org, reader, secret, p->arena, &m->values);
	told->outgoing = m->id;
	if (r == 0)
		vec_push(p->arena, &p->to->messages, m);
	return r;
}

static int put_one(const struct putting *p, const struct directive_reader *reader)
{
	struct notice_told *told = ARENA_NEW(p->arena, struct notice_told);
	char secret[SECRET_TEXT];
	int r = 0;

	secret_token(secret);
	*told = (struct notice_told){
	    .id = secret_hash(span_str(secret), ARENA_ARRAY(p->arena, SECRET_HASH, char)),
	    .notice = p->n->id,
	    .org = p->n->org,
	    .person = reader->person,
	    .directive = reader->rule->id,
	    .channel = reader->channel,
	    .time = p->now,
	    .expires = p->now + NOTICE_LINK_DAYS * DAY};
	if (reader->channel != NOTICE_BY_PORTAL)
		r = put_message(p, reader, secret, told);
	if (r == 0)
		vec_push(p->arena, &p->to->told, told);
	return r;
}

int notice_put(const struct notice_telling *t, struct notice *n, const struct org *org,
    const struct notice_way *way, int64_t now, struct arena *arena, struct notice_outbox *to,
    struct directive_readers *ret_readers)
{
	const struct putting p = {n, org, way, now, arena, to};
	int r = 0;

	notice_readers(t, n, org, now, arena, ret_readers);
	vec_foreach (reader, &ret_readers->all)
		if (r == 0)
			r = put_one(&p, reader);
	if (r < 0)
		return r;
	n->told = now;
	n->due = 0;
	if (notice_is_urgent(n->severity) && n->answer == NOTICE_UNANSWERED && !n->remind &&
	    !n->reminders)
		n->remind = now + notice_remind_after(0);
	return 0;
}
