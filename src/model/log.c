#include "model/log.h"

const char *const out_state_names[] = {
    "waiting", "leased", "sent", "failed", "dropped", "bounced", NULL};

static const struct field log_entry_fields[] = {
    F_INT(log_entry, seq, 0, 1, INT64_MAX, "Place in the log, from 1."),
    F_TIME(log_entry, time, 0, "When."),
    F_TEXT(log_entry, actor, 0, 64, "Who: a person's id; none for Varde itself."),
    F_TEXT(log_entry, actor_name, 0, 200, "Name at the time."),
    F_TEXT(log_entry, token, 0, 64, "Token or session by which."),
    F_TEXT(log_entry, remote, 0, 64, "From which address."),
    F_TEXT(log_entry, action, FIELD_REQUIRED, 120, "What: a route or an event of the house."),
    F_TEXT(log_entry, org, 0, 64, "Organisation it concerns."),
    F_TEXT(log_entry, object, 0, 200, "What it concerns."),
    F_TEXT(log_entry, outcome, 0, 20, "done, refused or failed."),
    F_TEXT(log_entry, detail, 0, 8000, "More, JSON."),
    F_TEXT(log_entry, prev, FIELD_REQUIRED, 64, "Hash of the entry before, hex."),
    F_TEXT(log_entry, hash, FIELD_REQUIRED, 64, "SHA-256 over all the rest, hex."),
};

const struct record_type log_entry_type = RECORD_TYPE("audit_log", log_entry, log_entry_fields,
    "One line of the audit log; each carries the hash of the one before.");

static const struct field log_head_fields[] = {
    F_INT(log_head, seq, 0, 1, INT64_MAX, "Place of the entry."),
    F_TIME(log_head, time, 0, "When it was signed."),
    F_TEXT(log_head, hash, FIELD_REQUIRED, 64, "Hash of the entry, hex."),
    F_TEXT(log_head, key, FIELD_REQUIRED, 64, "Which key signed."),
    F_TEXT(log_head, signature, FIELD_REQUIRED, 200, "Signature over all the rest."),
};

const struct record_type log_head_type = RECORD_TYPE(
    "log_head", log_head, log_head_fields, "The audit log's last entry at a time, signed.");

static const struct field outgoing_fields[] = {
    F_TEXT(outgoing, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(outgoing, unique_key, FIELD_REQUIRED, 300,
	"What makes it the same message: told once, whatever happens."),
    F_TEXT(outgoing, template, FIELD_REQUIRED, 80, "Which text."),
    F_TEXT(outgoing, person, 0, 64, "To whom."),
    F_TEXT(outgoing, mail, 0, 254, "Address, when it is no person's."),
    F_TEXT(outgoing, org, 0, 64, "Concerning whom."),
    F_TEXT(outgoing, object, 0, 200, "Concerning what."),
    F_TEXT(outgoing, values, 0, 60000, "What the text needs, JSON."),
    F_ENUM(outgoing, state, 0, out_state_names, "Where it stands."),
    F_TIME(outgoing, created, 0, "When."),
    F_TIME(outgoing, due, 0, "Not before."),
    F_TIME(outgoing, lease, 0, "Until when a sender holds it."),
    F_INT(outgoing, attempts, 0, 0, INT64_MAX, "Tries so far."),
    F_TIME(outgoing, sent, 0, "When it went out."),
    F_TEXT(outgoing, message_id, 0, 200, "Message-ID that went out."),
    F_TEXT(outgoing, reason, 0, 4000, "Why it failed."),
    F_TEXT(outgoing, directive, 0, 64, "The rule that it goes out by (a webhook's); none."),
    F_TEXT(outgoing, sender, 0, 200, "The process that holds it."),
};

const struct record_type outgoing_type =
    RECORD_TYPE("outgoing", outgoing, outgoing_fields, "A message that must be told once.");

static const struct field setting_fields[] = {
    F_TEXT(setting, name, FIELD_REQUIRED, 120, "Which."),
    F_TEXT(setting, value, 0, 20000, "Its value."),
};

const struct record_type setting_type =
    RECORD_TYPE("setting", setting, setting_fields, "A value that the house keeps for itself.");

static const struct field idempotency_fields[] = {
    F_TEXT(idempotency, id, FIELD_REQUIRED, 64, "SHA-256 of whose key it is, and the key."),
    F_TEXT(idempotency, hash, FIELD_REQUIRED, 64, "SHA-256 of method, path and body."),
    F_INT(idempotency, status, 0, 0, 599, "Status of the reply; 0 while it is being made."),
    F_TEXT(idempotency, type, 0, 200, "Its content type."),
    F_TEXT(idempotency, location, 0, 2000, "Where it leads."),
    F_TEXT(idempotency, etag, 0, 100, "Its version."),
    F_TEXT(idempotency, body, 0, IDEMPOTENCY_BODY, "The reply."),
    F_TIME(idempotency, created, 0, "When."),
};

const struct record_type idempotency_type = RECORD_TYPE(
    "api_reply", idempotency, idempotency_fields, "A reply that is given again for 24 hours.");
