#include "feed/csaf_criteria.h"

#include "codec/version_range.h"
#include "feed/criterion.h"

#include <ctype.h>

enum { NAME = 200, VERSION_MAX = 250, MODELS = 64, CRITERIA = 4096 };

struct making {
	struct csaf_criteria *to;
	struct feed_read *rd;
	struct arena *arena;
	const struct json *models;
	struct vuln_criterion base; /* the names */
};

static size_t count(const struct json *v)
{
	return v && v->type == JSON_ARRAY ? v->array.n : 0;
}

static void push(struct making *m, struct vuln_criterion c)
{
	if (m->to->all.n >= CRITERIA) {
		feed_remark(m->rd, "more products than a document can have");
		return;
	}
	vec_push(m->arena, &m->to->all, c);
}

/* Once for each model number: what observes no model matches all of them. */
static void add(struct making *m, struct vuln_criterion c)
{
	size_t n = MIN(count(m->models), (size_t)MODELS);
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		const char *model = json_text(&m->models->array.items[i], "");

		if (!*model || strpbrk(model, "*?")) {
			feed_remark(m->rd, "a model number that stands for several");
			continue;
		}
		c.model = feed_text(m->arena, model, NAME);
		push(m, c);
		any = true;
	}
	if (any)
		return;
	c.model = NULL;
	push(m, c);
}

static void add_range(struct making *m, const struct version_range *r)
{
	struct vuln_criterion c = m->base;

	/* "All versions" is the vendor's word, not a version left away: a span without ends. */
	c.range = r->kind == VERSION_RANGE_EXACT ? RANGE_EXACT : RANGE_SPAN;
	c.scheme = r->scheme;
	c.version = feed_text(m->arena, r->version, VERSION_MAX);
	c.start = feed_text(m->arena, r->start, VERSION_MAX);
	c.end = feed_text(m->arena, r->end, VERSION_MAX);
	c.start_excluded = c.start && r->start_excluded;
	c.end_excluded = c.end && r->end_excluded;
	if (c.range != RANGE_EXACT)
		c.update = NULL;
	add(m, c);
}

/* A product of that name, whatever its version. */
static void add_named(struct making *m, struct span name)
{
	struct vuln_criterion c = m->base;

	c.product = criterion_name(arena_strndup(m->arena, name.p, name.n), NAME, m->arena);
	if (!c.product)
		return;
	c.range = RANGE_SPAN;
	c.update = NULL;
	push(m, c);
}

/* "MMT-1711", "882390", "CR-IR 357": a model rather than a version. */
static bool is_model(struct span s)
{
	size_t digits = 0, letters = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (strchr(".<>=*()", s.p[i]))
			return false;
		digits += isdigit(s.p[i]) != 0;
		letters += isalpha(s.p[i]) != 0;
	}
	return s.n >= 4 && s.n <= NAME && digits + letters >= 4 &&
	       (digits >= 3 || letters >= 4);
}

/* The parts of "A | B / C" that are models' names; whether there are any. */
static bool add_models(struct making *m, struct span text)
{
	struct span rest = text, part, words, word;
	size_t before = m->to->all.n;

	while (span_split(&rest, '|', &part))
		for (words = part; span_split(&words, '/', &word);)
			if (is_model(span_trim(word)))
				add_named(m, span_trim(word));
	return m->to->all.n > before;
}

static bool parse(struct making *m, struct span text)
{
	struct version_ranges ranges;

	if (version_range_parse(text, m->arena, &ranges) < 0)
		return false;
	vec_foreach (r, &ranges.all)
		add_range(m, r);
	return true;
}

/* Where a condition begins that nobody observes: "6.x (with wireless ...)", "11.2 on Windows".
 */
static size_t condition_at(struct span s)
{
	static const char *const words[] = {" on ", " with ", " model ", " running ", " where ",
	    " integrated ", ", Firmware ", ", Part "};
	ptrdiff_t at = span_find(s, "(");
	size_t first = at < 0 ? s.n : (size_t)at;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		at = span_find(s, words[i]);
		if (at >= 0)
			first = MIN(first, (size_t)at);
	}
	return first;
}

static bool has_comparator(struct span s)
{
	return span_find(s, "<") >= 0 || span_find(s, ">") >= 0;
}

/* "8/30/2024", as the United States write dates, as "2024-08-30"; NULL for another text. */
static const char *date_of(struct span s, struct arena *arena)
{
	int v[3] = {0}, n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '/' && n < 2)
			n++;
		else if (isdigit(s.p[i]) && v[n] < 1000)
			v[n] = v[n] * 10 + (s.p[i] - '0');
		else
			return NULL;
	}
	if (n < 2 || v[0] < 1 || v[0] > 12 || v[1] < 1 || v[1] > 31 || v[2] < 1900)
		return NULL;
	return arena_printf(arena, "%04d-%02d-%02d", v[2], v[0], v[1]);
}

/* A version of several short words behind a comparator of n bytes: "<= 3.0 D15" as
 * "<= 3.0.D15", "< 1.8.4 Service Pack 01" as "< 1.8.4sp01". Long words are no versions. */
static bool parse_joined(struct making *m, struct span text, size_t n)
{
	static const char pack[] = " Service Pack ";
	ptrdiff_t at = span_find(text, pack);
	size_t letters = 0;
	char *copy;

	if (at > 0) {
		text =
		    span_str(arena_printf(m->arena, "%.*ssp%s", (int)at, (const char *)text.p,
			arena_strndup(m->arena, text.p + at + strlen(pack),
			    text.n - (size_t)at - strlen(pack))));
	}
	copy = arena_strndup(m->arena, text.p, text.n);
	for (char *p = copy + n; *p; p++) {
		letters = isalpha((unsigned char)*p) ? letters + 1 : 0;
		if (letters > 3)
			return false;
		if (*p == ' ')
			*p = '.';
	}
	return isdigit((unsigned char)copy[text.n - 1]) && parse(m, span_str(copy));
}

/* "< 8/30/2024" as "< 2024-08-30", "distributed < april 1, 2018" without its first word: what
 * the parser of ranges takes. */
static bool parse_respaced(struct making *m, struct span text)
{
	static const char before[] = "distributed ";
	size_t n = 0;
	const char *date;

	if (span_starts(text, before))
		text = span_trim(span_sub(text, strlen(before), text.n));
	while (n < text.n && strchr("<>= ", text.p[n]))
		n++;
	if (n == 0 || n == text.n)
		return false;
	date = date_of(span_sub(text, n, text.n), m->arena);
	if (date)
		return parse(m, span_str(arena_printf(
				    m->arena, "%.*s%s", (int)n, (const char *)text.p, date)));
	return parse(m, text) || parse_joined(m, text, n);
}

/* A text that is no range: whoever observes just these words as the version or as the product
 * has it, and everything else of the product may be it. */
static void add_words(struct making *m, struct span text, bool named)
{
	struct vuln_criterion c = m->base;

	c.range = RANGE_ANY;
	add(m, c);
	if (text.n > VERSION_MAX)
		return;
	c.range = RANGE_EXACT;
	c.scheme = version_guess(text);
	c.version = arena_strndup(m->arena, text.p, text.n);
	add(m, c);
	if (!named)
		add_named(m, text);
}

static void not_understood(struct making *m, struct span text, bool range, bool named)
{
	struct vuln_criterion c = m->base;
	struct span rest = text, part;

	if (range || has_comparator(text)) {
		c.range = RANGE_ANY;
		add(m, c);
		feed_remark(m->rd, "a range of versions that is not understood");
		return;
	}
	while (span_split(&rest, '|', &part)) {
		part = span_trim(part);
		if (part.n && !parse(m, part))
			add_words(m, part, named && is_model(part));
	}
}

/* The word behind "Firmware", perhaps with a comma. */
static void add_firmware(struct making *m, struct span word)
{
	while (word.n && word.p[word.n - 1] == ',')
		word.n--;
	if (!parse(m, word))
		feed_remark(m->rd, "a version of firmware that is not understood");
}

static void understand(struct making *m, struct span text, bool range)
{
	size_t n = condition_at(text);
	bool named = !range && add_models(m, text);
	struct span behind = span_sub(text, n, text.n);

	if (parse(m, text) || (n == text.n && parse_respaced(m, text)))
		return;
	if (n && n < text.n && parse(m, span_trim(span_sub(text, 0, n)))) {
		/* More is matched than is meant, never less. */
		feed_remark(m->rd, "a condition beside a version");
		/* "Version B, Firmware A.01.09": either may be what is seen */
		if (span_starts(behind, ", Firmware ")) {
			struct span rest = span_sub(behind, 11, behind.n);

			if (span_split(&rest, ' ', &behind))
				add_firmware(m, behind);
		}
		return;
	}
	not_understood(m, text, range, named);
}

static void add_cpe(struct making *m, const char *name, const char *version)
{
	struct criterion_bounds none = {0};
	struct vuln_criterion c, text;

	if (criterion_of_cpe(name, &none, true, m->arena, &c) < 0) {
		feed_remark(m->rd, "a CPE name that is none");
		return;
	}
	/* A name without a version does not widen what the tree says of versions. */
	if (c.range != RANGE_ANY || !version) {
		push(m, c);
		return;
	}
	text = m->base;
	c.version = NULL;
	m->base = c;
	m->models = NULL;
	if (!parse(m, span_str(version)))
		feed_remark(m->rd, "a range of versions that is not understood");
	m->base = text;
}

static void read_helper(struct making *m, const struct csaf_product *p)
{
	const char *cpe = json_text(json_get(p->helper, "cpe"), NULL);

	if (cpe)
		add_cpe(m, cpe, p->version);
	if (json_get(p->helper, "purl"))
		feed_remark(m->rd, "a package URL, which names nothing that is observed");
	if (json_get(p->helper, "hashes"))
		feed_remark(m->rd, "a file's digest, which nothing is matched by");
}

void csaf_criteria_add(struct csaf_criteria *to, const struct csaf_product *p,
    struct feed_read *rd, struct arena *arena)
{
	struct making m = {.to = to, .rd = rd, .arena = arena};
	const char *name = p->name ? p->name : p->family ? p->family : p->full;
	struct span version = span_trim(span_str(p->version));

	m.models = json_get(p->helper, "model_numbers");
	m.base = (struct vuln_criterion){.vulnerable = true, .naming = NAMED_TEXT, .part = '*'};
	m.base.vendor = criterion_name(p->vendor, NAME, arena);
	m.base.product = criterion_name(name, NAME, arena);
	m.base.update = feed_text(arena, p->update, NAME);
	if (!m.base.product) {
		feed_remark(rd, "a product without a name");
		return;
	}
	if (version.n) {
		understand(&m, version, p->range);
	} else {
		struct vuln_criterion c = m.base;

		c.range = RANGE_ANY;
		add(&m, c);
	}
	read_helper(&m, p);
}
