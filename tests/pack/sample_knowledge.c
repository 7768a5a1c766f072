#include "sample_knowledge.h"

#include <unistd.h>

#include "../test.h"

#include "os/file.h"

struct sample sample_new(void)
{
	struct sample s = {.arena = arena_new(), .w = knowledge_write_new()};

	str_init(&s.bytes, 64 << 20);
	return s;
}

void sample_add(struct sample *s, int kind, const char *source, const void *rec)
{
	struct knowledge k = {.kind = kind, .source = source, .modified = 1000, .rec = rec};

	knowledge_write_add(s->w, &k);
}

void sample_configs(struct sample *s, const char *id, struct vuln_configs configs)
{
	struct vuln v = {.id = id,
	    .published = 1700000000000,
	    .modified = 1710000000000,
	    .text = arena_printf(s->arena, "About %s.", id),
	    .configs = configs};

	text_list_add(&v.cvss, s->arena, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
	text_list_add(&v.cwes, s->arena, "CWE-79");
	text_list_add(&v.references, s->arena, "https://example.com/advisory");
	sample_add(s, KNOW_VULN, "nvd", &v);
}

void sample_vuln(
    struct sample *s, const char *id, const struct vuln_criterion *criteria, size_t n)
{
	struct vuln_configs configs = {0};
	struct vuln_config config = {0};
	struct vuln_node node = {0};

	for (size_t i = 0; i < n; i++)
		vec_push(s->arena, &node.criteria, criteria[i]);
	vec_push(s->arena, &config.nodes, node);
	vec_push(s->arena, &configs.all, config);
	sample_configs(s, id, configs);
}

void sample_fix(struct sample *s, const char *id, const char *package, const char *version)
{
	struct know_fix f = {.id = id,
	    .distro = "debian",
	    .release = "bookworm",
	    .package = package,
	    .version = version,
	    .state = version ? FIX_RELEASED : FIX_NOT_AFFECTED};

	sample_add(s, KNOW_FIX, "debian", &f);
}

const struct knowledge_pack *sample_pack(struct sample *s)
{
	char path[] = "/tmp/varde-sample-XXXXXX";
	struct msg msg = {0};
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	(void)close(fd);
	if (knowledge_write_end(s->w, path, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	assert_int_equal(file_read(path, &s->bytes, &msg), 0);
	(void)unlink(path);
	assert_int_equal(knowledge_from_memory(str_bytes(&s->bytes), &s->pack, &msg), 0);
	return &s->pack;
}

void sample_free(struct sample *s)
{
	knowledge_write_free(s->w);
	str_done(&s->bytes);
	arena_free(s->arena);
}

struct vuln_criterion sample_exact(
    const char *vendor, const char *product, const char *version, const char *update)
{
	return (struct vuln_criterion){.vulnerable = true,
	    .part = 'a',
	    .vendor = vendor,
	    .product = product,
	    .range = RANGE_EXACT,
	    .version = version,
	    .update = update};
}

struct vuln_criterion sample_span(
    const char *vendor, const char *product, const char *start, const char *end)
{
	return (struct vuln_criterion){.vulnerable = true,
	    .part = 'a',
	    .vendor = vendor,
	    .product = product,
	    .range = RANGE_SPAN,
	    .start = start,
	    .end = end,
	    .end_excluded = true};
}

struct vuln_criterion sample_any(const char *vendor, const char *product)
{
	return (struct vuln_criterion){.vulnerable = true,
	    .part = 'a',
	    .vendor = vendor,
	    .product = product,
	    .range = RANGE_ANY};
}
