/* Alerts of our own detectors: EVE's alert, with what was counted as metadata. */
#include "sense/eve.h"

#include <inttypes.h>
#include <stdio.h>

/* Metadata is lists of texts. */
static void member(struct json_writer *w, const char *key, const char *text)
{
	json_write_key(w, key);
	json_write_array(w);
	json_write_text(w, text);
	json_write_array_end(w);
}

static void member_number(struct json_writer *w, const char *key, uint64_t n)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRIu64, n);
	member(w, key, text);
}

static void put_alert(struct json_writer *w, const struct watcher_hit *hit)
{
	const struct watcher_alert *a = hit->alert;

	json_write_key(w, "alert");
	json_write_object(w);
	json_member_text(w, "action", "allowed");
	json_member_int(w, "gid", 1);
	json_member_int(w, "signature_id", a->sid);
	json_member_int(w, "rev", 1);
	json_member_text(w, "signature", a->signature);
	json_member_text(w, "category", a->category);
	json_member_int(w, "severity", a->priority);
	json_write_key(w, "metadata");
	json_write_object(w);
	member(w, "detector", a->detector);
	member_number(w, "observed", hit->observed);
	member_number(w, "threshold", hit->threshold);
	if (hit->seconds)
		member_number(w, "seconds", hit->seconds);
	member(w, "explanation", hit->text);
	member(w, "signature_severity", a->severity);
	member(w, "confidence", a->confidence);
	member(w, "tag", a->tag);
	json_write_object_end(w);
	json_write_object_end(w);
}

static void put_flow(struct json_writer *w, const struct flow *flow)
{
	json_write_key(w, "flow");
	json_write_object(w);
	json_member_int(w, "pkts_toserver", (int64_t)flow->side[0].packets);
	json_member_int(w, "pkts_toclient", (int64_t)flow->side[1].packets);
	json_member_int(w, "bytes_toserver", (int64_t)flow->side[0].bytes);
	json_member_int(w, "bytes_toclient", (int64_t)flow->side[1].bytes);
	eve_member_time(w, "start", flow->start);
	json_write_object_end(w);
}

void eve_watch(struct eve *eve, const struct watcher_hit *hit, const struct flow *flow,
    const struct tx *tx)
{
	const char *app = eve_app(flow->app);
	struct json_writer *w;

	if (!eve_wants(eve, EVE_ALERT))
		return;
	w = eve_begin(eve, "alert", flow->last, NULL, flow, FLOW_TO_SERVER);
	if (tx)
		json_member_int(w, "tx_id", (int64_t)tx->nr);
	put_alert(w, hit);
	if (app)
		json_member_text(w, "app_proto", app);
	json_member_text(w, "direction", "to_server");
	put_flow(w, flow);
	eve_end(eve);
}
