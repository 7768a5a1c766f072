#include "cmd/audit_order.h"

#include "base/limits.h"
#include "os/file.h"

/* A perimeter file: one target a line, "#" begins a comment. */
static int read_perimeter(
    const char *path, struct text_list *to, struct arena *arena, struct msg *msg)
{
	STR_AUTO(text, LIMIT_LINE);
	struct span rest, line;
	size_t number = 0;
	int r = file_read(path, &text, msg);

	if (r == ERR_DENIED)
		r = ERR_IO; /* the file is refused, not the audit */
	rest = str_bytes(&text);
	while (r == 0 && span_line(&rest, &line)) {
		ptrdiff_t comment = span_find(line, "#");

		number++;
		line = span_trim(span_sub(line, 0, comment < 0 ? line.n : (size_t)comment));
		if (line.n == 0)
			continue;
		r = job_add_target(to, line, arena, msg);
		if (r < 0) {
			char detail[sizeof(msg->detail)];

			memcpy(detail, msg->detail, sizeof(detail));
			msg_detail(msg, "%.100s line %zu: %.200s", path, number, detail);
		}
	}
	return r;
}

static int profile_of(const char *name)
{
	return name && strcmp(name, "passive") == 0 ? PROFILE_PASSIVE
	       : name && strcmp(name, "full") == 0  ? PROFILE_FULL
						    : PROFILE_STANDARD;
}

int audit_order_job(const struct audit_options *o, const struct text_list *targets, int64_t now,
    struct arena *arena, struct job *ret, struct msg *msg)
{
	struct job_order order = {.authorised_by = o->authorised_by,
	    .exclude = o->exclude,
	    .profile = profile_of(o->profile),
	    .ports = o->ports,
	    .rate = o->rate,
	    .resolvers = o->resolver,
	    .windows = o->window,
	    .source = o->source,
	    .contact = o->contact};
	int r = o->perimeter ? read_perimeter(o->perimeter, &order.targets, arena, msg) : 0;

	for (size_t i = 0; i < targets->n && r == 0; i++)
		r = job_add_target(&order.targets, span_str(targets->items[i]), arena, msg);
	return r == 0 ? job_make(&order, now, arena, ret, msg) : r;
}
