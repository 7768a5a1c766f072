#include "test.h"

#include "base/macros.h"
#include "rank/role.h"

static struct role_result role(const char *name, const char *product, const char *protocol)
{
	struct text_list lists[3] = {
	    {&name, name != NULL}, {&product, product != NULL}, {&protocol, protocol != NULL}};

	return role_of(&lists[0], &lists[1], &lists[2]);
}

TEST(role_every_one_has_a_name)
{
	size_t n = 0;

	while (role_names[n])
		n++;
	assert_int_equal(n, ROLES);
}

TEST(role_by_protocol_before_product_before_name)
{
	struct role_result r = role("vpn.chu.example", "Postfix", "dicom");

	assert_int_equal(r.role, ROLE_IMAGING);
	assert_int_equal(r.by, ROLE_BY_PROTOCOL);
	assert_string_equal(r.what, "dicom");
	r = role("vpn.chu.example", "Orthanc", "http");
	assert_int_equal(r.role, ROLE_IMAGING);
	assert_int_equal(r.by, ROLE_BY_PRODUCT);
	assert_string_equal(r.what, "Orthanc");
	r = role("vpn2.chu.example", "nginx", "http");
	assert_int_equal(r.role, ROLE_REMOTE_ACCESS);
	assert_int_equal(r.by, ROLE_BY_NAME);
	r = role(NULL, NULL, NULL);
	assert_int_equal(r.role, ROLE_OTHER);
	assert_int_equal(r.by, ROLE_BY_NOTHING);
	assert_null(r.what);
	assert_int_equal(role_of(NULL, NULL, NULL).role, ROLE_OTHER);
}

TEST(role_by_whole_words_of_the_host_only)
{
	static const struct {
		const char *name;
		enum role role;
	} rows[] = {
	    {"pacs.hospital.example", ROLE_IMAGING},
	    {"pacs01-test.hospital.example", ROLE_IMAGING},
	    {"WEB.PACS.hospital.example", ROLE_IMAGING},
	    {"resultats-labo.chu.example", ROLE_RESULTS},
	    {"hl7.chu.example", ROLE_RESULTS},
	    {"teleconsultation.chu.example", ROLE_TELEMEDICINE},
	    {"webmail.chu.example", ROLE_ADMINISTRATION},
	    {"vpn-pacs.chu.example", ROLE_IMAGING},
	    {"pacs", ROLE_IMAGING},
	    /* part of a word, the organisation's own name, an address */
	    {"spacsy.hospital.example", ROLE_OTHER},
	    {"www.imagerie.example", ROLE_OTHER},
	    {"imagerie.example", ROLE_OTHER},
	    {"www.hospital.example", ROLE_OTHER},
	    {"192.0.2.1", ROLE_OTHER},
	    {"", ROLE_OTHER},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (role(rows[i].name, NULL, NULL).role != rows[i].role)
			fail_msg("\"%s\" is not %s", rows[i].name, role_names[rows[i].role]);
}

TEST(role_nearest_to_patients_counts)
{
	const char *names[] = {"vpn.chu.example", "pacs.chu.example", "mail.chu.example"};
	const char *products[] = {"Citrix NetScaler", "OpenEMR"};
	const struct text_list n = {names, ARRAY_LEN(names)}, p = {products, 2};

	assert_int_equal(role_of(&n, NULL, NULL).role, ROLE_IMAGING);
	assert_string_equal(role_of(&n, NULL, NULL).what, "pacs.chu.example");
	assert_int_equal(role_of(&n, &p, NULL).role, ROLE_RESULTS);
}
