/* Small knowledge packs for tests: records go in one by one, a pack in memory comes out. */
#ifndef VARDE_TESTS_PACK_SAMPLE_KNOWLEDGE_H
#define VARDE_TESTS_PACK_SAMPLE_KNOWLEDGE_H

#include "pack/knowledge_write.h"

struct sample {
	struct arena *arena;
	struct knowledge_writer *w;
	struct str bytes;
	struct knowledge_pack pack;
};

struct sample sample_new(void);

/* A vulnerability that one configuration, one node, makes: the criteria, any of them. */
void sample_vuln(
    struct sample *s, const char *id, const struct vuln_criterion *criteria, size_t n);

/* The same with whole configurations. */
void sample_configs(struct sample *s, const char *id, struct vuln_configs configs);

void sample_add(struct sample *s, int kind, const char *source, const void *rec);

/* Debian's fix of a CVE in bookworm; version NULL: not affected. */
void sample_fix(struct sample *s, const char *id, const char *package, const char *version);

/* Writes and opens it: no record may follow. */
const struct knowledge_pack *sample_pack(struct sample *s);

void sample_free(struct sample *s);

/* Criteria of applications: exact, with an update level, in a span (end excluded), any. */
struct vuln_criterion sample_exact(
    const char *vendor, const char *product, const char *version, const char *update);
struct vuln_criterion sample_span(
    const char *vendor, const char *product, const char *start, const char *end);
struct vuln_criterion sample_any(const char *vendor, const char *product);

#endif
