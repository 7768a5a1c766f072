#include "assess/product.h"

#include "pack/kb.h"
#include "test.h"

static bool known(const char *key)
{
	for (size_t i = 0; kb_products[i]; i++)
		if (strcmp(kb_products[i], key) == 0)
			return true;
	return false;
}

TEST(product_key_fits_what_is_identified)
{
	static const struct {
		const char *product, *system, *key;
	} rows[] = {
	    {"nginx", NULL, "nginx"},
	    {"Apache HTTP Server", "Debian", "apache"},
	    {"postfix", NULL, "postfix"},
	    {"Microsoft IIS", "Windows", "iis"},
	    {"Windows SNMP service", "Windows", "windows"},
	    {NULL, "Windows Server 2019", "windows"},
	    {"Jetty", NULL, NULL},
	    {NULL, NULL, NULL},
	};

	assert_null(product_key(NULL));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct obs_service s = {.product = rows[i].product, .system = rows[i].system};
		const char *key = product_key(&s);

		if (!rows[i].key)
			assert_null(key);
		else
			assert_string_equal(key, rows[i].key);
	}
}

/* Whatever a fingerprint may say leads to a product that texts are written for, or to none; and
 * most such products are led to. */
TEST(product_keys_are_those_of_the_knowledge_base)
{
	struct pack_iter it = kb_fingerprints(kb_builtin());
	struct kb_fingerprint fp;
	size_t led = 0;

	while (kb_next_fingerprint(&it, &fp)) {
		struct obs_service s = {.product = fp.product, .system = fp.system};
		const char *key = product_key(&s);

		if (key)
			assert_true(known(key));
	}
	for (size_t i = 1; kb_products[i]; i++) {
		bool found = strcmp(kb_products[i], "windows") == 0;

		it = kb_fingerprints(kb_builtin());
		while (!found && kb_next_fingerprint(&it, &fp)) {
			struct obs_service s = {.product = fp.product};
			const char *key = product_key(&s);

			found = key && strcmp(key, kb_products[i]) == 0;
		}
		led += found;
	}
	assert_true(led >= 20);
}
