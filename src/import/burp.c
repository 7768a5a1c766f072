/* Burp Suite, "Report issues" as XML: the document type stands in the file itself. */
#include "import/clean.h"
#include "import/import.h"

/* Requests and responses are never kept: they hold what the application shows of people. */
static const char *const skip[] = {"requestresponse", "request", "response", "issueBackground",
    "remediationBackground", "remediationDetail", "references", "collaboratorEvent",
    "infiltratorEvent", "staticAnalysis", "dynamicAnalysis", NULL};

static void issue(const struct xml_node *n, struct import_file *to)
{
	const struct xml_node *host = xml_child(n, "host");
	struct tool_finding f = {.last = to->scanned}, by = {0};
	const char *path = xml_text(n, "path");

	f.rule = clean_text(to->arena, xml_text(n, "type"), TOOL_TEXT);
	f.title = clean_text(to->arena, xml_text(n, "name"), TOOL_TEXT);
	f.severity = clean_word(xml_text(n, "severity"), CRIT_INFO);
	/* An issue that Burp itself is not sure of is a hint. */
	if (span_ieq(span_str(xml_text(n, "severity")), "False positive"))
		return;
	if (host)
		(void)clean_url(to->arena,
		    arena_printf(to->arena, "%s%s%s", clean_text(to->arena, host->text, 400),
			path[0] == '/' ? "" : "/", path),
		    &f);
	if (clean_host(to->arena, span_str(xml_attr(host, "ip")), &by) && by.addr)
		f.addr = by.addr;
	for (const char *p = xml_text(n, "vulnerabilityClassifications");
	     !f.cwe && (p = strstr(p, "CWE-")) != NULL; p++)
		f.cwe = clean_cwe(p);
	clean_cves(to->arena, f.title, &f.cves);
	clean_cves(to->arena, xml_text(n, "issueDetail"), &f.cves);
	f.evidence = clean_text(to->arena, xml_text(n, "issueDetail"), TOOL_EVIDENCE);
	if (xml_child(n, "requestresponse"))
		f.dropped = "request, response";
	import_add(to, &f);
}

static void read_all(const struct xml_node *root, struct import_file *to)
{
	to->program = clean_text(to->arena, xml_attr(root, "burpVersion"), 60);
	to->scanned = clean_time(xml_attr(root, "exportTime"));
	xml_each(n, root, "issue") issue(n, to);
}

const struct import_reader burp_reader = {.tool = TOOL_BURP,
    .formats = "XML (Report issues)",
    .roots = "issues",
    .skip = skip,
    .xml = read_all};
