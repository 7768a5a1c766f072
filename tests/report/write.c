#include "test.h"

#include "base/limits.h"
#include "os/file.h"
#include "report/write.h"
#include "sample_input.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const files[] = {
    "report.html", "report.json", "findings.csv", "observations.ndjson"};
enum { FORMATS = REPORT_HTML | REPORT_JSON | REPORT_CSV | REPORT_NDJSON };

static void clean(const char *folder)
{
	char path[256];

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, files[i]);
		unlink(path);
	}
	rmdir(folder);
}

TEST(write_all_files_and_nothing_else)
{
	struct arena *arena = arena_new();
	char folder[] = "/tmp/varde-write-XXXXXX", path[256];
	struct msg msg = {0};

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/deep/report", folder);
	assert_int_equal(report_write(sample_input(arena, "en", 5, 0), path, FORMATS, &msg), 0);
	clean(path); /* fails to remove the folder when something else is in it */
	assert_int_not_equal(access(path, F_OK), 0);
	snprintf(path, sizeof(path), "%s/deep", folder);
	rmdir(path);
	rmdir(folder);
	arena_free(arena);
}

TEST(write_only_what_is_asked_for)
{
	struct arena *arena = arena_new();
	char folder[] = "/tmp/varde-write-XXXXXX", path[256];
	struct msg msg = {0};

	assert_non_null(mkdtemp(folder));
	assert_int_equal(
	    report_write(sample_input(arena, "en", 5, 0), folder, REPORT_CSV, &msg), 0);
	snprintf(path, sizeof(path), "%s/findings.csv", folder);
	assert_int_equal(access(path, F_OK), 0);
	snprintf(path, sizeof(path), "%s/report.html", folder);
	assert_int_not_equal(access(path, F_OK), 0);
	clean(folder);
	arena_free(arena);
}

TEST(write_keeps_the_old_file_when_it_cannot)
{
	struct arena *arena = arena_new();
	char folder[] = "/tmp/varde-write-XXXXXX", path[256];
	struct msg msg = {0};
	STR_AUTO(old, 64);

	assert_non_null(mkdtemp(folder));
	/* A folder in the place of the file cannot be renamed over, even by root. */
	snprintf(path, sizeof(path), "%s/findings.csv", folder);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_true(
	    report_write(sample_input(arena, "en", 5, 0), folder, REPORT_CSV, &msg) < 0);
	assert_true(*msg.what);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(file_write(path, span_str("old"), 0644, &msg), 0);
	assert_int_equal(
	    report_write(sample_input(arena, "xx", 5, 0), folder, REPORT_CSV, &msg),
	    ERR_UNSUPPORTED);
	assert_int_equal(file_read(path, &old, &msg), 0);
	assert_string_equal(str_text(&old), "old");
	clean(folder);
	arena_free(arena);
}

static size_t entries(const char *folder)
{
	DIR *d = opendir(folder);
	size_t n = 0;

	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n - 2; /* without . and .. */
}

TEST(write_stops_half_way_and_keeps_the_old_file)
{
	struct arena *arena = arena_new();
	char folder[] = "/tmp/varde-write-XXXXXX", path[256];
	struct rlimit before, small;
	struct msg msg = {0};
	int r;
	STR_AUTO(old, 64);

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/report.html", folder);
	assert_int_equal(file_write(path, span_str("old"), 0644, &msg), 0);
	/* As a full disk does, the system takes the first bytes and refuses the rest. */
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	r = report_write(sample_input(arena, "en", 5, 0), folder, REPORT_HTML, &msg);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_true(r < 0);
	assert_true(*msg.what && *msg.detail);
	assert_int_equal(file_read(path, &old, &msg), 0);
	assert_string_equal(str_text(&old), "old");
	assert_int_equal(entries(folder), 1);
	clean(folder);
	arena_free(arena);
}

TEST(write_says_why_it_cannot)
{
	struct arena *arena = arena_new();
	struct msg msg = {0};

	/* A folder below a file can be made by nobody. */
	assert_true(report_write(sample_input(arena, "en", 5, 0), "/dev/full/report",
			REPORT_CSV, &msg) < 0);
	assert_true(*msg.what && *msg.detail);
	arena_free(arena);
}

TEST(write_format_names)
{
	assert_int_equal(report_format_of("html"), REPORT_HTML);
	assert_int_equal(report_format_of("all"), REPORT_ALL);
	assert_int_equal(report_format_of("docx"), 0);
}

TEST(write_file_names_carry_the_watermark_where_the_file_does_not)
{
	struct arena *arena = arena_new();
	const char *mark = "  For Anna \xc3\x98stby / 22. NOVEMBER 2026, <CHU>; ../x ";
	char folder[] = "/tmp/varde-write-XXXXXX", path[256];
	struct report_input *in = sample_input(arena, "en", 5, 0);
	struct msg msg = {0};

	assert_string_equal(report_file_name(REPORT_CSV, NULL, arena), "findings.csv");
	assert_string_equal(report_file_name(REPORT_PDF, mark, arena), "report.pdf");
	assert_string_equal(report_file_name(REPORT_CSV, mark, arena),
	    "findings-for-anna-stby-22-november-2026-chu-x.csv");
	assert_string_equal(
	    report_file_name(REPORT_NDJSON, "///", arena), "observations.ndjson");
	assert_string_equal(report_media_type(REPORT_PDF), "application/pdf");
	in->watermark = "me";
	assert_non_null(mkdtemp(folder));
	assert_int_equal(report_write(in, folder, REPORT_CSV, &msg), 0);
	snprintf(path, sizeof(path), "%s/findings-me.csv", folder);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	arena_free(arena);
}

TEST(write_render_is_what_is_written)
{
	static const char *const names[] = {"report.html", "report.json", "findings.csv"};
	static const enum report_format formats[] = {REPORT_HTML, REPORT_JSON, REPORT_CSV};
	struct arena *arena = arena_new();
	char folder[] = "/tmp/varde-write-XXXXXX", path[256];
	struct report_input *in = sample_input(arena, "fr", 5, 0);
	struct msg msg = {0};

	assert_non_null(mkdtemp(folder));
	assert_int_equal(report_write(in, folder, FORMATS, &msg), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		STR_AUTO(rendered, LIMIT_DOCUMENT);
		STR_AUTO(written, LIMIT_DOCUMENT);
		STR_AUTO(small, 1000);

		str_add(&rendered, "before");
		assert_int_equal(report_render(in, formats[i], &rendered, &msg), 0);
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		assert_int_equal(file_read(path, &written, &msg), 0);
		assert_int_equal(rendered.n, written.n + 6);
		assert_memory_equal(rendered.p + 6, written.p, written.n);
		str_add(&small, "before");
		assert_int_equal(report_render(in, formats[i], &small, &msg), ERR_LIMIT);
		assert_string_equal(str_text(&small), "before");
	}
	in->lang = "xx";
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		STR_AUTO(rendered, LIMIT_DOCUMENT);

		assert_int_equal(
		    report_render(in, formats[i], &rendered, &msg), ERR_UNSUPPORTED);
	}
	clean(folder);
	arena_free(arena);
}
