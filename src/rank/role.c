#include "rank/role.h"

const char *const role_care_names[] = {
    "other", "administration", "remote_access", "telemedicine", "results", "imaging", NULL};

/* A word and the role that it tells. */
struct sign {
	const char *word;
	enum role role;
};

static const struct sign protocols[] = {
    {"dicom", ROLE_IMAGING},
    {"hl7", ROLE_RESULTS},
    {"fhir", ROLE_RESULTS},
    {"rdp", ROLE_REMOTE_ACCESS},
    {"vnc", ROLE_REMOTE_ACCESS},
    {NULL, ROLE_OTHER},
};

/* Parts of products' names, in lower case. */
static const struct sign products[] = {
    {"orthanc", ROLE_IMAGING},
    {"dcm4che", ROLE_IMAGING},
    {"dcmtk", ROLE_IMAGING},
    {"pacs", ROLE_IMAGING},
    {"dicom", ROLE_IMAGING},
    {"conquest", ROLE_IMAGING},
    {"ohif", ROLE_IMAGING},
    {"openemr", ROLE_RESULTS},
    {"openmrs", ROLE_RESULTS},
    {"mirth", ROLE_RESULTS},
    {"hapi", ROLE_RESULTS},
    {"fhir", ROLE_RESULTS},
    {"openelis", ROLE_RESULTS},
    {"jitsi", ROLE_TELEMEDICINE},
    {"bigbluebutton", ROLE_TELEMEDICINE},
    {"connect secure", ROLE_REMOTE_ACCESS},
    {"connect_secure", ROLE_REMOTE_ACCESS},
    {"netscaler", ROLE_REMOTE_ACCESS},
    {"citrix", ROLE_REMOTE_ACCESS},
    {"fortios", ROLE_REMOTE_ACCESS},
    {"fortigate", ROLE_REMOTE_ACCESS},
    {"fortinet", ROLE_REMOTE_ACCESS},
    {"globalprotect", ROLE_REMOTE_ACCESS},
    {"pan-os", ROLE_REMOTE_ACCESS},
    {"sonicwall", ROLE_REMOTE_ACCESS},
    {"sonicos", ROLE_REMOTE_ACCESS},
    {"openvpn", ROLE_REMOTE_ACCESS},
    {"anyconnect", ROLE_REMOTE_ACCESS},
    {"guacamole", ROLE_REMOTE_ACCESS},
    {"screenconnect", ROLE_REMOTE_ACCESS},
    {"stormshield", ROLE_REMOTE_ACCESS},
    {"vpn", ROLE_REMOTE_ACCESS},
    {"exchange", ROLE_ADMINISTRATION},
    {"roundcube", ROLE_ADMINISTRATION},
    {"zimbra", ROLE_ADMINISTRATION},
    {"glpi", ROLE_ADMINISTRATION},
    {"nextcloud", ROLE_ADMINISTRATION},
    {"postfix", ROLE_ADMINISTRATION},
    {"exim", ROLE_ADMINISTRATION},
    {"dovecot", ROLE_ADMINISTRATION},
    {NULL, ROLE_OTHER},
};

/* Whole words of host names as hospitals choose them, in English, French and Norwegian. */
static const struct sign words[] = {
    {"pacs", ROLE_IMAGING},
    {"dicom", ROLE_IMAGING},
    {"ris", ROLE_IMAGING},
    {"imaging", ROLE_IMAGING},
    {"imagerie", ROLE_IMAGING},
    {"radio", ROLE_IMAGING},
    {"radiologie", ROLE_IMAGING},
    {"radiology", ROLE_IMAGING},
    {"radiologi", ROLE_IMAGING},
    {"rontgen", ROLE_IMAGING},
    {"irm", ROLE_IMAGING},
    {"scanner", ROLE_IMAGING},
    {"lab", ROLE_RESULTS},
    {"labo", ROLE_RESULTS},
    {"laboratoire", ROLE_RESULTS},
    {"lis", ROLE_RESULTS},
    {"biologie", ROLE_RESULTS},
    {"resultats", ROLE_RESULTS},
    {"results", ROLE_RESULTS},
    {"dpi", ROLE_RESULTS},
    {"dossier", ROLE_RESULTS},
    {"emr", ROLE_RESULTS},
    {"ehr", ROLE_RESULTS},
    {"journal", ROLE_RESULTS},
    {"provesvar", ROLE_RESULTS},
    {"hl", ROLE_RESULTS}, /* "hl7" without its digit */
    {"fhir", ROLE_RESULTS},
    {"patient", ROLE_RESULTS},
    {"patients", ROLE_RESULTS},
    {"telemed", ROLE_TELEMEDICINE},
    {"telemedicine", ROLE_TELEMEDICINE},
    {"telemedecine", ROLE_TELEMEDICINE},
    {"telemedisin", ROLE_TELEMEDICINE},
    {"teleconsultation", ROLE_TELEMEDICINE},
    {"teleconsult", ROLE_TELEMEDICINE},
    {"telesante", ROLE_TELEMEDICINE},
    {"teleexpertise", ROLE_TELEMEDICINE},
    {"visio", ROLE_TELEMEDICINE},
    {"vpn", ROLE_REMOTE_ACCESS},
    {"sslvpn", ROLE_REMOTE_ACCESS},
    {"rdp", ROLE_REMOTE_ACCESS},
    {"rds", ROLE_REMOTE_ACCESS},
    {"tse", ROLE_REMOTE_ACCESS},
    {"citrix", ROLE_REMOTE_ACCESS},
    {"remote", ROLE_REMOTE_ACCESS},
    {"gateway", ROLE_REMOTE_ACCESS},
    {"bastion", ROLE_REMOTE_ACCESS},
    {"nomade", ROLE_REMOTE_ACCESS},
    {"fjern", ROLE_REMOTE_ACCESS},
    {"hjemmekontor", ROLE_REMOTE_ACCESS},
    {"mail", ROLE_ADMINISTRATION},
    {"webmail", ROLE_ADMINISTRATION},
    {"smtp", ROLE_ADMINISTRATION},
    {"imap", ROLE_ADMINISTRATION},
    {"owa", ROLE_ADMINISTRATION},
    {"intranet", ROLE_ADMINISTRATION},
    {"extranet", ROLE_ADMINISTRATION},
    {"rh", ROLE_ADMINISTRATION},
    {"paie", ROLE_ADMINISTRATION},
    {"hr", ROLE_ADMINISTRATION},
    {"finance", ROLE_ADMINISTRATION},
    {NULL, ROLE_OTHER},
};

static enum role role_of_protocol(const char *text)
{
	for (const struct sign *s = protocols; s->word; s++)
		if (span_ieq(span_str(text), s->word))
			return s->role;
	return ROLE_OTHER;
}

static enum role role_of_product(const char *text)
{
	enum role best = ROLE_OTHER;

	for (const struct sign *s = products; s->word; s++)
		if (s->role > best && span_ifind(span_str(text), s->word) >= 0)
			best = s->role;
	return best;
}

/* Takes the letters of the next word of a name; digits and marks part words. */
static bool next_word(struct span *rest, struct span *ret)
{
	size_t n = 0;

	while (rest->n && !((rest->p[0] | 0x20) >= 'a' && (rest->p[0] | 0x20) <= 'z'))
		*rest = span_of(rest->p + 1, rest->n - 1);
	while (n < rest->n && (rest->p[n] | 0x20) >= 'a' && (rest->p[n] | 0x20) <= 'z')
		n++;
	if (n == 0)
		return false;
	*ret = span_of(rest->p, n);
	*rest = span_of(rest->p + n, rest->n - n);
	return true;
}

/* The host's own labels: without the last two, which are the organisation's domain. */
static struct span host_labels(const char *name)
{
	struct span labels = span_str(name);
	int dots = 0;

	for (size_t i = labels.n; i > 0; i--)
		if (labels.p[i - 1] == '.' && ++dots == 2)
			return span_of(labels.p, i - 1);
	if (dots)
		labels.n = 0;
	return labels;
}

static enum role role_of_name(const char *text)
{
	struct span rest = host_labels(text), word;
	enum role best = ROLE_OTHER;

	while (next_word(&rest, &word))
		for (const struct sign *s = words; s->word; s++)
			if (s->role > best && span_ieq(word, s->word))
				best = s->role;
	return best;
}

static struct role_result best_of(
    const struct text_list *list, enum role (*tell)(const char *), enum role_evidence by)
{
	struct role_result best = {0};

	for (size_t i = 0; list && i < list->n; i++) {
		enum role role = tell(list->items[i]);

		if (role > best.role)
			best = (struct role_result){role, by, list->items[i]};
	}
	return best;
}

struct role_result role_of(const struct text_list *names, const struct text_list *products_seen,
    const struct text_list *protocols_seen)
{
	struct role_result r = best_of(protocols_seen, role_of_protocol, ROLE_BY_PROTOCOL);

	if (r.role == ROLE_OTHER)
		r = best_of(products_seen, role_of_product, ROLE_BY_PRODUCT);
	if (r.role == ROLE_OTHER)
		r = best_of(names, role_of_name, ROLE_BY_NAME);
	return r;
}
