#include "feed/criterion.h"

#include "codec/cpe.h"
#include "codec/version.h"
#include "feed/feed.h"

enum { CPE_MAX = 1024, BOUND_MAX = 256 };

int criterion_scheme(const char *a, const char *b)
{
	enum version_scheme first = version_guess(span_str(a ? a : b));

	if (!a && !b)
		return VERSION_GENERIC;
	return !a || !b || first == version_guess(span_str(b)) ? (int)first
							       : (int)VERSION_GENERIC;
}

static void set_range(struct vuln_criterion *c, const struct criterion_bounds *b)
{
	if (b->start || b->end) {
		c->range = RANGE_SPAN;
		c->version = NULL;
		c->start_excluded = b->start && b->start_excluded;
		c->end_excluded = b->end && b->end_excluded;
		c->scheme = criterion_scheme(c->start, c->end);
		return;
	}
	if (!c->version) {
		c->range = RANGE_ANY;
	} else if (strcmp(c->version, "-") == 0) {
		c->range = RANGE_NONE;
	} else {
		c->range = RANGE_EXACT;
		c->scheme = criterion_scheme(c->version, NULL);
	}
}

int criterion_of_cpe(const char *name, const struct criterion_bounds *b, bool vulnerable,
    struct arena *arena, struct vuln_criterion *ret)
{
	struct vuln_criterion c = {.vulnerable = vulnerable, .naming = NAMED_CPE};
	struct span text = span_str(name);
	struct cpe cpe;

	if (text.n > CPE_MAX || cpe_parse(text, arena, &cpe) < 0)
		return ERR_SYNTAX;
	if (!cpe.attr[CPE_VENDOR] || !cpe.attr[CPE_PRODUCT])
		return ERR_SYNTAX;
	if (span_str(b->start).n > BOUND_MAX || span_str(b->end).n > BOUND_MAX)
		return ERR_RANGE;
	c.part = '*';
	if (cpe.attr[CPE_PART])
		c.part = cpe.attr[CPE_PART][0];
	c.vendor = cpe.attr[CPE_VENDOR];
	c.product = cpe.attr[CPE_PRODUCT];
	c.version = cpe.attr[CPE_VERSION];
	c.update = cpe.attr[CPE_UPDATE];
	c.edition = cpe.attr[CPE_EDITION];
	c.language = cpe.attr[CPE_LANGUAGE];
	c.sw_edition = cpe.attr[CPE_SW_EDITION];
	c.target_sw = cpe.attr[CPE_TARGET_SW];
	c.target_hw = cpe.attr[CPE_TARGET_HW];
	c.other = cpe.attr[CPE_OTHER];
	c.start = feed_text(arena, b->start, BOUND_MAX);
	c.end = feed_text(arena, b->end, BOUND_MAX);
	set_range(&c, b);
	*ret = c;
	return 0;
}

void criterion_config(struct vuln_configs *to, const struct vuln_criterion *criteria, size_t n,
    struct arena *arena)
{
	struct vuln_config config = {.operator= VULN_OR };
	struct vuln_node node = {.operator= VULN_OR };

	for (size_t i = 0; i < n; i++)
		vec_push(arena, &node.criteria, criteria[i]);
	vec_push(arena, &config.nodes, node);
	vec_push(arena, &to->all, config);
}

const char *criterion_name(const char *text, size_t max, struct arena *arena)
{
	const char *clean = feed_text(arena, text, max);
	char *out, *to;

	if (!clean)
		return NULL;
	out = to = arena_strdup(arena, clean);
	for (const char *c = clean; *c; c++) {
		bool space = *c == ' ' || *c == '\t' || *c == '\n' || *c == '\r';

		if (space && (to == out || to[-1] == ' '))
			continue;
		*to = *c;
		if (space)
			*to = ' ';
		else if (*c >= 'A' && *c <= 'Z')
			*to = (char)(*c | 32);
		to++;
	}
	if (to > out && to[-1] == ' ')
		to--;
	*to = '\0';
	return *out ? out : NULL;
}
