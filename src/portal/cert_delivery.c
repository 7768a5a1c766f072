#include "portal/cert_delivery.h"

#include "base/limits.h"
#include "base/map.h"
#include "model/tracked.h"

/* Keys of what the CERT has decided to be no weakness of theirs. */
static int load_dismissed(struct call *call, const char *org, struct map *keys)
{
	struct desk_records all = {0};
	int r = desk_list(call->db, &tracked_type,
	    "WHERE \"org\" = $1 AND \"decided_by\" IS NOT NULL AND \"state\" IN "
	    "('false_positive', 'not_ours', 'duplicate')",
	    DESK_PARAMS(DESK_TEXT(org)), call->arena, &all);

	for (size_t i = 0; r == 0 && i < all.all.n; i++) {
		struct tracked *t = all.all.items[i];

		(void)map_set(keys, t->key, t);
	}
	return call_db(call, r);
}

static void leave_out(struct findings *findings, const struct map *keys)
{
	size_t n = 0;

	vec_foreach (f, &findings->all)
		if (!map_get(keys, f->key))
			findings->all.items[n++] = *f;
	findings->all.n = n;
}

int cert_delivery_load(
    struct call *call, const struct audit_order *order, struct stored_run *ret)
{
	struct map keys;
	int r;

	if (!order->run)
		return call_fail(call, ERR_NOTFOUND, "there is no run of this order yet",
		    "wait until the audit has ended", "%s", order->ref);
	map_init(&keys, call->arena);
	r = load_dismissed(call, order->org, &keys);
	if (r == 0)
		r = finish_load(call->db, order->run, NULL, call->arena, ret, &call->msg);
	if (r == 0) {
		leave_out(&ret->findings, &keys);
		leave_out(&ret->told, &keys);
		leave_out(&ret->gone, &keys);
	}
	return r;
}

static const char *file_name(struct call *call, const char *ref, enum report_format format)
{
	const char *ending = format == REPORT_HTML   ? "html"
			     : format == REPORT_PDF  ? "pdf"
			     : format == REPORT_JSON ? "json"
			     : format == REPORT_CSV  ? "csv"
						     : "ndjson";

	return arena_printf(call->arena, "%s.%s", ref, ending);
}

int cert_delivery_send(struct call *call, const struct audit_order *order,
    enum report_format format, const char *watermark)
{
	struct stored_run stored;
	struct finish_options options = {.lang = call->org->lang,
	    .label = "TLP:AMBER",
	    .organisation = call->org->name,
	    .watermark = watermark,
	    .now = call->now};
	STR_AUTO(out, LIMIT_DOCUMENT);
	int r = cert_delivery_load(call, order, &stored);

	if (r == 0)
		r = finish_render(&stored, &options, format, &out, &call->msg);
	if (r < 0)
		return r;
	return call_send(call, report_media_type(format), file_name(call, order->ref, format),
	    str_bytes(&out));
}
