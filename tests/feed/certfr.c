#include "taste.h"

static const char text[] =
    "{\"$ref\":\"https://www.cert.ssi.gouv.fr/openapi.json\",\"affected_systems\":["
    "{\"description\":\"GLPI versions 10.x ant\xc3\xa9rieures \xc3\xa0 10.0.12\",\"product\":{"
    "\"name\":\"GLPI\",\"vendor\":{\"name\":\"GLPI\",\"scada\":false}}},{\"description\":"
    "\"Toutes\",\"product\":{\"name\":\"N/A\",\"vendor\":{\"name\":\"N/A\"}}}],\"cves\":["
    "{\"name\":\"CVE-2024-23645\",\"url\":\"x\"},{\"name\":\"?\"}],"
    "\"initial_release_date\":\"2024-02-02T00:00:00\",\"last_revision_date\":"
    "\"2024-02-05T00:00:00\",\"reference\":\"CERTFR-2024-AVI-0090\",\"revisions\":[],"
    "\"summary\":\"Des vuln\xc3\xa9rabilit\xc3\xa9s.\",\"title\":\"GLPI\"}";

TEST(certfr_avis_with_its_systems)
{
	struct taste t;

	assert_true(certfr_sniff(span_str(text), "x"));
	taste_text(&t, certfr_read, text);
	assert_int_equal(t.r, 0);
	assert_string_equal(str_text(&t.out),
	    "advisory CERTFR-2024-AVI-0090 2024-02-05 "
	    "{\"record\":{\"id\":\"CERTFR-2024-AVI-0090\","
	    "\"publisher\":\"CERT-FR\",\"title\":\"GLPI\",\"url\":"
	    "\"https://www.cert.ssi.gouv.fr/avis/CERTFR-2024-AVI-0090/\",\"text\":"
	    "\"Des vuln\xc3\xa9rabilit\xc3\xa9s.\",\"tlp\":\"CLEAR\","
	    "\"published\":\"2024-02-02T00:00:00.000Z\","
	    "\"modified\":\"2024-02-05T00:00:00.000Z\",\"cves\":[\"CVE-2024-23645\"]},"
	    "\"configs\":[{\"nodes\":[{\"match\":[{\"named\":true,\"part\":\"*\",\"range\":"
	    "\"span\",\"end_excluded\":true,\"vendor\":\"glpi\",\"product\":\"glpi\",\"end\":"
	    "\"10.0.12\"}]}]}]}\n");
	assert_int_equal(t.rd.left, 2);
	taste_done(&t);
	taste_truncated(certfr_read, text);
}
