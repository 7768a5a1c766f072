#include "pack/knowledge_current.h"

#include "sample_knowledge.h"

#include "../test.h"

#include <unistd.h>

static void write_pack(const char *path, const char *id)
{
	struct knowledge_writer *w = knowledge_write_new();
	struct vuln v = {.id = id, .text = "A text."};
	struct knowledge k = {.kind = KNOW_VULN, .source = "nvd", .rec = &v};
	struct msg msg = {0};

	knowledge_write_add(w, &k);
	assert_int_equal(knowledge_write_end(w, path, &msg), 0);
	(void)knowledge_write_free(w);
}

static bool has(const struct knowledge_pack *k, const char *id)
{
	struct knowledge_rows rows = knowledge_find(k, KT_VULNS, id);

	return rows.end > rows.first;
}

TEST(knowledge_current_is_the_file_when_there_is_one)
{
	char folder[] = "/tmp/varde-current-XXXXXX";
	const struct knowledge_pack *built, *first, *second;
	char path[64];

	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/k.vkp", folder);
	knowledge_use(path);
	built = knowledge_hold();
	assert_true(knowledge_is_builtin(built));
	write_pack(path, "CVE-2024-1001");
	first = knowledge_hold();
	assert_false(knowledge_is_builtin(first));
	assert_true(has(first, "CVE-2024-1001"));
	/* Who holds the old one keeps it. */
	write_pack(path, "CVE-2024-1002");
	second = knowledge_hold();
	assert_true(has(second, "CVE-2024-1002") && !has(second, "CVE-2024-1001"));
	assert_true(has(first, "CVE-2024-1001"));
	knowledge_release(first);
	knowledge_release(second);
	knowledge_release(built);
	assert_int_equal(unlink(path), 0);
	second = knowledge_hold(); /* the last good one goes on */
	assert_true(has(second, "CVE-2024-1002"));
	knowledge_release(second);
	knowledge_use(NULL);
	first = knowledge_hold();
	assert_true(knowledge_is_builtin(first));
	knowledge_release(first);
	assert_int_equal(rmdir(folder), 0);
}

TEST(knowledge_current_leaves_a_damaged_file_alone)
{
	char path[] = "/tmp/varde-current-XXXXXX";
	int fd = mkstemp(path);
	const struct knowledge_pack *k;

	assert_true(fd >= 0 && write(fd, "rubbish", 7) == 7 && close(fd) == 0);
	knowledge_use(path);
	k = knowledge_hold();
	assert_true(knowledge_is_builtin(k));
	knowledge_release(k);
	knowledge_use(NULL);
	assert_int_equal(unlink(path), 0);
}

TEST(knowledge_builtin_knows_and_has_names)
{
	const struct knowledge_pack *k = knowledge_builtin();
	struct knowledge_rows names = knowledge_find_alias(k, "iis");

	assert_true(has(k, "CVE-2024-4040"));
	assert_true(k->rows[KT_ALIASES] > 100 && k->rows[KT_EOL] > 40);
	assert_true(names.end > names.first);
}
