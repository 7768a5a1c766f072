#include "model/order.h"

const char *const order_kind_names[] = {
    "surface", "full", "mail", "health", "targeted", "retest", NULL};

const char *const order_state_names[] = {"draft", "submitted", "checking", "needs_info",
    "accepted", "scheduled", "running", "paused", "analysing", "review", "delivered",
    "acknowledged", "follow_up", "closed", "cancelled", "refused", NULL};

const char *const recurrence_names[] = {"once", "daily", "weekly", "monthly", "cyhy", NULL};

const char *const chunk_state_names[] = {
    "waiting", "leased", "done", "failed", "cancelled", NULL};

static const struct field audit_order_fields[] = {
    F_TEXT(audit_order, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(audit_order, ref, FIELD_REQUIRED, 40, "Number that people use, A-2026-0042."),
    F_TEXT(audit_order, org, FIELD_REQUIRED, 64, "Whose systems."),
    F_ENUM(audit_order, type, 0, order_kind_names, "What is ordered."),
    F_ENUM(audit_order, state, 0, order_state_names, "Where it stands."),
    F_ENUM(audit_order, profile, 0, profile_names, "Intensity."),
    F_LIST(
	audit_order, items, 0, 64, "Ids of perimeter items; none: all that may be looked at."),
    F_TEXT(audit_order, authorisation, 0, 64, "Authorisation it rests on."),
    F_TEXT(audit_order, ordered_by, 0, 64, "Who ordered."),
    F_TEXT(audit_order, reason, 0, 4000, "Why."),
    F_ENUM(audit_order, recurrence, 0, recurrence_names, "How often."),
    F_TIME(audit_order, next, 0, "When the next one is made, of a recurring order."),
    F_TEXT(audit_order, parent, 0, 64, "Order it repeats, or the group's order it is part of."),
    F_TEXT(audit_order, finding, 0, 64, "Tracked finding that a re-test checks."),
    F_TEXT(audit_order, cve, 0, 40, "CVE that a targeted audit looks for."),
    F_TEXT(audit_order, alert, 0, 64, "Or the alert whose system it looks at."),
    F_INT(audit_order, priority, 0, -1000000, 1000000, "Place in the queue: lower is sooner."),
    F_INT(audit_order, estimate, 0, 0, INT64_MAX, "Estimated duration, milliseconds."),
    F_TIME(audit_order, wanted, 0, "Not before."),
    F_TIME(audit_order, created, 0, "When ordered."),
    F_TIME(audit_order, started, 0, "First packet."),
    F_TIME(audit_order, ended, 0, "Last packet."),
    F_TEXT(audit_order, run, 0, 64, "Its run."),
    F_TEXT(audit_order, analyst, 0, 64, "Who prepared the delivery."),
    F_TEXT(audit_order, reviewer, 0, 64, "Who released it: somebody else."),
    F_TIME(audit_order, delivered, 0, "When."),
    F_TIME(audit_order, acknowledged, 0, "When the member took note."),
    F_TEXT(audit_order, note, 0, 4000, "What the CERT says to the member."),
    F_BOOL(audit_order, stop, 0, "Somebody pressed the stop button."),
    F_INT(audit_order, findings, 0, 0, INT64_MAX, "Number of findings."),
    F_INT(audit_order, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type audit_order_type =
    RECORD_TYPE("audit_order", audit_order, audit_order_fields, "An ordered audit.");

static const struct field order_event_fields[] = {
    F_TEXT(order_event, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(order_event, audit_order, FIELD_REQUIRED, 64, "Of which order."),
    F_TIME(order_event, time, 0, "When."),
    F_TEXT(order_event, actor, 0, 64, "Who; none for Varde itself."),
    F_ENUM(order_event, was, 0, order_state_names, "From."),
    F_ENUM(order_event, becomes, 0, order_state_names, "To."),
    F_TEXT(order_event, note, 0, 4000, "Remark."),
};

const struct record_type order_event_type =
    RECORD_TYPE("order_event", order_event, order_event_fields, "A step of an order.");

static const struct field chunk_fields[] = {
    F_TEXT(chunk, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(chunk, audit_order, FIELD_REQUIRED, 64, "Of which order."),
    F_TEXT(
	chunk, org, FIELD_REQUIRED, 64, "Whose systems: one chunk an organisation at a time."),
    F_TEXT(chunk, run, 0, 64, "Run it fills."),
    F_TEXT(chunk, job, 0, 200000, "The job, JSON."),
    F_ENUM(chunk, state, 0, chunk_state_names, "Where it stands."),
    F_INT(chunk, priority, 0, -1000000, 1000000, "Lower is sooner."),
    F_TIME(chunk, ready, 0, "Not before."),
    F_TEXT(chunk, worker, 0, 120, "Who holds it."),
    F_TIME(chunk, lease, 0, "Until when it is held."),
    F_INT(chunk, attempts, 0, 0, INT64_MAX, "How often it was taken."),
    F_BOOL(chunk, stop, 0, "It must stop now."),
    F_TIME(chunk, created, 0, "When."),
    F_TIME(chunk, ended, 0, "When it ended."),
    F_TEXT(chunk, reason, 0, 4000, "Why it failed."),
    F_TEXT(chunk, stage, 0, 40, "Stage now."),
    F_INT(chunk, done, 0, 0, INT64_MAX, "Units done."),
    F_INT(chunk, total, 0, 0, INT64_MAX, "Units known."),
    F_INT(chunk, hosts, 0, 0, INT64_MAX, "Hosts seen."),
    F_INT(chunk, services, 0, 0, INT64_MAX, "Services seen."),
    F_INT(chunk, requests, 0, 0, INT64_MAX, "Connections so far."),
    F_INT(chunk, findings, 0, 0, INT64_MAX, "Findings so far."),
    F_TIME(chunk, told, 0, "When progress was last told."),
    F_LIST(chunk, nets, 0, 64, "Networks it is known to be at, each of one pace."),
};

const struct record_type chunk_type =
    RECORD_TYPE("chunk", chunk, chunk_fields, "Work for one worker.");
