#include "match/banner.h"

#include "codec/cpe.h"
#include "match/print.h"

struct banner_set {
	struct print_set *prints;
};

/* What a service answers with by itself, surest first. */
static const char *const fields[] = {"ssh.banner", "http_header.server", "smtp.banner",
    "ftp.banner", "imap4.banner", "pop3.banner", "mysql.banners", "dns.versionbind",
    "snmp.sys_description", "sip_header.server", "rtsp_header.server", "nntp.banner",
    "http_header.x-powered-by", "html_title"};

static void add_row(
    struct banner_set *set, const struct knowledge_pack *k, uint32_t row, struct arena *arena)
{
	struct knowledge_print p;
	struct know_print print;
	const char *param;

	if (!knowledge_print(k, row, &p))
		return;
	print = (struct know_print){
	    .id = p.id, .field = p.field, .pattern = p.pattern, .flags = p.flags};
	for (uint32_t i = 0; (param = knowledge_item(k, p.params, i)); i++)
		text_list_add(&print.params, arena, param);
	(void)!print_set_add(set->prints, &print, NULL);
}

struct banner_set *banner_new(const struct knowledge_pack *k)
{
	struct banner_set *set = mem_alloc(sizeof(*set));
	struct arena *arena = arena_new();

	set->prints = print_set_new();
	for (uint32_t i = 0; i < k->rows[KT_PRINTS]; i++) {
		arena_clear(arena);
		add_row(set, k, i, arena);
	}
	(void)arena_free(arena);
	return set;
}

struct banner_set *banner_free(struct banner_set *set)
{
	if (set)
		(void)print_set_free(set->prints);
	return mem_free(set);
}

/* The names of a group of values ("service", "os", "hw"); false when it names no product. */
static bool take_group(const struct print_values *values, const char *group,
    struct arena *arena, struct match_product *ret)
{
	const char *product = print_value(values, arena_printf(arena, "%s.product", group));
	const char *cpe = print_value(values, arena_printf(arena, "%s.cpe23", group));
	struct cpe parsed;

	if (!product || !*product)
		return false;
	*ret = (struct match_product){.product = product,
	    .vendor = print_value(values, arena_printf(arena, "%s.vendor", group)),
	    .version = print_value(values, arena_printf(arena, "%s.version", group)),
	    .update = print_value(values, arena_printf(arena, "%s.version.version", group)),
	    .system = print_value(values, "os.product")};
	if (cpe && cpe_parse(span_str(cpe), arena, &parsed) == 0 && parsed.attr[CPE_PRODUCT]) {
		ret->vendor = parsed.attr[CPE_VENDOR];
		ret->product = parsed.attr[CPE_PRODUCT];
	}
	if (ret->version && (!*ret->version || strcmp(ret->version, "-") == 0))
		ret->version = NULL;
	return true;
}

bool banner_product(struct banner_set *set, const char *field, struct span text,
    struct arena *arena, struct match_product *ret)
{
	static const char *const groups[] = {"service", "os", "hw"};
	struct print_values values;

	for (size_t f = 0; f < ARRAY_LEN(fields); f++) {
		if (field && strcmp(field, fields[f]) != 0)
			continue;
		if (!print_match(set->prints, fields[f], text, arena, &values, NULL))
			continue;
		for (size_t g = 0; g < ARRAY_LEN(groups); g++)
			if (take_group(&values, groups[g], arena, ret))
				return true;
	}
	return false;
}
