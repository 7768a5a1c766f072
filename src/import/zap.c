/* ZAP's traditional reports, XML and JSON:
 * https://www.zaproxy.org/docs/desktop/addons/report-generation/. */
#include "import/clean.h"
#include "import/import.h"

#include "base/parse.h"

static const char *const skip[] = {"requestheader", "requestbody", "responseheader",
    "responsebody", "otherinfo", "desc", "solution", "reference", "statistics", NULL};

/* What both forms say of an alert, as texts. */
struct alert {
	const char *id, *name, *risk, *cwe, *uri, *param;
	int64_t instances;
	bool bodies;
};

static void alert(
    const struct alert *a, const struct tool_finding *site, struct import_file *to)
{
	static const int risks[] = {CRIT_INFO, CRIT_LOW, CRIT_MEDIUM, CRIT_HIGH};
	struct tool_finding f = *site, at = {0};
	int64_t risk = 0;

	f.rule = clean_text(to->arena, a->id, TOOL_TEXT);
	f.title = clean_text(to->arena, a->name, TOOL_TEXT);
	f.severity =
	    parse_int(span_trim(span_str(a->risk)), 0, 3, &risk) == 0 ? risks[risk] : CRIT_INFO;
	f.cwe = clean_cwe(a->cwe);
	clean_cves(to->arena, f.title, &f.cves);
	if (clean_url(to->arena, a->uri, &at))
		f.path = at.path;
	/* A parameter's name is ours to know; its value is not. */
	f.evidence = clean_text(to->arena,
	    arena_printf(to->arena, "%s%s%s, %lld", f.path ? f.path : "/",
		a->param[0] ? " " : "", a->param, (long long)a->instances),
	    TOOL_EVIDENCE);
	f.dropped = a->bodies ? "request, response" : NULL;
	import_add(to, &f);
}

static bool site_of(const char *name, const char *host, const char *port,
    struct import_file *to, struct tool_finding *f)
{
	*f = (struct tool_finding){.severity = CRIT_INFO, .last = to->scanned};
	if (clean_url(to->arena, name, f))
		return true;
	*f = (struct tool_finding){.severity = CRIT_INFO, .last = to->scanned};
	f->port = clean_port(port);
	return clean_host(to->arena, span_str(host), f);
}

/* --- XML --- */

static void xml_alert(
    const struct xml_node *n, const struct tool_finding *site, struct import_file *to)
{
	const struct xml_node *all = xml_child(n, "instances");
	const struct xml_node *first = xml_child(all, "instance");
	struct alert a = {.id = xml_text(n, "pluginid"),
	    .name = xml_text(n, "alert"),
	    .risk = xml_text(n, "riskcode"),
	    .cwe = xml_text(n, "cweid"),
	    .uri = xml_text(first ? first : n, "uri"),
	    .param = xml_text(first ? first : n, "param"),
	    .bodies = xml_child(first, "responsebody") != NULL};

	if (!a.name[0])
		a.name = xml_text(n, "name");
	xml_each(i, all, "instance") a.instances++;
	alert(&a, site, to);
}

static void read_xml(const struct xml_node *root, struct import_file *to)
{
	struct tool_finding at;

	to->program = clean_text(to->arena, xml_attr(root, "version"), 60);
	to->scanned = clean_time(xml_attr(root, "generated"));
	xml_each(site, root, "site")
	{
		if (!site_of(xml_attr(site, "name"), xml_attr(site, "host"),
			xml_attr(site, "port"), to, &at)) {
			to->bad++;
			continue;
		}
		xml_each(item, xml_child(site, "alerts"), "alertitem") xml_alert(item, &at, to);
	}
}

/* --- JSON --- */

static const char *text(const struct json *v, const char *key)
{
	return json_text(json_get(v, key), "");
}

static void json_alert(
    const struct json *v, const struct tool_finding *site, struct import_file *to)
{
	const struct json *all = json_get(v, "instances");
	const struct json *first = json_count(all) ? &all->array.items[0] : NULL;
	struct alert a = {.id = text(v, "pluginid"),
	    .name = text(v, "alert"),
	    .risk = text(v, "riskcode"),
	    .cwe = text(v, "cweid"),
	    .uri = text(first, "uri"),
	    .param = text(first, "param"),
	    .instances = (int64_t)json_count(all),
	    .bodies = text(first, "response-body")[0] != '\0'};

	if (!a.name[0])
		a.name = text(v, "name");
	alert(&a, site, to);
}

static void json_site(const struct json *site, struct import_file *to)
{
	const struct json *alerts = json_get(site, "alerts");
	struct tool_finding at;

	if (!site_of(text(site, "@name"), text(site, "@host"), text(site, "@port"), to, &at)) {
		to->bad++;
		return;
	}
	for (size_t i = 0; i < json_count(alerts); i++)
		json_alert(&alerts->array.items[i], &at, to);
}

static bool is_zap(const struct json *all)
{
	const struct json *site = json_get(all, "site");

	return site && (json_get(all, "@version") || json_get(all, "@programName"));
}

static void read_json(const struct json *all, struct import_file *to)
{
	const struct json *sites = json_get(all, "site");

	to->program = clean_text(to->arena, text(all, "@version"), 60);
	to->scanned = clean_time(text(all, "@generated"));
	if (sites->type == JSON_OBJECT)
		json_site(sites, to);
	for (size_t i = 0; i < json_count(sites); i++)
		json_site(&sites->array.items[i], to);
}

const struct import_reader zap_reader = {.tool = TOOL_ZAP,
    .formats = "XML, JSON (traditional reports)",
    .roots = "OWASPZAPReport",
    .skip = skip,
    .xml = read_xml,
    .is = is_zap,
    .json = read_json};
