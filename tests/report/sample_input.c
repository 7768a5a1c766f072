#include "sample_input.h"

#include "base/time.h"
#include "pack/kb.h"

#include <stdlib.h>

enum { DAY = 86400000 };

/* 2026-11-21T09:30:00Z */
static const int64_t BEGIN = 1795253400000;

struct service_row {
	const char *addr;
	int port;
	int transport;
	bool tls;
	const char *protocol, *vendor, *product, *version, *revision;
	int confidence;
};

static const struct service_row services[] = {
    {"198.51.100.2", 53, 1, false, "dns", "cz.nic", "Knot DNS", "3.2.6", NULL, 80},
    {"198.51.100.3", 80, 0, false, "http", "f5", "nginx", "1.22.1", NULL, 90},
    {"198.51.100.3", 443, 0, true, "http", "f5", "nginx", "1.22.1", NULL, 90},
    {"198.51.100.4", 25, 0, false, "smtp", "postfix", "Postfix", NULL, NULL, 70},
    {"198.51.100.4", 110, 0, false, "pop3", "dovecot", "Dovecot", NULL, NULL, 75},
    {"198.51.100.4", 143, 0, false, "imap", "dovecot", "Dovecot", NULL, NULL, 75},
    {"198.51.100.4", 993, 0, true, "imap", "dovecot", "Dovecot", NULL, NULL, 75},
    {"198.51.100.5", 21, 0, false, "ftp", "vsftpd", "vsftpd", "3.0.3", NULL, 95},
    {"198.51.100.5", 23, 0, false, "telnet", "gnu", "inetutils telnetd", NULL, NULL, 50},
    {"198.51.100.6", 104, 0, false, "dicom", "offis", "DCMTK storescp", "3.6.7", NULL, 90},
    {"198.51.100.6", 4242, 0, false, "dicom", "orthanc-server", "Orthanc", "1.10.1", NULL, 95},
    {"198.51.100.6", 8042, 0, false, "http", "orthanc-server", "Orthanc", "1.10.1", NULL, 98},
    {"198.51.100.6", 11112, 0, false, "dicom", "offis", "DCMTK dcmqrscp", "3.6.7", NULL, 90},
    {"198.51.100.7", 3306, 0, false, "mysql", "mariadb", "MariaDB", "10.11.6", "deb12u1", 95},
    {"198.51.100.7", 5432, 0, false, "postgresql", "postgresql", "PostgreSQL", NULL, NULL, 60},
    {"198.51.100.7", 6379, 0, false, "redis", "redis", "Redis", "7.0.15", NULL, 98},
    {"198.51.100.8", 22, 0, false, "ssh", "openbsd", "OpenSSH", "9.2p1", "2+deb12u7", 95},
    {"198.51.100.8", 161, 1, false, "snmp", "net-snmp", "Net-SNMP", "5.9.3", NULL, 80},
    {"198.51.100.8", 1883, 0, false, "mqtt", "eclipse", "Mosquitto", NULL, NULL, 60},
    {"198.51.100.9", 445, 0, false, "smb", "samba", "Samba", "4.17.12", NULL, 85},
    {"198.51.100.9", 3389, 0, false, "rdp", "xrdp", "xrdp", NULL, NULL, 60},
    {"198.51.100.9", 5900, 0, false, "vnc", "tigervnc", "TigerVNC", NULL, NULL, 50},
    {"198.51.100.10", 22, 0, false, "ssh", "openbsd", "OpenSSH", "9.2p1", "2+deb12u7", 95},
    {"198.51.100.10", 443, 0, true, "http", "f5", "nginx", NULL, NULL, 80},
    {"198.51.100.11", 443, 0, true, "http", NULL, NULL, NULL, NULL, 0},
    {"198.51.100.12", 2575, 0, false, "hl7", "nextgen", "Mirth Connect", NULL, NULL, 40},
    {"198.51.100.12", 443, 0, true, "http", "f5", "nginx", "1.22.1", NULL, 90},
    {"198.51.100.13", 9100, 0, false, "unknown", NULL, NULL, NULL, NULL, 0},
    {"2001:db8:17::3", 443, 0, true, "http", "f5", "nginx", "1.22.1", NULL, 90},
};

struct name_row {
	const char *name, *why, *addr;
	int type, reach;
};

static const struct name_row names[] = {
    {"chu-sainte-anne.example", "seed", "198.51.100.3", ASSET_DOMAIN, REACH_FULL},
    {"www.chu-sainte-anne.example", "word list", "198.51.100.3", ASSET_HOST, REACH_FULL},
    {"www.chu-sainte-anne.example", "certificate", "2001:db8:17::3", ASSET_HOST, REACH_FULL},
    {"portail.chu-sainte-anne.example", "link", "198.51.100.3", ASSET_HOST, REACH_FULL},
    {"portail-patient-7.chu-sainte-anne.example", "certificate", "198.51.100.3", ASSET_HOST,
	REACH_FULL},
    {"ns1.chu-sainte-anne.example", "zone transfer", "198.51.100.2", ASSET_HOST, REACH_FULL},
    {"mail.chu-sainte-anne.example", "mail exchanger", "198.51.100.4", ASSET_HOST, REACH_FULL},
    {"ftp.chu-sainte-anne.example", "word list", "198.51.100.5", ASSET_HOST, REACH_FULL},
    {"pacs.chu-sainte-anne.example", "zone transfer", "198.51.100.6", ASSET_HOST, REACH_FULL},
    {"db.chu-sainte-anne.example", "zone transfer", "198.51.100.7", ASSET_HOST, REACH_FULL},
    {"bastion.chu-sainte-anne.example", "zone transfer", "198.51.100.8", ASSET_HOST,
	REACH_FULL},
    {"ged.chu-sainte-anne.example", "zone transfer", "198.51.100.9", ASSET_HOST, REACH_FULL},
    {"extranet.chu-sainte-anne.example", "word list", "198.51.100.10", ASSET_HOST, REACH_FULL},
    {"legacy.chu-sainte-anne.example", "reverse dns", "198.51.100.11", ASSET_HOST, REACH_FULL},
    {"eai.chu-sainte-anne.example", "zone transfer", "198.51.100.12", ASSET_HOST, REACH_FULL},
    {"clinique-sainte-anne.example", "seed", "198.51.100.3", ASSET_DOMAIN, REACH_FULL},
    {"198.51.100.13", "seed", "198.51.100.13", ASSET_ADDRESS, REACH_FULL},
    {"rdv.chu-sainte-anne.example", "word list", "203.0.113.5", ASSET_HOST, REACH_NAME},
    {"cdn.example.net", "link", NULL, ASSET_HOST, REACH_NONE},
};

struct finding_row {
	const char *type, *subject, *addr;
	int port;
	const char *product, *evidence;
};

#define CHU "chu-sainte-anne.example"

static const struct finding_row findings[] = {
    {"orthanc-no-auth", "pacs." CHU, "198.51.100.6", 8042, "orthanc",
	"GET /system: 200, \"Name\": \"PACS-STA\""},
    {"redis-no-auth", "db." CHU, "198.51.100.7", 6379, "redis",
	"INFO answered without AUTH: redis_version:7.0.15"},
    {"dicom-any-aet", "pacs." CHU, "198.51.100.6", 104, "dcmtk",
	"A-ASSOCIATE-AC for calling AE title VARDE-7F3K"},
    {"dicom-any-aet", "pacs." CHU, "198.51.100.6", 4242, "orthanc",
	"A-ASSOCIATE-AC for calling AE title VARDE-7F3K"},
    {"dicom-cleartext", "pacs." CHU, "198.51.100.6", 104, "dcmtk",
	"association accepted without TLS"},
    {"dicom-exposed", "pacs." CHU, "198.51.100.6", 11112, "dcmtk",
	"A-ASSOCIATE-RJ: calling AE title not recognized"},
    {"telnet-exposed", "ftp." CHU, "198.51.100.5", 23, NULL,
	"IAC DO TERMINAL-TYPE; Debian GNU/Linux 12 login:"},
    {"vnc-no-auth", "ged." CHU, "198.51.100.9", 5900, NULL,
	"RFB 003.008; security types: None"},
    {"smb-v1-enabled", "ged." CHU, "198.51.100.9", 445, "samba",
	"dialect accepted: NT LM 0.12"},
    {"smb-signing-optional", "ged." CHU, "198.51.100.9", 445, "samba", "signing: optional"},
    {"rdp-exposed", "ged." CHU, "198.51.100.9", 3389, "xrdp", "RDP_NEG_RSP: PROTOCOL_SSL"},
    {"database-exposed", "db." CHU, "198.51.100.7", 3306, "mariadb",
	"5.5.5-10.11.6-MariaDB-0+deb12u1"},
    {"database-exposed", "db." CHU, "198.51.100.7", 5432, "postgresql",
	"SSLRequest answered: S"},
    {"tls-cert-expired", "www." CHU, "198.51.100.3", 443, "nginx",
	"not after 2026-10-02; CN=www." CHU},
    {"tls-old-version", "legacy." CHU, "198.51.100.11", 443, NULL, "TLSv1.0, TLSv1.1 accepted"},
    {"tls-weak-suite", "legacy." CHU, "198.51.100.11", 443, NULL,
	"TLSv1.0 TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
    {"http-git-exposed", "portail." CHU, "198.51.100.3", 443, "nginx",
	"GET /.git/HEAD: ref: refs/heads/main"},
    {"http-env-exposed", "portail." CHU, "198.51.100.3", 443, "nginx",
	"DB_HOST=..., DB_PASSWORD=[redacted]"},
    {"http-redirect-missing", CHU, "198.51.100.3", 80, "nginx",
	"GET http://" CHU "/: 200 OK, 5,120 bytes"},
    {"http-hsts-missing", "www." CHU, "198.51.100.3", 443, "nginx",
	"no strict-transport-security header"},
    {"http-hsts-missing", "portail." CHU, "198.51.100.3", 443, "nginx",
	"no strict-transport-security header"},
    {"http-csp-missing", "www." CHU, "198.51.100.3", 443, "nginx",
	"no content-security-policy header"},
    {"http-version-disclosed", "www." CHU, "198.51.100.3", 443, "nginx",
	"server: nginx/1.22.1"},
    {"dns-axfr-open", CHU, "198.51.100.2", 53, "knot", "AXFR of " CHU ": 31 records"},
    {"dns-dnssec-missing", CHU, NULL, 0, NULL, "no DS record"},
    {"dns-caa-missing", CHU, NULL, 0, NULL, "no CAA record"},
    {"mail-dmarc-missing", "clinique-sainte-anne.example", NULL, 0, NULL, "_dmarc: NXDOMAIN"},
    {"mail-dmarc-none", CHU, NULL, 0, NULL, "v=DMARC1; p=none"},
    {"smtp-starttls-missing", "mail." CHU, "198.51.100.4", 25, "postfix",
	"EHLO: PIPELINING, SIZE, VRFY, 8BITMIME"},
    {"mailbox-login-cleartext", "mail." CHU, "198.51.100.4", 143, "dovecot",
	"CAPABILITY IMAP4rev1 AUTH=PLAIN"},
    {"ftp-cleartext", "ftp." CHU, "198.51.100.5", 21, "vsftpd",
	"220 (vsFTPd 3.0.3); FEAT: no AUTH TLS"},
    {"ssh-weak-kex", "bastion." CHU, "198.51.100.8", 22, "openssh",
	"diffie-hellman-group1-sha1"},
    {"ssh-weak-cipher", "bastion." CHU, "198.51.100.8", 22, "openssh", "3des-cbc, aes128-cbc"},
    {"snmp-public", "bastion." CHU, "198.51.100.8", 161, "net-snmp",
	"sysDescr: Linux bastion 6.1.0-18-amd64"},
    {"mqtt-anonymous", "bastion." CHU, "198.51.100.8", 1883, "mosquitto",
	"CONNACK 0 without credentials"},
    {"fhir-no-security", "eai." CHU, "198.51.100.12", 443, NULL,
	"CapabilityStatement.rest[0].security absent"},
    {"hl7-exposed", "eai." CHU, "198.51.100.12", 2575, NULL, "MSH|^~\\&|MIRTH|...|ACK"},
    {"printer-exposed", "198.51.100.13", "198.51.100.13", 9100, NULL, "port open"},
};

struct sample {
	struct arena *arena;
	unsigned flags;
	struct observations *obs;
	struct findings *findings;
	size_t present; /* of them new or open */
	int64_t time;   /* of the next observation */
};

/* Foreign text: itself, or with everything bad in it. */
static const char *foreign(struct sample *s, const char *text)
{
	if (!text || !(s->flags & SAMPLE_HOSTILE))
		return text;
	return arena_printf(s->arena, "%s%s", SAMPLE_HOSTILE_TEXT, text);
}

static void add(struct sample *s, enum obs_kind kind, void *rec)
{
	vec_push(s->arena, &s->obs->all, (struct observation){.kind = kind, .rec = rec});
	s->time += 137;
}

static struct text_list list_of(struct sample *s, const char *item)
{
	struct text_list list = {0};

	if (item)
		text_list_add(&list, s->arena, item);
	return list;
}

static void add_asset(struct sample *s, const struct name_row *row)
{
	struct obs_asset *a = ARENA_NEW(s->arena, struct obs_asset);

	*a = (struct obs_asset){.time = s->time,
	    .unit = "discover",
	    .type = row->type,
	    .name = foreign(s, row->name),
	    .reach = row->reach,
	    .why = row->why,
	    .addresses = list_of(s, row->addr)};
	add(s, OBS_ASSET, a);
}

static void add_service(struct sample *s, const struct service_row *row)
{
	struct obs_service *v = ARENA_NEW(s->arena, struct obs_service);
	struct obs_burst *b = ARENA_NEW(s->arena, struct obs_burst);

	*v = (struct obs_service){.time = s->time,
	    .unit = "identify",
	    .addr = row->addr,
	    .port = row->port,
	    .transport = row->transport,
	    .tls = row->tls,
	    .protocol = row->protocol,
	    .vendor = row->vendor,
	    .product = foreign(s, row->product),
	    .version = foreign(s, row->version),
	    .revision = row->revision,
	    .confidence = row->confidence,
	    .banner = foreign(s, row->product)};
	add(s, OBS_SERVICE, v);
	*b = (struct obs_burst){.time = s->time,
	    .unit = "identify",
	    .source = "192.0.2.10",
	    .dest = row->addr,
	    .port = row->port,
	    .transport = row->transport,
	    .probe = row->protocol,
	    .packets = 3,
	    .authorisation = "mandate 2026-17"};
	add(s, OBS_BURST, b);
}

static void add_coverage(
    struct sample *s, const char *subject, const char *stage, int state, const char *reason)
{
	struct obs_coverage *c = ARENA_NEW(s->arena, struct obs_coverage);

	*c = (struct obs_coverage){.time = s->time,
	    .unit = stage,
	    .subject = subject,
	    .addr = subject,
	    .stage = stage,
	    .state = state,
	    .reason = foreign(s, reason)};
	add(s, OBS_COVERAGE, c);
}

static int transport_of(const char *addr, int port)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if (addr && strcmp(services[i].addr, addr) == 0 && services[i].port == port)
			return services[i].transport;
	return TRANSPORT_TCP;
}

static void add_finding(struct sample *s, const struct finding_row *row, size_t number)
{
	struct kb_finding_type kind = {0};
	struct finding f = {.type = row->type,
	    .subject = foreign(s, row->subject),
	    .addr = row->addr,
	    .port = row->port,
	    .product = row->product,
	    .first_seen = BEGIN,
	    .transport = transport_of(row->addr, row->port)};

	if (kb_finding(kb_builtin(), row->type, &kind) < 0)
		abort();
	f.criticality = kind.criticality;
	f.category = kind.category;
	f.cwe = kind.cwe;
	f.qod = kind.qod;
	f.key = arena_printf(s->arena, "%s|%s|%s|%d", row->type, row->subject,
	    row->addr ? row->addr : "", row->port);
	f.evidence = list_of(s, foreign(s, row->evidence));
	if (s->flags & SAMPLE_COMPARED) {
		f.state = number % 3 ? FINDING_OPEN : FINDING_NEW;
		if (number % 9 == 4 || number % 9 == 7) {
			f.state = number % 9 == 4 ? FINDING_FIXED : FINDING_UNKNOWN;
		}
	}
	s->present += f.state == FINDING_NEW || f.state == FINDING_OPEN;
	vec_push(s->arena, &s->findings->all, f);
}

/* More hosts than the hospital has, each with a web and an SSH server, for as many findings as
 * are wanted. */
static void add_more(struct sample *s, size_t wanted)
{
	static const char *const types[] = {"tls-old-version", "http-hsts-missing",
	    "tls-cert-expires-soon", "http-csp-missing", "ssh-weak-mac", "http-nosniff-missing",
	    "tls-no-forward-secrecy"};

	for (size_t i = 0; s->present < wanted; i++) {
		const char *type = types[i % ARRAY_LEN(types)];
		bool ssh = strncmp(type, "ssh", 3) == 0;
		size_t n = i / ARRAY_LEN(types);
		const char *addr =
		    arena_printf(s->arena, "203.0.%zu.%zu", n / 250, n % 250 + 1);
		const char *name = arena_printf(s->arena, "srv-%03zu." CHU, n);
		struct name_row asset = {name, "certificate", addr, ASSET_HOST, REACH_FULL};
		struct service_row web = {addr, 443, 0, true, "http", "apache", "Apache httpd",
		    "2.4.57", "deb12u1", 90};
		struct service_row shell = {
		    addr, 22, 0, false, "ssh", "openbsd", "OpenSSH", "9.2p1", "2+deb12u7", 95};
		struct finding_row row = {type, name, addr, ssh ? 22 : 443,
		    ssh ? "openssh" : "apache", ssh ? "hmac-sha1-96" : "answer of /"};

		if (i % ARRAY_LEN(types) == 0) {
			add_asset(s, &asset);
			add_service(s, &web);
			add_service(s, &shell);
			add_coverage(s, addr, "sweep", COVERAGE_SCANNED, NULL);
		}
		add_finding(s, &row, i);
	}
}

static int compare(const void *a, const void *b)
{
	return finding_compare(a, b);
}

static void sort(struct findings *f)
{
	if (f->all.n)
		qsort(f->all.items, f->all.n, sizeof(struct finding), compare);
}

static void add_hospital(struct sample *s, size_t wanted)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		add_asset(s, &names[i]);
	for (size_t i = 0; i < ARRAY_LEN(services); i++) {
		add_service(s, &services[i]);
		if (i == 0 || strcmp(services[i].addr, services[i - 1].addr) != 0) {
			add_coverage(s, services[i].addr, "sweep", COVERAGE_SCANNED, NULL);
			add_coverage(s, services[i].addr, "identify", COVERAGE_SCANNED, NULL);
		}
	}
	add_coverage(s, CHU, "discover", COVERAGE_SCANNED, NULL);
	add_coverage(s, "198.51.100.14", "sweep", COVERAGE_SCANNED, "no open port");
	add_coverage(s, "198.51.100.11", "examine", COVERAGE_BLOCKED,
	    "it reset several connections in a row; 14 of 40 ports not tried");
	if (s->flags & SAMPLE_STOPPED) {
		add_coverage(
		    s, "198.51.100.12", "examine", COVERAGE_SKIPPED, "stop was asked for");
		add_coverage(
		    s, "198.51.100.15", "sweep", COVERAGE_UNREACHABLE, "no route to host");
	}
	if (s->flags & SAMPLE_CLEAN)
		return;
	for (size_t i = 0; i < ARRAY_LEN(findings) && s->present < wanted; i++)
		add_finding(s, &findings[i], i);
	add_more(s, wanted);
}

static struct run *make_run(struct sample *s, const char *id, int64_t begin)
{
	struct run *run = ARENA_NEW(s->arena, struct run);

	*run = (struct run){.id = id,
	    .state = s->flags & SAMPLE_STOPPED ? RUN_STOPPED : RUN_FINISHED,
	    .created = begin,
	    .started = begin,
	    .ended = begin + 2838000,
	    .profile = "standard",
	    .tool = "varde 0.1.0",
	    .authorised_by = foreign(s, "security officer, mandate 2026-17"),
	    .job = "{\"id\":\"20261121-093000-k3v9\",\"authorised_by\":\"security "
		   "officer\",\"targets\":[\"" CHU "\"],"
		   "\"profile\":\"standard\",\"rate\":5,\"windows\":[\"22:00-06:00\"],"
		   "\"resolvers\":[\"192.0.2.53\"]}"};
	run->targets = list_of(s, CHU);
	text_list_add(&run->targets, s->arena, "clinique-sainte-anne.example");
	text_list_add(&run->targets, s->arena, "198.51.100.0/28");
	run->exclude = list_of(s, "198.51.100.1");
	return run;
}

struct report_input *sample_input(
    struct arena *arena, const char *lang, size_t wanted, unsigned flags)
{
	struct report_input *in = ARENA_NEW(arena, struct report_input);
	struct sample s = {.arena = arena,
	    .flags = flags,
	    .obs = ARENA_NEW(arena, struct observations),
	    .findings = ARENA_NEW(arena, struct findings),
	    .time = BEGIN};
	struct run *run = make_run(&s, "20261121-093000-k3v9", BEGIN);

	if (!(flags & SAMPLE_EMPTY))
		add_hospital(&s, wanted);
	sort(s.findings);
	run->findings = (int64_t)s.present;
	*in = (struct report_input){.run = run,
	    .obs = s.obs,
	    .findings = s.findings,
	    .kb = kb_builtin(),
	    .lang = lang,
	    .label = "TLP:AMBER",
	    .now = run->ended + 60000};
	if (flags & SAMPLE_COMPARED) {
		in->previous = make_run(&s, "20260522-090000-a1b2", BEGIN - 183LL * DAY);
		run->compared = in->previous->id;
	}
	return in;
}
