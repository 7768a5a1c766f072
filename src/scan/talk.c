#include "scan/talk.h"

#include "base/limits.h"
#include "codec/utf8.h"

enum { BYE_MS = 500 };

void talk_init(struct talk *talk, struct probe_run *run)
{
	*talk = (struct talk){.run = run};
	str_init(&talk->in, TALK_MAX);
	str_span(&talk->in, str_bytes(&run->greeting));
}

void talk_done(struct talk *talk)
{
	str_done(&talk->in);
}

int talk_send_bytes(struct talk *talk, struct span bytes)
{
	return conn_write(talk->run->conn, bytes, TALK_MS);
}

int talk_send(struct talk *talk, const char *text)
{
	return talk_send_bytes(talk, span_str(text));
}

struct reading {
	talk_frame *frame;
	size_t size;
	int result;
};

static bool is_complete(struct span so_far, void *arg)
{
	struct reading *reading = arg;

	reading->result = reading->frame(so_far, &reading->size);
	return reading->result != ERR_TRUNCATED;
}

int talk_read(struct talk *talk, talk_frame *frame, struct span *ret)
{
	struct reading reading = {.frame = frame};

	str_drop(&talk->in, talk->used);
	talk->used = 0;
	if (!is_complete(str_bytes(&talk->in), &reading)) {
		int r = conn_read_lines(
		    talk->run->conn, &talk->in, TALK_MAX, is_complete, &reading, TALK_MS);

		if (r < 0)
			return r == ERR_LIMIT ? ERR_PROTOCOL : r;
	}
	if (reading.result < 0)
		return ERR_PROTOCOL;
	talk->used = reading.size;
	*ret = span_sub(str_bytes(&talk->in), 0, reading.size);
	return 0;
}

int talk_ask(struct talk *talk, const char *text, talk_frame *frame, struct span *ret)
{
	int r = talk_send(talk, text);

	return r < 0 ? r : talk_read(talk, frame, ret);
}

int talk_command(struct talk *talk, const char *text, struct reply *ret)
{
	struct span bytes;
	int r = talk_ask(talk, text, reply_size, &bytes);

	return r < 0 ? r : reply_parse(bytes, ret);
}

static void forget(struct talk *talk)
{
	str_clear(&talk->in);
	talk->used = 0;
}

int talk_start_tls(struct talk *talk)
{
	forget(talk);
	return conn_start_tls(talk->run->conn, talk->run->name, TALK_MS);
}

int talk_fresh(struct talk *talk)
{
	forget(talk);
	return probe_reconnect(talk->run);
}

void talk_bye(struct talk *talk, const char *text)
{
	forget(talk);
	if (talk_send(talk, text) == 0 &&
	    conn_read(talk->run->conn, &talk->in, LIMIT_BANNER, BYE_MS) < 0)
		forget(talk);
}

int talk_result(int r)
{
	return r == ERR_CANCELLED || r == ERR_BLOCKED ? r : 0;
}

int talk_unknown(int r)
{
	return r == ERR_TIMEOUT || r == ERR_CLOSED ? ERR_PROTOCOL : r;
}

const char *talk_text(struct probe_run *run, struct span bytes, size_t max)
{
	return utf8_clean(run->arena, span_trim(bytes), max);
}

void talk_add(struct probe_run *run, struct text_list *values, struct span bytes, size_t max)
{
	const char *text = talk_text(run, bytes, max);

	if (*text && values->n < LIMIT_LIST)
		text_list_add(values, run->arena, text);
}

const char *talk_reply_text(struct probe_run *run, const struct reply *reply)
{
	struct span rest = reply->lines, text;
	STR_AUTO(out, TALK_MAX);

	while (reply_text(&rest, &text)) {
		if (out.n)
			str_char(&out, '\n');
		str_span(&out, text);
	}
	return talk_text(run, str_bytes(&out), LIMIT_BANNER);
}

bool talk_fingerprint(
    struct probe_run *run, const char *field, const char *text, struct obs_service *service)
{
	struct span rest = span_str(text), line;

	if (probe_fingerprint(run, field, rest, service))
		return true;
	while (strchr(text, '\n') && span_line(&rest, &line))
		if (probe_fingerprint(run, field, line, service))
			return true;
	return false;
}
