/* nuclei -jsonl and -json-export: https://docs.projectdiscovery.io/tools/nuclei/running. */
#include "import/clean.h"
#include "import/import.h"

/* Texts of a value that may be one text or a list of them. */
static const char *item(const struct json *v, size_t i)
{
	if (v && v->type == JSON_ARRAY)
		return i < v->array.n ? json_text(&v->array.items[i], "") : NULL;
	return i == 0 && v ? json_text(v, "") : NULL;
}

static void classify(const struct json *info, struct import_file *to, struct tool_finding *f)
{
	const struct json *c = json_get(info, "classification"), *cves = json_get(c, "cve-id");
	const struct json *cwes = json_get(c, "cwe-id");
	const char *text;

	for (size_t i = 0; (text = item(cves, i)) != NULL; i++)
		clean_cves(to->arena, text, &f->cves);
	for (size_t i = 0; !f->cwe && (text = item(cwes, i)) != NULL; i++)
		f->cwe = clean_cwe(text);
	f->vector = clean_vector(to->arena, json_text(json_get(c, "cvss-metrics"), ""));
}

/* "https://www.example/x", "www.example:443", "192.0.2.1". */
static bool place(const char *text, struct import_file *to, struct tool_finding *f)
{
	return text[0] &&
	       (clean_url(to->arena, text, f) ||
		   clean_url(to->arena, arena_printf(to->arena, "https://%s", text), f));
}

static void where(const struct json *one, struct import_file *to, struct tool_finding *f)
{
	const char *matched = json_text(json_get(one, "matched-at"), "");
	const char *port = json_text(json_get(one, "port"), "");
	struct tool_finding by = {0};

	if (!place(matched, to, f))
		(void)place(json_text(json_get(one, "host"), ""), to, f);
	/* Of what is no URL the port is written after the name, or is not told. */
	if (!strstr(matched, "://") && !strrchr(matched, ':'))
		f->port = 0;
	if (!strstr(matched, "://"))
		f->path = NULL;
	if (!f->port)
		f->port = clean_port(port);
	if (clean_host(to->arena, span_str(json_text(json_get(one, "ip"), "")), &by) && by.addr)
		f->addr = by.addr;
}

static bool any(const struct json *one, const char *a, const char *b)
{
	return json_text(json_get(one, a), "")[0] || json_text(json_get(one, b), "")[0];
}

static void result(const struct json *one, struct import_file *to)
{
	const struct json *info = json_get(one, "info");
	const char *id = json_text(json_get(one, "template-id"), "");
	const char *matcher = json_text(json_get(one, "matcher-name"), "");
	struct tool_finding f = {.severity = CRIT_INFO};

	/* "matcher-status": false is what -ms tells of templates that did not match. */
	if (!json_bool(json_get(one, "matcher-status"), true))
		return;
	if (id[0])
		f.rule = clean_text(to->arena,
		    matcher[0] ? arena_printf(to->arena, "%s:%s", id, matcher) : id, TOOL_TEXT);
	f.title = clean_text(to->arena, json_text(json_get(info, "name"), ""), TOOL_TEXT);
	if (matcher[0])
		f.title = clean_text(
		    to->arena, arena_printf(to->arena, "%s (%s)", f.title, matcher), TOOL_TEXT);
	f.severity = clean_word(json_text(json_get(info, "severity"), ""), CRIT_INFO);
	classify(info, to, &f);
	where(one, to, &f);
	f.last = clean_time(json_text(json_get(one, "timestamp"), ""));
	/* What was extracted may be a secret or a person: that something was, is told. */
	f.evidence = clean_text(to->arena,
	    arena_printf(to->arena, "%s%s%s", id, matcher[0] ? " " : "", matcher),
	    TOOL_EVIDENCE);
	f.dropped = any(one, "request", "response")
			? "request, response"
			: (json_count(json_get(one, "extracted-results")) ? "extracted" : NULL);
	import_add(to, &f);
}

static const struct json *first(const struct json *all)
{
	return all->type == JSON_ARRAY && all->array.n ? &all->array.items[0] : all;
}

static bool is_nuclei(const struct json *all)
{
	return json_get(first(all), "template-id") && json_get(first(all), "info");
}

static void read_all(const struct json *all, struct import_file *to)
{
	if (all->type != JSON_ARRAY)
		result(all, to);
	for (size_t i = 0; i < json_count(all); i++)
		if (all->array.items[i].type == JSON_OBJECT)
			result(&all->array.items[i], to);
		else
			to->bad++;
}

const struct import_reader nuclei_reader = {.tool = TOOL_NUCLEI,
    .formats = "JSON (-json-export), JSON lines (-jsonl)",
    .is = is_nuclei,
    .json = read_all};
