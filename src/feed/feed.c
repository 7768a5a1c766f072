#include "feed/feed.h"

#include "base/limits.h"
#include "base/time.h"
#include "codec/utf8.h"
#include "feed/readers.h"

#define URLS(...)                 \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

enum { DAY = 24, WEEK = 7 * DAY };
#define MB (INT64_C(1) << 20)

const struct feed feeds[] = {
    {"nvd", TR("National Vulnerability Database: every CVE with the products that it affects"),
	"NIST", "public domain", URLS("https://services.nvd.nist.gov/rest/json/cves/2.0"),
	FEED_NVD_API, 0, 2, true, 0, 4096 * MB, nvd_sniff, nvd_read},
    {"cve5", TR("CVE records as their authors publish them, with CISA's additions"),
	"the CVE Program", "CVE terms of use",
	URLS("https://github.com/CVEProject/cvelistV5/archive/refs/heads/main.zip"), FEED_PLAIN,
	0, DAY, false, FEED_DOCUMENT, 8192 * MB, cve5_sniff, cve5_read},
    {"kev", TR("Known exploited vulnerabilities, United States"), "CISA", "CC0 1.0",
	URLS("https://www.cisa.gov/sites/default/files/feeds/"
	     "known_exploited_vulnerabilities.json"),
	FEED_PLAIN, 0, 2, true, 0, 64 * MB, kev_sniff, kev_read},
    {"eukev", TR("Known exploited vulnerabilities, European Union"), "ENISA",
	"ENISA legal notice", URLS("https://euvd.enisa.europa.eu/kev/dump"), FEED_PLAIN, 0, 2,
	true, 0, 64 * MB, eukev_sniff, eukev_read},
    {"epss", TR("How likely each CVE is to be exploited within 30 days"), "FIRST",
	"free with attribution",
	URLS("https://epss.empiricalsecurity.com/epss_scores-current.csv.gz"), FEED_PLAIN, 0, 6,
	true, 0, 256 * MB, epss_sniff, epss_read},
    {"vulnrichment", TR("SSVC decision points for CVE records"), "CISA", "CC0 1.0",
	URLS("https://github.com/cisagov/vulnrichment/archive/refs/heads/develop.zip"),
	FEED_PLAIN, 0, DAY, true, FEED_DOCUMENT, 8192 * MB, NULL, ssvc_read},
    {"endoflife", TR("Until when each release of a product is supported"), "endoflife.date",
	"MIT", URLS("https://endoflife.date/api/v1/products/full"), FEED_PLAIN, 0, DAY, true, 0,
	64 * MB, endoflife_sniff, endoflife_read},
    {"certfr", TR("Avis and alertes of the French national CERT"), "CERT-FR", "Etalab 2.0",
	URLS("https://www.cert.ssi.gouv.fr/avis/json/",
	    "https://www.cert.ssi.gouv.fr/alerte/json/"),
	FEED_CERTFR, 0, 4, false, FEED_DOCUMENT, 1024 * MB, certfr_sniff, certfr_read},
    {"debian", TR("Which version of a package fixes a CVE, Debian"), "Debian", "free to use",
	URLS("https://security-tracker.debian.org/tracker/data/json"), FEED_PLAIN, 0, 6, true,
	0, 1024 * MB, debian_sniff, debian_read},
    {"ubuntu", TR("Which version of a package fixes a CVE, Ubuntu (OSV)"), "Canonical",
	"CC BY-SA 4.0",
	URLS("https://osv-vulnerabilities.storage.googleapis.com/Ubuntu/all.zip"), FEED_PLAIN,
	0, DAY, false, FEED_DOCUMENT, 8192 * MB, ubuntu_sniff, ubuntu_read},
    {"redhat", TR("Which version of a package fixes a CVE, Red Hat (CSAF VEX)"), "Red Hat",
	"CC BY 4.0",
	URLS("https://security.access.redhat.com/data/csaf/v2/provider-metadata.json"),
	FEED_CSAF, 0, DAY, false, FEED_DOCUMENT, 16384 * MB, redhat_sniff, redhat_read},
    {"csaf", TR("Advisories of vendors and CERTs (CSAF 2.0); medical devices: CISA's ICSMA"),
	"CISA and others", "as each publisher states",
	URLS("https://www.cisa.gov/sites/default/files/csaf/provider-metadata.json"), FEED_CSAF,
	0, 6, false, FEED_DOCUMENT, 1024 * MB, csaf_sniff, csaf_read},
    {"news", TR("News of vendors and CERTs as signals to triage (RSS, Atom)"),
	"whose feeds you name", "as each publisher states",
	URLS("https://www.cert.ssi.gouv.fr/feed/"), FEED_PLAIN, 0, 1, false, 0, 16 * MB,
	syndication_sniff, syndication_read},
    {"recog", TR("Fingerprints of what services say, with the product's name"), "Rapid7",
	"BSD-2-Clause", URLS("https://github.com/rapid7/recog/archive/refs/heads/main.zip"),
	FEED_PLAIN, 0, WEEK, true, FEED_DOCUMENT, 256 * MB, recog_sniff, recog_read},
    {"warninglists", TR("Addresses and names that are no indicators of an attack"), "MISP",
	"CC0 1.0",
	URLS("https://github.com/MISP/misp-warninglists/archive/refs/heads/main.zip"),
	FEED_PLAIN, 0, WEEK, false, FEED_DOCUMENT | FEED_KEPT, 1024 * MB, warninglist_sniff,
	warninglist_read},
    {"suffixes", TR("The public suffix list: which domains belong to one owner"), "Mozilla",
	"MPL 2.0", URLS("https://publicsuffix.org/list/public_suffix_list.dat"), FEED_PLAIN, 0,
	WEEK, true, FEED_KEPT, 16 * MB, suffixlist_sniff, suffixlist_read},
    {NULL, NULL, NULL, NULL, NULL, FEED_PLAIN, 0, 0, false, 0, 0, NULL, NULL},
};

const struct feed *feed_of(const char *name)
{
	for (const struct feed *f = feeds; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

const struct feed *feed_sniff(struct span head, const char *name)
{
	head = span_sub(head, 0, FEED_HEAD);
	for (const struct feed *f = feeds; f->name; f++)
		if (f->sniff && f->sniff(head, name))
			return f;
	return NULL;
}

int feed_emit(struct feed_read *rd, struct knowledge *k)
{
	k->source = rd->source;
	k->origin = rd->origin;
	rd->records++;
	return rd->emit(rd->arg, k);
}

static void count_reason(struct feed_read *rd, const char *why)
{
	size_t i = 0;

	while (i < rd->nreasons && strcmp(rd->reasons[i].why, why) != 0)
		i++;
	if (i == FEED_REASONS)
		return;
	if (i == rd->nreasons)
		rd->reasons[rd->nreasons++].why = why;
	rd->reasons[i].n++;
}

void feed_leave(struct feed_read *rd, const char *why)
{
	rd->left++;
	count_reason(rd, why);
}

void feed_remark(struct feed_read *rd, const char *why)
{
	rd->remarks++;
	count_reason(rd, why);
}

void feed_newer(struct feed_read *rd, int64_t ms)
{
	rd->newest = MAX(rd->newest, ms);
}

int feed_bad(struct msg *msg, int err, const char *detail, ...)
{
	char text[sizeof(msg->detail)];
	va_list ap;

	va_start(ap, detail);
	(void)vsnprintf(text, sizeof(text), detail, ap);
	va_end(ap);
	msg_what(msg, err == ERR_TRUNCATED ? "the publication is not complete"
					   : "the publication is not what it should be");
	msg_detail(msg, "%s", text);
	msg_hint(msg,
	    "what was known before stays in use; fetch the file again, or ask its publisher");
	return err;
}

const char *feed_text(struct arena *arena, const char *text, size_t max)
{
	size_t n = 0;

	if (!text || !*text)
		return NULL;
	while (n < max && text[n] >= ' ' && text[n] <= '~')
		n++;
	/* nearly all of it is plain */
	return !text[n] ? arena_strndup(arena, text, n)
			: utf8_clean(arena, span_str(text), max);
}

int64_t feed_time(const char *text)
{
	struct span s = span_trim(span_str(text));
	char copy[40];
	int64_t ms;

	if (s.n < 10 || s.n > 32)
		return 0;
	memcpy(copy, s.p, s.n);
	if (copy[4] == '/' && copy[7] == '/')
		copy[4] = copy[7] = '-';
	if (s.n > 10 && copy[10] == ' ')
		copy[10] = 'T';
	if (time_parse(span_of(copy, s.n), &ms) == 0)
		return ms;
	copy[s.n++] = 'Z'; /* NVD leaves the zone away */
	return time_parse(span_of(copy, s.n), &ms) == 0 ? ms : 0;
}

bool feed_is_cve(const char *text)
{
	size_t n;

	if (!text || strncmp(text, "CVE-", 4) != 0)
		return false;
	n = strspn(text + 4, "0123456789");
	if (n != 4 || text[8] != '-')
		return false;
	n = strspn(text + 9, "0123456789");
	return n >= 4 && n <= 12 && text[9 + n] == '\0';
}

void feed_list_add(struct text_list *list, struct arena *arena, const char *text, size_t max)
{
	if (text && *text && list->n < LIMIT_LIST && strlen(text) <= max)
		text_list_add(list, arena, feed_text(arena, text, max));
}
