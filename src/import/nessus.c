/* Nessus, .nessus version 2: Tenable, "Nessus v2 file format". */
#include "import/clean.h"
#include "import/import.h"

#include "base/parse.h"

/* The policy holds credentials; attachments hold what was found. */
static const char *const skip[] = {"Policy", "attachment", "description", "synopsis",
    "solution", "see_also", "exploitability_ease", NULL};

static int severity_of(const char *text)
{
	static const int of[] = {CRIT_INFO, CRIT_LOW, CRIT_MEDIUM, CRIT_HIGH, CRIT_CRITICAL};
	int64_t n = 0;

	return parse_int(span_trim(span_str(text)), 0, 4, &n) == 0 ? of[n] : CRIT_INFO;
}

/* The newest vector that is there. */
static const char *vector_of(const struct xml_node *n, struct import_file *to)
{
	static const char *const names[] = {"cvss4_vector", "cvss3_vector", "cvss_vector"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *v = clean_vector(to->arena, xml_text(n, names[i]));

		if (v)
			return v;
	}
	return NULL;
}

static void item(
    const struct xml_node *n, struct import_file *to, const struct tool_finding *host)
{
	struct tool_finding f = *host;

	f.port = clean_port(xml_attr(n, "port")); /* 0: of the host as a whole */
	f.transport = strcmp(xml_attr(n, "protocol"), "udp") == 0;
	f.rule = clean_text(to->arena, xml_attr(n, "pluginID"), TOOL_TEXT);
	f.title = clean_text(to->arena, xml_attr(n, "pluginName"), TOOL_TEXT);
	f.severity = severity_of(xml_attr(n, "severity"));
	f.vector = vector_of(n, to);
	xml_each(cve, n, "cve") clean_cves(to->arena, cve->text, &f.cves);
	f.cwe = clean_cwe(xml_text(n, "cwe"));
	f.evidence = clean_text(to->arena, xml_text(n, "plugin_output"), TOOL_EVIDENCE);
	if (xml_child(n, "attachment"))
		f.dropped = "attachment";
	import_add(to, &f);
}

static const char *tag(const struct xml_node *host, const char *name)
{
	xml_each(t, xml_child(host, "HostProperties"),
	    "tag") if (strcmp(xml_attr(t, "name"), name) == 0) return t->text;
	return "";
}

static void host(const struct xml_node *h, struct import_file *to)
{
	struct tool_finding f = {.severity = CRIT_INFO,
	    .first = clean_time(tag(h, "HOST_START")),
	    .last = clean_time(tag(h, "HOST_END"))};

	(void)clean_host(to->arena, span_str(xml_attr(h, "name")), &f);
	if (!f.addr)
		(void)clean_host(to->arena, span_str(tag(h, "host-ip")), &f);
	if (!f.addr && !f.host) {
		to->bad++;
		return;
	}
	if (!to->scanned)
		to->scanned = f.first;
	xml_each(n, h, "ReportItem") item(n, to, &f);
}

static void read_all(const struct xml_node *root, struct import_file *to)
{
	xml_each(report, root, "Report") xml_each(h, report, "ReportHost") host(h, to);
}

const struct import_reader nessus_reader = {.tool = TOOL_NESSUS,
    .formats = "XML (.nessus, version 2)",
    .roots = "NessusClientData_v2",
    .skip = skip,
    .xml = read_all};
