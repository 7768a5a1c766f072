/* Rules and datasets for members' sensors (share/suricata.h). */
#include "share/suricata.h"
#include "portal/feed.h"
#include "portal/routes.h"

static int say(struct call *call, int status, const char *text)
{
	call->reply->status = status;
	serve_reply_header(call->reply, "Content-Type", "text/plain; charset=utf-8");
	str_addf(&call->reply->body, "%s\n", text);
	call->replied = true;
	return 0;
}

static int file(struct call *call)
{
	const char *name = call_arg(call, "file");
	struct feed_sent sent = {.type = "text/plain; charset=utf-8",
	    .query = arena_printf(call->arena, "suricata/%.40s", name)};
	struct served *served = NULL;
	struct feed_reader reader;
	struct share_view view;
	int r = feed_open(call, &reader);

	if (r)
		return r < 0 ? r : say(call, r, reader.why);
	r = feed_view(call, &reader, &served, &view);
	if (r < 0)
		return r;
	r = suricata_write(&view, name, &call->reply->body, &sent.lines);
	served_release(served);
	if (r == ERR_NOTFOUND)
		return say(call, 404, "there is no such file");
	return r < 0 ? r : feed_send(call, &reader, &sent);
}

const struct route suricata_routes[] = {
    {"GET", "/suricata/{file}", MAY_PUBLIC, NULL, file, ROUTE_NO_LOG,
	"Rules and datasets for Suricata: varde.rules, varde-lists.rules and its lists.", NULL,
	NULL},
    {.method = NULL},
};
