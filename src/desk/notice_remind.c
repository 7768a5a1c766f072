#include "desk/notice_remind.h"

#include "desk/notice_impl.h"
#include "desk/phone.h"

#define DAY 86400000LL

/* Days after it was told first; the gaps between them are what is counted. */
static const int days[NOTICE_REMINDERS] = {1, 3, 7};

int64_t notice_remind_after(int64_t n)
{
	if (n < 0 || n >= NOTICE_REMINDERS)
		return -1;
	return (days[n] - (n ? days[n - 1] : 0)) * DAY;
}

static int ring(struct db *db, const struct notice *n, int64_t now, struct arena *arena)
{
	const struct phone_need need = {
	    .org = n->org, .notice = n->id, .reason = PHONE_NO_ANSWER};

	return phone_need(db, NULL, &need, now, arena);
}

static int remind_one(struct db *db, const char *id, int64_t now, struct arena *arena,
    struct notice_reminded *done)
{
	struct notice n;
	int64_t told = 0, after;
	int r = desk_get(db, &notice_type, id, arena, &n);

	if (r < 0 || !n.remind || n.remind > now || n.answer != NOTICE_UNANSWERED)
		return r; /* another server was faster, or the answer came */
	n.reminders++;
	after = notice_remind_after(n.reminders);
	r = notice_tell(db, &n, "notice_reminder",
	    arena_printf(arena, "remind:%lld:%lld", (long long)n.opened, (long long)n.version),
	    now, arena, &told);
	n.remind = after < 0 ? 0 : now + after;
	if (r == 0)
		r = desk_update(db, &notice_type, &n);
	if (r == 0)
		r = notice_step_add(db, NULL,
		    &(struct notice_event){
			.notice = id, .step = NOTICE_DID_REMIND, .count = told},
		    now);
	if (r == 0 && after < 0)
		r = ring(db, &n, now, arena);
	if (r == 0) {
		done->notices++;
		done->calls += after < 0;
	}
	return r;
}

int notice_remind_due(struct db *db, int64_t now, int max, struct notice_reminded *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct notice_reminded done = {0};
	struct desk_records due = {0};
	int r = desk_list(db, &notice_type,
	    "WHERE \"remind\" > 0 AND \"remind\" <= $1 ORDER BY \"remind\" LIMIT $2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(max)), arena, &due);

	for (size_t i = 0; r == 0 && i < due.all.n; i++) {
		const struct notice *n = due.all.items[i];

		r = db_begin(db, DB_WRITE);
		if (r == 0)
			r = db_end(db, remind_one(db, n->id, now, arena, &done));
		if (r == ERR_BUSY)
			r = 0; /* somebody else has it */
	}
	*ret = done;
	return r;
}
