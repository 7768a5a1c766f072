#include "taste.h"

TEST(import_has_a_row_a_tool)
{
	for (int i = 0; i < TOOL_KINDS; i++) {
		assert_int_equal(import_readers[i]->tool, i);
		assert_true(import_readers[i]->formats && import_readers[i]->formats[0]);
		assert_true(import_readers[i]->xml || import_readers[i]->json);
		assert_int_equal(
		    import_readers[i]->roots != NULL, import_readers[i]->xml != NULL);
		assert_int_equal(
		    import_readers[i]->is != NULL, import_readers[i]->json != NULL);
		assert_non_null(tool_kind_names[i]);
		assert_non_null(tool_kind_labels[i]);
	}
	assert_null(tool_kind_names[TOOL_KINDS]);
	assert_null(tool_kind_labels[TOOL_KINDS]);
}

TEST(import_refuses_what_is_of_no_tool)
{
	static const char *const none[] = {"", "hello", "<html><body/></html>", "{\"a\":1}",
	    "[]", "[1,2]", "[{\"id\":\"x\"}]", "{\"site\":1}"};

	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		taste_refused(none[i], ERR_UNSUPPORTED);
	taste_refused("{\"a\":", ERR_SYNTAX);
	taste_refused("{\"template-id\":\"a\"}\n{\"template-id\":", ERR_SYNTAX);
	taste_refused("<nmaprun><host></nmaprun>", ERR_SYNTAX);
	taste_refused(
	    "<!DOCTYPE nmaprun [<!ENTITY a \"b\">]><nmaprun>&a;</nmaprun>", ERR_DENIED);
}

TEST(import_tells_files_by_what_they_hold)
{
	struct arena *a = arena_new();

	assert_int_equal(
	    taste_read(a, TOOL_NMAP, "\xef\xbb\xbf\n<nmaprun/>").findings.all.n, 0);
	assert_int_equal(taste_read(a, TOOL_BURP, "<issues/>").findings.all.n, 0);
	assert_int_equal(taste_read(a, TOOL_OPENVAS, "<report/>").findings.all.n, 0);
	assert_int_equal(
	    taste_read(a, TOOL_NESSUS, "<NessusClientData_v2/>").findings.all.n, 0);
	arena_free(a);
}

/* Every cell of a table of findings must fit its record. */
TEST(import_adds_only_what_says_what_and_where)
{
	struct arena *a = arena_new();
	struct import_file file = {.arena = a, .tool = TOOL_ZAP, .scanned = 7};
	struct tool_finding f = {.rule = "r"};

	import_add(&file, &f);
	f.addr = "192.0.2.1";
	f.rule = "";
	import_add(&file, &f);
	assert_int_equal(file.bad, 2);
	f.rule = "r";
	import_add(&file, &f);
	assert_int_equal(file.findings.all.n, 1);
	assert_int_equal(file.findings.all.items[0].number, 1);
	assert_int_equal(file.findings.all.items[0].tool, TOOL_ZAP);
	assert_string_equal(file.findings.all.items[0].title, "r");
	assert_int_equal(file.findings.all.items[0].first, 7);
	for (int i = 0; i < IMPORT_LINES; i++)
		import_add(&file, &f);
	assert_int_equal(file.findings.all.n, IMPORT_LINES);
	assert_true(file.over);
	arena_free(a);
}
