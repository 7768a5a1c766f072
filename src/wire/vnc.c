#include "wire/vnc.h"

#include "base/macros.h"
#include "codec/cursor.h"

enum {
	VERSION = 12,      /* bytes of "RFB 003.008\n" */
	REASON_MAX = 4096, /* bytes of a refusal; our bound */
};

static bool is_digits(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return true;
}

int vnc_version_size(struct span bytes, size_t *ret_size)
{
	struct span head = span_sub(bytes, 0, 4);

	if (head.n && memcmp(head.p, "RFB ", head.n) != 0)
		return ERR_SYNTAX;
	if (bytes.n < VERSION)
		return ERR_TRUNCATED;
	if (!is_digits(span_sub(bytes, 4, 3)) || bytes.p[7] != '.' ||
	    !is_digits(span_sub(bytes, 8, 3)) || bytes.p[11] != '\n')
		return ERR_SYNTAX;
	*ret_size = VERSION;
	return 0;
}

static unsigned number(const uint8_t *p)
{
	return (p[0] - '0') * 100U + (p[1] - '0') * 10U + (p[2] - '0');
}

int vnc_version_parse(struct span bytes, struct vnc_version *ret)
{
	size_t size;
	int r = vnc_version_size(bytes, &size);

	if (r < 0)
		return r;
	*ret = (struct vnc_version){number(bytes.p + 4), number(bytes.p + 8)};
	return 0;
}

void vnc_version_build(struct str *to, struct vnc_version version)
{
	str_addf(to, "RFB %03u.%03u\n", MIN(version.major, 999U), MIN(version.minor, 999U));
}

struct vnc_version vnc_version_common(struct vnc_version server)
{
	if (server.major > 3 || (server.major == 3 && server.minor >= 8))
		return (struct vnc_version){3, 8};
	/* Everything below 3.7, announced numbers that were never published included, is read
	 * as 3.3. */
	return (struct vnc_version){3, server.major == 3 && server.minor == 7 ? 7 : 3};
}

/* The reason of a refusal: a length and text. */
static struct span parse_reason(struct cursor *c)
{
	uint32_t n = cursor_u32(c);

	if (n > REASON_MAX)
		cursor_fail(c, ERR_SYNTAX);
	return cursor_bytes(c, n);
}

/* RFC 6143 section 7.1.2: a number of types, or 0 and the reason. */
static void parse_types(struct cursor *c, struct vnc_security *s)
{
	uint8_t n = cursor_u8(c);

	s->types = cursor_bytes(c, n);
	if (n == 0)
		s->reason = parse_reason(c);
}

/* RFC 6143 section 7.1.2, version 3.3: the type that the server decided on, or 0 and the
 * reason. */
static void parse_type_33(struct cursor *c, struct vnc_security *s)
{
	uint32_t type = cursor_u32(c);

	if (type > UINT8_MAX)
		cursor_fail(c, ERR_SYNTAX);
	if (!cursor_err(c) && type != 0)
		s->types = span_of(c->p + 3, 1);
	if (type == 0)
		s->reason = parse_reason(c);
}

static int parse(struct span bytes, bool is_33, struct vnc_security *ret, size_t *ret_size)
{
	struct cursor c = cursor_of(bytes);
	struct vnc_security s = {0};

	if (is_33)
		parse_type_33(&c, &s);
	else
		parse_types(&c, &s);
	if (cursor_err(&c) < 0)
		return cursor_err(&c);
	*ret = s;
	*ret_size = c.at;
	return 0;
}

int vnc_security_size(struct span bytes, size_t *ret_size)
{
	struct vnc_security s;

	return parse(bytes, false, &s, ret_size);
}

int vnc_security_size_33(struct span bytes, size_t *ret_size)
{
	struct vnc_security s;

	return parse(bytes, true, &s, ret_size);
}

int vnc_security_parse(struct span bytes, struct vnc_version version, struct vnc_security *ret)
{
	size_t size;

	return parse(bytes, version.minor < 7, ret, &size);
}

const char *vnc_security_name(uint8_t type)
{
	/* IANA registry "Remote Framebuffer Security Types" */
	static const char *const names[] = {
	    [1] = "none",
	    [2] = "vnc-auth",
	    [5] = "ra2",
	    [6] = "ra2ne",
	    [7] = "sspi",
	    [8] = "sspine",
	    [16] = "tight",
	    [17] = "ultra",
	    [18] = "tls",
	    [19] = "vencrypt",
	    [20] = "sasl",
	    [21] = "md5",
	    [22] = "xvp",
	    [23] = "secure-tunnel",
	    [24] = "integrated-ssh",
	    [30] = "apple-dh",
	    [129] = "ra2-256",
	    [130] = "ra2ne-256",
	};

	return type < ARRAY_LEN(names) ? names[type] : NULL;
}
