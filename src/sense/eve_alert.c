#include "codec/base64.h"
#include "rule/image.h"
#include "sense/eve.h"

/* "KEY VALUE" lines as {"KEY":["VALUE",...]}: each key once, at its first line. */
static void put_metadata(struct json_writer *w, const char *text)
{
	struct span lines = span_str(text), line, rest;

	json_write_key(w, "metadata");
	json_write_object(w);
	for (rest = lines; span_line(&rest, &line);) {
		struct span value = line, key, other, again = lines;
		bool first = true;
		char name[64] = {0};

		if (!span_split(&value, ' ', &key) || !key.n || key.n >= sizeof(name))
			continue;
		memcpy(name, key.p, key.n);
		while (first && span_line(&again, &other) && other.p < line.p)
			first = !(other.n > key.n && other.p[key.n] == ' ' &&
				  span_starts(other, name));
		if (!first)
			continue;
		json_write_key(w, name);
		json_write_array(w);
		for (again = line.p ? span_of(line.p, (size_t)(lines.p + lines.n - line.p))
				    : line;
		     span_line(&again, &other);)
			if (other.n > key.n && other.p[key.n] == ' ' &&
			    span_starts(other, name))
				json_write_span(w, span_sub(other, key.n + 1, other.n));
		json_write_array_end(w);
	}
	json_write_object_end(w);
}

static void put_rule(struct json_writer *w, const struct rule_meta *rule)
{
	json_write_key(w, "alert");
	json_write_object(w);
	json_member_text(w, "action", "allowed");
	json_member_int(w, "gid", rule->gid);
	json_member_int(w, "signature_id", rule->sid);
	json_member_int(w, "rev", rule->rev);
	json_member_text(w, "signature", rule_meta_text(rule, rule->msg));
	json_member_text(w, "category", rule_meta_text(rule, rule->category));
	json_member_int(w, "severity", rule->priority);
	if (rule->metadata)
		put_metadata(w, rule_meta_text(rule, rule->metadata));
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

static void member_base64(struct json_writer *w, const char *key, struct span bytes)
{
	json_write_key(w, key);
	json_write_text(w, "");
	/* Between the quotes: its digits need no escape. */
	str_cut(w->out, w->out->n - 1);
	base64_encode(bytes, w->out);
	str_char(w->out, '"');
}

/* The digits of a number; gives how many, at most 20. */
static size_t number_text(uint64_t v, char *to)
{
	char digits[20];
	size_t n = 0;

	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	for (size_t i = 0; i < n; i++)
		to[i] = digits[n - 1 - i];
	return n;
}

static void member_printable(
    struct json_writer *w, const char *key, struct span bytes, uint64_t missing)
{
	static const char behind[] = " bytes missing]";
	char text[64 + 256];
	size_t at = 0, n = MIN(bytes.n, (size_t)256);

	if (missing) {
		text[at++] = '[';
		at += number_text(missing, text + at);
		memcpy(text + at, behind, sizeof(behind) - 1);
		at += sizeof(behind) - 1;
	}
	for (size_t i = 0; i < n; i++) {
		uint8_t c = bytes.p[i];

		text[at + i] = (char)((c >= 32 && c < 127) || c == '\n' || c == '\r' ? c : '.');
	}
	json_write_key(w, key);
	json_write_span(w, span_of(text, at + n));
}

/* As little as shows what happened: a part of the payload, the packet only when it is asked
 * for. */
static void put_evidence(struct eve *eve, struct json_writer *w, const struct detect_hit *hit)
{
	const struct eve_settings *s = eve_settings(eve);
	struct span payload = span_sub(hit->payload, 0, s->payload);

	if (payload.n) {
		member_base64(w, "payload", payload);
		member_printable(w, "payload_printable", payload, hit->missing);
	}
	json_member_int(w, "stream", hit->stream);
	if (s->packet && hit->packet)
		member_base64(w, "packet", span_of(hit->packet->frame, hit->packet->caplen));
}

void eve_alert(struct eve *eve, const struct detect_hit *hit, int64_t now)
{
	const struct proto *proto = hit->tx ? protos[hit->tx->proto] : NULL;
	const char *app = hit->flow ? eve_app(hit->flow->app) : NULL;
	struct json_writer *w;

	if (!eve_wants(eve, EVE_ALERT))
		return;
	w = eve_begin(eve, "alert", hit->packet ? hit->packet->time : now, hit->packet,
	    hit->flow, hit->dir);
	if (hit->tx)
		json_member_int(w, "tx_id", (int64_t)hit->tx->nr);
	if (hit->packet && hit->packet->outer)
		eve_member_tunnel(w, hit->packet);
	put_rule(w, hit->rule);
	if (proto && proto->event && proto->log) {
		json_write_key(w, proto->event);
		json_write_object(w);
		proto->log(hit->tx, w);
		json_write_object_end(w);
		if (proto->log_beside)
			proto->log_beside(hit->tx, w);
	}
	if (app)
		json_member_text(w, "app_proto", app);
	if (hit->flow) {
		json_member_text(
		    w, "direction", hit->dir == FLOW_TO_SERVER ? "to_server" : "to_client");
		put_flow(w, hit->flow);
	}
	put_evidence(eve, w, hit);
	eve_end(eve);
}
