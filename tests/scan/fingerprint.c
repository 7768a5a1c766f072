#include "scan/fingerprint.h"

#include "pack/kb.h"
#include "pack/pack_write.h"
#include "test.h"

static struct fingerprint_set *load(void)
{
	struct fingerprint_set *set = NULL;
	struct msg msg = {0};

	assert_int_equal(fingerprint_load(kb_builtin(), &set, &msg), 0);
	return set;
}

/* A pack with one fingerprint alone, so that an example is tried against its own pattern. */
static struct fingerprint_set *load_one(
    struct arena *a, const struct kb_fingerprint *fp, struct str *bytes, struct pack *pack)
{
	struct fingerprint_set *set = NULL;
	struct pack_writer w;
	STR_AUTO(value, 8192);
	const char *const members[] = {fp->id, fp->field, fp->pattern, fp->vendor, fp->product,
	    fp->version, fp->system, fp->cpe, arena_printf(a, "%d", (int)fp->confidence)};

	for (size_t i = 0; i < ARRAY_LEN(members); i++)
		str_put(&value, members[i], strlen(members[i]) + 1);
	pack_write_init(&w, a);
	pack_write_add(&w, "fingerprint/0000", str_bytes(&value));
	assert_int_equal(pack_write_end(&w, bytes, NULL), 0);
	assert_int_equal(pack_from_memory(str_bytes(bytes), pack, NULL), 0);
	assert_int_equal(fingerprint_load(pack, &set, NULL), 0);
	return set;
}

static void check_text(const struct kb_fingerprint *fp, const struct kb_example *ex,
    const char *what, const char *expected, const char *found)
{
	if (strcmp(expected, found ? found : "") == 0)
		return;
	fail_msg("%s: \"%s\": %s is \"%s\", not \"%s\"", fp->id, ex->text, what,
	    found ? found : "", expected);
}

static void check_example(const struct fingerprint_set *set, const struct fingerprint_set *one,
    const struct kb_fingerprint *fp, const struct kb_example *ex, struct arena *a)
{
	struct obs_service s = {0}, all = {0};

	if (fingerprint_match(one, fp->field, span_str(ex->text), a, &s) != ex->match)
		fail_msg("%s: %s \"%s\"", fp->id, ex->match ? "does not match" : "matches",
		    ex->text);
	if (!ex->match)
		return;
	check_text(fp, ex, "the version", ex->version, s.version);
	check_text(fp, ex, "the revision", ex->revision, s.revision);
	check_text(fp, ex, "the system", ex->system, s.system);
	if (ex->cpe[0])
		check_text(fp, ex, "the CPE", ex->cpe, s.cpe);
	/* Among all fingerprints, none of another product is surer of this one's example. */
	assert_true(fingerprint_match(set, fp->field, span_str(ex->text), a, &all));
	if (strcmp(all.product, s.product) != 0)
		fail_msg("%s: \"%s\" is taken for %s", fp->id, ex->text, all.product);
}

TEST(fingerprints_match_their_examples)
{
	struct fingerprint_set *set = load();
	struct pack_iter it = kb_fingerprints(kb_builtin());
	struct kb_fingerprint fp;
	size_t n = 0;

	for (; kb_next_fingerprint(&it, &fp); n++) {
		struct arena *a = arena_new();
		char key[KB_EXAMPLE_KEY];
		struct pack_iter examples = kb_examples(&it, key);
		STR_AUTO(bytes, 16384);
		struct kb_example ex;
		struct pack pack;
		struct fingerprint_set *one = load_one(a, &fp, &bytes, &pack);

		while (kb_next_example(&examples, &ex))
			check_example(set, one, &fp, &ex, a);
		(void)fingerprint_free(one);
		(void)arena_free(a);
	}
	assert_int_equal(n, fingerprint_count(set));
	assert_true(n >= 150);
	(void)fingerprint_free(set);
}

TEST(fingerprint_takes_the_surest)
{
	struct fingerprint_set *set = load();
	struct arena *a = arena_new();
	struct obs_service s = {.product = "untouched", .version = "1"};

	assert_false(fingerprint_match(set, "ssh.banner", span_str("HELLO"), a, &s));
	assert_false(
	    fingerprint_match(set, "no.field", span_str("SSH-2.0-OpenSSH_9.6"), a, &s));
	assert_false(fingerprint_match(set, "ssh.banner", (struct span){NULL, 0}, a, &s));
	assert_string_equal(s.product, "untouched");
	assert_true(fingerprint_match(
	    set, "ssh.banner", span_str("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3"), a, &s));
	assert_string_equal(s.product, "OpenSSH");
	assert_string_equal(s.vendor, "openbsd");
	assert_string_equal(s.version, "9.2p1");
	assert_string_equal(s.revision, "2+deb12u3");
	assert_string_equal(s.system, "Debian");
	assert_string_equal(s.cpe, "cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*");
	assert_int_equal(s.confidence, 98);
	/* What the next match does not know is not left over from the last one. */
	assert_true(fingerprint_match(set, "http.server", span_str("nginx"), a, &s));
	assert_null(s.version);
	assert_null(s.revision);
	(void)arena_free(a);
	(void)fingerprint_free(set);
}

/* Bytes of no character set, and texts that make patterns try long, end soon and give clean
 * text. */
TEST(fingerprint_bears_hostile_text)
{
	struct fingerprint_set *set = load();
	struct arena *a = arena_new();
	STR_AUTO(text, 1 << 16);
	struct obs_service s = {0};

	str_add(&text, "SSH-2.0-OpenSSH_9.2p1 Debian-2\xff\xfe\x80");
	assert_true(fingerprint_match(set, "ssh.banner", str_bytes(&text), a, &s));
	assert_string_equal(s.revision, "2");
	str_clear(&text);
	str_add(&text, "* OK ");
	while (text.n < 60000)
		str_add(&text, "Dovecot (Debian Zimbra IMAP4rev1 Cyrus IMAP v2.4.");
	(void)fingerprint_match(set, "imap.banner", str_bytes(&text), a, &s);
	(void)fingerprint_match(set, "http.body", str_bytes(&text), a, &s);
	(void)fingerprint_match(set, "snmp.sysdescr", str_bytes(&text), a, &s);
	str_clear(&text);
	str_add(&text, "nginx/");
	while (text.n < 60000)
		str_add(&text, "1.");
	assert_true(fingerprint_match(set, "http.server", str_bytes(&text), a, &s));
	assert_true(strlen(s.version) <= 128);
	(void)arena_free(a);
	(void)fingerprint_free(set);
}

TEST(fingerprint_cpe_escapes)
{
	static const char t[] = "cpe:2.3:a:v:p:{version}:*:*:*:*:*:*:*",
			  firm[] = "cpe:2.3:o:v:p:{version}:-:*:*:*:*:*:*";
	struct arena *a = arena_new();

	assert_string_equal(fingerprint_cpe(a, t, "9.2p1"), "cpe:2.3:a:v:p:9.2:p1:*:*:*:*:*:*");
	assert_string_equal(fingerprint_cpe(a, t, "9.2"), "cpe:2.3:a:v:p:9.2:*:*:*:*:*:*:*");
	assert_string_equal(fingerprint_cpe(a, t, NULL), "cpe:2.3:a:v:p:*:*:*:*:*:*:*:*");
	assert_string_equal(
	    fingerprint_cpe(a, t, "12.2(55)SE"), "cpe:2.3:a:v:p:12.2\\(55\\)se:*:*:*:*:*:*:*");
	assert_string_equal(
	    fingerprint_cpe(a, t, "1:2 *?"), "cpe:2.3:a:v:p:1\\:2\\ \\*\\?:*:*:*:*:*:*:*");
	assert_string_equal(fingerprint_cpe(a, t, "p1"), "cpe:2.3:a:v:p:p1:*:*:*:*:*:*:*");
	assert_string_equal(
	    fingerprint_cpe(a, firm, "9.2p1"), "cpe:2.3:o:v:p:9.2p1:-:*:*:*:*:*:*");
	assert_string_equal(fingerprint_cpe(a, "cpe:2.3:a:v:p:*:*:*:*:*:*:*:*", "9"),
	    "cpe:2.3:a:v:p:*:*:*:*:*:*:*:*");
	(void)arena_free(a);
}

TEST(fingerprint_load_refuses_a_faulty_pattern)
{
	static const char value[] = "x\0f\0(\0v\0p\0\0\0\0"
				    "90";
	struct fingerprint_set *set = NULL;
	struct arena *a = arena_new();
	STR_AUTO(bytes, 4096);
	struct pack_writer w;
	struct pack pack;
	struct msg msg = {0};

	pack_write_init(&w, a);
	pack_write_add(&w, "fingerprint/0000", span_of(value, sizeof(value)));
	assert_int_equal(pack_write_end(&w, &bytes, NULL), 0);
	assert_int_equal(pack_from_memory(str_bytes(&bytes), &pack, NULL), 0);
	assert_int_equal(fingerprint_load(&pack, &set, &msg), ERR_CORRUPT);
	assert_null(set);
	assert_non_null(strstr(msg.detail, "x: error"));
	(void)arena_free(a);
}
