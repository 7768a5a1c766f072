#include "desk/order.h"

#include "model/member.h"
#include "order_place.h"
#include "store/desk.h"

static const int64_t start = 1795000000000;

/* What cert-desk 2.6 allows, written down a second time. */
#define EARLY                                                                              \
	"draft submitted checking needs_info accepted scheduled running paused analysing " \
	"review"
static const struct {
	const char *from, *to, *who;
} want[ORDER_ACTIONS] = {
    [ORDER_DO_SUBMIT] = {"draft", "submitted",
	"officer group_officer analyst coordinator varde"},
    [ORDER_DO_CHECK] = {"submitted needs_info", "checking",
	"officer group_officer analyst coordinator varde"},
    [ORDER_DO_ASK] = {"checking scheduled", "needs_info", "analyst coordinator varde"},
    [ORDER_DO_TAKE] = {"checking", "accepted", "varde"},
    [ORDER_DO_SCHEDULE] = {"accepted", "scheduled", "varde"},
    [ORDER_DO_START] = {"scheduled", "running", "varde"},
    [ORDER_DO_PAUSE] = {"scheduled running", "paused",
	"technician officer group_officer legal analyst coordinator operator"},
    [ORDER_DO_HALT] = {"scheduled running", "paused", "varde"},
    [ORDER_DO_RESUME] = {"paused", "scheduled", "officer group_officer analyst coordinator"},
    [ORDER_DO_END] = {"scheduled running", "analysing", "varde"},
    [ORDER_DO_ANALYSED] = {"analysing", "review", "varde"},
    [ORDER_DO_CONCLUDE] = {"scheduled running paused analysing", "closed", "varde"},
    [ORDER_DO_PREPARE] = {"review", NULL, "analyst coordinator"},
    [ORDER_DO_RETURN] = {"review", "analysing", "analyst coordinator"},
    [ORDER_DO_DELIVER] = {"review", "delivered", "analyst coordinator"},
    [ORDER_DO_ACKNOWLEDGE] = {"delivered", "acknowledged",
	"viewer technician officer group_officer management legal"},
    [ORDER_DO_FOLLOW_UP] = {"acknowledged", "follow_up", "analyst coordinator varde"},
    [ORDER_DO_CLOSE] = {"acknowledged follow_up", "closed", "analyst coordinator varde"},
    [ORDER_DO_CANCEL] = {EARLY, "cancelled", "officer group_officer analyst coordinator"},
    [ORDER_DO_REFUSE] = {EARLY, "refused", "analyst coordinator varde"},
};

/* Whether the word stands in the list. */
static bool has(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)) != NULL; at += n)
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static void try_one(int was, int action, int role)
{
	const struct actor person = {.person = "p9", .name = "N"};
	struct audit_order o = {
	    .id = "a1", .ref = "A", .org = "o", .state = was, .analyst = "p1"};
	struct audit_order after = {.state = 99};
	struct order_step step = {action, role < 0 ? 0 : 1u << role, "because"};
	bool by = has(want[action].who, role < 0 ? "varde" : role_names[role]);
	bool in = has(want[action].from, order_state_names[was]);
	struct msg msg = {0};
	int r = order_apply(&o, &step, role < 0 ? NULL : &person, start, &after, &msg);

	assert_int_equal(r, !by ? ERR_DENIED : !in ? ERR_UNSUPPORTED : 0);
	assert_int_equal(order_allows(ORDER_OF_SURFACE, was, action, role), by && in);
	if (r < 0) {
		place_assert_msg(&msg);
		assert_int_equal(after.state, 99);
		return;
	}
	assert_string_equal(order_state_names[after.state],
	    want[action].to ? want[action].to : order_state_names[was]);
	assert_int_equal(after.stop, after.state == ORDER_PAUSED ||
					 after.state == ORDER_CANCELLED ||
					 after.state == ORDER_REFUSED);
}

TEST(order_every_state_action_and_role)
{
	int asked = 0;

	for (int was = 0; order_state_names[was]; was++) {
		for (int action = 0; action < ORDER_ACTIONS; action++) {
			for (int role = -1; role <= ROLE_AUDITOR; role++) {
				try_one(was, action, role);
				asked++;
			}
		}
	}
	assert_int_equal(asked, 16 * ORDER_ACTIONS * 14);
}

TEST(order_delivery_needs_four_eyes)
{
	const struct actor anna = {.person = "anna"}, bo = {.person = "bo"};
	struct audit_order o = {.ref = "A", .state = ORDER_REVIEW}, prepared, after;
	struct order_step prepare = {ORDER_DO_PREPARE, 1u << ROLE_ANALYST, "all is well"};
	struct order_step deliver = {ORDER_DO_DELIVER, 1u << ROLE_COORDINATOR, NULL};
	struct msg msg = {0};

	/* Nobody has prepared it. */
	assert_int_equal(order_apply(&o, &deliver, &bo, start, &after, &msg), ERR_UNSUPPORTED);
	assert_int_equal(order_apply(&o, &prepare, &anna, start, &prepared, &msg), 0);
	assert_string_equal(prepared.analyst, "anna");
	assert_string_equal(prepared.note, "all is well");
	/* The same person, even in another role. */
	assert_int_equal(
	    order_apply(&prepared, &deliver, &anna, start, &after, &msg), ERR_DENIED);
	assert_int_equal(order_apply(&prepared, &deliver, &bo, start, &after, &msg), 0);
	assert_string_equal(after.reviewer, "bo");
	assert_int_equal(after.delivered, start);
}

TEST(order_reasons_are_needed)
{
	const struct actor bo = {.person = "bo"};
	struct audit_order o = {.ref = "A", .state = ORDER_REVIEW}, after;
	struct msg msg = {0};

	for (int action = 0; action < ORDER_ACTIONS; action++) {
		struct order_step step = {action, ~0u, ""};

		o.state = __builtin_ctz(order_rows[action].from);
		o.analyst = "anna";
		if (order_rows[action].note)
			assert_int_equal(order_apply(&o, &step,
					     order_rows[action].who == PERMISSIONS ? NULL : &bo,
					     start, &after, &msg),
			    ERR_RANGE);
	}
}

/* Whoever may answer findings may ask for a re-test. */
TEST(order_retest_is_for_technicians_too)
{
	assert_true(
	    order_allows(ORDER_OF_RETEST, ORDER_DRAFT, ORDER_DO_SUBMIT, ROLE_TECHNICIAN));
	assert_false(
	    order_allows(ORDER_OF_FULL, ORDER_DRAFT, ORDER_DO_SUBMIT, ROLE_TECHNICIAN));
	assert_false(order_allows(ORDER_OF_RETEST, ORDER_DRAFT, ORDER_DO_SUBMIT, ROLE_VIEWER));
}

/* Whatever happens in one millisecond is told in the order in which it happened. */
TEST_STORE(order_history_has_one_order)
{
	struct db *db = place_open(place);
	const struct actor officer = {.person = "p9"};
	struct order_step stop = {ORDER_DO_PAUSE, 1u << ROLE_OFFICER, NULL},
			  go_on = {ORDER_DO_RESUME, 1u << ROLE_OFFICER, NULL};
	struct desk_records events = {0};
	struct audit_order o;

	order_place_org(place, db, "o1/", 0);
	o = order_place_submit(place, db, "o1");
	for (int i = 0; i < 5; i++) {
		assert_int_equal(order_act(db, &order_place_house, &officer, o.id, &stop, start,
				     place->arena, NULL),
		    0);
		assert_int_equal(order_act(db, &order_place_house, &officer, o.id, &go_on,
				     start, place->arena, NULL),
		    0);
	}
	assert_int_equal(desk_list(db, &order_event_type,
			     "WHERE \"audit_order\" = $1 ORDER BY \"time\", \"id\"",
			     DESK_PARAMS(DESK_TEXT(o.id)), place->arena, &events),
	    0);
	assert_true(events.all.n > 10);
	for (size_t i = 1; i < events.all.n; i++) {
		const struct order_event *before = events.all.items[i - 1],
					 *e = events.all.items[i];

		assert_int_equal(e->was, before->becomes);
		assert_true(e->time > before->time);
	}
	assert_in_range(((struct order_event *)events.all.items[0])->time, start, start + 1);
	(void)db_close(db);
}
