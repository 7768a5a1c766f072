#include "sense/swap.h"

#include <stdlib.h>
#include <unistd.h>

#include "os/file.h"
#include "rule/compile.h"
#include "rule/image.h"
#include "test.h"

/* A file of a compiled rule, or of anything else, that has no name any more. */
static int pack_of(const char *rules, const char *bytes)
{
	char path[] = "/tmp/varde-swap-XXXXXX";
	struct arena *arena = arena_new();
	struct rule_compile *c = rule_compile_new(arena);
	struct msg msg = {0};
	int fd = mkstemp(path);
	STR_AUTO(image, 16 << 20);

	assert_true(fd >= 0);
	(void)unlink(path);
	if (rules) {
		rule_compile_add(c, "a.rules", span_str(rules));
		assert_int_equal(rule_compile_end(c, &image, &msg), 0);
	} else {
		str_add(&image, bytes);
	}
	assert_int_equal(file_write_all(fd, str_bytes(&image)), 0);
	arena_free(arena);
	return fd;
}

static struct worker *worker_of(struct eve_out *out, const struct rule_image *rules)
{
	struct worker_settings s = worker_settings_usual;
	struct worker *w = NULL;
	struct msg msg = {0};

	s.flow = flow_settings_usual;
	s.stream = stream_settings_usual;
	s.defrag = defrag_settings_usual;
	s.eve = eve_settings_usual;
	s.proto = proto_limits_usual;
	s.rules = rules;
	assert_int_equal(worker_new(&s, out, &w, &msg), 0);
	return w;
}

#define RULE(sid) \
	"alert tcp any any -> any any (msg:\"x\"; content:\"needle\"; sid:" #sid "; rev:1;)\n"

TEST(swap_of_two_workers_ends_when_both_have_taken_it)
{
	struct swap *s = mem_alloc(sizeof(*s));
	struct eve_out *out = eve_out_new(-1);
	int first = pack_of(RULE(1), NULL), second = pack_of(RULE(2), NULL);
	struct rule_image *image = NULL;
	struct worker *w[2];
	struct msg msg = {0};

	assert_int_equal(rule_image_open_fd(first, &image, &msg), 0);
	swap_init(s, image, 1, 2);
	for (int i = 0; i < 2; i++)
		w[i] = worker_of(out, image);
	assert_false(swap_step(s));
	assert_int_equal(swap_begin(s, second, 2, &msg), 0);
	assert_int_equal(swap_begin(s, second, 3, &msg), ERR_BUSY);
	swap_take(&s->slots[0], w[0]);
	assert_false(swap_step(s));
	assert_int_equal(s->number, 1);
	swap_take(&s->slots[1], w[1]);
	assert_true(swap_step(s));
	assert_int_equal(s->number, 2);
	assert_string_equal(s->why, "");
	assert_int_equal(s->image->meta[0].sid, 2);
	for (int i = 0; i < 2; i++)
		(void)worker_free(w[i]);
	swap_done(s);
	(void)eve_out_free(out);
	(void)mem_free(s);
	close(first);
	close(second);
}

TEST(swap_refuses_a_pack_that_does_not_load)
{
	struct swap *s = mem_alloc(sizeof(*s));
	int fd = pack_of(NULL, "this is no pack");
	struct msg msg = {0};

	swap_init(s, NULL, 4, 1);
	assert_true(swap_begin(s, fd, 5, &msg) < 0);
	assert_false(swap_step(s));
	assert_int_equal(s->number, 4);
	assert_non_null(strstr(s->why, "pack 5"));
	assert_null(s->slots[0].next);
	swap_done(s);
	(void)mem_free(s);
	close(fd);
}
