#include "match/banner.h"

#include "base/map.h"
#include "codec/cpe.h"
#include "match/print.h"

struct banner_set {
	const struct knowledge_pack *k;
	struct print_set *prints;
	struct arena *arena; /* of what follows */
	struct map compiled; /* field -> the set itself */
	struct map answers;  /* protocol and text -> struct answer */
};

/* What the fingerprints said of a text; no product: they do not know it. */
struct answer {
	struct match_product product;
	bool of_service; /* and not of the system or the device behind it */
};

/* What a service answers with by itself, surest first. */
static const char *const fields[] = {"ssh.banner", "http_header.server", "smtp.banner",
    "ftp.banner", "imap4.banner", "pop3.banner", "mysql.banners", "dns.versionbind",
    "snmp.sys_description", "sip_header.server", "rtsp_header.server", "nntp.banner",
    "http_header.x-powered-by", "html_title"};

static void add_row(
    struct banner_set *set, const struct knowledge_print *p, struct arena *arena)
{
	struct know_print print = {
	    .id = p->id, .field = p->field, .pattern = p->pattern, .flags = p->flags};
	const char *param;

	for (uint32_t i = 0; (param = knowledge_item(set->k, p->params, i)); i++)
		text_list_add(&print.params, arena, param);
	(void)!print_set_add(set->prints, &print, NULL);
}

struct banner_set *banner_new(const struct knowledge_pack *k)
{
	struct banner_set *set = mem_alloc(sizeof(*set));

	*set = (struct banner_set){.k = k, .prints = print_set_new(), .arena = arena_new()};
	print_set_limit(set->prints, BANNER_STEPS);
	map_init(&set->compiled, set->arena);
	map_init(&set->answers, set->arena);
	return set;
}

struct banner_set *banner_free(struct banner_set *set)
{
	if (!set)
		return NULL;
	(void)print_set_free(set->prints);
	(void)arena_free(set->arena);
	return mem_free(set);
}

/* Compiles the field's fingerprints when they are not. */
static void prepare(struct banner_set *set, const char *field)
{
	struct knowledge_print p;
	struct arena *arena;

	if (!map_set(&set->compiled, field, set))
		return;
	arena = arena_new();
	for (uint32_t i = 0; i < set->k->rows[KT_PRINTS]; i++) {
		arena_clear(arena);
		if (knowledge_print(set->k, i, &p) && p.field && strcmp(p.field, field) == 0)
			add_row(set, &p, arena);
	}
	(void)arena_free(arena);
}

/* The names of a group of values ("service", "os", "hw"); false when it names no product. */
static bool take_group(const struct print_values *values, const char *group,
    struct arena *arena, struct match_product *ret)
{
	const char *product = print_value(values, arena_printf(arena, "%s.product", group));
	const char *cpe = print_value(values, arena_printf(arena, "%s.cpe23", group));
	const char *system = print_value(values, "os.product");
	const char *maker = print_value(values, "os.vendor");
	struct cpe parsed;

	if (!product || !*product)
		return false;
	/* "Debian Linux": which distribution it is decides who mends it. */
	if (system && strcmp(system, "Linux") == 0 && maker)
		system = maker;
	*ret = (struct match_product){.product = product,
	    .vendor = print_value(values, arena_printf(arena, "%s.vendor", group)),
	    .version = print_value(values, arena_printf(arena, "%s.version", group)),
	    .update = print_value(values, arena_printf(arena, "%s.version.version", group)),
	    .system = system};
	if (cpe && cpe_parse(span_str(cpe), arena, &parsed) == 0 && parsed.attr[CPE_PRODUCT]) {
		ret->vendor = parsed.attr[CPE_VENDOR];
		ret->product = parsed.attr[CPE_PRODUCT];
	}
	if (ret->version && (!*ret->version || strcmp(ret->version, "-") == 0))
		ret->version = NULL;
	return true;
}

static bool ask(struct banner_set *set, const char *field, struct span text,
    struct arena *arena, struct answer *ret)
{
	static const char *const groups[] = {"service", "os", "hw"};
	struct print_values values;

	prepare(set, field);
	if (!print_match(set->prints, field, text, arena, &values, NULL))
		return false;
	for (size_t g = 0; g < ARRAY_LEN(groups); g++)
		if (take_group(&values, groups[g], arena, &ret->product)) {
			ret->of_service = g == 0;
			return true;
		}
	return false;
}

bool banner_product(struct banner_set *set, const char *field, struct span text,
    struct arena *arena, struct match_product *ret)
{
	struct answer answer = {0};

	for (size_t f = 0; f < ARRAY_LEN(fields); f++) {
		if (field && strcmp(field, fields[f]) != 0)
			continue;
		if (ask(set, fields[f], text, arena, &answer)) {
			*ret = answer.product;
			return true;
		}
	}
	return false;
}

/* --- stored services --- */

/* Which field a protocol's banner is, and what stands before it that recog leaves out. */
static const struct {
	const char *protocol, *field, *before;
} banners[] = {
    {"ssh", "ssh.banner", "SSH-2.0-"},
    {"ssh", "ssh.banner", "SSH-1.99-"},
    {"http", "http_header.server", ""},
    {"smtp", "smtp.banner", "220 "},
    {"smtp", "smtp.banner", "220-"},
    {"ftp", "ftp.banner", "220 "},
    {"ftp", "ftp.banner", "220-"},
    {"imap", "imap4.banner", "* OK "},
    {"pop3", "pop3.banner", "+OK "},
    {"mysql", "mysql.banners", ""},
    {"dns", "dns.versionbind", ""},
    {"snmp", "snmp.sys_description", ""},
};

/* The first line of the banner, without what stands before it; the field, or NULL. */
static const char *field_of(const struct obs_service *s, struct span *ret)
{
	struct span rest = span_str(s->banner), line = rest;

	if (strcmp(s->protocol, "snmp") != 0 && !span_line(&rest, &line))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(banners); i++) {
		size_t n = strlen(banners[i].before);

		if (strcmp(s->protocol, banners[i].protocol) != 0 ||
		    !span_starts(line, banners[i].before))
			continue;
		line = span_sub(line, n, line.n);
		*ret = span_sub(line, 0, MIN(line.n, (size_t)BANNER_BYTES));
		return banners[i].field;
	}
	return NULL;
}

static const struct answer *answer_of(
    struct banner_set *set, const struct obs_service *s, struct arena *arena)
{
	struct span text = {0};
	const char *field = field_of(s, &text), *key;
	struct answer *answer;

	if (!field || !text.n)
		return NULL;
	key = arena_printf(arena, "%s %.*s", field, (int)text.n, (const char *)text.p);
	answer = map_get(&set->answers, key);
	if (answer)
		return answer;
	if (set->answers.n < BANNER_KEPT)
		arena = set->arena;
	answer = ARENA_NEW(arena, struct answer);
	(void)ask(set, field, text, arena, answer);
	if (arena == set->arena)
		(void)map_set(&set->answers, key, answer);
	return answer;
}

static const char *copy(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

struct match_product banner_service(
    struct banner_set *set, const struct obs_service *s, struct arena *arena)
{
	struct match_product own = {.vendor = s->vendor,
	    .product = s->product,
	    .version = s->version,
	    .revision = s->revision,
	    .system = s->system,
	    .cpe = s->cpe};
	const struct answer *told;

	if (!set || !s->banner || (own.product && own.version))
		return own;
	told = answer_of(set, s, arena);
	if (!told || !told->product.product)
		return own;
	/* Who ships a kernel or a distribution mends it unseen: its version says nothing. */
	if (!told->of_service && strcasestr(told->product.product, "linux"))
		return own;
	/* A product that ours know is named anew only for the version of the service itself. */
	if (own.product && (!told->of_service || !told->product.version))
		return own;
	return (struct match_product){.vendor = copy(arena, told->product.vendor),
	    .product = copy(arena, told->product.product),
	    .version = copy(arena, told->product.version),
	    .update = copy(arena, told->product.update),
	    .revision = own.revision,
	    .system = own.system ? own.system : copy(arena, told->product.system)};
}
