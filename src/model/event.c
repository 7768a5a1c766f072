#include "model/event.h"

const char *const event_how_names[] = {
    "nobodys", "rule", "network", "name", "hand", "sensor", NULL};

const char *const alert_state_names[] = {"received", "unattributed", "triage", "suppressed",
    "notified", "acknowledged", "answered", "closed", NULL};

const char *const alert_answer_names[] = {"unanswered", "working", "fixed", "false_positive",
    "not_ours", "accepted", "need_help", NULL};

const char *const alert_end_names[] = {"goes_on", "fixed", "false_positive", "not_ours",
    "accepted", "no_answer", "dismissed", "incident", NULL};

const char *const event_rule_does_names[] = {"assigns", "suppresses", NULL};

static const struct field event_fields[] = {
    F_TEXT(event, id, FIELD_REQUIRED, 64,
	"Hash of the feed and of what makes it the same event, hex."),
    F_TEXT(event, feed, FIELD_REQUIRED, 80, "Who says so."),
    F_TEXT(event, report, FIELD_REQUIRED, 80, "Name of the report there."),
    F_TEXT(event, type, FIELD_REQUIRED, 40, "What it is."),
    F_ENUM(event, severity, 0, criticality_names, "How bad it is."),
    F_ENUM(event, tlp, 0, tlp_names, "Its label."),
    F_TIME(event, time, 0, "When it was seen."),
    F_INT(event, count, 0, 0, INT64_MAX, "How often, as the row says."),
    F_TEXT(event, addr, 0, 45, "Address of the system that it is about."),
    F_TEXT(event, addr_key, 0, 32, "The same as 32 hexadecimal digits, IPv4 mapped into IPv6."),
    F_INT(event, port, 0, 0, 65535, "Its port, 0 for none."),
    F_TEXT(event, transport, 0, 10, "tcp or udp."),
    F_TEXT(event, name, 0, 255, "Name by which it was reached."),
    F_TEXT(event, reverse, 0, 255, "What its address is called backwards."),
    F_INT(event, asn, 0, 0, UINT32_MAX, "Number of its autonomous system."),
    F_TEXT(event, country, 0, 8, "Its country, two letters."),
    F_TEXT(event, indicator, 0, 200, "Infection, malware, vulnerability or tag."),
    F_TEXT(event, peer, 0, 255, "Address it talked to."),
    F_TEXT(event, detail, 0, 8192, "The other columns, JSON."),
    F_TEXT(event, import, FIELD_REQUIRED, 64, "With which import it came."),
    F_TEXT(event, org, 0, 64, "Whose; none: nobody's."),
    F_TEXT(event, item, 0, 64, "Which item of the perimeter, or which rule, says so."),
    F_ENUM(event, how, 0, event_how_names, "How that is known."),
    F_TEXT(event, alert, 0, 64, "The alert it counts for."),
};

const struct record_type event_type =
    RECORD_TYPE("event", event, event_fields, "Something that was seen, once.");

static const struct field alert_fields[] = {
    F_TEXT(alert, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(alert, ref, FIELD_REQUIRED, 40, "Number that people use, AL-2026-00042."),
    F_TEXT(alert, slot, FIELD_REQUIRED, 64,
	"Hash of organisation, kind, asset, port and indicator."),
    F_BOOL(alert, newest, 0, "No later alert has its slot."),
    F_TEXT(alert, org, 0, 64, "Whose; none: nobody's."),
    F_TEXT(alert, item, 0, 64, "Which item of the perimeter, or which rule, says so."),
    F_ENUM(alert, how, 0, event_how_names, "How that is known."),
    F_TEXT(alert, type, FIELD_REQUIRED, 40, "What it is."),
    F_ENUM(alert, severity, 0, criticality_names, "How bad it is."),
    F_INT(alert, priority, 0, 0, 100, "What comes first."),
    F_TEXT(alert, asset, FIELD_REQUIRED, 255, "Address or name."),
    F_TEXT(alert, addr_key, 0, 32, "Its address as 32 hexadecimal digits."),
    F_INT(alert, port, 0, 0, 65535, "Port, 0 for none."),
    F_TEXT(alert, indicator, 0, 200, "Infection, malware, vulnerability or tag."),
    F_TEXT(alert, reverse, 0, 255, "What its address is called backwards."),
    F_TEXT(alert, feed, FIELD_REQUIRED, 80, "Who says so."),
    F_TEXT(alert, report, FIELD_REQUIRED, 80, "Name of the newest report."),
    F_ENUM(alert, tlp, 0, tlp_names, "Its label."),
    F_ENUM(alert, state, 0, alert_state_names, "Where it stands."),
    F_BOOL(alert, waits, 0, "It has news that the organisation was not told."),
    F_TIME(alert, first, 0, "First event."),
    F_TIME(alert, last, 0, "Last event."),
    F_INT(alert, events, 0, 0, INT64_MAX, "How many events."),
    F_INT(alert, count, 0, 0, INT64_MAX, "How often it was seen, as these say."),
    F_TEXT(alert, finding, 0, 64, "Open finding that explains it."),
    F_TEXT(
	alert, cve, 0, 40, "CVE that its events name and an open finding on the system has."),
    F_TEXT(alert, notice, 0, 64, "The notice it was told by."),
    F_TIME(alert, told, 0, "When it was told first."),
    F_TIME(alert, opened, 0, "When somebody of the organisation opened it first."),
    F_ENUM(alert, answer, 0, alert_answer_names, "What the organisation says."),
    F_TIME(alert, answered, 0, "When."),
    F_TEXT(alert, answered_by, 0, 64, "Who."),
    F_TEXT(alert, note, 0, 4000, "Remark with the answer."),
    F_TEXT(alert, assignee, 0, 64, "Who at the CERT looks after it."),
    F_TEXT(alert, rule, 0, 64, "Rule that suppressed it."),
    F_TEXT(alert, ask, 0, 64, "Question to a penetration test that answers for it."),
    F_ENUM(alert, end, 0, alert_end_names, "How it ended."),
    F_TIME(alert, ended, 0, "When it ended."),
    F_INT(alert, reopened, 0, 0, INT64_MAX, "How often it came back."),
    F_TIME(alert, created, 0, "When it was made."),
    F_TIME(alert, changed, 0, "Last change."),
    F_INT(alert, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type alert_type = RECORD_TYPE(
    "alert", alert, alert_fields, "Events of one kind about one thing of one organisation.");

static const struct field alert_event_fields[] = {
    F_TEXT(alert_event, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(alert_event, alert, FIELD_REQUIRED, 64, "Of which."),
    F_TIME(alert_event, time, 0, "When."),
    F_TEXT(alert_event, actor, 0, 64, "Who; none for Varde itself."),
    F_ENUM(alert_event, was, 0, alert_state_names, "From."),
    F_ENUM(alert_event, becomes, 0, alert_state_names, "To."),
    F_TEXT(alert_event, what, FIELD_REQUIRED, 40, "Name of the step."),
    F_TEXT(alert_event, note, 0, 4000, "Remark."),
};

const struct record_type alert_event_type =
    RECORD_TYPE("alert_event", alert_event, alert_event_fields, "A step of an alert.");

static const struct field event_rule_fields[] = {
    F_TEXT(event_rule, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_ENUM(event_rule, does, 0, event_rule_does_names, "What it does."),
    F_TEXT(event_rule, net, 0, 49, "Condition: address in that network; none: any."),
    F_TEXT(event_rule, first, 0, 32, "First address of it as 32 hexadecimal digits."),
    F_TEXT(event_rule, last, 0, 32, "Last address of it."),
    F_TEXT(event_rule, name, 0, 255, "Condition: name that, or below that; none: any."),
    F_TEXT(event_rule, type, 0, 40, "Condition: that kind; none: any."),
    F_TEXT(event_rule, report, 0, 80, "Condition: that report; none: any."),
    F_TEXT(event_rule, indicator, 0, 200, "Condition: that indicator; none: any."),
    F_INT(event_rule, port, 0, 0, 65535, "Condition: that port; 0: any."),
    F_TEXT(event_rule, whose, 0, 64, "Condition of suppressing: that organisation; none: any."),
    F_TEXT(event_rule, org, 0, 64, "To whom it assigns."),
    F_TEXT(event_rule, reason, FIELD_REQUIRED, 2000, "Why."),
    F_TIME(event_rule, created, 0, "When it was made."),
    F_TEXT(event_rule, created_by, 0, 64, "By whom."),
    F_TIME(event_rule, expires, 0, "When it ends; 0: never."),
    F_TIME(event_rule, ended, 0, "When it was ended."),
    F_INT(event_rule, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type event_rule_type = RECORD_TYPE("event_rule", event_rule,
    event_rule_fields, "Events that fit are that organisation's, or are not told.");

static const struct field event_import_fields[] = {
    F_TEXT(event_import, id, FIELD_REQUIRED, 64,
	"SHA-256 of feed, report and the file's bytes, hex."),
    F_TEXT(event_import, feed, FIELD_REQUIRED, 80, "Who says so."),
    F_TEXT(event_import, report, FIELD_REQUIRED, 80, "Name of the report."),
    F_TEXT(event_import, file, 0, 255, "Name of the file."),
    F_TIME(event_import, time, 0, "When it was taken in."),
    F_TIME(event_import, ended, 0, "When it was all in; 0: not yet."),
    F_TEXT(event_import, person, 0, 64, "By whom; none for the command line."),
    F_INT(event_import, rows, 0, 0, INT64_MAX, "Rows that could be read."),
    F_INT(event_import, added, 0, 0, INT64_MAX, "Events that were new."),
    F_INT(event_import, wrong, 0, 0, INT64_MAX, "Rows that could not be read."),
    F_LIST(event_import, lines, 0, 400, "The first of these: number and reason."),
    F_INT(event_import, unattributed, 0, 0, INT64_MAX, "New events that are nobody's."),
    F_INT(event_import, alerts, 0, 0, INT64_MAX, "Alerts that were made of them."),
    F_INT(event_import, orgs, 0, 0, INT64_MAX, "Organisations that were told."),
};

const struct record_type event_import_type = RECORD_TYPE(
    "event_import", event_import, event_import_fields, "A file of events that was taken in.");
