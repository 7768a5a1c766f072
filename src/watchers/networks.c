#include "watchers/networks.h"

#include "base/limits.h"

#include <ctype.h>

static int bad(struct msg *msg, int err, const char *why, struct span item)
{
	msg_detail(msg, "%s: \"%.*s\"", why, (int)MIN(item.n, 60), (const char *)item.p);
	return err;
}

int networks_parse(struct span text, struct arena *arena, struct networks *ret, struct msg *msg)
{
	struct networks made = {0};
	struct span item;

	text = span_trim(text);
	if (span_eq(text, "none")) {
		*ret = made;
		return 0;
	}
	while (span_split(&text, ',', &item)) {
		struct ip_net net;

		item = span_trim(item);
		if (ip_net_parse(item, &net, NULL) < 0)
			return bad(msg, ERR_SYNTAX, "it is no network", item);
		if (made.all.n == LIMIT_LIST)
			return bad(msg, ERR_LIMIT, "there are too many", item);
		vec_push(arena, &made.all, net);
	}
	*ret = made;
	return 0;
}

int networks_names(struct span text, struct arena *arena, struct names *ret, struct msg *msg)
{
	struct names made = {0};
	struct span item;

	text = span_trim(text);
	if (span_eq(text, "none")) {
		*ret = made;
		return 0;
	}
	while (span_split(&text, ',', &item)) {
		char *name;

		item = span_trim(item);
		while (item.n && item.p[0] == '.')
			item = span_sub(item, 1, item.n);
		while (item.n && item.p[item.n - 1] == '.')
			item.n--;
		if (item.n == 0 || item.n > LIMIT_NAME)
			return bad(msg, ERR_SYNTAX, "it is no name", item);
		if (made.all.n == LIMIT_LIST)
			return bad(msg, ERR_LIMIT, "there are too many", item);
		name = arena_strndup(arena, item.p, item.n);
		for (char *p = name; *p; p++)
			*p = (char)tolower((unsigned char)*p);
		vec_push(arena, &made.all, name);
	}
	*ret = made;
	return 0;
}

static bool has(const struct networks *n, uint8_t family, const uint8_t *address)
{
	struct ip ip = {.family = family};

	memcpy(ip.b, address, sizeof(ip.b));
	for (size_t i = 0; i < n->all.n; i++)
		if (ip_net_has(&n->all.items[i], &ip))
			return true;
	return false;
}

bool networks_client(const struct networks *n, const struct flow *flow)
{
	return has(n, flow->family, flow->client);
}

bool networks_server(const struct networks *n, const struct flow *flow)
{
	return has(n, flow->family, flow->server);
}

bool networks_named(const struct names *n, struct span name)
{
	for (size_t i = 0; i < n->all.n; i++) {
		struct span of = span_str(n->all.items[i]);
		size_t from = name.n - of.n;

		if (of.n > name.n || (from && name.p[from - 1] != '.'))
			continue;
		if (span_ieq(span_sub(name, from, of.n), n->all.items[i]))
			return true;
	}
	return false;
}
