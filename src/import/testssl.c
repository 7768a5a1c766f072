/* testssl.sh --jsonfile (flat) and --jsonfile-pretty: its manual, "FILE OUTPUT OPTIONS". */
#include "import/clean.h"
#include "import/import.h"

static const char *text(const struct json *v, const char *key)
{
	return json_text(json_get(v, key), "");
}

/* A line of either form; where says of which place. */
static void line(const struct json *v, const struct tool_finding *where, struct import_file *to)
{
	struct tool_finding f = *where;
	const char *id = text(v, "id"), *severity = text(v, "severity");

	/* What testssl.sh says of itself is no finding. */
	if (strcmp(severity, "DEBUG") == 0 || strcmp(id, "scanTime") == 0 ||
	    strcmp(id, "engine_problem") == 0)
		return;
	f.rule = clean_text(to->arena, id, TOOL_TEXT);
	f.severity = clean_word(severity, CRIT_INFO);
	f.title = clean_text(
	    to->arena, arena_printf(to->arena, "%s: %s", id, text(v, "finding")), TOOL_TEXT);
	f.evidence = clean_text(to->arena, text(v, "finding"), TOOL_EVIDENCE);
	/* Every line about a known attack names its CVEs, also when it fails. */
	if (f.severity < CRIT_INFO)
		clean_cves(to->arena, text(v, "cve"), &f.cves);
	f.cwe = clean_cwe(text(v, "cwe"));
	import_add(to, &f);
}

/* --- flat: one array of lines, each with "ip": "NAME/ADDRESS" and "port" --- */

static bool is_line(const struct json *v)
{
	return json_get(v, "id") && json_get(v, "severity") && json_get(v, "finding");
}

static void flat(const struct json *v, struct import_file *to)
{
	struct tool_finding f = {.last = to->scanned};
	struct span rest = span_str(text(v, "ip")), name;

	if (span_split(&rest, '/', &name)) {
		(void)clean_host(to->arena, name, &f);
		if (rest.n)
			(void)clean_host(to->arena, rest, &f);
	}
	f.port = clean_port(text(v, "port"));
	line(v, &f, to);
}

/* --- pretty: an object a target, with lines in sections --- */

static void target(const struct json *v, struct import_file *to)
{
	struct tool_finding f = {.last = to->scanned};

	(void)clean_host(to->arena, span_str(text(v, "targetHost")), &f);
	(void)clean_host(to->arena, span_str(text(v, "ip")), &f);
	f.port = clean_port(text(v, "port"));
	if (v->type != JSON_OBJECT || (!f.host && !f.addr)) {
		to->bad++;
		return;
	}
	for (size_t i = 0; i < v->object.n; i++) {
		const struct json *section = &v->object.members[i].value;

		for (size_t k = 0; k < json_count(section); k++)
			if (is_line(&section->array.items[k]))
				line(&section->array.items[k], &f, to);
	}
}

static bool is_testssl(const struct json *all)
{
	if (all->type == JSON_ARRAY)
		return all->array.n && is_line(&all->array.items[0]);
	return json_get(all, "scanResult") && json_get(all, "Invocation");
}

static void read_all(const struct json *all, struct import_file *to)
{
	const struct json *results = json_get(all, "scanResult");

	to->program = clean_text(to->arena, text(all, "version"), 60);
	to->scanned = clean_time(text(all, "startTime"));
	for (size_t i = 0; i < json_count(results); i++)
		target(&results->array.items[i], to);
	for (size_t i = 0; i < json_count(all); i++)
		if (is_line(&all->array.items[i]))
			flat(&all->array.items[i], to);
		else
			to->bad++;
}

const struct import_reader testssl_reader = {.tool = TOOL_TESTSSL,
    .formats = "JSON (--jsonfile, --jsonfile-pretty)",
    .is = is_testssl,
    .json = read_all};
