#include "notify/content.h"

#include "codec/utf8.h"
#include "desk/advisory.h"
#include "desk/advisory_sight.h"
#include "desk/notice_tell.h"
#include "desk/org.h"
#include "desk/people.h"
#include "desk/remind.h"
#include "desk/viewer.h"
#include "model/tracked.h"
#include "notify/texts.h"
#include "pack/kb.h"

struct loading {
	struct db *db;
	struct arena *arena;
	const struct outgoing *message;
	const struct lang *lang;
	int64_t now;
	struct who who;
	struct json *to;
};

static void add(struct loading *l, const char *title, const char *text)
{
	struct json *one;

	if (!text || !*text)
		return;
	one = json_new_object(l->arena);
	json_set_text(l->arena, one, "title", title);
	json_set_text(
	    l->arena, one, "text", utf8_clean(l->arena, span_str(text), CONTENT_SECTION));
	json_add_value(l->arena, l->to, one);
}

/* --- advisories --- */

static void add_advisory(struct loading *l, const struct advisory_document *document)
{
	const struct advisory *a = &document->advisory;
	const struct advisory_text *t =
	    advisory_text_in(document, l->lang ? i18n_code(l->lang) : "en");

	add(l, arena_printf(l->arena, "%s - %s", a->ref, tlp_label((enum tlp)a->tlp)),
	    t ? t->title : a->title);
	if (!t || a->state == ADVISORY_WITHDRAWN)
		return;
	add(l, tr(l->lang, TR("What it is")), t->summary);
	add(l, tr(l->lang, TR("What to do")), t->remedy);
}

static int advisory(struct loading *l)
{
	struct advisory_document document = {0};
	struct audience_viewer viewer;
	int r = advisory_load_published(l->db, l->message->object, l->arena, &document);

	if (r < 0)
		return r;
	advisory_viewer(&l->who, l->arena, &viewer);
	r = advisory_seen_by(l->db, &document.advisory, &viewer, l->arena);
	if (r > 0)
		add_advisory(l, &document);
	return MIN(r, 0);
}

/* --- findings --- */

static bool may_see(struct loading *l, const char *org_id)
{
	struct org org = {0};

	return org_id && org_get(l->db, org_id, l->arena, &org) == 0 &&
	       who_may(&l->who, MAY_VIEW, org.path);
}

static const char *line_of(struct loading *l, const struct tracked *f)
{
	const char *title =
	    kb_text(kb_builtin(), f->type, l->lang ? i18n_code(l->lang) : "en", KB_TITLE, NULL);
	const char *place = f->subject ? f->subject : f->addr;

	return arena_printf(l->arena, "%s  %s, %s%s%s\n", f->ref, title ? title : f->type,
	    place ? place : "-", f->due ? ", " : "",
	    f->due ? i18n_date(l->arena, l->lang, f->due) : "");
}

static void add_findings(struct loading *l, const struct desk_records *found)
{
	STR_AUTO(text, CONTENT_SECTION);

	vec_foreach (f, &found->all)
		str_add(&text, line_of(l, *f));
	add(l, tr(l->lang, TR("Findings")), str_text(&text));
}

/* Those that the reminder has counted. */
static int findings_due(struct loading *l)
{
	struct desk_records found = {0};
	int r;

	if (!may_see(l, l->message->org))
		return 0;
	r = desk_list(l->db, &tracked_type,
	    "WHERE \"org\" = $1 AND \"state\" IN ('open', 'notified', 'acknowledged', "
	    "'in_progress') AND \"due\" > 0 AND \"due\" <= $2 ORDER BY \"due\", \"id\" LIMIT "
	    "$3",
	    DESK_PARAMS(DESK_TEXT(l->message->org), DESK_INT(l->now + REMIND_DUE),
		DESK_INT(CONTENT_FINDINGS)),
	    l->arena, &found);
	if (r == 0)
		add_findings(l, &found);
	return r;
}

static int finding(struct loading *l)
{
	struct desk_records found = {0};
	struct tracked f = {0};
	int r = desk_get(l->db, &tracked_type, l->message->object, l->arena, &f);

	if (r < 0 || !may_see(l, f.org))
		return r;
	vec_push(l->arena, &found.all, (void *)&f);
	add_findings(l, &found);
	return 0;
}

/* --- notices --- */

/* All of it, as the reader may see it now: no label keeps it out of an encrypted mail. */
static int notice(struct loading *l)
{
	static const struct directive all = {.plain = TLP_RED};
	struct directive_reader reader = {
	    .person = l->who.person, .lang = l->lang ? i18n_code(l->lang) : "en", .rule = &all};
	struct notice n = {0};
	struct org org = {0};
	const char *values = NULL;
	int r = desk_get(l->db, &notice_type, l->message->object, l->arena, &n);

	if (r == 0)
		r = org_get(l->db, n.org, l->arena, &org);
	if (r < 0)
		return r;
	viewer_of(&l->who, l->arena, &reader.viewer);
	if (!notice_seen_by(&n, org.path, &reader.viewer))
		return 0;
	r = notice_values(&n, &org, &reader, NULL, l->arena, &values);
	return r < 0 ? r : content_of_notice(values, l->arena, &l->to);
}

int content_of_notice(const char *values, struct arena *arena, struct json **ret)
{
	struct json *all = json_new_array(arena), *one = NULL;
	int r = texts_values(&(struct outgoing){.values = values}, arena, &one);

	if (r < 0)
		return r;
	json_add_value(arena, all, one);
	*ret = all;
	return 0;
}

/* --- by message --- */

static const struct {
	const char *template;
	int (*fn)(struct loading *l);
	bool object; /* it names one */
} rows[] = {
    {"acceptance_expires", finding, true},
    {"advisory", advisory, true},
    {"advisory_named", advisory, true},
    {"advisory_urgent", advisory, true},
    {"findings_due", findings_due, false},
    {"notice", notice, true},
    {"notice_reminder", notice, true},
    {"notice_urgent", notice, true},
    {"retest_done", finding, true},
};

int content_load(struct db *db, const struct outgoing *message, const char *person,
    const struct lang *lang, int64_t now, struct arena *arena, struct json **ret)
{
	struct loading l = {.db = db,
	    .arena = arena,
	    .message = message,
	    .lang = lang,
	    .now = now,
	    .to = json_new_array(arena)};
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(rows); i++) {
		if (strcmp(rows[i].template, message->template) != 0 ||
		    (rows[i].object && !message->object))
			continue;
		r = people_who(db, person, now, arena, &l.who);
		if (r == 0)
			r = rows[i].fn(&l);
	}
	/* Only a database in trouble keeps the mail back: what is gone, may not be seen or
	 * cannot be read is not told. */
	if (r == ERR_IO || r == ERR_CLOSED || r == ERR_BUSY || r == ERR_FULL)
		return r;
	*ret = l.to;
	return 0;
}
