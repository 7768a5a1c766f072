#include "taste.h"

static const char text[] =
    "{\"document\":{\"category\":\"csaf_vex\",\"publisher\":{\"name\":\"Red Hat Product "
    "Security\"},\"tracking\":{\"current_release_date\":\"2024-07-08T00:00:00+00:00\"}},"
    "\"vulnerabilities\":[{\"cve\":\"CVE-2024-6387\",\"product_status\":{\"fixed\":["
    "\"BaseOS-9.4.0.Z.MAIN.EUS:openssh-0:8.7p1-38.el9_4.1.src\","
    "\"BaseOS-9.4.0.Z.MAIN.EUS:openssh-clients-0:8.7p1-38.el9_4.1.x86_64\","
    "\"9Base-RHOSE-4.16:rhcos-416.94-0.src\"],"
    "\"known_affected\":[\"red_hat_enterprise_linux_10:openssh\",\"openshift:rhcos\"],"
    "\"known_not_affected\":[\"red_hat_enterprise_linux_8:openssh\"]},\"remediations\":[{"
    "\"category\":\"no_fix_planned\",\"product_ids\":[\"red_hat_enterprise_linux_10:openssh\"]"
    "}]}]}";

TEST(redhat_states_by_product_id)
{
	struct taste t;

	assert_true(redhat_sniff(span_str(text), "x"));
	taste_text(&t, redhat_read, text);
	assert_int_equal(t.r, 0);
	assert_string_equal(str_text(&t.out),
	    "fix CVE-2024-6387 rhel 9 openssh 2024-07-08 {\"id\":\"CVE-2024-6387\",\"distro\":"
	    "\"rhel\",\"release\":\"9\",\"package\":\"openssh\",\"version\":\"0:8.7p1-38.el9_4."
	    "1\","
	    "\"state\":\"released\"}\n"
	    "fix CVE-2024-6387 rhel 10 openssh 2024-07-08 {\"id\":\"CVE-2024-6387\",\"distro\":"
	    "\"rhel\",\"release\":\"10\",\"package\":\"openssh\",\"state\":\"wont\"}\n"
	    "fix CVE-2024-6387 rhel 8 openssh 2024-07-08 {\"id\":\"CVE-2024-6387\",\"distro\":"
	    "\"rhel\",\"release\":\"8\",\"package\":\"openssh\",\"state\":\"not_affected\"}\n");
	taste_done(&t);
	taste_truncated(redhat_read, text);
}
