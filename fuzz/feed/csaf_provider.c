/* Any bytes as what a provider publishes: what is read may be followed. */
#include "feed/csaf_provider.h"

#include "fuzz.h"

static void check(const struct csaf_entries *entries, bool inside)
{
	vec_foreach (e, &entries->all) {
		HOLDS(e->url && *e->url);
		HOLDS(!inside ||
		      (e->url[0] != '/' && !strstr(e->url, "..") && !strstr(e->url, "://")));
		HOLDS(inside || strncasecmp(e->url, "http", 4) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = span_of(data, size);
	struct arena *arena = arena_new();
	struct csaf_provider provider;
	struct csaf_entries entries;
	struct text_list list = {0};
	struct msg msg = {0};

	if (csaf_provider_read(bytes, arena, &provider, &msg) < 0)
		HOLDS(msg.what[0] && msg.detail[0]);
	if (csaf_provider_rolie(bytes, arena, &entries, &msg) == 0)
		check(&entries, false);
	csaf_provider_changes(bytes, arena, &entries);
	check(&entries, true);
	csaf_provider_index(bytes, arena, &entries);
	check(&entries, true);
	csaf_provider_security(bytes, arena, &list);
	if (csaf_provider_aggregator(bytes, arena, &list, &msg) < 0)
		HOLDS(msg.what[0] && msg.detail[0]);
	for (size_t i = 0; i < list.n; i++)
		HOLDS(csaf_provider_same_site(list.items[i], list.items[i]) ||
		      !csaf_provider_host(list.items[i], arena));
	(void)csaf_provider_digest_is(bytes, "00ff");
	(void)arena_free(arena);
	return 0;
}
