/* The whole audit log: reading, exporting, checking. */
#include "api/refusal.h"
#include "desk/log_verify.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

#include <sys/mman.h>
#include <unistd.h>

enum { HEADS = 20 };

static const char *const outcomes[] = {"done", "refused", "failed", NULL};

static const struct list_column columns[] = {
    {"seq", TR("Number"), "l.\"seq\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"time", TR("When"), "l.\"time\"", LIST_TIME, LIST_FILTER, NULL, NULL},
    {"actor_name", TR("Who"), "l.\"actor_name\"", LIST_TEXT, LIST_SEARCH | LIST_FILTER, NULL,
	NULL},
    {"remote", TR("Address"), "l.\"remote\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"action", TR("What"), "l.\"action\"", LIST_TEXT, LIST_SEARCH | LIST_FILTER, NULL, NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SEARCH | LIST_FILTER, NULL, NULL},
    {"object", TR("Concerning"), "l.\"object\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"outcome", TR("Outcome"), "coalesce(l.\"outcome\", 'done')", LIST_ENUM, LIST_FILTER,
	outcomes, NULL},
    {"detail", TR("Detail"), "l.\"detail\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"hash", "", "l.\"hash\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
};

static int entries(struct call *call)
{
	static const struct list list = {.name = "audit-log",
	    .from = "audit_log AS l LEFT JOIN org AS o ON o.\"id\" = l.\"org\"",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-seq",
	    .key = "l.\"seq\"",
	    .empty = TR("Nothing was written down yet.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, NULL, 0);
}

static int add_heads(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records heads = {0};
	int r = desk_list(call->db, &log_head_type, "ORDER BY \"seq\" DESC LIMIT $1",
	    DESK_PARAMS(DESK_INT(HEADS)), call->arena, &heads);

	vec_foreach (p, &heads.all) {
		const struct log_head *h = *p;
		struct json *one = json_new_object(call->arena);

		json_set_int(call->arena, one, "seq", h->seq);
		json_set_int(call->arena, one, "time", h->time);
		json_set_text(call->arena, one, "hash", h->hash);
		json_set_text(call->arena, one, "key", h->key);
		json_set_text(call->arena, one, "signature", h->signature);
		json_add_value(call->arena, all, one);
	}
	json_set_bool(call->arena, call->data, "has_heads", all->array.n > 0);
	json_set_value(call->arena, call->data, "heads", all);
	return call_db(call, r);
}

static int verify(struct call *call)
{
	struct json *one = json_new_object(call->arena);
	struct log_check check = {0};
	int r = cert_take(call);

	if (r < 0)
		return r;
	r = log_verify(call->db, NULL, &check);
	if (r < 0 && r != ERR_CORRUPT)
		return call_db(call, r);
	json_set_bool(call->arena, one, "good", r == 0);
	json_set_int(call->arena, one, "entries", check.entries);
	json_set_int(call->arena, one, "last", check.last);
	json_set_int(call->arena, one, "heads", check.heads);
	json_set_int(call->arena, one, "signed_seq", check.signed_seq);
	if (check.signed_time)
		json_set_int(call->arena, one, "signed_time", check.signed_time);
	json_set_text(call->arena, one, "hash", check.hash);
	json_set_int(call->arena, one, "bad", check.bad);
	json_set_text(call->arena, one, "what", check.why.what);
	json_set_text(call->arena, one, "detail", refusal_detail(call, &check.why));
	json_set_text(call->arena, one, "hint", check.why.hint);
	json_set_value(call->arena, call->data, "check", one);
	return add_heads(call);
}

/* The log may be longer than a reply: it goes through a file in memory. */
static int export_all(struct call *call)
{
	int fd, r = cert_take(call);

	if (r < 0)
		return r;
	fd = memfd_create("audit-log", MFD_CLOEXEC);
	if (fd < 0)
		return call_fail(call, ERR_IO, "the log cannot be written",
		    "try again, or use varde log export", "%m");
	r = log_verify_export(call->db, NULL, call->now, fd);
	if (r < 0 || lseek(fd, 0, SEEK_SET) < 0) {
		(void)close(fd);
		return r < 0 ? call_db(call, r) : ERR_IO;
	}
	serve_reply_header(call->reply, "Content-Type", "application/x-ndjson");
	serve_reply_header(
	    call->reply, "Content-Disposition", "attachment; filename=\"audit-log.ndjson\"");
	call->reply->file = fd;
	call->replied = true;
	return 0;
}

const struct route cert_log_routes[] = {
    {"GET", "/cert/log", MAY_AUDIT, "cert_log", entries, ROUTE_NO_LOG, "The whole audit log.",
	NULL, TR("Audit log")},
    {"GET", "/cert/log/verify", MAY_AUDIT, "cert_log_verify", verify, ROUTE_NO_LOG,
	"Checks that nothing in the log was changed, left out or cut off.", NULL,
	TR("Check of the audit log")},
    {"GET", "/cert/log/export", MAY_AUDIT, NULL, export_all, ROUTE_NO_LOG,
	"The whole log with its signed heads as NDJSON, to be checked elsewhere.", NULL, NULL},
    {.method = NULL},
};
