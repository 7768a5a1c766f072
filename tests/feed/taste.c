#include "taste.h"

#include "base/time.h"
#include "feed/unpack.h"

#include <unistd.h>

enum { OUT_MAX = 1 << 28 };

static int on_record(void *arg, const struct knowledge *k)
{
	struct taste *t = arg;
	struct msg msg = {0};
	char day[TIME_TEXT];

	assert_non_null(k->source);
	assert_non_null(k->origin);
	t->kinds[k->kind]++;
	if (!k->id || record_validate(&know_types[k->kind], k->rec, &msg) < 0) {
		t->invalid++;
		return 0;
	}
	if (t->out.n > 1 << 20)
		return 0; /* real ones are counted only */
	str_addf(&t->out, "%s %s %s ", know_kind_names[k->kind], k->id,
	    k->modified ? time_date(k->modified, day) : "-");
	know_write(k, &t->out);
	str_char(&t->out, '\n');
	return 0;
}

void taste_span(struct taste *t, taste_reader read, struct span bytes)
{
	*t = (struct taste){
	    .rd = {.source = "test", .origin = "here", .emit = on_record, .arg = t}};
	str_init(&t->out, OUT_MAX);
	t->r = read(bytes, &t->rd, &t->msg);
}

void taste_text(struct taste *t, taste_reader read, const char *text)
{
	taste_span(t, read, span_str(text));
}

void taste_done(struct taste *t)
{
	str_done(&t->out);
}

void taste_assert(taste_reader read, const char *text, const char *want)
{
	struct taste t;

	taste_text(&t, read, text);
	if (t.r < 0)
		print_error("%s: %s\n", t.msg.what, t.msg.detail);
	assert_int_equal(t.r, 0);
	assert_string_equal(str_text(&t.out), want);
	assert_int_equal(t.invalid, 0);
	taste_done(&t);
}

static void assert_refused(taste_reader read, struct span part)
{
	struct taste t;

	taste_span(&t, read, part);
	if (t.r >= 0)
		print_error("%zu bytes were taken for whole\n", part.n);
	assert_true(t.r < 0);
	assert_true(t.msg.what[0] && t.msg.detail[0] && t.msg.hint[0]);
	taste_done(&t);
}

void taste_truncated(taste_reader read, const char *text)
{
	struct span all = span_trim(span_str(text));
	struct arena *arena = arena_new();
	uint8_t *copy = arena_alloc(arena, all.n);

	for (size_t n = 0; n < all.n; n++) {
		struct taste t;

		/* a block of its own: a read past its end is seen by the sanitizers */
		uint8_t *part = mem_alloc(n + 1);

		memcpy(part, all.p, n);
		assert_refused(read, span_of(part, n));
		part = mem_free(part);
		memcpy(copy, all.p, all.n);
		copy[n] = 0xff;
		taste_span(&t, read, span_of(copy, all.n));
		assert_int_equal(t.invalid, 0);
		taste_done(&t);
	}
	arena_free(arena);
}

/* --- real data --- */

static struct scratch raw, unpacked;
static struct msg failure;

static int on_piece(void *arg, struct span piece)
{
	(void)arg;
	return scratch_write(&unpacked, piece, &failure);
}

static const char *find(const char *name, struct arena *arena)
{
	const char *const folders[] = {getenv("VARDE_DATA"), SOURCE_ROOT "/../shared/data",
	    SOURCE_ROOT "/../../shared/data"};

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		const char *path =
		    folders[i] ? arena_printf(arena, "%s/%s", folders[i], name) : NULL;

		if (path && access(path, R_OK) == 0)
			return path;
	}
	return NULL;
}

struct span taste_data(const char *name)
{
	struct arena *arena = arena_new();
	const char *path = find(name, arena);
	struct span bytes, out;

	if (!path) {
		arena_free(arena);
		print_message("# SKIP shared/data/%s is not here\n", name);
		skip();
	}
	assert_int_equal(scratch_of_file(path, 1 << 30, &raw, &failure), 0);
	assert_int_equal(scratch_bytes(&raw, &bytes, &failure), 0);
	assert_int_equal(scratch_new(1 << 30, &unpacked, &failure), 0);
	assert_int_equal(unpack_stream(bytes, on_piece, NULL, &failure), 0);
	assert_int_equal(scratch_bytes(&unpacked, &out, &failure), 0);
	arena_free(arena);
	return out;
}

void taste_data_done(void)
{
	scratch_done(&raw);
	scratch_done(&unpacked);
}
