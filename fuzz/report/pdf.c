#include "report/pdf.h"
#include "fuzz.h"

/* Foreign text in every place of a document: it is laid out, whatever it is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *header[] = {"a", "b", "c"};
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, data, size);
	struct doc *doc = doc_new(arena, "en");
	struct doc_node *section = doc_section(doc, doc->body, text, "a"), *node, *table;
	struct doc_runs *row;
	STR_AUTO(out, 8 << 20);

	doc->title = doc->label = text;
	node = doc_para(doc, section, text);
	doc_link(doc, node, text, text);
	doc_badge(doc, node, TONE_HIGH, text);
	doc_run(doc, node, RUN_CODE, text);
	doc_add(doc, section, DOC_CODE)->text = text;
	table = doc_table(doc, section, text, 3, header, NULL);
	row = doc_row(doc, table);
	for (int i = 0; i < 3; i++)
		doc_cell(doc, &row[i], i == 1 ? RUN_CODE : RUN_PLAIN, TONE_NONE, text, NULL);
	HOLDS(report_pdf(doc, &out, NULL) != ERR_CORRUPT);
	arena_free(arena);
	return 0;
}
