/* The targeted check of a vulnerability: whom it offers, what it orders, what it shows. */
#include "cert_place.h"
#include "member_place.h"

#include "knowledge_place.h"
#include "model/order.h"
#include "model/scope.h"
#include "store/desk.h"

#define CVE "CVE-2024-21762"

/* The member has proved a network and signed. */
static void authorised(struct rig *rig, const char *org, const char *id)
{
	struct item item = {.id = rig_f(rig, "item-%s", id),
	    .org = org,
	    .type = ITEM_DOMAIN,
	    .value = rig_f(rig, "%s.example", id),
	    .state = ITEM_VERIFIED,
	    .created = rig_now,
	    .verified = rig_now,
	    .lapses = rig_now + INT64_C(86400000) * 300};
	struct authorisation a = {.id = rig_f(rig, "auth-%s", id),
	    .org = org,
	    .signer = "p",
	    .signer_name = "Jean",
	    .signer_function = "CEO",
	    .profile = PROFILE_FULL,
	    .emergency = "+33 1",
	    .statement = "s",
	    .hash = "h",
	    .since = rig_now - 1000,
	    .until = rig_now + INT64_C(86400000) * 300,
	    .signed_at = rig_now - 1000};

	assert_int_equal(desk_insert(rig->db, &item_type, &item), 0);
	assert_int_equal(desk_insert(rig->db, &authorisation_type, &a), 0);
}

TEST_RIG(a_check_is_ordered_where_it_may_be)
{
	struct knowledge_place k = knowledge_place_make(rig);
	const char *other = rig_org(rig, "Other hospital", ORG_HOSPITAL, NULL);
	const char *nobody = rig_org(rig, "Without a signature", ORG_HOSPITAL, NULL);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);

	assert_int_equal(rig_get(b, "/cert/check"), 200);
	assert_int_equal(rig_get(b, "/cert/check?cve=nonsense"), 422);
	assert_true(rig_has(b, "Write the number of a CVE"));
	/* Nobody has signed: it was seen, and no packet may go there. */
	assert_int_equal(rig_get(b, "/cert/check?cve=" CVE), 200);
	assert_true(rig_has(b, "at 1 organisation without a proved perimeter"));
	authorised(rig, k.org, "chu");
	authorised(rig, other, "other");
	for (size_t i = 0; i < 3; i++) {
		cert_place_lang(rig, ROLE_ANALYST, (const char *const[]){"fr", "nb", "en"}[i]);
		assert_int_equal(rig_get(b, "/cert/check?cve=cve-2024-21762"), 200);
		assert_true(rig_has(b, "CHU Knowledge"));
		assert_true(rig_has(b, "Other hospital"));
		assert_false(rig_has(b, "Without a signature"));
	}
	assert_int_equal(
	    rig_post(b, "/cert/check", "cve", CVE, "orgs", k.org, "reason", "", NULL), 422);
	assert_int_equal(rig_post(b, "/cert/check", "cve", CVE, "reason", "new", NULL), 422);
	assert_int_equal(rig_post(b, "/cert/check", "cve", CVE, "orgs", k.org, "orgs", other,
			     "orgs", nobody, "reason", "It is exploited", NULL),
	    303);
	cert_place_logged(rig, "order.schedule");
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "2 checks were ordered"));
	assert_int_equal(place_int(rig->db,
			     "SELECT count(*) FROM audit_order WHERE \"type\" = 'targeted' AND "
			     "\"cve\" = '" CVE "' AND \"reason\" = 'It is exploited'"),
	    2);
	assert_int_equal(member_place_count(rig,
			     "SELECT count(*) FROM audit_order WHERE \"org\" = $1", nobody),
	    0);
}

TEST_RIG(a_check_is_ordered_by_a_program)
{
	struct knowledge_place k = knowledge_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);

	authorised(rig, k.org, "chu");
	assert_int_equal(rig_get(b, "/api/v1/cert/check?cve=" CVE), 200);
	assert_true(rig_has(b, "\"CHU Knowledge\""));
	assert_true(rig_has(b, "\"ordered\":0"));
	assert_int_equal(rig_json(b, "POST", "/api/v1/cert/check",
			     "{\"cve\":\"nonsense\",\"orgs\":[\"x\"],\"reason\":\"r\"}"),
	    422);
	assert_int_equal(
	    rig_json(b, "POST", "/api/v1/cert/check",
		rig_f(
		    rig, "{\"cve\":\"" CVE "\",\"orgs\":[\"%s\"],\"reason\":\"now\"}", k.org)),
	    200);
	assert_true(rig_has(b, "\"ordered\":1"));
	assert_true(rig_has(b, "\"reason\":\"now\""));
	b = cert_place_browser(rig, ROLE_READER);
	assert_int_equal(rig_get(b, "/api/v1/cert/check?cve=" CVE), 403);
}

/* What such a check found is shown with its deadline. */
TEST_RIG(a_check_shows_its_hits)
{
	struct knowledge_place k = knowledge_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);

	assert_int_equal(desk_exec(rig->db,
			     "UPDATE audit_order SET \"type\" = 'targeted', \"cve\" = '" CVE
			     "' WHERE \"org\" = $1",
			     DESK_PARAMS(DESK_TEXT(k.org)), NULL),
	    0);
	assert_int_equal(rig_get(b, "/cert/check?cve=" CVE), 200);
	assert_true(rig_has(b, rig_f(rig, "/orgs/%s/findings/%s", k.org, k.finding)));
	assert_false(rig_has(b, k.possible));
	assert_int_equal(rig_get(b, "/cert/check?cve=CVE-2024-6387"), 200);
	assert_false(rig_has(b, k.finding));
}

TEST_RIG(a_check_is_not_for_members)
{
	struct member_place p = member_place_make(rig);

	assert_int_equal(rig_get(p.b, "/cert/check?cve=" CVE), 403);
	assert_int_equal(
	    rig_post(p.b, "/cert/check", "cve", CVE, "orgs", p.org, "reason", "r", NULL), 403);
	assert_int_equal(
	    rig_get(cert_place_browser(rig, ROLE_READER), "/cert/check?cve=" CVE), 403);
}
