#include "report/words.h"

#include "base/parse.h"
#include "model/observation.h"
#include "report/text.h"

/* A value of a record and what the report says for it. */
struct word {
	const char *value;
	const char *text;
};

/* The text of the value, or the cleaned value itself: a newer collector may state more than
 * this program knows. */
static const char *look_up(struct arena *arena, const struct lang *lang,
    const struct word *words, size_t n, const char *value)
{
	for (size_t i = 0; value && i < n; i++)
		if (strcmp(words[i].value, value) == 0)
			return tr(lang, words[i].text);
	return text_clean(arena, value, 120);
}

const char *words_criticality(const struct lang *lang, int crit)
{
	static const char *const names[CRIT_LEVELS] = {
	    TR("Critical"), TR("High"), TR("Medium"), TR("Low"), TR("Information")};

	return tr(lang, names[crit]);
}

const char *words_criticality_meaning(const struct lang *lang, int crit)
{
	static const char *const meanings[CRIT_LEVELS] = {
	    TR("Can be exploited from the Internet at once, with serious effect on care or on "
	       "patient data. To be "
	       "dealt with immediately."),
	    TR("Makes an attack likely to succeed or exposes sensitive data. To be dealt with "
	       "within days."),
	    TR("Helps an attacker or weakens a protection. To be planned within weeks."),
	    TR("A departure from good practice with limited effect. To be dealt with during "
	       "regular maintenance."),
	    TR("Worth knowing; no weakness by itself."),
	};

	return tr(lang, meanings[crit]);
}

enum doc_tone words_tone(int crit)
{
	static const enum doc_tone tones[CRIT_LEVELS + 1] = {
	    TONE_CRITICAL, TONE_HIGH, TONE_MEDIUM, TONE_LOW, TONE_INFO, TONE_GOOD};

	return tones[crit];
}

const char *words_category(const struct lang *lang, int category)
{
	static const char *const names[CATEGORIES] = {
	    [CATEGORY_CERTIFICATE] = TR("Certificates"),
	    [CATEGORY_ENCRYPTION] = TR("Encryption"),
	    [CATEGORY_EMAIL] = TR("E-mail"),
	    [CATEGORY_DNS] = TR("Domain names"),
	    [CATEGORY_WEB] = TR("Web applications"),
	    [CATEGORY_EXPOSURE] = TR("Exposed services"),
	    [CATEGORY_AUTHENTICATION] = TR("Authentication"),
	    [CATEGORY_DISCLOSURE] = TR("Disclosed information"),
	    [CATEGORY_HEALTH] = TR("Health care systems"),
	    [CATEGORY_SOFTWARE] = TR("Software versions"),
	};

	return tr(lang, names[category]);
}

const char *words_certainty(const struct lang *lang, int64_t qod)
{
	if (qod >= 95)
		return tr(lang, TR("Certain: seen directly"));
	if (qod >= 80)
		return tr(
		    lang, TR("Very likely: the answers of the service leave little doubt"));
	if (qod >= 70)
		return tr(lang, TR("Likely: derived from what the service says about itself"));
	if (qod >= 50)
		return tr(lang, TR("Possible: to be confirmed on the system"));
	return tr(lang, TR("Uncertain: a hint only, to be confirmed on the system"));
}

const char *words_state(const struct lang *lang, int state)
{
	static const char *const names[] = {
	    [FINDING_NEW] = TR("New"),
	    [FINDING_OPEN] = TR("Still open"),
	    [FINDING_FIXED] = TR("Fixed"),
	    [FINDING_UNKNOWN] = TR("Not assessable"),
	};

	return tr(lang, names[state]);
}

const char *words_verdict(const struct lang *lang, int verdict)
{
	static const char *const names[] = {
	    [VERDICT_NONE] = NULL,
	    [VERDICT_CONFIRMED] = TR("Confirmed"),
	    [VERDICT_PROBABLE] = TR("Probable"),
	    [VERDICT_POSSIBLE] = TR("To be verified"),
	};

	return names[verdict] ? tr(lang, names[verdict]) : NULL;
}

const char *words_why(struct arena *arena, const struct lang *lang, const char *why)
{
	static const struct word words[] = {
	    {"seed", TR("named in the order")},
	    {"perimeter", TR("address of the perimeter")},
	    {"resolved", TR("address of a name of the perimeter")},
	    {"resolved elsewhere", TR("leads to another party's service")},
	    {"zone transfer", TR("in the zone that the name server gives to anyone")},
	    {"word list", TR("a usual name that exists")},
	    {"certificate", TR("named in a certificate")},
	    {"reverse dns", TR("reverse name of an address of the perimeter")},
	    {"mail exchanger", TR("mail server of the domain")},
	    {"name server", TR("name server of the domain")},
	    {"link", TR("linked from a page of the perimeter")},
	    {"redirect", TR("target of a redirect from the perimeter")},
	    {"robots", TR("named in a robots.txt file")},
	    {"sitemap", TR("named in a site map")},
	};

	return look_up(arena, lang, words, ARRAY_LEN(words), why);
}

/* "3 of 40 ports not tried": a count that a reason may be, or end with. NULL when it is none.
 */
static const char *counted(struct arena *arena, const struct lang *lang, struct span text)
{
	struct span n, of, all;
	int64_t part, whole;

	if (!span_split(&text, ' ', &n) || !span_split(&text, ' ', &of) || !span_eq(of, "of") ||
	    !span_split(&text, ' ', &all) || parse_int(n, 0, INT64_MAX, &part) < 0 ||
	    parse_int(all, 0, INT64_MAX, &whole) < 0)
		return NULL;
	if (span_eq(text, "ports not tried"))
		return trf(arena, lang, "%1 of %2 ports not tried",
		    i18n_number(arena, lang, part), i18n_number(arena, lang, whole));
	if (span_eq(text, "words got no answer"))
		return trf(arena, lang, "%1 of %2 usual names got no answer",
		    i18n_number(arena, lang, part), i18n_number(arena, lang, whole));
	return NULL;
}

static const char *simple_reason(
    struct arena *arena, const struct lang *lang, const char *reason)
{
	static const char *const known[] = {
	    TR("it is excluded"),
	    TR("it is outside the authorised perimeter"),
	    TR("outside the authorised perimeter"),
	    TR("without an authorisation only loopback is scanned"),
	    TR("it belongs to somebody else: only the web by name is authorised"),
	    TR("somebody else's service: asked by name over the web, never port-scanned"),
	    TR("no resolver answered"),
	    TR("the domain does not exist"),
	    TR("it asked to slow down (429, 503 or 421)"),
	    TR("it reset several connections in a row"),
	    TR("answers took three times as long as at first"),
	    TR("printers get a connection and not a byte more"),
	    TR("a printing port is connected to and sent nothing"),
	    TR("the mail server turned the connection away (421 or 554)"),
	    TR("the FTP server turned the connection away (421)"),
	    TR("the IMAP server turned the connection away (BYE)"),
	    TR("the database server turned the connection away"),
	    TR("too many requests at once"),
	    TR("stop was asked for"),
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(known[i], reason) == 0)
			return tr(lang, known[i]);
	return text_clean(arena, reason, 200);
}

const char *words_reason(struct arena *arena, const struct lang *lang, const char *reason)
{
	const char *semicolon, *count;

	if (!reason)
		return "\xe2\x80\x93";
	count = counted(arena, lang, span_str(reason));
	if (count)
		return count;
	semicolon = strstr(reason, "; ");
	count = semicolon ? counted(arena, lang, span_str(semicolon + 2)) : NULL;
	if (!count)
		return simple_reason(arena, lang, reason);
	reason = arena_strndup(arena, reason, (size_t)(semicolon - reason));
	return trf(arena, lang, "%1; %2", simple_reason(arena, lang, reason), count);
}

const char *words_reach(const struct lang *lang, int reach)
{
	static const char *const names[] = {
	    [REACH_FULL] = TR("Inside the perimeter"),
	    [REACH_NAME] = TR("Another party's service, looked at by name only"),
	    [REACH_NONE] = TR("Outside, not looked at"),
	};

	return tr(lang, names[reach]);
}

const char *words_coverage(const struct lang *lang, int state)
{
	static const char *const names[] = {
	    [COVERAGE_SCANNED] = TR("Examined"),
	    [COVERAGE_BLOCKED] = TR("Blocked by the system"),
	    [COVERAGE_SKIPPED] = TR("Left out"),
	    [COVERAGE_UNREACHABLE] = TR("Unreachable"),
	};

	return tr(lang, names[state]);
}

const char *words_stage(struct arena *arena, const struct lang *lang, const char *stage)
{
	static const struct word words[] = {
	    {"discover", TR("Discovery of names and addresses")},
	    {"sweep", TR("Search for open ports")},
	    {"identify", TR("Identification of services")},
	    {"examine", TR("Examination of services")},
	};

	return look_up(arena, lang, words, ARRAY_LEN(words), stage);
}

const char *words_profile(struct arena *arena, const struct lang *lang, const char *profile)
{
	static const struct word words[] = {
	    {"passive", TR("Passive: public records only, no contact with the systems")},
	    {"standard", TR("Standard: usual ports, careful pace")},
	    {"full", TR("Full: all ports")},
	};

	return look_up(arena, lang, words, ARRAY_LEN(words), profile);
}

const char *words_product(struct arena *arena, const char *product)
{
	static const struct word words[] = {
	    {"apache", "Apache httpd"},
	    {"bind", "BIND"},
	    {"dcmtk", "DCMTK"},
	    {"dovecot", "Dovecot"},
	    {"exchange", "Microsoft Exchange"},
	    {"exim", "Exim"},
	    {"haproxy", "HAProxy"},
	    {"iis", "Microsoft IIS"},
	    {"knot", "Knot DNS"},
	    {"mariadb", "MariaDB"},
	    {"mosquitto", "Mosquitto"},
	    {"mysql", "MySQL"},
	    {"net-snmp", "Net-SNMP"},
	    {"openssh", "OpenSSH"},
	    {"orthanc", "Orthanc"},
	    {"postfix", "Postfix"},
	    {"postgresql", "PostgreSQL"},
	    {"proftpd", "ProFTPD"},
	    {"redis", "Redis"},
	    {"samba", "Samba"},
	    {"tomcat", "Apache Tomcat"},
	    {"windows", "Microsoft Windows"},
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(words[i].value, product) == 0)
			return words[i].text;
	return text_clean(arena, product, 60);
}

const char *words_label(const struct lang *lang, const char *label)
{
	static const struct word words[] = {
	    {"TLP:RED", TR("For the named recipients only.")},
	    {"TLP:AMBER+STRICT", TR("To be shared inside the organisation only, with those who "
				    "need to know it.")},
	    {"TLP:AMBER", TR("To be shared with those who need to know it, inside the "
			     "organisation and with its "
			     "service providers.")},
	    {"TLP:GREEN", TR("To be shared inside the community, not in public.")},
	    {"TLP:CLEAR", TR("May be shared freely.")},
	};

	for (size_t i = 0; label && i < ARRAY_LEN(words); i++)
		if (strcmp(words[i].value, label) == 0)
			return tr(lang, words[i].text);
	return NULL;
}

const char *words_watermark(struct arena *arena, const struct lang *lang, const char *name,
    int64_t when, const char *organisation)
{
	const char *who = text_clean(arena, name, 120), *date = i18n_date(arena, lang, when);

	/* translators: at the foot of a page: reader, date, the reader's organisation */
	if (organisation)
		return trf(arena, lang, "For %1, %2, %3", who, date,
		    text_clean(arena, organisation, 120));
	return trf(arena, lang, "For %1, %2", who, date);
}
