#include "api/sensor.h"

#include "base/parse.h"
#include "desk/sensor.h"
#include "desk/sensor_pack.h"

enum { FLAGS = ROUTE_WEAK | ROUTE_NO_LOG | ROUTE_NO_CSRF };

static int who_calls(struct call *call, struct sensor *ret)
{
	int r = call->rq->peer ? sensor_of_print(call->db, call->rq->peer, call->arena, ret)
			       : ERR_NOTFOUND;

	if (r == ERR_NOTFOUND)
		return call_fail(call, ERR_DENIED, "this sensor is not known",
		    "register its certificate: varde sensor add NAME CERT.pem", "%.64s",
		    call->rq->peer ? call->rq->peer
				   : "no certificate that our authority signed");
	return call_db(call, r);
}

static int records(struct call *call)
{
	const char *stream = serve_header(call->rq, "varde-stream");
	struct sensor_taken taken;
	struct sensor s;
	int r = who_calls(call, &s);

	if (r < 0)
		return r;
	r = sensor_take(
	    call->db, &s, stream ? stream : "", call->rq->body, call->now, call->arena, &taken);
	/* Whoever waited for a lock in vain sends it again. */
	if (r < 0) {
		(void)call_db(call, r);
		return r == ERR_BUSY ? ERR_TIMEOUT : r;
	}
	json_set_int(call->arena, call->data, "acked", (int64_t)taken.acked);
	json_set_int(call->arena, call->data, "records", taken.records);
	json_set_int(call->arena, call->data, "again", taken.again);
	json_set_int(call->arena, call->data, "missing", taken.missing);
	json_set_int(call->arena, call->data, "wrong", taken.counts.wrong);
	return 0;
}

static int64_t number(const struct call *call, const char *name)
{
	return MAX(json_int(json_get(call->body, name), 0), 0);
}

static const char *text(const struct call *call, const char *name, size_t max)
{
	const char *t = json_text(json_get(call->body, name), NULL);

	return t && *t ? arena_strndup(call->arena, t, strnlen(t, max)) : NULL;
}

static int set_pack(struct call *call)
{
	struct sensor_pack p;
	struct json *pack;
	int r = sensor_pack_current(call->db, call->arena, &p);

	if (r == ERR_NOTFOUND) {
		json_set_text(call->arena, call->data, "pack", NULL);
		return 0;
	}
	if (r < 0)
		return call_db(call, r);
	pack = json_new_object(call->arena);
	json_set_int(call->arena, pack, "number", p.number);
	json_set_int(call->arena, pack, "bytes", p.bytes);
	json_set_int(call->arena, pack, "parts", p.parts);
	json_set_text(call->arena, pack, "sha256", p.digest);
	json_set_text(call->arena, pack, "signature", p.signature);
	json_set_text(call->arena, pack, "key", p.key);
	json_set_value(call->arena, call->data, "pack", pack);
	return 0;
}

static int beat(struct call *call)
{
	struct sensor told = {0}, s;
	int r = who_calls(call, &s);

	if (r < 0)
		return r;
	told.packets = number(call, "packets");
	told.drops = number(call, "drops");
	told.gaps = number(call, "gaps");
	told.one_sided = number(call, "one_sided");
	told.memory = number(call, "memory");
	told.spool = number(call, "spool");
	told.spool_max = number(call, "spool_max");
	told.lag = number(call, "lag");
	told.pack = number(call, "pack");
	told.pack_bad = text(call, "pack_bad", 300);
	told.release = text(call, "release", 40);
	r = sensor_beat(call->db, &s, &told, number(call, "clock"), call->now, call->arena);
	if (r < 0) {
		(void)call_db(call, r);
		return r == ERR_BUSY ? ERR_TIMEOUT : r;
	}
	json_set_int(call->arena, call->data, "now", call->now);
	return set_pack(call);
}

static int no_pack(struct call *call)
{
	return call_fail(call, ERR_RANGE, "there is no such pack",
	    "ask for the one that the last beat named", "%s", "");
}

static int pack(struct call *call)
{
	STR_AUTO(bytes, PACK_PART + 1);
	int64_t number = 0, part = 0;
	struct sensor s;
	int r = who_calls(call, &s);

	if (r < 0)
		return r;
	if (parse_int(span_str(call_arg(call, "number")), 1, INT64_MAX, &number) < 0 ||
	    parse_int(span_str(call_arg(call, "part")), 0, INT32_MAX, &part) < 0)
		return no_pack(call);
	r = sensor_pack_read(call->db, number, part, call->arena, &bytes);
	if (r < 0)
		return r == ERR_NOTFOUND ? no_pack(call) : call_db(call, r);
	str_put(&call->reply->body, bytes.p, bytes.n);
	serve_reply_header(call->reply, "Content-Type", "application/octet-stream");
	call->replied = true;
	return str_ok(&call->reply->body);
}

const struct route sensor_routes[] = {
    {"POST", "/worker/v1/sensor/records", MAY_PUBLIC, NULL, records, FLAGS,
	"Stores records of a sensor, each once.", NULL, NULL},
    {"POST", "/worker/v1/sensor/beat", MAY_PUBLIC, NULL, beat, FLAGS,
	"Tells how a sensor is, and learns which pack it is to work by.",
	"packets? drops? gaps? one_sided? memory? spool? spool_max? lag? pack? pack_bad? "
	"release? "
	"clock?",
	NULL},
    {"GET", "/worker/v1/sensor/packs/{number}/{part}", MAY_PUBLIC, NULL, pack, FLAGS,
	"A part of a pack of rules and indicators.", NULL, NULL},
    {NULL, NULL, MAY_PUBLIC, NULL, NULL, 0, NULL, NULL, NULL},
};
