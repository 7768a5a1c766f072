#include "portal/words.h"

#include "base/limits.h"
#include "report/i18n.h"

/* In the order of values, for the search ("MEMBER VALUE" where a value means something else); a
 * test checks it, and that every name of model/ that pages show is here. */
static const struct word {
	const char *value, *label;
} words[] = {
    {"accepted", TR("Accepted")},
    {"acknowledged", TR("Acknowledged")},
    {"action", TR("Action")},
    {"active", TR("Active")},
    {"address", TR("Address")},
    {"administrator", TR("Administrator")},
    {"affected", TR("Affected")},
    {"all", TR("All organisations")},
    {"analysing", TR("Being analysed")},
    {"analyst", TR("Analyst")},
    {"approved", TR("Approved")},
    {"assessing", TR("Being assessed")},
    {"attack", TR("Attack")},
    {"attested", TR("Attested by a document")},
    {"auditor", TR("Auditor")},
    {"auth", TR("For sign-ins")},
    {"authentication", TR("Authentication")},
    {"authority", TR("Authority")},
    {"back", TR("Back again")},
    {"booked", TR("Has a seat")},
    {"bounce", TR("Mails come back")},
    {"bruteforce", TR("Brute force")},
    {"c2", TR("C2")},
    {"cancelled", TR("Cancelled")},
    {"candidate", TR("Candidate")},
    {"category unknown", TR("Unknown")},
    {"ceofraud", TR("CEO fraud")},
    {"certificate", TR("Certificates")},
    {"changed", TR("Changed")},
    {"checked", TR("Checked")},
    {"checking", TR("Being checked")},
    {"ciso", TR("Information security")},
    {"claimed_fixed", TR("Reported as fixed")},
    {"closed", TR("Closed")},
    {"comms", TR("Communication")},
    {"confirmed", TR("Confirmed")},
    {"coordinator", TR("Coordinator")},
    {"critical", TR("Critical")},
    {"cyhy", TR("As often as findings demand")},
    {"daily", TR("Every day")},
    {"ddos", TR("DDoS")},
    {"decided", TR("Decided")},
    {"declared", TR("Declared")},
    {"default", TR("Default")},
    {"delivered", TR("Delivered")},
    {"delivery", TR("Delivery")},
    {"disclosure", TR("Disclosed information")},
    {"discovered", TR("Discovered")},
    {"dismissed", TR("Dismissed")},
    {"disputed", TR("Disputed")},
    {"dns", TR("Domain names")},
    {"domain", TR("Domain")},
    {"done", TR("Done")},
    {"dpo", TR("Data protection")},
    {"draft", TR("Draft")},
    {"drafting", TR("Being written")},
    {"dropped", TR("Dropped")},
    {"duplicate", TR("Duplicate")},
    {"email", TR("E-mail")},
    {"en", TR("English")},
    {"encryption", TR("Encryption")},
    {"event", TR("Event")},
    {"excluded", TR("Excluded")},
    {"expired", TR("Expired")},
    {"exploitation", TR("Exploitation")},
    {"exploitation active", TR("Exploited")},
    {"exploitation none", TR("No attack seen")},
    {"exploitation poc", TR("A tool is public")},
    {"exposure", TR("Exposed services")},
    {"fact_sheet", TR("Fact sheet")},
    {"failed", TR("Failed")},
    {"false_positive", TR("False alarm")},
    {"fine", TR("Good")},
    {"finished", TR("Finished")},
    {"fix none_yet", TR("No fix yet")},
    {"fix not_affected", TR("Not affected")},
    {"fix released", TR("Mended")},
    {"fix wont", TR("Will not be mended")},
    {"fixed", TR("Fixed")},
    {"follow_up", TR("Being followed up")},
    {"fr", TR("French")},
    {"full", TR("Full")},
    {"gone", TR("Gone")},
    {"group", TR("Group of hospitals")},
    {"group_officer", TR("Security officer of the group")},
    {"groups", TR("Groups")},
    {"guide", TR("Guide")},
    {"hash", TR("Hash of a file")},
    {"health", TR("Health care systems")},
    {"high", TR("High")},
    {"hospital", TR("Hospital")},
    {"host", TR("Machine")},
    {"http", TR("File on the web server")},
    {"idle", TR("Idle")},
    {"imaging", TR("Imaging centre")},
    {"imported", TR("Imported")},
    {"in_progress", TR("In progress")},
    {"info", TR("Information")},
    {"invited", TR("Invited")},
    {"ipv4", TR("IPv4 address")},
    {"ipv4_cidr", TR("IPv4 network")},
    {"ipv6", TR("IPv6 address")},
    {"ipv6_cidr", TR("IPv6 network")},
    {"it-ops", TR("IT operations")},
    {"ja3", TR("JA3 of a client")},
    {"ja4", TR("JA4 of a client")},
    {"key_ends", TR("Key ends soon")},
    {"key_expired", TR("Key has ended")},
    {"key_revoked", TR("Key was revoked")},
    {"kind email", TR("E-mail address")},
    {"laboratory", TR("Laboratory")},
    {"lapsed", TR("Lapsed")},
    {"leased", TR("With a worker")},
    {"left", TR("Former member")},
    {"legal", TR("Legal representative")},
    {"legal-rep", TR("Legal representative")},
    {"line_disputed", TR("Claimed by somebody else too")},
    {"line_known", TR("Known already")},
    {"line_new", TR("Taken")},
    {"line_refused", TR("Not taken")},
    {"line_twice", TR("Stands there twice")},
    {"list", TR("Chosen organisations")},
    {"low", TR("Low")},
    {"mail", TR("E-mail")},
    {"mail_unconfirmed", TR("Address not proved")},
    {"malware", TR("Malware")},
    {"management", TR("Management")},
    {"match", TR("Where it was seen")},
    {"medium", TR("Medium")},
    {"method dns", TR("DNS record")},
    {"mining", TR("Mining")},
    {"mitigated", TR("Risk reduced")},
    {"monthly", TR("Every month")},
    {"more_info", TR("Information needed")},
    {"name", TR("Name")},
    {"nb", TR("Norwegian")},
    {"needs_info", TR("Information needed")},
    {"network", TR("Network")},
    {"new", TR("New")},
    {"news", TR("News")},
    {"no", TR("No")},
    {"no_encryption", TR("Cannot encrypt")},
    {"no_key", TR("No key")},
    {"no_oncall", TR("Nobody at any hour")},
    {"none", TR("None")},
    {"not_affected", TR("Not affected")},
    {"not_encrypted", TR("Not encrypted")},
    {"not_ours", TR("Not ours")},
    {"not_yet", TR("Not good yet")},
    {"notified", TR("Notified")},
    {"officer", TR("Security officer")},
    {"on-call", TR("Reached at any hour")},
    {"once", TR("Once")},
    {"open", TR("Open")},
    {"openpgp", TR("OpenPGP")},
    {"operator", TR("Operator")},
    {"other_address", TR("Of another address")},
    {"passive", TR("Passive: public registers alone")},
    {"paused", TR("On hold")},
    {"pending", TR("Proof awaited")},
    {"pentester", TR("Penetration tester")},
    {"phishing", TR("Phishing")},
    {"planned", TR("Planned")},
    {"possible", TR("To be verified")},
    {"probable", TR("Probable")},
    {"proposed", TR("Proposed")},
    {"published", TR("Published")},
    {"reader", TR("Reader at the CERT")},
    {"reconnaissance", TR("Reconnaissance")},
    {"reflex_card", TR("Reflex card")},
    {"refused", TR("Refused")},
    {"rejected", TR("Rejected")},
    {"retest", TR("Retest")},
    {"retired", TR("Retired")},
    {"review", TR("In review")},
    {"running", TR("Running")},
    {"scam", TR("Scam")},
    {"scan", TR("Scan")},
    {"scheduled", TR("Scheduled")},
    {"secret_key", TR("Private key")},
    {"seen", TR("Seen")},
    {"sent", TR("Sent")},
    {"service", TR("Service")},
    {"several_keys", TR("More than one key")},
    {"signal", TR("Signal")},
    {"silent", TR("Silent")},
    {"small", TR("Small structure")},
    {"smime", TR("S/MIME")},
    {"software", TR("Software versions")},
    {"standard", TR("Standard")},
    {"statistics", TR("Statistics")},
    {"stopped", TR("Stopped")},
    {"stuck", TR("Does not go on")},
    {"submitted", TR("Submitted")},
    {"supplier", TR("Supplier")},
    {"surface", TR("Attack surface")},
    {"suspended", TR("Suspended")},
    {"targeted", TR("Targeted")},
    {"technician", TR("Technician")},
    {"too_long", TR("Too long")},
    {"triage", TR("To be assessed")},
    {"type email", TR("E-mail address")},
    {"unanswered", TR("No answer yet")},
    {"unconfirmed", TR("Not confirmed")},
    {"unknown", TR("Not assessable")},
    {"updating", TR("Being updated")},
    {"url", TR("URL")},
    {"valid", TR("Valid")},
    {"verdict fixed", TR("Has the fix")},
    {"verified", TR("Verified")},
    {"verified_fixed", TR("Verified as fixed")},
    {"verifying", TR("Being verified")},
    {"viewer", TR("Reader")},
    {"vuln_alert", TR("Vulnerability alert")},
    {"waiting", TR("Waiting")},
    {"waitlisted", TR("Waits for a seat")},
    {"weak_key", TR("Key is too short")},
    {"web", TR("Web applications")},
    {"webshell", TR("Web shell")},
    {"weekly", TR("Every week")},
    {"well", TR("Well")},
    {"what gone", TR("Disappeared")},
    {"wildcard_domain", TR("Domain and all below it")},
    {"withdrawn", TR("Withdrawn")},
    {"working", TR("Working")},
    {"yes", TR("Yes")},
};

static const char *find(const char *value)
{
	size_t low = 0, high = ARRAY_LEN(words);

	while (low < high) {
		size_t middle = (low + high) / 2;
		int d = strcmp(value, words[middle].value);

		if (d == 0)
			return words[middle].label;
		if (d < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const char *words_value(const char *value)
{
	const char *label = find(value);

	return label ? label : value;
}

/* What a value is called in that member: a row "MEMBER VALUE" wins. */
static const char *label_in(struct arena *arena, const char *member, const char *value)
{
	const char *label = find(arena_printf(arena, "%s %.40s", member, value));

	return label ? label : words_value(value);
}

static const char *const members[][2] = {
    {"answer", "answer_label"},
    {"audience", "audience_label"},
    {"becomes", "becomes_label"},
    {"category", "category_label"},
    {"cert", "cert_label"},
    {"chance", "chance_label"},
    {"criticality", "criticality_label"},
    {"damage", "damage_label"},
    {"exploitation", "exploitation_label"},
    {"fix", "fix_label"},
    {"health", "health_label"},
    {"how", "how_label"},
    {"kind", "kind_label"},
    {"method", "method_label"},
    {"org_state", "org_state_label"},
    {"outcome", "outcome_label"},
    {"profile", "profile_label"},
    {"recurrence", "recurrence_label"},
    {"role", "role_label"},
    {"second", "second_label"},
    {"source", "source_label"},
    {"state", "state_label"},
    {"status", "status_label"},
    {"type", "type_label"},
    {"value", "value_label"},
    {"verdict", "verdict_label"},
    {"was", "was_label"},
    {"what", "what_label"},
    {"written", "written_label"},
};

/* The members of a parsed object have no room for more: they move to a new one. */
static void make_own(struct arena *arena, struct json *object)
{
	struct json *own = json_new_object(arena);

	for (size_t i = 0; i < object->object.n; i++)
		json_set_value(arena, own, object->object.members[i].key,
		    &object->object.members[i].value);
	*object = *own;
}

static void label_object(struct arena *arena, struct json *object)
{
	bool own = false;

	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const char *value = json_text(json_get(object, members[i][0]), NULL);

		if (!value || json_get(object, members[i][1]))
			continue;
		if (!own)
			make_own(arena, object);
		own = true;
		json_set_text(
		    arena, object, members[i][1], label_in(arena, members[i][0], value));
	}
}

static void fill(struct arena *arena, struct json *v, int depth)
{
	if (depth > LIMIT_JSON_DEPTH)
		return;
	if (v->type == JSON_ARRAY)
		for (size_t i = 0; i < v->array.n; i++)
			fill(arena, &v->array.items[i], depth + 1);
	if (v->type != JSON_OBJECT)
		return;
	for (size_t i = 0; i < v->object.n; i++)
		fill(arena, &v->object.members[i].value, depth + 1);
	label_object(arena, v);
}

void words_fill(struct arena *arena, struct json *data)
{
	fill(arena, data, 0);
}
