#include "notify/letter.h"

#include "codec/utf8.h"
#include "desk/contact_key.h"
#include "notify/content.h"
#include "notify/mail.h"

/* Texts that are never encrypted: they say that somebody's ways in were changed, among them by
 * whom mails can be read. */
static const char *const open_texts[] = {"account_changed", NULL};

/* What goes out instead of one that cannot be encrypted. */
#define POINTER "key_pointer"

static bool is_open(const char *template)
{
	for (const char *const *name = open_texts; *name; name++)
		if (strcmp(*name, template) == 0)
			return true;
	return false;
}

int letter_load(struct db *db, const struct outgoing *message, const char *person,
    const char *lang, int64_t now, struct arena *arena, struct letter *ret)
{
	struct contact_key *key = ARENA_NEW(arena, struct contact_key);
	struct json *content = NULL;
	int r = ERR_NOTFOUND;

	if (person && !is_open(message->template))
		r = contact_key_used(db, person, arena, key);
	if (r == ERR_NOTFOUND) {
		*ret = (struct letter){0};
		return 0;
	}
	if (r == 0)
		r = content_load(db, message, person, i18n_lang(lang), now, arena, &content);
	if (r == 0)
		*ret = (struct letter){.key = key, .content = content};
	return r;
}

/* The text, as the reader is to have it. */
static int fill(const struct notify_options *o, const struct outgoing *message,
    const struct letter_address *address, const struct texts_reader *reader,
    struct arena *arena, struct mail *ret)
{
	const struct settings *s = o->settings;
	struct texts_filled filled = {0};
	int r = texts_fill(o->texts, s, message, reader, arena, &filled);

	if (r < 0)
		return r;
	*ret = (struct mail){.from_name = s->name,
	    .from = s->mail_from,
	    .to = address->to,
	    .subject = filled.subject,
	    .body = filled.body,
	    .lang = address->reader->lang,
	    .message_id = message->message_id,
	    .date = message->created};
	return 0;
}

static enum contact_fault sealed(const struct notify_options *o, const struct outgoing *message,
    const struct letter_address *address, int64_t now, struct arena *arena,
    struct letter *letter, struct str *out)
{
	struct texts_reader reader = *address->reader;
	enum contact_fault fault;
	struct mail mail;
	struct msg msg = {0};

	reader.sealed = true;
	reader.content = letter->content;
	if (!o->seal || fill(o, message, address, &reader, arena, &mail) < 0)
		return CONTACT_BROKEN;
	fault = seal_mail(o->seal, letter->key, &mail, now, out, &msg);
	if (fault != CONTACT_FINE && *msg.what)
		letter->reason = utf8_clean(
		    arena, span_str(arena_printf(arena, "%s: %s", msg.what, msg.detail)), 1000);
	return fault;
}

int letter_write(const struct notify_options *o, const struct outgoing *message,
    const struct letter_address *address, int64_t now, struct arena *arena,
    struct letter *letter, struct str *out)
{
	struct texts_reader reader = *address->reader;
	struct mail mail;
	int r;

	if (letter->key) {
		letter->fault = sealed(o, message, address, now, arena, letter, out);
		letter->tried = true;
		if (letter->fault == CONTACT_FINE)
			return 0;
		reader.text = POINTER;
	}
	r = fill(o, message, address, &reader, arena, &mail);
	return r < 0 ? r : mail_compose(&mail, out);
}

int letter_note(struct db *db, const struct letter *letter, int64_t now, struct arena *arena)
{
	if (!letter->key || !letter->tried)
		return 0;
	return contact_key_tried(db, letter->key, letter->fault, letter->reason, now, arena);
}
