#include "api/facts.h"

#include "match/match.h"
#include "model/affected.h"
#include "report/finding_text.h"
#include "store/finding.h"

#include <ctype.h>

const char *facts_tenths(struct call *call, int64_t tenths)
{
	bool point = call->json || strcmp(call->lang, "en") == 0;

	if (tenths < 0)
		return NULL;
	return arena_printf(call->arena, "%lld%s%lld", (long long)(tenths / 10),
	    point ? "." : ",", (long long)(tenths % 10));
}

const char *facts_percent(struct call *call, int64_t tenths)
{
	const char *number = facts_tenths(call, tenths);

	if (!number || call->json)
		return number;
	return arena_printf(
	    call->arena, strcmp(call->lang, "en") == 0 ? "%s%%" : "%s\xc2\xa0%%", number);
}

const char *facts_page(struct call *call, const char *id)
{
	for (const char *c = id; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_.:", *c))
			return NULL;
	return *id ? arena_printf(call->arena, "/knowledge/%s", id) : NULL;
}

const char *facts_why(
    struct call *call, const char *reason, const char *version, const char *package)
{
	for (int i = 0; reason && i < MATCH_REASONS; i++)
		if (strcmp(match_reason_names[i], reason) == 0)
			return match_fill(
			    tr(i18n_lang(call->lang), match_sentence((enum match_reason)i)),
			    version, package, call->arena);
	return NULL;
}

const char *facts_rule(struct call *call, const struct tracked *t)
{
	if (!t->due_rule || !*t->due_rule)
		return NULL;
	return finding_text_rule(call->arena, i18n_lang(call->lang), t->due_rule);
}

/* The version of "nginx 1.22.1". */
static const char *version_of(const char *software)
{
	const char *blank = strrchr(software, ' ');

	return blank ? blank + 1 : software;
}

static struct json *affected_json(
    struct call *call, const struct finding *f, const struct affected *a)
{
	struct arena *arena = call->arena;
	struct json *one = json_new_object(arena);

	json_set_text(arena, one, "id", a->id);
	json_set_text(arena, one, "page", facts_page(call, a->id));
	json_set_text(arena, one, "verdict", a->verdict);
	json_set_text(arena, one, "reason", a->reason);
	json_set_text(
	    arena, one, "why", facts_why(call, a->reason, version_of(f->software), a->fixed));
	json_set_text(arena, one, "cvss", facts_tenths(call, a->cvss));
	json_set_text(arena, one, "epss", facts_percent(call, a->epss));
	json_set_bool(arena, one, "kev", a->kev);
	json_set_bool(arena, one, "ransomware", a->ransomware);
	json_set_text(arena, one, "fixed", a->fixed);
	json_set_bool(arena, one, "fixed_after", a->fixed_after);
	json_set_text(arena, one, "source", a->source);
	return one;
}

static struct json *software_json(struct call *call, const struct finding *f)
{
	struct arena *arena = call->arena;
	struct json *to = json_new_object(arena), *cves = json_new_array(arena);
	const struct lang *lang = i18n_lang(call->lang);

	json_set_text(arena, to, "software", f->software);
	json_set_text(arena, to, "verdict",
	    f->verdict == VERDICT_NONE ? NULL : finding_verdict_names[f->verdict]);
	json_set_bool(arena, to, "possible", f->verdict == VERDICT_POSSIBLE);
	json_set_text(arena, to, "sentence", finding_text_sentence(arena, lang, f));
	json_set_text(arena, to, "fixed_in", f->fixed_in);
	json_set_int(arena, to, "priority", f->priority);
	json_set_int(arena, to, "days", f->days);
	json_set_bool(arena, to, "forensics", f->forensics);
	json_set_text(
	    arena, to, "rule", f->rule ? finding_text_rule(arena, lang, f->rule) : NULL);
	for (size_t i = 0; i < f->cves.n; i++) {
		struct affected a;

		if (affected_read(f->cves.items[i], arena, &a) == 0)
			json_add_value(arena, cves, affected_json(call, f, &a));
	}
	json_set_int(arena, to, "ncves", f->ncves);
	json_set_int(arena, to, "more", MAX(f->ncves - (int64_t)cves->array.n, 0));
	json_set_value(arena, to, "cves", cves);
	return to;
}

int facts_software(struct call *call, const struct tracked *t, struct json **ret)
{
	struct finding f;
	int r = t->category == CATEGORY_SOFTWARE && t->run
		    ? finding_get(call->db, t->run, t->key, call->arena, &f)
		    : ERR_NOTFOUND;

	if (r < 0 && r != ERR_NOTFOUND)
		return call_db(call, r);
	*ret = r == 0 && f.software ? software_json(call, &f) : NULL;
	return 0;
}
