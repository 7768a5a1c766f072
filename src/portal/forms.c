#include "portal/forms.h"

const char *forms_own_path(const char *path)
{
	if (!path || path[0] != '/' || path[1] == '/' || path[1] == '\\')
		return "/";
	for (const char *c = path; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return "/";
	return path;
}

void forms_keep(struct call *call, const char *names)
{
	struct span rest = span_str(names), one;

	while (span_split(&rest, ' ', &one)) {
		const char *name = arena_strndup(call->arena, one.p, one.n);

		json_set_text(call->arena, call->data, name, call_field(call, name));
	}
}

const char *forms_password(const struct call *call, const char *name)
{
	const char *value = serve_form(call->rq, name);

	return value ? value : "";
}

bool forms_need(struct call *call, const char *name, size_t max)
{
	size_t n = strlen(call_field(call, name));

	if (!n)
		call_wrong(call, name, "Please fill this in.");
	else if (n > max)
		call_wrong(call, name, "This is too long.");
	return n && n <= max;
}
