#include "proto/ja.h"

#include "codec/json.h"
#include "traffic.h"

static const char captures[] = "FoxIO-LLC+ja4/pcap/";
static const char expected[] = "FoxIO-LLC+ja4/python/test/testdata/";
static const char packed[] = "sensor/protocol-pcaps.tar.xz";

enum { FILES = 64 };

/* What we see in one capture. */
struct seen {
	char name[80];
	struct str prints;
};

struct comparison {
	struct seen files[FILES];
	size_t nfiles, all, good;
};

static const char *base_of(const char *name, const char *folder)
{
	const char *at = strstr(name, folder);

	return at ? at + strlen(folder) : NULL;
}

static void on_capture(void *ctx, const char *name, struct span bytes)
{
	struct comparison *c = ctx;
	const char *base = base_of(name, captures);
	struct traffic t;

	if (!base || c->nfiles == FILES)
		return;
	traffic_init(&t);
	traffic_file(&t, bytes);
	(void)snprintf(c->files[c->nfiles].name, sizeof(c->files[0].name), "%s.json", base);
	str_init(&c->files[c->nfiles].prints, TRAFFIC_ROOM);
	str_span(&c->files[c->nfiles].prints, str_bytes(&t.prints));
	c->nfiles++;
	traffic_done(&t);
}

/* One stream's prints: "JA4.1", "JA4.2", ... */
static void compare_stream(struct comparison *c, const struct seen *seen, const struct json *v)
{
	for (int i = 1; i < 9; i++) {
		char key[8], line[96];
		const char *print;

		(void)snprintf(key, sizeof(key), "JA4.%d", i);
		print = json_text(json_get(v, key), NULL);
		if (!print)
			continue;
		(void)snprintf(line, sizeof(line), "%s %s %s",
		    json_text(json_get(v, "srcport"), ""),
		    json_text(json_get(v, "dstport"), ""), print);
		c->all++;
		if (traffic_line(&seen->prints, line))
			c->good++;
		else
			print_message("# %s: %s is missing\n", seen->name, line);
	}
}

static void on_expected(void *ctx, const char *name, struct span bytes)
{
	struct comparison *c = ctx;
	const char *base = base_of(name, expected);
	struct arena *arena = arena_new();
	struct json *v = NULL;

	if (base && json_parse(bytes, arena, &v, NULL) == 0)
		for (size_t f = 0; f < c->nfiles; f++)
			for (size_t i = 0; !strcmp(c->files[f].name, base) && i < json_count(v);
			     i++)
				compare_stream(c, &c->files[f], &v->array.items[i]);
	arena_free(arena);
}

TEST(ja_4_of_every_expected_stream)
{
	static struct comparison c;

	traffic_archive(packed, on_capture, &c);
	traffic_archive(packed, on_expected, &c);
	print_message("# JA4: %zu of %zu\n", c.good, c.all);
	for (size_t i = 0; i < c.nfiles; i++)
		str_done(&c.files[i].prints);
	assert_true(c.all >= 150);
	assert_int_equal(c.good, c.all);
}
