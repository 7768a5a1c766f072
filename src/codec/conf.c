#include "codec/conf.h"

#include "base/limits.h"
#include "base/map.h"
#include "codec/utf8.h"

struct conf {
	struct arena *arena;
	conf_set set;
	void *to;
	struct map seen; /* name -> the line it stands on, as text */
	int line;
};

static struct span trim(struct span s)
{
	while (s.n && strchr(" \t\r", s.p[0]))
		s = span_sub(s, 1, s.n);
	while (s.n && strchr(" \t\r", s.p[s.n - 1]))
		s.n--;
	return s;
}

static int wrong(
    const struct conf *c, struct msg *msg, int err, const char *hint, const char *detail)
{
	char kept[160];

	(void)snprintf(kept, sizeof(kept), "%s", detail);
	msg_what(msg, "line %d of the configuration cannot be used", c->line);
	msg_detail(msg, "%s", kept);
	msg_hint(msg, "%s", hint);
	return err;
}

/* Without the comment that ends it, and without quotes. ERR_SYNTAX for a quote that does not
 * end. */
static int value_of(struct span s, struct span *ret)
{
	const uint8_t *end;

	if (s.n && s.p[0] == '"') {
		end = memchr(s.p + 1, '"', s.n - 1);
		if (!end)
			return ERR_SYNTAX;
		*ret = span_of(s.p + 1, (size_t)(end - s.p) - 1);
		s = trim(span_sub(s, (size_t)(end - s.p) + 1, s.n));
		return s.n && s.p[0] != '#' ? ERR_SYNTAX : 0;
	}
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '#' && (i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '\t'))
			s.n = i;
	*ret = trim(s);
	return 0;
}

static int take(struct conf *c, const char *name, const char *value, struct msg *msg)
{
	const char *before = map_get(&c->seen, name);
	int r;

	if (before)
		return wrong(c, msg, ERR_EXISTS, "keep one of the two lines",
		    arena_printf(c->arena, "%s was set in line %s already", name, before));
	map_set(&c->seen, name, arena_printf(c->arena, "%d", c->line));
	r = c->set(c->to, name, value, msg);
	if (r == ERR_NOTFOUND)
		return wrong(c, msg, r, "\"varde help settings\" lists the settings",
		    arena_printf(c->arena, "there is no setting \"%s\"", name));
	if (r < 0)
		return wrong(c, msg, r, "\"varde help settings\" tells what it may be",
		    arena_printf(c->arena, "%s = %.60s: %.80s", name, value,
			msg->detail[0] ? msg->detail : err_text(r)));
	return 0;
}

static int read_line(struct conf *c, struct span line, struct msg *msg)
{
	const uint8_t *equals;
	struct span name, value = {0};

	line = trim(line);
	if (!line.n || line.p[0] == '#')
		return 0;
	equals = memchr(line.p, '=', line.n);
	if (!equals)
		return wrong(c, msg, ERR_SYNTAX, "write: name = value", "there is no \"=\"");
	name = trim(span_of(line.p, (size_t)(equals - line.p)));
	if (value_of(trim(span_sub(line, (size_t)(equals - line.p) + 1, line.n)), &value) < 0)
		return wrong(c, msg, ERR_SYNTAX, "end the value with a double quote",
		    "a quoted value does not end, or something stands after it");
	return take(c, arena_strndup(c->arena, (const char *)name.p, name.n),
	    arena_strndup(c->arena, (const char *)value.p, value.n), msg);
}

int conf_parse(struct span text, struct arena *arena, conf_set set, void *to, struct msg *msg)
{
	struct conf c = {.arena = arena, .set = set, .to = to};

	map_init(&c.seen, arena);
	if (!utf8_valid(text) || memchr(text.p, 0, text.n))
		return wrong(
		    &c, msg, ERR_SYNTAX, "save it as UTF-8 text", "the file is not UTF-8 text");
	while (text.n) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		size_t n = end ? (size_t)(end - text.p) : text.n;
		int r;

		c.line++;
		r = read_line(&c, span_of(text.p, n), msg);
		if (r < 0)
			return r;
		text = span_sub(text, n + (end ? 1 : 0), text.n);
	}
	return 0;
}
