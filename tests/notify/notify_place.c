#include "notify_place.h"

static int fake_send(
    void *ctx, const struct smtp_mail *mail, struct smtp_result *ret, struct msg *msg)
{
	struct notify_fake *f = ctx;

	f->calls++;
	*ret = f->result;
	msg_what(msg, "a mail could not be sent");
	msg_detail(msg, "the fake says no");
	if (f->robber)
		assert_int_equal(
		    db_exec(f->robber, "UPDATE outgoing SET \"lease\" = \"lease\" + 1"), 0);
	if (!f->deaf && mail->before_end(mail->arg) != 0)
		return ERR_CANCELLED;
	if (f->answer < 0)
		return f->answer;
	ret->handed_over = true;
	if (f->breaker)
		assert_int_equal(
		    db_exec(f->breaker, "ALTER TABLE outgoing RENAME TO elsewhere"), 0);
	vec_push(f->arena, &f->mails,
	    (struct notify_fake_mail){arena_strdup(f->arena, mail->to),
		arena_strndup(f->arena, mail->bytes.p, mail->bytes.n)});
	return 0;
}

void notify_bench_init(struct notify_bench *b, struct place *place)
{
	struct msg msg;

	*b = (struct notify_bench){.place = place, .db = place_open(place)};
	settings_init(&b->settings);
	b->settings.url = "https://portal.varde.test";
	b->settings.name = "Helse-CERT";
	b->settings.mail_from = "cert@varde.test";
	b->settings.contact = "cert@varde.test";
	b->settings.phone = "+47 22 00 00 00";
	b->settings.lang = "en";
	b->fake.arena = place->arena;
	assert_int_equal(texts_load(&b->texts, &msg), 0);
	b->options = (struct notify_options){
	    .settings = &b->settings, .texts = b->texts, .send = fake_send, .ctx = &b->fake};
}

void notify_bench_done(struct notify_bench *b)
{
	template_set_free(b->texts);
	(void)db_close(b->db);
}

void notify_bench_put(struct notify_bench *b, struct outgoing message, int64_t now)
{
	assert_int_equal(db_begin(b->db, DB_WRITE), 0);
	assert_int_equal(db_end(b->db, outbox_put(b->db, &message, now, b->place->arena)), 0);
}

struct notify_result notify_bench_step(struct notify_bench *b, int64_t now)
{
	struct notify_result got;

	if (notify_step(b->db, &b->options, now, &got) < 0)
		fail_msg("%s: %s", db_msg(b->db)->what, db_msg(b->db)->detail);
	return got;
}

struct outgoing notify_bench_get(struct notify_bench *b, const char *unique_key)
{
	struct outgoing got;

	assert_int_equal(desk_find(b->db, &outgoing_type, "WHERE \"unique_key\" = $1",
			     DESK_PARAMS(DESK_TEXT(unique_key)), b->place->arena, &got),
	    0);
	return got;
}

const char *notify_bench_header(struct notify_bench *b, size_t i, const char *name)
{
	struct span rest, line;

	assert_true(i < b->fake.mails.n);
	rest = span_str(b->fake.mails.items[i].text);
	while (span_line(&rest, &line) && line.n)
		if (span_istarts(line, name) && line.p[strlen(name)] == ':') {
			line = span_trim(span_sub(line, strlen(name) + 1, line.n));
			return arena_strndup(b->place->arena, line.p, line.n);
		}
	return "";
}
