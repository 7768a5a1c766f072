#include "model/member.h"

const char *const org_kind_names[] = {
    "hospital", "group", "small", "laboratory", "imaging", "supplier", "authority", NULL};

const char *const org_state_names[] = {"proposed", "active", "suspended", "left", NULL};

const char *const person_state_names[] = {"invited", "active", "suspended", "gone", NULL};

const char *const role_names[] = {"viewer", "technician", "officer", "group_officer",
    "management", "legal", "reader", "analyst", "coordinator", "pentester", "operator",
    "administrator", "auditor", NULL};

const char *const enrolment_state_names[] = {
    "submitted", "more_info", "approved", "rejected", "withdrawn", NULL};

const char *const link_purpose_names[] = {"first_administrator", "invitation", "reset",
    "confirm_mail", "answer", "contact", "passkey", "oidc", NULL};

static const struct field org_fields[] = {
    F_TEXT(org, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(org, name, FIELD_REQUIRED, 200, "Its name."),
    F_TEXT(org, abbreviation, 0, 40, "Short name, for tables."),
    F_ENUM(org, type, 0, org_kind_names, "What it is."),
    F_TEXT(org, parent, 0, 64, "The organisation above it."),
    F_TEXT(org, path, FIELD_REQUIRED, 1000,
	"Ids from the top to itself, each ended by a slash: a prefix of it is whoever stands "
	"above."),
    F_ENUM(org, state, 0, org_state_names, "Whether it is served."),
    F_TEXT(org, region, 0, 200, "Region."),
    F_LIST(org, national_ids, 0, 80, "National identifiers, scheme:value."),
    F_TEXT(org, lang, 0, 8, "Language of mails and reports: en, fr or nb."),
    F_INT(org, zone, 0, -840, 840, "Minutes east of UTC."),
    F_INT(org, criticality, 0, 1, 4, "1 (most important) to 4."),
    F_INT(org, beds, 0, 0, 1000000, "Beds, 0 when unknown or none."),
    F_TEXT(org, emergency, 0, 60, "Telephone number that is answered at any hour."),
    F_TEXT(org, supplier_of, 0, 200, "For a supplier: what it supplies."),
    F_TIME(org, created, 0, "When it was entered."),
    F_TIME(org, joined, 0, "When it became active."),
    F_TEXT(org, search, 0, 4000,
	"What it is searched by: name, short name, region and identifiers without case and "
	"accents."),
    F_INT(org, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type org_type =
    RECORD_TYPE("org", org, org_fields, "An organisation of the constituency.");

static const struct field person_fields[] = {
    F_TEXT(person, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(person, name, FIELD_REQUIRED, 200, "Full name."),
    F_TEXT(person, mail, FIELD_REQUIRED, 254, "Mail address, in lower case."),
    F_TIME(person, mail_confirmed, 0, "When the address was proved."),
    F_TEXT(person, phone, 0, 60, "Telephone."),
    F_TEXT(person, lang, 0, 8, "Language: en, fr or nb."),
    F_ENUM(person, state, 0, person_state_names, "Whether this person gets in."),
    F_TEXT(person, password, 0, 512, "Password hash (argon2id)."),
    F_TEXT(person, totp, 0, 128, "TOTP secret, base32; set once it was confirmed."),
    F_INT(person, totp_step, 0, 0, INT64_MAX, "Last time step that was used."),
    F_LIST(person, recovery, 0, 128, "Hashes of unused recovery codes."),
    F_INT(person, failures, 0, 0, INT64_MAX, "Failed sign-ins since the last good one."),
    F_TIME(person, failed, 0, "Time of the last failed one."),
    F_TIME(person, created, 0, "When entered."),
    F_TIME(person, seen, 0, "Last sign-in."),
    F_TEXT(person, oidc_issuer, 0, 300, "Issuer of the national or company identity."),
    F_TEXT(person, oidc_subject, 0, 300, "Subject there."),
    F_TEXT(
	person, openpgp, 0, 80, "OpenPGP fingerprint of the key that mails are encrypted to."),
    F_BOOL(person, digest, 0, "Mails once a day instead of one each."),
    F_LIST(person, quiet, 0, 16, "Quiet hours, HH:MM-HH:MM in the organisation's zone."),
};

const struct record_type person_type =
    RECORD_TYPE("person", person, person_fields, "Somebody who may sign in, or is written to.");

static const struct field membership_fields[] = {
    F_TEXT(membership, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(membership, person, FIELD_REQUIRED, 64, "Whose."),
    F_TEXT(membership, org, 0, 64,
	"Of which organisation (and for a group officer those below); none for the CERT."),
    F_ENUM(membership, role, 0, role_names, "Which role."),
    F_LIST(membership, functions, 0, 40,
	"Contact functions: legal-rep, ciso, on-call, it-ops, dpo, comms."),
    F_TIME(membership, since, 0, "From when."),
    F_TIME(membership, until, 0, "Until when; none for open end."),
    F_TIME(membership, confirmed, 0, "When the contact was last confirmed."),
};

const struct record_type membership_type = RECORD_TYPE(
    "membership", membership, membership_fields, "What a person may do, and where.");

static const struct field passkey_fields[] = {
    F_TEXT(passkey, id, FIELD_REQUIRED, 1400, "Credential id, base64url."),
    F_TEXT(passkey, person, FIELD_REQUIRED, 64, "Whose."),
    F_TEXT(passkey, name, FIELD_REQUIRED, 80, "What its owner calls it."),
    F_TEXT(passkey, key, FIELD_REQUIRED, 2000, "Public key, base64url."),
    F_INT(passkey, alg, 0, INT32_MIN, INT32_MAX, "COSE algorithm."),
    F_INT(passkey, count, 0, 0, INT64_MAX, "Signature counter."),
    F_TIME(passkey, created, 0, "When registered."),
    F_TIME(passkey, used, 0, "When last used."),
};

const struct record_type passkey_type =
    RECORD_TYPE("passkey", passkey, passkey_fields, "A passkey (WebAuthn credential).");

static const struct field session_fields[] = {
    F_TEXT(session, id, FIELD_REQUIRED, 64, "SHA-256 of the cookie, hex."),
    F_TEXT(session, person, FIELD_REQUIRED, 64, "Whose."),
    F_TEXT(session, csrf, FIELD_REQUIRED, 64, "Token that forms carry."),
    F_TIME(session, created, 0, "When."),
    F_TIME(session, seen, 0, "Last request."),
    F_TIME(session, expires, 0, "At the latest."),
    F_TEXT(session, remote, 0, 64, "Address it came from."),
    F_TEXT(session, agent, 0, 300, "Browser, as it says."),
    F_TEXT(session, method, 0, 40, "How: password, passkey, oidc."),
    F_BOOL(session, strong, 0, "A second factor was used."),
    F_TEXT(session, org, 0, 64, "Organisation looked at."),
};

const struct record_type session_type =
    RECORD_TYPE("session", session, session_fields, "Somebody signed in in a browser.");

static const struct field token_fields[] = {
    F_TEXT(token, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(token, hash, FIELD_REQUIRED, 64, "SHA-256 of the token, hex."),
    F_TEXT(token, person, FIELD_REQUIRED, 64, "In whose name."),
    F_TEXT(token, org, 0, 64, "Organisation; none for the CERT."),
    F_TEXT(token, name, FIELD_REQUIRED, 200, "What it is for."),
    F_LIST(token, scopes, 0, 60, "Permissions it is limited to."),
    F_LIST(token, sources, 0, 64, "Addresses or networks it may come from; none: any."),
    F_TIME(token, created, 0, "When."),
    F_TIME(token, expires, 0, "At the latest."),
    F_TIME(token, used, 0, "Last use."),
    F_TIME(token, revoked, 0, "When it was revoked."),
};

const struct record_type token_type =
    RECORD_TYPE("api_token", token, token_fields, "A token for programs.");

static const struct field link_fields[] = {
    F_TEXT(link, id, FIELD_REQUIRED, 64, "SHA-256 of the secret, hex."),
    F_ENUM(link, purpose, 0, link_purpose_names, "What for."),
    F_TEXT(link, person, 0, 64, "For whom."),
    F_TEXT(link, org, 0, 64, "Of which organisation."),
    F_TEXT(link, object, 0, 64, "What it concerns."),
    F_TIME(link, created, 0, "When."),
    F_TIME(link, expires, 0, "At the latest."),
    F_TIME(link, used, 0, "When it was used."),
};

const struct record_type link_type =
    RECORD_TYPE("link", link, link_fields, "A one-time link that was sent.");

static const struct field enrolment_fields[] = {
    F_TEXT(enrolment, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_ENUM(enrolment, state, 0, enrolment_state_names, "Where it stands."),
    F_TEXT(enrolment, org, 0, 64, "Organisation that was picked; none when one is proposed."),
    F_TEXT(enrolment, name, 0, 200, "Name of the proposed organisation."),
    F_ENUM(enrolment, type, 0, org_kind_names, "Its kind."),
    F_TEXT(enrolment, parent, 0, 64, "Group it belongs to."),
    F_LIST(enrolment, national_ids, 0, 80, "National identifiers."),
    F_TEXT(enrolment, person, FIELD_REQUIRED, 64, "Applicant."),
    F_ENUM(enrolment, role, 0, role_names, "Role that is asked for."),
    F_TEXT(enrolment, legal_name, 0, 200, "Legal representative."),
    F_TEXT(enrolment, legal_mail, 0, 254, "Mail of the legal representative."),
    F_TEXT(enrolment, oncall_name, 0, 200, "Contact at any hour."),
    F_TEXT(enrolment, oncall_phone, 0, 60, "Telephone that is answered at any hour."),
    F_TEXT(enrolment, terms, FIELD_REQUIRED, 40, "Version of the terms that was accepted."),
    F_TEXT(enrolment, terms_lang, 0, 8, "Language they were read in."),
    F_TEXT(enrolment, message, 0, 4000, "What the applicant says."),
    F_TIME(enrolment, created, 0, "When."),
    F_TIME(enrolment, decided, 0, "When it was decided."),
    F_TEXT(enrolment, decided_by, 0, 64, "Who decided."),
    F_TEXT(enrolment, reason, 0, 4000, "Why, or what is missing."),
};

const struct record_type enrolment_type =
    RECORD_TYPE("enrolment", enrolment, enrolment_fields, "An application for membership.");
