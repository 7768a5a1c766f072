#include "desk/ioc_warn.h"

#include "codec/json.h"
#include "os/file.h"
#include "os/folder.h"

#include <ctype.h>
#include <stdlib.h>

enum { LIST_BYTES = 256 << 20, NAME_MAX_BYTES = 300, FOUND_MAX = 50 };

/* Indicators that have one key. */
struct chain {
	VEC(struct ioc *) of;
};

void ioc_warn_init(struct ioc_warn *warn, struct arena *arena)
{
	*warn = (struct ioc_warn){.arena = arena};
	map_init(&warn->exact, arena);
	map_init(&warn->names, arena);
	map_init(&warn->wild, arena);
}

static void put(struct ioc_warn *warn, struct map *map, const char *key, struct ioc *ioc)
{
	struct chain *chain = map_get(map, key);

	if (!chain) {
		chain = ARENA_NEW(warn->arena, struct chain);
		(void)map_set(map, key, chain);
	}
	vec_push(warn->arena, &chain->of, ioc);
}

const char *ioc_warn_host(const struct ioc *ioc, struct arena *arena)
{
	const char *at = ioc->value;
	size_t n;

	switch (ioc->type) {
	case IOC_DOMAIN:
		return at;
	case IOC_WILDCARD_DOMAIN:
		return strncmp(at, "*.", 2) == 0 ? at + 2 : at;
	case IOC_EMAIL:
		at = strrchr(at, '@');
		return at ? at + 1 : NULL;
	case IOC_URL:
		at = strstr(at, "://");
		if (!at)
			return NULL;
		at += 3;
		if (*at == '[')
			return arena_strndup(arena, at + 1, strcspn(at + 1, "]"));
		n = strcspn(at, "/:?");
		return arena_strndup(arena, at, n);
	default:
		return NULL;
	}
}

void ioc_warn_add(struct ioc_warn *warn, struct ioc *ioc)
{
	const char *host = ioc_warn_host(ioc, warn->arena);
	const char *address = host ? host : ioc->value;
	struct ioc_warn_net net = {.ioc = ioc};
	bool addressed = ioc->type >= IOC_IPV4 && ioc->type <= IOC_IPV6_CIDR;

	vec_push(warn->arena, &warn->all, ioc);
	put(warn, &warn->exact, ioc->value, ioc);
	if ((addressed || ioc->type == IOC_URL) &&
	    ip_net_parse(span_str(address), &net.net, NULL) == 0) {
		vec_push(warn->arena, &warn->nets, net);
		warn->wide += net.net.bits < ip_bits(&net.net.ip);
		return;
	}
	for (const char *at = host; at; at = strchr(at, '.') ? strchr(at, '.') + 1 : NULL)
		put(warn, &warn->names, at, ioc);
	if (host && ioc->type == IOC_WILDCARD_DOMAIN)
		put(warn, &warn->wild, host, ioc);
}

static void found(struct ioc_warn *warn, struct ioc *ioc, const char *list)
{
	if (ioc->warnings.n < FOUND_MAX)
		text_list_add(&ioc->warnings, warn->arena, list);
}

static void found_all(
    struct ioc_warn *warn, const struct map *map, const char *key, const char *list)
{
	const struct chain *chain = map_get(map, key);

	if (chain)
		vec_foreach (ioc, &chain->of)
			found(warn, *ioc, list);
}

static void look_name(struct ioc_warn *warn, const char *name, const char *list)
{
	if (*name == '.')
		name++;
	found_all(warn, &warn->names, name, list);
	if (warn->wild.n)
		for (const char *at = strchr(name, '.'); at; at = strchr(at + 1, '.'))
			found_all(warn, &warn->wild, at + 1, list);
}

static int by_address(const void *a, const void *b)
{
	const struct ioc_warn_net *x = a, *y = b;

	return ip_cmp(&x->net.ip, &y->net.ip);
}

/* Those whose first address is in the network, by the order; and, as there are few, all wide
 * ones that hold it. */
static void look_net(struct ioc_warn *warn, const char *text, const char *list)
{
	struct ip_net net;
	size_t from = 0, to = warn->nets.n;

	if (ip_net_parse(span_str(text), &net, NULL) < 0)
		return;
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (ip_cmp(&warn->nets.items[middle].net.ip, &net.ip) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	for (; from < warn->nets.n && ip_net_has(&net, &warn->nets.items[from].net.ip); from++)
		found(warn, warn->nets.items[from].ioc, list);
	if (warn->wide)
		vec_foreach (n, &warn->nets)
			if (ip_net_covers(&n->net, &net))
				found(warn, n->ioc, list);
}

static void look_part(struct ioc_warn *warn, const char *part, const char *list)
{
	if (*part)
		vec_foreach (ioc, &warn->all)
			if (strstr((*ioc)->value, part))
				found(warn, *ioc, list);
}

/* In lower case, as values are but for paths of URLs; a copy only when there is a difference.
 */
static const char *lower(const char *text, struct arena *arena)
{
	for (const char *p = text; *p; p++) {
		char *copy;

		if (*p < 'A' || *p > 'Z')
			continue;
		copy = arena_strdup(arena, text);
		for (char *c = copy; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		return copy;
	}
	return text;
}

static void look(struct ioc_warn *warn, const char *type, const char *text, const char *list,
    struct arena *own)
{
	if (strcmp(type, "hostname") == 0)
		look_name(warn, lower(text, own), list);
	else if (strcmp(type, "cidr") == 0)
		look_net(warn, text, list);
	else if (strcmp(type, "substring") == 0)
		look_part(warn, text, list);
	else
		found_all(warn, &warn->exact, lower(text, own), list);
}

int ioc_warn_list(struct ioc_warn *warn, struct span json)
{
	struct arena *own CLEANUP(arena_freep) = arena_new();
	struct json *doc;
	const struct json *list;
	const char *type, *name;
	int r = json_parse(json, own, &doc, NULL);

	if (r < 0)
		return ERR_SYNTAX;
	list = json_get(doc, "list");
	type = json_text(json_get(doc, "type"), "");
	name = json_text(json_get(doc, "name"), "");
	if (!list || list->type != JSON_ARRAY || !*name)
		return ERR_SYNTAX;
	if (strcmp(type, "regex") == 0)
		return ERR_UNSUPPORTED;
	if (!warn->sorted && warn->nets.n)
		qsort(warn->nets.items, warn->nets.n, sizeof(*warn->nets.items), by_address);
	warn->sorted = true;
	name = arena_strndup(warn->arena, name, MIN(strlen(name), (size_t)NAME_MAX_BYTES));
	for (size_t i = 0; i < list->array.n; i++)
		look(warn, type, json_text(&list->array.items[i], ""), name, own);
	warn->lists++;
	return 0;
}

void ioc_warn_folder(struct ioc_warn *warn, const char *folder)
{
	struct arena *own CLEANUP(arena_freep) = arena_new();
	struct folder all = {0};

	if (!folder || !warn->all.n || folder_list(folder, own, &all, NULL) < 0)
		return;
	vec_foreach (name, &all.names) {
		STR_AUTO(bytes, LIST_BYTES);

		if (file_read(arena_printf(own, "%s/%s", folder, *name), &bytes, NULL) < 0 ||
		    ioc_warn_list(warn, str_bytes(&bytes)) < 0)
			warn->unread++;
	}
}
