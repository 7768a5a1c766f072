#include "pdf_reader.h"

#include <zlib.h>

#include "test.h"

enum { ROW = 7, FONT_MAX = 4 << 20 };

unsigned long pdf_reader_number(const char *dictionary, const char *key)
{
	const char *at = strstr(dictionary, key);

	if (!at)
		fail_msg("no %s in %s", key, dictionary);
	return strtoul(at + strlen(key), NULL, 10);
}

static struct span inflate_all(struct arena *arena, struct span data)
{
	uint8_t chunk[8192];
	STR_AUTO(all, 64 << 20);
	z_stream z = {.next_in = (Bytef *)(uintptr_t)data.p, .avail_in = (uInt)data.n};
	int state;

	assert_int_equal(inflateInit(&z), Z_OK);
	do {
		z.next_out = chunk;
		z.avail_out = sizeof(chunk);
		state = inflate(&z, Z_NO_FLUSH);
		str_put(&all, chunk, sizeof(chunk) - z.avail_out);
	} while (state == Z_OK);
	assert_int_equal(state, Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	(void)inflateEnd(&z);
	return arena_span(arena, str_bytes(&all));
}

/* The object that begins at the offset: its number must be the wanted one. Gives what follows
 * "obj". */
static struct span object_at(struct pdf_reader *r, size_t offset, unsigned long number)
{
	struct span rest = span_sub(r->file, offset, r->file.n);
	char begin[32];

	(void)snprintf(begin, sizeof(begin), "%lu 0 obj\n", number);
	assert_true(span_starts(rest, begin));
	rest = span_sub(rest, strlen(begin), rest.n);
	assert_true(span_find(rest, "endobj") > 0);
	return rest;
}

static const char *dictionary_of(struct pdf_reader *r, struct span object)
{
	ptrdiff_t end = span_find(object, ">>stream\n");

	assert_true(end > 0);
	return arena_strndup(r->arena, object.p, (size_t)end + 2);
}

static struct span stream_of(struct pdf_reader *r, struct span object)
{
	const char *dictionary = dictionary_of(r, object);
	struct span data = span_sub(object, strlen(dictionary) + strlen("stream\n"), object.n);
	size_t n = pdf_reader_number(dictionary, "/Length ");

	assert_true(n <= data.n);
	assert_true(span_starts(span_sub(data, n, data.n), "\nendstream\nendobj\n"));
	data = span_sub(data, 0, n);
	return strstr(dictionary, "/FlateDecode") ? inflate_all(r->arena, data) : data;
}

static void read_rows(struct pdf_reader *r, struct span data)
{
	assert_int_equal(data.n, r->n * (ROW + 1));
	r->rows = arena_alloc(r->arena, r->n * ROW);
	for (size_t i = 0; i < r->n; i++) {
		assert_int_equal(data.p[i * (ROW + 1)], 2); /* PNG's filter "up" */
		for (size_t k = 0; k < ROW; k++)
			r->rows[i * ROW + k] = (uint8_t)(data.p[i * (ROW + 1) + 1 + k] +
							 (i ? r->rows[(i - 1) * ROW + k] : 0));
	}
}

static size_t offset_of(const struct pdf_reader *r, unsigned long number)
{
	const uint8_t *row = r->rows + number * ROW;

	return (size_t)row[1] << 24 | (size_t)row[2] << 16 | (size_t)row[3] << 8 | row[4];
}

void pdf_reader_open(struct pdf_reader *r, struct arena *arena, struct span file)
{
	ptrdiff_t at;
	size_t offset;
	struct span object;

	*r = (struct pdf_reader){.arena = arena, .file = file};
	assert_true(span_starts(file, "%PDF-1.7\n%"));
	at = span_find(file, "startxref\n");
	assert_true(at > 0);
	offset = strtoul((const char *)file.p + at + 10, NULL, 10);
	object = span_sub(file, offset, file.n);
	object = object_at(r, offset, strtoul((const char *)object.p, NULL, 10));
	r->trailer = dictionary_of(r, object);
	assert_non_null(strstr(r->trailer, "/W[1 4 2]"));
	r->n = pdf_reader_number(r->trailer, "/Size ");
	read_rows(r, stream_of(r, object));
	assert_int_equal(r->rows[0], 0);
	for (unsigned long i = 1; i < r->n; i++)
		(void)pdf_reader_object(r, i); /* each is where the table says */
	assert_true(span_eq(span_sub(file, file.n - 6, 6), "%%EOF\n"));
}

/* An object inside an object stream: N pairs of number and offset, then the bodies. */
static const char *packed(struct pdf_reader *r, unsigned long number)
{
	const uint8_t *row = r->rows + number * ROW;
	unsigned long holder = offset_of(r, number),
		      index = (unsigned long)row[5] << 8 | row[6];
	struct span data = stream_of(r, object_at(r, offset_of(r, holder), holder));
	const char *dictionary = pdf_reader_object(r, holder);
	const char *p = arena_strndup(r->arena, data.p, data.n);
	size_t first = pdf_reader_number(dictionary, "/First "), begin, end;
	unsigned long n = pdf_reader_number(dictionary, "/N ");
	char *next;

	assert_true(index < n);
	for (unsigned long i = 0; i < index; i++) {
		(void)strtoul(p, &next, 10);
		(void)strtoul(next, &next, 10);
		p = next;
	}
	assert_int_equal(strtoul(p, &next, 10), number);
	begin = strtoul(next, &next, 10);
	(void)strtoul(next, &next, 10);
	end = index + 1 < n ? strtoul(next, NULL, 10) : data.n - first;
	return arena_strndup(r->arena, data.p + first + begin, end - begin);
}

const char *pdf_reader_object(struct pdf_reader *r, unsigned long number)
{
	const uint8_t *row;

	assert_true(number > 0 && number < r->n);
	row = r->rows + number * ROW;
	if (row[0] == 2)
		return packed(r, number);
	if (row[0] == 0)
		return "";
	return dictionary_of(r, object_at(r, offset_of(r, number), number));
}

struct span pdf_reader_stream(struct pdf_reader *r, unsigned long number)
{
	return stream_of(r, object_at(r, offset_of(r, number), number));
}

unsigned long pdf_reader_find(struct pdf_reader *r, unsigned long from, const char *words)
{
	for (unsigned long i = from; i < r->n; i++)
		if (strstr(pdf_reader_object(r, i), words))
			return i;
	return 0;
}

struct span pdf_reader_font(struct arena *arena, const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes = arena_alloc(arena, FONT_MAX);
	size_t n;

	if (!f)
		fail_msg(
		    "%s is missing: apt-get install fonts-open-sans fonts-dejavu-core", path);
	n = fread(bytes, 1, FONT_MAX, f);
	(void)fclose(f);
	return span_of(bytes, n);
}
