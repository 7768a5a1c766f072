#include "portal/notice_page.h"

#include "portal/bound.h"
#include "report/i18n.h"

enum { NOTE_MAX = 2000, HISTORY = 200 };

static const char *word(const struct call *call, const char *text)
{
	const struct lang *lang = i18n_lang(call->lang);

	return text ? tr(lang ? lang : i18n_lang("en"), text) : NULL;
}

/* Title and text of it in the reader's language. */
static void texts_of(struct call *call, const char *own, const char *title, const char *advice,
    struct notice_text *ret)
{
	struct notice_texts texts = {0};
	const struct notice_text *t = NULL;

	if (notice_texts_read(own, call->arena, &texts) == 0)
		t = notice_text_in(&texts, call->lang);
	*ret = t ? *t : (struct notice_text){call->lang, word(call, title), word(call, advice)};
}

const char *notice_page_title(struct call *call, const struct notice *n)
{
	struct notice_text t;

	texts_of(call, n->texts, n->title, n->advice, &t);
	return t.title;
}

void notice_page_row(struct call *call, struct json *row)
{
	enum tlp label = TLP_RED;
	struct notice_text t;

	(void)!tlp_from_text(span_str(json_text(json_get(row, "tlp"), "red")), &label);
	json_set_text(call->arena, row, "label", tlp_label(label));
	texts_of(call, json_text(json_get(row, "texts"), NULL),
	    json_text(json_get(row, "title"), ""), NULL, &t);
	json_set_text(call->arena, row, "title", t.title);
}

static void set_lines(struct call *call, const char *text)
{
	struct json *all = json_new_array(call->arena);
	struct span rest = span_str(text ? text : ""), line;

	while (span_line(&rest, &line)) {
		struct json *one = json_new_object(call->arena);

		line = span_trim(line);
		if (!line.n)
			continue;
		json_set_text(call->arena, one, "line",
		    word(call, arena_strndup(call->arena, line.p, line.n)));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "lines", all);
}

static void set_items(struct call *call, const struct notice_items *items)
{
	struct json *all = json_new_array(call->arena);

	vec_foreach (item, &items->all) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "text", item->text);
		json_set_text(call->arena, one, "detail", item->detail);
		json_set_int(call->arena, one, "time", item->time);
		json_set_int(call->arena, one, "count", item->count);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "items", all);
	json_set_bool(call->arena, call->data, "has_items", items->all.n > 0);
}

static void set_answers(struct call *call, const struct notice *n)
{
	const char *typed = call_field(call, "answer");
	struct json *all = json_new_array(call->arena);

	for (int i = NOTICE_WORKING; notice_answer_names[i]; i++) {
		struct json *one = json_new_object(call->arena);
		const char *name = notice_answer_names[i];

		json_set_text(call->arena, one, "answer", name);
		json_set_bool(call->arena, one, "here",
		    *typed ? strcmp(typed, name) == 0 : n->answer == i);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "answers", all);
}

static int missing(struct call *call, const struct notice *n)
{
	return call_fail(call, ERR_NOTFOUND, "there is no such notice",
	    TR("Look at the list of notices"), "%.60s", n->id);
}

/* The page of what it is about; NULL: none. */
static const char *cause_link(struct call *call, const struct notice *n)
{
	const struct notice_cause *cause = notice_cause_of(n->cause);
	STR_AUTO(out, 1000);

	if (!cause || !cause->path)
		return NULL;
	for (const char *c = cause->path; *c; c++) {
		bool org = span_starts(span_str(c), "{org}");
		bool object = span_starts(span_str(c), "{object}");

		if (org || object) {
			str_add(&out, org ? n->org : n->object);
			c += strlen(org ? "{org}" : "{object}") - 1;
		} else {
			str_char(&out, *c);
		}
	}
	return str_ok(&out) == 0 ? str_dup(&out, call->arena) : NULL;
}

int notice_page_fill(struct call *call, const struct notice *n, const char *path,
    const struct audience_viewer *viewer)
{
	const struct notice_cause *cause = notice_cause_of(n->cause);
	struct json *to;
	struct notice_items items = {0};
	struct notice_text text;
	size_t hidden = 0;
	int r;

	if (!notice_seen_by(n, path, viewer))
		return missing(call, n);
	r = notice_items_for(n, path, viewer, call->arena, &items, &hidden);
	if (r < 0)
		return call_fail(
		    call, r, "the notice cannot be read", TR("Tell the CERT"), "%s", n->ref);
	to = bound_json(call, &notice_type, n);
	texts_of(call, n->texts, n->title, n->advice, &text);
	json_set_text(call->arena, to, "title", text.title);
	json_set_text(call->arena, to, "label", tlp_label((enum tlp)n->tlp));
	json_set_text(call->arena, to, "criticality", criticality_names[n->severity]);
	json_set_text(call->arena, to, "cause_word", cause ? cause->label : n->cause);
	json_set_text(call->arena, to, "cause_link", cause_link(call, n));
	json_set_bool(call->arena, to, "said", n->answer != NOTICE_UNANSWERED);
	json_set_bool(call->arena, to, "over", n->state == NOTICE_CLOSED);
	json_set_text(call->arena, to, "answered_name", bound_person(call, n->answered_by));
	json_set_text(call->arena, to, "texts", NULL);
	json_set_text(call->arena, to, "items", NULL);
	json_set_value(call->arena, call->data, "notice", to);
	json_set_int(call->arena, call->data, "more",
	    MAX(n->count - (int64_t)(items.all.n + hidden), 0));
	json_set_int(call->arena, call->data, "hidden", (int64_t)hidden);
	json_set_text(call->arena, call->data, "heading",
	    arena_printf(call->arena, "%s %s", n->ref, text.title));
	set_lines(call, text.text);
	set_items(call, &items);
	set_answers(call, n);
	return 0;
}

static int set_told(struct call *call, const char *id)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records told = {0};
	int r = desk_list(call->db, &notice_told_type,
	    "WHERE \"notice\" = $1 ORDER BY \"time\" DESC, \"id\" LIMIT 200",
	    DESK_PARAMS(DESK_TEXT(id)), call->arena, &told);

	vec_foreach (it, &told.all) {
		const struct notice_told *one = *it;
		struct json *o = json_new_object(call->arena);
		struct outgoing m = {0};

		if (one->outgoing &&
		    desk_get(call->db, &outgoing_type, one->outgoing, call->arena, &m) == 0)
			json_set_text(call->arena, o, "state", out_state_names[m.state]);
		json_set_text(call->arena, o, "channel", notice_channel_names[one->channel]);
		json_set_text(call->arena, o, "person", bound_person(call, one->person));
		json_set_int(call->arena, o, "time", one->time);
		json_set_int(call->arena, o, "sent", m.sent);
		json_set_text(call->arena, o, "reason", m.reason);
		json_add_value(call->arena, all, o);
	}
	json_set_value(call->arena, call->data, "told", all);
	json_set_bool(call->arena, call->data, "has_told", told.all.n > 0);
	return call_db(call, r);
}

int notice_page_history(struct call *call, const struct notice *n)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records events = {0};
	int r = desk_list(call->db, &notice_event_type,
	    "WHERE \"notice\" = $1 ORDER BY \"time\" DESC, \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(n->id), DESK_INT(HISTORY)), call->arena, &events);

	vec_foreach (it, &events.all) {
		const struct notice_event *e = *it;
		struct json *one = bound_json(call, &notice_event_type, e);

		json_set_text(call->arena, one, "actor_name", bound_person(call, e->actor));
		json_set_bool(call->arena, one, "is_answer", e->step == NOTICE_DID_ANSWER);
		json_set_bool(
		    call->arena, one, "counts", e->count > 0 && e->step <= NOTICE_DID_REMIND);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "history", all);
	return r < 0 ? call_db(call, r) : set_told(call, n->id);
}

void notice_page_said(struct call *call, int channel, struct notice_said *ret)
{
	*ret = (struct notice_said){.answer = notice_answer_of(call_field(call, "answer")),
	    .note = call_field(call, "note"),
	    .channel = channel,
	    .person = call->who.person};
	if (ret->answer < 0)
		call_wrong(call, "answer", TR("Choose an answer"));
	if (strlen(ret->note) > NOTE_MAX)
		call_wrong(call, "note", TR("This is too long."));
	if (!*ret->note &&
	    (ret->answer == NOTICE_FALSE_POSITIVE || ret->answer == NOTICE_NOT_OURS ||
		ret->answer == NOTICE_ACCEPTED))
		call_wrong(call, "note", TR("Write in a sentence how you know."));
}
