#include "notice_scene.h"

#include "test.h"

struct notice_rig notice_rig(struct rig *rig)
{
	static const struct notice_item items[] = {
	    {.key = "a", .text = "192.0.2.7:445 smb", .detail = "SMB 2.1", .tlp = TLP_AMBER},
	    {.key = "b", .text = "secret-place", .tlp = TLP_RED}};
	struct notice_rig s = {.org = rig_org(rig, "CHU", ORG_HOSPITAL, NULL),
	    .other = rig_org(rig, "Rival", ORG_HOSPITAL, NULL)};
	struct notice_new new = {.cause = "alert",
	    .object = "a1",
	    .severity = CRIT_CRITICAL,
	    .tlp = TLP_AMBER,
	    .title = "Open file share",
	    .advice = "Close it.",
	    .items = items,
	    .nitems = 2};

	s.officer = rig_person(rig, "Olga", "olga@x.example", ROLE_OFFICER, s.org);
	s.tech = rig_person(rig, "Tom", "tom@x.example", ROLE_TECHNICIAN, s.org);
	s.rival = rig_person(rig, "Rita", "rita@x.example", ROLE_OFFICER, s.other);
	s.analyst = rig_person(rig, "Ann", "ann@x.example", ROLE_ANALYST, NULL);
	s.analyst2 = rig_person(rig, "Bob", "bob@x.example", ROLE_ANALYST, NULL);
	s.coordinator = rig_person(rig, "Cora", "cora@x.example", ROLE_COORDINATOR, NULL);
	new.org = s.org;
	assert_int_equal(db_begin(rig->db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(rig->db, notice_open(rig->db, NULL, &new, rig_now, rig->arena, &s.notice)),
	    0);
	return s;
}

struct notice notice_rig_is(struct rig *rig, const char *id)
{
	struct notice n;

	assert_int_equal(desk_get(rig->db, &notice_type, id, rig->arena, &n), 0);
	return n;
}
