/* Releases whose security support has ended, of what hospitals show to the Internet most: facts
 * of their makers' calendars, so that Varde knows them without a feed. */
#include "base/time.h"
#include "feed/starter.h"

static const struct {
	const char *product, *title, *cpe, *cycle, *end,
	    *latest; /* cpe: names, separated by blanks */
} rows[] = {
    {"php", "PHP", "php:php", "5.6", "2018-12-31", "5.6.40"},
    {"php", "PHP", "php:php", "7.0", "2019-01-10", "7.0.33"},
    {"php", "PHP", "php:php", "7.1", "2019-12-01", "7.1.33"},
    {"php", "PHP", "php:php", "7.2", "2020-11-30", "7.2.34"},
    {"php", "PHP", "php:php", "7.3", "2021-12-06", "7.3.33"},
    {"php", "PHP", "php:php", "7.4", "2022-11-28", "7.4.33"},
    {"php", "PHP", "php:php", "8.0", "2023-11-26", "8.0.30"},
    {"php", "PHP", "php:php", "8.1", "2025-12-31", "8.1.34"},
    {"apache-http-server", "Apache HTTP Server", "apache:http_server", "2.0", "2013-07-10",
	"2.0.65"},
    {"apache-http-server", "Apache HTTP Server", "apache:http_server", "2.2", "2017-07-11",
	"2.2.34"},
    {"tomcat", "Apache Tomcat", "apache:tomcat", "6", "2016-12-31", "6.0.53"},
    {"tomcat", "Apache Tomcat", "apache:tomcat", "7", "2021-03-31", "7.0.109"},
    {"tomcat", "Apache Tomcat", "apache:tomcat", "8.0", "2018-06-30", "8.0.53"},
    {"tomcat", "Apache Tomcat", "apache:tomcat", "8.5", "2024-03-31", "8.5.100"},
    {"tomcat", "Apache Tomcat", "apache:tomcat", "10.0", "2022-10-31", "10.0.27"},
    {"openssl", "OpenSSL", "openssl:openssl", "1.0.1", "2016-12-31", "1.0.1u"},
    {"openssl", "OpenSSL", "openssl:openssl", "1.0.2", "2019-12-31", "1.0.2u"},
    {"openssl", "OpenSSL", "openssl:openssl", "1.1.0", "2019-09-11", "1.1.0l"},
    {"openssl", "OpenSSL", "openssl:openssl", "1.1.1", "2023-09-11", "1.1.1w"},
    {"openssl", "OpenSSL", "openssl:openssl", "3.0", "2026-09-07", "3.0.21"},
    {"openssl", "OpenSSL", "openssl:openssl", "3.1", "2025-03-14", "3.1.8"},
    {"openssl", "OpenSSL", "openssl:openssl", "3.2", "2025-11-23", "3.2.6"},
    {"mysql", "MySQL", "oracle:mysql", "5.7", "2023-10-31", "5.7.44"},
    {"mysql", "MySQL", "oracle:mysql", "8.0", "2026-04-30", "8.0.46"},
    {"postgresql", "PostgreSQL", "postgresql:postgresql", "9.5", "2021-02-11", "9.5.25"},
    {"postgresql", "PostgreSQL", "postgresql:postgresql", "9.6", "2021-11-11", "9.6.24"},
    {"postgresql", "PostgreSQL", "postgresql:postgresql", "10", "2022-11-10", "10.23"},
    {"postgresql", "PostgreSQL", "postgresql:postgresql", "11", "2023-11-09", "11.22"},
    {"postgresql", "PostgreSQL", "postgresql:postgresql", "12", "2024-11-21", "12.22"},
    {"postgresql", "PostgreSQL", "postgresql:postgresql", "13", "2025-11-13", "13.23"},
    {"drupal", "Drupal", "drupal:drupal", "9.5", "2023-11-01", "9.5.11"},
    {"joomla", "Joomla!", "joomla:joomla!", "3", "2023-08-17", "3.10.12"},
    {"joomla", "Joomla!", "joomla:joomla!", "4", "2025-10-14", "4.4.14"},
    {"elasticsearch", "Elasticsearch", "elastic:elasticsearch", "6", "2022-02-10", "6.8.23"},
    {"elasticsearch", "Elasticsearch", "elastic:elasticsearch", "7", "2026-01-15", "7.17.29"},
    {"nodejs", "Node.js", "nodejs:node.js", "14", "2023-04-30", "14.21.3"},
    {"nodejs", "Node.js", "nodejs:node.js", "16", "2023-09-11", "16.20.2"},
    {"nodejs", "Node.js", "nodejs:node.js", "18", "2025-04-30", "18.20.8"},
    {"fortios", "FortiOS", "fortinet:fortios", "6.0", "2022-09-29", NULL},
    {"fortios", "FortiOS", "fortinet:fortios", "6.2", "2023-09-28", NULL},
    {"fortios", "FortiOS", "fortinet:fortios", "6.4", "2024-09-30", NULL},
    {"fortios", "FortiOS", "fortinet:fortios", "7.0", "2025-09-30", NULL},
    {"nginx", "nginx", "f5:nginx", "1.18", "2021-04-20", "1.18.0"},
    {"nginx", "nginx", "f5:nginx", "1.20", "2022-05-24", "1.20.2"},
    {"nginx", "nginx", "f5:nginx", "1.22", "2023-04-11", "1.22.1"},
    {"nginx", "nginx", "f5:nginx", "1.24", "2024-04-23", "1.24.0"},
    {"msexchange", "Microsoft Exchange 2010", "microsoft:exchange_server", "14.3", "2020-10-13",
	NULL},
    {"msexchange", "Microsoft Exchange 2013", "microsoft:exchange_server", "15.0", "2023-04-11",
	NULL},
    {"msexchange", "Microsoft Exchange 2016", "microsoft:exchange_server", "15.1", "2025-10-14",
	NULL},
    {"msexchange", "Microsoft Exchange 2019", "microsoft:exchange_server", "15.2", "2025-10-14",
	NULL},
    {"iis", "Microsoft IIS",
	"microsoft:internet_information_services microsoft:internet_information_server", "6.0",
	"2015-07-14", NULL},
    {"iis", "Microsoft IIS",
	"microsoft:internet_information_services microsoft:internet_information_server", "7.0",
	"2020-01-14", NULL},
    {"iis", "Microsoft IIS",
	"microsoft:internet_information_services microsoft:internet_information_server", "7.5",
	"2020-01-14", NULL},
    {"iis", "Microsoft IIS",
	"microsoft:internet_information_services microsoft:internet_information_server", "8.0",
	"2023-10-10", NULL},
    {"iis", "Microsoft IIS",
	"microsoft:internet_information_services microsoft:internet_information_server", "8.5",
	"2023-10-10", NULL},
};

int starter_eols(
    struct arena *arena, int (*emit)(void *context, const struct knowledge *k), void *context)
{
	int r = 0;

	for (size_t i = 0; r >= 0 && i < ARRAY_LEN(rows); i++) {
		struct span rest, name;
		struct know_eol *e = ARENA_NEW(arena, struct know_eol);
		struct knowledge k = {.kind = KNOW_EOL,
		    .source = STARTER_SOURCE,
		    .origin = "releases without support",
		    .eol = e};

		*e = (struct know_eol){.product = rows[i].product,
		    .title = rows[i].title,
		    .cycle = rows[i].cycle,
		    .latest = rows[i].latest};
		e->id = k.id = arena_printf(arena, "%s %s", e->product, e->cycle);
		if (time_parse(span_str(rows[i].end), &e->end) < 0)
			return ERR_CORRUPT;
		rest = span_str(rows[i].cpe);
		while (span_split(&rest, ' ', &name))
			text_list_add(&e->cpes, arena,
			    arena_printf(
				arena, "cpe:2.3:a:%.*s", (int)name.n, (const char *)name.p));
		r = emit(context, &k);
	}
	return r < 0 ? r : 0;
}
