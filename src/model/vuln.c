#include "model/vuln.h"

#include "base/limits.h"

const char *const know_kind_names[] = {
    "vuln", "exploited", "epss", "ssvc", "advisory", "fix", "eol", "print", NULL};

const char *const vuln_range_names[] = {"any", "none", "exact", "span", NULL};

const char *const vuln_status_names[] = {"published", "disputed", "rejected", NULL};

const char *const ssvc_exploitation_names[] = {"none", "poc", "active", NULL};

const char *const fix_state_names[] = {"released", "not_affected", "none_yet", "wont", NULL};

enum { ID_MAX = 128, TITLE_MAX = 2048, TEXT_MAX = 65536, URL_MAX = 2048 };

static const struct field vuln_fields[] = {
    F_TEXT(vuln, id, FIELD_REQUIRED, ID_MAX, "CVE, or a number of ours."),
    F_TIME(vuln, published, 0, "When it was published."),
    F_TIME(vuln, modified, 0, "When its publisher last changed it."),
    F_ENUM(vuln, status, 0, vuln_status_names, "Where it stands with its publisher."),
    F_TEXT(vuln, title, 0, TITLE_MAX, "Short name."),
    F_TEXT(vuln, text, 0, TEXT_MAX, "What it is, as published."),
    F_LIST(vuln, cvss, 0, 400, "CVSS vectors, the publisher's own first."),
    F_LIST(vuln, cwes, 0, 64, "Weakness classes, CWE-79."),
    F_LIST(vuln, references, 0, URL_MAX, "Advisories and patches, the most useful first."),
};

static const struct field exploited_fields[] = {
    F_TEXT(know_exploited, id, FIELD_REQUIRED, ID_MAX, "CVE."),
    F_TEXT(know_exploited, list, FIELD_REQUIRED, 32, "Which list: cisa or eu."),
    F_TIME(know_exploited, added, 0, "When it was listed."),
    F_TIME(know_exploited, due, 0, "Until when the list asks for it to be mended."),
    F_BOOL(know_exploited, ransomware, 0, "Used in ransomware campaigns."),
    F_TEXT(know_exploited, vendor, 0, TITLE_MAX, "Vendor, as the list writes it."),
    F_TEXT(know_exploited, product, 0, TITLE_MAX, "Product, as the list writes it."),
    F_TEXT(know_exploited, action, 0, LIMIT_TEXT, "What the list asks for."),
};

static const struct field epss_fields[] = {
    F_TEXT(know_epss, id, FIELD_REQUIRED, ID_MAX, "CVE."),
    F_INT(know_epss, likelihood, 0, 0, 1000000,
	"Probability of exploitation within 30 days, in millionths."),
    F_INT(know_epss, percentile, 0, 0, 1000000, "Share of CVE below it, in millionths."),
    F_TIME(know_epss, day, 0, "Day of the score."),
};

static const struct field ssvc_fields[] = {
    F_TEXT(know_ssvc, id, FIELD_REQUIRED, ID_MAX, "CVE."),
    F_ENUM(know_ssvc, exploitation, 0, ssvc_exploitation_names, "State of exploitation."),
    F_BOOL(know_ssvc, automatable, 0, "The first four steps of an attack can be automated."),
    F_BOOL(know_ssvc, total, 0, "Technical impact is total, else partial."),
    F_TIME(know_ssvc, time, 0, "When it was decided."),
};

static const struct field advisory_fields[] = {
    F_TEXT(know_advisory, id, FIELD_REQUIRED, ID_MAX, "The document's number."),
    F_TEXT(know_advisory, publisher, 0, TITLE_MAX, "Who published it."),
    F_TEXT(know_advisory, title, 0, TITLE_MAX, "Its title."),
    F_TEXT(know_advisory, url, 0, URL_MAX, "Where it can be read."),
    F_TEXT(know_advisory, text, 0, TEXT_MAX, "Its summary."),
    F_TEXT(know_advisory, tlp, 0, 16, "To whom it may be shown."),
    F_TEXT(know_advisory, revision, 0, 64, "The document's version."),
    F_TEXT(know_advisory, state, 0, 32, "draft, interim or final."),
    F_TIME(know_advisory, published, 0, "First published."),
    F_TIME(know_advisory, modified, 0, "Last changed."),
    F_LIST(know_advisory, cves, 0, ID_MAX, "CVE that it speaks of."),
    F_LIST(know_advisory, cvss, 0, 400, "CVSS vectors."),
    F_LIST(know_advisory, remedies, 0, LIMIT_TEXT, "Remedies, each with its category first."),
};

static const struct field fix_fields[] = {
    F_TEXT(know_fix, id, FIELD_REQUIRED, ID_MAX, "CVE."),
    F_TEXT(know_fix, distro, FIELD_REQUIRED, 64, "Distribution."),
    F_TEXT(know_fix, release, 0, 64, "Its release."),
    F_TEXT(know_fix, package, FIELD_REQUIRED, 256, "Source package."),
    F_TEXT(know_fix, version, 0, 256, "Version that has the fix."),
    F_ENUM(know_fix, state, 0, fix_state_names, "Whether there is a fix."),
};

static const struct field eol_fields[] = {
    F_TEXT(know_eol, id, FIELD_REQUIRED, 256, "Product and cycle."),
    F_TEXT(know_eol, product, FIELD_REQUIRED, 256, "Short name of the product."),
    F_TEXT(know_eol, title, 0, TITLE_MAX, "Name of the product."),
    F_TEXT(know_eol, cycle, FIELD_REQUIRED, 256, "Release cycle."),
    F_LIST(know_eol, cpes, 0, 512, "CPE names or their beginnings."),
    F_TIME(know_eol, released, 0, "First release."),
    F_BOOL(know_eol, ended, 0, "Support has ended, the day is not known."),
    F_TIME(know_eol, end, 0, "Security support ends."),
    F_TIME(know_eol, extended_end, 0, "Paid support ends."),
    F_TEXT(know_eol, latest, 0, 256, "Newest version of the cycle."),
    F_BOOL(know_eol, lts, 0, "Long-term support."),
};

static const struct field print_fields[] = {
    F_TEXT(know_print, id, FIELD_REQUIRED, 256, "Field and place in its file."),
    F_TEXT(know_print, field, FIELD_REQUIRED, 64, "What the pattern is matched against."),
    F_TEXT(know_print, pattern, FIELD_REQUIRED, 4096, "PCRE2 over bytes."),
    F_INT(know_print, flags, 0, 0, 3, "1: letters of either case; 2: a dot is any byte."),
    F_LIST(know_print, params, 0, 1024, "What follows: group, name, constant."),
};

const struct record_type know_types[KNOW_KINDS] = {
    [KNOW_VULN] = RECORD_TYPE("vuln", vuln, vuln_fields, "A vulnerability."),
    [KNOW_EXPLOITED] = RECORD_TYPE("exploited", know_exploited, exploited_fields,
	"A vulnerability that is known to be exploited."),
    [KNOW_EPSS] = RECORD_TYPE("epss", know_epss, epss_fields, "Likelihood of exploitation."),
    [KNOW_SSVC] = RECORD_TYPE("ssvc", know_ssvc, ssvc_fields, "Decision points."),
    [KNOW_ADVISORY] = RECORD_TYPE(
	"advisory", know_advisory, advisory_fields, "A document of a vendor or a CERT."),
    [KNOW_FIX] = RECORD_TYPE("fix", know_fix, fix_fields, "A distribution's fix."),
    [KNOW_EOL] = RECORD_TYPE("eol", know_eol, eol_fields, "A release cycle of a product."),
    [KNOW_PRINT] =
	RECORD_TYPE("print", know_print, print_fields, "A fingerprint of what services say."),
};
