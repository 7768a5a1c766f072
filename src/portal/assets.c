#include "portal/assets.h"

#include "codec/sha256.h"

static const struct embed_file *find(const char *name)
{
	for (const struct embed_file *f = embed_portal_assets; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

const char *assets_link(const char *name, struct arena *arena)
{
	const struct embed_file *f = find(name);
	char hash[SHA256_HEX];

	if (!f)
		return "/assets/";
	sha256_hex(f->bytes, hash);
	return arena_printf(arena, "/assets/%s?v=%.12s", name, hash);
}

static const char *type_of(const char *name)
{
	static const char *const types[][2] = {
	    {".css", "text/css; charset=utf-8"},
	    {".js", "text/javascript; charset=utf-8"},
	    {".svg", "image/svg+xml"},
	    {".png", "image/png"},
	    {".txt", "text/plain; charset=utf-8"},
	};
	const char *end = strrchr(name, '.');

	for (size_t i = 0; end && i < ARRAY_LEN(types); i++)
		if (strcmp(end, types[i][0]) == 0)
			return types[i][1];
	return "application/octet-stream";
}

int assets_get(struct call *call)
{
	const struct embed_file *f = find(call_arg(call, "name"));

	if (!f)
		return call_fail(call, ERR_NOTFOUND, "there is no such file",
		    "go back to the page", "%s", call_arg(call, "name"));
	serve_reply_header(call->reply, "Cache-Control",
	    serve_query(call->rq, "v") ? "public, max-age=31536000, immutable" : "no-cache");
	return call_send(call, type_of(f->name), NULL, f->bytes);
}
