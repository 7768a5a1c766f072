/* Live progress of an order. */
#include "codec/html.h"
#include "codec/json.h"
#include "portal/bound.h"
#include "portal/live.h"
#include "portal/order.h"

/* The parts of the page are text. */
static void put_number(struct json_writer *w, const char *part, int64_t n)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%lld", (long long)n);
	json_member_text(w, part, text);
}

/* What the parts of the page become: HTML, as web/portal/README.md says. */
static void write_progress(const struct chunk *c, struct str *out)
{
	struct json_writer w;
	STR_AUTO(stage, 512);
	STR_AUTO(bar, 128);

	html_text(&stage, span_str(c->stage ? c->stage : ""));
	/* Without a value the bar says that nobody knows yet how much there is. */
	if (c->total)
		str_addf(&bar, "<progress value=\"%lld\" max=\"%lld\"></progress>",
		    (long long)c->done, (long long)c->total);
	else
		str_add(&bar, "<progress></progress>");
	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_member_text(&w, "bar", str_text(&bar));
	json_member_text(&w, "stage", str_text(&stage));
	put_number(&w, "done", c->done);
	put_number(&w, "total", c->total);
	put_number(&w, "hosts", c->hosts);
	put_number(&w, "services", c->services);
	put_number(&w, "requests", c->requests);
	json_write_object_end(&w);
}

static int ask(
    struct db *db, const char *id, struct arena *arena, struct str *out, int *ret_state)
{
	struct audit_order o;
	struct chunk c = {0};
	int r = desk_get(db, &audit_order_type, id, arena, &o);

	if (r == 0)
		r = order_progress(db, &o, arena, &c);
	if (r < 0)
		return r;
	write_progress(&c, out);
	*ret_state = o.state;
	return 0;
}

int order_live(struct call *call)
{
	const char *state = serve_query(call->rq, "state");
	struct audit_order o;
	int r = bound_order(call, &o);

	return r < 0 ? r
		     : live_stream(
			   call, ask, o.id, bound_name(order_state_names, state ? state : ""));
}
