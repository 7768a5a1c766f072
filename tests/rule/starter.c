#include "rule/starter.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/parse.h"
#include "os/file.h"
#include "rule/image.h"
#include "sense/worker.h"
#include "test.h"
#include "wire/ip.h"

enum { SEGMENT = 1400, CLIENT_PORT = 40000, LINES = 32, CASES = 2000 };

/* One case: who speaks with whom, and what they say. */
struct sample {
	uint32_t sid;
	bool yes, udp;
	struct ip client, server;
	uint16_t port;
	int64_t times;
	struct span lines[LINES];
	size_t n;
};

struct starter {
	struct arena *arena;
	struct str pack, text;
	struct rule_image *image;
};

static void begin(struct starter *s)
{
	struct rule_compile *c;
	struct msg msg = {0};

	s->arena = arena_new();
	c = rule_compile_new(s->arena);
	str_init(&s->pack, 1 << 28);
	str_init(&s->text, 1 << 22);
	starter_add(c);
	for (size_t i = 0; i < c->refused.n; i++)
		print_message("# refused: %s:%d: %s %s\n", c->refused.items[i].file,
		    c->refused.items[i].line, c->refused.items[i].reason,
		    c->refused.items[i].detail);
	assert_int_equal(c->refused.n, 0);
	assert_true(c->rules.n >= 100);
	assert_int_equal(rule_compile_end(c, &s->pack, &msg), 0);
	assert_int_equal(rule_image_of(str_bytes(&s->pack), &s->image, &msg), 0);
	assert_int_equal(
	    file_read(VARDE_SOURCE "/tests/rule/starter.cases", &s->text, &msg), 0);
}

static void end(struct starter *s)
{
	(void)rule_image_close(s->image);
	str_done(&s->pack);
	str_done(&s->text);
	(void)arena_free(s->arena);
}

/* --- cases --- */

static struct span word(struct span *rest)
{
	struct span w = {0};

	(void)span_split(rest, ' ', &w);
	return w;
}

static void head(struct span line, struct sample *ret)
{
	int64_t n = 0;
	struct span kind, way;

	*ret = (struct sample){.times = 1};
	assert_int_equal(parse_int(word(&line), 1, UINT32_MAX, &n), 0);
	ret->sid = (uint32_t)n;
	kind = word(&line);
	ret->yes = span_eq(kind, "yes");
	assert_true(ret->yes || span_eq(kind, "no"));
	way = word(&line);
	ret->udp = span_eq(way, "udp");
	assert_true(ret->udp || span_eq(way, "tcp"));
	assert_int_equal(ip_parse(word(&line), &ret->client), 0);
	assert_int_equal(ip_parse(word(&line), &ret->server), 0);
	assert_int_equal(parse_int(word(&line), 1, 65535, &n), 0);
	ret->port = (uint16_t)n;
	if (line.n)
		assert_int_equal(parse_int(span_sub(line, 1, line.n), 1, 100, &ret->times), 0);
}

/* All cases of the file. */
static size_t cases_of(struct starter *s, struct sample *cases)
{
	struct span rest = str_bytes(&s->text), line;
	size_t n = 0;

	while (span_line(&rest, &line)) {
		if (!line.n || line.p[0] == '#')
			continue;
		if (line.p[0] >= '0' && line.p[0] <= '9') {
			assert_true(n < CASES);
			head(line, &cases[n++]);
		} else {
			assert_true(n && cases[n - 1].n < LINES);
			cases[n - 1].lines[cases[n - 1].n++] = line;
		}
	}
	return n;
}

static int digit(uint8_t c)
{
	return c >= 'a' ? c - 'a' + 10 : c - '0';
}

/* "text|0d 0a|text" as bytes. */
static void unescape(struct span s, struct str *ret)
{
	bool hex = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '|') {
			hex = !hex;
		} else if (!hex) {
			str_u8(ret, s.p[i]);
		} else if (s.p[i] != ' ') {
			str_u8(ret, (uint8_t)(digit(s.p[i]) << 4 | digit(s.p[i + 1])));
			i++;
		}
	}
}

static void question(struct span name, struct str *ret)
{
	struct span label;

	str_put(ret, "\x12\x34\1\0\0\1\0\0\0\0\0\0", 12);
	while (span_split(&name, '.', &label)) {
		str_u8(ret, (uint8_t)label.n);
		str_span(ret, label);
	}
	str_put(ret, "\0\0\1\0\1", 5);
}

/* A hello of TLS 1.2 that names a server. */
static void hello(struct span name, struct str *ret)
{
	static const uint8_t zeros[32];
	uint16_t n = (uint16_t)name.n;

	str_put(ret, "\x16\3\1", 3);
	str_u16(ret, (uint16_t)(4 + 2 + 32 + 1 + 4 + 2 + 2 + 9 + n));
	str_u8(ret, 1);
	str_u24(ret, 2U + 32 + 1 + 4 + 2 + 2 + 9 + n);
	str_put(ret, "\3\3", 2);
	str_put(ret, zeros, sizeof(zeros));
	str_put(ret, "\0\0\2\xc0\x2f\1\0", 7);
	str_u16(ret, (uint16_t)(9 + n));
	str_u16(ret, 0);
	str_u16(ret, (uint16_t)(5 + n));
	str_u16(ret, (uint16_t)(3 + n));
	str_u8(ret, 0);
	str_u16(ret, n);
	str_span(ret, name);
}

/* --- over the wire --- */

struct wire {
	const struct sample *sample;
	struct worker *worker;
	uint16_t port; /* the client's */
	uint32_t seq[2];
	struct capture_frame frame;
};

static void packet(struct wire *w, enum flow_dir dir, uint8_t flags, struct span data)
{
	const struct sample *c = w->sample;
	bool out = dir == FLOW_TO_SERVER;
	STR_AUTO(f, 65536);

	str_put(&f, "\x45\0", 2);
	str_u16(&f, (uint16_t)(20 + (c->udp ? 8 : 20) + data.n));
	str_put(&f, "\0\1\0\0\x40", 5);
	str_u8(&f, c->udp ? 17 : 6);
	str_u16(&f, 0);
	str_put(&f, out ? c->client.b : c->server.b, 4);
	str_put(&f, out ? c->server.b : c->client.b, 4);
	str_u16(&f, out ? w->port : c->port);
	str_u16(&f, out ? c->port : w->port);
	if (c->udp) {
		str_u16(&f, (uint16_t)(8 + data.n));
		str_u16(&f, 0);
	} else {
		str_u32(&f, w->seq[dir]);
		str_u32(&f, flags & TCP_ACK ? w->seq[!dir] : 0);
		str_u8(&f, 0x50);
		str_u8(&f, flags);
		str_put(&f, "\xff\xff\0\0\0\0", 6);
		w->seq[dir] += (uint32_t)data.n + ((flags & (TCP_SYN | TCP_FIN)) != 0);
	}
	str_span(&f, data);
	assert_int_equal(str_ok(&f), 0);
	w->frame.nr++;
	w->frame.time += 1000;
	w->frame.link = PACKET_RAW;
	w->frame.bytes = (const uint8_t *)f.p;
	w->frame.caplen = w->frame.wirelen = (uint32_t)f.n;
	worker_frame(w->worker, &w->frame);
}

static void say(struct wire *w, enum flow_dir dir, struct span data)
{
	while (data.n) {
		struct span part = span_sub(data, 0, w->sample->udp ? data.n : SEGMENT);

		packet(w, dir, TCP_PSH | TCP_ACK, part);
		if (!w->sample->udp)
			packet(w, !dir, TCP_ACK, span_of(NULL, 0));
		data = span_sub(data, part.n, data.n);
	}
}

static void talk(struct wire *w)
{
	struct span none = span_of(NULL, 0);

	w->seq[0] = 1000;
	w->seq[1] = 5000;
	if (!w->sample->udp) {
		packet(w, FLOW_TO_SERVER, TCP_SYN, none);
		packet(w, FLOW_TO_CLIENT, TCP_SYN | TCP_ACK, none);
		packet(w, FLOW_TO_SERVER, TCP_ACK, none);
	}
	for (size_t i = 0; i < w->sample->n; i++) {
		struct span rest = w->sample->lines[i], verb = word(&rest);
		STR_AUTO(bytes, 65536);

		if (span_eq(verb, "dns"))
			question(rest, &bytes);
		else if (span_eq(verb, "sni"))
			hello(rest, &bytes);
		else
			unescape(rest, &bytes);
		say(w, span_eq(verb, "<") ? FLOW_TO_CLIENT : FLOW_TO_SERVER, str_bytes(&bytes));
	}
	if (!w->sample->udp) {
		packet(w, FLOW_TO_SERVER, TCP_FIN | TCP_ACK, none);
		packet(w, FLOW_TO_CLIENT, TCP_FIN | TCP_ACK, none);
		packet(w, FLOW_TO_SERVER, TCP_ACK, none);
	}
}

/* How often the rule is in the events. */
static size_t events_of(int fd, uint32_t sid)
{
	char text[64];
	off_t n = lseek(fd, 0, SEEK_END);
	const char *p = n > 0 ? mmap(NULL, (size_t)n, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
	size_t found = 0, length;

	if (!p)
		return 0;
	assert_true(p != MAP_FAILED);
	length = (size_t)snprintf(text, sizeof(text), "\"signature_id\":%u,", sid);
	for (const char *at = p; (at = memmem(at, (size_t)(p + n - at), text, length));
	     at += length)
		found++;
	(void)munmap((void *)(uintptr_t)p, (size_t)n);
	return found;
}

static size_t over_the_wire(const struct starter *s, const struct sample *c)
{
	struct worker_settings settings = worker_settings_usual;
	struct wire w = {.sample = c, .frame = {.time = INT64_C(1790000000000000)}};
	int fd = memfd_create("eve", 0);
	struct eve_out *out = eve_out_new(fd);
	struct msg msg = {0};
	size_t n;

	settings.flow = flow_settings_usual;
	settings.flow.flows = 256;
	settings.stream = stream_settings_usual;
	settings.stream.blocks = 1024;
	settings.defrag = defrag_settings_usual;
	settings.eve = eve_settings_usual;
	settings.eve.types = EVE_ALERT;
	settings.proto = proto_limits_usual;
	settings.checksum = WORKER_CHECKSUM_NONE;
	settings.rules = s->image;
	assert_int_equal(worker_new(&settings, out, &w.worker, &msg), 0);
	for (int64_t i = 0; i < c->times; i++) {
		w.port = (uint16_t)(CLIENT_PORT + i);
		talk(&w);
	}
	(void)worker_free(w.worker);
	(void)eve_out_free(out);
	n = events_of(fd, c->sid);
	(void)close(fd);
	return n;
}

/* --- a part as the parser would give it --- */

struct met {
	uint32_t sid;
	size_t n;
};

static void on_hit(void *ctx, const struct detect_hit *hit)
{
	struct met *met = ctx;

	met->n += hit->rule->sid == met->sid;
}

static size_t by_buffer(const struct starter *s, const struct sample *c)
{
	struct span value = c->lines[0], name;
	struct flow f = {.family = 4,
	    .proto = 6,
	    .cport = CLIENT_PORT,
	    .sport = c->port,
	    .state = FLOW_ESTABLISHED};
	struct met met = {.sid = c->sid};
	struct detect *detect = NULL;
	struct tx_buffer buffer;
	struct tx tx = {.flow = &f};
	enum flow_dir dir;
	struct msg msg = {0};
	int id;

	(void)word(&value);
	name = word(&value);
	id = buffer_by_name(name);
	assert_true(id >= 0);
	dir = buffer_rows[id].dirs & 1 << FLOW_TO_CLIENT ? FLOW_TO_CLIENT : FLOW_TO_SERVER;
	memcpy(f.client, c->client.b, 16);
	memcpy(f.server, c->server.b, 16);
	f.app = tx.proto = buffer_rows[id].proto;
	buffer = (struct tx_buffer){.id = (uint8_t)id, .dir = (uint8_t)dir, .data = value};
	tx.arena = arena_new();
	tx.buffers.items = &buffer;
	tx.buffers.n = tx.buffers.cap = 1;
	tx.done[0] = tx.done[1] = true;
	assert_int_equal(detect_new(s->image, on_hit, &met, &msg, &detect), 0);
	detect_tx(detect, NULL, &tx, dir);
	detect_flow_done(detect, &f);
	(void)detect_free(detect);
	(void)arena_free(tx.arena);
	return met.n;
}

/* --- tests --- */

TEST(starter_rules_find_what_they_are_for_and_not_what_is_near)
{
	static struct sample cases[CASES];
	struct starter s;
	size_t n, wrong = 0;

	begin(&s);
	n = cases_of(&s, cases);
	for (size_t i = 0; i < n; i++) {
		const struct sample *c = &cases[i];
		bool buffer;
		size_t met;

		assert_true(c->n > 0);
		buffer = span_starts(c->lines[0], "buffer ");
		met = buffer ? by_buffer(&s, c) : over_the_wire(&s, c);
		if (c->yes == (met > 0))
			continue;
		wrong++;
		print_message("# %u: case %zu (%s): told %zu times: %.*s\n", c->sid, i,
		    c->yes ? "yes" : "no", met, (int)MIN(c->lines[0].n, 100),
		    (const char *)c->lines[0].p);
	}
	assert_int_equal(wrong, 0);
	end(&s);
}

TEST(starter_rules_have_cases_of_both_kinds)
{
	static struct sample cases[CASES];
	struct starter s;
	size_t n;

	begin(&s);
	n = cases_of(&s, cases);
	for (uint32_t i = 0; i < s.image->count[RT_META]; i++) {
		const struct rule_meta *meta = &s.image->meta[i];
		size_t yes = 0, no = 0;

		for (size_t k = 0; k < n; k++) {
			yes += cases[k].sid == meta->sid && cases[k].yes;
			no += cases[k].sid == meta->sid && !cases[k].yes;
		}
		if (!yes || !no)
			fail_msg("%u has %zu cases that match and %zu that do not", meta->sid,
			    yes, no);
	}
	end(&s);
}

static bool has(const char *text, const char *key, const char *const *values)
{
	struct span rest = span_str(text), line;

	while (span_line(&rest, &line))
		for (size_t i = 0; values[i]; i++)
			if (span_starts(line, key) && line.n > strlen(key) &&
			    span_eq(span_sub(line, strlen(key) + 1, line.n), values[i]))
				return true;
	return false;
}

/* What makes an alert of it: how bad, how sure, of which class, and where that is from. */
TEST(starter_rules_say_what_an_alert_needs)
{
	static const char *const severities[] = {
	    "Critical", "Major", "Minor", "Informational", NULL};
	static const char *const confidences[] = {"High", "Medium", "Low", NULL};
	struct starter s;

	begin(&s);
	for (uint32_t i = 0; i < s.image->count[RT_META]; i++) {
		const struct rule_meta *meta = &s.image->meta[i];
		const char *metadata = rule_meta_text(meta, meta->metadata);

		assert_in_range(meta->sid, STARTER_SID, STARTER_SID_LAST);
		assert_in_range(strlen(rule_meta_text(meta, meta->msg)), 20, 120);
		assert_true(span_starts(span_str(rule_meta_text(meta, meta->msg)), "VARDE "));
		assert_true(has(metadata, "signature_severity", severities));
		assert_true(has(metadata, "confidence", confidences));
		assert_non_null(strstr(metadata, "tag "));
		assert_true(*rule_meta_text(meta, meta->references));
		assert_true(*rule_meta_text(meta, meta->classtype));
	}
	end(&s);
}
