#include "base/limits.h"
#include "codec/pdf_impl.h"
#include "codec/utf8.h"

#include <math.h>

enum {
	PACK_MAX = 200,
	ROW = 7
}; /* objects of an object stream; bytes of a cross-reference row */

int pdf_object_new(struct pdf *pdf)
{
	vec_push(pdf->arena, &pdf->entries, (struct pdf_entry){.type = 0});
	return (int)pdf->entries.n - 1;
}

struct str *pdf_object_body(struct pdf *pdf)
{
	str_clear(&pdf->body);
	return &pdf->body;
}

void pdf_object_num(struct str *to, double value)
{
	int64_t n = isfinite(value) && fabs(value) < 1e9 ? llround(value * 100) : 0;
	char text[24], *p = text + sizeof(text);
	uint64_t rest = (uint64_t)(n < 0 ? -n : n);
	int decimals = rest % 100 == 0 ? 0 : rest % 10 == 0 ? 1 : 2;

	*--p = ' ';
	rest /= decimals == 0 ? 100 : decimals == 1 ? 10 : 1;
	for (int i = 0; i < decimals; i++, rest /= 10)
		*--p = (char)('0' + rest % 10);
	if (decimals)
		*--p = '.';
	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--p = '-';
	str_put(to, p, (size_t)(text + sizeof(text) - p));
}

void pdf_object_ref(struct str *to, int number)
{
	pdf_object_num(to, number);
	str_add(to, "0 R ");
}

void pdf_object_bytes(struct str *to, struct span bytes)
{
	str_char(to, '(');
	for (size_t i = 0; i < bytes.n; i++) {
		uint8_t c = bytes.p[i];

		if (c == '(' || c == ')' || c == '\\')
			str_char(to, '\\');
		if (c < 32 || c > 126)
			str_addf(to, "\\%03o", c);
		else
			str_char(to, (char)c);
	}
	str_char(to, ')');
}

void pdf_object_text(struct str *to, const char *text)
{
	struct span rest = span_str(text);
	bool plain = true;

	for (size_t i = 0; i < rest.n; i++)
		plain = plain && rest.p[i] >= 32 && rest.p[i] < 127;
	if (plain) {
		pdf_object_bytes(to, rest);
		return;
	}
	str_add(to, "<FEFF");
	while (rest.n) {
		uint32_t code = 0xfffd;
		size_t n = utf8_next(rest, &code);

		if (n == 0 || (code < 32 && code != '\n') || (code >= 0x7f && code < 0xa0))
			code = 0xfffd;
		if (code >= 0x10000)
			str_addf(to, "%04X%04X", 0xd800U + ((code - 0x10000) >> 10),
			    0xdc00U + ((code - 0x10000) & 0x3ff));
		else
			str_addf(to, "%04X", code);
		rest = span_sub(rest, n ? n : 1, rest.n);
	}
	str_char(to, '>');
}

static void set_entry(struct pdf *pdf, int number, uint8_t type, size_t where, size_t index)
{
	pdf->entries.items[number] = (struct pdf_entry){
	    .type = type, .where = (uint32_t)where, .index = (uint16_t)index};
}

/* Compresses into pdf->small. */
static struct span shrink(struct pdf *pdf, struct span data)
{
	uint8_t chunk[16 << 10];
	int state;

	str_clear(&pdf->small);
	(void)deflateReset(&pdf->deflate); /* fails only for a stream that was never begun */
	pdf->deflate.next_in = data.p;
	pdf->deflate.avail_in = (uInt)data.n;
	do {
		pdf->deflate.next_out = chunk;
		pdf->deflate.avail_out = sizeof(chunk);
		state = deflate(&pdf->deflate, Z_FINISH);
		str_put(&pdf->small, chunk, sizeof(chunk) - pdf->deflate.avail_out);
	} while (state == Z_OK);
	return str_bytes(&pdf->small);
}

void pdf_object_stream(
    struct pdf *pdf, int number, const char *entries, struct span data, bool compress)
{
	struct span bytes = compress ? shrink(pdf, data) : data;

	set_entry(pdf, number, 1, pdf->out->n - pdf->base, 0);
	str_addf(pdf->out, "%d 0 obj\n<<%s%s/Length %zu>>stream\n", number, entries,
	    compress ? "/Filter/FlateDecode" : "", bytes.n);
	str_span(pdf->out, bytes);
	str_add(pdf->out, "\nendstream\nendobj\n");
}

/* Object streams, ISO 32000-1, 7.5.7: pairs of number and offset, then the bodies. */
static void flush(struct pdf *pdf)
{
	STR_AUTO(all, LIMIT_DOCUMENT);
	int number;
	size_t first;
	char entries[64];

	if (pdf->inside.n == 0)
		return;
	number = pdf_object_new(pdf);
	for (size_t i = 0; i < pdf->inside.n; i++) {
		const struct pdf_packed *p = &pdf->inside.items[i];

		set_entry(pdf, p->number, 2, (size_t)number, i);
		str_addf(&all, "%d %zu ", p->number, p->at);
	}
	first = all.n;
	str_span(&all, str_bytes(&pdf->packed));
	(void)snprintf(entries, sizeof(entries), "/Type/ObjStm/N %zu/First %zu", pdf->inside.n,
	    first); /* two numbers fit */
	pdf_object_stream(pdf, number, entries, str_bytes(&all), true);
	pdf->inside.n = 0;
	str_clear(&pdf->packed);
}

void pdf_object_put(struct pdf *pdf, int number, const struct str *body)
{
	vec_push(pdf->arena, &pdf->inside, (struct pdf_packed){number, pdf->packed.n});
	str_span(&pdf->packed, str_bytes(body));
	str_char(&pdf->packed, '\n');
	if (body->over)
		pdf->out->over = true;
	if (pdf->inside.n == PACK_MAX)
		flush(pdf);
}

/* The rows, each as its difference to the row above (PNG's filter "up"), which compresses far
 * better. */
static void put_rows(const struct pdf *pdf, struct str *to)
{
	uint8_t above[ROW] = {0};

	for (size_t i = 0; i < pdf->entries.n; i++) {
		const struct pdf_entry *e = &pdf->entries.items[i];
		const uint8_t row[ROW] = {e->type, (uint8_t)(e->where >> 24),
		    (uint8_t)(e->where >> 16), (uint8_t)(e->where >> 8), (uint8_t)e->where,
		    (uint8_t)(e->index >> 8), (uint8_t)e->index};

		str_u8(to, 2);
		for (size_t k = 0; k < ROW; k++)
			str_u8(to, (uint8_t)(row[k] - above[k]));
		memcpy(above, row, ROW);
	}
}

/* 128 bits of FNV-1a over the file so far: an identifier, not a signature. */
static void put_identifier(const struct pdf *pdf, struct str *to)
{
	const unsigned __int128 prime = ((unsigned __int128)1 << 88) + 0x13b;
	unsigned __int128 hash =
	    (unsigned __int128)0x6c62272e07bb0142ULL << 64 | 0x62b821756295c58dULL;

	for (size_t i = pdf->base; i < pdf->out->n; i++)
		hash = (hash ^ (uint8_t)pdf->out->p[i]) * prime;
	str_addf(
	    to, "<%016llX%016llX>", (unsigned long long)(hash >> 64), (unsigned long long)hash);
}

void pdf_object_finish(struct pdf *pdf, int catalog, int info)
{
	STR_AUTO(rows, LIMIT_DOCUMENT);
	STR_AUTO(id, 64);
	char entries[256];
	size_t at;
	int number;

	flush(pdf);
	number = pdf_object_new(pdf);
	at = pdf->out->n - pdf->base;
	set_entry(pdf, number, 1, at, 0);
	put_rows(pdf, &rows);
	put_identifier(pdf, &id);
	(void)snprintf(entries, sizeof(entries),
	    "/Type/XRef/Size %zu/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[%s%s]"
	    "/DecodeParms<</Predictor 12/Columns %d>>",
	    pdf->entries.n, catalog, info, str_text(&id), str_text(&id), ROW); /* fits */
	pdf_object_stream(pdf, number, entries, str_bytes(&rows), true);
	str_addf(pdf->out, "startxref\n%zu\n%%%%EOF\n", at);
}
