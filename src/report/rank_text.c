#include "report/rank_text.h"

#include "base/macros.h"
#include "base/parse.h"
#include "codec/cvss.h"

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

void rank_text_read(const struct finding *f, struct rank *ret)
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

const char *rank_text_why(const struct lang *lang, const char *reason)
{
	static const struct {
		const char *name, *text;
	} words[] = {
	    {"vendor", TR("version of the vendor")},
	    {"version", TR("version affected")},
	    {"revision", TR("the distribution's fix is newer")},
	    {"no_fix_yet", TR("no fix by the distribution")},
	    {"fix_hidden", TR("the fix may be in the revision, which is hidden")},
	    {"fix_unknown", TR("not known whether this revision has the fix")},
	    {"often_packaged", TR("distributions may have mended this version")},
	    {"update_unknown", TR("depends on the update level")},
	    {"platform_unknown", TR("only together with something not seen")},
	    {"any_version", TR("no versions are stated")},
	    {"name_guessed", TR("the vendor is not known")},
	    {"disputed", TR("disputed")},
	};

	for (size_t i = 0; reason && i < ARRAY_LEN(words); i++)
		if (strcmp(words[i].name, reason) == 0)
			return tr(lang, words[i].text);
	return "\xe2\x80\x93";
}

/* --- rules --- */

/* "BOD 26-04 row 13" */
static const char *row_text(struct arena *arena, const struct lang *lang, int64_t row)
{
	struct rank_deadline d = rank_bod_26_04(row & 8, row & 4, row & 2, row & 1);

	return trf(arena, lang, "CISA BOD 26-04: %1, %2, %3, %4: %5",
	    tr(lang,
		row & 8 ? TR("reachable from the Internet") : TR("reachable from inside only")),
	    tr(lang, row & 4 ? TR("known to be exploited") : TR("not known to be exploited")),
	    tr(lang,
		row & 2 ? TR("attacks can be automated") : TR("attacks cannot be automated")),
	    tr(lang, row & 1 ? TR("full control") : TR("partial effect")),
	    rank_text_deadline(arena, lang, &d));
}

/* "CVSS band 4" */
static const char *band_text(struct arena *arena, const struct lang *lang, int64_t band)
{
	static const char *const names[CVSS_BANDS] = {
	    [CVSS_NONE] = TR("CVSS none"),
	    [CVSS_LOW] = TR("CVSS low"),
	    [CVSS_MEDIUM] = TR("CVSS medium"),
	    [CVSS_HIGH] = TR("CVSS high"),
	    [CVSS_CRITICAL] = TR("CVSS critical"),
	};
	struct rank_deadline d =
	    rank_bands((const int64_t[CVSS_BANDS]){0, 1, 40, 70, 90}[band]);

	return trf(
	    arena, lang, "%1: %2", tr(lang, names[band]), rank_text_deadline(arena, lang, &d));
}

/* "14 days", "3 days, forensics", "on upgrade"; NULL for anything else. */
static const char *days_text(struct arena *arena, const struct lang *lang, struct span text)
{
	struct rank_deadline d = {.days = RANK_ON_UPGRADE};
	struct span days;
	int64_t n = 0;

	if (!span_eq(text, "on upgrade")) {
		if (!span_split(&text, ' ', &days) || parse_int(days, 1, 3650, &n) < 0 ||
		    !span_starts(text, "days"))
			return NULL;
		d.days = (int)n;
		d.forensics = span_find(text, "forensics") >= 0;
	}
	return trf(arena, lang, "CISA BOD 26-04: %1", rank_text_deadline(arena, lang, &d));
}

const char *rank_text_rule(struct arena *arena, const struct lang *lang, const char *rule)
{
	static const char row[] = "BOD 26-04 row ", band[] = "CVSS band ",
			  days[] = "BOD 26-04: ";
	struct span text = span_str(rule);
	const char *told = NULL;
	int64_t n = 0;

	if (span_starts(text, row) &&
	    parse_int(span_sub(text, strlen(row), text.n), 0, 15, &n) == 0)
		told = row_text(arena, lang, n);
	else if (span_starts(text, band) &&
		 parse_int(span_sub(text, strlen(band), text.n), 0, CVSS_BANDS - 1, &n) == 0)
		told = band_text(arena, lang, n);
	else if (span_starts(text, days))
		told = days_text(arena, lang, span_sub(text, strlen(days), text.n));
	return told ? i18n_typography(arena, lang, told) : rule;
}
