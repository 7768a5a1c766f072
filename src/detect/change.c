/* Transforms of buffers. */
#include "codec/md5.h"
#include "codec/sha256.h"
#include "detect/detect_impl.h"
#include "proto/crypt.h"

#include <ctype.h>

static int hex(uint8_t c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

static size_t url_decode(uint8_t *out, struct span in)
{
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '+') {
			out[n++] = ' ';
		} else if (in.p[i] == '%' && i + 2 < in.n && hex(in.p[i + 1]) >= 0 &&
			   hex(in.p[i + 2]) >= 0) {
			out[n++] = (uint8_t)(hex(in.p[i + 1]) << 4 | hex(in.p[i + 2]));
			i += 2;
		} else {
			out[n++] = in.p[i];
		}
	}
	return n;
}

static size_t whitespace(uint8_t *out, struct span in, bool keep_one)
{
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		bool space = isspace(in.p[i]);

		if (!space || (keep_one && !(i && isspace(in.p[i - 1]))))
			out[n++] = in.p[i];
	}
	return n;
}

/* Names of headers, the part of each line before the colon, in lower case. */
static size_t header_lower(uint8_t *out, struct span in)
{
	bool name = true;

	for (size_t i = 0; i < in.n; i++) {
		out[i] = name ? (uint8_t)tolower(in.p[i]) : in.p[i];
		if (in.p[i] == ':')
			name = false;
		else if (in.p[i] == '\n')
			name = true;
	}
	return in.n;
}

static size_t strip_pseudo(uint8_t *out, struct span in)
{
	size_t n = 0;

	while (in.n) {
		const uint8_t *end = memchr(in.p, '\n', in.n);
		size_t line = end ? (size_t)(end - in.p) + 1 : in.n;

		if (in.p[0] != ':') {
			memcpy(out + n, in.p, line);
			n += line;
		}
		in = span_sub(in, line, in.n);
	}
	return n;
}

static int base64_value(uint8_t c)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(letters, c) : NULL;

	return at ? (int)(at - letters) : -1;
}

/* Decodes until padding or what is none of it; white space and foreign bytes are passed over
 * unless strict. */
size_t change_base64(uint8_t *out, struct span in, bool strict)
{
	uint32_t acc = 0;
	int have = 0;
	size_t n = 0;

	for (size_t i = 0; i < in.n && in.p[i] != '='; i++) {
		int v = base64_value(in.p[i]);

		if (v < 0) {
			if (strict || !isspace(in.p[i]))
				break;
			continue;
		}
		acc = acc << 6 | (uint32_t)v;
		if (++have == 4) {
			out[n++] = (uint8_t)(acc >> 16);
			out[n++] = (uint8_t)(acc >> 8);
			out[n++] = (uint8_t)acc;
			have = 0;
			acc = 0;
		}
	}
	if (have >= 2)
		out[n++] = (uint8_t)(acc >> (have == 2 ? 4 : 10));
	if (have == 3)
		out[n++] = (uint8_t)(acc >> 2);
	return n;
}

static size_t unhex(uint8_t *out, const char *text)
{
	size_t n = strlen(text) / 2;

	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)((unsigned)(hex((uint8_t)text[2 * i]) & 15) << 4 |
				   (unsigned)(hex((uint8_t)text[2 * i + 1]) & 15));
	return n;
}

/* What the first group matches; the bytes as they are where nothing does. */
static struct span captured(struct detect *d, uint32_t code, struct span in)
{
	const PCRE2_SIZE *o;
	int r = pcre2_match(d->image->codes[code], in.p, in.n, 0, 0, d->match, d->limits);

	if (r < 2)
		return in;
	o = pcre2_get_ovector_pointer(d->match);
	return o[2] == PCRE2_UNSET ? in : span_sub(in, o[2], o[3] - o[2]);
}

static size_t cased(uint8_t *out, struct span in, bool up)
{
	const uint8_t from = up ? 'a' : 'A';

	for (size_t i = 0; i < in.n; i++)
		out[i] = in.p[i] >= from && in.p[i] <= from + 25 ? in.p[i] ^ 0x20 : in.p[i];
	return in.n;
}

static size_t xored(uint8_t *out, struct span in, struct span key)
{
	for (size_t i = 0; i < in.n; i++)
		out[i] = in.p[i] ^ key.p[i % key.n];
	return in.n;
}

/* Transforms that never make more than 64 bytes more than there are. */
static bool one(struct detect *d, const struct rule_op *op, struct span in, struct span *ret)
{
	uint8_t *out = arena_alloc(d->arena, in.n + 65);
	char text[SHA256_HEX];
	size_t n = 0;

	switch (op->kind) {
	case OP_DOTPREFIX:
		out[0] = '.';
		memcpy(out + 1, in.p, in.n);
		n = in.n + 1;
		break;
	case OP_STRIP_WHITESPACE:
		n = whitespace(out, in, false);
		break;
	case OP_COMPRESS_WHITESPACE:
		n = whitespace(out, in, true);
		break;
	case OP_TO_LOWER:
	case OP_TO_UPPER:
		n = cased(out, in, op->kind == OP_TO_UPPER);
		break;
	case OP_TO_MD5:
		n = unhex(out, md5_hex(in, text));
		break;
	case OP_TO_SHA256:
		n = unhex(out, sha256_hex(in, text));
		break;
	case OP_TO_SHA1:
		crypt_sha1(in, out);
		n = 20;
		break;
	case OP_URL_DECODE:
		n = url_decode(out, in);
		break;
	case OP_HEADER_LOWER:
		n = header_lower(out, in);
		break;
	case OP_STRIP_PSEUDO:
		n = strip_pseudo(out, in);
		break;
	case OP_XOR:
		n = xored(out, in, rule_image_bytes(d->image, op->data, op->n));
		break;
	case OP_FROM_BASE64:
		n = change_base64(out,
		    span_sub(in, (size_t)op->b, op->a ? (size_t)op->a : in.n),
		    op->mode == RULE_B64_STRICT);
		if (!n)
			return false;
		break;
	case OP_PCREXFORM:
		*ret = captured(d, op->data, in);
		return true;
	default:
		return false;
	}
	*ret = span_of(out, n);
	return true;
}

bool change_apply(
    struct detect *d, const struct rule_buffer *buffer, struct span in, struct span *ret)
{
	static const uint8_t nothing[1];

	if (!in.p)
		in.p = nothing;
	for (uint32_t i = 0; i < buffer->nop; i++) {
		if (in.n > DETECT_BUFFER) {
			d->counts.cut++;
			in.n = DETECT_BUFFER;
		}
		if (!one(d, &d->image->ops[buffer->op + i], in, &in))
			return false;
	}
	*ret = in;
	return true;
}
