/* varde-sensor: packets of a file or an interface in, events (EVE JSON) out. */
#include "base/log.h"
#include "base/parse.h"
#include "sense/sensor.h"

#include <stdio.h>

enum {
	EXIT_DONE = 0,
	EXIT_USAGE = 2,
	EXIT_CAPTURE = 3, /* the capture broke off; what was read is in the events */
	EXIT_FILES = 4,
	EXIT_RIGHTS = 5,
	EXIT_FAILED = 6
};

#ifdef __SANITIZE_ADDRESS__
__attribute__((visibility("default"))) const char *__lsan_default_options(void);

/* Looking for leaks at the end needs ptrace, which the sandbox forbids. */
const char *__lsan_default_options(void)
{
	return "detect_leaks=0";
}
#endif

struct option {
	const char *name;
	char letter;     /* 0: none */
	const char *arg; /* what its value is called; NULL: a flag */
	const char *doc;
	/* Takes the value ("" of a flag); ERR_SYNTAX when it cannot be used. */
	int (*take)(struct sensor_settings *s, const char *value);
};

static int take_read(struct sensor_settings *s, const char *value)
{
	s->file = value;
	return *value ? 0 : ERR_SYNTAX;
}

static int take_interface(struct sensor_settings *s, const char *value)
{
	s->ring.interface = value;
	return *value ? 0 : ERR_SYNTAX;
}

static int take_rules(struct sensor_settings *s, const char *value)
{
	s->rules = value;
	return *value ? 0 : ERR_SYNTAX;
}

static int take_detectors(struct sensor_settings *s, const char *value)
{
	s->detectors = value;
	return *value ? 0 : ERR_SYNTAX;
}

static int take_output(struct sensor_settings *s, const char *value)
{
	s->output = value;
	return *value ? 0 : ERR_SYNTAX;
}

/* The protocols whose events have that name, as bits; 0: none has. */
static uint64_t app_named(struct span name)
{
	uint64_t apps = 0;

	for (size_t i = 0; i < PROTO_IDS; i++)
		if (protos[i] && protos[i]->event && span_eq(name, protos[i]->event))
			apps |= UINT64_C(1) << i;
	return apps;
}

static int take_spool(struct sensor_settings *s, const char *value)
{
	s->spool = value;
	return *value ? 0 : ERR_SYNTAX;
}

static int take_packs(struct sensor_settings *s, const char *value)
{
	s->packs = value;
	return *value ? 0 : ERR_SYNTAX;
}

static int take_events(struct sensor_settings *s, const char *value)
{
	static const struct {
		const char *name;
		unsigned type;
	} names[] = {{"alert", EVE_ALERT}, {"anomaly", EVE_ANOMALY}, {"flow", EVE_FLOW},
	    {"stats", EVE_STATS}, {"fileinfo", EVE_FILEINFO}, {"app", EVE_APP},
	    {"all", EVE_ALL}};
	struct span rest = span_str(value), word;
	uint64_t apps = 0;

	s->worker.eve.types = 0;
	while (span_split(&rest, ',', &word)) {
		uint64_t named = app_named(word);
		unsigned type = named ? EVE_APP : 0;

		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			if (span_eq(word, names[i].name))
				type = names[i].type;
		if (!type)
			return ERR_SYNTAX;
		s->worker.eve.types |= type;
		apps |= named ? named : type & EVE_APP ? UINT64_MAX : 0;
	}
	s->worker.eve.apps = apps;
	return 0;
}

static int take_hash(struct sensor_settings *s, const char *value)
{
	struct span rest = span_str(value), word;

	s->worker.eve.digests = 0;
	while (span_split(&rest, ',', &word)) {
		unsigned which = 0;

		for (int i = 0; i < CRYPT_DIGESTS; i++)
			if (span_eq(word, digest_names[i]))
				which = 1U << i;
		if (!which)
			return ERR_SYNTAX;
		s->worker.eve.digests |= which;
	}
	return 0;
}

static int take_checksum(struct sensor_settings *s, const char *value)
{
	static const char *const names[] = {"all", "none", "auto"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strcmp(value, names[i]) == 0) {
			s->worker.checksum = (enum worker_checksum)i;
			return 0;
		}
	return ERR_SYNTAX;
}

/* A number in bounds, with k, m or g behind it for bytes. */
static int take_number(const char *value, int64_t min, int64_t max, int64_t *ret)
{
	static const char units[] = "kmg";
	struct span s = span_str(value);
	const char *unit = s.n ? strchr(units, value[s.n - 1] | 0x20) : NULL;
	int64_t factor = 1, n;
	int r;

	if (unit) {
		s.n--;
		for (const char *p = units; p <= unit; p++)
			factor *= 1024;
	}
	r = parse_int(s, 0, INT64_MAX / factor, &n);
	if (r < 0 || n * factor < min || n * factor > max)
		return ERR_SYNTAX;
	*ret = n * factor;
	return 0;
}

static int take_u32(const char *value, int64_t min, int64_t max, uint32_t *ret)
{
	int64_t n;
	int r = take_number(value, min, max, &n);

	if (r == 0)
		*ret = (uint32_t)n;
	return r;
}

static int take_threads(struct sensor_settings *s, const char *value)
{
	return take_u32(value, 1, 64, &s->threads);
}

static int take_flows(struct sensor_settings *s, const char *value)
{
	return take_u32(value, 64, 16 << 20, &s->worker.flow.flows);
}

static int take_dns_version(struct sensor_settings *s, const char *value)
{
	int64_t n;
	int r = take_number(value, 2, 3, &n);

	if (r == 0)
		s->worker.proto.dns_version = (uint8_t)n;
	return r;
}

static int take_depth(struct sensor_settings *s, const char *value)
{
	return take_u32(value, 0, INT64_C(1) << 31, &s->worker.stream.depth);
}

static int take_stream_memory(struct sensor_settings *s, const char *value)
{
	int64_t n;
	int r = take_number(value, 1 << 20, INT64_C(64) << 30, &n);

	if (r == 0)
		s->worker.stream.blocks = (uint32_t)(n / 2048);
	return r;
}

static int take_ring(struct sensor_settings *s, const char *value)
{
	int64_t n;
	int r = take_number(value, 4 << 20, INT64_C(8) << 30, &n);

	if (r == 0)
		s->ring.blocks = (uint32_t)(n / s->ring.block_bytes);
	return r;
}

static int take_max(struct sensor_settings *s, const char *value)
{
	int64_t n;
	int r = take_number(value, 1, INT64_MAX, &n);

	if (r == 0)
		s->file_max = (uint64_t)n;
	return r;
}

static int take_payload(struct sensor_settings *s, const char *value)
{
	return take_u32(value, 0, 65536, &s->worker.eve.payload);
}

static int take_spool_max(struct sensor_settings *s, const char *value)
{
	return take_number(value, 32 << 20, INT64_C(1) << 44, &s->spool_max);
}

static int take_seconds(struct sensor_settings *s, const char *value)
{
	return take_u32(value, 1, 86400, &s->stats_seconds);
}

static int take_defrag(struct sensor_settings *s, const char *value)
{
	int policy = defrag_policy(span_str(value));

	s->worker.defrag.policy = (enum defrag_policy)MAX(policy, 0);
	return policy < 0 ? ERR_SYNTAX : 0;
}

static int take_stream(struct sensor_settings *s, const char *value)
{
	int policy = stream_policy(span_str(value));

	s->worker.stream.policy = (enum stream_policy)MAX(policy, 0);
	return policy < 0 ? ERR_SYNTAX : 0;
}

static int take_user(struct sensor_settings *s, const char *value)
{
	s->user = value;
	return *value ? 0 : ERR_SYNTAX;
}

static int take_packet(struct sensor_settings *s, const char *value)
{
	(void)value;
	s->worker.eve.packet = true;
	return 0;
}

static int take_at_once(struct sensor_settings *s, const char *value)
{
	(void)value;
	s->worker.stream.at_once = true;
	return 0;
}

static int take_no_midstream(struct sensor_settings *s, const char *value)
{
	(void)value;
	s->worker.midstream = false;
	return 0;
}

static int take_seed(struct sensor_settings *s, const char *value)
{
	int64_t n;
	int r = take_number(value, 0, UINT16_MAX, &n);

	if (r == 0)
		s->worker.eve.seed = (uint16_t)n;
	return r;
}

static int take_no_community(struct sensor_settings *s, const char *value)
{
	(void)value;
	s->worker.eve.community = false;
	return 0;
}

static const struct option options[] = {
    {"read", 'r', "FILE", "Reads a pcap or pcapng file", take_read},
    {"interface", 'i', "NAME", "Captures an interface, until SIGINT or SIGTERM",
	take_interface},
    {"rules", 0, "FILE", "A pack of rules, as varde rules compile makes it", take_rules},
    {"detectors", 0, "FILE", "Own detectors on, so set; usual: without a file", take_detectors},
    {"output", 'o', "FOLDER", "Appends to its eve.json (.); -: the terminal", take_output},
    {"spool", 0, "FOLDER", "Keeps events for varde sensor ship", take_spool},
    {"spool-max", 0, "BYTES", "Of the spool; the least important give way (1g)",
	take_spool_max},
    {"packs", 0, "FOLDER", "Takes the pack of rules that its current names", take_packs},
    {"events", 'e', "LIST", "Of all,alert,anomaly,app,fileinfo,flow,stats (all)", take_events},
    {"checksum", 'k', "HOW", "Wrong checksums: all, none, auto (auto)", take_checksum},
    {"threads", 't', "N", "Of an interface (one a processor)", take_threads},
    {"ring", 0, "BYTES", "Of each thread's ring (64m)", take_ring},
    {"flows", 0, "N", "That are kept at a time, a thread (131072)", take_flows},
    {"depth", 0, "BYTES", "Of a stream that are looked at (1m); 0: all", take_depth},
    {"stream-memory", 0, "BYTES", "For bytes out of order, a thread (64m)", take_stream_memory},
    {"stream-policy", 0, "NAME", "Overlaps: bsd, linux, first, last (bsd)", take_stream},
    {"defrag-policy", 0, "NAME", "The same of fragments, and windows (bsd)", take_defrag},
    {"no-midstream", 0, NULL, "Leaves connections whose beginning was not seen",
	take_no_midstream},
    {"at-once", 0, NULL, "Bytes are looked at before they are confirmed", take_at_once},
    {"payload", 0, "BYTES", "Of a payload in an alert (256)", take_payload},
    {"packet", 0, NULL, "The whole packet in an alert", take_packet},
    {"dns-version", 0, "N", "Of dns events: 3, or 2 as Suricata 7 has it (3)",
	take_dns_version},
    {"hash", 0, "LIST", "Of files: md5,sha1,sha256 (none)", take_hash},
    {"no-community-id", 0, NULL, "Leaves community_id out of events", take_no_community},
    {"community-id-seed", 0, "N", "Of community_id (0)", take_seed},
    {"stats", 0, "SECONDS", "Between statistics of an interface (60)", take_seconds},
    {"max-bytes", 0, "BYTES", "Of a file (64g)", take_max},
    {"user", 0, "NAME", "Who it becomes when root starts it (nobody)", take_user},
};

static void help(FILE *to)
{
	(void)fputs(
	    "usage: varde-sensor (--read FILE | --interface NAME) [OPTION...]\n\n"
	    "Packets in, events out: EVE JSON in Suricata's schema, one event a line.\n"
	    "Everything is opened first; then rights are given up and the process locks\n"
	    "itself up, before it looks at the first packet.\n\n"
	    "  varde-sensor -r capture.pcap -o -       a file's events on the terminal\n"
	    "  varde-sensor -i eth1 -o /var/log/varde  an interface, with CAP_NET_RAW\n\n"
	    "Options:\n",
	    to);
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		const struct option *o = &options[i];
		char left[48];

		(void)snprintf(left, sizeof(left), "--%s%s%s", o->name, o->arg ? " " : "",
		    o->arg ? o->arg : "");
		if (o->letter)
			(void)fprintf(to, "  %-24s-%c  %s\n", left, o->letter, o->doc);
		else
			(void)fprintf(to, "  %-28s%s\n", left, o->doc);
	}
	(void)fputs(
	    "  --help                      explains itself\n"
	    "  --version                   prints the version\n\n"
	    "BYTES may end with k, m or g. Exit status: 0 done, 2 a wrong option, 3 the\n"
	    "capture broke off, 4 a file cannot be opened or written, 5 a right is\n"
	    "missing, 6 something else; varde-sensor(1) says more.\n",
	    to);
}

static int bad(struct msg *msg, const char *what, const char *detail)
{
	msg_what(msg, "%s", what);
	msg_detail(msg, "%.200s", detail);
	msg_hint(msg, "varde-sensor --help lists the options");
	return ERR_SYNTAX;
}

static const struct option *find(const char *arg, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		const struct option *o = &options[i];

		if (n == 2 && arg[1] == o->letter && o->letter)
			return o;
		if (n > 2 && arg[1] == '-' && strlen(o->name) == n - 2 &&
		    strncmp(arg + 2, o->name, n - 2) == 0)
			return o;
	}
	return NULL;
}

static int parse(int argc, char **argv, struct sensor_settings *s, struct msg *msg)
{
	for (int i = 1; i < argc; i++) {
		const char *equals =
		    strncmp(argv[i], "--", 2) == 0 ? strchr(argv[i], '=') : NULL;
		const char *arg = argv[i], *value = equals ? equals + 1 : "";
		const struct option *o =
		    find(arg, equals ? (size_t)(equals - arg) : strlen(arg));

		if (!o)
			return bad(msg,
			    arg[0] == '-' ? "there is no such option" : "an argument too many",
			    arg);
		if (o->arg && !equals && ++i >= argc)
			return bad(msg, "the option's value is missing", arg);
		if (!o->arg && equals)
			return bad(msg, "the option takes no value", arg);
		if (o->arg && !equals)
			value = argv[i];
		if (o->take(s, value) < 0) {
			msg_what(msg, "the value of --%s cannot be used", o->name);
			msg_detail(msg, "\"%.100s\"", value);
			msg_hint(msg, "%s", o->doc);
			return ERR_SYNTAX;
		}
	}
	return 0;
}

/* A capture is named, and one only. */
static int check_source(const struct sensor_settings *s, struct msg *msg)
{
	if (!s->file == !s->ring.interface)
		return bad(msg,
		    s->file ? "a file or an interface, not both"
			    : "nothing to capture is named",
		    "one of --read and --interface is needed");
	return 0;
}

static int exit_code(int err)
{
	switch (err) {
	case 0:
		return EXIT_DONE;
	case ERR_SYNTAX:
	case ERR_TRUNCATED:
	case ERR_LIMIT:
	case ERR_VERSION:
		return EXIT_CAPTURE;
	case ERR_NOTFOUND:
	case ERR_FULL:
	case ERR_IO:
		return EXIT_FILES;
	case ERR_DENIED:
		return EXIT_RIGHTS;
	default:
		return EXIT_FAILED;
	}
}

int main(int argc, char **argv)
{
	struct sensor_settings settings;
	struct msg msg = {0};
	int r;

	log_init("varde-sensor", LOG_INFO);
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		(void)puts("varde-sensor " VARDE_VERSION);
		return EXIT_DONE;
	}
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		help(stdout);
		return EXIT_DONE;
	}
	sensor_settings_usual(&settings);
	if (parse(argc, argv, &settings, &msg) < 0 || check_source(&settings, &msg) < 0) {
		log_msg(LOG_ERROR, &msg);
		return EXIT_USAGE;
	}
	r = sensor_run(&settings, NULL, &msg);
	if (r < 0) {
		if (!msg.what[0])
			msg_what(&msg, "the sensor failed: %s", err_text(r));
		log_msg(LOG_ERROR, &msg);
	}
	return exit_code(r);
}
