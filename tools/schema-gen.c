/*
 * Writes the closed JSON schemas of what Varde emits from the record tables: schema-gen FOLDER
 * writes, schema-gen --check FOLDER compares with what is there and names what differs.
 */
#include "base/err.h"
#include "base/limits.h"
#include "desk/log_verify.h"
#include "model/finding.h"
#include "model/job.h"
#include "os/file.h"
#include "report/json.h"

#include <stdio.h>

static void write_job(struct json_writer *w)
{
	report_json_schema_record(&job_type, w);
}

static void write_finding(struct json_writer *w)
{
	report_json_schema_record(&finding_type, w);
}

static const struct {
	const char *file;
	void (*write)(struct json_writer *w);
} schemas[] = {
    {"report.schema.json", report_json_schema},
    {"observation.schema.json", report_json_schema_observation},
    {"job.schema.json", write_job},
    {"finding.schema.json", write_finding},
    {"log.schema.json", log_verify_schema},
};

static int same(const char *path, const struct str *text)
{
	struct msg msg = {0};
	STR_AUTO(old, LIMIT_DOCUMENT);

	if (file_read(path, &old, &msg) < 0 || old.n != text->n ||
	    memcmp(old.p, text->p, old.n) != 0) {
		(void)fprintf(stderr,
		    "schema-gen: %s is not what the record tables say; run schema-gen "
		    "docs/schema\n",
		    path);
		return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	bool check = argc == 3 && strcmp(argv[1], "--check") == 0;
	int status = 0;

	if (argc != 2 && !check) {
		(void)fputs("usage: schema-gen [--check] FOLDER\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < ARRAY_LEN(schemas); i++) {
		struct json_writer w;
		struct msg msg = {0};
		char path[4096];
		STR_AUTO(text, LIMIT_DOCUMENT);

		(void)snprintf(path, sizeof(path), "%s/%s", argv[argc - 1], schemas[i].file);
		json_write_init(&w, &text, 2);
		schemas[i].write(&w);
		str_char(&text, '\n');
		if (check && same(path, &text) < 0)
			status = 1;
		if (!check && file_write(path, str_bytes(&text), 0644, &msg) < 0) {
			(void)fprintf(stderr, "schema-gen: %s: %s\n", msg.what, msg.detail);
			return 1;
		}
	}
	return status;
}
