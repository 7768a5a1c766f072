#include "pack/pack_write.h"

#include "pack/crc32.h"
#include "pack/pack.h"

void pack_write_init(struct pack_writer *w, struct arena *arena)
{
	*w = (struct pack_writer){.arena = arena};
}

void pack_write_add(struct pack_writer *w, const char *key, struct span value)
{
	struct pack_entry e = {arena_strdup(w->arena, key), arena_span(w->arena, value)};

	vec_push(w->arena, &w->entries, e);
}

static int compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct pack_entry *)a)->key, ((const struct pack_entry *)b)->key);
}

static void write_rows(const struct pack_writer *w, struct str *out, size_t base)
{
	size_t at = out->n - base + w->entries.n * PACK_ROW;

	vec_foreach (e, &w->entries) {
		size_t key = strlen(e->key);

		str_u32(out, (uint32_t)at);
		str_u32(out, (uint32_t)key);
		str_u32(out, (uint32_t)(at + key + 1));
		str_u32(out, (uint32_t)e->value.n);
		at += key + 1 + e->value.n + 1;
	}
}

static size_t total_size(const struct pack_writer *w)
{
	size_t n = PACK_HEADER + w->entries.n * PACK_ROW;

	vec_foreach (e, &w->entries)
		n += strlen(e->key) + 1 + e->value.n + 1;
	return n;
}

int pack_write_end(struct pack_writer *w, struct str *out, const char **ret_key)
{
	size_t base = out->n, size = total_size(w);

	if (w->entries.n)
		qsort(
		    w->entries.items, w->entries.n, sizeof(*w->entries.items), compare_entries);
	for (size_t i = 1; i < w->entries.n; i++) {
		if (strcmp(w->entries.items[i - 1].key, w->entries.items[i].key) != 0)
			continue;
		if (ret_key)
			*ret_key = w->entries.items[i].key;
		return ERR_EXISTS;
	}
	if (size + PACK_TRAILER > UINT32_MAX)
		return ERR_LIMIT;
	str_add(out, PACK_MAGIC);
	str_u32(out, PACK_VERSION);
	str_u32(out, (uint32_t)w->entries.n);
	str_u32(out, (uint32_t)(size + PACK_TRAILER));
	write_rows(w, out, base);
	vec_foreach (e, &w->entries) {
		str_put(out, e->key, strlen(e->key) + 1);
		str_span(out, e->value);
		str_char(out, '\0');
	}
	if (str_ok(out) < 0)
		return ERR_LIMIT;
	str_u32(out, crc32_of(span_sub(str_bytes(out), base, size)));
	return str_ok(out);
}
