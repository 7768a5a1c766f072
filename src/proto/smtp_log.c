/* SMTP's EVE objects. */
#include "proto/say.h"
#include "proto/smtp_impl.h"

void smtp_impl_log(const struct tx *tx, struct json_writer *w)
{
	const struct smtp_own *own = tx->own;

	say_span(w, "helo", own->helo);
	say_span(w, "mail_from", own->from);
	if (!own->rcpts.n)
		return;
	json_write_key(w, "rcpt_to");
	json_write_array(w);
	for (size_t i = 0; i < own->rcpts.n; i++)
		json_write_span(w, own->rcpts.items[i]);
	json_write_array_end(w);
}

void smtp_impl_log_beside(const struct tx *tx, struct json_writer *w)
{
	const struct smtp_own *own = tx->own;

	if (!own->mailed)
		return;
	json_write_key(w, "email");
	json_write_object(w);
	mail_log(own->mail, w, tx->env->limits->contents);
	json_write_object_end(w);
}
