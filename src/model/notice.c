#include "model/notice.h"

#include "codec/utf8.h"

enum { JSON_MAX = 400000 };

const char *const notice_answer_names[] = {"unanswered", "working", "fixed", "false_positive",
    "not_ours", "accepted", "need_help", NULL};

const char *const notice_state_names[] = {"open", "answered", "closed", NULL};

const char *const notice_channel_names[] = {"portal", "mail", "webhook", "link", "phone", NULL};

const char *const notice_step_names[] = {"opened", "updated", "told", "reminded", "read",
    "answered", "bounced", "replied", "called", "closed", "reopened", NULL};

const char *const phone_reason_names[] = {
    "no_answer", "nobody", "bounced", "need_help", "by_hand", NULL};

const char *const phone_outcome_names[] = {
    "to_call", "reached", "not_there", "wrong_number", "not_needed", NULL};

const char *const sending_state_names[] = {"draft", "waiting", "sent", "discarded", NULL};

const char *const sending_for_names[] = {"all", "groups", "list", NULL};

static const struct field notice_fields[] = {
    F_TEXT(notice, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(notice, ref, FIELD_REQUIRED, 40, "Number that people use: VARDE#2026-00042."),
    F_TEXT(notice, org, FIELD_REQUIRED, 64, "To which organisation."),
    F_TEXT(notice, cause, FIELD_REQUIRED, 40,
	"Kind of cause: alert, advisory, finding, message, incident."),
    F_TEXT(notice, object, FIELD_REQUIRED, 200, "Identifier of the cause."),
    F_ENUM(notice, severity, 0, criticality_names, "How bad."),
    F_ENUM(notice, tlp, 0, tlp_names, "Label."),
    F_LIST(notice, persons, 0, 64, "Under RED: who alone is told."),
    F_TEXT(notice, title, FIELD_REQUIRED, 300, "What it is."),
    F_TEXT(notice, advice, 0, 4000, "What to do."),
    F_TEXT(notice, texts, 0, 200000, "Title and text by language, JSON."),
    F_TEXT(notice, items, 0, JSON_MAX, "What it tells of, JSON, the newest first."),
    F_INT(notice, count, 0, 0, INT64_MAX, "How many there are."),
    F_TIME(notice, opened, 0, "When it was opened."),
    F_TIME(notice, updated, 0, "When items were last added."),
    F_INT(notice, interval, 0, 0, INT64_MAX, "Not told again within so many milliseconds."),
    F_TIME(notice, told, 0, "When it was last told."),
    F_TIME(notice, due, 0, "News are told then; none: there are none."),
    F_ENUM(notice, state, 0, notice_state_names, "Where it stands."),
    F_ENUM(notice, answer, 0, notice_answer_names, "What was answered last."),
    F_TIME(notice, answered, 0, "When."),
    F_TEXT(notice, answered_by, 0, 64, "Who."),
    F_ENUM(notice, channel, 0, notice_channel_names, "By which way."),
    F_TEXT(notice, note, 0, 4000, "What was said beside."),
    F_TIME(notice, seen, 0, "When somebody of the organisation looked at it first."),
    F_INT(notice, reminders, 0, 0, 100, "Reminders since it was told first."),
    F_TIME(notice, remind, 0, "When the next one, or the telephone, is due."),
    F_TIME(notice, closed, 0, "When it was closed."),
    F_INT(notice, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type notice_type =
    RECORD_TYPE("notice", notice, notice_fields, "What an organisation is told of one cause.");

static const struct field notice_told_fields[] = {
    F_TEXT(notice_told, id, FIELD_REQUIRED, 64, "SHA-256 of its one-time link's secret, hex."),
    F_TEXT(notice_told, notice, FIELD_REQUIRED, 64, "Which notice."),
    F_TEXT(notice_told, org, FIELD_REQUIRED, 64, "Of which organisation."),
    F_TEXT(notice_told, person, 0, 64, "To whom; none for a webhook."),
    F_TEXT(notice_told, directive, 0, 64, "By which rule."),
    F_TEXT(notice_told, outgoing, 0, 64, "The message; none in the portal alone."),
    F_ENUM(notice_told, channel, 0, notice_channel_names, "By which way."),
    F_TIME(notice_told, time, 0, "When it was put into the outbox."),
    F_TIME(notice_told, expires, 0, "Until when the link is good."),
    F_TIME(notice_told, used, 0, "When somebody answered by it."),
};

const struct record_type notice_told_type = RECORD_TYPE(
    "notice_told", notice_told, notice_told_fields, "A notice as one reader was told.");

static const struct field notice_event_fields[] = {
    F_TEXT(notice_event, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(notice_event, notice, FIELD_REQUIRED, 64, "Of which notice."),
    F_TIME(notice_event, time, 0, "When."),
    F_TEXT(notice_event, actor, 0, 64, "Who; none for Varde itself."),
    F_ENUM(notice_event, step, 0, notice_step_names, "What happened."),
    F_ENUM(notice_event, answer, 0, notice_answer_names, "Of an answer: which."),
    F_ENUM(notice_event, channel, 0, notice_channel_names, "By which way."),
    F_INT(notice_event, count, 0, 0, INT64_MAX, "Readers, or items."),
    F_TEXT(notice_event, note, 0, 4000, "Remark."),
};

const struct record_type notice_event_type =
    RECORD_TYPE("notice_event", notice_event, notice_event_fields, "A step of a notice.");

static const struct field phone_task_fields[] = {
    F_TEXT(phone_task, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(phone_task, org, FIELD_REQUIRED, 64, "Whom to call."),
    F_TEXT(phone_task, notice, 0, 64, "About which notice."),
    F_TEXT(phone_task, person, 0, 64, "About which contact."),
    F_ENUM(phone_task, reason, 0, phone_reason_names, "Why."),
    F_TEXT(phone_task, text, 0, 4000, "What was said that leads to it."),
    F_TIME(phone_task, created, 0, "When."),
    F_TIME(phone_task, due, 0, "Not before."),
    F_INT(phone_task, tries, 0, 0, 10000, "Calls so far."),
    F_ENUM(phone_task, outcome, 0, phone_outcome_names, "What came of it."),
    F_TEXT(phone_task, caller, 0, 64, "Who called last."),
    F_TEXT(phone_task, note, 0, 4000, "What was said."),
    F_TIME(phone_task, called, 0, "When."),
    F_BOOL(phone_task, done, 0, "Nothing is left to do."),
    F_INT(phone_task, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type phone_task_type = RECORD_TYPE(
    "phone_task", phone_task, phone_task_fields, "A call that the duty officer makes.");

static const struct field sending_fields[] = {
    F_TEXT(sending, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(sending, ref, FIELD_REQUIRED, 40, "Number that people use: S-2026-0001."),
    F_ENUM(sending, state, 0, sending_state_names, "Where it stands."),
    F_ENUM(sending, severity, 0, criticality_names, "How bad."),
    F_ENUM(sending, tlp, 0, tlp_names, "Label."),
    F_ENUM(sending, audience, 0, sending_for_names, "To whom."),
    F_LIST(sending, orgs, 0, 64, "Identifiers of the groups or organisations."),
    F_TEXT(sending, title_en, 0, 300, "Title, English."),
    F_TEXT(sending, title_fr, 0, 300, "Title, French."),
    F_TEXT(sending, title_nb, 0, 300, "Title, Norwegian."),
    F_TEXT(sending, text_en, 0, 20000, "Text, English."),
    F_TEXT(sending, text_fr, 0, 20000, "Text, French."),
    F_TEXT(sending, text_nb, 0, 20000, "Text, Norwegian."),
    F_TEXT(sending, author, 0, 64, "Who wrote it last."),
    F_TEXT(sending, approver, 0, 64, "Who said yes."),
    F_TEXT(sending, note, 0, 4000, "Why it was sent back."),
    F_INT(sending, recipients, 0, 0, INT64_MAX, "Organisations that it went to."),
    F_TIME(sending, created, 0, "When it began."),
    F_TIME(sending, changed, 0, "Last change."),
    F_TIME(sending, sent, 0, "When it went out."),
    F_INT(sending, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type sending_type =
    RECORD_TYPE("sending", sending, sending_fields, "What the CERT writes to organisations.");

/* --- items --- */

static void write_cut(
    struct json_writer *w, const char *key, const char *text, struct arena *arena)
{
	if (text && *text)
		json_member_text(w, key, utf8_clean(arena, span_str(text), NOTICE_ITEM_BYTES));
}

static void write_item(
    struct json_writer *w, const struct notice_item *item, struct arena *arena)
{
	json_write_object(w);
	write_cut(w, "key", item->key, arena);
	write_cut(w, "text", item->text, arena);
	write_cut(w, "detail", item->detail, arena);
	if (item->time)
		json_member_int(w, "time", item->time);
	if (item->count)
		json_member_int(w, "count", item->count);
	json_member_text(w, "tlp", tlp_names[item->tlp]);
	json_write_object_end(w);
}

const char *notice_items_write(const struct notice_items *items, struct arena *arena)
{
	struct json_writer w;
	STR_AUTO(out, JSON_MAX);

	if (!items->all.n)
		return NULL;
	json_write_init(&w, &out, 0);
	json_write_array(&w);
	vec_foreach (item, &items->all)
		write_item(&w, item, arena);
	json_write_array_end(&w);
	return str_dup(&out, arena);
}

/* The label of that name; the strictest one for what is none: nothing is shown by mistake. */
static int label_of(const struct json *v)
{
	const char *name = json_text(v, "");

	for (int i = 0; tlp_names[i]; i++)
		if (strcmp(tlp_names[i], name) == 0)
			return i;
	return TLP_RED;
}

static int read_array(const char *text, struct arena *arena, struct json **ret)
{
	int r = json_parse(span_str(text), arena, ret, NULL);

	return r == 0 && (*ret)->type != JSON_ARRAY ? ERR_SYNTAX : r;
}

int notice_items_read(const char *text, struct arena *arena, struct notice_items *ret)
{
	struct notice_items out = {0};
	struct json *v;
	int r = text ? read_array(text, arena, &v) : 0;

	if (r < 0)
		return r;
	for (size_t i = 0; text && i < v->array.n; i++) {
		const struct json *o = &v->array.items[i];

		vec_push(arena, &out.all,
		    (struct notice_item){.key = json_text(json_get(o, "key"), ""),
			.text = json_text(json_get(o, "text"), ""),
			.detail = json_text(json_get(o, "detail"), NULL),
			.time = json_int(json_get(o, "time"), 0),
			.count = json_int(json_get(o, "count"), 0),
			.tlp = label_of(json_get(o, "tlp"))});
	}
	*ret = out;
	return 0;
}

static bool has_key(const struct notice_item *items, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (key && items[i].key && strcmp(items[i].key, key) == 0)
			return true;
	return false;
}

void notice_items_merge(struct notice_items *items, const struct notice_item *more, size_t n,
    struct arena *arena, size_t *ret_added)
{
	struct notice_items out = {0};
	size_t added = 0;

	for (size_t i = 0; i < n; i++) {
		added += !has_key(items->all.items, items->all.n, more[i].key);
		if (out.all.n < NOTICE_ITEMS)
			vec_push(arena, &out.all, more[i]);
	}
	vec_foreach (old, &items->all)
		if (out.all.n < NOTICE_ITEMS && !has_key(more, n, old->key))
			vec_push(arena, &out.all, *old);
	*items = out;
	if (ret_added)
		*ret_added = added;
}

/* --- texts --- */

const char *notice_texts_write(const struct notice_texts *texts, struct arena *arena)
{
	struct json_writer w;
	STR_AUTO(out, JSON_MAX);

	if (!texts->all.n)
		return NULL;
	json_write_init(&w, &out, 0);
	json_write_array(&w);
	vec_foreach (t, &texts->all) {
		json_write_object(&w);
		json_member_text(&w, "lang", t->lang);
		json_member_text(&w, "title", t->title);
		if (t->text)
			json_member_text(&w, "text", t->text);
		json_write_object_end(&w);
	}
	json_write_array_end(&w);
	return str_dup(&out, arena);
}

int notice_texts_read(const char *text, struct arena *arena, struct notice_texts *ret)
{
	struct notice_texts out = {0};
	struct json *v;
	int r = text ? read_array(text, arena, &v) : 0;

	if (r < 0)
		return r;
	for (size_t i = 0; text && i < v->array.n; i++) {
		const struct json *o = &v->array.items[i];

		vec_push(arena, &out.all,
		    (struct notice_text){.lang = json_text(json_get(o, "lang"), "en"),
			.title = json_text(json_get(o, "title"), ""),
			.text = json_text(json_get(o, "text"), NULL)});
	}
	*ret = out;
	return 0;
}

const struct notice_text *notice_text_in(const struct notice_texts *texts, const char *lang)
{
	vec_foreach (t, &texts->all)
		if (lang && strcmp(t->lang, lang) == 0)
			return t;
	vec_foreach (t, &texts->all)
		if (strcmp(t->lang, "en") == 0)
			return t;
	return texts->all.n ? texts->all.items : NULL;
}

int notice_answer_of(const char *name)
{
	for (int i = NOTICE_WORKING; name && notice_answer_names[i]; i++)
		if (strcmp(notice_answer_names[i], name) == 0)
			return i;
	return -1;
}

bool notice_is_urgent(int severity)
{
	return severity <= CRIT_HIGH;
}
