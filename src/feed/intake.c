#include "feed/intake.h"

#include "base/limits.h"
#include "base/time.h"
#include "codec/sha256.h"
#include "codec/utf8.h"
#include "model/event_kind.h"
#include "wire/ip.h"

#include <ctype.h>

#define INTAKE_DAY_MS INT64_C(86400000)

const struct intake_format intake_formats[] = {
    {"eve", "EVE JSON of Suricata and varde-sensor", eve_sniff, eve_read},
    {"zeek", "Zeek's logs as JSON: notice, intel, conn, dns, ssl, http, files", zeek_sniff,
	zeek_read},
    {"snort", "alert_json of Snort 3", snort_sniff, snort_read},
    {"idea", "IDEA messages (CESNET)", idea_sniff, idea_read},
    {"xarf", "X-ARF reports, version 4 and before, as JSON", xarf_sniff, xarf_read},
    {"n6", "events as n6 streams them (NASK)", n6_sniff, n6_read},
    {"cef", "CEF, alone or in syslog lines", cef_sniff, cef_read},
    {NULL, NULL, NULL, NULL},
};

const struct intake_format *intake_format_of(const char *name)
{
	for (const struct intake_format *f = intake_formats; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

int intake_line(struct intake_read *rd, const struct intake_format **format, struct intake *ret)
{
	struct json *json = NULL;

	*ret = (struct intake){.victim = INTAKE_SERVER};
	rd->json = NULL;
	rd->why = NULL;
	rd->line = span_trim(rd->line);
	if (rd->line.n > INTAKE_LINE)
		return intake_bad(rd, "it is too long");
	if (rd->line.n && rd->line.p[0] == '{') {
		if (json_parse(rd->line, rd->arena, &json, NULL) < 0)
			return intake_bad(rd, "it is no JSON");
		rd->json = json;
	}
	for (const struct intake_format *f = intake_formats; !*format && f->name; f++)
		if (f->sniff(rd))
			*format = f;
	return *format ? (*format)->read(rd, ret) : intake_bad(rd, "its format is not known");
}

int intake_bad(struct intake_read *rd, const char *why)
{
	rd->why = why;
	return ERR_SYNTAX;
}

bool intake_addr(struct span text, struct arena *arena, struct intake_side *ret)
{
	static const char hex[] = "0123456789abcdef";
	char to[IP_TEXT], key[33] = "00000000000000000000ffff";
	struct ip ip;
	size_t n, at;

	if (ip_parse(text, &ip) < 0)
		return false;
	n = ip.family == 4 ? 4 : 16;
	at = 32 - 2 * n;
	for (size_t i = 0; i < n; i++) {
		key[at++] = hex[ip.b[i] >> 4];
		key[at++] = hex[ip.b[i] & 15];
	}
	key[at] = '\0';
	ret->addr = arena_strdup(arena, ip_text(&ip, to));
	ret->addr_key = arena_strdup(arena, key);
	return true;
}

/* --- times --- */

static bool is_plausible(int64_t ms)
{
	/* 2000 to 2099: the rest is a slip of a clock. */
	return ms > INT64_C(946684800000) && ms < INT64_C(4102444800000);
}

bool intake_time_text(struct span s, int64_t *ret)
{
	char text[48];
	size_t n = s.n;
	bool zone;

	if (n < 10 || n > 40)
		return false;
	memcpy(text, s.p, n);
	if (n == 10)
		return time_parse(span_of(text, n), ret) == 0 && is_plausible(*ret);
	if (text[10] == ' ')
		text[10] = 'T';
	zone = memchr(text + 11, '+', n - 11) || memchr(text + 11, '-', n - 11);
	if (!zone && text[n - 1] != 'Z' && text[n - 1] != 'z') {
		text[n++] = 'Z';
	} else if (zone && n > 16 && (text[n - 5] == '+' || text[n - 5] == '-')) {
		memmove(text + n - 1, text + n - 2, 2);
		text[n - 2] = ':';
		n++;
	}
	return time_parse(span_of(text, n), ret) == 0 && is_plausible(*ret);
}

bool intake_time(const struct json *v, int64_t *ret)
{
	int64_t ms = 0;

	if (v && v->type == JSON_STRING)
		return intake_time_text(span_of(v->string.text, v->string.n), ret);
	if (v && v->type == JSON_REAL && v->real > 0 && v->real < 1e11)
		ms = (int64_t)(v->real * 1000 + 0.5);
	else if (v && v->type == JSON_INT && v->integer > 0 &&
		 v->integer < INT64_C(100000000000))
		ms = v->integer * 1000;
	else if (v && v->type == JSON_INT)
		ms = v->integer; /* milliseconds, if anything */
	if (!is_plausible(ms))
		return false;
	*ret = ms;
	return true;
}

bool intake_time_of_year(
    int month, int day, int hour, int minute, int second, int64_t now, int64_t *ret)
{
	int year = time_split(now).year;
	char text[TIME_TEXT + 40];

	/* A line of New Year's Eve is read in January; one day more for clocks that differ. */
	for (int i = 0; i < 2; i++) {
		(void)snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02dZ", year - i,
		    month, day, hour, minute, second);
		if (time_parse(span_str(text), ret) == 0 && *ret <= now + INTAKE_DAY_MS)
			return is_plausible(*ret);
	}
	return false;
}

/* --- texts --- */

const char *intake_first(const struct json *v, const char *key)
{
	const struct json *found = json_get(v, key);

	if (found && found->type == JSON_ARRAY)
		found = found->array.n ? &found->array.items[0] : NULL;
	return json_text(found, NULL);
}

void intake_begin(struct intake_read *rd, struct intake *in)
{
	in->event = true;
	in->of.feed = rd->like->feed;
	in->of.report = rd->like->report;
	in->of.import = rd->like->import;
	in->of.tlp = rd->like->tlp;
	in->of.time = in->time;
	in->of.count = 1;
}

const char *intake_hash(const char *text, struct arena *arena)
{
	char to[129];
	size_t n = 0;

	for (; text && *text; text++) {
		if (*text == ':')
			continue;
		if (!isxdigit((unsigned char)*text) || n == sizeof(to) - 1)
			return NULL;
		to[n++] = (char)tolower((unsigned char)*text);
	}
	return n == 32 || n == 40 || n == 64 || n == 128 ? arena_strndup(arena, to, n) : NULL;
}

const char *intake_name(struct span text, struct arena *arena)
{
	char to[LIMIT_NAME + 1] = {0};
	bool letter = false;
	size_t n = 0;

	if (text.n && text.p[text.n - 1] == '.')
		text.n--;
	for (; n < text.n; n++) {
		int c = n < LIMIT_NAME ? tolower(text.p[n]) : '/';

		if (!isalnum(c) && c != '.' && c != '-' && c != '_')
			return NULL;
		letter = letter || isalpha(c);
		to[n] = (char)c;
	}
	return letter && memchr(to, '.', n) ? arena_strndup(arena, to, n) : NULL;
}

const char *intake_text(const char *text, size_t max, struct arena *arena)
{
	return text && *text ? utf8_clean(arena, span_str(text), max) : NULL;
}

void intake_meet(struct intake *in, int kind, int via, const char *value)
{
	if (value && *value && in->nmet < INTAKE_TRACES)
		in->met[in->nmet++] = (struct intake_met){kind, via, value};
}

const char *intake_id(const struct intake_read *rd, const char *const *parts, size_t n)
{
	char hex[SHA256_HEX], length[24];
	struct sha256 sum;

	sha256_init(&sum);
	sha256_add(&sum, span_str(rd->like->feed));
	for (size_t i = 0; i < n; i++) {
		struct span s = span_str(parts[i]);

		/* With its length, so that no two lists of parts are the same bytes. */
		(void)snprintf(length, sizeof(length), "\n%zu:", s.n);
		sha256_add(&sum, span_str(length));
		sha256_add(&sum, s);
	}
	(void)sha256_end(&sum, hex);
	hex[INTAKE_ID - 1] = '\0';
	return arena_strdup(rd->arena, hex);
}

/* --- classes of rules --- */

/* What a class of rules means for the side that opened the connection and the one that was
 * asked, and whose trouble it is. */
static const struct {
	const char *name, *description, *client, *server;
	int victim;
	enum criticality severity;
} classes[] = {
#define INFECTION "infected-device", "c2-server", INTAKE_CLIENT
#define ATTACK    "attack-source", "attack-target", INTAKE_SERVER
#define SCAN      "scan-source", "scan-target", INTAKE_SERVER
#define FLOOD     "ddos-source", "ddos-target", INTAKE_SERVER
#define ODD       "suspicious-traffic", "suspicious-traffic", INTAKE_CLIENT
    {"trojan-activity", "A Network Trojan was detected", INFECTION, CRIT_HIGH},
    {"command-and-control", "Malware Command and Control Activity Detected", INFECTION,
	CRIT_CRITICAL},
    {"domain-c2", "Domain Observed Used for C2 Detected", INFECTION, CRIT_CRITICAL},
    {"targeted-activity", "Targeted Malicious Activity was Detected", INFECTION, CRIT_CRITICAL},
    {"coin-mining", "Crypto Currency Mining Activity Detected", INFECTION, CRIT_HIGH},
    {"exploit-kit", "Exploit Kit Activity Detected", "attack-target", "malware-distribution",
	INTAKE_CLIENT, CRIT_HIGH},
    {"credential-theft", "Successful Credential Theft Detected", "phished-account",
	"phishing-site", INTAKE_CLIENT, CRIT_CRITICAL},
    {"social-engineering", "Possible Social Engineering Attempted", "phished-account",
	"phishing-site", INTAKE_CLIENT, CRIT_HIGH},
    {"web-application-attack", "Web Application Attack", ATTACK, CRIT_HIGH},
    {"web-application-activity", "access to a potentially vulnerable web application", ATTACK,
	CRIT_MEDIUM},
    {"attempted-admin", "Attempted Administrator Privilege Gain", ATTACK, CRIT_HIGH},
    {"attempted-user", "Attempted User Privilege Gain", ATTACK, CRIT_HIGH},
    {"unsuccessful-user", "Unsuccessful User Privilege Gain", ATTACK, CRIT_MEDIUM},
    {"successful-admin", "Successful Administrator Privilege Gain", "attack-source",
	"compromised-device", INTAKE_SERVER, CRIT_CRITICAL},
    {"successful-user", "Successful User Privilege Gain", "attack-source", "compromised-device",
	INTAKE_SERVER, CRIT_CRITICAL},
    {"shellcode-detect", "Executable code was detected", ATTACK, CRIT_HIGH},
    {"misc-attack", "Misc Attack", ATTACK, CRIT_MEDIUM},
    {"default-login-attempt", "Attempt to login by a default username and password", ATTACK,
	CRIT_HIGH},
    {"suspicious-login", "An attempted login using a suspicious username was detected", ATTACK,
	CRIT_MEDIUM},
    {"attempted-recon", "Attempted Information Leak", SCAN, CRIT_LOW},
    {"network-scan", "Detection of a Network Scan", SCAN, CRIT_LOW},
    {"successful-recon-limited", "Information Leak", ATTACK, CRIT_MEDIUM},
    {"successful-recon-largescale", "Large Scale Information Leak", ATTACK, CRIT_HIGH},
    {"attempted-dos", "Attempted Denial of Service", FLOOD, CRIT_MEDIUM},
    {"successful-dos", "Denial of Service", FLOOD, CRIT_HIGH},
    {"denial-of-service", "Detection of a Denial of Service Attack", FLOOD, CRIT_MEDIUM},
    /* Ours (rule/env.c): of the starter rules and of the sensor's own detectors. */
    {"scan-from-inside", "Search for Victims by a Device Inside", "scan-source", "scan-target",
	INTAKE_CLIENT, CRIT_HIGH},
    {"lateral-movement", "Lateral Movement", "lateral-movement", "lateral-movement",
	INTAKE_CLIENT, CRIT_HIGH},
    {"password-guessing", "Guessing of Passwords", "brute-force-source", "brute-force-target",
	INTAKE_SERVER, CRIT_HIGH},
    {"first-time", "Protocol Never Seen There Before", ODD, CRIT_LOW},
    {"patient-data", "Patients' Data in Cleartext", "patient-data", "patient-data",
	INTAKE_SERVER, CRIT_HIGH},
    {"medical-access", "Access to a Medical System from outside its Peers", "attack-source",
	"open-medical", INTAKE_SERVER, CRIT_CRITICAL},
    {"beaconing", "Regular Connections as of Malware", INFECTION, CRIT_HIGH},
    {"dns-tunnel", "Data in the Names of DNS", "infected-device", "suspicious-traffic",
	INTAKE_CLIENT, CRIT_HIGH},
    {"clear-password", "Password in Cleartext", "clear-password", "clear-password",
	INTAKE_SERVER, CRIT_MEDIUM},
    {"remote-tool", "Program for Remote Support", "remote-tool", "suspicious-traffic",
	INTAKE_CLIENT, CRIT_LOW},
    {"exposed-management", "Management Reached from Outside", "suspicious-traffic",
	"open-management", INTAKE_SERVER, CRIT_HIGH},
    {"protection-bypass", "Traffic that Goes around Protections", "protection-bypass",
	"suspicious-traffic", INTAKE_CLIENT, CRIT_MEDIUM},
    {"bad-unknown", "Potentially Bad Traffic", ODD, CRIT_MEDIUM},
    {"policy-violation", "Potential Corporate Privacy Violation", ODD, CRIT_LOW},
    {"pup-activity", "Possibly Unwanted Program Detected", ODD, CRIT_LOW},
    {"external-ip-check", "Device Retrieving External IP Address Detected", ODD, CRIT_LOW},
    {"not-suspicious", "Not Suspicious Traffic", ODD, CRIT_INFO},
    {"misc-activity", "Misc activity", ODD, CRIT_LOW},
};

void intake_class(const char *class, struct intake *ret)
{
	size_t i = 0;

	while (i < ARRAY_LEN(classes) && class && strcasecmp(classes[i].name, class) != 0 &&
	       strcasecmp(classes[i].description, class) != 0)
		i++;
	ret->type[INTAKE_CLIENT] = ret->type[INTAKE_SERVER] = "suspicious-traffic";
	ret->victim = INTAKE_CLIENT;
	ret->of.severity = CRIT_LOW;
	if (!class || i == ARRAY_LEN(classes))
		return;
	ret->type[INTAKE_CLIENT] = classes[i].client;
	ret->type[INTAKE_SERVER] = classes[i].server;
	ret->victim = classes[i].victim;
	ret->of.severity = (int)classes[i].severity;
}
