#define PCRE2_CODE_UNIT_WIDTH 8

#include "scan/fingerprint.h"

#include "base/limits.h"
#include "base/map.h"
#include "codec/utf8.h"
#include "pack/kb.h"

#include <pcre2.h>

enum {
	MATCH_LIMIT = 100000, /* steps of one match */
	DEPTH_LIMIT = 1000,   /* nesting of backtracking points */
	HEAP_LIMIT = 1024,    /* KiB that the interpreter may take */
	JIT_STACK = 32 << 10, /* bytes; a coroutine's own stack is too small for it */
	JIT_STACK_MAX = 256 << 10,
	CAPTURE_MAX = 128, /* bytes of a captured version, revision or system */
};

enum group { GROUP_VERSION, GROUP_REVISION, GROUP_SYSTEM, GROUPS };

struct fingerprint {
	struct kb_fingerprint kb;
	pcre2_code *code;
	int groups[GROUPS];       /* numbers, or negative for none */
	struct fingerprint *next; /* of the same field */
};

struct field_rows {
	struct fingerprint *first, *last;
};

struct fingerprint_set {
	struct arena *arena;
	struct map fields; /* field name to struct field_rows */
	size_t n;
	pcre2_match_context *context;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
};

static int compile(struct fingerprint *fp, struct msg *msg)
{
	static const char *const names[GROUPS] = {"version", "revision", "system"};
	PCRE2_SIZE at;
	int err;

	fp->code = pcre2_compile((PCRE2_SPTR)fp->kb.pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_DOLLAR_ENDONLY, &err, &at, NULL);
	if (!fp->code) {
		msg_what(msg, "a fingerprint of the knowledge pack is faulty");
		msg_detail(msg, "%.64s: error %d at byte %zu of its pattern", fp->kb.id, err,
		    (size_t)at);
		msg_hint(msg, "build or download the pack again");
		return ERR_CORRUPT;
	}
	/* Without the compiler (or the right to executable memory) the interpreter gives the
	 * same answers. */
	(void)pcre2_jit_compile(fp->code, PCRE2_JIT_COMPLETE);
	for (int i = 0; i < GROUPS; i++)
		fp->groups[i] =
		    pcre2_substring_number_from_name(fp->code, (PCRE2_SPTR)names[i]);
	return 0;
}

static void add(struct fingerprint_set *set, struct fingerprint *fp)
{
	struct field_rows *field = map_get(&set->fields, fp->kb.field);

	if (!field) {
		field = ARENA_NEW(set->arena, struct field_rows);
		(void)map_set(&set->fields, fp->kb.field, field);
	}
	if (field->last)
		field->last->next = fp;
	else
		field->first = fp;
	field->last = fp;
	set->n++;
}

static struct fingerprint_set *set_new(void)
{
	struct fingerprint_set *set = mem_alloc(sizeof(*set));

	set->arena = arena_new();
	map_init(&set->fields, set->arena);
	set->context = pcre2_match_context_create(NULL);
	set->data = pcre2_match_data_create(GROUPS + 8, NULL);
	set->stack = pcre2_jit_stack_create(JIT_STACK, JIT_STACK_MAX, NULL);
	return set;
}

int fingerprint_load(const struct pack *kb, struct fingerprint_set **ret, struct msg *msg)
{
	struct fingerprint_set *set = set_new();
	struct pack_iter it = kb_fingerprints(kb);
	struct kb_fingerprint next;
	int r = set->context && set->data ? 0 : ERR_NOMEM;

	while (r == 0 && kb_next_fingerprint(&it, &next)) {
		struct fingerprint *fp = ARENA_NEW(set->arena, struct fingerprint);

		fp->kb = next;
		r = compile(fp, msg);
		if (r == 0)
			add(set, fp);
	}
	if (r < 0) {
		(void)fingerprint_free(set);
		return r;
	}
	(void)pcre2_set_match_limit(set->context, MATCH_LIMIT);
	(void)pcre2_set_depth_limit(set->context, DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(set->context, HEAP_LIMIT);
	if (set->stack)
		pcre2_jit_stack_assign(set->context, NULL, set->stack);
	*ret = set;
	return 0;
}

struct fingerprint_set *fingerprint_free(struct fingerprint_set *set)
{
	if (!set)
		return NULL;
	map_foreach (e, &set->fields)
		for (struct fingerprint *fp = ((struct field_rows *)e->value)->first; fp;
		     fp = fp->next)
			pcre2_code_free(fp->code);
	pcre2_jit_stack_free(set->stack);
	pcre2_match_data_free(set->data);
	pcre2_match_context_free(set->context);
	(void)arena_free(set->arena);
	return mem_free(set);
}

size_t fingerprint_count(const struct fingerprint_set *set)
{
	return set->n;
}

static bool matches(
    const struct fingerprint_set *set, const struct fingerprint *fp, struct span text)
{
	PCRE2_SPTR p = text.n ? text.p : (PCRE2_SPTR) "";

	return pcre2_match(fp->code, p, text.n, 0, 0, set->data, set->context) >= 0;
}

/* What the last match captured, cleaned; the fixed text when it captured nothing; NULL when
 * there is neither. */
static const char *captured(const struct fingerprint_set *set, const struct fingerprint *fp,
    enum group group, struct span text, struct arena *arena, const char *fixed)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(set->data);
	size_t from, to;

	if (fp->groups[group] <= 0 ||
	    (uint32_t)fp->groups[group] >= pcre2_get_ovector_count(set->data))
		return fixed && fixed[0] ? fixed : NULL;
	from = at[2 * (size_t)fp->groups[group]];
	to = at[2 * (size_t)fp->groups[group] + 1];
	if (from != PCRE2_UNSET && to > from)
		return utf8_clean(arena, span_sub(text, from, to - from), CAPTURE_MAX);
	return fixed && fixed[0] ? fixed : NULL;
}

static void fill(const struct fingerprint_set *set, const struct fingerprint *fp,
    struct span text, struct arena *arena, struct obs_service *service)
{
	service->vendor = fp->kb.vendor;
	service->product = fp->kb.product;
	service->version = captured(set, fp, GROUP_VERSION, text, arena, fp->kb.version);
	service->revision = captured(set, fp, GROUP_REVISION, text, arena, NULL);
	service->system = captured(set, fp, GROUP_SYSTEM, text, arena, fp->kb.system);
	service->cpe =
	    fp->kb.cpe[0] ? fingerprint_cpe(arena, fp->kb.cpe, service->version) : NULL;
	service->confidence = fp->kb.confidence;
}

bool fingerprint_match(const struct fingerprint_set *set, const char *field, struct span text,
    struct arena *arena, struct obs_service *service)
{
	const struct field_rows *f = map_get(&set->fields, field);
	const struct fingerprint *best = NULL;

	for (const struct fingerprint *fp = f ? f->first : NULL; fp; fp = fp->next)
		if ((!best || fp->kb.confidence > best->kb.confidence) &&
		    matches(set, fp, text))
			best = fp;
	if (!best || !matches(set, best, text)) /* once more, for what it captured */
		return false;
	fill(set, best, text, arena, service);
	return true;
}

static void add_component(struct str *to, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = (char)s.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("._-", c)))
			str_char(to, '\\');
		str_char(to, c);
	}
}

/* The offset of a patch level at the end ("p1" of "9.2p1"), or the length when there is none.
 */
static size_t patch_at(struct span v)
{
	size_t i = v.n;

	while (i && v.p[i - 1] >= '0' && v.p[i - 1] <= '9')
		i--;
	return i > 1 && i < v.n && v.p[i - 1] == 'p' && v.p[i - 2] >= '0' && v.p[i - 2] <= '9'
		   ? i - 1
		   : v.n;
}

char *fingerprint_cpe(struct arena *arena, const char *template, const char *version)
{
	static const char place[] = "{version}";
	const char *at = strstr(template, place), *rest;
	struct span v = span_str(version);
	size_t patch = patch_at(v);
	STR_AUTO(cpe, 256);

	if (!at)
		return arena_strdup(arena, template);
	rest = at + strlen(place);
	str_put(&cpe, template, (size_t)(at - template));
	if (v.n == 0)
		str_char(&cpe, '*');
	else if (patch < v.n && strncmp(rest, ":*", 2) == 0) {
		add_component(&cpe, span_sub(v, 0, patch));
		str_char(&cpe, ':');
		add_component(&cpe, span_sub(v, patch, v.n));
		rest += 2;
	} else {
		add_component(&cpe, v);
	}
	str_add(&cpe, rest);
	return str_dup(&cpe, arena);
}
