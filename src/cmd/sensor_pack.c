#include "cmd/sensor_pack.h"

#include "auth/sign.h"
#include "base/parse.h"
#include "codec/sha256.h"
#include "desk/sensor_pack.h"
#include "os/file.h"

#include <unistd.h>

enum { NUMBER_MAX = 64, WORSE = 10 /* per mille of packets lost: too many */ };

static int64_t read_number(const char *folder, const char *name, struct arena *arena)
{
	STR_AUTO(text, NUMBER_MAX);
	int64_t n = 0;

	if (file_read(arena_printf(arena, "%s/%s", folder, name), &text, NULL) < 0 ||
	    parse_int(span_trim(str_bytes(&text)), 0, INT64_MAX, &n) < 0)
		return 0;
	return n;
}

static int write_number(
    const char *folder, const char *name, int64_t n, struct arena *arena, struct msg *msg)
{
	return file_write(arena_printf(arena, "%s/%s", folder, name),
	    span_str(arena_printf(arena, "%lld\n", (long long)n)), 0644, msg);
}

int sensor_packs_open(struct sensor_packs *p, const char *folder, const char *key,
    struct arena *arena, struct msg *msg)
{
	int r;

	*p = (struct sensor_packs){.folder = folder, .key = key};
	if (!folder)
		return 0;
	if (!key) {
		msg_what(msg, "who signs the packs is not named");
		msg_hint(msg, "--pack-key NAME: varde sensor pack prints it on the server");
		return ERR_SYNTAX;
	}
	r = file_make_folder(folder, 0755, msg);
	if (r < 0)
		return r;
	p->current = read_number(folder, "current", arena);
	p->previous = read_number(folder, "previous", arena);
	p->bad = read_number(folder, "bad", arena);
	return 0;
}

static int refuse(struct msg *msg, const char *why)
{
	msg_what(msg, "a pack is not what was signed");
	msg_detail(msg, "%s", why);
	msg_hint(msg, "it was not used; see who is between this sensor and its server");
	return ERR_DENIED;
}

static int fetch_all(const struct sensor_link *link, int64_t number, int64_t parts,
    struct str *bytes, struct msg *msg)
{
	for (int64_t i = 0; i < parts; i++) {
		struct arena *arena CLEANUP(arena_freep) = arena_new();
		struct span part;
		int r = sensor_link_part(link, number, i, arena, &part, msg);

		if (r < 0)
			return r;
		str_span(bytes, part);
		if (str_ok(bytes) < 0)
			return refuse(msg, "it is too large");
	}
	return 0;
}

static int check(const struct sensor_packs *p, int64_t number, const struct json *pack,
    struct span bytes, struct arena *arena, struct msg *msg)
{
	char hex[SHA256_HEX];
	const char *digest = json_text(json_get(pack, "sha256"), "");

	if (strcmp(sha256_hex(bytes, hex), digest) != 0)
		return refuse(msg, "its bytes have another digest");
	if (sign_verify(span_str(sensor_pack_signed(number, digest, arena)), p->key,
		json_text(json_get(pack, "signature"), "")) < 0)
		return refuse(msg, "the signature is not by the key that was named");
	return 0;
}

int sensor_packs_follow(struct sensor_packs *p, const struct sensor_link *link,
    const struct json *pack, const struct sensor_health *health, int64_t now,
    struct arena *arena, struct msg *msg)
{
	int64_t number = json_int(json_get(pack, "number"), 0);
	STR_AUTO(bytes, SENSOR_PACK_MAX);
	int r;

	/* Numbers never go back: an older one, signed though it is, is no news. */
	if (!p->folder || number <= p->current || number <= p->bad)
		return 0;
	r = fetch_all(link, number, json_int(json_get(pack, "parts"), 0), &bytes, msg);
	if (r == 0)
		r = check(p, number, pack, str_bytes(&bytes), arena, msg);
	if (r == 0)
		r = file_write(
		    arena_printf(arena, "%s/%lld.pack", p->folder, (long long)number),
		    str_bytes(&bytes), 0644, msg);
	if (r == 0)
		r = write_number(p->folder, "previous", p->current, arena, msg);
	if (r == 0)
		r = write_number(p->folder, "current", number, arena, msg);
	if (r < 0)
		return r;
	/* The one before the previous one is not needed any more. */
	if (p->previous && p->previous != p->current)
		(void)unlink(
		    arena_printf(arena, "%s/%lld.pack", p->folder, (long long)p->previous));
	p->previous = p->current;
	p->current = number;
	p->since = now;
	p->packets = health->packets;
	p->drops = health->drops;
	p->bad_why[0] = '\0';
	return 1;
}

const char *sensor_packs_judge(
    const struct sensor_packs *p, const struct sensor_health *health, int64_t now)
{
	int64_t packets, drops;

	if (!p->since || !p->previous || now - p->since > SENSOR_PACK_TRIAL_MS)
		return NULL;
	if (health->pack_error)
		return health->pack_error;
	if (now - p->since > SENSOR_PACK_SILENT_MS &&
	    now - health->time > SENSOR_PACK_SILENT_MS)
		return "the sensor says nothing any more";
	packets = health->packets - p->packets;
	drops = health->drops - p->drops;
	if (packets > 0 && drops > 0 && drops * 1000 > (packets + drops) * WORSE)
		return "more than one packet of a hundred is lost";
	return NULL;
}

int sensor_packs_back(
    struct sensor_packs *p, const char *why, struct arena *arena, struct msg *msg)
{
	int r = write_number(p->folder, "bad", p->current, arena, msg);

	if (r == 0)
		r = write_number(p->folder, "current", p->previous, arena, msg);
	if (r < 0)
		return r;
	(void)snprintf(p->bad_why, sizeof(p->bad_why), "%.150s", why);
	p->bad = p->current;
	p->current = p->previous;
	p->since = 0;
	return 0;
}
