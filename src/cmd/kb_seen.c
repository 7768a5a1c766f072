#include "cmd/kb_seen.h"

#include "base/time.h"
#include "codec/json.h"

#include <stdio.h>

const char *kb_seen_whose(const struct seen *seen, struct arena *arena)
{
	const struct text_list *targets = &seen->run->run.targets;
	const char *out = "";

	if (seen->run->org_name)
		return seen->run->org_name;
	for (size_t i = 0; i < targets->n && i < 3; i++)
		out = arena_printf(arena, "%s%s%s", out, i ? ", " : "", targets->items[i]);
	return targets->n > 3 ? arena_printf(arena, "%s, ...", out) : out;
}

const char *kb_seen_where(const struct seen *seen, struct arena *arena)
{
	const struct obs_service *s = seen->service;
	const char *addr = s->addr ? s->addr : "-";
	bool six = strchr(addr, ':') != NULL;

	return arena_printf(arena, "%s%s%s:%d%s", six ? "[" : "", addr, six ? "]" : "",
	    (int)s->port, s->transport == TRANSPORT_UDP ? "/udp" : "");
}

const char *kb_seen_what(const struct seen *seen, struct arena *arena)
{
	const struct match_product *p = &seen->product;

	return arena_printf(
	    arena, "%s%s%s", p->product, p->version ? " " : "", p->version ? p->version : "");
}

void kb_seen_json(const struct seen *seen, struct json_writer *w)
{
	const struct obs_service *s = seen->service;
	char when[TIME_TEXT];

	json_member_text(w, "organisation", seen->run->org_name);
	json_write_key(w, "targets");
	json_write_array(w);
	for (size_t i = 0; i < seen->run->run.targets.n; i++)
		json_write_text(w, seen->run->run.targets.items[i]);
	json_write_array_end(w);
	json_member_text(w, "run", seen->run->run.id);
	json_member_text(w, "seen", time_text(s->time, when));
	json_member_text(w, "address", s->addr);
	json_member_int(w, "port", s->port);
	json_member_text(w, "transport", s->transport == TRANSPORT_UDP ? "udp" : "tcp");
	json_member_text(w, "product", seen->product.product);
	json_member_text(w, "version", seen->product.version);
}

void kb_seen_put(const char *text, int columns)
{
	int n = 0;

	for (; *text; text++) {
		if ((uint8_t)*text < 32 || *text == 0x7f)
			continue;
		n += ((uint8_t)*text & 0xc0) != 0x80;
		(void)putchar(*text);
	}
	for (; n < columns; n++)
		(void)putchar(' ');
	(void)putchar(' ');
}
