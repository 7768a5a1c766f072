#include "model/tool.h"

static const char *const transports[] = {"tcp", "udp", NULL};

const char *const tool_kind_names[] = {
    "nmap", "nuclei", "burp", "zap", "nessus", "openvas", "testssl", "sslyze", NULL};
const char *const tool_kind_labels[] = {
    "nmap", "nuclei", "Burp Suite", "ZAP", "Nessus", "OpenVAS", "testssl.sh", "sslyze", NULL};
const char *const tool_verdict_names[] = {"new", "known", "twice", "outside", "info", NULL};
const char *const tool_import_state_names[] = {"preview", "taken", "undone", "dropped", NULL};

static const struct field tool_finding_fields[] = {
    F_TEXT(tool_finding, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(tool_finding, import, FIELD_REQUIRED, 64, "Of which import."),
    F_INT(tool_finding, number, 0, 0, INT64_MAX, "Its place in the file, from 1."),
    F_ENUM(tool_finding, tool, 0, tool_kind_names, "Which tool."),
    F_TEXT(tool_finding, rule, FIELD_REQUIRED, TOOL_TEXT, "What the tool calls the check."),
    F_TEXT(tool_finding, title, 0, TOOL_TEXT, "What it calls the weakness."),
    F_ENUM(tool_finding, severity, 0, criticality_names, "How bad it says it is."),
    F_TEXT(tool_finding, vector, 0, TOOL_TEXT, "CVSS vector."),
    F_LIST(tool_finding, cves, 0, 40, "CVE numbers."),
    F_INT(tool_finding, cwe, 0, 0, 99999, "CWE number, 0 for none."),
    F_TEXT(tool_finding, host, 0, 260, "Name, as DNS writes it."),
    F_TEXT(tool_finding, addr, 0, 64, "Address."),
    F_INT(tool_finding, port, 0, 0, 65535, "Port, 0 for none."),
    F_ENUM(tool_finding, transport, 0, transports, "Transport."),
    F_TEXT(tool_finding, path, 0, TOOL_TEXT, "Path of the URL."),
    F_TEXT(tool_finding, evidence, 0, TOOL_EVIDENCE, "What shows it."),
    F_TIME(tool_finding, first, 0, "First seen."),
    F_TIME(tool_finding, last, 0, "Last seen."),
    F_TEXT(tool_finding, dropped, 0, 80, "What the file says beside and is not kept."),
    F_ENUM(tool_finding, verdict, 0, tool_verdict_names, "What becomes of it."),
    F_TEXT(tool_finding, type, 0, 120, "Finding type, kb/findings."),
    F_TEXT(tool_finding, key, 0, 1000, "What makes it the same as another finding."),
    F_TEXT(tool_finding, known, 0, 64, "Followed finding that it is the same as."),
    F_TEXT(tool_finding, finding, 0, 64, "Followed finding that it became."),
};

const struct record_type tool_finding_type = RECORD_TYPE("tool_finding", tool_finding,
    tool_finding_fields, "One thing that a tool says of one place.");

static const struct field tool_import_fields[] = {
    F_TEXT(tool_import, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(tool_import, ref, FIELD_REQUIRED, 40, "Number that people use, I-2026-000042."),
    F_TEXT(tool_import, org, FIELD_REQUIRED, 64, "Whose findings they become."),
    F_TEXT(tool_import, engagement, 0, 64,
	"Penetration test whose report they go into; none: the list."),
    F_ENUM(tool_import, tool, 0, tool_kind_names, "Which tool."),
    F_TEXT(tool_import, program, 0, 120, "Its version, as the file says."),
    F_TEXT(tool_import, name, 0, 200, "Name of the file."),
    F_TEXT(tool_import, digest, FIELD_REQUIRED, 64, "SHA-256 of the file, hex."),
    F_INT(tool_import, bytes, 0, 0, INT64_MAX, "How large it was."),
    F_TIME(tool_import, scanned, 0, "When the tool ran, as the file says."),
    F_ENUM(tool_import, state, 0, tool_import_state_names, "Where it stands."),
    F_INT(tool_import, lines, 0, 0, INT64_MAX, "How many lines there are."),
    F_INT(tool_import, fresh, 0, 0, INT64_MAX, "Of these new."),
    F_INT(tool_import, known, 0, 0, INT64_MAX, "Known already."),
    F_INT(tool_import, twice, 0, 0, INT64_MAX, "Said twice."),
    F_INT(tool_import, outside, 0, 0, INT64_MAX, "Outside of the perimeter."),
    F_INT(tool_import, info, 0, 0, INT64_MAX, "For information."),
    F_INT(tool_import, bad, 0, 0, INT64_MAX, "What could not be read."),
    F_TIME(tool_import, created, 0, "When it was read."),
    F_TEXT(tool_import, created_by, 0, 64, "By whom."),
    F_TIME(tool_import, taken, 0, "When it was taken."),
    F_TEXT(tool_import, taken_by, 0, 64, "By whom."),
    F_TIME(tool_import, undone, 0, "When it was undone."),
    F_TEXT(tool_import, undone_by, 0, 64, "By whom."),
    F_TEXT(tool_import, reason, 0, 2000, "Why it was undone."),
    F_INT(tool_import, withdrawn, 0, 0, INT64_MAX, "How many findings were withdrawn."),
    F_INT(tool_import, kept, 0, 0, INT64_MAX, "How many were not."),
    F_INT(tool_import, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type tool_import_type = RECORD_TYPE(
    "tool_import", tool_import, tool_import_fields, "One file of a tool that was imported.");
