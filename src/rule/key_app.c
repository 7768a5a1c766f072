/* What is asked of applications beside their buffers. */
#include "rule/key.h"

/* Bits of versions, in this order. */
static const char *const versions[] = {
    "sslv2", "sslv3", "tls1.0", "tls1.1", "tls1.2", "tls1.3", NULL};

static int ssl_version(struct key_state *k, struct span value)
{
	struct rule_step *s = key_head(k, OP_SSL_VERSION);
	struct span it;

	while (key_item(&value, &it)) {
		bool negated = it.n && it.p[0] == '!';
		int i = 0;

		if (negated)
			it = span_trim(span_sub(it, 1, it.n));
		if (span_ieq(it, "tls")) {
			*(negated ? &s->op.b : &s->op.a) |= 60;
			continue;
		}
		while (versions[i] && !span_ieq(it, versions[i]))
			i++;
		if (!versions[i])
			return key_bad(k, it);
		*(negated ? &s->op.b : &s->op.a) |= 1 << i;
	}
	return 0;
}

/* "tls.version:1.2" */
static int tls_version(struct key_state *k, struct span value)
{
	static const char *const names[] = {"1.0", "1.1", "1.2", "1.3"};

	if (!value.n) {
		key_sticky(k, BUFFER_TLS_VERSION);
		return 0;
	}
	if (value.n >= 2 && value.p[0] == '"')
		value = span_sub(value, 1, value.n - 2);
	for (int i = 0; i < 4; i++)
		if (span_eq(value, names[i])) {
			key_head(k, OP_SSL_VERSION)->op.a = 4 << i;
			return 0;
		}
	return key_bad(k, value);
}

/* A name's part as a content of the file's name. */
static int file_name(struct key_state *k, struct span value, bool extension)
{
	bool negated = value.n && value.p[0] == '!';
	struct span bytes;
	struct rule_step *s;
	int r;

	if (negated)
		value = span_sub(value, 1, value.n);
	r = key_bytes(k, value, &bytes);
	if (r < 0)
		return r;
	key_sticky(k, BUFFER_FILE_NAME);
	s = key_step(k, OP_CONTENT);
	s->bytes =
	    extension
		? span_str(arena_printf(k->arena, ".%.*s", (int)bytes.n, (const char *)bytes.p))
		: bytes;
	s->op.flags |=
	    RULE_F_NOCASE | (extension ? RULE_F_ENDSWITH : 0) | (negated ? RULE_F_NEGATED : 0);
	return 0;
}

static int fileext(struct key_state *k, struct span value)
{
	return file_name(k, value, true);
}

static int filename(struct key_state *k, struct span value)
{
	return file_name(k, value, false);
}

const struct key_row key_app_rows[] = {
    {"ssl_version", ssl_version, 0},
    {"tls.version", tls_version, KEY_OPTIONAL},
    {"fileext", fileext, KEY_QUOTED},
    {"filename", filename, KEY_QUOTED},
    {NULL, NULL, 0},
};
