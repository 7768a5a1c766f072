/* OpenVAS (Greenbone) report as XML: the GMP element report,
 * https://docs.greenbone.net/API/GMP/. */
#include "import/clean.h"
#include "import/import.h"

static const char *const skip[] = {"owner", "task", "permissions", "user_tags", "filters",
    "notes", "overrides", "solution", "diagnosis", NULL};

enum { NESTED = 4 }; /* get_reports_response/report/report/results */

/* "key=value|key=value": the value of the key, in the arena. */
static const char *tag(const char *tags, const char *key, struct arena *arena)
{
	struct span rest = span_str(tags), one;

	while (span_split(&rest, '|', &one)) {
		struct span name;

		if (span_split(&one, '=', &name) && span_eq(name, key))
			return arena_strndup(arena, one.p ? one.p : (const uint8_t *)"", one.n);
	}
	return "";
}

static const char *vector_of(const struct xml_node *nvt, struct import_file *to)
{
	const char *best = NULL;

	xml_each(s, xml_child(nvt, "severities"), "severity")
	{
		const char *v = clean_vector(to->arena, xml_text(s, "value"));

		/* Of several the one of the newer version. */
		if (v && (!best || strncmp(v, "CVSS:", 5) == 0))
			best = v;
	}
	return best ? best
		    : clean_vector(
			  to->arena, tag(xml_text(nvt, "tags"), "cvss_base_vector", to->arena));
}

static void numbers(const struct xml_node *nvt, struct import_file *to, struct tool_finding *f)
{
	xml_each(ref, xml_child(nvt, "refs"), "ref")
	{
		const char *type = xml_attr(ref, "type");

		if (strcmp(type, "cve") == 0 || strcmp(type, "cve_id") == 0)
			clean_cves(to->arena, xml_attr(ref, "id"), &f->cves);
	}
	clean_cves(to->arena, xml_text(nvt, "cve"), &f->cves);
}

static void result(const struct xml_node *n, struct import_file *to)
{
	const struct xml_node *host = xml_child(n, "host"), *nvt = xml_child(n, "nvt");
	struct tool_finding f = {.last = clean_time(xml_text(n, "creation_time"))}, by = {0};
	const char *port = xml_text(n, "port");
	size_t digits = strspn(port, "0123456789");

	if (!f.last)
		f.last = to->scanned;
	(void)clean_host(to->arena, span_str(host ? host->text : ""), &f);
	if (clean_host(to->arena, span_str(xml_text(host, "hostname")), &by) && !f.host)
		f.host = by.host;
	f.port =
	    clean_port(arena_strndup(to->arena, port, digits)); /* "general/tcp" has none */
	f.transport = strstr(port, "/udp") != NULL;
	f.rule = clean_text(to->arena, xml_attr(nvt, "oid"), TOOL_TEXT);
	f.title = clean_text(to->arena, xml_text(n, "name"), TOOL_TEXT);
	f.vector = vector_of(nvt, to);
	f.severity = clean_score(xml_text(n, "severity"),
	    clean_word(xml_text(n, "threat"), clean_severity(f.vector)));
	numbers(nvt, to, &f);
	f.evidence = clean_text(to->arena, xml_text(n, "description"), TOOL_EVIDENCE);
	/* A false positive by the operator's own override. */
	if (!span_ieq(span_str(xml_text(n, "threat")), "False Positive"))
		import_add(to, &f);
}

static void reports(const struct xml_node *n, struct import_file *to, int depth)
{
	if (!to->scanned)
		to->scanned = clean_time(xml_text(n, "scan_start"));
	xml_each(results, n, "results") xml_each(r, results, "result") result(r, to);
	if (depth < NESTED)
		xml_each(inner, n, "report") reports(inner, to, depth + 1);
}

static void read_all(const struct xml_node *root, struct import_file *to)
{
	reports(root, to, 0);
}

const struct import_reader openvas_reader = {.tool = TOOL_OPENVAS,
    .formats = "XML (report)",
    .roots = "report get_reports_response",
    .skip = skip,
    .xml = read_all};
