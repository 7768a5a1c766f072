#include "model/finding.h"

const char *const criticality_names[] = {"critical", "high", "medium", "low", "info", NULL};
const char *const category_names[] = {"certificate", "encryption", "email", "dns", "web",
    "exposure", "authentication", "disclosure", "health", "software", NULL};
const char *const finding_state_names[] = {"new", "open", "fixed", "unknown", NULL};
const char *const finding_verdict_names[] = {"none", "confirmed", "probable", "possible", NULL};
static const char *const transports[] = {"tcp", "udp", NULL};

static const struct field fields[] = {
    F_TEXT(finding, type, FIELD_REQUIRED, 64, "Finding type."),
    F_TEXT(finding, key, FIELD_REQUIRED, 1024, "Identity of the finding across runs."),
    F_ENUM(finding, criticality, FIELD_REQUIRED, criticality_names, "How bad."),
    F_ENUM(finding, category, FIELD_REQUIRED, category_names, "Typology."),
    F_INT(finding, cwe, 0, 0, 99999, "Common Weakness Enumeration number."),
    F_INT(finding, qod, 0, 0, 100, "Quality of detection, per cent."),
    F_TEXT(finding, subject, FIELD_REQUIRED, 2048, "Domain, host or address."),
    F_TEXT(finding, addr, 0, 64, "Address."),
    F_INT(finding, port, 0, 0, 65535, "Port; 0 for none."),
    F_ENUM(finding, transport, 0, transports, "Transport protocol."),
    F_TEXT(finding, product, 0, 128, "Product that chooses the corrective measure."),
    F_LIST(finding, evidence, 0, 2048, "What shows it, shortened and redacted."),
    F_ENUM(finding, state, 0, finding_state_names, "Against the run it is compared with."),
    F_TIME(finding, first_seen, FIELD_UNSTABLE, "First run that had it."),
    F_TEXT(finding, software, 0, 300, "Product and version, as observed."),
    F_ENUM(finding, verdict, 0, finding_verdict_names,
	"How sure it is that the software has the vulnerabilities: possible is to be "
	"verified."),
    F_LIST(finding, cves, 0, 400,
	"Its vulnerabilities, the most urgent first: number, verdict, then why=, cvss=, epss= "
	"(per cent within 30 days), priority=, kev, ransomware, fixed= or after=, source=."),
    F_INT(finding, ncves, 0, 0, 1000000, "How many vulnerabilities there are."),
    F_TEXT(finding, fixed_in, 0, 300, "The lowest version that mends all of them."),
    F_INT(finding, priority, 0, 0, 1000, "Urgency, 0 to 1000."),
    F_INT(finding, days, 0, 0, 3650, "Days to mend it in; 0: with the next update."),
    F_BOOL(finding, forensics, 0, "Look for traces of a break-in as well."),
    F_TEXT(finding, rule, 0, 80, "What the days come from."),
    F_LIST(finding, why, 0, 80, "Why it is urgent, most telling first."),
};

const struct record_type finding_type =
    RECORD_TYPE("finding", finding, fields, "A weakness of one subject.");

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

int finding_compare(const struct finding *a, const struct finding *b)
{
	int r;

	if (a->criticality != b->criticality)
		return a->criticality < b->criticality ? -1 : 1;
	r = compare_text(a->type, b->type);
	if (r == 0)
		r = compare_text(a->subject, b->subject);
	if (r == 0)
		r = compare_text(a->addr, b->addr);
	if (r == 0)
		r = (a->port > b->port) - (a->port < b->port);
	return r;
}
