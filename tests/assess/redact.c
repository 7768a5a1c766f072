#include "assess/redact.h"

#include "codec/utf8.h"
#include "test.h"

static void check(const char *text, const char *expected)
{
	struct arena *a = arena_new();

	assert_string_equal(redact_text(a, span_str(text), 300), expected);
	(void)arena_free(a);
}

TEST(redact_hides_passwords_and_tokens)
{
	check("DB_PASSWORD=hunter2 next", "DB_PASSWORD=*** next");
	check("password: \"a b;c\", user: \"x\"", "password: \"***\", user: \"x\"");
	check(
	    "{\"access_token\":\"abc\\\"def\",\"n\":1}", "{\"access_token\":\"***\",\"n\":1}");
	check("api-key = 123&x=1", "api-key = ***&x=1");
	check("mot_de_passe=secret", "mot_de_passe=***");
	check("GET /a?token=abc&b=2", "GET /a?token=***&b=2");
	check("PASS=", "PASS=");
}

TEST(redact_leaves_forms_and_words_alone)
{
	check("<input type=\"password\" name=\"p\">", "<input type=\"password\" name=\"p\">");
	check("no password is asked for", "no password is asked for");
	check("WWW-Authenticate: Basic realm=\"Tomcat Manager Application\"",
	    "WWW-Authenticate: Basic realm=\"Tomcat Manager Application\"");
	check("compass=north", "compass=north");
	check("redis.auth: none", "redis.auth: none");
}

TEST(redact_hides_credentials)
{
	check("Authorization: Basic dXNlcjpwYXNz", "Authorization: ***");
	check("sent Bearer abcdefghijk and", "sent Bearer *** and");
	check("mysql://root:toor@db.example/x", "mysql://***@db.example/x");
	check("https://www.example/@me", "https://www.example/@me");
	check("Set-Cookie: SID=abc; Path=/; Secure", "Set-Cookie: SID=***; Path=/; Secure");
	check("Cookie: a=1; b=2", "Cookie: ***");
	check("x -----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc",
	    "x -----BEGIN RSA PRIVATE KEY----- ***");
	check("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "***");
	check("id 0123456789abcdef0123456789abcdef end", "id *** end");
}

TEST(redact_hides_patients)
{
	check("MSH|^~\\&|LAB|CHU\rPID|1||12345^^^CHU||DUPONT^JEANNE\rMSA|AA",
	    "MSH|^~\\&|LAB|CHU PID|*** MSA|AA");
	check("(0010,0010) PN [DUPONT^JEANNE]", "(0010,0010)***");
	check("{\"00100010\":{\"vr\":\"PN\",\"Value\":[1]}}", "{\"00100010\"***");
	check("for DUPONT^JEANNE^M here", "for *** here");
	check("PatientID=4711, x", "PatientID=***, x");
	check("1850578006084 and 185057800608436", "*** and ***");
	check("1 85 05 78 006 084 36", "***");
	check("01018512345, 010185 12345", "***, ***");
}

TEST(redact_keeps_technical_texts)
{
	static const char *const same[] = {
	    "ADT^A01",
	    "NMQ^N01^NMQ_N01",
	    "1.2.276.0.7230010.3.0.3.6.7 OFFIS_DCMTK_367",
	    "notAfter 2026-11-20 00:00 UTC",
	    "TLSv1.2 TLS_RSA_WITH_AES_128_CBC_SHA, TLSv1.2 TLS_RSA_WITH_RC4_128_SHA",
	    "diffie-hellman-group-exchange-sha1",
	    "Linux bastion 6.1.0-18-amd64 #1 SMP Debian 6.1.76-1 (2024-02-01)",
	    "v=spf1 mx include:spf.example ~all",
	    "v=DMARC1; p=none; rua=mailto:d@chu.test",
	    "10.11.6-MariaDB-0+deb12u1",
	    "https://www.chu.test:8443/fhir/metadata: 200",
	    "server: nginx/1.22.1",
	    "RSA 1024 bit",
	    "2001:db8::1",
	};

	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		check(same[i], same[i]);
}

TEST(redact_gives_one_short_line)
{
	struct arena *a = arena_new();
	STR_AUTO(text, 8192);

	check("  a\tb\r\nc\x1b[31m ", "a b  c [31m");
	for (int i = 0; i < 300; i++)
		str_add(&text, "é");
	for (size_t max = 4; max < 40; max++) {
		const char *s = redact_text(a, str_bytes(&text), max);

		assert_true(strlen(s) <= max && strlen(s) + 2 > max);
		assert_true(utf8_valid(span_str(s)));
		assert_string_equal(s + strlen(s) - 3, "...");
	}
	assert_string_equal(redact_text(a, (struct span){NULL, 0}, 10), "");
	(void)arena_free(a);
}
