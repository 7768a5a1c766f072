#include "report/json_software.h"

#include "model/affected.h"
#include "report/rank_text.h"

enum { REQ = FIELD_REQUIRED };

struct report_vuln {
	const char *finding, *software, *addr, *id, *why, *fixed, *source;
	int verdict;
	int64_t port, cvss, epss, priority, due;
	bool fixed_after, kev, ransomware;
};

static const struct field vuln_fields[] = {
    F_TEXT(report_vuln, finding, REQ, 1024, "Key of the finding that it belongs to."),
    F_TEXT(report_vuln, software, 0, 512, "Product and version as observed."),
    F_TEXT(report_vuln, addr, 0, 64, "Where."),
    F_INT(report_vuln, port, 0, 0, 65535, "Port."),
    F_TEXT(report_vuln, id, REQ, 128, "CVE, or an advisory's number."),
    F_ENUM(report_vuln, verdict, REQ, finding_verdict_names, "How sure it is."),
    F_TEXT(report_vuln, why, 0, 64, "What decided the verdict."),
    F_INT(report_vuln, cvss, 0, -1, 100, "CVSS base score in tenths; -1: not known."),
    F_INT(report_vuln, epss, 0, -1, 1000,
	"Probability of an attack within 30 days, per mille; -1: not known."),
    F_BOOL(report_vuln, kev, 0, "Known to be exploited."),
    F_BOOL(report_vuln, ransomware, 0, "Used for extortion."),
    F_TEXT(report_vuln, fixed, 0, 256, "Version that mends it."),
    F_BOOL(report_vuln, fixed_after, 0, "That version still has it, the next has not."),
    F_INT(report_vuln, priority, 0, 0, 1000, "Urgency."),
    F_TIME(report_vuln, due, 0, "By when the finding is to be mended; absent: next update."),
    F_TEXT(report_vuln, source, 0, 64, "Who states it."),
};

const struct record_type report_json_software_type = RECORD_TYPE("vulnerability", report_vuln,
    vuln_fields, "One vulnerability of a finding about software, the most urgent first.");

static int verdict_of(const char *name)
{
	for (int i = 0; finding_verdict_names[i]; i++)
		if (strcmp(finding_verdict_names[i], name) == 0)
			return i;
	return VERDICT_POSSIBLE;
}

static void write_finding(
    const struct finding *f, int64_t ended, struct arena *arena, struct json_writer *w)
{
	for (size_t i = 0; i < f->cves.n; i++) {
		struct report_vuln v = {.finding = f->key,
		    .software = f->software,
		    .addr = f->addr,
		    .port = f->port,
		    .due = rank_text_due(f, ended)};
		struct affected a;

		if (affected_read(f->cves.items[i], arena, &a) < 0)
			continue;
		v.id = a.id;
		v.verdict = verdict_of(a.verdict);
		v.why = a.reason;
		v.cvss = a.cvss;
		v.epss = a.epss;
		v.kev = a.kev;
		v.ransomware = a.ransomware;
		v.fixed = a.fixed;
		v.fixed_after = a.fixed_after;
		v.priority = a.priority;
		v.source = a.source;
		record_to_json(&report_json_software_type, &v, false, w);
	}
}

void report_json_software(
    const struct view *view, int64_t ended, struct arena *arena, struct json_writer *w)
{
	const struct view_findings *const all[] = {&view->present, &view->verify};

	for (size_t n = 0; n < ARRAY_LEN(all); n++)
		for (size_t i = 0; i < all[n]->n; i++)
			write_finding(all[n]->items[i], ended, arena, w);
}
