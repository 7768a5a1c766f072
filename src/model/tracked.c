#include "model/tracked.h"

const char *const exposed_kind_names[] = {"name", "address", "service", NULL};

const char *const tracked_state_names[] = {"triage", "open", "notified", "acknowledged",
    "in_progress", "claimed_fixed", "verifying", "verified_fixed", "false_positive", "accepted",
    "not_ours", "duplicate", "mitigated", "withdrawn", NULL};

static const struct field tracked_fields[] = {
    F_TEXT(tracked, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(tracked, ref, FIELD_REQUIRED, 40, "Number that people use, F-2026-000042."),
    F_TEXT(tracked, org, FIELD_REQUIRED, 64, "Whose."),
    F_TEXT(tracked, type, FIELD_REQUIRED, 120, "Finding type, kb/findings."),
    F_TEXT(tracked, key, FIELD_REQUIRED, 1000, "What makes it the same in another run."),
    F_ENUM(tracked, criticality, 0, criticality_names, "How bad."),
    F_ENUM(tracked, category, 0, category_names, "What kind."),
    F_TEXT(tracked, subject, FIELD_REQUIRED, 260, "Domain, host or address."),
    F_TEXT(tracked, addr, 0, 64, "Address; none for a domain."),
    F_INT(tracked, port, 0, 0, 65535, "Port, 0 for none."),
    F_TEXT(tracked, product, 0, 120, "Product that chooses the remedy."),
    F_LIST(tracked, evidence, 0, 2000, "Lines that show it."),
    F_ENUM(tracked, state, 0, tracked_state_names, "Where it stands."),
    F_TIME(tracked, first_seen, 0, "First run that saw it."),
    F_TIME(tracked, last_seen, 0, "Last run that saw it."),
    F_TIME(tracked, checked, 0, "Last run that covered it."),
    F_INT(
	tracked, missed, 0, 0, INT64_MAX, "Runs in a row that covered it and did not see it."),
    F_TEXT(tracked, run, 0, 64, "Last run that saw it."),
    F_TIME(tracked, due, 0, "Deadline."),
    F_TEXT(tracked, due_rule, 0, 80, "Rule the deadline comes from."),
    F_TIME(tracked, planned, 0, "When the member plans to have mended it."),
    F_TEXT(tracked, owner, 0, 64, "Who works on it."),
    F_TIME(tracked, expires, 0, "When an acceptance ends."),
    F_TEXT(tracked, reason, 0, 4000, "Why accepted, a false positive, not theirs."),
    F_TEXT(tracked, decided_by, 0, 64, "Who accepted or reviewed."),
    F_TEXT(tracked, duplicate_of, 0, 64, "The finding it is the same as."),
    F_TEXT(
	tracked, regression_of, 0, 64, "The closed finding that came back later than 90 days."),
    F_TIME(tracked, closed, 0, "When it was closed."),
    F_TEXT(
	tracked, closed_how, 0, 40, "By what: run, retest, member, knowledge, tester, import."),
    F_INT(tracked, reopened, 0, 0, INT64_MAX, "How often it came back."),
    F_INT(tracked, version, 0, 0, INT64_MAX, "Counts its changes."),
    F_TEXT(
	tracked, source, 0, 40, "Who stated it first: knowledge, import:nmap; none for a run."),
    F_TEXT(tracked, title, 0, 200, "Own title, where the type says too little."),
};

const struct record_type tracked_type = RECORD_TYPE("tracked_finding", tracked, tracked_fields,
    "A weakness of one organisation, followed until a machine has verified that it is gone.");

static const struct field tracked_event_fields[] = {
    F_TEXT(tracked_event, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(tracked_event, finding, FIELD_REQUIRED, 64, "Of which."),
    F_TIME(tracked_event, time, 0, "When."),
    F_TEXT(tracked_event, actor, 0, 64, "Who; none for Varde itself."),
    F_ENUM(tracked_event, was, 0, tracked_state_names, "From."),
    F_ENUM(tracked_event, becomes, 0, tracked_state_names, "To."),
    F_TEXT(tracked_event, note, 0, 4000, "Remark."),
    F_TEXT(tracked_event, run, 0, 64, "Run that showed it."),
};

const struct record_type tracked_event_type = RECORD_TYPE(
    "tracked_event", tracked_event, tracked_event_fields, "A step of a tracked finding.");

static const struct field exposed_fields[] = {
    F_TEXT(exposed, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(exposed, org, FIELD_REQUIRED, 64, "Whose."),
    F_ENUM(exposed, type, 0, exposed_kind_names, "What."),
    F_TEXT(exposed, name, FIELD_REQUIRED, 300, "Name, address, or address:port/transport."),
    F_TEXT(exposed, parent, 0, 300, "Name or address it hangs on."),
    F_TEXT(exposed, addr, 0, 64, "Address."),
    F_INT(exposed, port, 0, 0, 65535, "Port, 0 for none."),
    F_TEXT(exposed, protocol, 0, 60, "Protocol of a service."),
    F_TEXT(exposed, product, 0, 200, "Product and version."),
    F_TIME(exposed, first_seen, 0, "First seen."),
    F_TIME(exposed, last_seen, 0, "Last seen."),
    F_TIME(exposed, changed, 0, "When product or version changed."),
    F_TEXT(exposed, run, 0, 64, "Last run that saw it."),
    F_BOOL(exposed, gone, 0, "The last run that covered it did not see it."),
    F_ENUM(exposed, worst, 0, criticality_names, "Worst open finding on it."),
};

const struct record_type exposed_type = RECORD_TYPE("exposed_asset", exposed, exposed_fields,
    "Something that is exposed: a name, an address or a service, with when it was seen.");

static const struct field exposure_event_fields[] = {
    F_TEXT(
	exposure_event, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(exposure_event, org, FIELD_REQUIRED, 64, "Whose."),
    F_TIME(exposure_event, time, 0, "When."),
    F_TEXT(exposure_event, asset, 0, 64, "Which."),
    F_TEXT(exposure_event, what, FIELD_REQUIRED, 20, "new, changed, gone or back."),
    F_TEXT(exposure_event, name, FIELD_REQUIRED, 300, "Its name."),
    F_TEXT(exposure_event, detail, 0, 600, "From what to what."),
    F_TEXT(exposure_event, run, 0, 64, "Run that showed it."),
};

const struct record_type exposure_event_type = RECORD_TYPE("exposure_event", exposure_event,
    exposure_event_fields, "Something new, changed or gone in what an organisation exposes.");

static const struct field snapshot_fields[] = {
    F_TEXT(snapshot, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(snapshot, org, FIELD_REQUIRED, 64, "Whose."),
    F_TIME(snapshot, day, 0, "The day, midnight UTC."),
    F_INT(snapshot, critical, 0, 0, INT64_MAX, "Open critical findings."),
    F_INT(snapshot, high, 0, 0, INT64_MAX, "Open high ones."),
    F_INT(snapshot, medium, 0, 0, INT64_MAX, "Open medium ones."),
    F_INT(snapshot, low, 0, 0, INT64_MAX, "Open low ones."),
    F_INT(snapshot, info, 0, 0, INT64_MAX, "Open informational ones."),
    F_INT(snapshot, overdue, 0, 0, INT64_MAX, "Open after their deadline."),
    F_INT(snapshot, opened, 0, 0, INT64_MAX, "Opened in the last 30 days."),
    F_INT(snapshot, closed, 0, 0, INT64_MAX, "Closed in the last 30 days."),
    F_INT(snapshot, median_age, 0, 0, INT64_MAX, "Median age of open findings, milliseconds."),
    F_INT(snapshot, median_fix, 0, 0, INT64_MAX,
	"Median time to fix of those closed in the last 90 days, milliseconds."),
    F_INT(snapshot, assets, 0, 0, INT64_MAX, "Names and addresses exposed."),
    F_INT(snapshot, services, 0, 0, INT64_MAX, "Services exposed."),
    F_INT(snapshot, grade_tls, 0, -1, 100, "0 to 100; -1: none."),
    F_INT(snapshot, grade_mail, 0, -1, 100, "0 to 100; -1: none."),
    F_INT(snapshot, grade_dns, 0, -1, 100, "0 to 100; -1: none."),
    F_INT(snapshot, grade, 0, -1, 100, "Overall, 0 to 100; -1: none."),
};

const struct record_type snapshot_type = RECORD_TYPE(
    "snapshot", snapshot, snapshot_fields, "The figures of one organisation on one day.");

static const struct field sector_day_fields[] = {
    F_TEXT(sector_day, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TIME(sector_day, day, 0, "The day, midnight UTC."),
    F_TEXT(sector_day, region, FIELD_REQUIRED, 300, "Region; * for all."),
    F_TEXT(sector_day, type, FIELD_REQUIRED, 40, "Kind of organisation; * for all."),
    F_INT(sector_day, orgs, 0, 0, INT64_MAX, "Organisations that have figures."),
    F_INT(sector_day, critical, 0, 0, INT64_MAX, "Their open critical findings."),
    F_INT(sector_day, high, 0, 0, INT64_MAX, "Open high ones."),
    F_INT(sector_day, medium, 0, 0, INT64_MAX, "Open medium ones."),
    F_INT(sector_day, low, 0, 0, INT64_MAX, "Open low ones."),
    F_INT(sector_day, info, 0, 0, INT64_MAX, "Open informational ones."),
    F_INT(sector_day, overdue, 0, 0, INT64_MAX, "Open after their deadline."),
    F_TEXT(sector_day, spread, 0, 4000,
	"How figures are spread, without what rests on few: numbers."),
};

const struct record_type sector_day_type = RECORD_TYPE("sector_day", sector_day,
    sector_day_fields, "The figures of a part of the sector on one day.");
