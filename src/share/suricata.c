#include "share/suricata.h"

#include "base/time.h"
#include "codec/base64.h"

#include <inttypes.h>

enum { MSG_VALUE = 100 };

/* --- parts of rules --- */

/* A content's text: what has a meaning in rules is written in hex. */
static void put_content(struct str *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x21 || c > 0x7e || strchr("\";:\\|,", c))
			str_addf(out, "|%02x|", c);
		else
			str_char(out, (char)c);
	}
}

/* Words of a message: signs that end or escape an option become a low line. */
static void put_words(struct str *out, const char *text)
{
	for (size_t i = 0; i < MSG_VALUE && text[i]; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c > 0x7e || strchr("\";\\|", c))
			str_char(out, '_');
		else
			str_char(out, text[i]);
	}
}

static const char *class_of(const struct blocklist_row *row)
{
	switch (row->category) {
	case IOC_SCAN:
		return "attempted-recon";
	case IOC_DDOS:
		return "attempted-dos";
	default:
		return "trojan-activity";
	}
}

/* Begins a rule: its header and message. */
static void put_head(struct str *out, const struct share_view *view,
    const struct blocklist_row *row, const char *header)
{
	str_addf(out, "alert %s (msg:\"", header);
	put_words(out, view->name);
	str_addf(out, " %s ", ioc_category_names[row->category]);
	if (row->malware) {
		put_words(out, row->malware);
		str_char(out, ' ');
	}
	put_words(out, row->value);
	str_add(out, "\"; ");
}

/* Ends a rule: its class, number, and what else is known. */
static void put_tail(struct str *out, const struct blocklist_row *row, int k)
{
	char day[TIME_TEXT];

	str_addf(out,
	    "classtype:%s; sid:%" PRId64 "; rev:%d; metadata:created_at %s, confidence %s, tlp "
	    "%s, id ",
	    class_of(row), SURICATA_SID + SURICATA_SIDS * row->number + k, 1,
	    time_date(row->added, day), ioc_level_names[row->confidence], tlp_names[row->tlp]);
	put_words(out, row->id);
	str_add(out, ";)");
}

/* --- rules by type --- */

static const char *const name_rules[] = {"dns $HOME_NET any -> any any",
    "tls $HOME_NET any -> any any", "http $HOME_NET any -> any any"};
static const char *const name_buffers[] = {"dns.query", "tls.sni", "http.host"};

static void put_name(
    struct str *out, const struct share_view *view, const struct blocklist_row *row, int k)
{
	const char *name = row->value;

	put_head(out, view, row, name_rules[k]);
	str_addf(out, "%s; ", name_buffers[k]);
	if (row->type == IOC_WILDCARD_DOMAIN) {
		/* The transform puts a dot before: the name itself and all below it. */
		name++;
		str_add(out, "dotprefix; ");
	}
	str_add(out, "content:\"");
	put_content(out, name, strlen(name));
	str_addf(out, "\"; %s%sendswith; ", k == 2 ? "" : "nocase; ",
	    row->type == IOC_WILDCARD_DOMAIN ? "" : "startswith; ");
	put_tail(out, row, k);
}

static void put_net(
    struct str *out, const struct share_view *view, const struct blocklist_row *row)
{
	STR_AUTO(header, 200);
	bool inbound = row->category == IOC_SCAN || row->category == IOC_BRUTEFORCE ||
		       row->category == IOC_DDOS || row->list == IOC_LIST_AUTH;

	if (inbound)
		str_addf(&header, "ip [%s] any -> $HOME_NET any", row->value);
	else
		str_addf(&header, "ip $HOME_NET any -> [%s] any", row->value);
	put_head(out, view, row, str_text(&header));
	put_tail(out, row, 0);
}

/* Only what is not encrypted shows its path; the whole host of an https address would alarm for
 * what is harmless. */
static bool put_url(
    struct str *out, const struct share_view *view, const struct blocklist_row *row)
{
	const char *host, *path;
	size_t n;

	if (strncmp(row->value, "http://", 7) != 0)
		return false;
	host = row->value + 7;
	path = strchr(host, '/');
	if (!path || *host == '[')
		return false;
	n = strcspn(host, ":/");
	put_head(out, view, row, "http $HOME_NET any -> any any");
	str_add(out, "http.host; content:\"");
	put_content(out, host, n);
	str_add(out, "\"; startswith; endswith; http.uri.raw; content:\"");
	put_content(out, path, strlen(path));
	str_add(out, "\"; startswith; endswith; ");
	put_tail(out, row, 0);
	return true;
}

static void put_email(
    struct str *out, const struct share_view *view, const struct blocklist_row *row)
{
	put_head(out, view, row, "smtp any any -> any any");
	str_add(out, "flow:to_server; content:\"MAIL FROM|3a|\"; nocase; content:\"<");
	put_content(out, row->value, strlen(row->value));
	str_add(out, ">\"; nocase; distance:0; ");
	put_tail(out, row, 0);
}

static void put_ja3(
    struct str *out, const struct share_view *view, const struct blocklist_row *row)
{
	put_head(out, view, row, "tls $HOME_NET any -> any any");
	str_addf(out, "ja3.hash; content:\"%s\"; ", row->value);
	put_tail(out, row, 0);
}

static void put_ja4(
    struct str *out, const struct share_view *view, const struct blocklist_row *row)
{
	put_head(out, view, row, "tls $HOME_NET any -> any any");
	str_addf(out, "ja4.hash; content:\"%s\"; ", row->value);
	put_tail(out, row, 0);
}

bool suricata_rule(
    const struct share_view *view, const struct blocklist_row *row, struct str *out)
{
	switch (row->type) {
	case IOC_DOMAIN:
	case IOC_WILDCARD_DOMAIN:
		put_name(out, view, row, 0);
		return true;
	case IOC_URL:
		return put_url(out, view, row);
	case IOC_EMAIL:
		put_email(out, view, row);
		return true;
	case IOC_JA3:
		put_ja3(out, view, row);
		return true;
	case IOC_JA4:
		put_ja4(out, view, row);
		return true;
	case IOC_HASH:
		return false; /* sensors take hashes as lists */
	default:
		put_net(out, view, row);
		return true;
	}
}

/* --- files --- */

enum file_kind { RULES, RULES_OF_LISTS, TEXTS, PLAIN, INDICATORS };

/* One file: which rows it takes. */
static const struct file {
	const char *name;
	enum file_kind kind;
	unsigned types;
	size_t length; /* of hashes: digits */
} files[] = {
    {"varde.rules", RULES,
	1u << IOC_DOMAIN | 1u << IOC_WILDCARD_DOMAIN | 1u << IOC_IPV4 | 1u << IOC_IPV4_CIDR |
	    1u << IOC_IPV6 | 1u << IOC_IPV6_CIDR | 1u << IOC_URL | 1u << IOC_EMAIL |
	    1u << IOC_JA3,
	0},
    {"varde-lists.rules", RULES_OF_LISTS, 0, 0},
    {"varde-rest.rules", RULES,
	1u << IOC_IPV4 | 1u << IOC_IPV4_CIDR | 1u << IOC_IPV6 | 1u << IOC_IPV6_CIDR |
	    1u << IOC_WILDCARD_DOMAIN | 1u << IOC_URL | 1u << IOC_EMAIL | 1u << IOC_JA3,
	0},
    {"varde-ja4.rules", RULES, 1u << IOC_JA4, 0},
    {"varde-domains.lst", TEXTS, 1u << IOC_DOMAIN, 0},
    {"varde-ip.lst", PLAIN, 1u << IOC_IPV4 | 1u << IOC_IPV6, 0},
    {"varde-sha256.lst", PLAIN, 1u << IOC_HASH, 64},
    {"varde-sha1.lst", PLAIN, 1u << IOC_HASH, 40},
    {"varde-md5.lst", PLAIN, 1u << IOC_HASH, 32},
    {"varde-ja3.lst", TEXTS, 1u << IOC_JA3, 0},
    {"varde-ja4.lst", TEXTS, 1u << IOC_JA4, 0},
    {"varde-indicators.ioc", INDICATORS, (1u << IOC_KINDS) - 1, 0},
};

const char *const suricata_files[] = {"varde.rules", "varde-lists.rules", "varde-rest.rules",
    "varde-ja4.rules", "varde-domains.lst", "varde-ip.lst", "varde-sha256.lst",
    "varde-sha1.lst", "varde-md5.lst", "varde-ja3.lst", "varde-ja4.lst", "varde-indicators.ioc",
    NULL};

static bool takes(
    const struct share_view *view, const struct file *file, const struct blocklist_row *row)
{
	return file->types >> row->type & 1 && view_sees(view, row) && !view_over(view, row) &&
	       (!file->length || strlen(row->value) == file->length);
}

static bool any(const struct share_view *view, const struct file *file)
{
	for (size_t i = 0; i < view->n; i++)
		if (takes(view, file, &view->rows[i]))
			return true;
	return false;
}

/* A list's rules; the files stand beside them. An empty list has none, which Suricata would
 * refuse. */
static size_t put_lists(const struct share_view *view, struct str *out)
{
	static const struct {
		const char *list, *header, *match, *what;
	} rows[] = {
	    {"varde-domains.lst", "dns $HOME_NET any -> any any",
		"dns.query; dataset:isset,varde-domains,type string,load "
		"varde-domains.lst;",
		"domain asked for"},
	    {"varde-domains.lst", "tls $HOME_NET any -> any any",
		"tls.sni; dataset:isset,varde-domains,type string,load "
		"varde-domains.lst;",
		"domain spoken to"},
	    {"varde-domains.lst", "http $HOME_NET any -> any any",
		"http.host; dataset:isset,varde-domains,type string,load varde-domains.lst;",
		"domain spoken to"},
	    {"varde-sha256.lst", "http any any -> any any", "filesha256:varde-sha256.lst;",
		"file"},
	    {"varde-sha256.lst", "smtp any any -> any any", "filesha256:varde-sha256.lst;",
		"file"},
	    {"varde-sha256.lst", "smb any any -> any any", "filesha256:varde-sha256.lst;",
		"file"},
	    {"varde-sha1.lst", "http any any -> any any", "filesha1:varde-sha1.lst;", "file"},
	    {"varde-md5.lst", "http any any -> any any", "filemd5:varde-md5.lst;", "file"},
	};
	size_t lines = 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t k = 0;

		while (strcmp(files[k].name, rows[i].list) != 0)
			k++;
		if (!any(view, &files[k]))
			continue;
		str_addf(out, "alert %s (msg:\"", rows[i].header);
		put_words(out, view->name);
		str_addf(out,
		    " %s on the list of indicators\"; %s classtype:trojan-activity; sid:%d; "
		    "rev:1;)\n",
		    rows[i].what, rows[i].match, SURICATA_SID - 1 - (int)i);
		lines++;
	}
	return lines;
}

static size_t put_rules(
    const struct share_view *view, const struct blocklist_row *row, struct str *out)
{
	bool name = row->type == IOC_DOMAIN || row->type == IOC_WILDCARD_DOMAIN;
	size_t before = out->n, lines = 0;

	if (!row->number)
		return 0;
	if (!name) {
		if (!suricata_rule(view, row, out)) {
			str_cut(out, before);
			return 0;
		}
		str_char(out, '\n');
		return 1;
	}
	for (int k = 0; k < (int)ARRAY_LEN(name_rules); k++, lines++) {
		put_name(out, view, row, k);
		str_char(out, '\n');
	}
	return lines;
}

/* For sensors of ours: what a list of the blocklist says, of all types, and the number. */
static size_t put_indicator(const struct blocklist_row *row, struct str *out)
{
	str_add(out, row->value);
	blocklist_context(row, out);
	str_addf(out, " number:%" PRId64 "\n", row->number);
	return 1;
}

static size_t put_line(const struct share_view *view, const struct file *file,
    const struct blocklist_row *row, struct str *out)
{
	if (file->kind == RULES)
		return put_rules(view, row, out);
	if (file->kind == INDICATORS)
		return put_indicator(row, out);
	if (file->kind == TEXTS) /* datasets of texts are in base64 */
		base64_encode(span_str(row->value), out);
	else
		str_add(out, row->value);
	str_char(out, '\n');
	return 1;
}

int suricata_write(
    const struct share_view *view, const char *name, struct str *out, size_t *ret_lines)
{
	size_t i = 0, lines = 0;

	while (i < ARRAY_LEN(files) && strcmp(files[i].name, name) != 0)
		i++;
	if (i == ARRAY_LEN(files))
		return ERR_NOTFOUND;
	if (files[i].kind == RULES_OF_LISTS)
		lines = put_lists(view, out);
	for (size_t k = 0; k < view->n; k++)
		if (takes(view, &files[i], &view->rows[k]))
			lines += put_line(view, &files[i], &view->rows[k], out);
	*ret_lines = lines;
	return 0;
}
