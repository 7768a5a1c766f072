#include "api/house.h"

#include "pack/kb.h"
#include "run/job.h"

void house_init(const struct settings *settings, struct arena *arena, struct order_house *ret)
{
	*ret = (struct order_house){.kb = kb_builtin(),
	    .tool = "varde " VARDE_VERSION,
	    .resolvers = settings->resolvers,
	    .source = settings->source,
	    .contact = settings->contact,
	    .rate = settings->rate,
	    .deadlines = settings->deadlines};
	if (!ret->resolvers.n)
		job_system_resolvers(arena, &ret->resolvers);
}
