/* nmap -oX: https://nmap.org/book/output-formats-xml-output.html (nmap.dtd). */
#include "import/clean.h"
#include "import/import.h"

/* What a script's output means; a script without a row is told for information. */
struct script_row {
	const char *script;
	const char *needle; /* in its output; NULL: that it answered at all */
	const char *rule;
	int severity;
	const char *title;
	bool listing; /* the output lists names of files or data: not kept */
};

static const struct script_row rows[] = {
    {"ssl-enum-ciphers", "SSLv3", "ssl-enum-ciphers SSLv3", CRIT_HIGH, "SSL 3 is offered",
	false},
    {"ssl-enum-ciphers", "TLSv1.0", "ssl-enum-ciphers TLSv1.0", CRIT_MEDIUM,
	"TLS 1.0 is offered", false},
    {"ssl-enum-ciphers", "TLSv1.1", "ssl-enum-ciphers TLSv1.1", CRIT_MEDIUM,
	"TLS 1.1 is offered", false},
    {"ssl-enum-ciphers", " - F", "ssl-enum-ciphers F", CRIT_MEDIUM,
	"Weak cipher suites are offered", false},
    {"ssl-enum-ciphers", " - E", "ssl-enum-ciphers F", CRIT_MEDIUM,
	"Weak cipher suites are offered", false},
    {"ssl-enum-ciphers", " - D", "ssl-enum-ciphers F", CRIT_MEDIUM,
	"Weak cipher suites are offered", false},
    {"sslv2", "SSLv2 supported", "sslv2", CRIT_HIGH, "SSL 2 is offered", false},
    {"sshv1", "supports SSHv1", "sshv1", CRIT_HIGH, "SSH protocol 1 is offered", false},
    {"ssh2-enum-algos", "diffie-hellman-group1-sha1", "ssh2-enum-algos kex", CRIT_MEDIUM,
	"Weak SSH key exchange", false},
    {"ssh2-enum-algos", "arcfour", "ssh2-enum-algos cipher", CRIT_MEDIUM, "Weak SSH cipher",
	false},
    {"ssh2-enum-algos", "3des-cbc", "ssh2-enum-algos cipher", CRIT_MEDIUM, "Weak SSH cipher",
	false},
    {"ssh2-enum-algos", "hmac-md5", "ssh2-enum-algos mac", CRIT_LOW, "Weak SSH MAC", false},
    {"ssh2-enum-algos", "ssh-dss", "ssh2-enum-algos hostkey", CRIT_MEDIUM, "Weak SSH host key",
	false},
    {"smb-protocols", "SMBv1", "smb-protocols SMBv1", CRIT_HIGH, "SMB 1 is enabled", false},
    {"smb2-security-mode", "not required", "smb2-security-mode", CRIT_MEDIUM,
	"SMB signing is not required", false},
    {"smb-security-mode", "message_signing: disabled", "smb-security-mode", CRIT_MEDIUM,
	"SMB signing is disabled", false},
    {"rdp-enum-encryption", "Native RDP: SUCCESS", "rdp-enum-encryption", CRIT_MEDIUM,
	"RDP without network level authentication", false},
    {"ftp-anon", "Anonymous FTP login allowed", "ftp-anon", CRIT_HIGH, "Anonymous FTP login",
	true},
    {"http-git", "Git repository found", "http-git", CRIT_HIGH, "A Git repository is exposed",
	true},
    {"http-trace", "TRACE is enabled", "http-trace", CRIT_LOW, "HTTP TRACE is enabled", false},
    {"http-ls", NULL, "http-ls", CRIT_LOW, "A directory is listed", true},
    {"http-security-headers", "HSTS not configured", "http-security-headers HSTS", CRIT_LOW,
	"Strict-Transport-Security is missing", false},
    {"http-cookie-flags", "flag not set", "http-cookie-flags", CRIT_LOW,
	"A cookie lacks its flags", true},
    {"dns-recursion", "enabled", "dns-recursion", CRIT_MEDIUM, "The name server is recursive",
	false},
    {"dns-zone-transfer", NULL, "dns-zone-transfer", CRIT_HIGH,
	"The zone is transferred to anybody", true},
    {"dns-nsid", "bind.version", "dns-nsid", CRIT_LOW, "The name server tells its version",
	false},
    {"redis-info", NULL, "redis-info", CRIT_CRITICAL, "Redis answers without a password",
	false},
    {"mongodb-databases", NULL, "mongodb-databases", CRIT_CRITICAL,
	"MongoDB answers without a password", true},
    {"snmp-sysdescr", NULL, "snmp-sysdescr", CRIT_HIGH, "SNMP answers to a usual community",
	false},
    {"vnc-info", "None (1)", "vnc-info none", CRIT_CRITICAL, "VNC without a password", false},
    {"mqtt-subscribe", NULL, "mqtt-subscribe", CRIT_HIGH, "MQTT without a password", true},
    {"dicom-ping", "Any AET is accepted", "dicom-ping", CRIT_HIGH, "DICOM accepts any caller",
	false},
};

static bool says(const char *output, const char *needle)
{
	return !needle || strstr(output, needle) != NULL;
}

/* The scripts' library says "NOT VULNERABLE" too. */
static bool says_vulnerable(const char *output)
{
	for (const char *p = output; (p = strstr(p, "VULNERABLE")) != NULL; p += 10)
		if (p - output < 4 || strncmp(p - 4, "NOT ", 4) != 0)
			return true;
	return false;
}

/* All CVE numbers and the highest score among the elements of a script, at any depth. */
static void gather(
    const struct xml_node *n, struct import_file *to, struct tool_finding *f, int depth)
{
	for (const struct xml_node *c = n->first; c && depth < XML_DEPTH; c = c->next) {
		clean_cves(to->arena, xml_attr(c, "key"), &f->cves);
		clean_cves(to->arena, c->text, &f->cves);
		if (strcmp(xml_attr(c, "key"), "cvss") == 0)
			f->severity = MIN(f->severity, clean_score(c->text, CRIT_INFO));
		gather(c, to, f, depth + 1);
	}
}

/* The validity is what counts at the time of the scan. */
static void certificate(
    const struct xml_node *script, struct import_file *to, const struct tool_finding *at)
{
	struct tool_finding f = *at;
	int64_t until = 0;

	xml_each(table, script, "table") if (strcmp(xml_attr(table, "key"), "validity") == 0)
	    xml_each(e, table, "elem") if (strcmp(xml_attr(e, "key"), "notAfter") == 0) until =
		clean_time(e->text);
	if (!until || !at->last || until > at->last)
		return;
	f.rule = "ssl-cert expired";
	f.title = "The certificate has expired";
	f.severity = CRIT_HIGH;
	import_add(to, &f);
}

static void script(
    const struct xml_node *s, struct import_file *to, const struct tool_finding *at)
{
	struct tool_finding f = *at;
	const char *id = xml_attr(s, "id"), *output = xml_attr(s, "output"), *last = "";
	bool told = false;

	if (strncmp(output, "ERROR", 5) == 0)
		return;
	f.evidence = clean_text(to->arena, output, TOOL_EVIDENCE);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct script_row *row = &rows[i];
		struct tool_finding one = f;

		if (strcmp(id, row->script) != 0 || strcmp(last, row->rule) == 0 ||
		    !says(output, row->needle))
			continue;
		one.rule = last = row->rule;
		one.title = row->title;
		one.severity = row->severity;
		if (row->listing) {
			one.evidence = row->needle ? row->needle : row->title;
			one.dropped = "listing";
		}
		import_add(to, &one);
		told = true;
	}
	if (strcmp(id, "ssl-cert") == 0)
		certificate(s, to, &f);
	if (told)
		return;
	f.rule = clean_text(to->arena, id, TOOL_TEXT);
	gather(s, to, &f, 0);
	if (says_vulnerable(output)) {
		f.severity = MIN(f.severity, CRIT_HIGH);
		clean_cves(to->arena, output, &f.cves);
	}
	import_add(to, &f);
}

/* What is open is no weakness by itself; some services are, by their type (rules.c). */
static void service(
    const struct xml_node *port, struct import_file *to, const struct tool_finding *at)
{
	const struct xml_node *s = xml_child(port, "service");
	bool tunnel = strcmp(xml_attr(s, "tunnel"), "ssl") == 0;
	const char *name = s ? xml_attr(s, "name") : "unknown";
	struct tool_finding f = *at;

	f.rule = clean_text(to->arena,
	    arena_printf(to->arena, "service %s%s", tunnel ? "ssl/" : "", name), TOOL_TEXT);
	f.title = clean_text(to->arena,
	    arena_printf(
		to->arena, "%s %s %s", name, xml_attr(s, "product"), xml_attr(s, "version")),
	    TOOL_TEXT);
	f.evidence = f.title;
	import_add(to, &f);
}

static void port(
    const struct xml_node *p, struct import_file *to, const struct tool_finding *host)
{
	struct tool_finding f = *host;

	if (strcmp(xml_attr(xml_child(p, "state"), "state"), "open") != 0)
		return;
	f.port = clean_port(xml_attr(p, "portid"));
	f.transport = strcmp(xml_attr(p, "protocol"), "udp") == 0;
	if (!f.port) {
		to->bad++;
		return;
	}
	service(p, to, &f);
	xml_each(s, p, "script") script(s, to, &f);
}

static void host(const struct xml_node *h, struct import_file *to)
{
	struct tool_finding f = {.severity = CRIT_INFO,
	    .first = clean_time(xml_attr(h, "starttime")),
	    .last = clean_time(xml_attr(h, "endtime"))};

	xml_each(a, h, "address") if (strcmp(xml_attr(a, "addrtype"), "mac") != 0 && !f.addr)(
	    void) clean_host(to->arena, span_str(xml_attr(a, "addr")), &f);
	/* What was asked for; names that the address has in DNS may be anybody's. */
	xml_each(name, xml_child(h, "hostnames"),
	    "hostname") if (strcmp(xml_attr(name, "type"), "user") == 0 && !f.host)(void)
	    clean_host(to->arena, span_str(xml_attr(name, "name")), &f);
	if (!f.addr && !f.host) {
		to->bad++;
		return;
	}
	if (!f.last)
		f.last = to->scanned;
	xml_each(p, xml_child(h, "ports"), "port") port(p, to, &f);
	xml_each(s, xml_child(h, "hostscript"), "script") script(s, to, &f);
}

static void read_all(const struct xml_node *root, struct import_file *to)
{
	to->program = clean_text(to->arena, xml_attr(root, "version"), 60);
	to->scanned = clean_time(xml_attr(root, "start"));
	xml_each(h, root, "host") host(h, to);
}

const struct import_reader nmap_reader = {
    .tool = TOOL_NMAP, .formats = "XML (-oX)", .roots = "nmaprun", .xml = read_all};
