/* Prints the OpenAPI description of the API (api/openapi.h), for docs/api/openapi.json. */
#include "api/openapi.h"
#include "base/limits.h"
#include "portal/routes.h"

#include <stdio.h>

int main(void)
{
	struct json_writer w;
	STR_AUTO(text, LIMIT_DOCUMENT);

	json_write_init(&w, &text, 2);
	openapi_write(portal_tables, &w);
	if (str_ok(&text) < 0 || puts(str_text(&text)) == EOF || fflush(stdout) == EOF) {
		(void)fputs("openapi-gen: the description cannot be written\n", stderr);
		return 1;
	}
	return 0;
}
