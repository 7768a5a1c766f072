#include "base/limits.h"
#include "scan/probes.h"
#include "scan/talk.h"
#include "wire/redis.h"

enum { EVIDENCE_MAX = 512, VALUE_MAX = 128 }; /* bytes */

static const uint16_t ports[] = {6379, 6380, 0};

/* Sends a command and parses its reply (borrows from talk). */
static int ask(struct talk *talk, const char *command, struct redis_reply *ret)
{
	struct span bytes;
	int r = talk_ask(talk, command, redis_reply_size, &bytes);

	return r < 0 ? r : redis_reply_parse(bytes, ret);
}

static bool is_any_error(const struct redis_reply *reply, const char *const *codes)
{
	for (; *codes; codes++)
		if (redis_is_error(reply, *codes))
			return true;
	return false;
}

/* Whether an answer to PING is that of a Redis server. */
static bool is_redis(const struct redis_reply *reply)
{
	static const char *const codes[] = {
	    "NOAUTH", "DENIED", "NOPERM", "LOADING", "MISCONF", "MASTERDOWN", NULL};

	return (reply->type == '+' && span_eq(reply->text, "PONG")) ||
	       is_any_error(reply, codes);
}

/* Whether the answer says that a password, or another right, is wanted. */
static bool is_closed(const struct redis_reply *reply)
{
	static const char *const codes[] = {"NOAUTH", "DENIED", "NOPERM", NULL};

	return is_any_error(reply, codes);
}

/* What INFO server tells that stays the same from run to run: no process number, no up-time. */
static void note_info(struct probe_run *run, struct span info, struct obs_service *service)
{
	static const char *const names[] = {"server_name", "redis_version", "valkey_version",
	    "dragonfly_version", "redis_mode", "os", "arch_bits"};
	STR_AUTO(text, LIMIT_BANNER);
	struct span value;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!redis_info(info, names[i], &value))
			continue;
		str_addf(&text, "%s%s:", text.n ? "\n" : "", names[i]);
		str_span(&text, span_sub(value, 0, VALUE_MAX));
	}
	service->banner = talk_text(run, str_bytes(&text), LIMIT_BANNER);
	(void)talk_fingerprint(run, "redis.info", service->banner,
	    service); /* no match leaves the product unknown */
	if (!service->system && redis_info(info, "os", &value))
		service->system = talk_text(run, value, VALUE_MAX);
}

static int probe(struct probe_run *run)
{
	struct talk talk CLEANUP(talk_done);
	struct obs_service service = {.protocol = "redis"};
	const char *auth = NULL, *evidence;
	struct redis_reply reply;
	int r;

	talk_init(&talk, run);
	r = ask(&talk, "PING\r\n", &reply);
	if (r < 0)
		return talk_unknown(r);
	if (!is_redis(&reply))
		return ERR_PROTOCOL;
	evidence = talk_text(run, reply.text, EVIDENCE_MAX);
	if (is_closed(&reply)) {
		auth = "required";
	} else {
		r = ask(&talk, "INFO server\r\n", &reply);
		if (r == 0 && is_closed(&reply)) {
			auth = "required";
			evidence = talk_text(run, reply.text, EVIDENCE_MAX);
		} else if (r == 0 && reply.type == '$') {
			auth = "none";
			evidence = "INFO was answered without a password";
			note_info(run, reply.text, &service);
		}
	}
	probe_service(run, &service);
	if (auth)
		probe_fact1(run, "redis.auth", evidence, auth);
	return talk_result(r);
}

const struct probe probe_redis = {
    .protocol = "redis",
    .doc = "Sends PING and, where no password is wanted, INFO server; no key is read.",
    .transport = TRANSPORT_TCP,
    .ports = ports,
    .run = probe,
};
