#include "model/incident.h"

const char *const incident_state_names[] = {"reported", "qualified", "open", "containment",
    "eradication", "recovery", "post_incident", "closed", "not_an_incident", "merged", NULL};

const char *const incident_severity_names[] = {"low", "medium", "high", "critical", NULL};

const char *const incident_impact_names[] = {
    "no_impact", "possible_impact", "degraded_care", "diversion", "harm", NULL};

const char *const incident_truth_names[] = {"not_known", "no", "yes", NULL};

const char *const incident_channel_names[] = {
    "by_portal", "by_phone", "by_mail", "by_cert", NULL};

const char *const party_role_names[] = {
    "victim", "suspected", "supplier", "coordinator", "authority", "informed", NULL};

const char *const party_status_names[] = {
    "not_known", "affected", "not_affected", "recovering", "recovered", NULL};

const char *const post_kind_names[] = {"message", "cert_answer", NULL};

const char *const task_kind_names[] = {"work", "situation_report", "call", NULL};

const char *const task_state_names[] = {"open", "done", "dropped", NULL};

const char *const entry_kind_names[] = {"occurrence", "measure", "decision", "step", NULL};

const char *const custody_act_names[] = {
    "taken", "fetched", "digest_checked", "handed_over", "destroyed", NULL};

const char *const incident_link_names[] = {
    "finding", "advisory", "ioc", "alert", "engagement", "order", "incident", NULL};

const char *const obligation_stage_names[] = {"early_warning", "notification", "intermediate",
    "final", "progress", "breach", "subjects", "answer", NULL};

const char *const obligation_verdict_names[] = {"no_verdict", "revision", "accepted", NULL};

const char *const obligation_state_names[] = {"not_due", "due_soon", "overdue", "submitted",
    "submitted_late", "revision", "accepted", "waived", NULL};

const char *const incident_class_names[] = {"abusive-content", "malicious-code",
    "information-gathering", "intrusion-attempts", "intrusions", "availability",
    "information-content-security", "fraud", "vulnerable", "other", "test", NULL};

const struct incident_type_row incident_types[] = {
    {"abusive-content", "spam"},
    {"abusive-content", "harmful-speech"},
    {"abusive-content", "violence"},
    {"malicious-code", "infected-system"},
    {"malicious-code", "c2-server"},
    {"malicious-code", "malware-distribution"},
    {"malicious-code", "malware-configuration"},
    {"information-gathering", "scanner"},
    {"information-gathering", "sniffing"},
    {"information-gathering", "social-engineering"},
    {"intrusion-attempts", "ids-alert"},
    {"intrusion-attempts", "brute-force"},
    {"intrusion-attempts", "exploit"},
    {"intrusions", "privileged-account-compromise"},
    {"intrusions", "unprivileged-account-compromise"},
    {"intrusions", "application-compromise"},
    {"intrusions", "system-compromise"},
    {"intrusions", "burglary"},
    {"availability", "dos"},
    {"availability", "ddos"},
    {"availability", "misconfiguration"},
    {"availability", "sabotage"},
    {"availability", "outage"},
    {"information-content-security", "unauthorised-information-access"},
    {"information-content-security", "unauthorised-information-modification"},
    {"information-content-security", "data-loss"},
    {"information-content-security", "data-leak"},
    {"fraud", "unauthorised-use-of-resources"},
    {"fraud", "copyright"},
    {"fraud", "masquerade"},
    {"fraud", "phishing"},
    {"vulnerable", "weak-crypto"},
    {"vulnerable", "ddos-amplifier"},
    {"vulnerable", "potentially-unwanted-accessible"},
    {"vulnerable", "information-disclosure"},
    {"vulnerable", "vulnerable-system"},
    {"other", "other"},
    {"other", "undetermined"},
    {"test", "test"},
    {NULL, NULL},
};

bool incident_type_in(const char *class, const char *type)
{
	if (!type || !*type)
		return true;
	for (const struct incident_type_row *row = incident_types; class && row->class; row++)
		if (strcmp(row->class, class) == 0 && strcmp(row->type, type) == 0)
			return true;
	return false;
}

static const struct field incident_fields[] = {
    F_TEXT(incident, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(incident, ref, FIELD_REQUIRED, 40, "Number that the CERT uses, INC-2026-0001."),
    F_TEXT(incident, title, FIELD_REQUIRED, 300, "What it is called; the CERT's alone."),
    F_TEXT(incident, summary, 0, 8000, "What the CERT tells the parties of it."),
    F_ENUM(incident, state, 0, incident_state_names, "Where it stands."),
    F_ENUM(incident, severity, 0, incident_severity_names, "How bad."),
    F_TEXT(incident, class, 0, 60, "Class of the RSIT: malicious-code."),
    F_TEXT(incident, type, 0, 60, "Type of the RSIT: infected-system; none."),
    F_ENUM(incident, tlp, 0, tlp_names, "Label of the summary; never RED."),
    F_ENUM(incident, pap, 0, tlp_names, "What may be done with it (PAP)."),
    F_TEXT(incident, lead, 0, 64, "Who leads it at the CERT."),
    F_BOOL(incident, major, 0, "Crisis: a situation report every so many hours."),
    F_INT(incident, every, 0, 0, 168, "Hours between situation reports; 0 when not major."),
    F_BOOL(incident, exercise, 0, "An exercise: counts nowhere."),
    F_BOOL(incident, crossborder, 0, "May concern other countries."),
    F_BOOL(incident, malicious, 0, "Suspected to be caused by an unlawful or malicious act."),
    F_TEXT(incident, into, 0, 64, "The incident that it was merged into, or split from."),
    F_TEXT(incident, disposition, 0, 4000, "Why it is none, or how it ended."),
    F_TEXT(incident, lessons, 0, 20000, "What was learnt."),
    F_TIME(incident, created, 0, "When it was entered."),
    F_TEXT(incident, created_by, 0, 64, "By whom."),
    F_TIME(incident, changed, 0, "Last change."),
    F_TIME(incident, closed, 0, "When it ended."),
    F_INT(incident, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type incident_type = RECORD_TYPE("incident", incident, incident_fields,
    "The case, as the CERT holds it. What a member said stands with the party.");

static const struct field incident_party_fields[] = {
    F_TEXT(
	incident_party, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(incident_party, ref, FIELD_REQUIRED, 40, "Its own number of the case, R-2026-0001."),
    F_TEXT(incident_party, incident, FIELD_REQUIRED, 64, "Of which."),
    F_TEXT(incident_party, org, FIELD_REQUIRED, 64, "Which organisation."),
    F_ENUM(incident_party, role, 0, party_role_names, "What it is in the case."),
    F_ENUM(incident_party, status, 0, party_status_names, "What it says of itself."),
    F_TIME(incident_party, said, 0, "When it said so."),
    F_TEXT(incident_party, said_by, 0, 64, "Who."),
    F_ENUM(incident_party, tlp, 0, tlp_names, "Label of what it reported; never RED."),
    F_ENUM(incident_party, view, 0, tlp_names, "The strictest label of others that it gets."),
    F_ENUM(incident_party, channel, 0, incident_channel_names, "How it came."),
    F_TEXT(incident_party, person, 0, 64, "Who entered it."),
    F_TEXT(incident_party, caller, 0, 300, "Who said it by telephone or mail."),
    F_TEXT(incident_party, what, 0, 20000, "What happened."),
    F_TIME(incident_party, aware, 0, "When the organisation became aware."),
    F_TEXT(incident_party, class, 0, 60, "Class of the RSIT, as it sees it."),
    F_TEXT(incident_party, systems, 0, 8000, "What is affected."),
    F_ENUM(incident_party, impact, 0, incident_impact_names, "What it does to patients."),
    F_TIME(incident_party, degraded_since, 0, "Since when it works in degraded mode."),
    F_TIME(incident_party, degraded_until, 0, "Until when."),
    F_ENUM(incident_party, personal, 0, incident_truth_names,
	"Whether personal data are concerned."),
    F_TEXT(incident_party, categories, 0, 4000, "Which data, and of how many people."),
    F_TEXT(incident_party, contact, 0, 500, "Who is reached now, and how."),
    F_LIST(incident_party, consent, 0, 200,
	"Authorities that the CERT may hand the report on to."),
    F_TIME(incident_party, joined, 0, "When it became a party."),
    F_TIME(incident_party, left, 0, "When it was taken out; 0: it is in."),
    F_TIME(incident_party, changed, 0, "Last change of its report."),
    F_INT(incident_party, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type incident_party_type = RECORD_TYPE("incident_party", incident_party,
    incident_party_fields, "An organisation in the case, and what it reported.");

static const struct field incident_post_fields[] = {
    F_TEXT(incident_post, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(incident_post, incident, FIELD_REQUIRED, 64, "Of which."),
    F_ENUM(incident_post, kind, 0, post_kind_names, "What it is."),
    F_TEXT(incident_post, org, 0, 64, "Whose; none for the CERT."),
    F_TEXT(incident_post, author, 0, 64, "Who."),
    F_ENUM(incident_post, tlp, 0, tlp_names, "Label."),
    F_LIST(
	incident_post, parties, 0, 64, "Parties that it is for; none: its owner and the CERT."),
    F_LIST(incident_post, persons, 0, 64, "Who may read it under RED."),
    F_TEXT(incident_post, text, FIELD_REQUIRED, 20000, "What."),
    F_TIME(incident_post, time, 0, "When."),
};

const struct record_type incident_post_type =
    RECORD_TYPE("incident_post", incident_post, incident_post_fields, "Something said.");

static const struct field incident_task_fields[] = {
    F_TEXT(incident_task, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(incident_task, incident, FIELD_REQUIRED, 64, "Of which."),
    F_ENUM(incident_task, kind, 0, task_kind_names, "What for."),
    F_TEXT(incident_task, party, 0, 64, "Whose; none for the CERT."),
    F_TEXT(incident_task, title, FIELD_REQUIRED, 300, "What."),
    F_TIME(incident_task, due, 0, "Until when; 0: open."),
    F_ENUM(incident_task, state, 0, task_state_names, "Where it stands."),
    F_TEXT(incident_task, assignee, 0, 64, "Who does it."),
    F_TIME(incident_task, created, 0, "When it was set."),
    F_TEXT(incident_task, created_by, 0, 64, "By whom."),
    F_TIME(incident_task, ended, 0, "When it was done or dropped."),
    F_TEXT(incident_task, ended_by, 0, 64, "By whom."),
    F_INT(incident_task, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type incident_task_type =
    RECORD_TYPE("incident_task", incident_task, incident_task_fields, "Something to be done.");

static const struct field incident_entry_fields[] = {
    F_TEXT(
	incident_entry, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(incident_entry, incident, FIELD_REQUIRED, 64, "Of which."),
    F_ENUM(incident_entry, kind, 0, entry_kind_names, "What it is."),
    F_TEXT(incident_entry, org, 0, 64, "Whose; none for the CERT."),
    F_LIST(
	incident_entry, parties, 0, 64, "Parties that see it; none: its owner and the CERT."),
    F_ENUM(incident_entry, tlp, 0, tlp_names, "Label."),
    F_TIME(incident_entry, time, 0, "When it happened."),
    F_TEXT(incident_entry, text, FIELD_REQUIRED, 20000, "What."),
    F_TEXT(incident_entry, why, 0, 8000, "Of a decision: why, and what was refused."),
    F_TIME(incident_entry, entered, 0, "When it was written down."),
    F_TEXT(incident_entry, person, 0, 64, "By whom."),
};

const struct record_type incident_entry_type = RECORD_TYPE("incident_entry", incident_entry,
    incident_entry_fields, "A line of the timeline or of the log of decisions.");

static const struct field incident_evidence_fields[] = {
    F_TEXT(incident_evidence, id, FIELD_REQUIRED, 64,
	"Identifier: 128 random bits in 26 letters."),
    F_TEXT(incident_evidence, incident, FIELD_REQUIRED, 64, "Of which."),
    F_TEXT(incident_evidence, party, 0, 64, "Whose; none for the CERT."),
    F_TEXT(incident_evidence, name, FIELD_REQUIRED, 300, "Name of the file."),
    F_TEXT(incident_evidence, media, 0, 200, "Media type as it was sent."),
    F_INT(incident_evidence, size, 0, 0, INT64_MAX, "Bytes."),
    F_TEXT(incident_evidence, sha256, FIELD_REQUIRED, 64, "Digest of the bytes, hex."),
    F_TEXT(incident_evidence, note, 0, 4000, "What it is, where it was taken."),
    F_TIME(incident_evidence, taken, 0, "When it was taken there; 0: not said."),
    F_TIME(incident_evidence, entered, 0, "When it came into the house."),
    F_TEXT(incident_evidence, person, 0, 64, "By whom."),
    F_TIME(incident_evidence, destroyed, 0, "When its bytes were destroyed."),
    F_INT(incident_evidence, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type incident_evidence_type =
    RECORD_TYPE("incident_evidence", incident_evidence, incident_evidence_fields,
	"A file. Its bytes are sealed apart (incident_blob).");

static const struct field incident_blob_fields[] = {
    F_TEXT(incident_blob, id, FIELD_REQUIRED, 64, "The evidence."),
    F_TEXT(incident_blob, key, 0, 80, "Name of the key."),
    F_TEXT(incident_blob, sealed, FIELD_REQUIRED, 4 << 20, "Base64url."),
};

const struct record_type incident_blob_type = RECORD_TYPE("incident_blob", incident_blob,
    incident_blob_fields, "The bytes of a piece of evidence, encrypted.");

static const struct field incident_custody_fields[] = {
    F_TEXT(
	incident_custody, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(incident_custody, evidence, FIELD_REQUIRED, 64, "Which."),
    F_TIME(incident_custody, time, 0, "When."),
    F_ENUM(incident_custody, kind, 0, custody_act_names, "What was done."),
    F_TEXT(incident_custody, person, 0, 64, "By whom; none for Varde itself."),
    F_TEXT(incident_custody, note, 0, 4000, "To whom, why."),
};

const struct record_type incident_custody_type = RECORD_TYPE(
    "incident_custody", incident_custody, incident_custody_fields, "Who had it in hand.");

static const struct field incident_observable_fields[] = {
    F_TEXT(incident_observable, id, FIELD_REQUIRED, 64,
	"Identifier: 128 random bits in 26 letters."),
    F_TEXT(incident_observable, incident, FIELD_REQUIRED, 64, "Of which."),
    F_TEXT(incident_observable, party, 0, 64, "Where; none for the CERT."),
    F_TEXT(incident_observable, value, FIELD_REQUIRED, 2000, "As it was written."),
    F_TEXT(incident_observable, note, 0, 4000, "What it is."),
    F_TEXT(incident_observable, ioc, 0, 64, "The indicator that was made of it."),
    F_TIME(incident_observable, time, 0, "When it was entered."),
    F_TEXT(incident_observable, person, 0, 64, "By whom."),
    F_INT(incident_observable, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type incident_observable_type = RECORD_TYPE("incident_observable",
    incident_observable, incident_observable_fields, "What was seen of the attacker.");

static const struct field incident_link_fields[] = {
    F_TEXT(incident_link, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(incident_link, incident, FIELD_REQUIRED, 64, "Of which."),
    F_ENUM(incident_link, kind, 0, incident_link_names, "To what."),
    F_TEXT(incident_link, object, FIELD_REQUIRED, 64, "Identifier of that."),
    F_TEXT(incident_link, label, 0, 200, "Its number, as people know it."),
    F_TEXT(incident_link, org, 0, 64, "Organisation it is about; none: of none alone."),
    F_TIME(incident_link, time, 0, "When it was linked."),
    F_TEXT(incident_link, person, 0, 64, "By whom."),
};

const struct record_type incident_link_type = RECORD_TYPE(
    "incident_link", incident_link, incident_link_fields, "What it has to do with.");

static const struct field obligation_fields[] = {
    F_TEXT(obligation, id, FIELD_REQUIRED, 64, "Identifier: 128 random bits in 26 letters."),
    F_TEXT(obligation, incident, FIELD_REQUIRED, 64, "Of which."),
    F_TEXT(obligation, party, FIELD_REQUIRED, 64, "Of which party."),
    F_TEXT(obligation, org, 0, 64, "Whose duty; none for the CERT."),
    F_TEXT(
	obligation, regime, FIELD_REQUIRED, 40, "By which rules: a row of desk/obligation.h."),
    F_ENUM(obligation, stage, 0, obligation_stage_names, "Which part."),
    F_TIME(obligation, trigger, 0, "From when it counts; 0: not running yet."),
    F_TIME(obligation, due, 0, "Until when; 0: without a date."),
    F_TIME(obligation, sent, 0, "When it was submitted."),
    F_TEXT(obligation, sent_by, 0, 64, "By whom."),
    F_TEXT(obligation, recipient, 0, 300, "To whom."),
    F_TEXT(obligation, content, 0, 60000, "What was submitted."),
    F_ENUM(obligation, verdict, 0, obligation_verdict_names, "What the recipient says."),
    F_TEXT(obligation, note, 0, 4000, "Why it does not apply, or what is to be revised."),
    F_BOOL(obligation, waived, 0, "It does not apply."),
    F_TIME(obligation, forwarded, 0, "When the CERT handed it on to an authority."),
    F_TEXT(obligation, forwarded_to, 0, 300, "Which."),
    F_TIME(obligation, reminded, 0, "Last reminder."),
    F_TIME(obligation, created, 0, "When the clock was set up."),
    F_INT(obligation, version, 0, 0, INT64_MAX, "Counts its changes."),
};

const struct record_type obligation_type =
    RECORD_TYPE("obligation", obligation, obligation_fields, "A legal clock.");
