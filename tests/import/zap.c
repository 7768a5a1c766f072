#include "taste.h"

static const char xml[] =
    "<?xml version=\"1.0\"?><OWASPZAPReport programName=\"ZAP\" version=\"2.14.0\" "
    "generated=\"Fri, 21 Nov 2025 10:15:00\"><site name=\"https://www.chu.test\" "
    "host=\"www.chu.test\" port=\"443\" ssl=\"true\"><alerts><alertitem>"
    "<pluginid>10038</pluginid><alertRef>10038-1</alertRef><alert>CSP Header Not Set</alert>"
    "<riskcode>2</riskcode><desc>&lt;p&gt;long&lt;/p&gt;</desc><instances><instance>"
    "<uri>https://www.chu.test/login?user=hansen</uri><param>user</param>"
    "<evidence>x</evidence><responsebody>Hansen</responsebody></instance><instance>"
    "<uri>https://www.chu.test/</uri></instance></instances><cweid>693</cweid></alertitem>"
    "<alertitem><pluginid>40018</pluginid><name>SQL Injection</name><riskcode>3</riskcode>"
    "</alertitem></alerts></site><site name=\"\" host=\"\" port=\"80\"><alerts/></site>"
    "</OWASPZAPReport>";

static const char json[] =
    "{\"@programName\":\"ZAP\",\"@version\":\"2.14.0\",\"@generated\":\"Fri, 21 Nov 2025 "
    "10:15:00\",\"site\":[{\"@name\":\"https://www.chu.test\",\"@host\":\"www.chu.test\","
    "\"@port\":\"443\",\"@ssl\":\"true\",\"alerts\":[{\"pluginid\":\"10038\",\"alert\":"
    "\"CSP Header Not Set\",\"riskcode\":\"2\",\"cweid\":\"693\",\"instances\":[{\"uri\":"
    "\"https://www.chu.test/login?user=hansen\",\"param\":\"user\"},{\"uri\":\"x\"}]},"
    "{\"pluginid\":\"40018\",\"name\":\"SQL Injection\",\"riskcode\":\"3\"}]}]}";

static const char want[] = "medium 10038 www.chu.test:443/login\n"
			   "high 40018 www.chu.test:443/\n";

TEST(zap_both_forms)
{
	taste_assert(TOOL_ZAP, xml, want);
	taste_assert(TOOL_ZAP, json, want);
}

TEST(zap_keeps_paths_and_names_not_values)
{
	static const char *const texts[] = {xml, json};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct arena *a = arena_new();
		struct import_file file = taste_read(a, TOOL_ZAP, texts[i]);
		const struct tool_finding *f = taste_find(&file, "10038");

		assert_string_equal(f->evidence, "/login user, 2");
		assert_int_equal(f->cwe, 693);
		assert_int_equal(f->last, INT64_C(1763720100000));
		arena_free(a);
	}
}

TEST(zap_harmless)
{
	taste_harmless(xml);
	taste_harmless(json);
}
