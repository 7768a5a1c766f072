/* Whatever the bytes are behind a sound header: every row and search stays inside. */
#include "pack/knowledge.h"

#include "pack/crc32.h"

#include "fuzz.h"

static void look(const struct knowledge_pack *k, struct arena *arena)
{
	struct knowledge_vuln v;
	struct knowledge_product p;
	struct vuln_configs configs;
	const char *texts[4];

	for (uint32_t i = 0; i < 8 && knowledge_vuln(k, i, &v); i++) {
		knowledge_long(k, v.text, 4, arena, texts);
		knowledge_configs(k, v.nodes, MIN(v.nnodes, 64U), arena, &configs);
		(void)knowledge_item(k, v.cvss, 3);
	}
	for (uint32_t i = 0; i < 8 && knowledge_product(k, i, &p); i++)
		(void)knowledge_find_exact(k, &p, 0, span_str("key"));
	(void)knowledge_find(k, KT_VULNS, "CVE-2024-1000");
	(void)knowledge_find(k, KT_VULNS, "GHSA-x");
	(void)knowledge_find(k, KT_ADVISORIES, "ICSMA-1");
	(void)knowledge_find_fixes(k, "openssh", "debian", "bookworm");
	(void)knowledge_find_eol(k, "php", "php");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	uint8_t *copy = arena_alloc(arena, size + 1);
	struct knowledge_pack k;
	uint32_t crc;

	if (size)
		memcpy(copy, data, size);
	if (size >= KNOWLEDGE_BODY) {
		crc = crc32_of(span_of(copy, KNOWLEDGE_BODY - 8));
		for (int i = 0; i < 4; i++)
			copy[KNOWLEDGE_BODY - 8 + i] = (uint8_t)(crc >> (8 * i));
	}
	if (knowledge_from_memory(span_of(copy, size), &k, NULL) == 0)
		look(&k, arena);
	arena_free(arena);
	return 0;
}
