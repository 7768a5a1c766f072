#include "model/contact.h"

const char *const contact_key_kind_names[] = {"openpgp", "smime", NULL};

const char *const contact_fault_names[] = {"fine", "no_key", "secret_key", "several_keys",
    "too_long", "key_expired", "key_revoked", "not_yet", "no_encryption", "other_address",
    "weak_key", "not_encrypted", NULL};

const char *const contact_health_kind_names[] = {
    "key", "bounce", "unanswered", "unconfirmed", NULL};

static const struct field contact_key_fields[] = {
    F_TEXT(contact_key, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(contact_key, person, FIELD_REQUIRED, 64, "Whose."),
    F_ENUM(contact_key, type, 0, contact_key_kind_names, "What it is."),
    F_BOOL(contact_key, used, 0, "Mails are encrypted to it."),
    F_TEXT(contact_key, fingerprint, FIELD_REQUIRED, 128,
	"OpenPGP fingerprint, or SHA-256 of the certificate, hexadecimal."),
    F_LIST(contact_key, names, 0, 512, "User ids, or the certificate's subject and addresses."),
    F_TEXT(contact_key, algorithm, 0, 80, "What it encrypts with."),
    F_TEXT(contact_key, key, FIELD_REQUIRED, CONTACT_KEY_MAX,
	"The public key, armoured, or the certificate, PEM."),
    F_TIME(contact_key, made, 0, "When it was made, or is good from."),
    F_TIME(contact_key, expires, 0, "When it ends; none for never."),
    F_TIME(contact_key, added, 0, "When it was taken."),
    F_ENUM(contact_key, fault, 0, contact_fault_names, "What was wrong at the last mail."),
    F_TIME(contact_key, failed, 0, "When that was."),
    F_INT(contact_key, reminded, 0, 0, 1000, "Days before its end of the last reminder."),
};

const struct record_type contact_key_type = RECORD_TYPE("contact_key", contact_key,
    contact_key_fields, "A key or certificate that mails to somebody are encrypted to.");

static const struct field contact_health_fields[] = {
    F_TEXT(contact_health, id, FIELD_REQUIRED, 100,
	"Kind and cause: the same cause is the same row."),
    F_ENUM(contact_health, type, 0, contact_health_kind_names, "What it is."),
    F_TEXT(contact_health, person, 0, 64, "Whose contact."),
    F_TEXT(contact_health, org, 0, 64, "Of which organisation."),
    F_TEXT(contact_health, mail, 0, 254, "Address."),
    F_TEXT(contact_health, object, 0, 64, "What it concerns: a key, a membership, a message."),
    F_TEXT(contact_health, status, 0, 40,
	"What is wrong with the key, or the status of a bounce, 5.1.1."),
    F_TEXT(contact_health, reason, 0, 1000, "More, as the other side said it."),
    F_TIME(contact_health, first, 0, "First time since it was settled last."),
    F_TIME(contact_health, last, 0, "Last time."),
    F_INT(contact_health, count, 0, 0, INT64_MAX, "How often since then."),
    F_TIME(contact_health, settled, 0, "When it was mended; none while it lasts."),
    F_TEXT(contact_health, settled_by, 0, 64, "Who said so; none for Varde itself."),
};

const struct record_type contact_health_type = RECORD_TYPE("contact_health", contact_health,
    contact_health_fields, "What is wrong with a contact, one row a cause.");
