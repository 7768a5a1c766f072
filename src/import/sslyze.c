/* sslyze 5 --json_out: its documentation, "Exporting results to JSON". */
#include "import/clean.h"
#include "import/import.h"

static const char *text(const struct json *v, const char *key)
{
	return json_text(json_get(v, key), "");
}

/* The result of a command of a server; NULL when it did not end. */
static const struct json *result_of(const struct json *scan, const char *command)
{
	return json_get(json_get(scan, command), "result");
}

static void say(struct import_file *to, const struct tool_finding *at, const char *rule,
    int severity, const char *title, const char *evidence)
{
	struct tool_finding f = *at;

	f.rule = rule;
	f.severity = severity;
	f.title = title;
	f.evidence = clean_text(to->arena, evidence, TOOL_EVIDENCE);
	clean_cves(to->arena, title, &f.cves);
	import_add(to, &f);
}

static const char *suite_name(const struct json *accepted, size_t i)
{
	const struct json *all = json_get(accepted, "accepted_cipher_suites");

	return text(json_get(&all->array.items[i], "cipher_suite"), "name");
}

/* What is not to be used with any version: without encryption or identity, exportable, RC4,
 * DES. */
static bool is_weak(const char *suite)
{
	static const char *const parts[] = {
	    "_NULL_", "_anon_", "EXPORT", "_RC4_", "_DES_", "_3DES_", "_RC2_", "_IDEA_"};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (strstr(suite, parts[i]))
			return true;
	return false;
}

static void protocols(
    const struct json *scan, struct import_file *to, const struct tool_finding *at)
{
	static const struct {
		const char *command, *rule, *title;
		int severity; /* of the version itself; CRIT_INFO: it may be offered */
	} rows[] = {
	    {"ssl_2_0_cipher_suites", "ssl_2_0", "SSL 2.0 is offered", CRIT_HIGH},
	    {"ssl_3_0_cipher_suites", "ssl_3_0", "SSL 3.0 is offered", CRIT_HIGH},
	    {"tls_1_0_cipher_suites", "tls_1_0", "TLS 1.0 is offered", CRIT_MEDIUM},
	    {"tls_1_1_cipher_suites", "tls_1_1", "TLS 1.1 is offered", CRIT_MEDIUM},
	    {"tls_1_2_cipher_suites", "tls_1_2", "TLS 1.2 is offered", CRIT_INFO},
	    {"tls_1_3_cipher_suites", "tls_1_3", "TLS 1.3 is offered", CRIT_INFO},
	};
	const char *weak = NULL;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct json *r = result_of(scan, rows[i].command);
		size_t n = json_count(json_get(r, "accepted_cipher_suites"));

		if (!n)
			continue;
		say(to, at, rows[i].rule, rows[i].severity, rows[i].title, suite_name(r, 0));
		for (size_t k = 0; k < n && !weak; k++)
			if (is_weak(suite_name(r, k)))
				weak = suite_name(r, k);
	}
	if (weak)
		say(to, at, "weak_cipher_suites", CRIT_MEDIUM, "Weak cipher suites are offered",
		    weak);
}

/* Flaws that a command answers by yes or no. */
static void flaws(
    const struct json *scan, struct import_file *to, const struct tool_finding *at)
{
	static const struct {
		const char *command, *member, *title;
		int severity;
	} rows[] = {
	    {"heartbleed", "is_vulnerable_to_heartbleed", "Heartbleed (CVE-2014-0160)",
		CRIT_CRITICAL},
	    {"openssl_ccs_injection", "is_vulnerable_to_ccs_injection",
		"CCS injection (CVE-2014-0224)", CRIT_HIGH},
	    {"tls_compression", "supports_compression",
		"TLS compression, CRIME (CVE-2012-4929)", CRIT_MEDIUM},
	    {"session_renegotiation", "is_vulnerable_to_client_renegotiation_dos",
		"Clients may renegotiate (CVE-2011-1473)", CRIT_LOW},
	};
	const char *robot = text(result_of(scan, "robot"), "robot_result");

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (json_bool(
			json_get(result_of(scan, rows[i].command), rows[i].member), false))
			say(to, at, rows[i].command, rows[i].severity, rows[i].title,
			    rows[i].member);
	if (strncmp(robot, "VULNERABLE", 10) == 0)
		say(to, at, "robot", CRIT_HIGH, "ROBOT (CVE-2017-13099)", robot);
}

static bool trusted(const struct json *deployment)
{
	const struct json *all = json_get(deployment, "path_validation_results");

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *one = &all->array.items[i];
		const struct json *chain = json_get(one, "verified_certificate_chain");

		if (json_bool(json_get(one, "was_validation_successful"), false) ||
		    json_count(chain))
			return true;
	}
	return !json_count(all);
}

static void key_of(
    const struct json *leaf, struct import_file *to, const struct tool_finding *at)
{
	const struct json *key = json_get(leaf, "public_key");
	int64_t bits = json_int(json_get(key, "key_size"), 0);
	const char *hash = text(json_get(leaf, "signature_hash_algorithm"), "name");

	if (bits > 0 && bits < 2048 && strstr(text(key, "algorithm"), "RSA"))
		say(to, at, "certificate_key", CRIT_MEDIUM,
		    "The certificate's key is too short",
		    arena_printf(to->arena, "RSA %lld", (long long)bits));
	if (strcmp(hash, "sha1") == 0 || strcmp(hash, "md5") == 0)
		say(to, at, "certificate_signature", CRIT_MEDIUM,
		    "The certificate's signature is weak", hash);
}

static void certificates(
    const struct json *scan, struct import_file *to, const struct tool_finding *at)
{
	const struct json *all =
	    json_get(result_of(scan, "certificate_info"), "certificate_deployments");

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *d = &all->array.items[i];
		const struct json *chain = json_get(d, "received_certificate_chain");
		const struct json *leaf = json_count(chain) ? &chain->array.items[0] : NULL;
		const char *until = text(leaf, "not_valid_after");
		const char *subject = text(json_get(leaf, "subject"), "rfc4514_string");

		if (clean_time(until) && at->last && clean_time(until) < at->last)
			say(to, at, "certificate_expired", CRIT_HIGH,
			    "The certificate has expired", until);
		else if (leaf && !trusted(d))
			say(to, at, "certificate_untrusted", CRIT_MEDIUM,
			    "No trust store knows the certificate", subject);
		if (!json_bool(json_get(d, "leaf_certificate_subject_matches_hostname"), true))
			say(to, at, "certificate_name", CRIT_MEDIUM,
			    "The certificate is for another name", subject);
		key_of(leaf, to, at);
	}
}

static void headers(
    const struct json *scan, struct import_file *to, const struct tool_finding *at)
{
	const struct json *r = result_of(scan, "http_headers");
	const struct json *hsts = json_get(r, "strict_transport_security_header");
	const struct json *failed = json_get(r, "http_error_trace");

	if (hsts && hsts->type == JSON_NULL && (!failed || failed->type == JSON_NULL))
		say(to, at, "http_headers", CRIT_LOW, "Strict-Transport-Security is missing",
		    "strict_transport_security_header");
}

static void server(const struct json *v, struct import_file *to)
{
	const struct json *at = json_get(v, "server_location");
	const struct json *scan = json_get(v, "scan_result");
	struct tool_finding f = {.last = to->scanned};
	int64_t port = json_int(json_get(at, "port"), 0);

	(void)clean_host(to->arena, span_str(text(at, "hostname")), &f);
	(void)clean_host(to->arena, span_str(text(at, "ip_address")), &f);
	f.port = port > 0 && port <= 65535 ? port : 0;
	if ((!f.host && !f.addr) || !scan || scan->type != JSON_OBJECT) {
		to->bad++;
		return;
	}
	protocols(scan, to, &f);
	flaws(scan, to, &f);
	certificates(scan, to, &f);
	headers(scan, to, &f);
}

static bool is_sslyze(const struct json *all)
{
	return json_get(all, "server_scan_results") != NULL &&
	       json_get(all, "sslyze_version") != NULL;
}

static void read_all(const struct json *all, struct import_file *to)
{
	const struct json *servers = json_get(all, "server_scan_results");

	to->program = clean_text(to->arena, text(all, "sslyze_version"), 60);
	to->scanned = clean_time(text(all, "date_scans_completed"));
	if (!to->scanned)
		to->scanned = clean_time(text(all, "date_scans_started"));
	for (size_t i = 0; i < json_count(servers); i++)
		server(&servers->array.items[i], to);
}

const struct import_reader sslyze_reader = {.tool = TOOL_SSLYZE,
    .formats = "JSON (--json_out, version 5)",
    .is = is_sslyze,
    .json = read_all};
