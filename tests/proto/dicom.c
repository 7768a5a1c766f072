#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 6, 11112, talk, n, size);
}

static const char rq[] =
    "\001\000\000\000\000\227\000\001\000\000ARCHIVE         CT\061             \000"
    "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000\000\000\000\020\000\000\025\061.\062.\070"
    "\064\060.\061\060\060\060\070.\063.\061.\061.\061 \000\000\066\001\000\000\000"
    "\060\000\000\031\061.\062.\070\064\060.\061\060\060\060\070.\065.\061.\064.\061"
    ".\061.\062@\000\000\021\061.\062.\070\064\060.\061\060\060\060\070.\061.\062";

static const char ac[] =
    "\002\000\000\000\000a\000\001\000\000ARCHIVE         CT\061             \000"
    "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000\000\000\000!\000\000\031\001\000\000\000"
    "@\000\000\021\061.\062.\070\064\060.\061\060\060\060\070.\061.\062";

static const char data[] =
    "\004\000\000\000\000P\000\000\000:\001\003\000\000\000\000\004\000\000\000(\000"
    "\000\000\000\000\002\000\032\000\000\000\061.\062.\070\064\060.\061\060\060\060"
    "\070.\065.\061.\064.\061.\061.\062\000\000\000\000\001\002\000\000\000\001\000"
    "\000\000\000\016\001\002PATIENT^NAME";

static const char rel[] = "\005\000\000\000\000\004\000\000\000\000";

static const char relrp[] = "\006\000\000\000\000\004\000\000\000\000";

static const char rj[] = "\003\000\000\000\000\004\000\001\001\001";

static const struct traffic_talk store[] = {
    {FLOW_TO_SERVER, rq, sizeof(rq) - 1},
    {FLOW_TO_CLIENT, ac, sizeof(ac) - 1},
    {FLOW_TO_SERVER, data, sizeof(data) - 1},
    {FLOW_TO_SERVER, rel, sizeof(rel) - 1},
    {FLOW_TO_CLIENT, relrp, sizeof(relrp) - 1},
};

static void check_an_association_without_any_patient(size_t size)
{
	struct traffic t;

	say(&t, store, ARRAY_LEN(store), size);
	assert_int_equal(t.transactions, 1);
	assert_int_equal(
	    traffic_count(&t.events, "\"dicom\":{\"calling_ae\":\"CT1\",\"called_ae\":"
				     "\"ARCHIVE\",\"result\":\"accepted\",\"released\":true"),
	    1);
	assert_int_equal(
	    traffic_count(&t.events, "\"contexts\":[{\"id\":1,\"abstract_syntax\":\"1.2.840."
				     "10008.5.1.4.1.1.2\",\"accepted\":true}]"),
	    1);
	assert_int_equal(
	    traffic_count(&t.events, "\"commands\":[{\"name\":\"C-STORE-RQ\",\"count\":1}]"),
	    1);
	assert_int_equal(traffic_count(&t.events, "PATIENT"), 0);
	assert_int_equal(traffic_count(&t.buffers, "PATIENT"), 0);
	assert_true(traffic_line(&t.buffers, "dicom.calling 0 CT1"));
	traffic_done(&t);
}

TEST(an_association_without_any_patient)
{
	check_an_association_without_any_patient(1 << 16);
	check_an_association_without_any_patient(1);
}

static const struct traffic_talk refusal[] = {
    {FLOW_TO_SERVER, rq, sizeof(rq) - 1},
    {FLOW_TO_CLIENT, rj, sizeof(rj) - 1},
};

static void check_a_refused_association(size_t size)
{
	struct traffic t;

	say(&t, refusal, ARRAY_LEN(refusal), size);
	assert_int_equal(traffic_count(&t.events, "\"result\":\"rejected\""), 1);
	traffic_done(&t);
}

TEST(a_refused_association)
{
	check_a_refused_association(1 << 16);
	check_a_refused_association(1);
}
