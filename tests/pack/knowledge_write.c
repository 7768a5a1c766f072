#include "pack/knowledge_write.h"

#include "codec/sha256.h"
#include "os/file.h"

#include <stdlib.h>
#include <unistd.h>

#include "sample_knowledge.h"
#include "test.h"

static void fill(struct sample *s)
{
	struct vuln_criterion c[] = {sample_span("v", "p", "1.0", "2.0"),
	    sample_exact("v", "p", "9.2", "p1"), sample_any("w", "q")};

	sample_vuln(s, "CVE-2024-1000", c, 3);
	sample_vuln(s, "CVE-2024-1001", c, 2);
}

TEST(the_same_records_give_the_same_bytes)
{
	struct sample a = sample_new(), b = sample_new();
	char x[SHA256_HEX], y[SHA256_HEX];

	fill(&a);
	fill(&b);
	(void)sha256_hex(sample_pack(&a)->bytes, x);
	(void)sha256_hex(sample_pack(&b)->bytes, y);
	assert_string_equal(x, y);
	sample_free(&a);
	sample_free(&b);
}

TEST(equal_criteria_are_kept_once)
{
	struct sample s = sample_new();
	const struct knowledge_pack *k;
	struct knowledge_criterion c;

	fill(&s);
	k = sample_pack(&s);
	assert_int_equal(k->rows[KT_CRITERIA], 3);
	assert_int_equal(k->rows[KT_NODE_CRITERIA], 5);
	assert_int_equal(k->rows[KT_POSTINGS], 5);
	assert_true(knowledge_criterion(k, 0, &c));
	assert_int_equal(c.npostings, 2);
	sample_free(&s);
}

TEST(what_is_rejected_keeps_no_configurations)
{
	struct sample s = sample_new();
	struct vuln_criterion c = sample_any("v", "p");
	struct vuln v = {.id = "CVE-2024-1000", .status = VULN_REJECTED};
	struct vuln_config config = {0};
	struct vuln_node node = {0};

	vec_push(s.arena, &node.criteria, c);
	vec_push(s.arena, &config.nodes, node);
	vec_push(s.arena, &v.configs.all, config);
	sample_add(&s, KNOW_VULN, "nvd", &v);
	assert_int_equal(sample_pack(&s)->rows[KT_CRITERIA], 0);
	sample_free(&s);
}

TEST(a_pack_is_replaced_while_another_is_open)
{
	char folder[] = "/tmp/varde-kb-XXXXXX";
	struct sample a = sample_new(), b = sample_new();
	struct knowledge_pack old, fresh;
	struct vuln_criterion c = sample_any("v", "p");
	struct msg msg = {0};
	const char *path;

	assert_non_null(mkdtemp(folder));
	path = arena_printf(a.arena, "%s/k.vkp", folder);
	fill(&a);
	assert_int_equal(knowledge_write_end(a.w, path, &msg), 0);
	assert_int_equal(knowledge_open(path, &old, &msg), 0);
	sample_vuln(&b, "CVE-2025-1", &c, 1);
	assert_int_equal(knowledge_write_end(b.w, path, &msg), 0);
	assert_int_equal(knowledge_open(path, &fresh, &msg), 0);
	assert_int_equal(old.rows[KT_VULNS], 2);
	assert_int_equal(knowledge_verify(&old, &msg), 0);
	assert_int_equal(fresh.rows[KT_VULNS], 1);
	knowledge_close(&old);
	knowledge_close(&fresh);
	(void)unlink(path);
	assert_int_equal(rmdir(folder), 0); /* nothing else is left */
	sample_free(&a);
	sample_free(&b);
}

TEST(a_folder_that_is_not_there_is_told)
{
	struct sample s = sample_new();
	struct msg msg = {0};

	fill(&s);
	assert_true(knowledge_write_end(s.w, "/nonexistent/k.vkp", &msg) < 0);
	assert_true(msg.what[0]);
	sample_free(&s);
}
