#include "proto/event.h"
#include "sense/eve.h"

const char *eve_app(uint8_t app)
{
	if (app == PROTO_UNKNOWN || app >= PROTO_IDS)
		return NULL;
	if (app == PROTO_FAILED)
		return "failed";
	return protos[app] ? protos[app]->name : NULL;
}

void eve_tx(struct eve *eve, const struct packet *packet, const struct tx *tx, int64_t now)
{
	const struct proto *proto = protos[tx->proto];
	struct json_writer *w;

	if (!eve_wants(eve, EVE_APP) || !(eve_settings(eve)->apps & UINT64_C(1) << tx->proto) ||
	    !proto || !proto->event || !proto->log)
		return;
	w = eve_begin(eve, proto->event, packet ? packet->time : now, packet, tx->flow,
	    (enum flow_dir)tx->dir);
	json_member_int(w, "tx_id", (int64_t)tx->nr);
	json_write_key(w, proto->event);
	json_write_object(w);
	proto->log(tx, w);
	json_write_object_end(w);
	if (proto->log_beside)
		proto->log_beside(tx, w);
	eve_end(eve);
}

/* Suricata's older parsers have their names in capitals. */
static void member_event(struct json_writer *w, const char *name, bool upper)
{
	char text[64];
	size_t n = MIN(strlen(name), sizeof(text));

	for (size_t i = 0; i < n; i++)
		text[i] =
		    (char)(upper && name[i] >= 'a' && name[i] <= 'z' ? name[i] - 32 : name[i]);
	json_write_key(w, "event");
	json_write_span(w, span_of(text, n));
}

void eve_tx_anomalies(
    struct eve *eve, const struct packet *packet, const struct tx *tx, int64_t now)
{
	const char *app = eve_app(tx->proto);
	bool upper =
	    tx->proto == PROTO_HTTP1 || tx->proto == PROTO_TLS || tx->proto == PROTO_SMTP;

	if (!eve_wants(eve, EVE_ANOMALY))
		return;
	for (uint8_t i = 0; i < tx->nevents; i++) {
		struct json_writer *w;

		if (tx->events[i] >= PROTO_EVENTS || !proto_event_rows[tx->events[i]].name)
			continue;
		w = eve_begin(eve, "anomaly", packet ? packet->time : now, packet, tx->flow,
		    (enum flow_dir)tx->dir);
		json_member_int(w, "tx_id", (int64_t)tx->nr);
		json_write_key(w, "anomaly");
		json_write_object(w);
		if (app)
			json_member_text(w, "app_proto", app);
		json_member_text(w, "type", "applayer");
		member_event(w, proto_event_rows[tx->events[i]].name, upper);
		json_member_text(w, "layer", "proto_parser");
		json_write_object_end(w);
		eve_end(eve);
	}
}

static void member_digest(struct json_writer *w, const char *key, struct span bytes)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * CRYPT_DIGEST_MAX];

	for (size_t i = 0; i < bytes.n; i++) {
		text[2 * i] = digits[bytes.p[i] >> 4];
		text[2 * i + 1] = digits[bytes.p[i] & 15];
	}
	json_write_key(w, key);
	json_write_span(w, span_of(text, 2 * bytes.n));
}

void eve_fileinfo(struct eve *eve, const struct packet *packet, const struct tx *tx,
    const struct tx_file *file, const struct digest_values *digests, int64_t now)
{
	const struct proto *proto = protos[tx->proto];
	const char *app = eve_app(tx->proto);
	struct json_writer *w;

	if (!eve_wants(eve, EVE_FILEINFO))
		return;
	w = eve_begin(eve, "fileinfo", packet ? packet->time : now, packet, tx->flow,
	    (enum flow_dir)file->dir);
	if (proto && proto->event && proto->log) {
		json_write_key(w, proto->event);
		json_write_object(w);
		proto->log(tx, w);
		json_write_object_end(w);
		if (proto->log_beside)
			proto->log_beside(tx, w);
	}
	if (app)
		json_member_text(w, "app_proto", app);
	json_write_key(w, "fileinfo");
	json_write_object(w);
	if (file->name.n) {
		json_write_key(w, "filename");
		json_write_span(w, file->name);
	}
	json_member_bool(w, "gaps", file->gaps > 0);
	for (int i = 0; digests && i < CRYPT_DIGESTS; i++)
		if (digests->of[i].n)
			member_digest(w, digest_names[i],
			    span_of(digests->of[i].bytes, digests->of[i].n));
	json_member_text(w, "state", file->truncated || file->gaps ? "TRUNCATED" : "CLOSED");
	json_member_bool(w, "stored", false);
	json_member_int(w, "size", (int64_t)file->size);
	json_member_int(w, "tx_id", (int64_t)tx->nr);
	json_write_object_end(w);
	eve_end(eve);
}
