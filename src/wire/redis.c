#include "wire/redis.h"

#include "base/parse.h"
#include "wire/line.h"

enum {
	LINE_MAX_BYTES = 1024, /* of a reply's first line; our bound */
	BULK_MAX = 32 << 10, /* bytes of a bulk string; our bound: INFO server has about 600 */
};

/* The body of a bulk string whose length line was read. */
static int parse_bulk(struct span *rest, struct span length, struct span *ret_text)
{
	int64_t n;
	int r = parse_int(length, -1, BULK_MAX, &n);

	if (r < 0)
		return ERR_SYNTAX;
	*ret_text = span_of(NULL, 0);
	if (n < 0)
		return 0;
	if (rest->n < (size_t)n + 2)
		return ERR_TRUNCATED;
	if (rest->p[n] != '\r' || rest->p[n + 1] != '\n')
		return ERR_SYNTAX;
	*ret_text = span_sub(*rest, 0, (size_t)n);
	*rest = span_sub(*rest, (size_t)n + 2, rest->n);
	return 0;
}

static bool is_type(uint8_t c)
{
	return c == '+' || c == '-' || c == ':' || c == '$';
}

int redis_reply_parse(struct span bytes, struct redis_reply *ret)
{
	struct span rest = bytes, line, text;
	int r = 0;

	if (bytes.n == 0)
		return ERR_TRUNCATED;
	if (!is_type(bytes.p[0]))
		return ERR_SYNTAX;
	if (!line_take(&rest, &line))
		return bytes.n < LINE_MAX_BYTES ? ERR_TRUNCATED : ERR_SYNTAX;
	/* Lines end with CR LF. */
	if (bytes.n - rest.n > LINE_MAX_BYTES || line.n + 2 != bytes.n - rest.n)
		return ERR_SYNTAX;
	text = span_sub(line, 1, line.n);
	if (bytes.p[0] == '$')
		r = parse_bulk(&rest, text, &text);
	if (r < 0)
		return r;
	*ret = (struct redis_reply){(char)bytes.p[0], text, bytes.n - rest.n};
	return 0;
}

int redis_reply_size(struct span bytes, size_t *ret_size)
{
	struct redis_reply reply;
	int r = redis_reply_parse(bytes, &reply);

	if (r < 0)
		return r;
	*ret_size = reply.size;
	return 0;
}

void redis_reply_build(struct str *to, const struct redis_reply *reply)
{
	str_char(to, reply->type);
	if (reply->type == '$')
		str_addf(to, "%zu\r\n", reply->text.n);
	str_span(to, reply->text);
	str_add(to, "\r\n");
}

bool redis_is_error(const struct redis_reply *reply, const char *code)
{
	struct span rest = reply->text, word;

	return reply->type == '-' && line_word(&rest, &word) && span_eq(word, code);
}

bool redis_info(struct span text, const char *name, struct span *ret_value)
{
	size_t n = strlen(name);
	struct span line;

	while (span_line(&text, &line)) {
		if (!span_starts(line, name) || line.n <= n || line.p[n] != ':')
			continue;
		*ret_value = span_trim(span_sub(line, n + 1, line.n));
		return true;
	}
	return false;
}
