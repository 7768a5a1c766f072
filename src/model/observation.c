#include "model/observation.h"

#include "base/limits.h"

static const char *const asset_types[] = {"domain", "host", "address", "url", NULL};
static const char *const reaches[] = {"full", "name", "none", NULL};
static const char *const port_states[] = {"open", "closed", "filtered", NULL};
static const char *const coverage_states[] = {
    "scanned", "blocked", "skipped", "unreachable", NULL};
static const char *const transports[] = {"tcp", "udp", NULL};
static const char *const unit_states[] = {"done", "failed", NULL};
static const char *const end_states[] = {"finished", "stopped", "window", "failed", NULL};

enum { REQ = FIELD_REQUIRED, VAR = FIELD_UNSTABLE };

#define F_TIME_UNIT(s)                                   \
	F_TIME(s, time, REQ | VAR, "When it was seen."), \
	    F_TEXT(s, unit, REQ, 512, "Unit of work that saw it.")
#define F_ADDR_PORT(s)                                   \
	F_TEXT(s, addr, 0, 64, "IPv4 or IPv6 address."), \
	    F_INT(s, port, 0, 0, 65535, "Port; 0 for none.")
#define F_TRANSPORT(s) F_ENUM(s, transport, 0, transports, "Transport protocol.")

static const struct field asset_fields[] = {
    F_TIME_UNIT(obs_asset),
    F_ENUM(obs_asset, type, REQ, asset_types, "What kind of asset."),
    F_TEXT(obs_asset, name, REQ, 2048, "Domain, host name, address or URL."),
    F_ENUM(obs_asset, reach, REQ, reaches,
	"How far the authorisation reaches: full, by name only, none."),
    F_TEXT(obs_asset, parent, 0, 2048, "Asset through which it was found."),
    F_TEXT(obs_asset, why, REQ, 256, "Why it is thought to belong to the organisation."),
    F_LIST(obs_asset, addresses, 0, 64, "Addresses that the name resolves to."),
};

static const struct field dns_fields[] = {
    F_TIME_UNIT(obs_dns),
    F_TEXT(obs_dns, name, REQ, LIMIT_NAME, "Name asked for."),
    F_TEXT(obs_dns, type, REQ, 16, "Record type."),
    F_TEXT(obs_dns, rcode, REQ, 16, "Answer code, or TIMEOUT."),
    F_LIST(obs_dns, values, 0, LIMIT_TEXT, "Record data in presentation format, sorted."),
    F_BOOL(obs_dns, authenticated, 0, "The resolver vouched for the answer by DNSSEC."),
};

static const struct field port_fields[] = {
    F_TIME_UNIT(obs_port),
    F_ADDR_PORT(obs_port),
    F_TRANSPORT(obs_port),
    F_ENUM(obs_port, state, REQ, port_states, "What the port answered."),
};

static const struct field service_fields[] = {
    F_TIME_UNIT(obs_service),
    F_ADDR_PORT(obs_service),
    F_TRANSPORT(obs_service),
    F_BOOL(obs_service, tls, 0, "The protocol is spoken inside TLS."),
    F_TEXT(obs_service, protocol, REQ, 32, "Application protocol."),
    F_TEXT(obs_service, vendor, 0, 128, "Vendor of the product."),
    F_TEXT(obs_service, product, 0, 128, "Product."),
    F_TEXT(obs_service, version, 0, 128, "Version as the service tells it."),
    F_TEXT(obs_service, revision, 0, 128, "Package revision of the distribution."),
    F_TEXT(obs_service, system, 0, 128, "Operating system or distribution."),
    F_TEXT(obs_service, cpe, 0, 256, "CPE 2.3 name."),
    F_INT(obs_service, confidence, 0, 0, 100, "Confidence in product and version, per cent."),
    F_TEXT(obs_service, banner, VAR, LIMIT_BANNER, "First text of the service."),
};

static const struct field cert_fields[] = {
    F_TIME_UNIT(obs_cert),
    F_ADDR_PORT(obs_cert),
    F_TEXT(obs_cert, name, 0, LIMIT_NAME, "Server name that was asked for."),
    F_TEXT(obs_cert, subject, 0, 1024, "Subject distinguished name."),
    F_TEXT(obs_cert, issuer, 0, 1024, "Issuer distinguished name."),
    F_TEXT(obs_cert, serial, 0, 128, "Serial number, hexadecimal."),
    F_LIST(obs_cert, names, 0, 512, "Names and addresses that it is valid for."),
    F_TIME(obs_cert, not_before, 0, "Begin of validity."),
    F_TIME(obs_cert, not_after, 0, "End of validity."),
    F_TEXT(obs_cert, key, 0, 64, "Kind of public key."),
    F_INT(obs_cert, key_bits, 0, 0, 65536, "Size of the public key in bits."),
    F_TEXT(obs_cert, signature, 0, 64, "Signature algorithm."),
    F_BOOL(obs_cert, self_signed, 0, "Signed by its own key."),
    F_BOOL(obs_cert, name_matches, 0, "Valid for the name that was asked for."),
    F_INT(obs_cert, chain, 0, 0, LIMIT_CERT_CHAIN, "Certificates that the server sent."),
    F_TEXT(obs_cert, sha256, 0, 64, "SHA-256 of the certificate."),
};

static const struct field tls_fields[] = {
    F_TIME_UNIT(obs_tls),
    F_ADDR_PORT(obs_tls),
    F_TEXT(obs_tls, name, 0, LIMIT_NAME, "Server name that was asked for."),
    F_LIST(obs_tls, versions, 0, 16, "Protocol versions that it accepts."),
    F_LIST(obs_tls, suites, 0, 96, "Version and cipher suite pairs that it accepts."),
    F_BOOL(obs_tls, starttls, 0, "Reached by STARTTLS."),
};

static const struct field http_fields[] = {
    F_TIME_UNIT(obs_http),
    F_TEXT(obs_http, url, REQ, 2048, "Address of the request."),
    F_ADDR_PORT(obs_http),
    F_BOOL(obs_http, tls, 0, "Asked over TLS."),
    F_TEXT(obs_http, host, 0, LIMIT_NAME, "Virtual host asked for."),
    F_TEXT(obs_http, probe, REQ, 32, "Why it was asked."),
    F_TEXT(obs_http, method, REQ, 16, "Request method."),
    F_INT(obs_http, status, 0, 0, 999, "Status code; 0 for no valid answer."),
    F_TEXT(obs_http, location, 0, 2048, "Where a redirect points."),
    F_LIST(obs_http, headers, 0, LIMIT_TEXT, "Response headers, names in lower case."),
    F_TEXT(obs_http, title, 0, 512, "Title of the page."),
    F_TEXT(obs_http, body, 0, LIMIT_HTTP_EVIDENCE, "First bytes of the body, redacted."),
    F_INT(obs_http, body_bytes, 0, 0, LIMIT_HTTP_BODY, "Bytes of the body that were read."),
};

static const struct field fact_fields[] = {
    F_TIME_UNIT(obs_fact),
    F_TEXT(
	obs_fact, subject, REQ, LIMIT_NAME, "Domain, host or address that the fact is about."),
    F_ADDR_PORT(obs_fact),
    F_TRANSPORT(obs_fact),
    F_TEXT(obs_fact, fact, REQ, 64, "Which fact."),
    F_LIST(obs_fact, values, 0, 1024, "Its values."),
    F_TEXT(obs_fact, evidence, 0, 2048, "What shows it, shortened and redacted."),
};

static const struct field coverage_fields[] = {
    F_TIME_UNIT(obs_coverage),
    F_TEXT(obs_coverage, subject, REQ, 2048, "Name or address."),
    F_ADDR_PORT(obs_coverage),
    F_TEXT(obs_coverage, stage, REQ, 32, "Stage of the audit."),
    F_ENUM(obs_coverage, state, REQ, coverage_states, "How far it could be examined."),
    F_TEXT(obs_coverage, reason, 0, 512, "Why not further."),
};

static const struct field burst_fields[] = {
    F_TIME_UNIT(obs_burst),
    F_TEXT(obs_burst, source, VAR, 64, "Source address."),
    F_TEXT(obs_burst, dest, REQ, 64, "Destination address."),
    F_INT(obs_burst, port, 0, 0, 65535, "Destination port."),
    F_TRANSPORT(obs_burst),
    F_TEXT(obs_burst, probe, REQ, 64, "Probe that sent it."),
    F_INT(obs_burst, packets, VAR, 0, INT64_MAX, "Connections or datagrams."),
    F_TEXT(obs_burst, authorisation, VAR, 512, "Authorisation that it rests on."),
};

static const struct field unit_fields[] = {
    F_TIME_UNIT(obs_unit),
    F_TEXT(obs_unit, stage, REQ, 32, "Stage of the audit."),
    F_ENUM(obs_unit, state, REQ, unit_states, "How it ended."),
    F_INT(obs_unit, duration, VAR, 0, INT64_MAX, "Milliseconds it took."),
    F_TEXT(obs_unit, reason, 0, 512, "Why it failed."),
};

static const struct field progress_fields[] = {
    F_TIME(obs_progress, time, REQ | VAR, "When."),
    F_TEXT(obs_progress, stage, REQ, 32, "Earliest stage with work left."),
    F_INT(obs_progress, done, 0, 0, INT64_MAX, "Units of work done."),
    F_INT(obs_progress, total, 0, 0, INT64_MAX, "Units of work known."),
    F_INT(obs_progress, hosts, 0, 0, INT64_MAX, "Addresses with an open port."),
    F_INT(obs_progress, ports, 0, 0, INT64_MAX, "Open ports."),
    F_INT(obs_progress, services, 0, 0, INT64_MAX, "Services identified."),
    F_INT(obs_progress, requests, 0, 0, INT64_MAX, "Connections and datagrams sent."),
};

static const struct field end_fields[] = {
    F_TIME(obs_end, time, REQ | VAR, "When."),
    F_ENUM(obs_end, state, REQ, end_states, "How the job ended."),
    F_TEXT(obs_end, reason, 0, 512, "Why."),
};

const struct record_type obs_types[OBS_KINDS] = {
    [OBS_ASSET] = RECORD_TYPE(
	"asset", obs_asset, asset_fields, "Something that the organisation exposes."),
    [OBS_DNS] = RECORD_TYPE("dns", obs_dns, dns_fields, "An answer of the domain name system."),
    [OBS_PORT] = RECORD_TYPE("port", obs_port, port_fields, "The state of a port."),
    [OBS_SERVICE] =
	RECORD_TYPE("service", obs_service, service_fields, "A service and what it is."),
    [OBS_CERT] =
	RECORD_TYPE("cert", obs_cert, cert_fields, "A certificate that a service showed."),
    [OBS_TLS] = RECORD_TYPE(
	"tls", obs_tls, tls_fields, "TLS versions and suites that a service accepts."),
    [OBS_HTTP] = RECORD_TYPE("http", obs_http, http_fields, "A web request and its answer."),
    [OBS_FACT] = RECORD_TYPE("fact", obs_fact, fact_fields, "One fact about a subject."),
    [OBS_COVERAGE] = RECORD_TYPE(
	"coverage", obs_coverage, coverage_fields, "What was and was not examined."),
    [OBS_BURST] = RECORD_TYPE("burst", obs_burst, burst_fields, "Traffic that was sent."),
    [OBS_UNIT] = RECORD_TYPE("unit", obs_unit, unit_fields, "The end of a unit of work."),
    [OBS_PROGRESS] =
	RECORD_TYPE("progress", obs_progress, progress_fields, "How far the job is."),
    [OBS_END] = RECORD_TYPE("end", obs_end, end_fields, "The end of the job."),
};

const struct fact_row fact_rows[] = {
    {"dns.axfr", "Names of a zone that a name server transfers to anyone: first values, "
		 "evidence counts them."},
    {"dns.wildcard", "Addresses or target that any name below the domain resolves to."},
    {"dns.recursion",
	"The name server resolves foreign names for anyone (RA set and an answer given)."},
    {"dns.version", "Text that version.bind answers."},
    {"dns.dnssec", "DS or DNSKEY records found: signed, unsigned."},
    {"dns.caa", "CAA records that apply to the domain; no values when there are none."},
    {"mail.spf", "SPF record (v=spf1 ...); no values when there is none."},
    {"mail.dmarc", "DMARC record; no values when there is none."},
    {"mail.mx", "Mail exchangers of the domain."},
    {"smtp.extensions", "EHLO keywords before encryption."},
    {"smtp.extensions-tls", "EHLO keywords after STARTTLS."},
    {"imap.capabilities", "CAPABILITY before encryption."},
    {"pop3.capabilities", "CAPA before encryption."},
    {"ftp.features", "FEAT answers; \"AUTH TLS\" when offered."},
    {"ssh.protocol", "Protocol versions that the identification string offers."},
    {"ssh.kex", "Key exchange algorithms offered."},
    {"ssh.hostkey", "Host key algorithms offered."},
    {"ssh.cipher", "Ciphers offered, server to client."},
    {"ssh.mac", "MACs offered, server to client."},
    {"telnet.options", "Options that the server negotiates."},
    {"vnc.security", "Security types offered, by name."},
    {"rdp.security", "Security protocols that the server accepts: rdp, tls, nla."},
    {"smb.dialects", "Dialects accepted: \"NT LM 0.12\", \"2.0.2\", ..., \"3.1.1\"."},
    {"smb.signing", "required or optional."},
    {"snmp.public", "sysDescr answered to the community public."},
    {"snmp.engine", "SNMPv3 engine identifier."},
    {"mqtt.anonymous", "Return code of a CONNECT without credentials: accepted or refused."},
    {"redis.auth", "required or none."},
    {"mysql.handshake", "Version and capabilities of the greeting."},
    {"postgresql.ssl", "accepted or refused."},
    {"dicom.association",
	"accepted, or the reason of the rejection, for an invented AE title."},
    {"dicom.implementation", "Implementation class UID and version name."},
    {"dicom.echo", "success when C-ECHO was answered."},
    {"hl7.ack", "Acknowledgement code and sending application."},
    {"fhir.capability", "Software, FHIR version, security services declared."},
    {"orthanc.system", "Version and name told by /system without credentials."},
    {"dicomweb.root", "Status of the DICOMweb root."},
    {"http.allow", "Methods listed by OPTIONS."},
    {"proof.dns",
	"Tokens that _varde-challenge below the name publishes; evidence says what was seen."},
    {"proof.http",
	"Token that the challenge file of the name holds; evidence says what was seen."},
    {NULL, NULL},
};

int obs_kind_of(const char *name)
{
	for (int i = 0; i < OBS_KINDS; i++)
		if (strcmp(obs_types[i].name, name) == 0)
			return i;
	return -1;
}

int obs_parse(struct span line, struct arena *arena, struct observation *ret, struct msg *msg)
{
	struct json *v;
	size_t at = 0;
	const char *name;
	int kind, r = json_parse(line, arena, &v, &at);
	struct observation o;

	if (r < 0) {
		msg_what(msg, "the line is not JSON");
		msg_detail(msg, "%s at byte %zu", err_text(r), at);
		return r;
	}
	name = json_text(json_get(v, "kind"), "");
	kind = obs_kind_of(name);
	if (kind < 0) {
		msg_what(msg, "the line is no observation");
		msg_detail(msg, "its kind is \"%.60s\"", name);
		return ERR_SYNTAX;
	}
	o.kind = (enum obs_kind)kind;
	o.rec = record_new(&obs_types[kind], arena);
	r = record_from_json(&obs_types[kind], v, arena, o.rec, msg);
	if (r < 0)
		return r;
	*ret = o;
	return 0;
}

void obs_write(const struct observation *o, struct str *out)
{
	struct json_writer w;

	json_write_init(&w, out, 0);
	record_to_json(&obs_types[o->kind], o->rec, true, &w);
	str_char(out, '\n');
}

bool obs_stored(enum obs_kind kind)
{
	return kind != OBS_PROGRESS && kind != OBS_END;
}

const char *obs_subject(const struct observation *o)
{
	static const char *const names[] = {"subject", "host", "name", "addr", "dest", "url"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct field *f = record_field(&obs_types[o->kind], names[i]);

		if (f && field_text(f, o->rec))
			return field_text(f, o->rec);
	}
	return "";
}
