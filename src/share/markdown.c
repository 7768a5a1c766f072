#include "share/markdown.h"

#include "base/time.h"

static void section(struct str *out, const char *title, const char *text)
{
	if (text && *text)
		str_addf(out, "\n## %s\n\n%s\n", title, text);
}

static void list(struct str *out, const char *title, const struct text_list *items)
{
	if (!items->n)
		return;
	str_addf(out, "\n## %s\n\n", title);
	for (size_t i = 0; i < items->n; i++)
		str_addf(out, "- %s\n", items->items[i]);
}

int markdown_write(
    const struct advisory_document *document, const struct advisory_text *text, struct str *out)
{
	const struct advisory *a = &document->advisory;
	char date[TIME_TEXT];

	str_addf(out, "# %s %s\n\n", a->ref, text ? text->title : a->title);
	str_addf(out, "- %s\n", tlp_label((enum tlp)a->tlp));
	str_addf(out, "- chance: %s, damage: %s\n", advisory_level_names[a->chance],
	    advisory_level_names[a->damage]);
	if (a->revision)
		str_addf(out, "- revision %lld, %s\n", (long long)a->revision,
		    time_date(a->revised, date));
	if (a->state == ADVISORY_WITHDRAWN)
		str_addf(out, "- **withdrawn**: %s\n", a->note ? a->note : "");
	if (text) {
		section(out, "Summary", text->summary);
		section(out, "What to do", text->remedy);
		section(out, "How to see whether it was used", text->detection);
		section(out, "Details", text->details);
	}
	list(out, "Products", &a->products);
	list(out, "Vulnerabilities", &a->cves);
	list(out, "CVSS", &a->cvss);
	list(out, "References", &a->references);
	return str_ok(out);
}
