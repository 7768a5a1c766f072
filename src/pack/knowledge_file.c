/* The tables of a knowledge pack as a file: header, table of tables, digest. */
#include "codec/sha256.h"
#include "os/file.h"
#include "pack/crc32.h"
#include "pack/knowledge_impl.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void put_u64(struct str *s, uint64_t v)
{
	str_u32_le(s, (uint32_t)v);
	str_u32_le(s, (uint32_t)(v >> 32));
}

/* Header and table of tables, KNOWLEDGE_BODY bytes. */
static void put_head(const struct span *tables, struct str *out)
{
	struct sha256 sum;
	char digest[SHA256_HEX];
	uint64_t at = KNOWLEDGE_BODY, size = KNOWLEDGE_BODY;

	sha256_init(&sum);
	for (int t = 0; t < KT_TABLES; t++) {
		sha256_add(&sum, tables[t]);
		size += tables[t].n;
	}
	str_add(out, KNOWLEDGE_MAGIC);
	str_u32_le(out, KNOWLEDGE_VERSION);
	str_u32_le(out, KT_TABLES);
	put_u64(out, size);
	str_add(out, sha256_end(&sum, digest));
	for (int t = 0; t < KT_TABLES; t++) {
		put_u64(out, at);
		put_u64(out, tables[t].n);
		at += tables[t].n;
	}
	str_u32_le(out, crc32_of(str_bytes(out)));
	str_u32_le(out, 0);
}

int knowledge_file_write(const char *path, const struct span *tables, struct msg *msg)
{
	STR_AUTO(head, KNOWLEDGE_BODY);
	struct arena *arena = arena_new();
	const char *temp = arena_printf(arena, "%s.%d.new", path, (int)getpid());
	int r = 0, fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0) {
		r = file_error("create", temp, msg);
		arena_free(arena);
		return r;
	}
	put_head(tables, &head);
	r = file_write_all(fd, str_bytes(&head));
	for (int t = 0; t < KT_TABLES && !r; t++)
		r = file_write_all(fd, tables[t]);
	if (!r && fsync(fd) < 0)
		r = ERR_IO;
	if (r < 0)
		(void)file_error("write", temp, msg);
	if (close(fd) < 0 && !r)
		r = file_error("write", temp, msg);
	if (!r && rename(temp, path) < 0)
		r = file_error("create", path, msg);
	if (r < 0)
		(void)unlink(temp);
	arena_free(arena);
	return r;
}
