#include "notify/mail.h"

#include "test.h"

static const struct mail plain = {.from_name = "Helse-CERT",
    .from = "cert@varde.test",
    .to = "ola@sykehus.test",
    .subject = "Your report is ready",
    .body = "Hello,\n\nlook here.\n",
    .lang = "en",
    .message_id = "abc123@varde.test",
    .date = 1795312171000};

static struct str made(struct mail m)
{
	struct str out;

	str_init(&out, MAIL_MAX);
	assert_int_equal(mail_compose(&m, &out), 0);
	return out;
}

static bool has(const struct str *s, const char *text)
{
	return span_find(str_bytes(s), text) >= 0;
}

TEST(mail_is_whole)
{
	struct str out = made(plain);

	assert_string_equal(str_text(&out),
	    "Date: Sun, 22 Nov 2026 01:49:31 +0000\r\nFrom: \"Helse-CERT\"\r\n "
	    "<cert@varde.test>\r\nTo: <ola@sykehus.test>\r\nSubject: Your report is ready\r\n"
	    "Message-ID: <abc123@varde.test>\r\nAuto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\nContent-Language: en\r\n\r\n"
	    "Hello,\r\n\r\nlook here.\r\n");
	str_done(&out);
}

TEST(mail_encodes_headers)
{
	struct mail m = plain;
	struct str out;

	m.subject =
	    "Revisjonen er ferdig: sykehuset i Tromsø, æøå og mer til, så det blir langt";
	m.from_name = "Santé \"CERT\"";
	out = made(m);
	assert_true(has(&out,
	    "\r\nSubject: =?utf-8?Q?Revisjonen_er_ferdig=3A_sykehuset_i_Troms=C3=B8=2C_?=\r\n "
	    "=?utf-8?Q?=C3=A6=C3=B8=C3=A5_og_mer_til"));
	assert_true(has(&out, "\r\nFrom: =?utf-8?Q?Sant=C3=A9_=22CERT=22?=\r\n <cert@"));
	str_done(&out);
	m.subject = "=?utf-8?Q?fake?=";
	m.from_name = NULL;
	out = made(m);
	assert_true(has(&out, "\r\nSubject: =?utf-8?Q?=3D=3Futf-8=3FQ=3Ffake=3F=3D?=\r\n"));
	assert_true(has(&out, "\r\nFrom: <cert@varde.test>\r\n"));
	str_done(&out);
}

TEST(mail_cuts_subjects_between_characters)
{
	char subject[401] = "";
	struct mail m = plain;
	struct str out;

	for (size_t i = 0; i < 400; i += 2)
		memcpy(subject + i, "\xc3\xb8", 2);
	m.subject = subject + 1; /* an odd byte first: no UTF-8 */
	out = made(m);
	assert_true(has(&out, "=EF=BF=BD=C3=B8"));
	assert_false(has(&out, "=C3?="));
	str_done(&out);
}

TEST(mail_takes_no_header_from_texts)
{
	struct mail m = plain;
	struct str out;

	m.subject = "a\r\nBcc: all@varde.test\r\n\r\nbody\x0b\xe2\x80\xa8x";
	m.from_name = "b\nReply-To: evil@varde.test";
	m.body = ".\nFrom here\n.\r\nend";
	out = made(m);
	assert_false(has(&out, "\nBcc"));
	assert_false(has(&out, "\nReply-To"));
	assert_true(has(&out, "=?utf-8?Q?a__Bcc=3A_all=40varde=2Etest____body__x?="));
	assert_true(has(&out, "\r\n\r\n=2E\r\n=46rom here\r\n=2E\r\nend\r\n"));
	str_done(&out);
}

TEST(mail_refuses_what_is_no_address)
{
	static const char *const wrong[] = {"", "a", "a@", "@b", "a@b\r\nBcc: c@d",
	    "a b@c.test", "<a@b.test>", "a@b@c", "a.@b.test", ".a@b.test", "a..b@c.test",
	    "a,b@c.test", "\xc3\xb8@b.test", "a@b c"};
	struct arena *arena = arena_new();
	STR_AUTO(out, MAIL_MAX);
	const char *got;

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct mail m = plain;

		m.to = wrong[i];
		assert_int_equal(mail_compose(&m, &out), ERR_SYNTAX);
		m = plain;
		m.from = wrong[i];
		assert_int_equal(mail_compose(&m, &out), ERR_SYNTAX);
		m = plain;
		m.message_id = wrong[i];
		assert_int_equal(mail_compose(&m, &out), ERR_SYNTAX);
		assert_int_equal(mail_address(wrong[i], arena, &got), ERR_SYNTAX);
	}
	assert_int_equal(out.n, 0);
	assert_int_equal(mail_address(" Ola.N+x@Sykehus-ø.test ", arena, &got), 0);
	assert_string_equal(got, "Ola.N+x@xn--sykehus--d5a.test");
	arena_free(arena);
}

TEST(mail_ids_are_made_of_letters)
{
	struct arena *arena = arena_new();
	const char *got;

	assert_int_equal(mail_id("0abc-9", "cert@varde.test", arena, &got), 0);
	assert_string_equal(got, "0abc-9@varde.test");
	assert_int_equal(mail_id("a>b", "cert@varde.test", arena, &got), ERR_SYNTAX);
	assert_int_equal(mail_id("", "cert@varde.test", arena, &got), ERR_SYNTAX);
	assert_int_equal(mail_id("a", "cert", arena, &got), ERR_SYNTAX);
	assert_int_equal(mail_id("a", NULL, arena, &got), ERR_SYNTAX);
	arena_free(arena);
}

/* Decodes quoted-printable as RFC 2045 section 6.7 says, lines with LF. */
static void decode(struct span body, struct str *out)
{
	for (size_t i = 0; i < body.n; i++) {
		unsigned byte;

		if (body.p[i] == '\r')
			continue;
		if (body.p[i] != '=') {
			str_char(out, (char)body.p[i]);
		} else if (body.p[i + 1] == '\r') {
			i += 2;
		} else {
			assert_int_equal(sscanf((const char *)body.p + i + 1, "%2X", &byte), 1);
			str_char(out, (char)byte);
			i += 2;
		}
	}
}

TEST(mail_bodies_come_back)
{
	static const char body[] =
	    "Æ = ø, 100 % \t \n\nA line that is so long that it has to be broken softly, and "
	    "again: "
	    "ååååååååååååååååååååååååååååååååååååååååååååååå 🏥🏥🏥🏥🏥🏥🏥🏥🏥🏥🏥🏥🏥🏥\nend ";
	struct mail m = plain;
	struct span rest, line;
	struct str out;
	STR_AUTO(back, MAIL_MAX);

	m.body = body;
	out = made(m);
	rest = str_bytes(&out);
	while (span_line(&rest, &line)) {
		assert_true(line.n <= 76);
		assert_true(
		    !line.n || (line.p[line.n - 1] != ' ' && line.p[line.n - 1] != '\t'));
	}
	rest = str_bytes(&out);
	while (span_line(&rest, &line) && line.n)
		;
	decode(rest, &back);
	assert_int_equal(back.n, strlen(body) + 1);
	assert_memory_equal(back.p, body, strlen(body));
	str_done(&out);
}

/* --- encrypted --- */

TEST(mail_payloads_hold_the_headers_that_count)
{
	struct mail m = plain;
	STR_AUTO(out, MAIL_MAX);

	m.subject = "Rapporten Æ";
	m.body = "Kom og se\n";
	assert_int_equal(mail_payload(&m, &out), 0);
	assert_true(has(&out, "Subject: =?utf-8?Q?Rapporten_=C3=86?=\r\n"));
	assert_true(has(&out, "HP-Outer: Subject: [...]\r\n"));
	assert_true(has(&out, "HP-Outer: To: <"));
	assert_true(has(&out, "HP-Outer: Date: "));
	assert_true(has(&out, "HP-Outer: Message-ID: <"));
	assert_true(has(&out, "hp=\"cipher\";\r\n hp-legacy-display=\"1\""));
	/* For programs that do not look inside. */
	assert_true(has(&out, "\r\n\r\nSubject: Rapporten =C3=86\r\n\r\nKom og se\r\n"));
	m.to = "a@b\r\nBcc: eve@x.test";
	assert_int_equal(mail_payload(&m, &out), ERR_SYNTAX);
	assert_int_equal(mail_pgp(&m, span_str("x"), &out), ERR_SYNTAX);
	assert_int_equal(mail_smime(&m, span_str("x"), &out), ERR_SYNTAX);
}

TEST(mail_outsides_say_nothing_of_the_content)
{
	uint8_t der[200] = {0x30, 0x82};
	struct mail m = plain;
	struct span rest, line;
	STR_AUTO(pgp, MAIL_MAX);
	STR_AUTO(smime, MAIL_MAX);

	m.subject = "secret";
	m.body = "secret\n";
	assert_int_equal(mail_pgp(&m,
			     span_str("-----BEGIN PGP MESSAGE-----\n\nabc=\n-----END PGP "
				      "MESSAGE-----\n"),
			     &pgp),
	    0);
	assert_int_equal(mail_smime(&m, span_of(der, sizeof(der)), &smime), 0);
	assert_false(has(&pgp, "secret") || has(&smime, "secret"));
	assert_true(has(&pgp, "Subject: [...]\r\n") && has(&smime, "Subject: [...]\r\n"));
	assert_true(has(&pgp, "\r\nabc=\r\n-----END PGP MESSAGE-----\r\n--=_varde-sealed--"));
	assert_true(has(&smime, "smime-type=enveloped-data"));
	assert_true(has(&smime, "\r\n\r\nMIIAAAAA"));
	rest = str_bytes(&smime);
	while (span_line(&rest, &line))
		assert_true(line.n <= 76);
}

TEST(mail_signed_keeps_the_bytes_of_the_part)
{
	STR_AUTO(out, MAIL_MAX);

	assert_int_equal(mail_signed(span_str("Content-Type: text/plain\r\n\r\nhei\r\n"),
			     "pgp-sha512", span_str("sig\n"), &out),
	    0);
	assert_true(has(&out, "micalg=pgp-sha512;"));
	assert_true(has(&out, "--=_varde-signed\r\nContent-Type: "
			      "text/plain\r\n\r\nhei\r\n\r\n--=_varde-signed\r\n"));
	assert_true(has(&out, "\r\n\r\nsig\r\n--=_varde-signed--\r\n"));
	assert_int_equal(mail_signed(span_str("x"), "", span_str("s"), &out), ERR_SYNTAX);
	assert_int_equal(
	    mail_signed(span_str("x"), "pgp-sha\r\n", span_str("s"), &out), ERR_SYNTAX);
}
