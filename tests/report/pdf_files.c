#include "report/pdf.h"
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

/* Renders with the fonts of a folder. */
static int render_with(const char *folder, struct msg *msg)
{
	struct arena *a = arena_new();
	STR_AUTO(out, 1 << 20);
	int err;

	*msg = (struct msg){0};
	assert_int_equal(setenv("VARDE_FONT_DIR", folder, 1), 0);
	err = report_pdf(doc_new(a, "en"), &out, msg);
	assert_int_equal(unsetenv("VARDE_FONT_DIR"), 0);
	assert_true(err == 0 || out.n == 0);
	arena_free(a);
	return err;
}

TEST(pdf_files_missing_font_says_what_to_do)
{
	struct msg msg;

	assert_int_equal(render_with("/nowhere", &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.what, "font"));
	assert_non_null(strstr(msg.detail, "/nowhere/OpenSans-Regular.ttf"));
	assert_non_null(strstr(msg.hint, "VARDE_FONT_DIR"));
	assert_int_equal(render_with("", &msg), 0); /* empty: the usual folders */
}

TEST(pdf_files_broken_font_is_refused)
{
	char folder[] = "/tmp/varde-fonts-XXXXXX", path[64];
	struct msg msg;
	FILE *f;

	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/OpenSans-Regular.ttf", folder);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_true(fputs("this is no font", f) >= 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(render_with(folder, &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.detail, "no TrueType font"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}
