#include "report/rank_text.h"

#include "base/macros.h"
#include "base/parse.h"

void rank_text_of(const struct finding *f, struct rank *ret)
{
	struct rank rank = {.priority = (int)f->priority,
	    .deadline = {.days = (int)f->days, .forensics = f->forensics}};

	for (size_t i = 0; i < f->why.n && rank.nreasons < RANK_TOLD; i++) {
		struct span value = span_str(f->why.items[i]), name;
		int64_t n = 0;

		if (!span_split(&value, ' ', &name) || parse_int(value, 0, INT64_MAX, &n) < 0)
			continue;
		for (int r = 0; r < RANK_REASONS; r++)
			if (span_eq(name, rank_reason_names[r])) {
				rank.reasons[rank.nreasons].reason = (enum rank_reason)r;
				rank.reasons[rank.nreasons++].value = n;
				break;
			}
	}
	*ret = rank;
}

int64_t rank_text_due(const struct finding *f, int64_t ended)
{
	const int64_t day = (int64_t)24 * 3600 * 1000;
	int64_t told = f->first_seen ? f->first_seen : ended;

	return (f->cves.n || f->rule) && f->days && told ? told + f->days * day : 0;
}

const char *rank_text_role(const struct lang *lang, int role)
{
	static const char *const names[ROLES] = {
	    [ROLE_OTHER] = TR("Other systems"),
	    [ROLE_ADMINISTRATION] = TR("Administration and mail"),
	    [ROLE_REMOTE_ACCESS] = TR("Remote access"),
	    [ROLE_TELEMEDICINE] = TR("Telemedicine"),
	    [ROLE_RESULTS] = TR("Patient records and results"),
	    [ROLE_IMAGING] = TR("Medical imaging"),
	};

	return tr(lang, names[role]);
}

const char *rank_text_deadline(
    struct arena *arena, const struct lang *lang, const struct rank_deadline *deadline)
{
	if (deadline->days == RANK_ON_UPGRADE)
		return tr(lang, TR("next update"));
	if (deadline->forensics)
		return trnf(arena, lang, "%1 day, with a search for traces",
		    "%1 days, with a search for traces", deadline->days);
	return trnf(arena, lang, "%1 day", "%1 days", deadline->days);
}

/* What the asset is for care, as part of the sentence. */
static const char *role_clause(const struct lang *lang, int64_t role)
{
	static const char *const clauses[ROLES] = {
	    [ROLE_ADMINISTRATION] = TR("it serves administration or mail"),
	    [ROLE_REMOTE_ACCESS] = TR("it is a door into the network"),
	    [ROLE_TELEMEDICINE] = TR("it serves remote consultations"),
	    [ROLE_RESULTS] = TR("it handles patient records or results"),
	    [ROLE_IMAGING] = TR("it handles medical images"),
	};

	return clauses[role] ? tr(lang, clauses[role]) : NULL;
}

/* One reason as part of the sentence, the first one beginning it; NULL when it has none. */
static const char *clause(
    struct arena *arena, const struct lang *lang, enum rank_reason reason, int64_t value)
{
	static const char *const clauses[RANK_REASONS] = {
	    [REASON_RANSOMWARE] = TR("Extortionists already use this flaw against others"),
	    [REASON_EXPLOITED] = TR("Attackers already use this flaw against others"),
	    [REASON_PROOF] = TR("Anyone can get a tool that uses this flaw"),
	    [REASON_NOT_SEEN] = TR("No attack with this flaw is known"),
	    [REASON_CONTROL] = TR("it gives full control of the system"),
	    [REASON_SEVERE] = TR("its effect is severe"),
	    [REASON_PUBLIC] = TR("the system can be reached from the Internet"),
	    [REASON_EXPOSURE_UNKNOWN] = TR("the system may be reachable from the Internet"),
	    [REASON_INTERNAL] = TR("the system can be reached from inside only"),
	};

	if (reason == REASON_LIKELY)
		return trf(arena, lang,
		    "The chance of an attack with this flaw within 30 days is %1",
		    i18n_percent(arena, lang, value));
	if (reason == REASON_ROLE)
		return role_clause(lang, value);
	return clauses[reason] ? tr(lang, clauses[reason]) : NULL;
}

/* What to do, and by when. */
static const char *demand(
    struct arena *arena, const struct lang *lang, const struct rank_deadline *d)
{
	if (d->days == RANK_ON_UPGRADE)
		return tr(lang, TR("mend it with the next update"));
	if (d->forensics)
		return trnf(arena, lang,
		    "mend it within %1 day and look for traces of a break-in",
		    "mend it within %1 days and look for traces of a break-in", d->days);
	return trnf(arena, lang, "mend it within %1 day", "mend it within %1 days", d->days);
}

const char *rank_text_sentence(
    struct arena *arena, const struct lang *lang, const struct rank *rank)
{
	static const char *const patterns[RANK_TOLD] = {
	    TR("%1: %2."),
	    TR("%1, and %2: %3."),
	    TR("%1, %2, and %3: %4."),
	    TR("%1, %2, %3, and %4: %5."),
	};
	const char *parts[RANK_TOLD + 1];
	const char *what = demand(arena, lang, &rank->deadline);
	size_t n = 0;

	for (size_t i = 0; i < rank->nreasons && n < RANK_TOLD - 1; i++) {
		const char *text =
		    clause(arena, lang, rank->reasons[i].reason, rank->reasons[i].value);

		if (text)
			parts[n++] = text;
	}
	for (size_t i = 0; i < rank->nreasons; i++)
		if (rank->reasons[i].reason == REASON_POSSIBLE)
			what = trf(arena, lang,
			    "check first whether the system has it, then %1", what);
	parts[n] = what;
	return i18n_typography(
	    arena, lang, i18n_fill(arena, tr(lang, patterns[n ? n - 1 : 0]), parts, n + 1));
}
