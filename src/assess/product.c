#include "assess/product.h"

static const struct {
	const char *product; /* as fingerprints and probes name it */
	const char *key;
} rows[] = {
    {"nginx", "nginx"},
    {"OpenResty", "nginx"},
    {"Tengine", "nginx"},
    {"Apache HTTP Server", "apache"},
    {"Apache Tomcat", "tomcat"},
    {"Microsoft IIS", "iis"},
    {"Microsoft IIS FTP", "iis"},
    {"Microsoft IIS SMTP", "iis"},
    {"ASP.NET", "iis"},
    {"Microsoft HTTPAPI", "windows"},
    {"Exchange Server", "exchange"},
    {"HAProxy", "haproxy"},
    {"Postfix", "postfix"},
    {"Exim", "exim"},
    {"Dovecot", "dovecot"},
    {"OpenSSH", "openssh"},
    {"vsftpd", "vsftpd"},
    {"ProFTPD", "proftpd"},
    {"Knot DNS", "knot"},
    {"BIND", "bind"},
    {"MariaDB", "mariadb"},
    {"MySQL", "mysql"},
    {"Percona Server", "mysql"},
    {"PostgreSQL", "postgresql"},
    {"Redis", "redis"},
    {"Valkey", "redis"},
    {"Orthanc", "orthanc"},
    {"DCMTK", "dcmtk"},
    {"Mosquitto", "mosquitto"},
    {"Net-SNMP", "net-snmp"},
    {"Samba", "samba"},
    {"xrdp", "xrdp"},
};

const char *product_key(const struct obs_service *service)
{
	if (!service)
		return NULL;
	for (size_t i = 0; service->product && i < ARRAY_LEN(rows); i++)
		if (span_ieq(span_str(service->product), rows[i].product))
			return rows[i].key;
	if (service->system && span_istarts(span_str(service->system), "windows"))
		return "windows";
	return NULL;
}
