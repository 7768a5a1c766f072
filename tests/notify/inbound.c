#include "notify/inbound.h"

#include "test.h"

#define ID "0123456789abcdefghjkmnpqrs"

static struct inbound_mail parses(struct arena *arena, const char *text)
{
	struct inbound_mail m;

	inbound_parse(span_str(text), false, arena, &m);
	return m;
}

TEST(inbound_reads_a_reply)
{
	struct arena *arena = arena_new();
	struct inbound_mail m = parses(arena,
	    "From: Kari =?utf-8?q?N=C3=B8?= <Kari@Hospital.Example>\r\n"
	    "To: cert+" ID "@cert.example\r\nSubject: SV: [VARDE#2026-00042] Notice\r\n"
	    "In-Reply-To: <" ID "@cert.example>\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\n"
	    "Content-Type: text/plain; charset=iso-8859-1\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
	    "Ikke v=E5r\r\n\r\nHilsen\r\nDen 1. november skrev:\r\n> fixed\r\n"
	    "--x\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--x--\r\n");

	assert_int_equal(m.type, INBOUND_REPLY);
	assert_string_equal(m.sender, "kari@hospital.example");
	assert_string_equal(m.candidates.items[0], ID);
	assert_int_equal(m.candidates.n, 1);
	assert_string_equal(m.text, "Ikke vår\nHilsen");
	assert_int_equal(inbound_answer_of(m.text), NOTICE_NOT_OURS);
	assert_int_equal(strlen(m.hash), 64);
	arena_free(arena);
}

#define DSN(action, status)                                                                    \
	"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: cert+" ID                    \
	"@cert.example\r\n"                                                                    \
	"Subject: Undelivered\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"        \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"  \
	"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n--b\r\n"                             \
	"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"  \
	"Final-Recipient: rfc822; a@b.example\r\nAction: " action "\r\nStatus: " status "\r\n" \
	"Diagnostic-Code: smtp; 550 no such user\r\n\r\n--b--\r\n"

TEST(inbound_reads_a_delivery_report)
{
	struct arena *arena = arena_new();
	struct inbound_mail m = parses(arena, DSN("failed", "5.1.1"));

	assert_int_equal(m.type, INBOUND_BOUNCE);
	assert_string_equal(m.status, "5.1.1");
	assert_non_null(strstr(m.reason, "550 no such user"));
	assert_string_equal(m.candidates.items[0], ID);
	assert_int_equal(parses(arena, DSN("delivered", "2.0.0")).type, INBOUND_AUTOMATIC);
	m = parses(arena, DSN("delayed", "4.4.1"));
	assert_int_equal(m.status[0], '4');
	arena_free(arena);
}

TEST(inbound_knows_what_programs_send)
{
	struct arena *arena = arena_new();

	assert_int_equal(parses(arena, "From: a@b.c\nAuto-Submitted: auto-replied\n"
				       "In-Reply-To: <" ID "@x>\n\nI am away\n")
			     .type,
	    INBOUND_AUTOMATIC);
	assert_int_equal(
	    parses(arena, "From: a@b.c\nAuto-Submitted: no\nTo: x+" ID "@y\n\nfixed\n").type,
	    INBOUND_REPLY);
	assert_int_equal(
	    parses(arena, "From: a@b.c\nPrecedence: bulk\n\nnews\n").type, INBOUND_AUTOMATIC);
	assert_int_equal(
	    parses(arena, "From: a@b.c\nSubject: hello\n\nhello\n").type, INBOUND_OTHER);
	assert_null(parses(arena, "From: a@b.c, d@e.f\n\nhello\n").sender);
	arena_free(arena);
}

TEST(inbound_refuses_what_is_huge_deep_or_no_mail)
{
	struct arena *arena = arena_new();
	struct inbound_mail m;
	STR_AUTO(deep, 1 << 20);

	inbound_parse(span_str("From: a@b.c\n\nx"), true, arena, &m);
	assert_int_equal(m.type, INBOUND_REFUSED);
	assert_int_equal(parses(arena, "").type, INBOUND_REFUSED);
	assert_int_equal(parses(arena, "\x01\x02\x03").type, INBOUND_REFUSED);
	assert_int_equal(parses(arena, "just words without a head").type, INBOUND_REFUSED);
	for (int i = 0; i < 5000; i++)
		str_addf(&deep, "Content-Type: multipart/mixed; Boundary=b%d\n\n--b%d\n", i, i);
	assert_int_equal(parses(arena, str_text(&deep)).type, INBOUND_REFUSED);
	arena_free(arena);
}

TEST(inbound_leaves_out_what_is_quoted)
{
	struct arena *arena = arena_new();

	assert_string_equal(
	    inbound_own_text("fixed\r\n\r\n\r\nok\r\n-- \r\nme\r\n", 100, arena), "fixed\nok");
	assert_string_equal(
	    inbound_own_text("aide\nLe 3 mars, le CERT a écrit :\n> x", 100, arena), "aide");
	assert_string_equal(inbound_own_text("> all quoted\n", 100, arena), "");
	assert_string_equal(inbound_own_text("abcdef", 3, arena), "abc");
	assert_string_equal(inbound_own_text(NULL, 3, arena), "");
	arena_free(arena);
}
