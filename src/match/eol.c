#include "match/match_impl.h"

#include <ctype.h>

/* "8.1" is the cycle of "8.1.27", not of "8.10". */
static bool is_of_cycle(const char *version, const char *cycle)
{
	size_t n = strlen(cycle);

	return n && strncmp(version, cycle, n) == 0 && !isdigit((unsigned char)version[n]);
}

bool match_eol(struct matcher *m, const struct match_product *p, struct knowledge_eol *ret)
{
	const struct named *named = p->version ? name_resolve(m, p) : NULL;
	const struct knowledge_pack *k = m->k;
	size_t best = 0;

	for (size_t i = 0; named && i < named->rows.n; i++) {
		struct knowledge_product row;
		struct knowledge_rows rows = {0, 0};
		struct knowledge_eol e;

		if (knowledge_product(k, named->rows.items[i], &row))
			rows = knowledge_find_eol(k, row.vendor, row.product);
		for (uint32_t at = rows.first; at < rows.end; at++) {
			if (!knowledge_eol(k, at, &e) || !is_of_cycle(p->version, e.cycle) ||
			    strlen(e.cycle) <= best)
				continue;
			best = strlen(e.cycle);
			*ret = e;
		}
	}
	return best > 0;
}
