#include "fake_probe.h"
#include "scan/probes.h"
#include "test.h"

/* As MariaDB 10.11 of Debian 12 greets. */
#define MARIADB                                                                     \
	"c\x00\x00\x00\x0a"                                                         \
	"5.5.5-10.11.6-MariaDB-0+deb12u1\x00\x1f\x00\x00\x00"                       \
	"abcdefgh\x00\xfe\xff-\x02\x00\xff\x81\x15\x00\x00\x00\x00\x00\x00\x1d\x00" \
	"\x00\x00ijklmnopqrst\x00mysql_native_password\x00"
#define REFUSED                                                                  \
	"C\x00\x00\x00\xffj\x04Host '10.0.0.1' is not allowed to connect to thi" \
	"s MariaDB server"
#define BUSY "\x1d\x00\x00\x00\xff\x10\x04#08004Too many connections"

TEST(probe_mysql_version_and_tls)
{
	static const struct fake_step steps[] = {FAKE_SAYS(MARIADB)};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	f.product = "MariaDB";
	assert_int_equal(fake_run(&f, &probe_mysql), 0);
	assert_string_equal(fake_service(&f)->protocol, "mysql");
	assert_string_equal(fake_service(&f)->banner, "5.5.5-10.11.6-MariaDB-0+deb12u1");
	assert_string_equal(f.field, "mysql.version");
	assert_string_equal(f.text, "10.11.6-MariaDB-0+deb12u1");
	assert_string_equal(fake_fact(&f, "mysql.handshake"), "10.11.6-MariaDB-0+deb12u1, ssl");
	assert_string_equal(fake_evidence(&f, "mysql.handshake"),
	    "capabilities 0x81fffffe, mysql_native_password");
	assert_int_equal(f.sent.n, 0);
	assert_true(probe_mysql.greets(span_of(MARIADB, sizeof(MARIADB) - 1)));
	fake_vanish(&f, &probe_mysql);
	fake_end(&f);
}

TEST(probe_mysql_that_refuses_this_host_is_mysql_all_the_same)
{
	static const struct fake_step steps[] = {FAKE_SAYS_CLOSE(REFUSED)};
	static const struct fake_step busy[] = {FAKE_SAYS_CLOSE(BUSY)};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_mysql), 0);
	assert_string_equal(fake_service(&f)->protocol, "mysql");
	assert_string_equal(f.field, "mysql.error");
	assert_null(fake_fact(&f, "mysql.handshake"));
	assert_null(fake_coverage(&f));
	fake_end(&f);
	fake_start(&f, busy, ARRAY_LEN(busy));
	assert_int_equal(fake_run(&f, &probe_mysql), 0);
	assert_int_equal(fake_coverage(&f)->state, COVERAGE_BLOCKED);
	fake_end(&f);
}

TEST(probe_mysql_is_not_for_others)
{
	static const struct fake_step steps[] = {FAKE_SAYS("220 mail ESMTP\r\n")};
	static const struct fake_step silent[] = {FAKE_SAYS("")};
	struct fake f;

	fake_start(&f, steps, ARRAY_LEN(steps));
	assert_int_equal(fake_run(&f, &probe_mysql), ERR_PROTOCOL);
	assert_false(probe_mysql.greets(span_str("220 mail ESMTP\r\n")));
	fake_end(&f);
	fake_start(&f, silent, ARRAY_LEN(silent));
	assert_int_equal(fake_run(&f, &probe_mysql), ERR_PROTOCOL);
	fake_end(&f);
}
