#include "assess/assess.h"

#include "assess/rules.h"
#include "assess/software.h"

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_finding(const void *a, const void *b)
{
	return finding_compare(a, b);
}

/* The first lines in alphabetical order: the same whichever was seen first. */
static struct text_list evidence_of(struct text_list lines)
{
	if (lines.n > 1)
		qsort(lines.items, lines.n, sizeof(*lines.items), by_text);
	lines.n = MIN(lines.n, ASSESS_EVIDENCE);
	return lines;
}

static int make(const struct observations *obs, const struct pack *kb, bool software_alone,
    const struct knowledge_pack *know, int64_t now, struct arena *arena, struct findings *ret)
{
	struct findings out = {0};
	struct assess_ctx ctx;
	int r;

	context_init(obs, kb, now, arena, &ctx);
	ctx.know = know;
	ctx.software_alone = software_alone;
	r = rules_run(&ctx);
	software_done(&ctx);
	if (r < 0)
		return r;
	map_foreach (e, &ctx.hits) {
		struct context_hit *hit = e->value;

		if (!hit->ordered)
			hit->finding.evidence = evidence_of(hit->lines);
		vec_push(arena, &out.all, hit->finding);
	}
	if (out.all.n > 1)
		qsort(out.all.items, out.all.n, sizeof(*out.all.items), by_finding);
	*ret = out;
	return 0;
}

int assess(const struct observations *obs, const struct pack *kb,
    const struct knowledge_pack *know, int64_t now, struct arena *arena, struct findings *ret)
{
	return make(obs, kb, false, know, now, arena, ret);
}

int assess_software(const struct observations *obs, const struct pack *kb,
    const struct knowledge_pack *know, int64_t now, struct arena *arena, struct findings *ret)
{
	return make(obs, kb, true, know, now, arena, ret);
}
