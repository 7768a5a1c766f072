/*
 * Our JSON reader on NDJSON records like those of a scan. "bench-json write FILE" makes the
 * records (the same each time), "bench-json FILE" reads them. The peers are programs of their
 * own, since all of these libraries use the same names.
 */
#include "codec/json.h"
#include "base/rng.h"
#include "lines.h"

enum { BYTES = 64 << 20 };

static void put_headers(struct json_writer *w, struct rng *rng)
{
	char text[64], label[17];

	json_write_key(w, "headers");
	json_write_array(w);
	for (uint64_t i = 0, n = 4 + rng_below(rng, 8); i < n; i++) {
		rng_label(rng, label, 16);
		(void)snprintf(text, sizeof(text), "x-header-%d: \"%s\"", (int)i, label);
		json_write_text(w, text);
	}
	json_write_array_end(w);
}

/* A web answer: short texts, numbers, a list, and a page with quotes, line ends and letters
 * that are not ASCII. */
static void put_record(struct str *out, struct rng *rng)
{
	static const char page[] =
	    "<!doctype html>\n<html lang=\"nb\">\n<title>Sjúkrahús – hôpital</title>\n"
	    "<p class=\"lead\">Velkommen til sykehuset.</p>\n";
	struct json_writer w;
	char label[13];

	rng_label(rng, label, 12);
	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_member_text(&w, "kind", "http");
	json_member_text(&w, "time", "2026-11-21T22:50:58.052Z");
	json_member_text(&w, "host", label);
	json_member_int(&w, "port", (int64_t)rng_below(rng, 65536));
	json_member_int(&w, "status", 200);
	json_member_bool(&w, "tls", rng_below(rng, 2));
	put_headers(&w, rng);
	json_write_key(&w, "body");
	json_write_span(&w, span_of(page, rng_below(rng, sizeof(page) - 1)));
	json_write_object_end(&w);
	str_char(out, '\n');
}

static int write_records(const char *path)
{
	FILE *file = fopen(path, "w");
	struct str text;
	struct rng rng;
	int r;

	if (!file)
		return 1;
	rng_seed(&rng, 1);
	str_init(&text, BYTES + (1 << 20));
	while (text.n < BYTES)
		put_record(&text, &rng);
	r = fwrite(text.p, 1, text.n, file) != text.n;
	str_done(&text);
	return fclose(file) != 0 || r;
}

static struct arena *arena;

static long read_line(const char *line, size_t n)
{
	struct json *v;

	arena_clear(arena);
	return json_parse(span_of(line, n), arena, &v, NULL) < 0 ? -1 : (long)v->object.n;
}

int main(int argc, char **argv)
{
	int r;

	if (argc == 3 && strcmp(argv[1], "write") == 0)
		return write_records(argv[2]);
	if (argc != 2)
		return 2;
	arena = arena_new();
	r = lines_run("varde", argv[1], read_line);
	arena_free(arena);
	return r;
}
