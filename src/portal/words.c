#include "portal/words.h"

#include "base/limits.h"
#include "model/event_kind.h"
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
    {"answer accepted", TR("Accepted risk")},
    {"answer working", TR("Working on it")},
    {"answered", TR("Answered")},
    {"approved", TR("Approved")},
    {"assessing", TR("Being assessed")},
    {"assigns", TR("Says whose they are")},
    {"attack", TR("Attack")},
    {"attested", TR("Attested by a document")},
    {"auditor", TR("Auditor")},
    {"auth", TR("For sign-ins")},
    {"authentication", TR("Authentication")},
    {"authority", TR("Authority")},
    {"automatic", TR("Automatic reply")},
    {"back", TR("Back again")},
    {"bounce", TR("Came back")},
    {"bounced", TR("Came back")},
    {"bruteforce", TR("Brute force")},
    {"by_hand", TR("Wanted by the CERT")},
    {"c2", TR("C2")},
    {"called", TR("Called")},
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
    {"discarded", TR("Discarded")},
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
    {"excluded", TR("Excluded")},
    {"expired", TR("Expired")},
    {"exploitation", TR("Exploitation")},
    {"exploitation active", TR("Exploited")},
    {"exploitation none", TR("No attack seen")},
    {"exploitation poc", TR("A tool is public")},
    {"exposure", TR("Exposed services")},
    {"failed", TR("Failed")},
    {"false_positive", TR("False alarm")},
    {"finished", TR("Finished")},
    {"fix none_yet", TR("No fix yet")},
    {"fix not_affected", TR("Not affected")},
    {"fix released", TR("Mended")},
    {"fix wont", TR("Will not be mended")},
    {"fixed", TR("Fixed")},
    {"follow_up", TR("Being followed up")},
    {"for_duty", TR("To be read")},
    {"fr", TR("French")},
    {"full", TR("Full")},
    {"goes_on", TR("Goes on")},
    {"gone", TR("Gone")},
    {"group", TR("Group of hospitals")},
    {"group_officer", TR("Security officer of the group")},
    {"groups", TR("Groups")},
    {"hash", TR("Hash of a file")},
    {"health", TR("Health care systems")},
    {"high", TR("High")},
    {"hospital", TR("Hospital")},
    {"host", TR("Machine")},
    {"how hand", TR("Said by an analyst")},
    {"how name", TR("Verified name")},
    {"how network", TR("Verified network")},
    {"how nobodys", TR("No perimeter holds it")},
    {"how rule", TR("Rule of the CERT")},
    {"http", TR("File on the web server")},
    {"idle", TR("Idle")},
    {"ignored", TR("Ignored")},
    {"imaging", TR("Imaging centre")},
    {"imported", TR("Imported")},
    {"in_progress", TR("In progress")},
    {"incident", TR("Incident")},
    {"info", TR("Information")},
    {"invited", TR("Invited")},
    {"ipv4", TR("IPv4 address")},
    {"ipv4_cidr", TR("IPv4 network")},
    {"ipv6", TR("IPv6 address")},
    {"ipv6_cidr", TR("IPv6 network")},
    {"it-ops", TR("IT operations")},
    {"ja3", TR("JA3 of a client")},
    {"ja4", TR("JA4 of a client")},
    {"kind bounced", TR("Mails come back")},
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
    {"link", TR("By the link of a mail")},
    {"list", TR("Chosen organisations")},
    {"low", TR("Low")},
    {"mail", TR("E-mail")},
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
    {"need_help", TR("Needs help")},
    {"needs_info", TR("Information needed")},
    {"network", TR("Network")},
    {"new", TR("New")},
    {"no", TR("No")},
    {"no_answer", TR("No answer")},
    {"nobody", TR("Nobody can be told")},
    {"nobodys", TR("Nobody's")},
    {"none", TR("None")},
    {"not_affected", TR("Not affected")},
    {"not_needed", TR("Not needed any more")},
    {"not_ours", TR("Not ours")},
    {"not_there", TR("Not there")},
    {"notified", TR("Notified")},
    {"officer", TR("Security officer")},
    {"on-call", TR("Reached at any hour")},
    {"once", TR("Once")},
    {"open", TR("Open")},
    {"opened", TR("Opened")},
    {"operator", TR("Operator")},
    {"other", TR("Other")},
    {"passive", TR("Passive: public registers alone")},
    {"paused", TR("On hold")},
    {"pending", TR("Proof awaited")},
    {"pentester", TR("Penetration tester")},
    {"phishing", TR("Phishing")},
    {"phone", TR("By telephone")},
    {"planned", TR("Planned")},
    {"portal", TR("In the portal")},
    {"possible", TR("To be verified")},
    {"probable", TR("Probable")},
    {"proposed", TR("Proposed")},
    {"published", TR("Published")},
    {"reached", TR("Reached")},
    {"read", TR("Read")},
    {"reader", TR("Reader at the CERT")},
    {"received", TR("Received")},
    {"reconnaissance", TR("Reconnaissance")},
    {"refused", TR("Refused")},
    {"rejected", TR("Rejected")},
    {"reminded", TR("Reminded")},
    {"reopened", TR("Seen again")},
    {"replied", TR("Replied by mail")},
    {"reply", TR("Reply")},
    {"retest", TR("Retest")},
    {"retired", TR("Retired")},
    {"review", TR("In review")},
    {"running", TR("Running")},
    {"scam", TR("Scam")},
    {"scan", TR("Scan")},
    {"scheduled", TR("Scheduled")},
    {"seen", TR("Seen")},
    {"sent", TR("Sent")},
    {"service", TR("Service")},
    {"settled", TR("Read")},
    {"signal", TR("Signal")},
    {"silent", TR("Silent")},
    {"small", TR("Small structure")},
    {"software", TR("Software versions")},
    {"standard", TR("Standard")},
    {"step opened", TR("Told for the first time")},
    {"step read", TR("Read")},
    {"step told", TR("Told again")},
    {"step updated", TR("More of the same")},
    {"stopped", TR("Stopped")},
    {"stuck", TR("Does not go on")},
    {"submitted", TR("Submitted")},
    {"supplier", TR("Supplier")},
    {"suppressed", TR("Not told")},
    {"suppresses", TR("Need not be told")},
    {"surface", TR("Attack surface")},
    {"suspended", TR("Suspended")},
    {"targeted", TR("Targeted")},
    {"technician", TR("Technician")},
    {"to_call", TR("To be called")},
    {"told", TR("Told")},
    {"triage", TR("To be assessed")},
    {"type email", TR("E-mail address")},
    {"unanswered", TR("No answer yet")},
    {"unattributed", TR("Nobody's")},
    {"unknown", TR("Not assessable")},
    {"updated", TR("Updated")},
    {"updating", TR("Being updated")},
    {"url", TR("URL")},
    {"valid", TR("Valid")},
    {"verdict fixed", TR("Has the fix")},
    {"verified", TR("Verified")},
    {"verified_fixed", TR("Verified as fixed")},
    {"verifying", TR("Being verified")},
    {"viewer", TR("Reader")},
    {"waiting", TR("Waiting")},
    {"web", TR("Web applications")},
    {"webhook", TR("Webhook")},
    {"webshell", TR("Web shell")},
    {"weekly", TR("Every week")},
    {"well", TR("Well")},
    {"what gone", TR("Disappeared")},
    {"wildcard_domain", TR("Domain and all below it")},
    {"withdrawn", TR("Withdrawn")},
    {"working", TR("Working")},
    {"wrong_number", TR("Wrong number")},
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
	const struct event_kind *kind = label ? NULL : event_kind_of(value);

	return label ? label : kind ? kind->title : value;
}

/* What a value is called in that member: a row "MEMBER VALUE" wins. */
static const char *label_in(struct arena *arena, const char *member, const char *value)
{
	const char *label = find(arena_printf(arena, "%s %.40s", member, value));

	return label ? label : words_value(value);
}

static const char *const members[][2] = {
    {"answer", "answer_label"},
    {"at_once", "at_once_label"},
    {"audience", "audience_label"},
    {"becomes", "becomes_label"},
    {"category", "category_label"},
    {"cert", "cert_label"},
    {"chance", "chance_label"},
    {"channel", "channel_label"},
    {"criticality", "criticality_label"},
    {"damage", "damage_label"},
    {"does", "does_label"},
    {"end", "end_label"},
    {"exploitation", "exploitation_label"},
    {"fix", "fix_label"},
    {"health", "health_label"},
    {"how", "how_label"},
    {"kind", "kind_label"},
    {"method", "method_label"},
    {"open", "open_label"},
    {"org_state", "org_state_label"},
    {"outcome", "outcome_label"},
    {"profile", "profile_label"},
    {"recurrence", "recurrence_label"},
    {"role", "role_label"},
    {"second", "second_label"},
    {"severity", "severity_label"},
    {"source", "source_label"},
    {"state", "state_label"},
    {"status", "status_label"},
    {"step", "step_label"},
    {"type", "type_label"},
    {"value", "value_label"},
    {"verdict", "verdict_label"},
    {"was", "was_label"},
    {"what", "what_label"},
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
