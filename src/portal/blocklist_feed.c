/* GET /v3: what members' firewalls, proxies and scripts fetch (share/blocklist.h). */
#include "codec/md5.h"
#include "portal/blocklist.h"
#include "portal/feed.h"

enum { QUERY_MAX = 1000 };

/* Programs read the status; people who look at their program's log read the line. */
static int say(struct call *call, int status, const char *text)
{
	call->reply->status = status;
	serve_reply_header(call->reply, "Content-Type", "text/plain; charset=utf-8");
	str_addf(&call->reply->body, "%s\n", text);
	call->replied = true;
	return 0;
}

static int read_query(struct call *call, struct blocklist_query *q, struct msg *msg)
{
	const struct serve_pairs *sent = &call->rq->query;
	struct blocklist_arg *args =
	    ARENA_ARRAY(call->arena, sent->n + 1, struct blocklist_arg);

	for (size_t i = 0; i < sent->n; i++)
		args[i] = (struct blocklist_arg){sent->items[i].name, sent->items[i].value};
	return blocklist_query_read(args, sent->n, call->arena, q, msg);
}

/* The list, or its checksum. Gives the lines of the list. */
static int write_list(struct call *call, const struct feed_reader *reader,
    const struct blocklist_query *q, size_t *ret_lines)
{
	struct str *body = &call->reply->body;
	struct served *served = NULL;
	struct share_view view;
	char sum[MD5_HEX];
	int r = feed_view(call, reader, &served, &view);

	if (r < 0)
		return r;
	*ret_lines = blocklist_write(view.rows, view.n, q, call->now, call->arena, body);
	served_release(served);
	r = str_ok(body);
	if (r == 0 && q->hash) {
		(void)md5_hex(str_bytes(body), sum);
		str_clear(body);
		str_addf(body, "%s\n", sum);
	}
	return r;
}

int blocklist_feed(struct call *call)
{
	struct feed_sent sent = {.type = "text/plain; charset=utf-8"};
	STR_AUTO(query, QUERY_MAX);
	struct blocklist_query q;
	struct feed_reader reader;
	struct msg why = {0};
	int r = feed_open(call, &reader);

	if (r > 0)
		return say(call, r, reader.why);
	if (r < 0)
		return r;
	r = read_query(call, &q, &why);
	if (r < 0)
		return say(call, 400,
		    arena_printf(call->arena, "%s: %s; %s", why.what, why.detail, why.hint));
	q.tlps = reader.tlps;
	r = write_list(call, &reader, &q, &sent.lines);
	if (r < 0)
		return r;
	blocklist_query_text(&q, &query);
	sent.query = str_text(&query);
	return feed_send(call, &reader, &sent);
}
