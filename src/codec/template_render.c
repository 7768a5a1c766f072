#include "base/limits.h"
#include "base/parse.h"
#include "base/time.h"
#include "codec/form.h"
#include "codec/html.h"
#include "codec/template_impl.h"

#include <inttypes.h>
#include <math.h>

/* The context stack: values of the sections around, innermost first. */
struct frame {
	const struct json *value;
	const struct frame *up;
};

/* Indentation of the partials around, innermost first. */
struct indent {
	struct span text;
	const struct indent *up;
};

struct renderer {
	const struct template_reader *reader;
	const struct locale *locale;
	struct str *out;
	const struct template *t; /* the innermost partial */
	const struct indent *indent;
	int depth;
};

static int render_list(
    struct renderer *r, const struct template_list *list, const struct frame *top);

/* The member of an object, or the item of an array by its number, from 0. */
static const struct json *part_of(const struct json *v, const char *name)
{
	int64_t i;

	if (v->type != JSON_ARRAY)
		return json_get(v, name);
	if (v->array.n == 0 || parse_int(span_str(name), 0, (int64_t)v->array.n - 1, &i) < 0)
		return NULL;
	return &v->array.items[i];
}

/* Looks the first segment up in the stack, the others in what was found (spec: interpolation,
 * dotted names). */
static const struct json *look_up(const struct template_path *path, const struct frame *top)
{
	const struct json *v = NULL;

	if (path->n == 0)
		return top->value;
	for (; top && !v; top = top->up)
		v = json_get(top->value, path->segments[0]);
	for (size_t i = 1; v && i < path->n; i++)
		v = part_of(v, path->segments[i]);
	return v;
}

static bool is_true(const struct json *v)
{
	if (!v)
		return false;
	switch (v->type) {
	case JSON_NULL:
		return false;
	case JSON_BOOL:
		return v->boolean;
	case JSON_INT:
		return v->integer != 0;
	case JSON_REAL:
		return fpclassify(v->real) != FP_ZERO;
	case JSON_STRING:
		return v->string.n > 0;
	case JSON_ARRAY:
		return v->array.n > 0;
	case JSON_OBJECT:
	default:
		return true;
	}
}

/* The shortest text that reads back as the same number. */
static void put_real(struct str *out, double v)
{
	char text[40];

	for (int digits = 6; digits <= 17; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, v);
		if (!(strtod(text, NULL) < v) && !(strtod(text, NULL) > v))
			break;
	}
	str_add(out, text);
}

/* The value as text, not escaped: in scratch unless it is text already. Nothing for objects,
 * arrays and null. */
static struct span text_of(const struct json *v, struct str *scratch)
{
	if (v && v->type == JSON_STRING)
		return span_of(v->string.text, v->string.n);
	if (v && v->type == JSON_INT)
		str_addf(scratch, "%" PRId64, v->integer);
	else if (v && v->type == JSON_REAL)
		put_real(scratch, v->real);
	else if (v && v->type == JSON_BOOL)
		str_add(scratch, v->boolean ? "true" : "false");
	return str_bytes(scratch);
}

/* Writes text, escaped unless the template is plain. Line ends of forms (CRLF) become LF. */
static void put(struct renderer *r, struct span text)
{
	if (r->t->plain) {
		str_span(r->out, text);
		return;
	}
	while (text.n) {
		ptrdiff_t at = span_find(text, "\r\n");
		size_t n = at < 0 ? text.n : (size_t)at;

		html_text(r->out, span_sub(text, 0, n));
		text = span_sub(text, n + (at >= 0), text.n);
	}
}

static void put_value(struct renderer *r, const struct json *v)
{
	STR_AUTO(scratch, 64);

	put(r, text_of(v, &scratch));
}

/* Whether the value may begin a link: nothing that runs, no other host by "//". */
static bool is_safe_start(struct span s)
{
	if (span_istarts(s, "https://") || span_istarts(s, "http://") ||
	    span_istarts(s, "mailto:"))
		return true;
	if (s.n == 0 || (s.p[0] != '/' && s.p[0] != '?' && s.p[0] != '#'))
		return false;
	/* Browsers drop tabs and line ends inside an address and read \ as /. */
	return s.p[0] != '/' || s.n == 1 || (s.p[1] > ' ' && s.p[1] != '/' && s.p[1] != '\\');
}

static void put_address(struct renderer *r, const struct json *v)
{
	STR_AUTO(scratch, 64);
	struct span text = text_of(v, &scratch);

	put(r, is_safe_start(text) ? text : span_str("#"));
}

static const char *translate(const struct renderer *r, const char *key)
{
	const char *text = r->reader->mo && *key ? mo_get(r->reader->mo, key) : NULL;

	return text ? text : key;
}

/* The name of a value ("claimed_fixed") as words, where no catalogue has better ones. */
static void put_name(struct renderer *r, const char *name)
{
	for (size_t n; *name; name += n + (name[n] == '_')) {
		n = strcspn(name, "_");
		put(r, span_of(name, n));
		if (name[n])
			put(r, span_str(" "));
	}
}

static void put_key(struct renderer *r, const struct json *v)
{
	const char *text;

	if (!v || v->type != JSON_STRING) {
		put_value(r, v);
		return;
	}
	text = translate(r, v->string.text);
	if (text == v->string.text && !text[strspn(text, "abcdefghijklmnopqrstuvwxyz_")])
		put_name(r, text);
	else
		put(r, span_str(text));
}

/* How many: the number, or the number of items. */
static int64_t count_of(const struct json *v)
{
	return v && v->type == JSON_ARRAY ? (int64_t)v->array.n : json_int(v, 0);
}

static bool same_path(const struct template_path *path, struct span name)
{
	struct span part;
	size_t i = 0;

	while (span_split(&name, '.', &part)) {
		if (i == path->n || !span_eq(part, path->segments[i]))
			return false;
		i++;
	}
	return i == path->n;
}

/* The value of the dotted name, which stands in a translation and so is not compiled. */
static const struct json *look_up_name(struct span name, const struct frame *top)
{
	char text[128];
	const char *segments[8];
	struct template_path path = {.segments = segments};
	struct span whole, part;

	if (name.n >= sizeof(text))
		return NULL;
	memcpy(text, name.p, name.n);
	text[name.n] = '\0';
	for (whole = span_of(text, name.n); span_split(&whole, '.', &part);) {
		if (path.n == ARRAY_LEN(segments))
			return NULL;
		segments[path.n++] = (const char *)part.p;
		text[part.p + part.n - (const uint8_t *)text] = '\0';
	}
	return look_up(&path, top);
}

/* Length of a placeholder's name behind its brace, 0 when this is just a brace. */
static size_t placeholder(const char *p)
{
	size_t n =
	    strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

	return p[n] == '}' ? n : 0;
}

/* Writes the translated words with {name} filled in; {count} is the number n. */
static void put_words(struct renderer *r, const char *words, const struct template_path *count,
    int64_t n, const struct frame *top)
{
	const char *brace;

	for (; (brace = strchr(words, '{')); words = brace) {
		struct span name = span_of(brace + 1, placeholder(brace + 1));

		put(r, span_of(words, (size_t)(brace - words)));
		if (name.n == 0) {
			put(r, span_of(brace++, 1));
			continue;
		}
		if (count && (same_path(count, name) || span_eq(name, "count")))
			locale_number(r->locale, n, r->out);
		else
			put_value(r, look_up_name(name, top));
		brace += name.n + 2;
	}
	put(r, span_str(words));
}

static void put_plural(
    struct renderer *r, const struct template_node *node, const struct frame *top)
{
	int64_t n = count_of(look_up(&node->path, top));
	unsigned form = locale_plural(r->locale, n);
	const char *words = r->reader->mo ? mo_plural(r->reader->mo, node->words, form) : NULL;

	/* Without a translation the text is English, and so are its forms. */
	if (!words)
		words = n == 1 ? node->words : node->many;
	put_words(r, words, &node->path, n, top);
}

/* The milliseconds of a time: a number, or RFC 3339 text. */
static bool milliseconds(const struct json *v, int64_t *ret)
{
	if (v && v->type == JSON_INT) {
		*ret = v->integer;
		return true;
	}
	return v && v->type == JSON_STRING &&
	       time_parse(span_of(v->string.text, v->string.n), ret) == 0;
}

static void put_format(
    struct renderer *r, const struct template_node *node, const struct json *v)
{
	bool count = node->kind == TEMPLATE_NUMBER || node->kind == TEMPLATE_DURATION;
	char text[TIME_TEXT];
	int64_t n = 0;

	if (count ? !v || v->type != JSON_INT : !milliseconds(v, &n)) {
		put_value(r, v);
		return;
	}
	n = count ? v->integer : n;
	if (node->kind == TEMPLATE_NUMBER)
		locale_number(r->locale, n, r->out);
	else if (node->kind == TEMPLATE_DURATION)
		locale_duration(r->locale, n, r->out);
	else if (node->kind == TEMPLATE_DATE)
		locale_date(r->locale, n, r->reader->zone, r->out);
	else if (node->kind == TEMPLATE_TIME)
		locale_time(r->locale, n, r->reader->zone, r->out);
	else
		str_add(r->out, time_text(n, text));
}

static void put_raw(struct renderer *r, const struct json *v)
{
	STR_AUTO(scratch, 64);

	str_span(r->out, text_of(v, &scratch));
}

static void put_url(struct renderer *r, const struct json *v)
{
	STR_AUTO(scratch, 64);

	form_escape(text_of(v, &scratch), r->out);
}

static void put_indent(struct str *out, const struct indent *indent)
{
	if (!indent)
		return;
	put_indent(out, indent->up);
	str_span(out, indent->text);
}

/* A text of the template: a partial's indentation goes before each of its lines (spec:
 * partials, standalone indentation). */
static void put_text(struct renderer *r, const struct template_node *node)
{
	struct span rest = node->text;
	bool begins = node->line_start;

	if (!r->indent) {
		str_span(r->out, rest);
		return;
	}
	do {
		const uint8_t *end = rest.n ? memchr(rest.p, '\n', rest.n) : NULL;
		size_t n = end ? (size_t)(end - rest.p) + 1 : rest.n;

		if (begins)
			put_indent(r->out, r->indent);
		begins = true;
		str_span(r->out, span_sub(rest, 0, n));
		rest = span_sub(rest, n, rest.n);
	} while (rest.n);
}

static int render_section(
    struct renderer *r, const struct template_node *node, const struct frame *top)
{
	const struct json *v = look_up(&node->path, top);
	struct frame frame = {v, top};
	int e = 0;

	if (is_true(v) != (node->kind == TEMPLATE_SECTION))
		return 0;
	if (node->kind == TEMPLATE_INVERTED)
		return render_list(r, &node->nodes, top);
	if (v->type != JSON_ARRAY)
		return render_list(r, &node->nodes, &frame);
	for (size_t i = 0; e == 0 && i < v->array.n && !r->out->over; i++) {
		frame.value = &v->array.items[i];
		e = render_list(r, &node->nodes, &frame);
	}
	return e;
}

static int render_partial(
    struct renderer *r, const struct template_node *node, const struct frame *top)
{
	struct indent indent = {node->text, r->indent};
	struct renderer inner = *r;

	if (!node->partial)
		return 0;
	if (++inner.depth > LIMIT_TEMPLATE_DEPTH)
		return ERR_LIMIT;
	inner.t = node->partial;
	if (node->text.n)
		inner.indent = &indent;
	return render_list(&inner, &node->partial->nodes, top);
}

static void render_words(
    struct renderer *r, const struct template_node *node, const struct frame *top)
{
	if (node->kind == TEMPLATE_PLURAL)
		put_plural(r, node, top);
	else
		put_words(r, translate(r, node->words), NULL, 0, top);
}

static int render_node(
    struct renderer *r, const struct template_node *node, const struct frame *top)
{
	switch (node->kind) {
	case TEMPLATE_TEXT:
		put_text(r, node);
		break;
	case TEMPLATE_VALUE:
		put_value(r, look_up(&node->path, top));
		break;
	case TEMPLATE_ADDRESS:
		put_address(r, look_up(&node->path, top));
		break;
	case TEMPLATE_RAW:
		put_raw(r, look_up(&node->path, top));
		break;
	case TEMPLATE_KEY:
		put_key(r, look_up(&node->path, top));
		break;
	case TEMPLATE_URL:
		put_url(r, look_up(&node->path, top));
		break;
	case TEMPLATE_WORDS:
	case TEMPLATE_PLURAL:
		render_words(r, node, top);
		break;
	case TEMPLATE_SECTION:
	case TEMPLATE_INVERTED:
		return render_section(r, node, top);
	case TEMPLATE_PARTIAL:
		return render_partial(r, node, top);
	case TEMPLATE_TIME:
	case TEMPLATE_DATE:
	case TEMPLATE_NUMBER:
	case TEMPLATE_DURATION:
	case TEMPLATE_ISO:
	default:
		put_format(r, node, look_up(&node->path, top));
		break;
	}
	return 0;
}

static int render_list(
    struct renderer *r, const struct template_list *list, const struct frame *top)
{
	int e = 0;

	for (size_t i = 0; e == 0 && i < list->n; i++)
		e = render_node(r, &list->items[i], top);
	return e;
}

int template_render(const struct template *t, const struct json *values,
    const struct template_reader *reader, struct str *out)
{
	struct frame top = {values, NULL};
	struct renderer r = {.reader = reader,
	    .locale = locale_of(reader->lang),
	    .out = out,
	    .t = t,
	    .depth = 0};
	size_t before = out->n;
	int e;

	if (!r.locale)
		r.locale = locale_of("en");
	e = render_list(&r, &t->nodes, &top);
	if (e == 0)
		e = str_ok(out);
	if (e < 0)
		str_cut(out, before);
	return e;
}
