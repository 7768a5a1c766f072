#include "auth/attestation.h"

#include "codec/cursor.h"

enum { DEPTH = 8 };
enum {
	CBOR_BYTES = 2,
	CBOR_TEXT = 3,
	CBOR_ARRAY = 4,
	CBOR_MAP = 5,
	CBOR_TAG = 6,
	CBOR_SIMPLE = 7
};

/* The head of an item: its major type, and the number that comes with it. */
static int read_head(struct cursor *c, uint64_t *ret_value)
{
	uint8_t first = cursor_u8(c);
	uint8_t info = first & 31;

	if (info < 24)
		*ret_value = info;
	else if (info == 24)
		*ret_value = cursor_u8(c);
	else if (info == 25)
		*ret_value = cursor_u16(c);
	else if (info == 26)
		*ret_value = cursor_u32(c);
	else if (info == 27)
		*ret_value = cursor_u64(c);
	else
		cursor_fail(c, ERR_SYNTAX); /* indefinite lengths are not for CTAP2 */
	return first >> 5;
}

/* Steps over one item with what it holds; wide and deep ones end by the bytes and by DEPTH. */
static void skip_item(struct cursor *c, int depth)
{
	uint64_t value = 0;
	int major = read_head(c, &value);

	if (depth > DEPTH)
		cursor_fail(c, ERR_LIMIT);
	if (major == CBOR_BYTES || major == CBOR_TEXT) {
		if (value > cursor_left(c))
			cursor_fail(c, ERR_TRUNCATED);
		else
			cursor_skip(c, (size_t)value);
		return;
	}
	if (major == CBOR_MAP && value <= UINT64_MAX / 2)
		value *= 2;
	if (major == CBOR_TAG)
		value = 1;
	if (major == CBOR_ARRAY || major == CBOR_MAP || major == CBOR_TAG)
		for (uint64_t i = 0; i < value && c->err == 0; i++)
			skip_item(c, depth + 1);
}

/* The bytes of one item with its head. */
static struct span item_whole(struct cursor *c)
{
	size_t from = c->at;

	skip_item(c, 0);
	return span_of(c->p + from, c->err ? 0 : c->at - from);
}

/* The content of a byte or text string. */
static struct span item_string(struct cursor *c, int major)
{
	uint64_t n = 0;

	if (read_head(c, &n) != major)
		cursor_fail(c, ERR_SYNTAX);
	if (n > cursor_left(c))
		cursor_fail(c, ERR_TRUNCATED);
	return cursor_bytes(c, c->err ? 0 : (size_t)n);
}

int attestation_read(struct span object, struct attestation *ret)
{
	struct cursor c = cursor_of(object);
	struct attestation got = {0};
	uint64_t n = 0;

	if (read_head(&c, &n) != CBOR_MAP || n != 3)
		cursor_fail(&c, ERR_SYNTAX);
	for (uint64_t i = 0; i < 3 && c.err == 0; i++) {
		struct span key = item_string(&c, CBOR_TEXT);

		if (span_eq(key, "fmt") && !got.format.p)
			got.format = item_string(&c, CBOR_TEXT);
		else if (span_eq(key, "attStmt") && !got.statement.p)
			got.statement = item_whole(&c);
		else if (span_eq(key, "authData") && !got.data.p)
			got.data = item_string(&c, CBOR_BYTES);
		else
			cursor_fail(&c, ERR_SYNTAX);
	}
	if (cursor_err(&c) == 0 && cursor_left(&c) > 0)
		cursor_fail(&c, ERR_SYNTAX);
	if (cursor_err(&c) == 0 &&
	    (got.statement.n == 0 || got.statement.p[0] >> 5 != CBOR_MAP))
		cursor_fail(&c, ERR_SYNTAX);
	if (cursor_err(&c) == 0)
		*ret = got;
	return cursor_err(&c);
}

int attestation_items(struct span cbor)
{
	struct cursor c = cursor_of(cbor);

	while (c.err == 0 && cursor_left(&c) > 0)
		skip_item(&c, 0);
	return cursor_err(&c);
}
