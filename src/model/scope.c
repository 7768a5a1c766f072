#include "model/scope.h"

const char *const item_kind_names[] = {"domain", "host", "network", NULL};

const char *const item_state_names[] = {
    "proposed", "pending", "verified", "lapsed", "disputed", "excluded", "retired", NULL};

const char *const item_source_names[] = {"declared", "discovered", "imported", NULL};

const char *const proof_method_names[] = {"dns", "http", "attested", NULL};

const char *const proof_state_names[] = {"waiting", "valid", "failed", "lapsed", NULL};

static const struct field item_fields[] = {
    F_TEXT(item, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(item, org, FIELD_REQUIRED, 64, "Whose."),
    F_ENUM(item, type, 0, item_kind_names, "What it is."),
    F_TEXT(item, value, FIELD_REQUIRED, 260,
	"Canonical form: lower-case name without final dot, or network in CIDR form."),
    F_ENUM(item, source, 0, item_source_names, "How it came in."),
    F_ENUM(item, state, 0, item_state_names, "Where it stands."),
    F_TEXT(item, note, 0, 4000, "Remark of the organisation."),
    F_TEXT(item, supplier, 0, 200, "Supplier who runs it."),
    F_TIME(item, created, 0, "When."),
    F_TEXT(item, created_by, 0, 64, "By whom."),
    F_TIME(item, verified, 0, "When it was last proved."),
    F_TIME(item, lapses, 0, "When the proof lapses."),
    F_TEXT(item, first, 0, 260,
	"First address of a network as 32 hexadecimal digits (IPv4 mapped into IPv6); of a "
	"name its labels turned round."),
    F_TEXT(
	item, last, 0, 260, "Last address, the same; of a name the end of what lies below it."),
    F_INT(item, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type item_type = RECORD_TYPE(
    "perimeter_item", item, item_fields, "Something an organisation says is its own.");

static const struct field proof_fields[] = {
    F_TEXT(proof, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(proof, item, FIELD_REQUIRED, 64, "Which item."),
    F_ENUM(proof, method, 0, proof_method_names, "How."),
    F_TEXT(proof, token, 0, 80, "What must be found."),
    F_ENUM(proof, state, 0, proof_state_names, "Result."),
    F_TIME(proof, created, 0, "When the token was made."),
    F_TIME(proof, checked, 0, "Last check."),
    F_TIME(proof, next, 0, "Next check."),
    F_TEXT(proof, detail, 0, 4000, "What the last check saw."),
    F_TEXT(proof, attested_by, 0, 64, "Who attested it."),
    F_TEXT(proof, reason, 0, 4000, "Why it was attested."),
};

const struct record_type proof_type =
    RECORD_TYPE("proof", proof, proof_fields, "One way of proving an item.");

static const struct field authorisation_fields[] = {
    F_TEXT(authorisation, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(authorisation, org, FIELD_REQUIRED, 64, "Whose."),
    F_TEXT(authorisation, signer, FIELD_REQUIRED, 64, "Who signed."),
    F_TEXT(authorisation, signer_name, FIELD_REQUIRED, 200, "Name at the time."),
    F_TEXT(authorisation, signer_function, 0, 200, "Function at the time."),
    F_LIST(authorisation, items, 0, 64, "Ids of perimeter items; none: every verified one."),
    F_ENUM(authorisation, profile, 0, profile_names, "Highest intensity."),
    F_LIST(authorisation, windows, 0, 16,
	"When packets may be sent: HH:MM-HH:MM in UTC; none: always."),
    F_LIST(
	authorisation, exclude, 0, 260, "What is never touched: names, addresses, networks."),
    F_INT(authorisation, rate, 0, 0, 1000,
	"New connections a second and address at most; 0: the profile's."),
    F_TEXT(authorisation, emergency, FIELD_REQUIRED, 60,
	"Telephone that is answered while a scan runs."),
    F_TEXT(authorisation, statement, 0, 200000, "The text that was signed."),
    F_TEXT(authorisation, hash, 0, 64, "SHA-256 of the statement, hex."),
    F_TIME(authorisation, since, 0, "From when."),
    F_TIME(authorisation, until, 0, "Until when."),
    F_TIME(authorisation, signed_at, 0, "When."),
    F_TEXT(authorisation, remote, 0, 64, "Address the signature came from."),
    F_TIME(authorisation, revoked, 0, "When revoked."),
    F_TEXT(authorisation, revoked_by, 0, 64, "By whom."),
    F_TEXT(authorisation, revoked_reason, 0, 4000, "Why."),
};

const struct record_type authorisation_type = RECORD_TYPE(
    "authorisation", authorisation, authorisation_fields, "The signed permission to look.");
