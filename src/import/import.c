#include "import/import.h"

#include "import/clean.h"

const struct import_reader *const import_readers[TOOL_KINDS] = {
    [TOOL_NMAP] = &nmap_reader,
    [TOOL_NUCLEI] = &nuclei_reader,
    [TOOL_BURP] = &burp_reader,
    [TOOL_ZAP] = &zap_reader,
    [TOOL_NESSUS] = &nessus_reader,
    [TOOL_OPENVAS] = &openvas_reader,
    [TOOL_TESTSSL] = &testssl_reader,
    [TOOL_SSLYZE] = &sslyze_reader,
};

void import_add(struct import_file *to, const struct tool_finding *f)
{
	struct tool_finding out = *f;

	if (!f->rule || !f->rule[0] || (!f->host && !f->addr)) {
		to->bad++;
		return;
	}
	if (to->findings.all.n >= IMPORT_LINES) {
		to->over = true;
		return;
	}
	out.tool = to->tool;
	out.number = (int64_t)to->findings.all.n + 1;
	if (!out.title || !out.title[0])
		out.title = out.rule;
	if (!out.last)
		out.last = out.first ? out.first : to->scanned;
	if (!out.first)
		out.first = out.last;
	vec_push(to->arena, &to->findings.all, out);
}

static int refuse(struct msg *msg, int err, size_t bytes, const char *what, const char *hint)
{
	msg_what(msg, "%s", what);
	msg_detail(msg, "the file has %llu bytes", (unsigned long long)bytes);
	msg_hint(msg, "%s", hint);
	return err;
}

static int unknown(struct msg *msg, size_t bytes)
{
	return refuse(msg, ERR_UNSUPPORTED, bytes,
	    "this is no result of a tool that is known here",
	    "take nmap, nuclei, Burp, ZAP, Nessus, OpenVAS, testssl.sh or sslyze, as XML or "
	    "JSON");
}

static bool listed(const char *names, struct span name)
{
	struct span rest = span_str(names), one;

	while (span_split(&rest, ' ', &one))
		if (one.n == name.n && memcmp(one.p, name.p, one.n) == 0)
			return true;
	return false;
}

static int read_xml(struct span bytes, struct import_file *to)
{
	struct xml_node *root = NULL;
	struct span name;
	int r;

	if (!xml_root(bytes, &name))
		return unknown(to->msg, bytes.n);
	for (size_t i = 0; i < TOOL_KINDS; i++) {
		const struct import_reader *reader = import_readers[i];

		if (!reader->roots || !listed(reader->roots, name))
			continue;
		to->tool = reader->tool;
		r = xml_parse(bytes, reader->skip, to->arena, &root, to->msg);
		if (r == 0)
			reader->xml(root, to);
		return r;
	}
	return unknown(to->msg, bytes.n);
}

/* One object a line, as an array. */
static int parse_lines(struct span bytes, struct arena *arena, struct json *ret)
{
	VEC(struct json) items = {0};
	struct span line;

	while (span_line(&bytes, &line)) {
		struct json *one;

		if (!span_trim(line).n)
			continue;
		if (items.n >= IMPORT_LINES || json_parse(line, arena, &one, NULL) < 0)
			return ERR_SYNTAX;
		vec_push(arena, &items, *one);
	}
	*ret = (struct json){.type = JSON_ARRAY, .array = {items.items, items.n}};
	return 0;
}

static int parse_json(struct span bytes, struct import_file *to, struct json **ret)
{
	struct span rest = bytes, line;
	size_t at = 0;
	int r = json_parse(bytes, to->arena, ret, &at);

	if (r == 0)
		return 0;
	if (span_line(&rest, &line) && rest.n && at >= line.n) {
		*ret = ARENA_NEW(to->arena, struct json);
		if (parse_lines(bytes, to->arena, *ret) == 0)
			return 0;
	}
	msg_what(to->msg, "the JSON is not taken");
	msg_detail(to->msg, "it is wrong at byte %llu", (unsigned long long)at);
	msg_hint(to->msg, "export the file again from the tool that wrote it");
	return r;
}

static int read_json(struct span bytes, struct import_file *to)
{
	struct json *all = NULL;
	int r = parse_json(bytes, to, &all);

	for (size_t i = 0; r == 0 && i < TOOL_KINDS; i++) {
		const struct import_reader *reader = import_readers[i];

		if (!reader->is || !reader->is(all))
			continue;
		to->tool = reader->tool;
		reader->json(all, to);
		return 0;
	}
	return r < 0 ? r : unknown(to->msg, bytes.n);
}

int import_read(
    struct span bytes, struct arena *arena, struct import_file *ret, struct msg *msg)
{
	struct import_file file = {.arena = arena, .msg = msg};
	struct span all = bytes;
	int r;

	if (all.n > IMPORT_BYTES)
		return refuse(msg, ERR_LIMIT, bytes.n, "the file is too large",
		    "export fewer hosts at a time, or leave requests and responses out");
	if (span_starts(all, "\xef\xbb\xbf"))
		all = span_sub(all, 3, all.n);
	all = span_trim(all);
	if (span_starts(all, "{") || span_starts(all, "["))
		r = read_json(all, &file);
	else
		r = read_xml(all, &file);
	if (r == 0 && file.over)
		r = refuse(msg, ERR_LIMIT, bytes.n, "the file says more than is taken at once",
		    "export fewer hosts at a time");
	if (r < 0)
		return r;
	file.msg = NULL;
	*ret = file;
	return 0;
}
