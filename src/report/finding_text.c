#include "report/finding_text.h"

#include "base/macros.h"
#include "base/parse.h"
#include "report/rank_text.h"

const char *finding_text_sentence(
    struct arena *arena, const struct lang *lang, const struct finding *f)
{
	struct rank rank;

	rank_text_of(f, &rank);
	return rank.nreasons ? rank_text_sentence(arena, lang, &rank) : NULL;
}

const char *finding_text_why(const struct lang *lang, const char *reason)
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

/* "14 days", "3 days, forensics", "on upgrade" in that sentence; NULL for anything else. */
static const char *days_text(
    struct arena *arena, const struct lang *lang, const char *sentence, struct span text)
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
	return trf(arena, lang, sentence, rank_text_deadline(arena, lang, &d));
}

const char *finding_text_rule(struct arena *arena, const struct lang *lang, const char *rule)
{
	static const char row[] = "BOD 26-04 row ",
			  days[] = "BOD 26-04: ", bands[] = "CVSS bands: ";
	struct span text = span_str(rule);
	const char *told = NULL;
	int64_t n = 0;

	if (span_starts(text, row) &&
	    parse_int(span_sub(text, strlen(row), text.n), 0, 15, &n) == 0)
		told = row_text(arena, lang, n);
	else if (span_starts(text, days))
		told = days_text(arena, lang, TR("CISA BOD 26-04: %1"),
		    span_sub(text, strlen(days), text.n));
	else if (span_starts(text, bands))
		told = days_text(arena, lang, TR("by the CVSS score: %1"),
		    span_sub(text, strlen(bands), text.n));
	return told ? i18n_typography(arena, lang, told) : rule;
}
