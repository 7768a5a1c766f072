#include "watchers/tunnel.h"

#include "base/rng.h"
#include "made.h"

enum { TUNNEL = WATCHER_SID + 60, A = 1, TXT = 16 };

static void registered(const char *name, const char *want)
{
	struct span s = tunnel_registered(span_str(name));

	assert_int_equal(s.n, strlen(want));
	assert_memory_equal(s.p, want, s.n);
}

TEST(tunnel_registered_names)
{
	registered("a.b.example.org", "example.org");
	registered("example.org", "example.org");
	registered("org", "org");
	registered("", "");
	registered("a.b.trust.nhs.uk", "trust.nhs.uk");
	registered("a.example.co.uk", "example.co.uk");
	registered("nhs.uk", "nhs.uk");
	registered("a.b.helse.no", "helse.no");
	registered("..", ".");
}

TEST(tunnel_entropy_tells_data_from_words)
{
	assert_int_equal(tunnel_entropy(span_str("")), 0);
	assert_int_equal(tunnel_entropy(span_str("aaaaaaaa")), 0);
	assert_int_equal(tunnel_entropy(span_str("abababab")), 100);
	assert_true(tunnel_entropy(span_str("9b0b0104ab00f3c2d8e7716a5b4c")) > 300);
	assert_true(tunnel_entropy(span_str("wwwwww-imagesss-wwwwww-imagesss")) < 290);
}

/* n questions, each with that many random hexadecimal digits before the name. */
static size_t ask(
    struct made *m, const char *client, int n, int digits, const char *below, uint16_t type)
{
	struct rng rng;
	size_t told = 0;

	rng_seed(&rng, 3);
	for (int i = 0; i < n; i++) {
		char name[128];
		int at = 0;

		for (; at < digits; at++)
			name[at] = "0123456789abcdef"[rng_below(&rng, 16)];
		(void)snprintf(name + at, sizeof(name) - (size_t)at, ".%s", below);
		told += made_dns(m, client, name, type, i);
	}
	return told;
}

TEST(tunnel_of_many_long_names_is_told)
{
	struct made m;

	made_begin(&m, "tunnel = 40\n");
	assert_int_equal(ask(&m, "10.0.0.9", 39, 40, "evil.example", A), 0);
	assert_int_equal(made_dns(&m, "10.0.0.9",
			     "0123456789abcdeffedcba98765432100f1e2d3c.evil.example", A, 40),
	    1);
	assert_int_equal(made_told(&m, TUNNEL), 1);
	assert_int_equal(ask(&m, "10.0.0.9", 500, 40, "evil.example", A), 0);
	made_end(&m);
}

TEST(tunnel_of_bulk_records_is_told)
{
	struct made m;

	made_begin(&m, "tunnel_bulk = 50\n");
	assert_int_equal(ask(&m, "10.0.0.9", 49, 3, "evil.example", TXT), 0);
	assert_int_equal(made_dns(&m, "10.0.0.9", "x.evil.example", 10, 50), 1);
	made_end(&m);
}

TEST(tunnel_is_not_what_else_has_long_names)
{
	struct made m;

	made_begin(&m, "tunnel = 40\ntunnel_names = sophosxl.net\n");
	assert_int_equal(ask(&m, "10.0.0.9", 500, 40, "x.sophosxl.net", A), 0);
	assert_int_equal(ask(&m, "10.0.0.9", 500, 8, "cdn.example", A), 0);
	assert_int_equal(ask(&m, "10.0.0.9", 500, 40, "ip6.arpa", 12), 0);
	/* One long name asked for again and again; words. */
	for (int i = 0; i < 500; i++) {
		assert_int_equal(made_dns(&m, "10.0.0.9",
				     "0123456789abcdeffedcba9876543210.evil.example", A, i),
		    0);
		assert_int_equal(
		    made_dns(&m, "10.0.0.9", "wwwwww-imagesss-wwwwww-imagesss.example", A, i),
		    0);
	}
	/* Mail servers ask for TXT, below many names. */
	for (int i = 0; i < 500; i++) {
		char name[64];

		(void)snprintf(name, sizeof(name), "_dmarc.mail%d.example", i);
		assert_int_equal(made_dns(&m, "10.0.0.25", name, TXT, i), 0);
	}
	assert_int_equal(m.n, 0);
	made_end(&m);
}
