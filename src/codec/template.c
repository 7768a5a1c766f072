#include "codec/template_impl.h"

#include "base/limits.h"
#include "base/map.h"

struct template_set {
	struct arena *arena;
	struct map templates; /* name to struct template */
};

/* A section whose end is not reached yet; the outermost is the template itself. */
struct open {
	VEC(struct template_node) nodes;
	struct template_node section; /* becomes a node of the list below at its end */
	struct span name;
	size_t line;
	struct template_place place; /* where it begins */
};

struct compiler {
	struct arena *arena;
	struct template *t;
	const char *source, *at;
	struct open open[LIMIT_TEMPLATE_DEPTH];
	size_t depth;
	bool line_start; /* what comes next begins a line of the source */
	struct template_place place;
	struct msg *msg;
};

/* A tag of the source. */
struct tag {
	const char *from, *end; /* of all of it */
	char sigil;             /* one of # ^ / > ! _ % & { or 0 */
	struct span body;       /* trimmed */
};

static size_t line_of(const struct compiler *c, const char *p)
{
	size_t line = 1;

	for (const char *q = c->source; q < p; q++)
		line += *q == '\n';
	return line;
}

static int fail(struct compiler *c, const char *at, const char *reason)
{
	msg_what(c->msg, "template %s cannot be read", c->t->name);
	msg_detail(c->msg, "line %zu: %s", line_of(c, at), reason);
	return ERR_SYNTAX;
}

static void push(struct compiler *c, struct template_node node)
{
	struct open *o = &c->open[c->depth];

	vec_push(c->arena, &o->nodes, node);
}

static void push_text(struct compiler *c, const char *from, const char *to)
{
	if (from == to)
		return;
	push(c, (struct template_node){.kind = TEMPLATE_TEXT,
		    .line_start = c->line_start,
		    .text = span_of(from, (size_t)(to - from))});
	c->line_start = to[-1] == '\n';
}

/* What a tag writes begins the line: a partial's indentation goes before it. */
static void begin_line(struct compiler *c)
{
	if (c->line_start)
		push(c,
		    (struct template_node){
			.kind = TEMPLATE_TEXT, .line_start = true, .text = span_of(c->at, 0)});
	c->line_start = false;
}

static bool is_name(uint8_t ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	       (ch >= '0' && ch <= '9') || ch == '_' || ch == '-';
}

bool template_path_parse(struct arena *arena, struct span name, struct template_path *ret)
{
	struct template_path path = {0};
	struct span part;
	size_t n = 1;

	if (span_eq(name, ".")) {
		*ret = path;
		return true;
	}
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] != '.' && !is_name(name.p[i]))
			return false;
		n += name.p[i] == '.';
	}
	path.segments = ARENA_ARRAY(arena, n, const char *);
	while (span_split(&name, '.', &part)) {
		if (part.n == 0)
			return false;
		path.segments[path.n++] = arena_strndup(arena, part.p, part.n);
	}
	*ret = path;
	return path.n > 0;
}

/* The end of the tag's text: behind an open brace, a third one closes that, as in {{_ {name}}}.
 */
static const char *find_close(const char *p, char sigil)
{
	const char *close = sigil == '{' ? "}}}" : "}}";
	const char *end = strstr(p, close);

	while (end && sigil == '_' && end[2] == '}')
		end++;
	return end;
}

static int read_tag(struct compiler *c, const char *from, struct tag *ret)
{
	struct tag tag = {.from = from};
	const char *body = from + 2, *end;

	if (*body && strchr("#^/>!_%&{", *body))
		tag.sigil = *body++;
	else if (*body && strchr("=$<", *body))
		return fail(c, from, "set delimiters, blocks and parents are not supported");
	end = find_close(body, tag.sigil);
	if (!end)
		return fail(c, from, "this tag has no end");
	tag.body = span_trim(span_of(body, (size_t)(end - body)));
	tag.end = end + (tag.sigil == '{' ? 3 : 2);
	*ret = tag;
	return 0;
}

/*
 * Whether the tag has its line (or lines) for itself, so that the line leaves nothing behind;
 * *ret_from and *ret_to are the line's bounds, with its end.
 */
static bool is_standalone(
    const struct compiler *c, const struct tag *tag, const char **ret_from, const char **ret_to)
{
	const char *from = tag->from, *to = tag->end;

	if (!tag->sigil || !strchr("#^/>!", tag->sigil))
		return false;
	while (from > c->source && (from[-1] == ' ' || from[-1] == '\t'))
		from--;
	to += strspn(to, " \t");
	if ((from > c->source && from[-1] != '\n') || from < c->at)
		return false;
	if (*to == '\r' && to[1] == '\n')
		to++;
	if (*to && *to != '\n')
		return false;
	*ret_from = from;
	*ret_to = to + (*to == '\n');
	return true;
}

static int open_section(struct compiler *c, const struct tag *tag)
{
	struct open *o;
	struct template_node section = {
	    .kind = tag->sigil == '#' ? TEMPLATE_SECTION : TEMPLATE_INVERTED};

	if (!template_path_parse(c->arena, tag->body, &section.path))
		return fail(c, tag->from, "a section needs the name of a value");
	if (c->depth + 1 == LIMIT_TEMPLATE_DEPTH)
		return fail(c, tag->from, "too many sections inside each other");
	o = &c->open[++c->depth];
	*o = (struct open){.section = section,
	    .name = tag->body,
	    .line = line_of(c, tag->from),
	    .place = c->place};
	return 0;
}

static int close_section(struct compiler *c, const struct tag *tag)
{
	struct open *o = &c->open[c->depth];
	char reason[160];

	if (c->depth == 0)
		return fail(c, tag->from, "the end of a section that has no beginning");
	if (o->name.n != tag->body.n || memcmp(o->name.p, tag->body.p, o->name.n) != 0) {
		(void)snprintf(reason, sizeof(reason),
		    "the section that begins in line %zu is called \"%.*s\"", o->line,
		    (int)MIN(o->name.n, (size_t)60), (const char *)o->name.p);
		return fail(c, tag->from, reason);
	}
	if (!c->t->plain && !template_place_same(&o->place, &c->place))
		return fail(c, tag->from,
		    "a section begins and ends at the same place of the page: not inside a tag "
		    "or value that it opens or closes");
	c->place.begins = o->place.begins;
	o->section.nodes = (struct template_list){o->nodes.items, o->nodes.n};
	c->depth--;
	push(c, o->section);
	return 0;
}

/* The words of {{_ }} with every run of white space as one space: the key of the catalogue. */
static const char *words_of(struct arena *arena, struct span text)
{
	char *to = arena_alloc(arena, text.n + 1);
	size_t n = 0;

	text = span_trim(text);
	for (size_t i = 0; i < text.n; i++) {
		bool space = text.p[i] <= ' ';

		if (!space)
			to[n++] = (char)text.p[i];
		else if (to[n - 1] != ' ') /* trimmed: n is not 0 */
			to[n++] = ' ';
	}
	return to;
}

static int parse_words(struct compiler *c, const struct tag *tag, struct template_node *node)
{
	struct span rest = tag->body, count, one;

	if (tag->from[3] == 'n' && tag->from[4] && (uint8_t)tag->from[4] <= ' ') {
		rest = span_sub(rest, 1, rest.n);
		node->kind = TEMPLATE_PLURAL;
		if (!span_split(&rest, '|', &count) || !span_split(&rest, '|', &one) ||
		    !template_path_parse(c->arena, span_trim(count), &node->path) || !rest.p ||
		    memchr(rest.p, '|', rest.n))
			return fail(c, tag->from, "a plural is {{_n count|one|many}}");
		node->words = words_of(c->arena, one);
		node->many = words_of(c->arena, rest);
		if (!*node->many)
			return fail(c, tag->from, "a plural is {{_n count|one|many}}");
	} else {
		node->kind = TEMPLATE_WORDS;
		node->words = words_of(c->arena, rest);
	}
	if (!*node->words)
		return fail(c, tag->from, "there is no text to translate");
	return 0;
}

static int parse_format(struct compiler *c, const struct tag *tag, struct template_node *node)
{
	static const struct {
		const char *word;
		enum template_kind kind;
	} formats[] = {{"t", TEMPLATE_KEY}, {"time", TEMPLATE_TIME}, {"date", TEMPLATE_DATE},
	    {"number", TEMPLATE_NUMBER}, {"duration", TEMPLATE_DURATION}, {"iso", TEMPLATE_ISO},
	    {"url", TEMPLATE_URL}};
	size_t n = 0;

	while (n < tag->body.n && tag->body.p[n] > ' ')
		n++;
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (!span_eq(span_sub(tag->body, 0, n), formats[i].word))
			continue;
		node->kind = formats[i].kind;
		if (!template_path_parse(
			c->arena, span_trim(span_sub(tag->body, n, tag->body.n)), &node->path))
			return fail(c, tag->from, "a format needs the name of a value");
		return 0;
	}
	return fail(c, tag->from, "a format is t, time, date, number, duration, iso or url");
}

/* A tag that writes a value. */
static int add_value(struct compiler *c, const struct tag *tag)
{
	struct template_node node = {.kind = TEMPLATE_VALUE};
	const char *reason;
	int r = 0;

	if (tag->sigil == '_') {
		r = parse_words(c, tag, &node);
	} else if (tag->sigil == '%') {
		r = parse_format(c, tag, &node);
	} else {
		if (tag->sigil)
			node.kind = TEMPLATE_RAW;
		if (!template_path_parse(c->arena, tag->body, &node.path))
			r = fail(c, tag->from, "this is not the name of a value");
	}
	if (r < 0)
		return r;
	if (!c->t->plain) {
		reason = template_place_admit(&c->place, &node.kind);
		if (reason)
			return fail(c, tag->from, reason);
		if (node.kind == TEMPLATE_ADDRESS)
			c->place.begins = false; /* it always writes how the address begins */
	}
	push(c, node);
	return 0;
}

static int add_partial(struct compiler *c, const struct tag *tag, struct span indent)
{
	if (tag->body.n == 0 || memchr(tag->body.p, ' ', tag->body.n))
		return fail(c, tag->from, "a partial needs the name of a template");
	if (!c->t->plain && c->place.where != PLACE_TEXT)
		return fail(c, tag->from, "a partial may stand between elements only");
	push(c, (struct template_node){.kind = TEMPLATE_PARTIAL,
		    .text = indent,
		    .words = arena_strndup(c->arena, tag->body.p, tag->body.n)});
	return 0;
}

static int add_tag(struct compiler *c, const struct tag *tag, struct span indent)
{
	switch (tag->sigil) {
	case '!':
		return 0;
	case '#':
	case '^':
		return open_section(c, tag);
	case '/':
		return close_section(c, tag);
	case '>':
		return add_partial(c, tag, indent);
	default:
		return add_value(c, tag);
	}
}

/* Reads the text from c->at to the next tag, and the tag. */
static int step(struct compiler *c, const char *brace)
{
	const char *from = brace, *to, *reason;
	struct span indent = {0};
	bool alone;
	struct tag tag;
	int r = read_tag(c, brace, &tag);

	if (r < 0)
		return r;
	reason = c->t->plain
		     ? NULL
		     : template_place_read(&c->place, span_of(c->at, (size_t)(brace - c->at)));
	if (reason)
		return fail(c, brace, reason);
	to = tag.end;
	alone = is_standalone(c, &tag, &from, &to);
	push_text(c, c->at, from);
	if (alone)
		indent = span_of(from, (size_t)(brace - from));
	else
		begin_line(c);
	c->at = to;
	r = add_tag(c, &tag, indent);
	if (alone)
		c->line_start = true;
	return r;
}

static int compile(struct compiler *c)
{
	const char *brace, *reason, *end;
	int r;

	while ((brace = strstr(c->at, "{{"))) {
		r = step(c, brace);
		if (r < 0)
			return r;
	}
	end = c->at + strlen(c->at);
	if (c->depth) {
		struct open *o = &c->open[c->depth];

		return fail(c, (const char *)o->name.p, "this section has no end");
	}
	push_text(c, c->at, end);
	if (c->t->plain)
		return 0;
	reason = template_place_read(&c->place, span_of(c->at, (size_t)(end - c->at)));
	if (!reason && c->place.where != PLACE_TEXT)
		reason = "the template ends inside a tag, comment or script";
	return reason ? fail(c, end, reason) : 0;
}

struct template_set *template_set_new(void)
{
	struct template_set *set = mem_alloc(sizeof(*set));

	*set = (struct template_set){.arena = arena_new()};
	map_init(&set->templates, set->arena);
	return set;
}

struct template_set *template_set_free(struct template_set *set)
{
	if (set)
		arena_free(set->arena);
	return mem_free(set);
}

int template_add(struct template_set *set, const char *name, const char *text, struct msg *msg)
{
	struct template *t = ARENA_NEW(set->arena, struct template);
	size_t n = strlen(name);
	struct compiler c = {.arena = set->arena,
	    .t = t,
	    .source = text,
	    .at = text,
	    .line_start = true,
	    .msg = msg};
	int r;

	if (map_has(&set->templates, name)) {
		msg_what(msg, "template %s is there twice", name);
		return ERR_EXISTS;
	}
	t->name = arena_strdup(set->arena, name);
	t->plain = n > 4 && strcmp(name + n - 4, ".txt") == 0;
	r = compile(&c);
	if (r < 0)
		return r;
	t->nodes = (struct template_list){c.open[0].nodes.items, c.open[0].nodes.n};
	map_set(&set->templates, name, t);
	return 0;
}

static int link_list(const struct template_set *set, const struct template *t,
    struct template_list *list, struct msg *msg)
{
	for (size_t i = 0; i < list->n; i++) {
		struct template_node *node = &list->items[i];
		int r = link_list(set, t, &node->nodes, msg);

		if (r < 0)
			return r;
		if (node->kind != TEMPLATE_PARTIAL)
			continue;
		node->partial = map_get(&set->templates, node->words);
		if (!node->partial) {
			msg_what(msg, "template %s needs %s", t->name, node->words);
			msg_detail(msg, "there is no template of that name");
			return ERR_NOTFOUND;
		}
		if (node->partial->plain != t->plain) {
			msg_what(msg, "template %s cannot take in %s", t->name, node->words);
			msg_detail(msg, "one is HTML, the other plain text (.txt)");
			return ERR_SYNTAX;
		}
	}
	return 0;
}

int template_link(struct template_set *set, struct msg *msg)
{
	map_foreach (it, &set->templates) {
		struct template *t = it->value;
		int r = link_list(set, t, &t->nodes, msg);

		if (r < 0)
			return r;
	}
	return 0;
}

const struct template *template_of(const struct template_set *set, const char *name)
{
	return map_get(&set->templates, name);
}
