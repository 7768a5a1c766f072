#include "proto/hello.h"
#include "codec/cursor.h"

bool hello_grease(unsigned value)
{
	return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
}

bool hello_extension(struct span *rest, unsigned *ret_type, struct span *ret_data)
{
	struct cursor c = cursor_of(*rest);
	unsigned type = cursor_u16(&c);
	struct span data = cursor_bytes(&c, cursor_u16(&c));

	if (cursor_err(&c))
		return false;
	*rest = cursor_rest(&c);
	*ret_type = type;
	*ret_data = data;
	return true;
}

bool hello_alpn(struct span *rest, struct span *ret_name)
{
	struct cursor c = cursor_of(*rest);
	struct span name = cursor_bytes(&c, cursor_u8(&c));

	if (cursor_err(&c))
		return false;
	*rest = cursor_rest(&c);
	*ret_name = name;
	return true;
}

/* RFC 6066 section 3: a list of names of which only host names were ever used. */
static void read_name(struct span data, struct hello *h)
{
	struct cursor c = cursor_of(data);
	struct span name;
	unsigned type;

	if (h->has_name)
		h->wrong |= HELLO_SNI_SEVERAL;
	if (h->name.n)
		return;
	h->has_name = true;
	cursor_skip(&c, 2);
	type = cursor_u8(&c);
	name = cursor_bytes(&c, cursor_u16(&c));
	if (cursor_err(&c)) {
		if (data.n)
			h->wrong |= HELLO_SNI_LENGTH;
	} else if (type != 0) {
		h->wrong |= HELLO_SNI_TYPE;
	} else {
		h->name = name;
	}
}

/* supported_versions of a client: the highest one. */
static void read_versions(struct span data, struct hello *h)
{
	struct cursor c = cursor_of(data);
	unsigned best = 0;

	cursor_skip(&c, 1);
	while (cursor_left(&c) >= 2) {
		unsigned v = cursor_u16(&c);

		if (!hello_grease(v) && v > best && (v >> 8 == 3 || v >> 8 == 0x7f))
			best = v;
	}
	if (best)
		h->chosen = (uint16_t)best;
}

/* A list that begins with its length in as many bytes. */
static struct span list_of(struct span data, size_t size)
{
	struct cursor c = cursor_of(data);
	size_t n = size == 1 ? cursor_u8(&c) : cursor_u16(&c);

	return span_sub(cursor_rest(&c), 0, n);
}

static void read_extensions(struct hello *h, bool client)
{
	struct span rest = h->extensions, data;
	unsigned type;

	while (hello_extension(&rest, &type, &data)) {
		switch (type) {
		case HELLO_SERVER_NAME:
			if (client)
				read_name(data, h);
			break;
		case HELLO_GROUPS:
			h->groups = list_of(data, 2);
			break;
		case HELLO_POINTS:
			h->points = list_of(data, 1);
			break;
		case HELLO_SIGNATURES:
			h->signatures = list_of(data, 2);
			break;
		case HELLO_ALPN:
			h->alpn = list_of(data, 2);
			break;
		case HELLO_VERSIONS:
			if (client)
				read_versions(data, h);
			else if (data.n == 2)
				h->chosen = (uint16_t)(data.p[0] << 8 | data.p[1]);
			break;
		default:
			break;
		}
	}
	/* What is left of the list is no extension: it ends there. */
	h->extensions.n -= rest.n;
}

static int finish(struct cursor *c, struct hello *ret, bool client)
{
	int r = cursor_err(c);

	ret->chosen = ret->version;
	if (r == 0 && cursor_left(c) >= 2) {
		size_t n = cursor_u16(c);

		ret->extensions = span_sub(cursor_rest(c), 0, n);
		read_extensions(ret, client);
	}
	return r;
}

int hello_client(struct span body, struct hello *ret)
{
	struct cursor c = cursor_of(body);

	*ret = (struct hello){0};
	ret->version = cursor_u16(&c);
	ret->random = cursor_bytes(&c, 32);
	ret->session = cursor_bytes(&c, cursor_u8(&c));
	ret->ciphers = cursor_bytes(&c, cursor_u16(&c));
	cursor_skip(&c, cursor_u8(&c));
	return finish(&c, ret, true);
}

int hello_server(struct span body, struct hello *ret)
{
	struct cursor c = cursor_of(body);

	*ret = (struct hello){0};
	ret->version = cursor_u16(&c);
	ret->random = cursor_bytes(&c, 32);
	/* The drafts of TLS 1.3 before 22 had neither session nor compression. */
	if (ret->version >> 8 != 0x7f)
		ret->session = cursor_bytes(&c, cursor_u8(&c));
	ret->ciphers = cursor_bytes(&c, 2);
	if (ret->version >> 8 != 0x7f)
		cursor_skip(&c, 1);
	return finish(&c, ret, false);
}
